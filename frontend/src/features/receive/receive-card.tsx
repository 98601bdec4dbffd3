import { CircleCheck, Clock, LockKeyhole, LockKeyholeOpen, Radio, Tally5, WifiOff } from 'lucide-react';
import { Notice } from '@/components/notice';
import { CompareWords } from '@/components/pair-words';
import { ProblemBox } from '@/components/problem-box';
import { TransferProgress } from '@/components/transfer-progress';
import { Badge } from '@/components/ui/badge';
import { Card } from '@/components/ui/card';
import { Tooltip } from '@/components/ui/tooltip';
import type { PathView, ReceiveFileView, ReceiveView } from '@/engine/view';
import { useI18n } from '@/lib/i18n/i18n';
import { useNow } from '@/lib/page-hooks';
import { receiveProblem } from '@/lib/problems';
import { fits, isIdle } from './fits';
import { AmidSender, BeforeSender } from './let-in';
import { ReceiveActions } from './receive-actions';
import { ReceiveFiles } from './receive-files';

/** The files of a share, and one button to have them. */
export function ReceiveCard({ receive }: { receive: ReceiveView }) {
  const { t, bytes, relative } = useI18n();
  const now = useNow(true, 60_000);
  const { files: all, state, sealed, expiresAt, capBytes, title, limit, remaining, added, sender } = receive;
  const files = all.filter((file) => file.state !== 'removed');

  // Nothing was seen of the share yet, so there is nothing to put on a card.
  if (files.length === 0 && (state.is === 'waiting' || state.is === 'failed')) {
    if (state.is === 'waiting' && state.trouble.code === 'SENDER_AWAY')
      return <BeforeSender sender={sender} />;
    const unreachable = state.is === 'waiting';
    const problem = receiveProblem(state.trouble.code);
    return (
      <Notice
        icon={WifiOff}
        tone={unreachable ? 'warn' : 'bad'}
        title={unreachable ? t('unreachable.title') : t(problem.title)}
        text={unreachable ? t('unreachable.text') : t(problem.text)}
      />
    );
  }

  const total = files.reduce((sum, file) => sum + file.size, 0);
  const done = files.reduce((sum, file) => sum + file.done, 0);
  const idle = isIdle(receive);
  const started = !['ready', 'choosing', 'cancelled'].includes(state.is);
  const only = files.length === 1 ? files[0] : undefined;
  const Lock = sealed ? LockKeyhole : LockKeyholeOpen;

  return (
    <Card className="appear" data-state={state.is}>
      <header className="flex flex-wrap items-start justify-between gap-x-4 gap-y-3">
        <div className="min-w-0">
          <h1 className="line-clamp-3 text-2xl font-semibold tracking-tight wrap-anywhere">
            {title !== '' || only !== undefined ? (
              <bdi>{title === '' ? only?.name : title}</bdi>
            ) : (
              t('file.count', { count: files.length })
            )}
          </h1>
          <p className="mt-0.5 text-quiet">{bytes(total)}</p>
        </div>
        {state.is === 'receiving' && receive.path !== null && (
          <PathBadge path={receive.path} rate={receive.rate} />
        )}
      </header>
      <ul className="mt-3 flex flex-wrap gap-2">
        <li>
          <Badge tone={sealed ? 'accent' : 'warn'}>
            <Lock aria-hidden />
            {sealed ? t('receive.sealed') : t('receive.open')}
          </Badge>
        </li>
        {!receive.kept && (
          <li>
            <Badge tone="accent">
              <Radio aria-hidden />
              {t('receive.live')}
            </Badge>
          </li>
        )}
        <li>
          <Badge>
            <Clock aria-hidden />
            {typeof expiresAt === 'number'
              ? t('receive.expires', { when: relative(now, expiresAt) })
              : t('receive.never')}
          </Badge>
        </li>
        {limit !== null && remaining !== null && (
          <li>
            <Badge tone={remaining === 0 ? 'warn' : 'quiet'}>
              <Tally5 aria-hidden />
              {t('receive.remaining', { count: remaining })}
            </Badge>
          </li>
        )}
      </ul>

      {(all.length !== 1 || only === undefined || only.path !== '' || title !== '') && (
        <ReceiveFiles receive={receive} />
      )}
      <p role="status" className="mt-2 text-sm text-quiet empty:hidden">
        {added > 0 && t('receive.added', { count: added })}
      </p>

      <Kept files={files} idle={idle} />
      {capBytes !== null && idle && <Cap files={files} capBytes={capBytes} />}

      {started && (
        <div className="mt-6">
          {state.is === 'verified' ? (
            <p role="status" className="flex items-center gap-2 font-medium text-good">
              <CircleCheck aria-hidden className="size-5 shrink-0" />
              {t('receive.state.verified')}
            </p>
          ) : (
            state.is !== 'failed' && (
              <TransferProgress
                done={done}
                total={total}
                rate={state.is === 'receiving' ? receive.rate : null}
                state={t(`receive.state.${progressState(receive)}`)}
                tone={state.is === 'receiving' ? 'accent' : 'quiet'}
              />
            )
          )}
        </div>
      )}
      {state.is === 'cancelled' && (
        <p role="status" className="mt-6 text-quiet">
          {t('receive.state.cancelled')}
        </p>
      )}
      {state.is === 'failed' && (
        <div className="mt-6">
          <Failure code={state.trouble.code} />
        </div>
      )}
      {!receive.kept && <AmidSender sender={sender} />}
      <ReceiveActions receive={{ ...receive, files }} />
      {sender?.is === 'met' && (
        <div className="mt-4">
          <CompareWords key={sender.pair} pair={sender.pair} />
        </div>
      )}
    </Card>
  );
}

