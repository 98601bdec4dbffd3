import { expect, it } from 'vitest';
import { seededNumbers } from '../testing/sources';
import { exchange } from './testing/exchange';
import { toHex } from './testing/hex';
import type { VectorInput } from './testing/vector-cases';

const seed = Number(process.env['SLIPWAY_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const random = seededNumbers(seed);
const hex = (length: number) => toHex(Uint8Array.from({ length }, () => random() * 256));

it(`random cases that were sealed are opened, and refused once they are changed (SLIPWAY_SEED=${seed})`, async () => {
  for (let round = 0; round < 100; round++) {
    const plaintext = hex(1 + Math.floor(random() * 200_000 ** random()));
    const header = `534c503101101400${hex(16)}ffffffffffffffff`;
    const place = { fileKey: hex(32), header, index: Math.floor(random() * 2 ** 40), last: true };
    const [sealed] = await exchange([{ id: 'a', kind: 'chunk', in: { ...place, salt: hex(16), plaintext } }]);
    const chunk = (sealed as { out: VectorInput }).out['chunk'] as string;
    const at = 2 * Math.floor((random() * chunk.length) / 2);
    const changed = (parseInt(chunk.slice(at, at + 2), 16) ^ 0x10).toString(16).padStart(2, '0');
    const open = (id: string, bytes: string) => ({ id, kind: 'open-chunk', in: { ...place, chunk: bytes } });
    expect(
      await exchange([open('b', chunk), open('c', chunk.slice(0, at) + changed + chunk.slice(at + 2))]),
    ).toEqual([
      { id: 'b', out: { plaintext } },
      { id: 'c', error: 'BAD_SEGMENT' },
    ]);
  }
});
