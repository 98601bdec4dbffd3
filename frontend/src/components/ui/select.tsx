import { ChevronDown } from 'lucide-react';
import type { ComponentProps } from 'react';
import { cn } from '@/lib/cn';

/**
 * A choice among few. It is the browser's own list: it costs nothing, suits a phone, and needs no style element, which
 * the page's policy would refuse (Radix Select writes one).
 */
export function Select({ className, children, ...rest }: ComponentProps<'select'>) {
  return (
    <span className="relative inline-flex">
      <select
        className={cn(
          'h-9 cursor-pointer appearance-none rounded-lg border border-line bg-surface ps-3 pe-8 text-sm text-ink hover:bg-sunken',
          className,
        )}
        {...rest}
      >
        {children}
      </select>
      <ChevronDown
        aria-hidden
        className="pointer-events-none absolute inset-e-2 top-1/2 size-4 -translate-y-1/2 text-quiet"
      />
    </span>
  );
}
