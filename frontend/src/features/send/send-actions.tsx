import { useState } from 'react';
import { Files, MessagesSquare, Pause, Play, SlidersHorizontal, Trash2, Users, X } from 'lucide-react';
import { NotDone } from '@/components/not-done';
import type { PanelName } from '@/components/share-panel';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { canHaveCode } from '@/engine/code-offers';
import type { SendView } from '@/engine/view';
import { useI18n } from '@/lib/i18n/i18n';
import { useAsk } from '@/lib/use-ask';
import { useEngine, useView } from '@/lib/use-engine';

interface SendActionsProps {
  readonly send: SendView;
  /** What is open under the link. */
  readonly panel: PanelName | null;
  readonly onPanel: (panel: PanelName | null) => void;
}

/** What can be done with a share just now. */
export function SendActions({ send, panel, onPanel }: SendActionsProps) {
  const { t } = useI18n();
  const engine = useEngine();
  const [failed, ask] = useAsk();
  const { share, state } = send;
  const running =
    !send.live && (state.is === 'sending' || state.is === 'waiting' || state.is === 'preparing');
  return (
    <div className="mt-5 flex flex-wrap gap-2">
      {state.is !== 'preparing' && state.is !== 'failed' && <Panels panel={panel} onPanel={onPanel} />}
      <Code send={send} />
      {state.is === 'stored' && (
        <>
          <Button variant="secondary" onClick={() => engine.closeSend(share)}>
            {t('send.forget')}
          </Button>
          <Button variant="danger" onClick={() => ask(() => engine.remove(share))}>
            <Trash2 aria-hidden />
            {t('send.delete')}
          </Button>
          {failed && <NotDone />}
        </>
      )}
      {running && (
        <Button variant="secondary" onClick={() => engine.pauseSend(share)}>
          <Pause aria-hidden />
          {t('send.pause')}
        </Button>
      )}
      {state.is === 'paused' && (
        <Button onClick={() => engine.resumeSend(share)}>
          <Play aria-hidden className="rtl:-scale-x-100" />
          {t('send.resume')}
        </Button>
      )}
      {state.is === 'failed' && state.canRetry && (
        <Button onClick={() => engine.retrySend(share)}>{t('send.retry')}</Button>
      )}
      {state.is !== 'stored' && <Cancel send={send} />}
    </div>
  );
}

const PANELS = [
  ['options', SlidersHorizontal],
  ['files', Files],
  ['downloads', Users],
] as const;

function Panels({ panel, onPanel }: Omit<SendActionsProps, 'send'>) {
  const { t } = useI18n();
  const canChange = useView((view) => (view.limits?.maxLimit ?? 0) > 0);
  if (!canChange) return null;
  return PANELS.map(([name, Icon]) => (
    <Button
      key={name}
      variant="secondary"
      aria-expanded={panel === name}
      onClick={() => onPanel(panel === name ? null : name)}
      className="aria-expanded:bg-sunken"
    >
      <Icon aria-hidden />
      {t(`${name}.show`)}
    </Button>
  ));
}

/** A code is made when somebody asks for one, and ends when they say so. */
function Code({ send: { share, state, code } }: { send: SendView }) {
  const { t } = useI18n();
  const engine = useEngine();
  if (!canHaveCode(state)) return null;
  return (
    <Button
      variant="secondary"
      onClick={() => (code === null ? engine.makeCode(share) : engine.endCode(share))}
    >
      <MessagesSquare aria-hidden />
      {t(code === null ? 'offer.make' : 'offer.end')}
    </Button>
  );
}

/** Stops a share, or what is added to one, after a question. */
function Cancel({ send: { share, adding, live } }: { send: SendView }) {
  const { t } = useI18n();
  const engine = useEngine();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button variant="ghost" onClick={() => setAsking(true)}>
        <X aria-hidden />
        {t(live ? 'send.live.stop' : 'send.cancel')}
      </Button>
      <Dialog
        open={asking}
        onClose={() => setAsking(false)}
        title={t(adding ? 'send.cancelAddTitle' : 'send.cancelTitle')}
        text={t(adding ? 'send.cancelAddText' : live ? 'send.live.stopText' : 'send.cancelText')}
      >
        <Button variant="secondary" onClick={() => setAsking(false)}>
          {t('send.cancelNo')}
        </Button>
        <Button
          variant="danger"
          onClick={() => {
            setAsking(false);
            engine.cancelSend(share);
          }}
        >
          {t(adding ? 'send.cancelAddYes' : 'send.cancelYes')}
        </Button>
      </Dialog>
    </>
  );
}
