import { type ReactNode, useEffect, useId, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Select } from '@/components/ui/select';
import type { NodeLimits, ShareTerms, TermsChange, Trouble } from '@/engine/view';
import { useI18n } from '@/lib/i18n/i18n';
import { useEngine, useView } from '@/lib/use-engine';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const QUICK_LIMITS = [1, 5, 20, 100];

/** What the person chose; what wasn't touched stays as it is. */
interface Draft {
  readonly title?: string;
  /** ms, `never`, or a number of days that is typed. */
  readonly lifetime?: number | 'keep' | 'never' | 'custom';
  readonly days?: string;
  readonly limit?: number | 'none' | 'custom';
  readonly downloads?: string;
  readonly password?: string;
}

type Step =
  { readonly is: 'loading' | 'idle' | 'saving' | 'saved' } | { readonly is: 'failed'; readonly code: string };

/** Title, expiry, download limit and password of a share: all of it may be changed while it lives. */
export function ShareOptions({ share }: { share: string }) {
  const { t } = useI18n();
  const engine = useEngine();
  const limits = useView((view) => view.limits);
  const [terms, setTerms] = useState<ShareTerms | null>(null);
  const [draft, setDraft] = useState<Draft>({});
  const [step, setStep] = useState<Step>({ is: 'loading' });
  const failed = (error: unknown) => setStep({ is: 'failed', code: (error as Partial<Trouble>).code ?? '' });

  useEffect(() => {
    let here = true;
    engine.terms(share).then(
      (now) => {
        if (!here) return;
        setTerms(now);
        setStep({ is: 'idle' });
      },
      (error: unknown) => here && failed(error),
    );
    return () => {
      here = false;
    };
  }, [engine, share]);

  const apply = async (change: TermsChange) => {
    setStep({ is: 'saving' });
    try {
      setTerms(await engine.changeTerms(share, change));
      setDraft({});
      setStep({ is: 'saved' });
    } catch (error) {
      failed(error);
    }
  };

  if (terms === null || limits === null) {
    return (
      <p role="status" className="mt-5 text-sm text-quiet">
        {step.is === 'failed' ? t('options.failed') : t('app.loading')}
      </p>
    );
  }
  const change = changeOf(draft, limits);
  const busy = step.is === 'saving';
  return (
    <form
      aria-label={t('options.title')}
      className="appear mt-5 flex basis-full flex-col gap-4 rounded-2xl bg-sunken p-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (change !== null) void apply(change);
      }}
    >
      <TitleField terms={terms} draft={draft} setDraft={setDraft} />
      <LifetimeField limits={limits} draft={draft} setDraft={setDraft} />
      <LimitField terms={terms} limits={limits} draft={draft} setDraft={setDraft} />
      <PasswordField
        terms={terms}
        draft={draft}
        setDraft={setDraft}
        busy={busy}
        onRemove={() => void apply({ password: null })}
      />
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" disabled={busy || change === null || Object.keys(change).length === 0}>
          {t('options.save')}
        </Button>
        <p role="status" className="text-sm text-quiet">
          {step.is === 'saved' && t('options.saved')}
          {busy && t('options.saving')}
        </p>
      </div>
      {step.is === 'failed' && (
        <p role="alert" className="text-sm text-bad">
          {step.code === 'LIMIT_BELOW_USED' ? t('options.belowUsed') : t('options.failed')}
        </p>
      )}
    </form>
  );
}

interface FieldProps {
  readonly draft: Draft;
  readonly setDraft: (draft: Draft) => void;
}

const FIELD = 'h-10 min-w-0 rounded-lg border border-line-strong bg-surface px-3 text-sm';

function Field({ label, children }: { label: string; children: (id: string) => ReactNode }) {
  const id = useId();
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
      <label htmlFor={id} className="w-40 text-sm font-medium">
        {label}
      </label>
      {children(id)}
    </div>
  );
}

function TitleField({ terms, draft, setDraft }: FieldProps & { terms: ShareTerms }) {
  const { t } = useI18n();
  return (
    <Field label={t('options.name')}>
      {(id) => (
        <input
          id={id}
          value={draft.title ?? terms.title}
          maxLength={200}
          autoComplete="off"
          className={`${FIELD} flex-1`}
          onChange={(event) => setDraft({ ...draft, title: event.target.value })}
        />
      )}
    </Field>
  );
}

