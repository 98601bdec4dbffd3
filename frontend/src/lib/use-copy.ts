import { useEffect, useState } from 'react';
import { copyText } from './clipboard';

/** How long it is shown that something was copied, in ms. */
const SHOWN_MS = 4000;

/** Copies a text; tells for a while whether the browser allowed it. */
export function useCopy(text: string): readonly [copied: 'no' | 'yes' | 'refused', copy: () => void] {
  const [copied, setCopied] = useState<'no' | 'yes' | 'refused'>('no');
  useEffect(() => {
    if (copied !== 'yes') return;
    const timer = window.setTimeout(() => setCopied('no'), SHOWN_MS);
    return () => window.clearTimeout(timer);
  }, [copied]);
  const copy = () => void copyText(text).then((done) => setCopied(done ? 'yes' : 'refused'));
  return [copied, copy];
}
