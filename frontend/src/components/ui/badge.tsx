import { cva, type VariantProps } from 'class-variance-authority';
import type { ComponentProps } from 'react';
import { cn } from '@/lib/cn';

const look = cva(
  'inline-flex max-w-full items-center gap-1.5 rounded-2xl px-2.5 py-1 text-xs font-medium tabular-nums [&_svg]:size-3.5 [&_svg]:shrink-0',
  {
    variants: {
      tone: {
        quiet: 'bg-sunken text-quiet',
        accent: 'bg-accent-wash text-accent',
        good: 'bg-good-wash text-good',
        warn: 'bg-warn-wash text-warn',
        bad: 'bg-bad-wash text-bad',
      },
    },
    defaultVariants: { tone: 'quiet' },
  },
);

export function Badge({ className, tone, ...rest }: ComponentProps<'span'> & VariantProps<typeof look>) {
  return <span className={cn(look({ tone }), className)} {...rest} />;
}