function progressState({ state, files, kept, sender }: ReceiveView) {
  switch (state.is) {
    case 'waiting':
      return state.trouble.code === 'LIMIT_BUSY' ? 'busy' : 'waiting';
    case 'paused':
      return 'paused';
    default:
      if (sender?.is === 'declined' || sender?.is === 'busy') return 'turnedAway';
      if (files.some((file) => file.state === 'lost')) return kept ? 'lost' : 'liveLost';
      if (files.some((file) => file.state === 'waiting')) return kept ? 'arriving' : 'liveWaiting';
      return 'receiving';
  }
}

/** What an earlier visit left on this device. */
function Kept({ files, idle }: { files: readonly ReceiveFileView[]; idle: boolean }) {
  const { t, bytes } = useI18n();
  const kept = files.reduce((sum, file) => sum + file.kept, 0);
  if (!idle || kept === 0) return null;
  const total = files.reduce((sum, file) => sum + file.size, 0);
  return (
    <p role="status" className="mt-5 rounded-2xl bg-accent-wash p-4 text-sm text-pretty text-accent">
      {t('receive.kept', { done: bytes(kept), total: bytes(total) })}
    </p>
  );
}

function Failure({ code }: { code: string }) {
  const { t } = useI18n();
  const problem = receiveProblem(code);
  return <ProblemBox title={t(problem.title)} text={t(problem.text)} />;
}

/** The way that bytes come, and, for those who ask, why. */
function PathBadge({ path: { is, and, reason, node }, rate }: { path: PathView; rate: number | null }) {
  const { t, rate: perSecond } = useI18n();
  const one = is === 'relay' && node !== '' ? t('receive.path.relayBy', { node }) : t(`receive.path.${is}`);
  const path = and === null ? one : t('receive.path.two', { path: one, other: t(`receive.path.${and}`) });
  const what = t(`receive.path.${is}Reason`);
  return (
    <Tooltip text={reason === 'only' ? what : t('receive.whyOf', { what, why: t(`receive.why.${reason}`) })}>
      <button type="button" className="rounded-full" data-path={is}>
        <Badge tone={is === 'direct' ? 'good' : 'quiet'}>
          {rate === null ? path : t('receive.pathWithRate', { path, rate: perSecond(rate) })}
        </Badge>
      </button>
    </Tooltip>
  );
}

function Cap({ files, capBytes }: { files: readonly ReceiveFileView[]; capBytes: number }) {
  const { t, bytes } = useI18n();
  const large = files.find((file) => !fits(file, capBytes));
  const max = bytes(capBytes);
  return (
    <p className="mt-5 rounded-2xl bg-warn-wash p-4 text-sm text-pretty text-warn">
      {large === undefined
        ? t('receive.cap', { max })
        : t('receive.tooLargeHere', { name: large.name, size: bytes(large.size), max })}
    </p>
  );
}
