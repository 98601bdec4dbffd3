import { useEffect, useRef, useState } from 'react';
import { Check, Copy } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { copyText } from '@/lib/clipboard';
import { useI18n } from '@/lib/i18n/i18n';

type Copied = 'no' | 'bySelf' | 'byClick' | 'refused';

/** The link, ready to be copied; it is put on the clipboard by itself where the browser lets us. */
export function CopyLink({ link }: { link: string }) {
  const { t } = useI18n();
  const [copied, setCopied] = useState<Copied>('no');
  const field = useRef<HTMLInputElement>(null);

  useEffect(() => {
    let here = true;
    void copyText(link).then((done) => {
      if (here && done) setCopied('bySelf');
    });
    return () => {
      here = false;
    };
  }, [link]);

  const copy = () => {
    void copyText(link).then((done) => {
      setCopied(done ? 'byClick' : 'refused');
      if (!done) field.current?.select();
    });
  };
  const safe = copied === 'bySelf' || copied === 'byClick';

  return (
    <div>
      <div className="flex flex-col gap-2 sm:flex-row">
        <input
          ref={field}
          readOnly
          dir="ltr"
          value={link}
          aria-label={t('send.link')}
          onFocus={(event) => event.target.select()}
          className="h-12 w-full min-w-0 sm:flex-1 rounded-xl border border-line bg-sunken px-4 font-mono text-sm text-ellipsis text-ink"
        />
        <Button size="lg" onClick={copy} className="sm:min-w-36">
          {copied === 'byClick' ? <Check aria-hidden /> : <Copy aria-hidden />}
          {copied === 'byClick' ? t('send.copied') : t('send.copy')}
        </Button>
      </div>
      <p role="status" className="mt-2 min-h-5 text-sm text-quiet">
        {safe && t('send.copiedAlready')}
        {copied === 'refused' && t('send.copyFailed')}
      </p>
    </div>
  );
}
