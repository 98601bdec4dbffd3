import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TestFile {
  readonly path: string;
  readonly name: string;
  readonly size: number;
  readonly sha256: string;
}

/** A folder for files of a test, in the system's place for such. */
export function scratch(): string {
  return mkdtempSync(join(tmpdir(), 'slipway-files-'));
}

/** Writes a file of random bytes, with `start` at its start if given. */
export function makeFile(folder: string, name: string, size: number, start = Buffer.alloc(0)): TestFile {
  mkdirSync(folder, { recursive: true });
  const bytes = Buffer.concat([start, randomBytes(Math.max(0, size - start.length))]);
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return { path, name, size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}

export async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const part of createReadStream(path)) hash.update(part as Buffer);
  return hash.digest('hex');
}
