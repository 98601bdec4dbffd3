import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { dropFiles, linkOf, save, untilStored, untilVerified } from './support/people';
import { expect, test } from './support/test';

// A folder with everything in it, there and back.

const CHANGED = new Date('2026-03-04T05:06:08Z');

/** What lies in a folder: files with their text, empty folders with null. */
function tree(folder: string): Record<string, string | null> {
  const found: Record<string, string | null> = {};
  const walk = (at: string) => {
    const entries = readdirSync(at, { withFileTypes: true });
    if (entries.length === 0) found[relative(folder, at)] = null;
    for (const entry of entries) {
      const path = join(at, entry.name);
      if (entry.isDirectory()) walk(path);
      else found[relative(folder, path)] = readFileSync(path, 'base64');
    }
  };
  walk(folder);
  return found;
}

function makeTree(root: string): void {
  const files = {
    'notes.txt': 'hello',
    'tief/tiefer/größe 😀.bin': 'x'.repeat(200_000),
    'tief/تقرير.txt': 'y',
    'empty.txt': '',
    ...Object.fromEntries(Array.from({ length: 296 }, (_, at) => [`many/${at}.txt`, `${at}`])),
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  mkdirSync(join(root, 'leer/ganz leer'), { recursive: true });
  utimesSync(join(root, 'notes.txt'), new Date(), CHANGED);
}

test('a dropped folder arrives as one zip, and as a folder, with the same tree', async ({
  person,
  folder,
}) => {
  const sent = join(folder, 'Häfen 2026');
  makeTree(sent);
  const sender = await person();
  await sender.goto('/');
  await dropFiles(sender, [sent]);
  const link = await linkOf(sender);
  await untilStored(sender);

  const receiver = await person();
  await receiver.addInitScript(() => {
    // A headless browser can't ask where to save; this site's own file system answers for it.
    const picked = async () =>
      (await navigator.storage.getDirectory()).getDirectoryHandle('picked', { create: true });
    Object.assign(window, { showDirectoryPicker: picked });
  });
  await receiver.goto(link);
  await expect(receiver.getByRole('heading', { level: 1 })).toHaveText('300 files');
  const zip = await save(receiver, 'Save as one zip');
  await untilVerified(receiver);
  expect(zip.suggestedFilename()).toBe('Häfen 2026.zip');
  const zipped = join(folder, 'got.zip');
  await zip.saveAs(zipped);
  expect(execFileSync('unzip', ['-t', zipped], { encoding: 'utf8' })).toContain('No errors detected');
  const out = join(folder, 'out');
  execFileSync('unzip', ['-q', zipped, '-d', out], { env: { ...process.env, LC_ALL: 'C.UTF-8' } });
  expect(tree(join(out, 'Häfen 2026'))).toEqual(tree(sent));
  expect(statSync(join(out, 'Häfen 2026/notes.txt')).mtime).toEqual(CHANGED);

  await receiver.getByRole('button', { name: 'Save into a folder…' }).click();
  await expect(receiver.locator('section[data-state=receiving]')).toBeVisible();
  await untilVerified(receiver);
  const saved = Object.entries(tree(sent)).map(
    ([path, bytes]) => [path, bytes === null ? null : Buffer.from(bytes, 'base64').length] as const,
  );
  expect(await receiver.evaluate(sizesIn, 'Häfen 2026')).toEqual(Object.fromEntries(saved));
});

/** What was saved into a folder of the page's own file system: files with their size, empty folders with null. */
async function sizesIn(name: string): Promise<Record<string, number | null>> {
  const found: Record<string, number | null> = {};
  const walk = async (folder: FileSystemDirectoryHandle, path: string) => {
    const entries = (folder as unknown as { values: () => AsyncIterable<FileSystemHandle> }).values();
    let count = 0;
    for await (const entry of entries) {
      count++;
      if (entry.kind === 'directory') await walk(entry as FileSystemDirectoryHandle, `${path}${entry.name}/`);
      else found[path + entry.name] = (await (entry as FileSystemFileHandle).getFile()).size;
    }
    if (count === 0) found[path.slice(0, -1)] = null;
  };
  const root = await navigator.storage.getDirectory();
  const picked = await root.getDirectoryHandle('picked');
  await walk(await picked.getDirectoryHandle(name), '');
  return found;
}
