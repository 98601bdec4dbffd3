import { describe, expect, it } from 'vitest';
import { type Bytes, concat, fromUtf8, utf8 } from '../seal/bytes';
import { sampleBytes } from '../testing/sources';
import { TestSink } from '../testing/test-sinks';
import { safeName } from '../transfer/safe-name';
import { crc32 } from './crc32';
import { type PickedFolder, folderPlace } from './folder-place';
import { numbered, PathNames } from './names';
import type { SinkFile } from './sink';
import { ZIP_LIMITS, zipSize } from './zip-format';
import { zipEntries, zipName, zipPlace } from './zip-place';

const file = (path: string, name: string, bytes: Bytes, modified = Date.UTC(2026, 4, 3, 10, 20, 30)) => ({
  ...{ path, name, size: bytes.length, modified },
  bytes,
});
const none = { folders: [], title: '' };

/** Reads a zip by its directory, as programs do; fails on whatever contradicts itself. */
function unzipped(zip: Bytes): Map<string, { bytes: Bytes; seconds: number | null }> {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
  const wide = (at: number) => Number(view.getBigUint64(at, true));
  const end = zip.length - 22;
  expect(view.getUint32(end, true)).toBe(0x06054b50);
  let [count, size, at] = [
    view.getUint16(end + 10, true),
    view.getUint32(end + 12, true),
    view.getUint32(end + 16, true),
  ];
  if (at === 0xffff_ffff) {
    expect(view.getUint32(end - 20, true)).toBe(0x07064b50);
    const far = wide(end - 20 + 8);
    expect(view.getUint32(far, true)).toBe(0x06064b50);
    [count, size, at] = [wide(far + 32), wide(far + 40), wide(far + 48)];
    expect(far).toBe(at + size);
  } else expect(end).toBe(at + size);
  const files = new Map<string, { bytes: Bytes; seconds: number | null }>();
  for (let entry = 0; entry < count; entry++) {
    expect(view.getUint32(at, true)).toBe(0x02014b50);
    const [nameLength, extraLength] = [view.getUint16(at + 28, true), view.getUint16(at + 30, true)];
    const name = fromUtf8(zip.slice(at + 46, at + 46 + nameLength));
    let [length, place] = [view.getUint32(at + 24, true), view.getUint32(at + 42, true)];
    let seconds: number | null = null;
    for (let extra = at + 46 + nameLength; extra < at + 46 + nameLength + extraLength;) {
      const [kind, bytes] = [view.getUint16(extra, true), view.getUint16(extra + 2, true)];
      let field = extra + 4;
      if (kind === 1) {
        if (length === 0xffff_ffff) {
          length = wide(field);
          field += 16;
        }
        if (place === 0xffff_ffff) place = wide(field);
      } else if (kind === 0x5455) seconds = view.getInt32(field + 1, true);
      extra += 4 + bytes;
    }
    expect(view.getUint32(place, true)).toBe(0x04034b50);
    const start = place + 30 + view.getUint16(place + 26, true) + view.getUint16(place + 28, true);
    const bytes = zip.slice(start, start + length);
    expect(crc32(bytes)).toBe(view.getUint32(at + 16, true));
    if (!name.endsWith('/')) {
      expect(view.getUint32(start + length, true)).toBe(0x08074b50);
      expect(view.getUint32(start + length + 4, true)).toBe(crc32(bytes));
    }
    files.set(name, { bytes, seconds });
    at += 46 + nameLength + extraLength;
  }
  return files;
}

async function zipped(
  files: readonly ReturnType<typeof file>[],
  folders: string[] = [],
  limits = ZIP_LIMITS,
) {
  let whole: TestSink | null = null;
  const open = (of: SinkFile) => Promise.resolve((whole = new TestSink(of)));
  const place = zipPlace(files, { folders, title: '' }, 'all.zip', open, limits);
  for (const each of files) {
    const sink = await place.open(each);
    for (let at = 0; at < each.bytes.length; at += 100_000)
      await sink.write(each.bytes.slice(at, at + 100_000));
    await sink.close();
  }
  await place.finish();
  const made = whole as TestSink | null;
  if (made === null) throw new Error('nothing was written');
  return made;
}

