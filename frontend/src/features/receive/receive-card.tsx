import {
  CircleCheck,
  Clock,
  Download,
  LockKeyhole,
  LockKeyholeOpen,
  Pause,
  Play,
  WifiOff,
  X,
} from 'lucide-react';
import { FileList } from '@/components/file-list';
import { Notice } from '@/components/notice';
import { ProblemBox } from '@/components/problem-box';
import { TransferProgress } from '@/components/transfer-progress';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { Tooltip } from '@/components/ui/tooltip';
import type { ReceiveFileView, ReceiveView } from '@/engine/view';
import { useI18n } from '@/lib/i18n/i18n';
import { useNow } from '@/lib/page-hooks';
import { receiveProblem } from '@/lib/problems';
import { useEngine } from '@/lib/use-engine';

/** The files of a share, and one button to have them. */
export function ReceiveCard({ receive }: { receive: ReceiveView }) {
  const { t, bytes, relative } = useI18n();
  const engine = useEngine();
  const now = useNow(true, 60_000);
  const { files, state, sealed, expiresAt, capBytes } = receive;

  // Nothing was seen of the share yet, so there is nothing to put on a card.
  if (files.length === 0 && (state.is === 'waiting' || state.is === 'failed')) {
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
  const idle = ['ready', 'choosing', 'verified', 'cancelled', 'failed'].includes(state.is);
  const started = !['ready', 'choosing', 'cancelled'].includes(state.is);
  const only = files.length === 1 ? files[0] : undefined;
  const Lock = sealed ? LockKeyhole : LockKeyholeOpen;

  return (
    <Card className="appear" data-state={state.is}>
      <header className="flex flex-wrap items-start justify-between gap-x-4 gap-y-3">
        <div className="min-w-0">
          <h1 className="line-clamp-3 text-2xl font-semibold tracking-tight wrap-anywhere">
            {only !== undefined ? <bdi>{only.name}</bdi> : t('file.count', { count: files.length })}
          </h1>
          <p className="mt-0.5 text-quiet">{bytes(total)}</p>
        </div>
        {(state.is === 'receiving' || state.is === 'verified') && <PathBadge rate={receive.rate} />}
      </header>
      <ul className="mt-3 flex flex-wrap gap-2">
        <li>
          <Badge tone={sealed ? 'accent' : 'warn'}>
            <Lock aria-hidden />
            {sealed ? t('receive.sealed') : t('receive.open')}
          </Badge>
        </li>
        <li>
          <Badge>
            <Clock aria-hidden />
            {typeof expiresAt === 'number'
              ? t('receive.expires', { when: relative(now, expiresAt) })
              : t('receive.never')}
          </Badge>
        </li>
      </ul>

      {only === undefined && (
        <div className="mt-5 max-h-96 overflow-y-auto border-y border-line">
          <FileList
            label={t('receive.files')}
            rows={files.map((file) => ({
              ...file,
              note: <FileNote file={file} />,
              action: (
                <FileAction
                  file={file}
                  disabled={!idle || !fits(file, capBytes)}
                  onSave={() => engine.save([file.file])}
                />
              ),
            }))}
          />
        </div>
      )}

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
      <Actions receive={receive} />
    </Card>
  );
}

function progressState({ state, files }: ReceiveView) {
  switch (state.is) {
    case 'waiting':
      return 'waiting';
    case 'paused':
      return 'paused';
    default:
      return files.some((file) => file.state === 'waiting') ? 'arriving' : 'receiving';
  }
}

function Failure({ code }: { code: string }) {
  const { t } = useI18n();
  const problem = receiveProblem(code);
  return <ProblemBox title={t(problem.title)} text={t(problem.text)} />;
}

function PathBadge({ rate }: { rate: number | null }) {
  const { t, rate: perSecond } = useI18n();
  const path = t('receive.path.store');
  return (
    <Tooltip text={t('receive.path.storeReason')}>
      <button type="button" className="rounded-full">
        <Badge>{rate === null ? path : t('receive.pathWithRate', { path, rate: perSecond(rate) })}</Badge>
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

function FileNote({ file }: { file: ReceiveFileView }) {
  const { t, percent } = useI18n();
  switch (file.state) {
    case 'verified':
      return <span className="text-good">{t('file.state.verified')}</span>;
    case 'failed':
      return <span className="text-bad">{t('file.state.failed')}</span>;
    case 'arriving':
    case 'waiting':
      return <span>{t('file.state.arriving')}</span>;
    case 'saving':
      return <span>{percent(file.size === 0 ? 1 : file.done / file.size)}</span>;
    case 'ready':
      return null;
  }
}

function FileAction({
  file,
  disabled,
  onSave,
}: {
  file: ReceiveFileView;
  disabled: boolean;
  onSave: () => void;
}) {
  const { t } = useI18n();
  if (file.download !== null) {
    return (
      <Button asChild variant="secondary" size="icon">
        <a href={file.download} download aria-label={t('receive.downloadOne', { name: file.name })}>
          <Download aria-hidden />
        </a>
      </Button>
    );
  }
  return (
    <Button
      variant="ghost"
      size="icon"
      disabled={disabled}
      aria-label={t('receive.saveOne', { name: file.name })}
      onClick={onSave}
    >
      <Download aria-hidden />
    </Button>
  );
}

function Actions({ receive }: { receive: ReceiveView }) {
  const { t } = useI18n();
  const engine = useEngine();
  const { files, state, sealed, capBytes } = receive;
  const wide = 'max-sm:w-full sm:min-w-48';

  if (!sealed) {
    const only = files.length === 1 ? files[0] : undefined;
    if (only === undefined || only.download === null) return null;
    return (
      <Button asChild size="lg" className={`mt-6 ${wide}`}>
        <a href={only.download} download>
          <Download aria-hidden />
          {t('receive.download')}
        </a>
      </Button>
    );
  }
  switch (state.is) {
    case 'receiving':
    case 'waiting':
    case 'paused':
      return (
        <div className="mt-5 flex flex-wrap gap-2">
          {state.is === 'paused' ? (
            <Button onClick={engine.resumeSave}>
              <Play aria-hidden className="rtl:-scale-x-100" />
              {t('receive.resume')}
            </Button>
          ) : (
            <Button variant="secondary" onClick={engine.pauseSave}>
              <Pause aria-hidden />
              {t('receive.pause')}
            </Button>
          )}
          <Button variant="ghost" onClick={engine.cancelSave}>
            <X aria-hidden />
            {t('receive.cancel')}
          </Button>
        </div>
      );
    default: {
      const wanted = files.filter(
        (file) => fits(file, capBytes) && (state.is !== 'failed' || file.state !== 'verified'),
      );
      const label = () => {
        if (state.is === 'verified') return t('receive.again');
        if (state.is === 'failed') return t('receive.retry');
        if (wanted.length < files.length && wanted.length > 0) return t('receive.saveFitting');
        return files.length > 1 ? t('receive.saveAll') : t('receive.save');
      };
      return (
        <Button
          size="lg"
          className={`mt-6 ${wide}`}
          variant={state.is === 'verified' ? 'secondary' : 'primary'}
          disabled={wanted.length === 0 || state.is === 'choosing'}
          onClick={() => engine.save(wanted.map((file) => file.file))}
        >
          <Download aria-hidden />
          {label()}
        </Button>
      );
    }
  }
}

function fits(file: ReceiveFileView, capBytes: number | null): boolean {
  return capBytes === null || file.size <= capBytes;
}
