import { useEffect, useState } from 'react';
import { MessagesSquare } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { useI18n } from '@/lib/i18n/i18n';
import { useEngine } from '@/lib/use-engine';

/** The four words of a pair, and what they are for. Which words there are is loaded when somebody wants to see them. */
export function PairWords({ pair }: { pair: string }) {
  const { t } = useI18n();
  const engine = useEngine();
  const [shown, setShown] = useState<{ pair: string; words: readonly string[] | null } | null>(null);
  useEffect(() => {
    let here = true;
    engine.words(pair).then(
      (words) => here && setShown({ pair, words }),
      () => here && setShown({ pair, words: null }),
    );
    return () => {
      here = false;
    };
  }, [engine, pair]);

  // Words of another pair would look as if somebody stood between.
  if (shown?.pair !== pair) return <div aria-busy className="h-8" />;
  if (shown.words === null) return <p className="text-sm text-quiet">{t('words.over')}</p>;
  return (
    <>
      <ol
        aria-label={t('words.label')}
        dir="ltr"
        lang="en"
        translate="no"
        className="flex flex-wrap gap-x-4 gap-y-1 font-mono text-lg font-semibold"
      >
        {shown.words.map((word, at) => (
          <li key={at}>{word}</li>
        ))}
      </ol>
      <p className="mt-1 text-sm text-pretty text-quiet">{t('words.why')}</p>
    </>
  );
}

/** The same, for those who ask. */
export function CompareWords({ pair }: { pair: string }) {
  const { t } = useI18n();
  const [open, setOpen] = useState(false);
  return (
    <div>
      <Button variant="ghost" className="-ms-4" aria-expanded={open} onClick={() => setOpen(!open)}>
        <MessagesSquare aria-hidden />
        {t('words.compare')}
      </Button>
      {open && <PairWords pair={pair} />}
    </div>
  );
}