describe('a zip', () => {
  const files = [
    file('', 'notes.txt', utf8('hello')),
    file('ordner/tief', 'größe 😀.bin', sampleBytes(250_001)),
    file('ordner', 'empty', new Uint8Array(), 0),
  ];

  it.each([
    ['of small files', ZIP_LIMITS],
    ['with 64-bit sizes and places', { bytes: 1000, entries: 2 }],
  ])('%s holds what was written, and is as long as was announced', async (_, limits) => {
    const { bytes, file: whole, state } = await zipped(files, ['leer/ganz leer'], limits);
    expect(state).toBe('closed');
    expect(whole).toMatchObject({ name: 'all.zip', size: bytes.length });
    const found = unzipped(bytes);
    expect([...found.keys()]).toEqual([
      'notes.txt',
      'ordner/tief/größe 😀.bin',
      'ordner/empty',
      'leer/ganz leer/',
    ]);
    for (const { path, name, bytes: expected } of files)
      expect(found.get(path === '' ? name : `${path}/${name}`)?.bytes).toEqual(expected);
    expect(found.get('notes.txt')?.seconds).toBe(Date.UTC(2026, 4, 3, 10, 20, 30) / 1000);
    expect(found.get('ordner/empty')?.seconds).toBeNull();
  });

  it('of ten thousand files says how many there are', async () => {
    const many = Array.from({ length: 70_000 }, (_, at) => file('d', `${at}`, new Uint8Array(1)));
    expect(zipSize(zipEntries(many, none))).toBeGreaterThan(70_000 * 100);
    const { bytes } = await zipped(many.slice(0, 10_000));
    expect(unzipped(bytes).size).toBe(10_000);
  });

  it('is given up as a whole', async () => {
    let whole: TestSink | null = null;
    const open = (of: SinkFile) => Promise.resolve((whole = new TestSink(of)));
    const place = zipPlace(files, none, 'all.zip', open);
    expect(place.whole).toBe(true);
    const sink = await place.open(files[0] as SinkFile);
    await sink.write(utf8('hel'));
    await sink.abort();
    expect((whole as TestSink | null)?.state).toBe('aborted');
  });

  it('is named after what was said, or the one folder, or nothing', () => {
    const name = (title: string, ...paths: string[]) =>
      zipName(
        paths.map((path) => file(path, 'a', utf8(''))),
        { folders: [], title },
        safeName,
      );
    expect(name('Harbour: 2026', 'x')).toBe('Harbour_ 2026.zip');
    expect(name('', 'x/y', 'x')).toBe('x.zip');
    expect(name('', 'x', '')).toBe('files.zip');
  });

  it('knows the CRC of everybody', () => {
    expect(crc32(utf8('123456789'))).toBe(0xcbf43926);
    const bytes = sampleBytes(1000);
    for (const at of [0, 1, 7, 8, 9, 500, 1000])
      expect(crc32(bytes.slice(at), crc32(bytes.slice(0, at)))).toBe(crc32(bytes));
  });
});

describe('names', () => {
  it('that are the same on some file system get numbers', () => {
    const names = new PathNames();
    expect(names.take('a', 'x.txt')).toBe('a/x.txt');
    expect(names.take('a', 'X.TXT')).toBe('a/X (2).TXT');
    expect(names.take('b', 'x.txt')).toBe('b/x.txt');
    expect(names.take('', 'é')).toBe('é');
    expect(names.take('', 'e\u0301')).toBe('e\u0301 (2)');
  });

  it('stay short enough with their number', () => {
    const long = numbered(`${'ü'.repeat(125)}.txt`, 12);
    expect(utf8(long).length).toBeLessThanOrEqual(255);
    expect(long.endsWith(' (12).txt')).toBe(true);
  });
});

describe('a chosen folder', () => {
  /** A folder in memory. */
  function folder(files: Map<string, Bytes[]>, at = ''): PickedFolder {
    return {
      getDirectoryHandle: (name) => {
        files.set(`${at}${name}/`, []);
        return Promise.resolve(folder(files, `${at}${name}/`));
      },
      getFileHandle: (name, { create }) => {
        const place = at + name;
        if (!create && !files.has(place)) return Promise.reject(new DOMException('none', 'NotFoundError'));
        const parts: Bytes[] = files.get(place) ?? [];
        files.set(place, parts);
        const nothing = () => Promise.resolve();
        const write = (bytes: Bytes) => Promise.resolve(void parts.push(bytes));
        return Promise.resolve({
          createWritable: () => Promise.resolve({ write, close: nothing, abort: nothing }),
        });
      },
    };
  }

  it('gets files in their folders, empty folders too, and nothing in it is overwritten', async () => {
    const there = new Map<string, Bytes[]>([['a/x.txt', [utf8('old')]]]);
    const place = folderPlace(folder(there), { folders: ['b/c'], title: '' });
    const sink = await place.open(file('a', 'x.txt', utf8('new')));
    await sink.write(utf8('new'));
    await sink.close();
    await place.finish();
    expect(fromUtf8(concat(...(there.get('a/x.txt') ?? [])))).toBe('old');
    expect(fromUtf8(concat(...(there.get('a/x (2).txt') ?? [])))).toBe('new');
    expect([...there.keys()]).toContain('b/c/');
  });
});
