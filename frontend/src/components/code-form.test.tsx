import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import { CodeFailure } from '@/engine/code-failure';
import type { Engine } from '@/engine/view';
import { takenFragment } from '@/lib/fragment';
import { show } from '@/testing/show';
import { stillEngine } from '@/testing/still-engine';
import { CodeForm } from './code-form';

afterEach(() => window.history.replaceState(null, '', '/'));

function given(enterCode: Engine['enterCode']) {
  const shown = show(<CodeForm label="Code" />, stillEngine({}, { enterCode }));
  return { ...shown, field: screen.getByRole<HTMLInputElement>('combobox', { name: 'Code' }) };
}

test('a code leads to its share, whose secret never stands in the address', async () => {
  const enterCode = vi.fn(() => Promise.resolve({ share: 'q83vEjRWeJCrze8SNFZ4kA', fragment: '1.key' }));
  const { field } = given(enterCode);
  await userEvent.type(field, '7 guitar apple{Enter}');
  expect(enterCode).toHaveBeenCalledExactlyOnceWith('7 guitar apple', expect.any(AbortSignal));
  await waitFor(() => expect(window.location.pathname).toBe('/s/q83vEjRWeJCrze8SNFZ4kA'));
  expect(window.location.hash).toBe('');
  expect(takenFragment()).toBe('1.key');
});

test('its words are completed, once somebody is about to type', async () => {
  const { field, container } = given(() => new Promise(() => undefined));
  const offers = () => [...container.querySelectorAll('option')].map(({ value }) => value);
  await userEvent.type(field, '7-guit');
  await waitFor(() => expect(offers()).toEqual(['7-guitar']));
  await userEvent.type(field, 'ar-ap');
  expect(offers()).toContain('7-guitar-apple');
  expect(field.getAttribute('list')).toBe(container.querySelector('datalist')?.id);
});

test.each([
  [new CodeFailure('CODE_MALFORMED'), 'a number and two words'],
  [new CodeFailure('CODE_UNKNOWN_WORD', null, 'gitar'), '“gitar”'],
  [new CodeFailure('CODE_WRONG'), 'used up'],
  [new CodeFailure('CODE_NOBODY'), 'Nobody offers'],
  [new CodeFailure('CODE_BUSY'), 'Somebody else'],
  [new CodeFailure('CODE_LOST'), 'was lost'],
  [new CodeFailure('RATE_LIMITED', 60), 'in 1 min'],
  [new CodeFailure('OFFLINE'), 'can’t be reached'],
  [new Error('a chunk that didn’t load'), 'can’t be reached'],
])('what became of it is said in words: %s', async (error, words) => {
  const { field } = given(() => Promise.reject(error));
  await userEvent.type(field, '7-guitar-apple{Enter}');
  expect((await screen.findByRole('alert')).textContent).toContain(words);
  expect(field.getAttribute('aria-invalid')).toBe('true');
  expect(field.value).toBe('7-guitar-apple');
  await userEvent.type(field, 'x');
  expect(screen.queryByRole('alert')).toBeNull();
});

test('it is tried once at a time, and given up when the page is left', async () => {
  const enterCode = vi.fn<Engine['enterCode']>(() => new Promise(() => undefined));
  const { field, unmount } = given(enterCode);
  await userEvent.type(field, '7-guitar-apple{Enter}{Enter}');
  expect(screen.getByRole('status').textContent).toContain('Looking for the sender');
  expect(enterCode).toHaveBeenCalledTimes(1);
  unmount();
  expect(enterCode.mock.calls[0]?.[1]?.aborted).toBe(true);
});
