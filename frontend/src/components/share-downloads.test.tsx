import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import type { DownloadsView, DownloadView, ShareTerms, TermsChange } from '@/engine/view';
import { show } from '@/testing/show';
import { stillEngine } from '@/testing/still-engine';
import { ShareDownloads } from './share-downloads';

const terms: ShareTerms = {
  ...{ expiresAt: null, limit: null, used: 0, password: false, title: '' },
  trackAddresses: true,
  live: false,
};
const one: DownloadView = {
  ...{ id: 'a', began: 0, last: 60_000, bytes: 1_000_000, verified: true },
  ...{ path: 'STORE', address: '192.0.2.1' },
};

afterEach(() => vi.useRealTimers());

function given(...answers: readonly (DownloadsView | string)[]) {
  let asked = 0;
  const downloads = vi.fn(() => {
    const answer = answers[Math.min(asked++, answers.length - 1)] ?? '';
    return typeof answer === 'string'
      ? Promise.reject(Object.assign(new Error(), { code: answer }))
      : Promise.resolve(answer);
  });
  const changeTerms = vi.fn((_: string, change: TermsChange) =>
    Promise.resolve({ ...terms, trackAddresses: change.trackAddresses ?? true }),
  );
  const engine = stillEngine({}, { downloads, changeTerms, terms: () => Promise.resolve(terms) });
  return { downloads, changeTerms, ...show(<ShareDownloads share="share" />, engine) };
}

test('who downloaded is listed, with an address or without', async () => {
  given({ since: 0, downloads: [one, { ...one, id: 'b', verified: false, address: null }] });
  const [first, second] = await screen.findAllByRole('listitem');
  expect(first?.textContent).toMatch(/192\.0\.2\.1.*1 MB.*from store.*Verified/);
  expect(second?.textContent).toMatch(/Somebody/);
  expect(second?.textContent).not.toMatch(/Verified/);
});

test('the list is asked for anew while it is seen, and what is known stays while the node is away', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  const { downloads, unmount } = given(
    { since: 0, downloads: [] },
    { since: 0, downloads: [one] },
    'OFFLINE',
  );
  expect(await screen.findByText('Nobody has downloaded anything yet.')).toBeTruthy();
  await vi.advanceTimersByTimeAsync(5000);
  expect(await screen.findByText('192.0.2.1')).toBeTruthy();
  await vi.advanceTimersByTimeAsync(5000);
  expect((await screen.findByRole('alert')).textContent).toContain('can’t be reached just now');
  expect(screen.getByText('192.0.2.1')).toBeTruthy();
  unmount();
  const asked = downloads.mock.calls.length;
  await vi.advanceTimersByTimeAsync(20_000);
  expect(downloads).toHaveBeenCalledTimes(asked);
});

test('addresses are kept or not, as the sender says', async () => {
  const { changeTerms } = given({ since: 0, downloads: [] });
  const box = await screen.findByRole<HTMLInputElement>('checkbox', { name: 'Keep addresses from now on' });
  expect(box.checked).toBe(true);
  await userEvent.click(box);
  expect(changeTerms).toHaveBeenCalledExactlyOnceWith('share', { trackAddresses: false });
  await waitFor(() => expect(box.checked).toBe(false));
});
