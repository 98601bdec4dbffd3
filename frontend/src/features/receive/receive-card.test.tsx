import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import type { Engine, ReceiveFileState, ReceiveState, ReceiveView, SenderView } from '@/engine/view';
import { show } from '@/testing/show';
import { stillEngine } from '@/testing/still-engine';
import { ReceiveCard } from './receive-card';

const live = (state: ReceiveState, file: ReceiveFileState | null): ReceiveView => ({
  ...{ share: 'share', sealed: true, kept: false, state, rate: null, expiresAt: null, capBytes: null },
  files:
    file === null
      ? []
      : [
          {
            ...{ file: 'file', name: 'report.pdf', path: '', size: 100, done: 42, state: file, kept: 0 },
            ...{ trouble: null, download: null },
          },
        ],
  ...{
    ways: ['each'],
    title: '',
    folders: 0,
    limit: null,
    remaining: null,
    added: 0,
    path: null,
    sender: null,
  },
});

test('who opens a live share while its sender is away is told whom it waits for', () => {
  show(
    <ReceiveCard receive={live({ is: 'waiting', trouble: { code: 'SENDER_AWAY' } }, null)} />,
    stillEngine({}),
  );
  expect(screen.getByRole('heading', { name: 'Waiting for the sender' })).toBeTruthy();
  expect(screen.getByText(/the sender has to be online/)).toBeTruthy();
});

test.each([
  ['saving', 'Saving. Keep this page open.'],
  ['waiting', 'Waiting for the sender’s page. This goes on by itself.'],
  ['lost', /^The sender is gone. This goes on by itself/],
] as const)('a file of a live share that is %s is so in words', (state, words) => {
  show(<ReceiveCard receive={live({ is: 'receiving' }, state)} />, stillEngine({}));
  expect(screen.getByText('Live: straight from the sender, nothing is stored')).toBeTruthy();
  expect(screen.getByText(words)).toBeTruthy();
  // No path is shown while there is none, least of all the store.
  expect(document.querySelector('[data-path]')).toBeNull();
});

const away: ReceiveState = { is: 'waiting', trouble: { code: 'SENDER_AWAY' } };
const words = () => Promise.resolve(['acid', 'guitar', 'apple', 'zoo']);
const meet = (
  sender: SenderView,
  state: ReceiveState = away,
  file: ReceiveFileState | null = null,
  asked: Partial<Engine> = {},
) => show(<ReceiveCard receive={{ ...live(state, file), sender }} />, stillEngine({}, { words, ...asked }));

test('who waits to be let in is told so, with the words that the sender sees', async () => {
  meet({ is: 'asked', pair: 'pair' });
  expect(screen.getByRole('heading', { name: 'Waiting for the sender to let you in' })).toBeTruthy();
  expect(await screen.findByRole('list', { name: 'Four words to compare' })).toBeTruthy();
  expect(screen.getByRole('status').textContent).toContain('acidguitarapplezoo');
  expect(screen.queryByRole('button')).toBeNull();
});

test.each([
  ['declined', 'The sender didn’t let you in'],
  ['busy', 'Too many people ask the sender just now'],
] as const)('who was turned away (%s) is told so, and may ask again', async (is, title) => {
  const askAgain = vi.fn();
  meet({ is }, away, null, { askAgain });
  expect(screen.getByRole('heading', { name: title })).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: 'Ask again' }));
  expect(askAgain).toHaveBeenCalledOnce();
});

test('a sender that comes back in the middle and asks first is waited for in the same words', async () => {
  const askAgain = vi.fn();
  meet({ is: 'asked', pair: 'pair' }, { is: 'receiving' }, 'waiting');
  expect(screen.getByText('Waiting for the sender to let you in')).toBeTruthy();
  expect(await screen.findByText('guitar')).toBeTruthy();
  meet({ is: 'declined' }, { is: 'receiving' }, 'lost', { askAgain });
  // It doesn't go on by itself.
  expect(screen.getByText('Stopped. What arrived is kept on this device.')).toBeTruthy();
  expect(screen.queryByText(/goes on by itself when/)).toBeNull();
  await userEvent.click(screen.getByRole('button', { name: 'Ask again' }));
  expect(askAgain).toHaveBeenCalledOnce();
});

test('who is connected to the sender can compare words', async () => {
  meet({ is: 'met', pair: 'pair' }, { is: 'ready' }, 'ready');
  await userEvent.click(screen.getByRole('button', { name: 'Compare words' }));
  expect(await screen.findByText('guitar')).toBeTruthy();
});
