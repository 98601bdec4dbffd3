import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { forgiveRepeats } from '../testing/nonce-monitor';
import { writeCodeBook } from './testing/code-book';
import { solveCode } from './testing/code-cases';
import type { LiveFile } from './testing/live-cases';
import { bookText } from './testing/seeded-book';

const path = new URL('../../../../src/test/resources/vectors/code1.json', import.meta.url);
// To write the file anew: SLIPWAY_WRITE_VECTORS=1 npx vitest run code-vectors
const book = await writeCodeBook();
if (process.env['SLIPWAY_WRITE_VECTORS'] === '1') writeFileSync(path, bookText(book));
const vectors = JSON.parse(readFileSync(path, 'utf8')) as LiveFile;

// Vectors fix their salts.
afterAll(forgiveRepeats);

describe('the vectors of codes', () => {
  it('are what their program writes', () => {
    expect(readFileSync(path, 'utf8')).toBe(bookText(book));
    expect(vectors.good.filter(({ kind }) => kind === 'spake2')).toHaveLength(4);
    expect(vectors.good.filter(({ kind }) => kind === 'code').length).toBeGreaterThanOrEqual(20);
    expect(vectors.bad.length).toBeGreaterThanOrEqual(40);
  });

  it.each(vectors.good.map((each) => [each.id, each] as const))('%s', async (_, vector) => {
    expect(await solveCode(vector)).toEqual(vector.out);
  });

  it.each(vectors.bad.map((each) => [each.id, each] as const))('%s is refused', async (_, vector) => {
    await expect(solveCode(vector)).rejects.toMatchObject({ code: vector.error });
  });
});
