import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { RemoteChromium } from '../remote/chromium';
import { CountingProxy } from '../remote/counting-proxy';
import { expect, mib, subfolder, test } from './long-test';
import { timed } from '../remote/large-transfer';
import { memoryOf, MemoryWatch } from '../remote/processes';
import {
  click,
  FILES_FIELD,
  linkOn,
  PICKED_HERE,
  run,
  until,
  untilState,
  WITHOUT_QUESTIONS,
} from '../remote/remote-page';

// As many files as a share may have, in folders, there and back, as one zip and as a folder.

const FILES = Number(process.env['LONG_FILES'] ?? 10_000);
const WITHIN = 400_000;
/** The most that a node may have in memory, however many files there are: its heap, its direct memory, and as much for itself. */
const NODE_MAX = (256 + 128 + 128) * 1_048_576;

/** Files with their text, empty folders with null. */
function tree(folder: string): Map<string, string | null> {
  const found = new Map<string, string | null>();
  const walk = (at: string) => {
    const entries = readdirSync(at, { withFileTypes: true });
    if (entries.length === 0) found.set(relative(folder, at), null);
    for (const entry of entries) {
      const path = join(at, entry.name);
      if (entry.isDirectory()) walk(path);
      else found.set(relative(folder, path), readFileSync(path, 'base64'));
    }
  };
  walk(folder);
  return found;
}

function makeTree(root: string): void {
  for (let at = 0; at < FILES; at++) {
    const path = join(root, `Häfen ${at % 100}`, at % 7 === 0 ? 'tief/tiefer' : '', `Zettel ${at} 😀.txt`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, at % 50 === 0 ? '' : `${at} `.repeat(at % 2000));
  }
  for (let at = 0; at < 20; at++) mkdirSync(join(root, `leer/${at}/ganz leer`), { recursive: true });
}

test(`a folder of ${FILES} files goes there and back in Chromium`, async ({ node, folder, figure }) => {
  test.setTimeout(1_500_000);
  const sent = join(folder, 'Archiv');
  makeTree(sent);
  const wanted = tree(sent);
  const proxy = await CountingProxy.before(node.url);
  const sender = await RemoteChromium.start(subfolder(folder, 'sender'));
  const receiver = await RemoteChromium.start(subfolder(folder, 'receiver'));
  try {
    const before = memoryOf(node.pid ?? 0).rss;
    const nodeMemory = new MemoryWatch(() => [node.pid ?? 0]);
    const sending = new MemoryWatch(() => sender.renderers());
    const page = await sender.newPage();
    await page.goto(proxy.url);
    await until('place to drop', () =>
      run(page, (field) => document.querySelector(field) !== null, FILES_FIELD),
    );
    await page.drop([sent]);
    const [toLink, link] = await timed(() => linkOn(page));
    const [upload] = await timed(() => untilState(page, 'stored', WITHIN));
    sending.stop();
    figure('sending', `link after ${toLink.toFixed(1)} s, ${upload.toFixed(1)} s, ${(FILES / upload).toFixed(0)} files/s, ${proxy.requests} requests`); // prettier-ignore
    await sender.close();

    const receiving = new MemoryWatch(() => receiver.renderers());
    const zipped = await receiver.newPage(WITHOUT_QUESTIONS);
    await zipped.goto(link);
    const [opening] = await timed(() => untilState(zipped, 'ready', WITHIN));
    const whole = receiver.nextDownload();
    const [saving, saved] = await timed(async () => {
      await click(zipped, 'Save as one zip');
      await untilState(zipped, 'verified', WITHIN);
      return whole;
    });
    receiving.stop();
    figure('receiving as a zip', `opened in ${opening.toFixed(1)} s, saved in ${saving.toFixed(1)} s, ${(FILES / saving).toFixed(0)} files/s`); // prettier-ignore
    expect(saved).toMatchObject({ name: 'Archiv.zip', whole: true });
    const zip = saved.path;
    expect(execFileSync('unzip', ['-tq', zip], { encoding: 'utf8' })).toContain('No errors detected');
    const names = execFileSync('bsdtar', ['-tf', zip], { encoding: 'utf8', maxBuffer: 1 << 26 });
    expect(names.trim().split('\n').length).toBe(wanted.size);
    const out = join(folder, 'out');
    execFileSync('unzip', ['-q', zip, '-d', out], { env: { ...process.env, LC_ALL: 'C.UTF-8' } });
    expect(tree(join(out, 'Archiv'))).toEqual(wanted);
    await zipped.close();

    const picked = await receiver.newPage(PICKED_HERE);
    await picked.goto(link);
    await untilState(picked, 'ready', WITHIN);
    const [filing] = await timed(async () => {
      await click(picked, 'Save into a folder…');
      await untilState(picked, 'verified', WITHIN);
    });
    figure('receiving into a folder', `${filing.toFixed(1)} s, ${(FILES / filing).toFixed(0)} files/s`);
    const there = new Map(Object.entries(await run(picked, treePicked, 'Archiv')));
    expect(there).toEqual(wanted);

    nodeMemory.stop();
    const after = memoryOf(node.pid ?? 0).rss;
    figure('memory of the node', `${mib(before)} before, at most ${mib(nodeMemory.most.rss)}, ${mib(after)} after`); // prettier-ignore
    figure('memory of the tabs', `at most ${mib(sending.most.rss)} sending, ${mib(receiving.most.rss)} receiving`); // prettier-ignore
    expect(nodeMemory.most.rss).toBeLessThanOrEqual(NODE_MAX);
  } finally {
    await sender.close();
    await receiver.close();
    proxy.close();
  }
});

/** What was saved into a folder of the page's own file system: files with their bytes, empty folders with null. */
async function treePicked(name: string): Promise<Record<string, string | null>> {
  const found: Record<string, string | null> = {};
  const walk = async (folder: FileSystemDirectoryHandle, path: string) => {
    let count = 0;
    for await (const entry of (
      folder as unknown as { values: () => AsyncIterable<FileSystemHandle> }
    ).values()) {
      count++;
      if (entry.kind === 'directory') {
        await walk(entry as FileSystemDirectoryHandle, `${path}${entry.name}/`);
        continue;
      }
      const bytes = new Uint8Array(await (await (entry as FileSystemFileHandle).getFile()).arrayBuffer());
      let binary = '';
      for (const byte of bytes) binary += String.fromCharCode(byte);
      found[path + entry.name] = btoa(binary);
    }
    if (count === 0) found[path.slice(0, -1)] = null;
  };
  const root = await navigator.storage.getDirectory();
  const picked = await root.getDirectoryHandle('picked');
  await walk(await picked.getDirectoryHandle(name), '');
  return found;
}
