import { describe, expect, it } from 'vitest';
import { RECEIVE_START, type ReceiveEvent, receiveNext } from './receive-machine';
import { SEND_START, type SendEvent, sendNext } from './send-machine';

const send = (...events: SendEvent[]) => events.reduce(sendNext, SEND_START);
const receive = (...events: ReceiveEvent[]) => events.reduce(receiveNext, RECEIVE_START);

const trouble = { on: 'trouble', code: 'OFFLINE' } as const;
const waiting = { is: 'waiting', trouble: { code: 'OFFLINE' } } as const;

describe('a share that is sent', () => {
  const created = { on: 'created' } as const;
  const all = { on: 'allAcknowledged' } as const;
  const stored = { on: 'stored' } as const;
  const live = { on: 'live' } as const;

  it.each<[string, SendEvent[], unknown]>([
    ['begins', [], { is: 'preparing' }],
    ['sends', [created], { is: 'sending' }],
    ['seals', [created, all], { is: 'sealing' }],
    ['is stored', [created, all, stored], { is: 'stored' }],
    ['waits', [created, trouble], { ...waiting, then: 'sending' }],
    ['goes on after a wait', [created, trouble, { on: 'recovered' }], { is: 'sending' }],
    ['gets further in a wait', [created, trouble, all], { ...waiting, then: 'sealing' }],
    ['pauses while it begins', [{ on: 'paused' }, created], { is: 'paused', then: 'sending' }],
    ['stays paused in trouble', [created, { on: 'paused' }, trouble], { is: 'paused', then: 'sending' }],
    ['pauses in a wait', [created, trouble, { on: 'paused' }], { is: 'paused', then: 'sending' }],
    ['goes on after a pause', [created, { on: 'paused' }, { on: 'resumed' }], { is: 'sending' }],
    [
      'fails',
      [created, { on: 'failed', code: 'GONE', canRetry: false }, trouble, { on: 'retried' }],
      { is: 'failed', trouble: { code: 'GONE' }, canRetry: false, file: null, then: 'sending' },
    ],
    [
      'is retried',
      [created, { on: 'failed', code: 'INTERNAL', canRetry: true }, { on: 'retried' }],
      { is: 'sending' },
    ],
    [
      'does not fail once it is stored',
      [stored, { on: 'failed', code: 'X', canRetry: true }],
      { is: 'stored' },
    ],
    [
      'is deleted',
      [stored, { on: 'deleted', undoUntil: 9 }],
      { is: 'deleted', undoUntil: 9, then: 'stored' },
    ],
    ['is restored', [stored, { on: 'deleted', undoUntil: 9 }, { on: 'restored' }], { is: 'stored' }],
    ['is live', [live], { is: 'live' }],
    ['is live after a wait', [trouble, live, { on: 'recovered' }], { is: 'live' }],
    [
      'is live again once what it failed for is out of the way',
      [live, { on: 'failed', code: 'FILE_CHANGED', canRetry: false }, { on: 'mended' }, { on: 'retried' }],
      { is: 'live' },
    ],
    ['is live again', [live, { on: 'deleted', undoUntil: 9 }, { on: 'restored' }], { is: 'live' }],
  ])('%s', (_, events, state) => expect(send(...events)).toEqual(state));

  it('stays the same object where an event has no use', () => {
    const state = send(created, all, stored);
    const useless: SendEvent[] = [created, all, stored, trouble, { on: 'paused' }, { on: 'resumed' }];
    for (const event of useless) expect(sendNext(state, event)).toBe(state);
  });
});

describe('a share that is received', () => {
  const opened = { on: 'opened' } as const;
  const receiving = { on: 'receiving' } as const;

  it.each<[string, ReceiveEvent[], unknown]>([
    ['is opened', [opened], { is: 'ready' }],
    ['is waited for', [trouble], { ...waiting, then: 'opening' }],
    ['is opened after a wait', [trouble, opened], { is: 'ready' }],
    ['is opened later', [trouble, { on: 'recovered' }], { is: 'opening' }],
    ['needs a key', [{ on: 'keyNeeded', wrong: false }], { is: 'keyNeeded', wrong: false }],
    ['is missing', [{ on: 'missing' }], { is: 'missing' }],
    ['is gone', [opened, { on: 'gone' }], { is: 'gone' }],
    ['asks where', [opened, { on: 'choosing' }], { is: 'choosing' }],
    ['is declined', [opened, { on: 'choosing' }, { on: 'declined' }], { is: 'ready' }],
    ['is saved', [opened, receiving, { on: 'verified' }], { is: 'verified' }],
    ['is saved again', [opened, receiving, { on: 'verified' }, receiving], { is: 'receiving' }],
    ['is not gone while it is saved', [opened, receiving, { on: 'gone' }], { is: 'receiving' }],
    ['waits', [opened, receiving, trouble], { ...waiting, then: 'receiving' }],
    ['goes on after a wait', [opened, receiving, trouble, { on: 'recovered' }], { is: 'receiving' }],
    ['pauses in a wait', [opened, receiving, trouble, { on: 'paused' }], { is: 'paused' }],
    ['stays paused in trouble', [opened, receiving, { on: 'paused' }, trouble], { is: 'paused' }],
    ['goes on after a pause', [opened, receiving, { on: 'paused' }, { on: 'resumed' }], { is: 'receiving' }],
    ['is cancelled', [opened, receiving, { on: 'paused' }, { on: 'cancelled' }], { is: 'cancelled' }],
    [
      'stays cancelled',
      [opened, receiving, { on: 'cancelled' }, { on: 'verified' }, { on: 'failed', code: 'X' }],
      { is: 'cancelled' },
    ],
    ['fails', [opened, receiving, { on: 'failed', code: 'X' }], { is: 'failed', trouble: { code: 'X' } }],
    ['is never verified unless it was received', [opened, { on: 'verified' }], { is: 'ready' }],
  ])('%s', (_, events, state) => expect(receive(...events)).toEqual(state));
});
