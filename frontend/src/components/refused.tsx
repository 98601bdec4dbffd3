import { X } from 'lucide-react';
import { Button } from '@/components/ui/button';
import type { Refusal } from '@/lib/drop';
import { useI18n } from '@/lib/i18n/i18n';

/** Why what was given isn't taken, or is taken in part only. */
export function Refused({ refusal, onDismiss }: { refusal: Refusal; onDismiss: () => void }) {
  const { t, bytes } = useI18n();
  const text = () => {
    switch (refusal.is) {
      case 'nothing':
        return t('drop.nothing');
      case 'folders':
        return t('drop.emptyFolders', { count: refusal.count });
      case 'tooMany':
        return t('drop.tooMany', { count: refusal.count, max: refusal.max });
      case 'tooLarge':
        return t('drop.tooLarge', { name: refusal.name, size: bytes(refusal.size), max: bytes(refusal.max) });
      case 'tooSmall':
        return t('drop.tooSmall', { name: refusal.name, size: bytes(refusal.size), min: bytes(refusal.min) });
      case 'name':
        return t('drop.name', { name: refusal.name });
      case 'type':
        return t('drop.type', { name: refusal.name });
    }
  };
  return (
    <div
      role="alert"
      className="appear flex items-center gap-3 rounded-2xl bg-warn-wash py-2 ps-4 pe-2 text-warn"
    >
      <p className="min-w-0 flex-1 text-pretty wrap-anywhere">{text()}</p>
      <Button variant="ghost" size="icon" aria-label={t('drop.dismiss')} onClick={onDismiss}>
        <X aria-hidden />
      </Button>
    </div>
  );
}
