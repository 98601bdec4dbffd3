import { useId } from 'react';
import { UserCheck, UserX } from 'lucide-react';
import { PairWords } from '@/components/pair-words';
import { Button } from '@/components/ui/button';
import type { AskingView } from '@/engine/view';
import { useI18n } from '@/lib/i18n/i18n';
import { useEngine } from '@/lib/use-engine';

/** Who waits for a person to let them in. Loaded when the first one asks. */
export function AskingReceivers({ share, asking }: { share: string; asking: readonly AskingView[] }) {
  const { t } = useI18n();
  const heading = useId();
  return (
    <section aria-labelledby={heading} className="mt-5 rounded-2xl bg-sunken p-4">
      <h3 id={heading} className="text-sm font-medium">
        {t('asking.title', { count: asking.length })}
      </h3>
      <ul className="mt-1 divide-y divide-line">
        {asking.map((each) => (
          <Row key={each.pair} share={share} asking={each} />
        ))}
      </ul>
    </section>
  );
}

function Row({ share, asking: { pair, name } }: { share: string; asking: AskingView }) {
  const { t } = useI18n();
  const engine = useEngine();
  const who = useId();
  return (
    <li className="py-3">
      <p id={who} className="mb-2 font-medium wrap-anywhere">
        {name === '' ? t('asking.someone') : t('asking.named', { name })}
      </p>
      <PairWords pair={pair} />
      <div className="mt-3 flex flex-wrap gap-2">
        <Button aria-describedby={who} onClick={() => engine.letIn(share, pair)}>
          <UserCheck aria-hidden />
          {t('asking.letIn')}
        </Button>
        <Button variant="secondary" aria-describedby={who} onClick={() => engine.turnAway(share, pair)}>
          <UserX aria-hidden />
          {t('asking.turnAway')}
        </Button>
      </div>
    </li>
  );
}
