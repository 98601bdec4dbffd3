import { describe, expect, test } from 'vitest';
import { given, judge } from './drop';

const file = (name: string, size: number) => ({ name, size }) as File;
const limits = { maxFiles: 3, maxFileBytes: 100 };

function transfer(...items: readonly ({ folder: true } | { file: File } | { text: true })[]): DataTransfer {
  return {
    items: items.map((item) => ({
      kind: 'text' in item ? 'string' : 'file',
      webkitGetAsEntry: () => ({ isDirectory: 'folder' in item }),
      getAsFile: () => ('file' in item ? item.file : file('folder', 4096)),
    })),
  } as unknown as DataTransfer;
}

describe('a drop', () => {
  test('gives its files and counts its folders; text is no file', () => {
    const a = file('a', 1);
    expect(given(transfer({ file: a }, { folder: true }, { text: true }))).toEqual({
      files: [a],
      folders: 1,
    });
  });
});

describe('what is dropped', () => {
  test('is taken up to the limits', () => {
    const files = [file('a', 100), file('b', 0), file('c', 1)];
    expect(judge({ files, folders: 0 }, limits)).toEqual({ files, refusal: null });
  });

  test('is refused as a whole when it is one file too many', () => {
    const files = Array.from({ length: 4 }, () => file('a', 1));
    expect(judge({ files, folders: 0 }, limits)).toEqual({
      files: [],
      refusal: { is: 'tooMany', count: 4, max: 3 },
    });
  });

  test('is refused as a whole when one file is a byte too large', () => {
    const verdict = judge({ files: [file('a', 1), file('b', 101)], folders: 0 }, limits);
    expect(verdict).toEqual({ files: [], refusal: { is: 'tooLarge', name: 'b', size: 101, max: 100 } });
  });

  test('is taken without its folders', () => {
    const files = [file('a', 1)];
    expect(judge({ files, folders: 1 }, limits)).toEqual({ files, refusal: { is: 'folders', taken: true } });
    expect(judge({ files: [], folders: 1 }, limits)).toEqual({
      files: [],
      refusal: { is: 'folders', taken: false },
    });
  });

  test('is left to the server to judge while its limits are unknown', () => {
    const files = [file('a', 1e12)];
    expect(judge({ files, folders: 0 }, null)).toEqual({ files, refusal: null });
  });
});
