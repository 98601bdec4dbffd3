import { useEffect, useEffectEvent, useState } from 'react';
import type { Given } from '@/engine/view';
import { given } from '@/lib/drop';

/**
 * Makes the whole page a place to drop and paste files. Answers whether files hang over it just now.
 *
 * @param onGiven called inside of the drop or paste event
 */
export function usePageDrop(onGiven: (given: Promise<Given>) => void): boolean {
  const [over, setOver] = useState(false);
  const take = useEffectEvent(onGiven);
  useEffect(() => {
    // Moving across children fires leave and enter in pairs; only their sum says whether the page was left.
    let depth = 0;
    const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') === true;
    const enter = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      depth++;
      setOver(true);
    };
    const leave = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    };
    const drop = (event: DragEvent) => {
      depth = 0;
      setOver(false);
      if (event.dataTransfer === null || !carriesFiles(event)) return;
      event.preventDefault();
      const dropped = given(event.dataTransfer);
      if (dropped !== null) take(dropped);
    };
    const paste = (event: ClipboardEvent) => {
      if (event.clipboardData === null) return;
      const pasted = given(event.clipboardData);
      if (pasted === null) return;
      event.preventDefault();
      take(pasted);
    };
    window.addEventListener('dragenter', enter);
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', drop);
    window.addEventListener('paste', paste);
    return () => {
      window.removeEventListener('dragenter', enter);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('drop', drop);
      window.removeEventListener('paste', paste);
    };
  }, []);
  return over;
}
