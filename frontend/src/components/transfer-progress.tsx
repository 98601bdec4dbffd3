import { Progress, type ProgressProps } from '@/components/ui/progress';
import { useI18n } from '@/lib/i18n/i18n';

export interface TransferProgressProps {
  /** Bytes that are safe, and bytes there are. */
  readonly done: number;
  readonly total: number;
  /** Bytes per second, or null when nothing moves. */
  readonly rate: number | null;
  /** What is going on, in words. */
  readonly state: string;
  readonly tone: NonNullable<ProgressProps['tone']>;
}

/** How far, how fast, how long still; told to a screen reader once per tenth of the way. */
export function TransferProgress({ done, total, rate, state, tone }: TransferProgressProps) {
  const { t, bytes, rate: perSecond, duration, percent } = useI18n();
  const part = total === 0 ? (tone === 'good' ? 1 : 0) : done / total;
  const left = rate !== null && rate > 0 ? ((total - done) / rate) * 1000 : null;
  return (
    <div>
      <p className="mb-2 flex items-baseline justify-between gap-4">
        <span className="font-medium" role="status">
          {state}
        </span>
        <span className="text-sm tabular-nums text-quiet">{percent(part)}</span>
      </p>
      <Progress value={part} label={t('progress.label')} text={percent(part)} tone={tone} />
      <p className="mt-2 flex min-h-5 flex-wrap justify-between gap-x-4 text-sm tabular-nums text-quiet">
        <span>{t('progress.of', { done: bytes(done), total: bytes(total) })}</span>
        {rate !== null && (
          <span>
            {perSecond(rate)}
            {left !== null && left > 0 && ` · ${t('progress.left', { time: duration(left) })}`}
          </span>
        )}
      </p>
      <p className="sr-only" role="status">
        {rate !== null && part > 0 && t('progress.spoken', { percent: percent(Math.floor(part * 10) / 10) })}
      </p>
    </div>
  );
}
