import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from '@/lib/cn';

export interface NoticeProps {
  readonly icon: LucideIcon;
  readonly title: string;
  readonly text: string;
  readonly tone?: 'quiet' | 'bad' | 'warn';
  readonly children?: ReactNode;
}

const TONES = {
  quiet: 'bg-sunken text-quiet',
  bad: 'bg-bad-wash text-bad',
  warn: 'bg-warn-wash text-warn',
} as const;

/** A page that says one thing: what happened, and what to do. */
export function Notice({ icon: Icon, title, text, tone = 'quiet', children }: NoticeProps) {
  return (
    <div className="appear mx-auto flex max-w-lg flex-col items-center py-10 text-center sm:py-16">
      <span className={cn('grid size-16 place-items-center rounded-2xl', TONES[tone])}>
        <Icon aria-hidden className="size-7" />
      </span>
      <h1 className="mt-6 text-2xl font-semibold tracking-tight text-balance">{title}</h1>
      <p className="mt-3 text-pretty text-quiet">{text}</p>
      {children !== undefined && <div className="mt-8 w-full">{children}</div>}
    </div>
  );
}
