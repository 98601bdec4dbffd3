import { useId, useState } from 'react';
import {
  Check,
  Copy,
  Ellipsis,
  ExternalLink,
  EyeOff,
  Files,
  SlidersHorizontal,
  Trash2,
  Users,
} from 'lucide-react';
import { FileIcon } from '@/components/file-icon';
import { NotDone } from '@/components/not-done';
import { Panel } from '@/components/panel';
import type { PanelName } from '@/components/share-panel';
import { Button } from '@/components/ui/button';
import { Menu, MenuItem } from '@/components/ui/menu';
import type { RecentView } from '@/engine/view';
import { useI18n } from '@/lib/i18n/i18n';
import { useNow } from '@/lib/page-hooks';
import { useCopy } from '@/lib/use-copy';
import { useAsk } from '@/lib/use-ask';
import { useEngine, useView } from '@/lib/use-engine';
import { GoOn } from './go-on';

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
  const [panel, setPanel] = useState<PanelName | null>(null);
  const canChange = useView((view) => (view.limits?.maxLimit ?? 0) > 0);
  const deleted = typeof item.state === 'object' ? item.state : null;
  const now = useNow(true, deleted === null ? 60_000 : 1000);
  const expired = item.state === 'expired' || (typeof item.expiresAt === 'number' && item.expiresAt <= now);
  const ended = deleted !== null || expired;
  const left = deleted === null ? 0 : deleted.undoUntil - now;
  const single = item.title !== '' || item.files === 1;
  const first = item.title === '' ? item.name : item.title;
  const name = single ? first : t('recent.namePlus', { name: item.name, count: item.files - 1 });
  const [copied, copy] = useCopy(item.link);
  const toggle = (wanted: PanelName) => setPanel(panel === wanted ? null : wanted);

  return (
    <li className="flex min-h-16 flex-wrap items-center gap-3 py-2 ps-4 pe-2">
      <FileIcon name={item.name} className="size-5 shrink-0 text-quiet" />
      <div className="min-w-0 flex-1">
        <p className="line-clamp-2 font-medium wrap-anywhere" title={name}>
          {single ? <bdi>{name}</bdi> : name}
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
          aria-label={copied === 'yes' ? t('recent.copied') : t('recent.copy', { name })}
          onClick={copy}
        >
          {copied === 'yes' ? <Check aria-hidden className="text-good" /> : <Copy aria-hidden />}
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
              <>
                <MenuItem icon={SlidersHorizontal} onSelect={() => toggle('options')}>
                  {t('options.show')}
                </MenuItem>
                {item.state === 'stored' && (
                  <MenuItem icon={Files} onSelect={() => toggle('files')}>
                    {t('files.show')}
                  </MenuItem>
                )}
                <MenuItem icon={Users} onSelect={() => toggle('downloads')}>
                  {t('downloads.show')}
                </MenuItem>
              </>
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
      {copied === 'refused' && !ended && <ByHand link={item.link} />}
      {!ended && <Panel share={item.share} panel={panel} />}
    </li>
  );
}

/** Where the browser doesn't let the page write to the clipboard, a person still can. */
function ByHand({ link }: { link: string }) {
  const { t } = useI18n();
  return (
    <div className="basis-full pe-2">
      <p role="status" className="text-sm text-quiet">
        {t('send.copyFailed')}
      </p>
      <input
        readOnly
        dir="ltr"
        value={link}
        aria-label={t('send.link')}
        onFocus={(event) => event.target.select()}
        className="mt-1.5 h-10 w-full rounded-lg border border-line bg-sunken px-3 font-mono text-sm text-ellipsis"
      />
    </div>
  );
}

function State({ item, expired, now }: { item: RecentView; expired: boolean; now: number }) {
  const { t, relative } = useI18n();
  if (typeof item.state === 'object') return t('recent.state.deleted');
  if (expired) return t('recent.state.expired');
  if (item.state === 'uploading') return t(item.live ? 'recent.state.live' : 'recent.state.uploading');
  if (typeof item.expiresAt === 'number')
    return t('recent.state.stored', { when: relative(now, item.expiresAt) });
  return t('recent.state.never');
}
