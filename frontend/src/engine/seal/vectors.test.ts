import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { forgiveRepeats } from '../testing/nonce-monitor';
import { solve, type VectorCase, type VectorFile } from './testing/vector-cases';

const path = new URL('../../../../src/test/resources/vectors/slp1.json', import.meta.url);
const vectors = JSON.parse(readFileSync(path, 'utf8')) as VectorFile;

function byKind(cases: readonly VectorCase[]): [string, VectorCase[]][] {
  const kinds = new Map<string, VectorCase[]>();
  for (const each of cases) kinds.set(each.kind, [...(kinds.get(each.kind) ?? []), each]);
  return [...kinds];
}

// Vectors fix their salts, and several are made of the same chunk.
afterAll(forgiveRepeats);

describe('the vectors shared with the node', () => {
  it('are all there', () => {
    expect(vectors.format).toBe('slp1-vectors/1');
    expect(vectors.good.length).toBeGreaterThanOrEqual(200);
    expect(vectors.bad.length).toBeGreaterThanOrEqual(200);
  });

  describe.each(byKind(vectors.good))('%s', (_, cases) => {
    it.each(cases.map((each) => [each.id, each] as const))('%s', async (_id, vector) => {
      expect(await solve(vector)).toEqual(vector.out);
    });
  });

  describe.each(byKind(vectors.bad))('%s is refused', (_, cases) => {
    it.each(cases.map((each) => [each.id, each] as const))('%s', async (_id, vector) => {
      await expect(solve(vector)).rejects.toMatchObject({ name: 'SealError', code: vector.error });
    });
  });
});
