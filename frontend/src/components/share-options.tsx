import { useEffect, useState } from 'react';
import {
  changeOf,
  type Draft,
  LifetimeField,
  LimitField,
  PasswordField,
  TitleField,
} from '@/components/share-option-fields';
import { Button } from '@/components/ui/button';
import type { ShareTerms, TermsChange } from '@/engine/view';
import { useI18n } from '@/lib/i18n/i18n';
import { ownerProblem } from '@/lib/problems';
import { useEngine, useView } from '@/lib/use-engine';

type Step =
  | { readonly is: 'loading' | 'idle' | 'saving' | 'saved' }
  | { readonly is: 'failed'; readonly words: ReturnType<typeof ownerProblem> };

/** Title, expiry, download limit and password of a share: all of it may be changed while it lives. */
export function ShareOptions({ share }: { share: string }) {
  const { t } = useI18n();
  const engine = useEngine();
  const limits = useView((view) => view.limits);
  const [terms, setTerms] = useState<ShareTerms | null>(null);
  const [draft, setDraft] = useState<Draft>({});
  const [step, setStep] = useState<Step>({ is: 'loading' });
  const failed = (error: unknown) => setStep({ is: 'failed', words: ownerProblem(error) });

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
        {t(step.is === 'failed' ? step.words : 'app.loading')}
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
      {terms.live ? (
        <p className="text-sm text-pretty text-quiet">{t('options.live')}</p>
      ) : (
        <>
          <LifetimeField limits={limits} draft={draft} setDraft={setDraft} />
          <LimitField terms={terms} limits={limits} draft={draft} setDraft={setDraft} />
          <PasswordField
            terms={terms}
            draft={draft}
            setDraft={setDraft}
            busy={busy}
            onRemove={() => void apply({ password: null })}
          />
        </>
      )}
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
          {t(step.words)}
        </p>
      )}
    </form>
  );
}
