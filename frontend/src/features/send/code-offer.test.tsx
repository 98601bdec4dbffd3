import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import type { CodeView, SendState, SendView } from '@/engine/view';
import { show } from '@/testing/show';
import { stillEngine } from '@/testing/still-engine';
import { SendCard } from './send-card';

const sent = (code: CodeView | null, is: SendState['is'] = 'stored'): SendView => ({
  ...{ share: 'share', link: 'https://share.example.org/s/share#1.key', rate: null, expiresAt: null },
  files: [{ file: 'file', name: 'report.pdf', path: '', size: 100, done: 100 }],
  state: { is } as SendState,
  ...{ adding: false, live: false, receivers: [], asks: false, asking: [], code, safeToClose: true },
});
const offered = (before: 'burnt' | 'used' | null): CodeView => ({
  is: 'offered',
  code: '7-guitar-apple',
  before,
});

test('a code is made when somebody asks, and ends when they say so', async () => {
  const [makeCode, endCode] = [vi.fn(), vi.fn()];
  const { unmount } = show(<SendCard send={sent(null)} />, stillEngine({}, { makeCode, endCode }));
  expect(screen.queryByRole('heading', { name: 'Code to read out' })).toBeNull();
  await userEvent.click(screen.getByRole('button', { name: 'Make a code' }));
  expect(makeCode).toHaveBeenCalledExactlyOnceWith('share');
  unmount();
  show(<SendCard send={sent(offered(null))} />, stillEngine({}, { makeCode, endCode }));
  await userEvent.click(screen.getByRole('button', { name: 'End the code' }));
  expect(endCode).toHaveBeenCalledExactlyOnceWith('share');
});

test.each(['preparing', 'failed', 'deleted'] as const)('there is none for a share that is %s', (is) => {
  const send = sent(null, is);
  const state = { is, trouble: { code: 'GONE' }, canRetry: false, file: null, undoUntil: 0 } as SendState;
  show(<SendCard send={{ ...send, state }} />, stillEngine({}));
  expect(screen.queryByRole('button', { name: 'Make a code' })).toBeNull();
});

test('it can be read out, and is copied', async () => {
  const user = userEvent.setup();
  show(<SendCard send={sent(offered(null))} />, stillEngine({}));
  expect(screen.getByText('7-guitar-apple')).toBeTruthy();
  expect(screen.getByText(/Works while this page is open.*share\.example\.org\/c/)).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Copy code' }));
  expect(await navigator.clipboard.readText()).toBe('7-guitar-apple');
});

test.each([
  [offered('burnt'), 'guessed wrong'],
  [offered('used'), 'next person'],
  [{ is: 'making', trouble: null }, 'Making a code'],
  [{ is: 'making', trouble: { code: 'OVER_CAPACITY' } }, 'no code to give'],
  [{ is: 'stopped', why: 'burnt' }, 'Three codes in a row'],
  [{ is: 'stopped', why: 'refused' }, 'gives out no code'],
] as const)('what became of it is said: %j', async (code, words) => {
  const makeCode = vi.fn();
  show(<SendCard send={sent(code)} />, stillEngine({}, { makeCode }));
  expect(screen.getAllByRole('status').some(({ textContent }) => textContent.includes(words))).toBe(true);
  if (code.is !== 'stopped') return;
  await userEvent.click(screen.getByRole('button', { name: 'Make a new code' }));
  expect(makeCode).toHaveBeenCalledExactlyOnceWith('share');
});
