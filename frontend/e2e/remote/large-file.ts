import { randomFillSync } from 'node:crypto';
import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { sha256, type TestFile } from '../support/files';

/** One block of random bytes for each so many bytes; what lies between is a hole. */
const EVERY = 1_048_576;
const BLOCK = 65_536;

/** A large file that costs little disk: no two chunks of it are the same, and each has random bytes at its start. */
export async function makeLargeFile(folder: string, name: string, size: number): Promise<TestFile> {
  const path = join(folder, name);
  const file = openSync(path, 'w');
  ftruncateSync(file, size);
  const block = Buffer.alloc(BLOCK);
  for (let at = 0; at < size; at += EVERY)
    writeSync(file, randomFillSync(block), 0, Math.min(BLOCK, size - at), at);
  closeSync(file);
  return { path, name, size, sha256: await sha256(path) };
}
