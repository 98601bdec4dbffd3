import { expect, test, vi } from 'vitest';
import { subscribeFragment, takenFragment, timesTaken, watchFragment } from './fragment';

// One page, one secret: the steps follow one another as in a browser's tab.
test('the secret leaves the address bar at once, and again when another link is pasted', () => {
  window.history.replaceState(null, '', '/s/abc?lang=en#1.secret');
  watchFragment();
  expect(takenFragment()).toBe('1.secret');
  expect(window.location.href).toMatch(/\/s\/abc\?lang=en$/);

  const told = vi.fn();
  const stop = subscribeFragment(told);
  window.history.replaceState(null, '', '/s/abc#1.other');
  window.dispatchEvent(new HashChangeEvent('hashchange'));
  expect(takenFragment()).toBe('1.other');
  expect(window.location.href).toMatch(/\/s\/abc$/);
  expect(told).toHaveBeenCalledTimes(1);

  window.dispatchEvent(new HashChangeEvent('hashchange'));
  expect(takenFragment()).toBe('1.other');

  const before = timesTaken();
  window.history.replaceState(null, '', '/s/abc#1.other');
  window.dispatchEvent(new HashChangeEvent('hashchange'));
  expect(timesTaken()).toBe(before + 1);
  expect(told).toHaveBeenCalledTimes(2);
  stop();
});
