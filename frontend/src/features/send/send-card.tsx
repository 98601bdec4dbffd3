import { lazy, Suspense, useId, useState } from 'react';
import { CircleCheck, Radio } from 'lucide-react';
import { AskFirst } from '@/components/ask-first';
import { FileList } from '@/components/file-list';
import { NotDone } from '@/components/not-done';
import { Panel } from '@/components/panel';
import { ProblemBox } from '@/components/problem-box';
import type { PanelName } from '@/components/share-panel';
import { TransferProgress } from '@/components/transfer-progress';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import type { FileView, SendState, SendView } from '@/engine/view';
import { type I18n, useI18n } from '@/lib/i18n/i18n';
import { useNow } from '@/lib/page-hooks';
import { ownerProblem, sendProblem } from '@/lib/problems';
import { useAsk } from '@/lib/use-ask';
import { useEngine, useView } from '@/lib/use-engine';
import { CodeOffer } from './code-offer';
import { CopyLink } from './copy-link';
import { SendActions } from './send-actions';

const AskingReceivers = lazy(() =>
  import('@/components/asking-receivers').then((module) => ({ default: module.AskingReceivers })),
);
const LiveReceivers = lazy(() =>
  import('@/components/live-receivers').then((module) => ({ default: module.LiveReceivers })),
);
const QrCode = lazy(() => import('./qr-code').then((module) => ({ default: module.QrCode })));

/** One share that is sent or was sent by this page: its link first, then how far it is. */
export function SendCard({ send }: { send: SendView }) {
  const i18n = useI18n();
  const { t, bytes, moment } = i18n;
  const heading = useId();
  const [panel, setPanel] = useState<PanelName | null>(null);
  const { files, link, state } = send;
  const title = useView(({ recent }) => recent.find(({ share }) => share === send.share)?.title ?? '');
  const total = sum(files, 'size');
  const done = sum(files, 'done');
  const first = files[0];

  return (
    <Card aria-labelledby={heading} className="appear" data-state={state.is}>
      <header className="mb-5">
        <h2 id={heading} className="line-clamp-3 text-xl font-semibold tracking-tight wrap-anywhere">
          {title !== '' || (files.length === 1 && first !== undefined) ? (
            <bdi>{title === '' ? first?.name : title}</bdi>
          ) : (
            t('send.heading', { count: files.length })
          )}
        </h2>
        <p className="text-sm text-quiet">
          {bytes(total)}
          {(state.is === 'stored' || state.is === 'live') &&
            typeof send.expiresAt === 'number' &&
            ` · ${t('send.expires', { moment: moment(send.expiresAt) })}`}
          {send.expiresAt === 'never' && ` · ${t('send.expiresNever')}`}
        </p>
      </header>

      {state.is === 'deleted' ? (
        <Deleted share={send.share} undoUntil={state.undoUntil} />
      ) : (
        <>
          <div className="grid gap-5 sm:grid-cols-[minmax(0,1fr)_9rem]">
            <div>
              <CopyLink link={link} />
              <div className="mt-4">
                {state.is === 'live' ? (
                  <Live send={send} />
                ) : state.is === 'stored' ? (
                  <p role="status" className="flex items-center gap-2 font-medium text-good">
                    <CircleCheck aria-hidden className="size-5 shrink-0" />
                    {t('send.state.stored')}
                  </p>
                ) : (
                  <TransferProgress
                    done={done}
                    total={total}
                    rate={state.is === 'sending' ? send.rate : null}
                    state={t(`send.state.${state.is}`)}
                    tone={toneOf(state)}
                  />
                )}
              </div>
            </div>
            <div className="mx-auto aspect-square w-40 sm:w-full">
              <Suspense fallback={<div aria-busy className="size-full" />}>
                <QrCode text={link} />
              </Suspense>
            </div>
          </div>
          {state.is === 'failed' && (
            <div className="mt-5">
              <ProblemBox {...words(state.trouble.code, i18n)}>
                <Without send={send} />
              </ProblemBox>
            </div>
          )}
          {send.live && (
            <p role="status" className="sr-only">
              {send.asking.length > 0 && t('asking.title', { count: send.asking.length })}
            </p>
          )}
          {send.asking.length > 0 && (
            <Suspense fallback={null}>
              <AskingReceivers share={send.share} asking={send.asking} />
            </Suspense>
          )}
          {state.is === 'live' && send.receivers.length === 0 && send.asking.length === 0 && (
            <p role="status" className="mt-5 rounded-2xl bg-sunken p-4 text-sm text-quiet">
              {t('send.live.nobody')}
            </p>
          )}
          {send.receivers.length > 0 && (
            <Suspense fallback={null}>
              <LiveReceivers receivers={send.receivers} files={files} />
            </Suspense>
          )}
          {send.code !== null && <CodeOffer send={send} code={send.code} />}
          {files.length > 1 && panel !== 'files' && (
            <div className="mt-5 border-t border-line pt-2">
              <FileList
                label={t('send.files')}
                rows={files}
                note={(file) => <FileNote file={file} state={state} />}
              />
            </div>
          )}
          <SendActions send={send} panel={panel} onPanel={setPanel} />
          <Panel share={send.share} panel={panel} />
        </>
      )}
    </Card>
  );
}

