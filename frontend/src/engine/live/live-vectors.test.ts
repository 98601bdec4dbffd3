import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { forgiveRepeats } from '../testing/nonce-monitor';
import { writeBook } from './testing/live-book';
import { type LiveFile, solveLive } from './testing/live-cases';
import { bookText } from './testing/seeded-book';

const path = new URL('../../../../src/test/resources/vectors/live1.json', import.meta.url);
// To write the file anew: SLIPWAY_WRITE_VECTORS=1 npx vitest run live-vectors
const book = await writeBook();
if (process.env['SLIPWAY_WRITE_VECTORS'] === '1') writeFileSync(path, bookText(book));
const vectors = JSON.parse(readFileSync(path, 'utf8')) as LiveFile;

// Vectors fix their salts.
afterAll(forgiveRepeats);

describe('the vectors of live transfers', () => {
  it('are what their program writes', () => {
    expect(readFileSync(path, 'utf8')).toBe(bookText(book));
    expect(vectors.good.length).toBeGreaterThanOrEqual(20);
    expect(vectors.bad.length).toBeGreaterThanOrEqual(40);
  });

  it.each(vectors.good.map((each) => [each.id, each] as const))('%s', async (_, vector) => {
    expect(await solveLive(vector)).toEqual(vector.out);
  });

  it.each(vectors.bad.map((each) => [each.id, each] as const))('%s is refused', async (_, vector) => {
    await expect(solveLive(vector)).rejects.toMatchObject({ code: vector.error });
  });
});
