import { useI18n } from '@/lib/i18n/i18n';

/** Whether a person lets each receiver of a live share in. */
export function AskFirst({ asks, onChange }: { asks: boolean; onChange: (asks: boolean) => void }) {
  const { t } = useI18n();
  return (
    <label className="inline-flex min-h-9 cursor-pointer items-center gap-2.5 text-sm">
      <input
        type="checkbox"
        role="switch"
        checked={asks}
        onChange={(event) => onChange(event.target.checked)}
        className="size-4 shrink-0 cursor-pointer accent-accent"
      />
      {t('drop.asks')}
    </label>
  );
}
