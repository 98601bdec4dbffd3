import { ShieldAlert } from 'lucide-react';
import { Notice } from '@/components/notice';
import { useI18n } from '@/lib/i18n/i18n';
import { useTitle } from '@/lib/page-hooks';

/** Shown where the browser offers no encryption: plain http from another computer. Says how to get it. */
export function InsecurePage() {
  const { t } = useI18n();
  useTitle(t('title.send'));
  const { host, origin, port } = window.location;
  return (
    <Notice icon={ShieldAlert} tone="warn" title={t('insecure.title')} text={t('insecure.text')}>
      <dl className="space-y-5 text-start text-sm">
        <Way text={t('insecure.local')} code={`http://localhost${port === '' ? '' : `:${port}`}/`} />
        <Way text={t('insecure.tls')} code={`SLIPWAY_PUBLIC_URL=https://${host.replace(/:\d+$/, '')}`} />
        <Way text={t('insecure.curl')} code={`curl -T FILE ${origin}/`} />
      </dl>
    </Notice>
  );
}

function Way({ text, code }: { text: string; code: string }) {
  return (
    <div>
      <dt className="text-quiet">{text}</dt>
      <dd className="mt-1.5 overflow-x-auto rounded-xl bg-sunken px-4 py-3" tabIndex={0}>
        <code dir="ltr">{code}</code>
      </dd>
    </div>
  );
}
