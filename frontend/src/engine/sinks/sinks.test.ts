import { describe, expect, it } from 'vitest';
import { utf8 } from '../seal/bytes';
import { capOf, decideSink, MEMORY_MAX, PICKER_FROM } from './decide-sink';
import { memorySink } from './memory-sink';
import { type PickedFile, pickedFileSink } from './picked-file-sink';

const MIB = 1_048_576;
const all = { picker: true, folder: true, worker: true };
const none = { picker: false, folder: false, worker: false };

describe('the way to save', () => {
  it.each([
    ['a small file', [MIB], all, 'worker'],
    ['a file just below the large ones', [PICKER_FROM - 1], all, 'worker'],
    ['a large file', [PICKER_FROM], all, 'picker'],
    ['a huge file where no place can be chosen', [1000 * PICKER_FROM], { ...all, picker: false }, 'worker'],
    ['several files, large ones too', [PICKER_FROM, 5], all, 'worker'],
    ['the largest file for memory', [MEMORY_MAX], none, 'memory'],
    ['a file too large for memory', [MEMORY_MAX + 1], none, null],
    ['several files of which one is too large', [5, MEMORY_MAX + 1], none, null],
    ['a small file without a worker', [5], { ...all, worker: false }, 'memory'],
    ['a large file without a worker', [MEMORY_MAX + 1], { ...all, worker: false }, 'picker'],
    ['several large files without a worker', [MEMORY_MAX + 1, 5], { ...all, worker: false }, null],
  ] as const)('%s', (_, sizes, means, kind) => expect(decideSink(sizes, means)).toBe(kind));

  it('has a cap only where there is nothing but memory', () => {
    expect(capOf(none)).toBe(256 * MIB);
    expect(capOf({ ...none, worker: true })).toBeNull();
    expect(capOf({ ...none, picker: true })).toBeNull();
  });
});

describe('in memory', () => {
  it('a file is handed out when it is closed, and only then', async () => {
    const handed: [Blob, string][] = [];
    const sink = memorySink({ name: 'a', path: '', size: 6, modified: 0 }, (whole, name) =>
      handed.push([whole, name]),
    );
    await sink.write(utf8('abc'));
    await sink.write(utf8('def'));
    expect(handed).toEqual([]);
    await sink.close();
    expect(await handed[0]?.[0].text()).toBe('abcdef');
    expect(handed[0]?.[1]).toBe('a');
  });

  it('an aborted file is never handed out', async () => {
    const sink = memorySink({ name: 'a', path: '', size: 3, modified: 0 }, () => expect.unreachable());
    await sink.write(utf8('abc'));
    await sink.abort();
    await expect(sink.write(utf8('d'))).rejects.toThrow();
    await expect(sink.close()).rejects.toThrow();
  });
});

describe('at a chosen place', () => {
  function picked(broken = false) {
    const did: string[] = [];
    const say = (what: string) => () => {
      did.push(what);
      return broken ? Promise.reject(new Error('broken')) : Promise.resolve();
    };
    const file: PickedFile = {
      createWritable: () =>
        Promise.resolve({ write: say('write'), close: say('close'), abort: say('abort') }),
      remove: say('remove'),
    };
    return { did, file };
  }

  it('a file is put in place when it is closed', async () => {
    const { did, file } = picked();
    const sink = await pickedFileSink(file);
    await sink.write(utf8('abc'));
    await sink.close();
    expect(did).toEqual(['write', 'close']);
  });

  it('nothing stays of an aborted file', async () => {
    const { did, file } = picked();
    const sink = await pickedFileSink(file);
    await sink.write(utf8('abc'));
    await sink.abort();
    expect(did).toEqual(['write', 'abort', 'remove']);
  });

  it('a place that takes no bytes says so, and aborting it is quiet', async () => {
    const sink = await pickedFileSink(picked(true).file);
    await expect(sink.write(utf8('abc'))).rejects.toThrow('broken');
    await sink.abort();
  });
});
