import { useId } from 'react';
import { Check, Copy } from 'lucide-react';
import { Button } from '@/components/ui/button';
import type { CodeView, SendView } from '@/engine/view';
import { type I18n, useI18n } from '@/lib/i18n/i18n';
import { useCopy } from '@/lib/use-copy';
import { useEngine } from '@/lib/use-engine';

/** The code of a share that can be read out, as long as this page is open. */
export function CodeOffer({ send: { share, link }, code }: { send: SendView; code: CodeView }) {
  const i18n = useI18n();
  const { t } = i18n;
  const engine = useEngine();
  const heading = useId();
  return (
    <section aria-labelledby={heading} className="mt-5 rounded-2xl bg-sunken p-4" data-code={code.is}>
      <h3 id={heading} className="text-sm font-medium">
        {t('offer.title')}
      </h3>
      <div className="flex flex-wrap items-end justify-between gap-3">
        <div role="status" className="min-w-0 flex-1 basis-60">
          <p className="mt-1 text-sm text-pretty empty:hidden">{news(code, i18n)}</p>
          {code.is === 'offered' && (
            <p
              dir="ltr"
              className="my-2 font-mono text-2xl font-semibold tracking-tight wrap-anywhere select-all rtl:text-end"
            >
              {code.code}
            </p>
          )}
        </div>
        {code.is === 'offered' && <CopyCode code={code.code} />}
      </div>
      {code.is === 'offered' && (
        <p className="text-sm text-pretty text-quiet">{t('offer.note', { address: addressOf(link) })}</p>
      )}
      {code.is === 'stopped' && (
        <Button className="mt-3" onClick={() => engine.makeCode(share)}>
          {t('offer.next')}
        </Button>
      )}
    </section>
  );
}

function CopyCode({ code }: { code: string }) {
  const { t } = useI18n();
  const [copied, copy] = useCopy(code);
  return (
    <Button variant="secondary" className="mb-2" onClick={copy}>
      {copied === 'yes' ? <Check aria-hidden /> : <Copy aria-hidden />}
      {copied === 'yes' ? t('send.copied') : t('offer.copy')}
    </Button>
  );
}

function news(code: CodeView, { t }: I18n): string {
  switch (code.is) {
    case 'making':
      return code.trouble === null ? t('offer.making') : t('offer.waiting');
    case 'offered':
      return code.before === null ? '' : t(`offer.${code.before}`);
    case 'stopped':
      return t(code.why === 'burnt' ? 'offer.stopped' : 'offer.refused');
  }
}

/** Where a code is entered, as it is read out. */
function addressOf(link: string): string {
  return `${new URL(link).host}/c`;
}
