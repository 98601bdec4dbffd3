import { type ReactNode, useEffect, useId, useRef } from 'react';

export interface DialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly text: string;
  /** The buttons, the safe one first: it gets the focus. */
  readonly children: ReactNode;
}

/**
 * A question that has to be answered first. It is the browser's own modal: the rest of the page is inert, Escape
 * answers no, focus returns. (Radix Dialog locks scrolling by a style element, which the page's policy refuses.)
 */
export function Dialog({ open, onClose, title, text, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const element = dialog.current;
    if (element === null || element.open === open) return;
    if (open) element.showModal();
    else element.close();
  }, [open]);

  return (
    <dialog
      ref={dialog}
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-text`}
      onClose={onClose}
      className="m-auto w-[min(26rem,calc(100vw-2rem))] rounded-3xl border border-line bg-surface p-6 text-ink shadow-xl backdrop:bg-black/40"
    >
      <h2 id={`${id}-title`} className="text-lg font-semibold">
        {title}
      </h2>
      <p id={`${id}-text`} className="mt-2 text-quiet">
        {text}
      </p>
      <div className="mt-6 flex flex-wrap justify-end gap-2">{children}</div>
    </dialog>
  );
}
