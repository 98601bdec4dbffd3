import { fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { LIVE_FILES_MAX, type NodeLimits, type SendState, type SendView } from '@/engine/view';
import { show } from '@/testing/show';
import { stillEngine } from '@/testing/still-engine';
import { givenOf } from '@/engine/testing/sources';
import { SendPage } from './send-page';

const DAY = 86_400_000;
const limits: NodeLimits = {
  maxFileBytes: 1000,
  maxFiles: 2,
  lifetimes: [DAY, 7 * DAY],
  defaultLifetime: 7 * DAY,
  undoMillis: 30_000,
  maxLifetime: null,
  maxLimit: 10_000,
  policy: { minFileBytes: 0, allowedTypes: [], blockedNames: [] },
};
const sending = (state: SendState): SendView => ({
  share: 'share',
  link: 'https://host/s/share#1.key',
  files: [{ file: 'file', name: 'report.pdf', path: '', size: 100, done: 42 }],
  state,
  rate: 10,
  expiresAt: null,
  adding: false,
  live: false,
  receivers: [],
  asks: false,
  asking: [],
  code: null,
  safeToClose: state.is === 'stored' || state.is === 'deleted',
});

function drop(...items: readonly { file: File; folder?: boolean }[]) {
  const dataTransfer = {
    types: ['Files'],
    items: items.map(({ file, folder = false }) => ({
      kind: 'file',
      webkitGetAsEntry: () => ({
        isDirectory: folder,
        name: file.name,
        createReader: () => ({ readEntries: (take: (entries: []) => void) => take([]) }),
      }),
      getAsFile: () => file,
    })),
  };
  fireEvent.drop(document.body, { dataTransfer });
}

afterEach(() => vi.restoreAllMocks());

describe('files', () => {
  const report = new File(['x'.repeat(10)], 'report.pdf');

  test('dropped anywhere are sent with the default lifetime', async () => {
    const send = vi.fn();
    show(<SendPage below={null} />, stillEngine({ limits }, { send }));
    drop({ file: report });
    await waitFor(() => expect(send).toHaveBeenCalled());
    expect(send).toHaveBeenCalledExactlyOnceWith(givenOf([report]), null, false, false);
  });

  test('that are chosen are sent with the lifetime that was chosen', async () => {
    const send = vi.fn();
    show(<SendPage below={null} />, stillEngine({ limits }, { send }));
    await userEvent.selectOptions(screen.getByRole('combobox', { name: 'The link works for' }), '1 day');
    await userEvent.upload(
      document.querySelector<HTMLInputElement>('input[type=file]') as HTMLElement,
      report,
    );
    expect(send).toHaveBeenCalledExactlyOnceWith(givenOf([report]), DAY, false, false);
  });

  test('are offered live where that was chosen, for a day at most', async () => {
    const send = vi.fn();
    show(<SendPage below={null} />, stillEngine({ limits }, { send }));
    await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Files are' }), 'live only');
    const lifetime = screen.getByRole<HTMLSelectElement>('combobox', { name: 'The link works for' });
    expect([...lifetime.options].map(({ text }) => text)).toEqual(['1 day']);
    drop({ file: report });
    await waitFor(() => expect(send).toHaveBeenCalled());
    expect(send).toHaveBeenCalledExactlyOnceWith(givenOf([report]), null, true, false);
  });

  test('are offered live to those alone whom a person lets in, where that was chosen', async () => {
    const send = vi.fn();
    show(<SendPage below={null} />, stillEngine({ limits }, { send }));
    // What is kept is given to all by the node.
    expect(screen.queryByRole('switch')).toBeNull();
    const kept = screen.getByRole('combobox', { name: 'Files are' });
    await userEvent.selectOptions(kept, 'live only');
    await userEvent.click(screen.getByRole('switch', { name: 'Ask me before anyone receives' }));
    drop({ file: report });
    await waitFor(() => expect(send).toHaveBeenCalledExactlyOnceWith(givenOf([report]), null, true, true));
    await userEvent.selectOptions(kept, 'stored');
    drop({ file: report });
    await waitFor(() => expect(send).toHaveBeenLastCalledWith(givenOf([report]), null, false, false));
  });

  test.each([
    [LIVE_FILES_MAX, true],
    [LIVE_FILES_MAX + 1, false],
  ])('that are live are at most so many: %i are taken: %s', async (count, isTaken) => {
    const send = vi.fn();
    show(<SendPage below={null} />, stillEngine({ limits: { ...limits, maxFiles: 10_000 } }, { send }));
    await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Files are' }), 'live only');
    drop(...Array.from({ length: count }, () => ({ file: report })));
    if (isTaken) await waitFor(() => expect(send).toHaveBeenCalled());
    else expect(await screen.findByText(/One link carries up to 256 files/)).toBeTruthy();
    expect(send).toHaveBeenCalledTimes(isTaken ? 1 : 0);
  });

  test('that are pasted are sent', async () => {
    const send = vi.fn();
    show(<SendPage below={null} />, stillEngine({ limits }, { send }));
    const item = { kind: 'file', webkitGetAsEntry: () => null, getAsFile: () => report };
    fireEvent.paste(document.body, { clipboardData: { items: [item] } });
    await waitFor(() => expect(send).toHaveBeenCalled());
    expect(send).toHaveBeenCalledExactlyOnceWith(givenOf([report]), null, false, false);
  });

  test('larger than the server takes are refused in words, and nothing is sent', async () => {
    const send = vi.fn();
    show(<SendPage below={null} />, stillEngine({ limits }, { send }));
    drop({ file: new File(['x'.repeat(1001)], 'large.bin') });
    expect((await screen.findByRole('alert')).textContent).toContain('“large.bin” is 1 kB');
    expect(send).not.toHaveBeenCalled();
    await userEvent.click(screen.getByRole('button', { name: 'Dismiss' }));
    expect(screen.queryByRole('alert')).toBeNull();
  });

  test('and folders without any file are refused in words', async () => {
    const send = vi.fn();
    show(<SendPage below={null} />, stillEngine({ limits }, { send }));
    drop({ file: new File([], 'photos'), folder: true });
    expect((await screen.findByRole('alert')).textContent).toContain('There is no file in it');
    expect(send).not.toHaveBeenCalled();
  });
});

describe('leaving the page', () => {
  const leave = () => window.dispatchEvent(new Event('beforeunload', { cancelable: true }));

  test.each<SendState>([
    { is: 'preparing' },
    { is: 'sending' },
    { is: 'paused' },
    { is: 'sealing' },
    { is: 'live' },
    { is: 'failed', trouble: { code: 'STORAGE_FULL' }, canRetry: true, file: null },
  ])('is asked about while an upload is $is', (state) => {
    show(<SendPage below={null} />, stillEngine({ limits, sends: [sending(state)] }));
    expect(leave()).toBe(false);
  });

  test.each<SendState>([
    { is: 'stored' },
    { is: 'deleted', undoUntil: 0 },
    { is: 'failed', trouble: { code: 'TOO_LARGE' }, canRetry: false, file: null },
  ])('is free once it is $is', (state) => {
    show(<SendPage below={null} />, stillEngine({ limits, sends: [sending(state)] }));
    expect(leave()).toBe(true);
  });
});

describe('a share', () => {
  test('shows its link, how far it is and how long it takes', async () => {
    show(<SendPage below={null} />, stillEngine({ limits, sends: [sending({ is: 'sending' })] }));
    expect((await screen.findByRole<HTMLInputElement>('textbox', { name: 'Link to share' })).value).toBe(
      'https://host/s/share#1.key',
    );
    const bar = screen.getByRole('progressbar');
    expect(bar.getAttribute('aria-valuenow')).toBe('42');
    expect(screen.getByText(/10 byte\/s · 6 sec left/)).toBeTruthy();
  });

  test('that is live says that the page has to stay, and how to end it', async () => {
    const send: SendView = { ...sending({ is: 'live' }), live: true };
    show(<SendPage below={null} />, stillEngine({ limits, sends: [send] }));
    expect(await screen.findByText('Live. Keep this page open: nothing is stored.')).toBeTruthy();
    expect(screen.getByText('Nobody has the link open yet.')).toBeTruthy();
    expect(screen.queryByRole('progressbar')).toBeNull();
    expect(screen.queryByText(/safe to close/)).toBeNull();
    expect(screen.getByRole('button', { name: 'Stop sharing' })).toBeTruthy();
    expect(document.title).toBe('Slipway');
  });

  test('of which somebody waits to be let in says so to who looks at another tab', () => {
    const asking = [{ peer: 'a', pair: 'pair', name: '' }];
    const send: SendView = { ...sending({ is: 'live' }), live: true, asks: true, asking };
    show(<SendPage below={null} />, stillEngine({ limits, sends: [send] }));
    expect(document.title).toBe('1 person waits to be let in · Slipway');
  });

  test('is cancelled only after the question', async () => {
    // jsdom has no modal dialogs; what opens and closes them is enough here.
    HTMLDialogElement.prototype.showModal = function (this: HTMLDialogElement) {
      this.open = true;
    };
    HTMLDialogElement.prototype.close = function (this: HTMLDialogElement) {
      this.open = false;
    };
    const cancelSend = vi.fn();
    show(
      <SendPage below={null} />,
      stillEngine({ limits, sends: [sending({ is: 'sending' })] }, { cancelSend }),
    );
    await userEvent.click(await screen.findByRole('button', { name: 'Cancel' }));
    expect(cancelSend).not.toHaveBeenCalled();
    await userEvent.click(screen.getByRole('button', { name: 'Stop sharing' }));
    expect(cancelSend).toHaveBeenCalledExactlyOnceWith('share');
  });

  test('says what happened when it failed, and offers to go on only where that helps', async () => {
    const state = { is: 'failed', trouble: { code: 'FILE_CHANGED' }, canRetry: false, file: null } as const;
    show(<SendPage below={null} />, stillEngine({ limits, sends: [sending(state)] }));
    expect((await screen.findByRole('alert')).textContent).toContain('A file changed while it was sent');
    expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();
  });
});
