import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import { givenOf } from '@/engine/testing/sources';
import type { Engine, RecentView } from '@/engine/view';
import { show } from '@/testing/show';
import { stillEngine } from '@/testing/still-engine';
import { GoOn } from './go-on';

const item: RecentView = {
  share: 'share',
  link: 'https://host/s/share#1.key',
  name: 'report.pdf',
  files: 1,
  title: '',
  hasFolders: false,
  size: 5,
  createdAt: 0,
  expiresAt: null,
  state: 'uploading',
  live: false,
};
const report = new File(['hello'], 'report.pdf');

async function choose() {
  const field = document.querySelector<HTMLInputElement>('input[type=file]');
  if (field === null) throw new Error('no field');
  await userEvent.upload(field, report);
}

test('the files are chosen again and handed to the engine', async () => {
  const goOn = vi.fn<Engine['goOn']>(() => Promise.resolve({ is: 'going' }));
  show(<GoOn item={item} />, stillEngine({}, { goOn }));
  await userEvent.click(screen.getByRole('button', { name: 'Go on' }));
  expect(screen.queryByRole('button', { name: 'Choose the folder' })).toBeNull();
  await choose();
  expect(goOn).toHaveBeenCalledExactlyOnceWith('share', givenOf([report]), false);
  expect(await screen.findByRole('button', { name: 'Go on' })).toBeTruthy();
});

test('what changed is named, and replaces what was begun only if a person says so', async () => {
  const goOn = vi.fn<Engine['goOn']>((_, __, replaceChanged) =>
    Promise.resolve(replaceChanged === true ? { is: 'going' } : { is: 'changed', names: ['report.pdf'] }),
  );
  show(<GoOn item={item} />, stillEngine({}, { goOn }));
  await userEvent.click(screen.getByRole('button', { name: 'Go on' }));
  await choose();
  expect(await screen.findByText(/Not what was being sent before: “report.pdf”/)).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: 'Send the new version' }));
  expect(goOn).toHaveBeenLastCalledWith('share', givenOf([report]), true);
});

test('what the browser remembers is read by itself', async () => {
  const goOn = vi.fn<Engine['goOn']>(() => Promise.resolve({ is: 'going' }));
  const handle = {
    ...{ kind: 'file', name: 'report.pdf', getFile: () => Promise.resolve(report) },
    requestPermission: () => Promise.resolve('granted'),
  };
  show(<GoOn item={item} />, stillEngine({}, { goOn, handlesOf: () => [handle] }));
  await userEvent.click(screen.getByRole('button', { name: 'Go on' }));
  await waitFor(() => expect(goOn).toHaveBeenCalled());
  expect(goOn).toHaveBeenCalledWith('share', { ...givenOf([report]), handles: [handle] }, false);
});

test('many missing files are counted, and a node that can’t be reached is said', async () => {
  const names = ['a', 'b', 'c', 'd', 'e'];
  const goOn = vi.fn<Engine['goOn']>(() => Promise.resolve({ is: 'missing', names }));
  show(<GoOn item={{ ...item, hasFolders: true }} />, stillEngine({}, { goOn }));
  await userEvent.click(screen.getByRole('button', { name: 'Go on' }));
  expect(screen.getByRole('button', { name: 'Choose the folder' })).toBeTruthy();
  await choose();
  expect((await screen.findByText(/Still needed/)).textContent).toBe(
    'Still needed: “a”, “b”, “c” and 2 more',
  );
  goOn.mockImplementation(() => Promise.reject(new Error('OFFLINE')));
  await choose();
  expect(await screen.findByText(/can’t be reached, or has the link no more/)).toBeTruthy();
});
