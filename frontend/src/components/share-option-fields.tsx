import { type ReactNode, useId } from 'react';
import { Button } from '@/components/ui/button';
import { Select } from '@/components/ui/select';
import type { NodeLimits, ShareTerms, TermsChange } from '@/engine/view';
import { useI18n } from '@/lib/i18n/i18n';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const QUICK_LIMITS = [1, 5, 20, 100];

/** What the person chose; what wasn't touched stays as it is. */
export interface Draft {
  readonly title?: string;
  /** ms, `never`, or a number of days that is typed. */
  readonly lifetime?: number | 'keep' | 'never' | 'custom';
  readonly days?: string;
  readonly limit?: number | 'none' | 'custom';
  readonly downloads?: string;
  readonly password?: string;
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

export function TitleField({ terms, draft, setDraft }: FieldProps & { terms: ShareTerms }) {
  const { t } = useI18n();
  return (
    <Field label={t('options.name')}>
      {(id) => (
        <input
          id={id}
          value={draft.title ?? terms.title}
          maxLength={200}
          autoComplete="off"
          className={`${FIELD} flex-1 basis-44`}
          onChange={(event) => setDraft({ ...draft, title: event.target.value })}
        />
      )}
    </Field>
  );
}

export function LifetimeField({ limits, draft, setDraft }: FieldProps & { limits: NodeLimits }) {
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

export function LimitField({
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

export function PasswordField({
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
            className={`${FIELD} flex-1 basis-44`}
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

/** What the person chose as the engine takes it; null if something that was typed can't be. */
export function changeOf(draft: Draft, limits: NodeLimits): TermsChange | null {
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
