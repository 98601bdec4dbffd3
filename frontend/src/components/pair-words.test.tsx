import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { expect, test, vi } from 'vitest';
import { show } from '@/testing/show';
import { stillEngine } from '@/testing/still-engine';
import { CompareWords, PairWords } from './pair-words';

const WORDS = ['acid', 'guitar', 'apple', 'zoo'];
const read = () => screen.getAllByRole('listitem').map((word) => word.textContent);

test('words are looked for when somebody wants to compare them, and say what they are for', async () => {
  const words = vi.fn(() => Promise.resolve(WORDS));
  show(<CompareWords pair="p1" />, stillEngine({}, { words }));
  const button = screen.getByRole('button', { name: 'Compare words' });
  expect(button.getAttribute('aria-expanded')).toBe('false');
  expect(words).not.toHaveBeenCalled();
  await userEvent.tab();
  await userEvent.keyboard('{Enter}');
  expect(await screen.findByRole('list', { name: 'Four words to compare' })).toBeTruthy();
  expect(read()).toEqual(WORDS);
  expect(screen.getByText(/if both of you see the same four words, nobody stands between you/)).toBeTruthy();
  expect(words).toHaveBeenCalledExactlyOnceWith('p1');
  await userEvent.click(button);
  expect(screen.queryByRole('list')).toBeNull();
});

test('words of another pair are never shown in the place of those of this one', async () => {
  const engine = stillEngine(
    {},
    { words: (pair) => (pair === 'p1' ? Promise.resolve(WORDS) : new Promise(() => undefined)) },
  );
  const Changing = () => {
    const [pair, setPair] = useState('p1');
    return (
      <div onClick={() => setPair('p2')}>
        <PairWords pair={pair} />
      </div>
    );
  };
  show(<Changing />, engine);
  await waitFor(() => expect(read()).toEqual(WORDS));
  await userEvent.click(screen.getByRole('list'));
  expect(screen.queryByRole('list')).toBeNull();
});

test.each([
  ['over', () => Promise.resolve(null)],
  ['over when the list can’t be loaded', () => Promise.reject(new Error('offline'))],
])('a pair that is %s has no words', async (_, words) => {
  show(<PairWords pair="p1" />, stillEngine({}, { words }));
  expect(await screen.findByText(/nothing to compare any more/)).toBeTruthy();
});
