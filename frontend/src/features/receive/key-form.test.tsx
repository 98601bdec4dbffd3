import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import { show } from '@/testing/show';
import { stillEngine } from '@/testing/still-engine';
import { KeyForm } from './key-form';

test('a text that is no key is refused in words, until it is changed', async () => {
  const giveKey = vi.fn(() => false);
  show(<KeyForm wrong={false} />, stillEngine({}, { giveKey }));
  const field = screen.getByRole('textbox', { name: 'Link or key' });

  await userEvent.type(field, 'nonsense{Enter}');
  expect(giveKey).toHaveBeenCalledWith('nonsense');
  expect(screen.getByRole('alert').textContent).toContain('neither a link');
  expect(field.getAttribute('aria-invalid')).toBe('true');

  await userEvent.type(field, '!');
  expect(screen.queryByRole('alert')).toBeNull();
});

test('a key is handed to the engine', async () => {
  const giveKey = vi.fn(() => true);
  show(<KeyForm wrong />, stillEngine({}, { giveKey }));
  await userEvent.type(screen.getByRole('textbox'), '1.abc');
  await userEvent.click(screen.getByRole('button', { name: 'Open' }));
  expect(giveKey).toHaveBeenCalledWith('1.abc');
  expect(screen.queryByRole('alert')).toBeNull();
});
