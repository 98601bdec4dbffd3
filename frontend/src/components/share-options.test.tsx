import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, test, vi } from 'vitest';
import type { NodeLimits, ShareTerms, TermsChange } from '@/engine/view';
import { show } from '@/testing/show';
import { stillEngine } from '@/testing/still-engine';
import { ShareOptions } from './share-options';

const DAY = 86_400_000;
const limits: NodeLimits = {
  maxFileBytes: 1000,
  maxFiles: 2,
  lifetimes: [DAY, 7 * DAY],
  defaultLifetime: 7 * DAY,
  undoMillis: 30_000,
  maxLifetime: 30 * DAY,
  maxLimit: 100,
  policy: { minFileBytes: 0, allowedTypes: [], blockedNames: [] },
};
const terms: ShareTerms = {
  expiresAt: null,
  limit: null,
  used: 0,
  password: false,
  title: '',
  trackAddresses: true,
  live: false,
};

function given(more: Partial<ShareTerms> = {}, fails?: string) {
  const changeTerms = vi.fn((_share: string, change: TermsChange) =>
    fails === undefined
      ? Promise.resolve({ ...terms, ...more, title: change.title ?? '' })
      : Promise.reject(Object.assign(new Error(), { code: fails })),
  );
  const asked = { terms: () => Promise.resolve({ ...terms, ...more }), changeTerms };
  show(<ShareOptions share="share" />, stillEngine({ limits }, asked));
  return changeTerms;
}

const save = () => screen.findByRole<HTMLButtonElement>('button', { name: 'Save options' });

describe('the options of a link', () => {
  test('are its title alone where it is live', async () => {
    const change = given({ live: true });
    await save();
    expect(screen.queryByRole('combobox')).toBeNull();
    expect(screen.queryByLabelText('Password')).toBeNull();
    await userEvent.type(screen.getByRole('textbox', { name: 'Title' }), 'Harbour');
    await userEvent.click(await save());
    expect(change).toHaveBeenCalledExactlyOnceWith('share', { title: 'Harbour' });
  });

  test('change only what was touched', async () => {
    const change = given();
    expect((await save()).disabled).toBe(true);
    await userEvent.type(screen.getByRole('textbox', { name: 'Title' }), 'Harbour');
    await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Downloads' }), '5 downloads');
    await userEvent.click(await save());
    expect(change).toHaveBeenCalledExactlyOnceWith('share', { title: 'Harbour', limit: 5 });
    expect((await screen.findByText('Saved. It applies at once.')).textContent).toBeTruthy();
    expect((await save()).disabled).toBe(true);
  });

  test.each([
    ['0.01', null],
    ['0.5', { lifetime: DAY / 2 }],
    ['30', { lifetime: 30 * DAY }],
    ['31', null],
  ])('take %s days as a lifetime of their own if that may be', async (days, expected) => {
    const change = given();
    await save();
    await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Works from now for' }), 'Custom');
    await userEvent.type(screen.getByRole('spinbutton', { name: 'Days' }), days);
    expect((await save()).disabled).toBe(expected === null);
    if (expected === null) return;
    await userEvent.click(await save());
    expect(change).toHaveBeenCalledExactlyOnceWith('share', expected);
  });

  test.each([
    ['0', null],
    ['100', { limit: 100 }],
    ['101', null],
    ['1.5', null],
  ])('take %s as a limit of their own if that may be', async (count, expected) => {
    const change = given();
    await save();
    await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Downloads' }), 'Custom');
    await userEvent.type(screen.getByRole('spinbutton', { name: 'Number' }), count);
    expect((await save()).disabled).toBe(expected === null);
    if (expected === null) return;
    await userEvent.click(await save());
    expect(change).toHaveBeenCalledExactlyOnceWith('share', expected);
  });

  test('set a password, and take it away', async () => {
    const change = given({ password: true });
    await save();
    await userEvent.type(screen.getByLabelText('Password'), 'geheim');
    await userEvent.click(await save());
    expect(change).toHaveBeenLastCalledWith('share', { password: 'geheim' });
    await userEvent.click(await screen.findByRole('button', { name: 'Remove password' }));
    expect(change).toHaveBeenLastCalledWith('share', { password: null });
  });

  test('say when fewer downloads were asked for than are used', async () => {
    given({ limit: 20, used: 7 }, 'LIMIT_BELOW_USED');
    await save();
    expect(screen.getByText('7 used')).toBeTruthy();
    await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Downloads' }), '5 downloads');
    await userEvent.click(await save());
    expect((await screen.findByRole('alert')).textContent).toContain('used already');
  });
});
