import { describe, expect, test } from 'vitest';
import { givenOf } from '@/engine/testing/sources';
import type { NodeLimits } from '@/engine/view';
import { chosen, given, givenAgain, judge } from './drop';

const file = (name: string, size = 1, type = '') => ({ name, size, type }) as File;
const limits = {
  maxFiles: 3,
  maxFileBytes: 100,
  policy: { minFileBytes: 0, allowedTypes: [], blockedNames: [] },
} as unknown as NodeLimits;

/** A folder as drops show it: its entries come two at a time. */
function folder(name: string, ...below: object[]): object {
  const createReader = () => {
    let at = 0;
    return {
      readEntries: (take: (entries: object[]) => void) => {
        take(below.slice(at, at + 2));
        at += 2;
      },
    };
  };
  return { isDirectory: true, name, createReader };
}
const entry = (of: File) => ({
  isDirectory: false,
  name: of.name,
  file: (take: (file: File) => void) => take(of),
});

function transfer(...items: readonly ({ folder: object } | { file: File } | { text: true })[]): DataTransfer {
  return {
    items: items.map((item) => ({
      kind: 'text' in item ? 'string' : 'file',
      webkitGetAsEntry: () => ('folder' in item ? item.folder : { isDirectory: false }),
      getAsFile: () => ('file' in item ? item.file : file('folder', 4096)),
    })),
  } as unknown as DataTransfer;
}

describe('a drop', () => {
  test('gives its files; text is no file', async () => {
    const a = file('a');
    expect(await given(transfer({ file: a }, { text: true }))).toEqual(givenOf([a]));
    expect(given(transfer({ text: true }))).toBeNull();
  });

  test('gives folders with everything below them, empty ones and unicode names too', async () => {
    const [a, b, c, d] = [file('a'), file('b é'), file('c'), file('d')];
    const dropped = folder(
      'ordner',
      entry(b),
      entry(a),
      folder('leer'),
      folder('tief', folder('ö', entry(c))),
    );
    expect(await given(transfer({ folder: dropped }, { file: d }))).toEqual({
      files: [
        { path: '', file: d },
        { path: 'ordner', file: a },
        { path: 'ordner', file: b },
        { path: 'ordner/tief/ö', file: c },
      ],
      folders: ['ordner/leer'],
      handles: [],
    });
  });

  test('of a folder that can’t be read any more gives it as empty', async () => {
    const createReader = () => ({
      readEntries: (_: unknown, fail: (why: Error) => void) => fail(new Error()),
    });
    const gone = { isDirectory: true, name: 'gone', createReader };
    expect(await given(transfer({ folder: gone }))).toMatchObject({ files: [], folders: ['gone'] });
  });
});

describe('what was given before', () => {
  const handle = (of: File, state: PermissionState) => ({
    ...{ kind: 'file', name: of.name, getFile: () => Promise.resolve(of) },
    requestPermission: () => Promise.resolve(state),
  });

  test('is read again where the person allows it', async () => {
    const handles = [handle(file('a'), 'granted')];
    expect(await givenAgain(handles)).toEqual({ ...givenOf([file('a')]), handles });
  });

  test('is not read where it isn’t allowed, or nothing was kept', async () => {
    expect(await givenAgain([handle(file('a'), 'granted'), handle(file('b'), 'denied')])).toBeNull();
    expect(await givenAgain([])).toBeNull();
  });

  test('with a field for folders says where each file stands', () => {
    const deep = { name: 'a', webkitRelativePath: 'x/y/a' } as File;
    expect(chosen([deep]).files).toEqual([{ path: 'x/y', file: deep }]);
  });
});

describe('what is given', () => {
  test('is taken up to the limits', () => {
    const all = givenOf([file('a', 100), file('b', 0), file('c', 1)], ['x']);
    expect(judge(all, limits)).toEqual({ given: all, refusal: null });
  });

  test('is taken up to the limits together with what is there already', () => {
    const two = givenOf([file('a', 1), file('b', 1)]);
    expect(judge(two, limits, 1)).toEqual({ given: two, refusal: null });
    expect(judge(two, limits, 2)).toEqual({ given: null, refusal: { is: 'tooMany', count: 4, max: 3 } });
  });

  const policy = { minFileBytes: 2, allowedTypes: ['image/*', 'text/plain'], blockedNames: ['*.EXE', 'a?b'] };
  test.each([
    ['without a file', givenOf([], ['x']), {}, { is: 'nothing' }],
    [
      'one file too many',
      givenOf(Array.from({ length: 4 }, () => file('a'))),
      {},
      { is: 'tooMany', count: 4, max: 3 },
    ],
    [
      'a byte too large',
      givenOf([file('a'), file('b', 101)]),
      {},
      { is: 'tooLarge', name: 'b', size: 101, max: 100 },
    ],
    ['a byte too small', givenOf([file('a', 1)]), { policy }, { is: 'tooSmall', name: 'a', size: 1, min: 2 }],
    [
      'a name that isn’t taken',
      givenOf([file('Run.exe', 2, 'text/plain')]),
      { policy },
      { is: 'name', name: 'Run.exe' },
    ],
    ['a type that isn’t taken', givenOf([file('a', 2, 'text/html')]), { policy }, { is: 'type', name: 'a' }],
    ['a type that nobody knows', givenOf([file('a', 2)]), { policy }, { is: 'type', name: 'a' }],
  ])('is refused as a whole with %s', (_, what, more, refusal) => {
    expect(judge(what, { ...limits, ...more })).toEqual({ given: null, refusal });
  });

  test('is taken if its types are those that may be', () => {
    const all = givenOf([file('a', 2, 'image/png'), file('a?b.txt', 2, 'text/plain; charset=utf-8')]);
    expect(judge(all, { ...limits, policy }).refusal).toBeNull();
  });

  test('is taken without the empty folders that don’t fit', () => {
    const folders = Array.from({ length: 2000 }, (_, at) => `folder/number ${at}`);
    const { given: taken, refusal } = judge(givenOf([file('a')], folders), limits);
    expect(taken?.folders.length).toBeGreaterThan(100);
    expect(refusal).toEqual({ is: 'folders', count: 2000 - (taken?.folders.length ?? 0) });
  });

  test('is judged by size and number once they are known', () => {
    expect(judge(givenOf([file('a', 1000)]), null).refusal).toBeNull();
  });
});
