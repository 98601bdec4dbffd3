import { Progress as Radix } from 'radix-ui';
import { cn } from '@/lib/cn';

export interface ProgressProps {
  /** How far, 0 … 1; null: under way, but nobody knows how far. */
  readonly value: number | null;
  readonly label: string;
  readonly text: string;
  readonly tone?: 'accent' | 'good' | 'quiet' | 'bad';
  readonly className?: string;
}

const TONES = { accent: 'bg-accent', good: 'bg-good', quiet: 'bg-line-strong', bad: 'bg-bad' } as const;

export function Progress({ value, label, text, tone = 'accent', className }: ProgressProps) {
  const percent = value === null ? null : Math.min(100, Math.max(0, value * 100));
  return (
    <Radix.Root
      aria-label={label}
      aria-valuetext={text}
      value={percent}
      className={cn('h-2 w-full overflow-hidden rounded-full bg-sunken', className)}
    >
      <Radix.Indicator
        className={cn(
          'block h-full rounded-full transition-[width] duration-300 ease-out',
          TONES[tone],
          percent === null && 'w-1/4 animate-pulse',
        )}
        style={percent === null ? undefined : { width: `${percent}%` }}
      />
    </Radix.Root>
  );
}