function LifetimeField({ limits, draft, setDraft }: FieldProps & { limits: NodeLimits }) {
  const { t, duration } = useI18n();
  const max = limits.maxLifetime;
  const choose = (value: string) => {
    const lifetime = value === 'keep' || value === 'never' || value === 'custom' ? value : Number(value);
    setDraft({ ...draft, lifetime });
  };
  return (
    <Field label={t('options.lifetime')}>
      {(id) => (
        <>
          <Select id={id} value={draft.lifetime ?? 'keep'} onChange={(event) => choose(event.target.value)}>
            <option value="keep">{t('options.keep')}</option>
            {limits.lifetimes.map((choice) => (
              <option key={choice} value={choice}>
                {duration(choice)}
              </option>
            ))}
            {max === null && <option value="never">{t('options.never')}</option>}
            <option value="custom">{t('options.custom')}</option>
          </Select>
          {draft.lifetime === 'custom' && (
            <input
              type="number"
              inputMode="decimal"
              min={1 / 24}
              step="any"
              {...(max !== null && { max: max / DAY })}
              aria-label={t('options.days')}
              placeholder={t('options.days')}
              value={draft.days ?? ''}
              className={`${FIELD} w-28`}
              onChange={(event) => setDraft({ ...draft, days: event.target.value })}
            />
          )}
          {draft.lifetime === 'custom' && max !== null && (
            <span className="text-sm text-quiet">{t('options.atMost', { time: duration(max) })}</span>
          )}
        </>
      )}
    </Field>
  );
}

function LimitField({
  terms,
  limits,
  draft,
  setDraft,
}: FieldProps & { terms: ShareTerms; limits: NodeLimits }) {
  const { t } = useI18n();
  const known = [...new Set([...QUICK_LIMITS, ...(terms.limit === null ? [] : [terms.limit])])];
  const shown = draft.limit ?? terms.limit ?? 'none';
  const choose = (value: string) =>
    setDraft({ ...draft, limit: value === 'none' || value === 'custom' ? value : Number(value) });
  return (
    <Field label={t('options.limit')}>
      {(id) => (
        <>
          <Select id={id} value={shown} onChange={(event) => choose(event.target.value)}>
            <option value="none">{t('options.noLimit')}</option>
            {known
              .sort((a, b) => a - b)
              .map((count) => (
                <option key={count} value={count}>
                  {t('options.downloads', { count })}
                </option>
              ))}
            <option value="custom">{t('options.custom')}</option>
          </Select>
          {draft.limit === 'custom' && (
            <input
              type="number"
              min={1}
              max={limits.maxLimit}
              step={1}
              aria-label={t('options.count')}
              placeholder={t('options.count')}
              value={draft.downloads ?? ''}
              className={`${FIELD} w-28`}
              onChange={(event) => setDraft({ ...draft, downloads: event.target.value })}
            />
          )}
          {terms.limit !== null && (
            <span className="text-sm text-quiet">{t('options.used', { count: terms.used })}</span>
          )}
        </>
      )}
    </Field>
  );
}

function PasswordField({
  terms,
  draft,
  setDraft,
  busy,
  onRemove,
}: FieldProps & { terms: ShareTerms; busy: boolean; onRemove: () => void }) {
  const { t } = useI18n();
  return (
    <Field label={t('options.password')}>
      {(id) => (
        <>
          <input
            id={id}
            type="password"
            autoComplete="new-password"
            value={draft.password ?? ''}
            placeholder={terms.password ? t('options.passwordSet') : t('options.passwordNone')}
            className={`${FIELD} flex-1`}
            onChange={(event) => setDraft({ ...draft, password: event.target.value })}
          />
          {terms.password && (
            <Button variant="secondary" disabled={busy} onClick={onRemove}>
              {t('options.passwordRemove')}
            </Button>
          )}
        </>
      )}
    </Field>
  );
}

/** Null if something that was typed can't be. */
function changeOf(draft: Draft, limits: NodeLimits): TermsChange | null {
  const chosen = draft.lifetime === 'keep' ? undefined : draft.lifetime;
  const lifetime = chosen === 'custom' ? Number(draft.days ?? '') * DAY : chosen;
  const limit = draft.limit === 'custom' ? Number(draft.downloads ?? '') : draft.limit;
  if (typeof lifetime === 'number' && !(lifetime >= HOUR && lifetime <= (limits.maxLifetime ?? Infinity)))
    return null;
  if (typeof limit === 'number' && !(Number.isInteger(limit) && limit >= 1 && limit <= limits.maxLimit))
    return null;
  return {
    ...(draft.title === undefined ? {} : { title: draft.title.trim() }),
    ...(lifetime === undefined ? {} : { lifetime: lifetime === 'never' ? null : Math.round(lifetime) }),
    ...(limit === undefined ? {} : { limit: limit === 'none' ? null : limit }),
    ...(draft.password === undefined || draft.password === '' ? {} : { password: draft.password }),
  };
}
