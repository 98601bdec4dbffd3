import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Engine, FilesChange, NodeLimits, OwnFileView } from '@/engine/view';
import { givenOf } from '@/engine/testing/sources';
import { show } from '@/testing/show';
import { stillEngine } from '@/testing/still-engine';
import { ShareFiles } from './share-files';

const limits: NodeLimits = {
  maxFileBytes: 1000,
  maxFiles: 3,
  lifetimes: [],
  defaultLifetime: 1,
  undoMillis: 30_000,
  maxLifetime: null,
  maxLimit: 100,
  policy: { minFileBytes: 0, allowedTypes: [], blockedNames: ['*.exe'] },
};
const file = (name: string): OwnFileView => ({
  file: `id of ${name}`,
  name,
  path: '',
  size: 5,
  arriving: false,
});

beforeEach(() => {
  // jsdom has no modal dialogs; what opens and closes them is enough here.
  HTMLDialogElement.prototype.showModal = function (this: HTMLDialogElement) {
    this.open = true;
  };
  HTMLDialogElement.prototype.close = function (this: HTMLDialogElement) {
    this.open = false;
    this.dispatchEvent(new Event('close'));
  };
});

async function given(names: readonly string[], fails?: string) {
  const refused = () => Promise.reject(Object.assign(new Error(), { code: fails }));
  const changeFiles = vi.fn((_: string, { rename, remove }: FilesChange) =>
    fails === undefined
      ? Promise.resolve(
          names.filter((name) => file(name).file !== remove).map((name) => file(rename?.name ?? name)),
        )
      : refused(),
  );
  const addFiles = vi.fn<Engine['addFiles']>(() => (fails === undefined ? Promise.resolve() : refused()));
  const contents = vi.fn(() => Promise.resolve(names.map(file)));
  show(<ShareFiles share="share" />, stillEngine({ limits }, { contents, changeFiles, addFiles }));
  await screen.findByRole('button', { name: 'Add files' });
  return { changeFiles, addFiles, contents };
}

const dialog = () => within(screen.getByRole('dialog'));

describe('the files of a link', () => {
  test('are renamed by a question with the name in it', async () => {
    const { changeFiles } = await given(['report.pdf']);
    await userEvent.click(screen.getByRole('button', { name: 'Rename report.pdf' }));
    const field = dialog().getByRole<HTMLInputElement>('textbox', { name: 'Name' });
    // What stands before the ending is selected, so typing replaces it alone.
    expect(field.value.slice(field.selectionStart ?? 0, field.selectionEnd ?? 0)).toBe('report');
    await userEvent.clear(field);
    expect(dialog().getByRole<HTMLButtonElement>('button', { name: 'Save name' }).disabled).toBe(true);
    await userEvent.type(field, 'virus.EXE');
    expect(dialog().getByRole('alert').textContent).toContain('doesn’t take files with such a name');
    await userEvent.clear(field);
    await userEvent.type(field, ' survey.pdf {Enter}');
    expect(changeFiles).toHaveBeenCalledExactlyOnceWith('share', {
      rename: { file: 'id of report.pdf', name: 'survey.pdf' },
    });
    expect(await screen.findByText('Renamed.')).toBeTruthy();
    expect(screen.getByText('survey.pdf')).toBeTruthy();
  });

  test('are removed only after a question, and never the last one', async () => {
    const { changeFiles } = await given(['a', 'b']);
    await userEvent.click(screen.getByRole('button', { name: 'Remove a' }));
    expect(dialog().getByText(/Nobody can get “a” by the link any more/)).toBeTruthy();
    await userEvent.click(dialog().getByRole('button', { name: 'Keep it' }));
    expect(changeFiles).not.toHaveBeenCalled();
    await userEvent.click(screen.getByRole('button', { name: 'Remove a' }));
    await userEvent.click(dialog().getByRole('button', { name: 'Remove file' }));
    expect(changeFiles).toHaveBeenCalledExactlyOnceWith('share', { remove: 'id of a' });
    expect(await screen.findByText('Removed.')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Remove b' })).toBeNull();
  });

  test('are added as far as they may be', async () => {
    const { addFiles } = await given(['a', 'b']);
    const field = document.querySelector<HTMLInputElement>('input[type=file]');
    if (field === null) throw new Error('no field');
    const [one, two] = [new File(['1'], 'one'), new File(['2'], 'two')];
    await userEvent.upload(field, [one, two]);
    expect(screen.getByRole('alert').textContent).toContain('up to 3 files, and these are 4');
    expect(addFiles).not.toHaveBeenCalled();
    await userEvent.upload(field, [one]);
    expect(addFiles).toHaveBeenCalledExactlyOnceWith('share', givenOf([one]));
    expect(screen.queryByRole('alert')).toBeNull();
  });

  test.each([
    ['OFFLINE', 'can’t be reached, or refused it'],
    ['GONE', 'This link has ended'],
    ['NO_SUCH_FILE', 'isn’t part of the link any more'],
  ])('say why they weren’t changed: %s', async (code, words) => {
    const { contents } = await given(['a', 'b'], code);
    await userEvent.click(screen.getByRole('button', { name: 'Remove a' }));
    await userEvent.click(dialog().getByRole('button', { name: 'Remove file' }));
    expect((await screen.findByRole('alert')).textContent).toContain(words);
    expect(contents).toHaveBeenCalledTimes(2);
  });

  test('of a link that ended are told of in words', async () => {
    const ended = () => Promise.reject(Object.assign(new Error(), { code: 'GONE' }));
    show(<ShareFiles share="share" />, stillEngine({ limits }, { contents: ended }));
    expect(await screen.findByText(/This link has ended/)).toBeTruthy();
  });
});
