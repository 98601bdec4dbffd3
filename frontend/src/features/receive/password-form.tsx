import { useId, useState } from 'react';
import { LockKeyhole } from 'lucide-react';
import { Notice } from '@/components/notice';
import { Button } from '@/components/ui/button';
import { useI18n } from '@/lib/i18n/i18n';
import { useEngine } from '@/lib/use-engine';

/** Asks for the password that the sender set beside the link. */
export function PasswordForm({ wrong }: { wrong: boolean }) {
  const { t } = useI18n();
  const engine = useEngine();
  const id = useId();
  const [text, setText] = useState('');
  return (
    <Notice icon={LockKeyhole} title={t('password.title')} text={t('password.text')}>
      <form
        className="text-start"
        onSubmit={(event) => {
          event.preventDefault();
          engine.givePassword(text);
        }}
      >
        <label htmlFor={id} className="text-sm font-medium">
          {t('password.label')}
        </label>
        <div className="mt-1.5 flex flex-col gap-2 sm:flex-row">
          <input
            id={id}
            type="password"
            value={text}
            autoComplete="off"
            aria-invalid={wrong}
            aria-describedby={wrong ? `${id}-wrong` : undefined}
            onChange={(event) => setText(event.target.value)}
            className="h-12 w-full min-w-0 sm:flex-1 rounded-xl border border-line-strong bg-surface px-4"
          />
          <Button size="lg" type="submit" disabled={text === ''}>
            {t('password.open')}
          </Button>
        </div>
        {wrong && (
          <p id={`${id}-wrong`} role="alert" className="mt-2 text-sm text-bad">
            {t('password.wrong')}
          </p>
        )}
      </form>
    </Notice>
  );
}
