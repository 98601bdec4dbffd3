import { lazy, Suspense, useId, useState } from 'react';
import { CircleCheck, Pause, Play, SlidersHorizontal, Trash2, X } from 'lucide-react';
import { FileList } from '@/components/file-list';
import { NotDone } from '@/components/not-done';
import { ProblemBox } from '@/components/problem-box';
import { TransferProgress } from '@/components/transfer-progress';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { Dialog } from '@/components/ui/dialog';
import type { FileView, SendState, SendView } from '@/engine/view';
import { type I18n, useI18n } from '@/lib/i18n/i18n';
import { useNow } from '@/lib/page-hooks';
import { sendProblem } from '@/lib/problems';
import { useAsk } from '@/lib/use-ask';
import { useEngine, useView } from '@/lib/use-engine';
import { CopyLink } from './copy-link';

const ShareOptions = lazy(() =>
  import('@/components/share-options').then((module) => ({ default: module.ShareOptions })),
);
const QrCode = lazy(() => import('./qr-code').then((module) => ({ default: module.QrCode })));

/** One share that is sent or was sent by this page: its link first, then how far it is. */
export function SendCard({ send }: { send: SendView }) {
  const i18n = useI18n();
  const { t, bytes, moment } = i18n;
  const heading = useId();
  const [options, setOptions] = useState(false);
  const { files, link, state } = send;
  const total = sum(files, 'size');
  const done = sum(files, 'done');
  const first = files[0];

  return (
    <Card aria-labelledby={heading} className="appear" data-state={state.is}>
      <header className="mb-5">
        <h2 id={heading} className="line-clamp-3 text-xl font-semibold tracking-tight wrap-anywhere">
          {files.length === 1 && first !== undefined ? (
            <bdi>{first.name}</bdi>
          ) : (
            t('send.heading', { count: files.length })
          )}
        </h2>
        <p className="text-sm text-quiet">
          {bytes(total)}
          {state.is === 'stored' &&
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
                {state.is === 'stored' ? (
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
              <ProblemBox {...words(state.trouble.code, i18n)} />
            </div>
          )}
          {files.length > 1 && (
            <div className="mt-5 border-t border-line pt-2">
              <FileList
                label={t('send.files')}
                rows={files}
                note={(file) => <FileNote file={file} state={state} />}
              />
            </div>
          )}
          <Actions send={send} options={options} onOptions={() => setOptions(!options)} />
          {options && (
            <Suspense fallback={<div aria-busy />}>
              <ShareOptions share={send.share} />
            </Suspense>
          )}
        </>
      )}
    </Card>
  );
}

function FileNote({ file, state }: { file: FileView; state: SendState }) {
  const { t, percent } = useI18n();
  if (state.is === 'stored') return null;
  if (file.done === file.size && file.size > 0)
    return <span className="text-good">{t('file.state.stored')}</span>;
  return <span>{file.done === 0 ? t('file.state.waiting') : percent(file.done / file.size)}</span>;
}

interface ActionsProps {
  readonly send: SendView;
  /** Whether the options are shown. */
  readonly options: boolean;
  readonly onOptions: () => void;
}

function Actions({ send, options, onOptions }: ActionsProps) {
  const { t } = useI18n();
  const engine = useEngine();
  const [asking, setAsking] = useState(false);
  const [failed, ask] = useAsk();
  const { share, state } = send;
  const running = state.is === 'sending' || state.is === 'waiting' || state.is === 'preparing';

  const canChange = useView((view) => (view.limits?.maxLimit ?? 0) > 0);
  const more = canChange && state.is !== 'preparing' && state.is !== 'failed' && (
    <Button variant="secondary" aria-expanded={options} onClick={onOptions}>
      <SlidersHorizontal aria-hidden />
      {t('options.show')}
    </Button>
  );
  if (state.is === 'stored') {
    return (
      <div className="mt-5 flex flex-wrap gap-2">
        {more}
        <Button variant="secondary" onClick={() => engine.closeSend(share)}>
          {t('send.forget')}
        </Button>
        <Button variant="danger" onClick={() => ask(() => engine.remove(share))}>
          <Trash2 aria-hidden />
          {t('send.delete')}
        </Button>
        {failed && <NotDone />}
      </div>
    );
  }
  return (
    <div className="mt-5 flex flex-wrap gap-2">
      {more}
      {running && (
        <Button variant="secondary" onClick={() => engine.pauseSend(share)}>
          <Pause aria-hidden />
          {t('send.pause')}
        </Button>
      )}
      {state.is === 'paused' && (
        <Button onClick={() => engine.resumeSend(share)}>
          <Play aria-hidden className="rtl:-scale-x-100" />
          {t('send.resume')}
        </Button>
      )}
      {state.is === 'failed' && state.canRetry && (
        <Button onClick={() => engine.retrySend(share)}>{t('send.retry')}</Button>
      )}
      <Button variant="ghost" onClick={() => setAsking(true)}>
        <X aria-hidden />
        {t('send.cancel')}
      </Button>
      <Dialog
        open={asking}
        onClose={() => setAsking(false)}
        title={t('send.cancelTitle')}
        text={t('send.cancelText')}
      >
        <Button variant="secondary" onClick={() => setAsking(false)}>
          {t('send.cancelNo')}
        </Button>
        <Button
          variant="danger"
          onClick={() => {
            setAsking(false);
            engine.cancelSend(share);
          }}
        >
          {t('send.cancelYes')}
        </Button>
      </Dialog>
    </div>
  );
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
