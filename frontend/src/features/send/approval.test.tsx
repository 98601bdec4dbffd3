import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import type { AskingView, Engine, SendView } from '@/engine/view';
import { show } from '@/testing/show';
import { stillEngine } from '@/testing/still-engine';
import { SendCard } from './send-card';

const live = (asking: readonly AskingView[], more: Partial<SendView> = {}): SendView => ({
  ...{
    share: 'share',
    link: 'https://host/s/share#1.key',
    state: { is: 'live' },
    rate: null,
    expiresAt: null,
  },
  files: [{ file: 'file', name: 'report.pdf', path: '', size: 100, done: 0 }],
  ...{
    adding: false,
    live: true,
    receivers: [],
    asks: true,
    asking,
    code: null,
    safeToClose: false,
    ...more,
  },
});
const ASKING: readonly AskingView[] = [
  { peer: 'a', pair: 'pair a', name: 'Firefox on Linux' },
  { peer: 'b', pair: 'pair b', name: '' },
];
const showCard = (send: SendView, asked: Partial<Engine> = {}) =>
  show(
    <SendCard send={send} />,
    stillEngine({}, { words: (pair) => Promise.resolve([`${pair}-1`, 'guitar', 'apple', 'zoo']), ...asked }),
  );

test('whoever asks is named with the words to compare, and let in or turned away by the keyboard', async () => {
  const [letIn, turnAway] = [vi.fn(), vi.fn()];
  showCard(live(ASKING), { letIn, turnAway });
  const first = (await screen.findByText('Firefox on Linux wants to receive')).closest('li');
  const second = screen.getByText('Somebody wants to receive').closest('li');
  if (first === null || second === null) throw new Error('no rows');
  expect(await within(first).findByText('pair a-1')).toBeTruthy();
  expect(await within(second).findByText('pair b-1')).toBeTruthy();
  const open = within(first).getByRole('button', { name: 'Let in' });
  // Which one it is about is read out with it.
  expect(document.getElementById(open.getAttribute('aria-describedby') ?? '')?.textContent).toBe(
    'Firefox on Linux wants to receive',
  );
  open.focus();
  await userEvent.keyboard('{Enter}');
  expect(letIn).toHaveBeenCalledExactlyOnceWith('share', 'pair a');
  within(second).getByRole('button', { name: 'Turn away' }).focus();
  await userEvent.keyboard(' ');
  expect(turnAway).toHaveBeenCalledExactlyOnceWith('share', 'pair b');
  expect(screen.queryByText('Nobody has the link open yet.')).toBeNull();
});

test('that somebody asks is announced where nothing stood before', () => {
  showCard(live([]));
  const silent = screen.getAllByRole('status').find(({ textContent }) => textContent === '');
  expect(silent).toBeTruthy();
  showCard(live(ASKING));
  expect(screen.getAllByRole('status').map(({ textContent }) => textContent)).toContain(
    '2 people wait to be let in',
  );
});

test('whether it asks can be changed while it is offered', async () => {
  const askFirst = vi.fn();
  showCard(live([], { asks: false }), { askFirst });
  const change = screen.getByRole<HTMLInputElement>('switch', { name: 'Ask me before anyone receives' });
  expect(change.checked).toBe(false);
  await userEvent.click(change);
  expect(askFirst).toHaveBeenCalledExactlyOnceWith('share', true);
});

test('a share that is kept has no such choice', () => {
  showCard(live([], { live: false, asks: false, state: { is: 'stored' } }));
  expect(screen.queryByRole('switch')).toBeNull();
});

test('each that has the link open has words to compare', async () => {
  const receiver = { name: '', file: null, bytes: 0, rate: 0, path: null, verified: 0 };
  const receivers = [
    { ...receiver, peer: 'a', pair: 'pair a' },
    { ...receiver, peer: 'b', pair: 'pair b' },
  ];
  showCard(live([], { receivers }));
  const buttons = await screen.findAllByRole('button', { name: 'Compare words' });
  expect(buttons).toHaveLength(2);
  await userEvent.click(buttons[1] as HTMLElement);
  await waitFor(() => expect(screen.getByText('pair b-1')).toBeTruthy());
  expect(screen.queryByText('pair a-1')).toBeNull();
});