/** Nothing is stored, so how far it is is for each receiver to say. */
function Live({ send: { share, asks } }: { send: SendView }) {
  const { t } = useI18n();
  const engine = useEngine();
  return (
    <>
      <p role="status" className="flex items-center gap-2 font-medium">
        <Radio aria-hidden className="size-5 shrink-0 text-accent" />
        {t('send.state.live')}
      </p>
      <p className="mt-1 text-sm text-pretty text-quiet">
        {t(asks ? 'send.live.textAsks' : 'send.live.text')}
      </p>
      <div className="mt-2">
        <AskFirst asks={asks} onChange={(now) => engine.askFirst(share, now)} />
      </div>
    </>
  );
}

function FileNote({ file, state }: { file: FileView; state: SendState }) {
  const { t, percent } = useI18n();
  if (state.is === 'stored' || state.is === 'live') return null;
  if (file.done === file.size && file.size > 0)
    return <span className="text-good">{t('file.state.stored')}</span>;
  return <span>{file.done === 0 ? t('file.state.waiting') : percent(file.done / file.size)}</span>;
}

function Deleted({ share, undoUntil }: { share: string; undoUntil: number }) {
  const { t, duration } = useI18n();
  const engine = useEngine();
  const [failed, ask] = useAsk();
  const left = undoUntil - useNow(true);
  return (
    <div className="flex flex-wrap items-center justify-between gap-3">
      <p role="status">{left > 0 ? t('send.undoLeft', { time: duration(left) }) : t('send.state.deleted')}</p>
      <span className="flex gap-2">
        {left > 0 && <Button onClick={() => ask(() => engine.undo(share))}>{t('send.undo')}</Button>}
        <Button variant="secondary" onClick={() => engine.closeSend(share)}>
          {t('send.forget')}
        </Button>
      </span>
      {failed && <NotDone />}
    </div>
  );
}

/** One file that can't be sent as it was given doesn't keep the others. */
function Without({ send: { share, files, state } }: { send: SendView }) {
  const { t } = useI18n();
  const engine = useEngine();
  const [failed, ask] = useAsk();
  const bad = state.is === 'failed' ? files.find(({ file }) => file === state.file) : undefined;
  if (bad === undefined || files.length === 1) return null;
  const leaveOut = async () => {
    try {
      await engine.changeFiles(share, { remove: bad.file });
    } catch (error) {
      // Another tab may have taken it out.
      if (ownerProblem(error) !== 'owner.noSuch') throw error;
    }
  };
  return (
    <div className="mt-3">
      <Button
        variant="secondary"
        className="h-auto! min-h-10 max-w-full py-2 whitespace-normal! wrap-anywhere"
        onClick={() => ask(leaveOut)}
      >
        {t('send.without', { name: bad.name })}
      </Button>
      {failed && <NotDone />}
    </div>
  );
}

function toneOf(state: SendState) {
  if (state.is === 'failed') return 'bad';
  return state.is === 'paused' || state.is === 'waiting' ? 'quiet' : 'accent';
}

function words(code: string, { t }: I18n) {
  const problem = sendProblem(code);
  return { title: t(problem.title), text: t(problem.text) };
}

function sum(files: readonly FileView[], what: 'size' | 'done'): number {
  return files.reduce((total, file) => total + file[what], 0);
}
