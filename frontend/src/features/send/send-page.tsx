import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react';
import { ShieldCheck } from 'lucide-react';
import { AskFirst } from '@/components/ask-first';
import { Refused } from '@/components/refused';
import { Select } from '@/components/ui/select';
import { type Given, LIVE_FILES_MAX, LIVE_LIFETIME_MAX, type SendState } from '@/engine/view';
import { chosen, judge, type Refusal } from '@/lib/drop';
import { useI18n } from '@/lib/i18n/i18n';
import { useLeaveWarning, useTitle, useWakeLock } from '@/lib/page-hooks';
import { useEngine, useView } from '@/lib/use-engine';
import { DropArea } from './drop-area';
import { usePageDrop } from './use-page-drop';

const CodeForm = lazy(() =>
  import('@/components/code-form').then((module) => ({ default: module.CodeForm })),
);
const card = () => import('./send-card');
const SendCard = lazy(() => card().then((module) => ({ default: module.SendCard })));

/** The first screen: a place to drop files, then their links. `below` is shown under it while nothing is being sent. */
export function SendPage({ below }: { below: ReactNode }) {
  const { t, percent } = useI18n();
  const engine = useEngine();
  const sends = useView((view) => view.sends);
  const limits = useView((view) => view.limits);
  const [lifetime, setLifetime] = useState<number | null>(null);
  const [live, setLive] = useState(false);
  const [asks, setAsks] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);

  const [reading, setReading] = useState(0);

  const take = (what: Given) => {
    const within =
      live && limits !== null ? { ...limits, maxFiles: Math.min(limits.maxFiles, LIVE_FILES_MAX) } : limits;
    const verdict = judge(what, within);
    setRefusal(verdict.refusal);
    if (verdict.given !== null) engine.send(verdict.given, lifetime, live, live && asks);
  };
  const over = usePageDrop((what) => {
    setReading((count) => count + 1);
    void what.then(take).finally(() => setReading((count) => count - 1));
  });
  // Fetched while nothing happens, so that the code is there with the link.
  useEffect(() => void Promise.all([card(), import('./qr-code')]).catch(() => undefined), []);

  const unfinished = sends.filter(({ state }) => !isFinished(state));
  const moving = unfinished.filter((send) => !send.live);
  const total = moving.reduce((all, send) => all + send.files.reduce((n, file) => n + file.size, 0), 0);
  const done = moving.reduce((all, send) => all + send.files.reduce((n, file) => n + file.done, 0), 0);
  const asking = sends.reduce((all, send) => all + send.asking.length, 0);
  const title = () => {
    // Who looks at another tab is told here alone.
    if (asking > 0) return t('title.asking', { count: asking });
    return moving.length === 0
      ? t('title.send')
      : t('title.progress', { percent: percent(done / total || 0) });
  };
  useTitle(title());
  useLeaveWarning(unfinished.length > 0);
  useWakeLock(unfinished.some(({ state }) => state.is !== 'paused' && state.is !== 'failed'));

  const small = sends.length > 0;
  return (
    <div className="flex flex-col gap-5">
      {refusal !== null && <Refused refusal={refusal} onDismiss={() => setRefusal(null)} />}
      {small && <h1 className="sr-only">{t('app.name')}</h1>}
      <Suspense fallback={<div aria-busy />}>
        {sends.map((send) => (
          <SendCard key={send.share} send={send} />
        ))}
      </Suspense>
      <DropArea over={over} small={small} reading={reading > 0} onFiles={(files) => take(chosen(files))} />
      {!small && (
        <Suspense fallback={<div aria-busy className="h-10" />}>
          <CodeForm label={t('code.label')} />
        </Suspense>
      )}
      <div className="flex flex-wrap items-center justify-center gap-x-6 gap-y-3 text-sm text-quiet">
        <p className="flex items-start gap-2">
          <ShieldCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-accent" />
          {t('drop.sealed')}
        </p>
        {limits !== null && (
          <div className="flex flex-wrap items-center justify-center gap-x-6 gap-y-3">
            <Kept live={live} onChange={setLive} />
            {live && <AskFirst asks={asks} onChange={setAsks} />}
            <Lifetime
              choices={limits.lifetimes.filter((choice) => !live || choice <= LIVE_LIFETIME_MAX)}
              value={lifetimeOf(lifetime ?? limits.defaultLifetime, live, limits.lifetimes)}
              onChange={setLifetime}
            />
          </div>
        )}
      </div>
      {below}
    </div>
  );
}

function isFinished(state: SendState): boolean {
  return state.is === 'stored' || state.is === 'deleted' || (state.is === 'failed' && !state.canRetry);
}

/** What is live lasts a day at most: the longest of what can be chosen then is shown. */
function lifetimeOf(wished: number, live: boolean, choices: readonly number[]): number {
  if (!live || wished <= LIVE_LIFETIME_MAX) return wished;
  return Math.max(...choices.filter((choice) => choice <= LIVE_LIFETIME_MAX), 0);
}

/** Whether files are stored, or come from this page alone. */
function Kept({ live, onChange }: { live: boolean; onChange: (live: boolean) => void }) {
  const { t } = useI18n();
  return (
    <label className="flex items-center gap-2">
      {t('drop.kept')}
      <Select value={live ? 'live' : 'kept'} onChange={(event) => onChange(event.target.value === 'live')}>
        <option value="kept">{t('drop.kept.yes')}</option>
        <option value="live">{t('drop.kept.no')}</option>
      </Select>
    </label>
  );
}

function Lifetime({
  choices,
  value,
  onChange,
}: {
  choices: readonly number[];
  value: number;
  onChange: (lifetime: number) => void;
}) {
  const { t, duration } = useI18n();
  return (
    <label className="flex items-center gap-2">
      {t('drop.lifetime')}
      <Select value={value} onChange={(event) => onChange(Number(event.target.value))}>
        {choices.map((choice) => (
          <option key={choice} value={choice}>
            {duration(choice)}
          </option>
        ))}
      </Select>
    </label>
  );
}
