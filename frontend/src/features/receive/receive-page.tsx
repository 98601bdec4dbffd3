import { useEffect, useSyncExternalStore } from 'react';
import { Link2Off, SearchX } from 'lucide-react';
import { Notice } from '@/components/notice';
import { Button } from '@/components/ui/button';
import { subscribeFragment, takenFragment, timesTaken } from '@/lib/fragment';
import { useI18n } from '@/lib/i18n/i18n';
import { useLeaveWarning, useTitle, useWakeLock } from '@/lib/page-hooks';
import { useEngine, useView } from '@/lib/use-engine';
import { KeyForm } from './key-form';
import { PasswordForm } from './password-form';
import { ReceiveCard } from './receive-card';

/** What a link leads to. */
export function ReceivePage({ share }: { share: string }) {
  const { t, percent } = useI18n();
  const engine = useEngine();
  const fragment = useSyncExternalStore(subscribeFragment, takenFragment);
  const times = useSyncExternalStore(subscribeFragment, timesTaken);
  const receive = useView((view) => view.receive);
  useEffect(() => engine.open(share, fragment), [engine, share, fragment, times]);

  const state = receive?.share === share ? receive.state.is : 'opening';
  // While it is only waited for, nothing is lost by leaving.
  const busy = state === 'receiving' || (state === 'waiting' && (receive?.files.length ?? 0) > 0);
  const total =
    receive?.files.reduce((all, file) => all + (file.state === 'removed' ? 0 : file.size), 0) ?? 0;
  const done = receive?.files.reduce((all, file) => all + file.done, 0) ?? 0;
  useTitle(busy ? t('title.progress', { percent: percent(done / total || 0) }) : t('title.receive'));
  useLeaveWarning(busy || state === 'paused');
  useWakeLock(busy);

  if (receive === null || state === 'opening') {
    return <h1 className="py-24 text-center text-quiet">{t('receive.opening')}</h1>;
  }
  switch (receive.state.is) {
    case 'keyNeeded':
      return <KeyForm wrong={receive.state.wrong} />;
    case 'passwordNeeded':
      return <PasswordForm wrong={receive.state.wrong} />;
    case 'gone':
      return <Ended icon={Link2Off} title={t('gone.title')} text={t('gone.text')} />;
    case 'missing':
      return <Ended icon={SearchX} title={t('missing.title')} text={t('missing.text')} />;
    default:
      return <ReceiveCard receive={receive} />;
  }
}

function Ended(words: { icon: typeof Link2Off; title: string; text: string }) {
  const { t } = useI18n();
  return (
    <Notice {...words}>
      <Button asChild variant="secondary">
        <a href="/">{t('page.home')}</a>
      </Button>
    </Notice>
  );
}
