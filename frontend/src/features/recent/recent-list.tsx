import { lazy, Suspense, useId, useState } from 'react';
import { Check, Copy, Ellipsis, ExternalLink, EyeOff, SlidersHorizontal, Trash2 } from 'lucide-react';
import { FileIcon } from '@/components/file-icon';
import { NotDone } from '@/components/not-done';
import { Button } from '@/components/ui/button';
import { Menu, MenuItem } from '@/components/ui/menu';
import type { RecentView } from '@/engine/view';
import { copyText } from '@/lib/clipboard';
import { useI18n } from '@/lib/i18n/i18n';
import { useNow } from '@/lib/page-hooks';
import { useAsk } from '@/lib/use-ask';
import { useEngine, useView } from '@/lib/use-engine';
import { GoOn } from './go-on';

const ShareOptions = lazy(() =>
  import('@/components/share-options').then((module) => ({ default: module.ShareOptions })),
);

/** Shares once sent from this device. */
export function RecentList({ recent }: { recent: readonly RecentView[] }) {
  const { t } = useI18n();
  const heading = useId();
  const [failed, ask] = useAsk();
  return (
    <section aria-labelledby={heading} className="appear mt-6">
      <header className="mb-2 flex flex-wrap items-baseline justify-between gap-x-4 px-1">
        <h2 id={heading} className="font-semibold">
          {t('recent.title')}
        </h2>
        <p className="text-sm text-quiet">{t('recent.note')}</p>
      </header>
      {failed && <NotDone />}
      <ul className="divide-y divide-line rounded-2xl border border-line bg-surface">
        {recent.map((item) => (
          <Row key={item.share} item={item} ask={ask} />
        ))}
      </ul>
    </section>
  );
}

function Row({ item, ask }: { item: RecentView; ask: (change: () => Promise<void>) => void }) {
  const { t, bytes, duration } = useI18n();
  const engine = useEngine();
  const [copied, setCopied] = useState(false);
  const [options, setOptions] = useState(false);
  const canChange = useView((view) => (view.limits?.maxLimit ?? 0) > 0);
  const deleted = typeof item.state === 'object' ? item.state : null;
  const now = useNow(true, deleted === null ? 60_000 : 1000);
  const expired = item.state === 'expired' || (typeof item.expiresAt === 'number' && item.expiresAt <= now);
  const ended = deleted !== null || expired;
  const left = deleted === null ? 0 : deleted.undoUntil - now;
  const name =
    item.files === 1 ? item.name : t('recent.namePlus', { name: item.name, count: item.files - 1 });

  return (
    <li className="flex min-h-16 flex-wrap items-center gap-3 py-2 ps-4 pe-2">
      <FileIcon name={item.name} className="size-5 shrink-0 text-quiet" />
      <div className="min-w-0 flex-1">
        <p className="line-clamp-2 font-medium wrap-anywhere" title={name}>
          {item.files === 1 ? <bdi>{name}</bdi> : name}
        </p>
        <p className="text-sm tabular-nums text-quiet">
          {bytes(item.size)} · <State item={item} expired={expired} now={now} />
        </p>
      </div>
      {left > 0 && (
        <Button variant="secondary" onClick={() => ask(() => engine.undo(item.share))}>
          {t('recent.undo')}
          <span className="tabular-nums text-quiet">{duration(left)}</span>
        </Button>
      )}
      {!ended && item.state === 'uploading' && <GoOn item={item} />}
      {!ended && (
        <Button
          variant="ghost"
          size="icon"
          aria-label={copied ? t('recent.copied') : t('recent.copy', { name })}
          onClick={() => void copyText(item.link).then(setCopied)}
        >
          {copied ? <Check aria-hidden className="text-good" /> : <Copy aria-hidden />}
        </Button>
      )}
      <Menu
        trigger={
          <Button variant="ghost" size="icon" aria-label={t('recent.more', { name })}>
            <Ellipsis aria-hidden />
          </Button>
        }
      >
        {!ended && (
          <>
            <MenuItem icon={ExternalLink} onSelect={() => window.open(item.link, '_blank', 'noopener')}>
              {t('recent.open')}
            </MenuItem>
            {canChange && (
              <MenuItem icon={SlidersHorizontal} onSelect={() => setOptions(!options)}>
                {t('options.show')}
              </MenuItem>
            )}
            <MenuItem icon={Trash2} bad onSelect={() => ask(() => engine.remove(item.share))}>
              {t('recent.delete')}
            </MenuItem>
          </>
        )}
        <MenuItem icon={EyeOff} onSelect={() => engine.forget(item.share)}>
          {t('recent.forget')}
        </MenuItem>
      </Menu>
      {options && !ended && (
        <Suspense fallback={<div aria-busy />}>
          <ShareOptions share={item.share} />
        </Suspense>
      )}
    </li>
  );
}

function State({ item, expired, now }: { item: RecentView; expired: boolean; now: number }) {
  const { t, relative } = useI18n();
  if (typeof item.state === 'object') return t('recent.state.deleted');
  if (expired) return t('recent.state.expired');
  if (item.state === 'uploading') return t('recent.state.uploading');
  if (typeof item.expiresAt === 'number')
    return t('recent.state.stored', { when: relative(now, item.expiresAt) });
  return t('recent.state.never');
}
