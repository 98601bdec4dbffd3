import { useEffect, useId, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { offersFor } from '@/engine/code-text';
import { codeProblem } from '@/lib/code-problem';
import { openLink } from '@/lib/fragment';
import { useI18n } from '@/lib/i18n/i18n';
import { useEngine } from '@/lib/use-engine';

type Words = readonly string[];

const NO_WORDS: Words = [];

/** One line for a code that somebody read out; it leads to what the link would. Its words are completed from the list. */
export function CodeForm({ label }: { label: string }) {
  const i18n = useI18n();
  const { t } = i18n;
  const engine = useEngine();
  const id = useId();
  const [text, setText] = useState('');
  const [words, setWords] = useState(NO_WORDS);
  const [problem, setProblem] = useState<string | null>(null);
  const [trying, setTrying] = useState(false);
  const giveUp = useRef<AbortController | null>(null);
  // Nobody waits for it any more.
  useEffect(() => () => giveUp.current?.abort(), []);

  const learnWords = () => {
    if (words !== NO_WORDS) return;
    void import('@scure/bip39/wordlists/english.js').then(
      ({ wordlist }) => setWords(wordlist),
      () => undefined,
    );
  };

  const enter = () => {
    const controller = new AbortController();
    giveUp.current?.abort();
    giveUp.current = controller;
    setProblem(null);
    setTrying(true);
    engine.enterCode(text, controller.signal).then(
      ({ share, fragment }) => openLink(share, fragment),
      (error: unknown) => {
        if (controller.signal.aborted) return;
        setTrying(false);
        setProblem(codeProblem(error, i18n));
      },
    );
  };

  return (
    <form
      className="mx-auto w-full max-w-lg"
      onSubmit={(event) => {
        event.preventDefault();
        if (!trying) enter();
      }}
    >
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <label htmlFor={id} className="text-sm font-medium">
          {label}
        </label>
        <span className="flex min-w-0 flex-1 basis-64 gap-2">
          <input
            id={id}
            list={`${id}-words`}
            dir="ltr"
            value={text}
            placeholder={t('code.example')}
            maxLength={64}
            autoComplete="off"
            autoCapitalize="off"
            autoCorrect="off"
            spellCheck={false}
            aria-invalid={problem !== null}
            aria-describedby={problem === null ? undefined : `${id}-problem`}
            onFocus={learnWords}
            onChange={(event) => {
              setText(event.target.value);
              setProblem(null);
            }}
            className="h-10 w-full min-w-0 flex-1 rounded-xl border border-line-strong bg-surface px-4 font-mono text-sm"
          />
          <Button type="submit" variant="secondary" disabled={text.trim() === ''}>
            {t('code.open')}
          </Button>
        </span>
      </div>
      <datalist id={`${id}-words`}>
        {offersFor(text, words).map((offer) => (
          <option key={offer} value={offer} />
        ))}
      </datalist>
      <p role="status" className={trying ? 'mt-2 text-sm text-quiet' : 'sr-only'}>
        {trying && t('code.trying')}
      </p>
      {problem !== null && (
        <p id={`${id}-problem`} role="alert" className="mt-2 text-sm text-bad">
          {problem}
        </p>
      )}
    </form>
  );
}
