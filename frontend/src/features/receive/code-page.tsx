import { MessagesSquare } from 'lucide-react';
import { CodeForm } from '@/components/code-form';
import { Notice } from '@/components/notice';
import { useI18n } from '@/lib/i18n/i18n';
import { useTitle } from '@/lib/page-hooks';

/** The place that whoever reads a code out names: nothing but the line to enter it. */
export function CodePage() {
  const { t } = useI18n();
  useTitle(t('title.code'));
  return (
    <Notice icon={MessagesSquare} title={t('code.title')} text={t('code.text')}>
      <CodeForm label={t('code.field')} />
    </Notice>
  );
}
