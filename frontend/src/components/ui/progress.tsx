import { Progress as Radix } from 'radix-ui';
import type { CSSProperties } from 'react';
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
          'block h-full rounded-full',
          TONES[tone],
          // Moved, not widened: a browser moves a layer without laying out and painting the page for each frame.
          percent === null
            ? 'w-1/4 animate-pulse'
            : '-translate-x-(--left) transition-transform duration-300 ease-out rtl:translate-x-(--left)',
        )}
        style={percent === null ? undefined : ({ '--left': `${100 - percent}%` } as CSSProperties)}
      />
    </Radix.Root>
  );
}
