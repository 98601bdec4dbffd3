import { useI18n } from '@/lib/i18n/i18n';

/** Says that a change wasn't made, since the node wasn't reached. */
export function NotDone() {
  const { t } = useI18n();
  return (
    <p role="alert" className="appear my-2 rounded-xl bg-bad-wash px-4 py-2 text-sm text-bad">
      {t('app.notDone')}
    </p>
  );
}
