import { TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';

/** A failure inside of a card: what happened, what was kept, what to do. */
export function ProblemBox({ title, text, children }: { title: string; text: string; children?: ReactNode }) {
  return (
    <div role="alert" className="appear flex gap-3 rounded-2xl bg-bad-wash p-4">
      <TriangleAlert aria-hidden className="mt-0.5 size-5 shrink-0 text-bad" />
      <div className="min-w-0">
        <p className="font-medium text-bad">{title}</p>
        <p className="mt-1 text-sm text-pretty">{text}</p>
        {children}
      </div>
    </div>
  );
}
