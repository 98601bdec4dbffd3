import { CircleCheck, MonitorDown } from 'lucide-react';
import { CompareWords } from '@/components/pair-words';
import { Progress } from '@/components/ui/progress';
import type { FileView, LiveReceiverView } from '@/engine/view';
import { useI18n } from '@/lib/i18n/i18n';

/** Who has the link open just now: by which path, how fast, how far. Loaded when the first one comes. */
export function LiveReceivers({
  receivers,
  files,
}: {
  receivers: readonly LiveReceiverView[];
  files: readonly FileView[];
}) {
  const { t } = useI18n();
  return (
    <section className="mt-5 rounded-2xl bg-sunken p-4">
      <p role="status" className="text-sm font-medium">
        {t('receivers.title', { count: receivers.length })}
      </p>
      <ul aria-label={t('receivers.list')} className="mt-1 divide-y divide-line">
        {receivers.map((receiver) => (
          <Row key={receiver.peer} receiver={receiver} files={files} />
        ))}
      </ul>
    </section>
  );
}

function Row({ receiver, files }: { receiver: LiveReceiverView; files: readonly FileView[] }) {
  const { t, rate: perSecond, percent } = useI18n();
  const { pair, name, file: id, bytes, rate, path, verified } = receiver;
  const file = files.find((each) => each.file === id);
  const all = verified >= files.length;
  const part = file === undefined || file.size === 0 ? 0 : bytes / file.size;
  const Icon = all ? CircleCheck : MonitorDown;
  return (
    <li className="flex items-center gap-3 py-3">
      <Icon aria-hidden className={`size-5 shrink-0 ${all ? 'text-good' : 'text-quiet'}`} />
      <div className="min-w-0 flex-1">
        <p className="font-medium wrap-anywhere">
          {name === '' ? t('downloads.someone') : <bdi>{name}</bdi>}
        </p>
        <p className="flex flex-wrap gap-x-2 text-sm tabular-nums text-quiet">
          {file === undefined && !all && <span>{t('receivers.looking')}</span>}
          {file !== undefined && (
            <>
              {files.length > 1 && (
                <span className="wrap-anywhere">
                  <bdi>{file.name}</bdi>
                </span>
              )}
              <span>{percent(part)}</span>
              {path !== null && <span>{t(`receive.path.${path}`)}</span>}
              {rate > 0 && <span>{perSecond(rate)}</span>}
            </>
          )}
          {verified > 0 && (
            <span className="text-good">
              {all ? t('downloads.verified') : t('receivers.verified', { count: verified })}
            </span>
          )}
        </p>
        {file !== undefined && (
          <Progress
            className="mt-2 bg-line"
            value={part}
            label={t('progress.label')}
            text={percent(part)}
            tone="accent"
          />
        )}
        <CompareWords key={pair} pair={pair} />
      </div>
    </li>
  );
}
