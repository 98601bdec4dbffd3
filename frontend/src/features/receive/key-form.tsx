import { useId, useState } from 'react';
import { KeyRound } from 'lucide-react';
import { Notice } from '@/components/notice';
import { Button } from '@/components/ui/button';
import { useI18n } from '@/lib/i18n/i18n';
import { useEngine } from '@/lib/use-engine';

/** Asks for the secret that a link came without, or with a wrong one. */
export function KeyForm({ wrong }: { wrong: boolean }) {
  const { t } = useI18n();
  const engine = useEngine();
  const id = useId();
  const [text, setText] = useState('');
  const [bad, setBad] = useState(false);

  return (
    <Notice
      icon={KeyRound}
      tone="warn"
      title={wrong ? t('key.wrongTitle') : t('key.title')}
      text={wrong ? t('key.wrongText') : t('key.text')}
    >
      <form
        className="text-start"
        onSubmit={(event) => {
          event.preventDefault();
          setBad(!engine.giveKey(text));
        }}
      >
        <label htmlFor={id} className="text-sm font-medium">
          {t('key.label')}
        </label>
        <div className="mt-1.5 flex flex-col gap-2 sm:flex-row">
          <input
            id={id}
            dir="ltr"
            value={text}
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            aria-invalid={bad}
            aria-describedby={bad ? `${id}-bad` : undefined}
            onChange={(event) => {
              setText(event.target.value);
              setBad(false);
            }}
            className="h-12 w-full min-w-0 sm:flex-1 rounded-xl border border-line-strong bg-surface px-4 font-mono text-sm"
          />
          <Button size="lg" type="submit" disabled={text.trim() === ''}>
            {t('key.open')}
          </Button>
        </div>
        {bad && (
          <p id={`${id}-bad`} role="alert" className="mt-2 text-sm text-bad">
            {t('key.bad')}
          </p>
        )}
      </form>
    </Notice>
  );
}
