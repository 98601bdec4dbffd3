import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { ReceiveFileState, ReceiveState, ReceiveView } from '@/engine/view';
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
  ...{ ways: ['each'], title: '', folders: 0, limit: null, remaining: null, added: 0, path: null },
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
