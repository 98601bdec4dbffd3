import { Hourglass, Radio, UserX } from 'lucide-react';
import { Notice } from '@/components/notice';
import { PairWords } from '@/components/pair-words';
import { Button } from '@/components/ui/button';
import type { SenderView } from '@/engine/view';
import { useI18n } from '@/lib/i18n/i18n';
import { useEngine } from '@/lib/use-engine';

/** Nothing is seen of a live share before its sender is there, and lets this page in where it decides that. */
export function BeforeSender({ sender }: { sender: SenderView | null }) {
  const { t } = useI18n();
  return (
    <div role="status">
      {sender === null || sender.is === 'met' ? (
        <Notice icon={Radio} title={t('senderAway.title')} text={t('senderAway.text')} />
      ) : sender.is === 'asked' ? (
        <Notice icon={Hourglass} title={t('asked.title')} text={t('asked.text')}>
          <div className="flex flex-col items-center">
            <PairWords pair={sender.pair} />
          </div>
        </Notice>
      ) : (
        <Notice
          icon={UserX}
          tone="warn"
          title={t(`turnedAway.${sender.is}.title`)}
          text={t(`turnedAway.${sender.is}.text`)}
        >
          <AskAgain />
        </Notice>
      )}
    </div>
  );
}

/** The same where the files were seen before: the sender came back, and decides once more. */
export function AmidSender({ sender }: { sender: SenderView | null }) {
  const { t } = useI18n();
  return (
    <div role="status">
      {sender?.is === 'asked' && (
        <div className="mt-5 rounded-2xl bg-sunken p-4">
          <p className="font-medium">{t('asked.title')}</p>
          <p className="mt-1 mb-3 text-sm text-pretty text-quiet">{t('asked.text')}</p>
          <PairWords pair={sender.pair} />
        </div>
      )}
      {(sender?.is === 'declined' || sender?.is === 'busy') && (
        <div className="mt-5 rounded-2xl bg-warn-wash p-4 text-warn">
          <p className="font-medium">{t(`turnedAway.${sender.is}.title`)}</p>
          <p className="mt-1 mb-3 text-sm text-pretty">{t(`turnedAway.${sender.is}.text`)}</p>
          <AskAgain />
        </div>
      )}
    </div>
  );
}

function AskAgain() {
  const { t } = useI18n();
  const engine = useEngine();
  return <Button onClick={engine.askAgain}>{t('turnedAway.again')}</Button>;
}
