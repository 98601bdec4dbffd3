import { describe, expect, it } from 'vitest';
import { NAME_BYTES_MAX, PEER_NAME_BYTES_MAX, safeName, safePeerName } from './safe-name';
import { RateMeter } from './rate';
import { systemRandom } from '../seal/primitives';
import { MemoryFile } from '../testing/sources';
import { CHUNK_BYTES } from '../seal/sizes';
import { chunkWork } from '../seal/chunk-work';
import { newShareKey } from '../seal/keys';
import { memoryLedger } from '../testing/memory-ledger';
import { newSendFile } from './send-plan';

describe('names of received files', () => {
  it.each([
    ['report.pdf', 'report.pdf'],
    ['تقرير é 😀👨‍👩‍👧.bin', 'تقرير é 😀👨‍👩‍👧.bin'],
    ['../../etc/passwd', '__.._etc_passwd'],
    ['..\\..\\boot.ini', '__.._boot.ini'],
    ['/etc/passwd', '_etc_passwd'],
    ['C:\\x', 'C__x'],
    ['.bashrc', '_bashrc'],
    ['invoice\u202efdp.exe', 'invoice_fdp.exe'],
    ['a\r\nSet-Cookie: x', 'a__Set-Cookie_ x'],
    ['nul\u0000.txt', 'nul_.txt'],
    ['CON', '_CON'],
    ['com1.txt', '_com1.txt'],
    ['console.log', 'console.log'],
    ['trailing. . ', 'trailing_'],
    ['a\u2066b\ufeffc\u200bd', 'a_b_c_d'],
    ['half \ud800', 'half _'],
    ['', 'file'],
    ['...', 'file'],
    ['   ', 'file'],
  ])('%j are saved as %j', (name, safe) => expect(safeName(name)).toBe(safe));

  it.each([
    ['n'.repeat(255), 'n'.repeat(255)],
    ['n'.repeat(256), 'n'.repeat(255)],
    [`${'n'.repeat(300)}.pdf`, `${'n'.repeat(251)}.pdf`],
    [`${'é'.repeat(200)}.pdf`, `${'é'.repeat(125)}.pdf`],
  ])('keep their ending when they are too long', (name, safe) => {
    expect(safeName(name)).toBe(safe);
    expect(new TextEncoder().encode(safe).length).toBeLessThanOrEqual(NAME_BYTES_MAX);
  });
});

describe('names of other pages', () => {
  it.each([
    ['', ''],
    ['Firefox on Linux', 'Firefox on Linux'],
    ['هاتف ليلى', 'هاتف ليلى'],
    ['\u202egpj.eve\u2069', 'gpj.eve'],
    ['a\r\n\u0000  b\u200b', 'a b'],
    [' \u2028 ', ''],
    ['half \ud800', 'half'],
    ['n'.repeat(63), 'n'.repeat(63)],
    ['n'.repeat(64), 'n'.repeat(64)],
    ['n'.repeat(65), 'n'.repeat(64)],
    ['é'.repeat(256), 'é'.repeat(32)],
    [`n${'😀'.repeat(128)}`, `n${'😀'.repeat(15)}`],
  ])('%j are shown as %j', (name, shown) => {
    expect(safePeerName(name)).toBe(shown);
    expect(new TextEncoder().encode(shown).length).toBeLessThanOrEqual(PEER_NAME_BYTES_MAX);
  });
});

describe('the rate', () => {
  it('is known after a first sample, follows slowly, and begins anew', () => {
    const meter = new RateMeter();
    meter.start(0);
    meter.add(100, 249);
    expect(meter.rate).toBeNull();
    meter.add(150, 250);
    expect(meter.rate).toBe(1000);
    meter.add(2000, 1250);
    expect(meter.rate).toBeGreaterThan(1200);
    expect(meter.rate).toBeLessThan(1500);
    for (let second = 2; second < 30; second++) meter.add(2000, second * 1000 + 250);
    expect(meter.rate).toBeCloseTo(2000, -1);
    meter.reset();
    expect(meter.rate).toBeNull();
  });
});

describe('a file to send', () => {
  async function given(chunks: number) {
    const source = new MemoryFile('a', new Uint8Array(chunks * CHUNK_BYTES));
    const file = newSendFile(systemRandom, memoryLedger().storage, '', source);
    await file.prepare((await newShareKey(systemRandom, systemRandom(16))).key);
    const work = chunkWork();
    const handOut = async (count: number) => {
      for (let i = 0; i < count; i++) {
        const index = file.take();
        if (index !== null) await file.seal(index, work);
      }
    };
    const left = () => {
      const indices: number[] = [];
      for (let index = file.take(); index !== null; index = file.take()) indices.push(index);
      return indices;
    };
    return { file, handOut, left };
  }

  it('takes for safe what was handed out and is not missing', async () => {
    const { file, handOut, left } = await given(5);
    await handOut(3);
    file.settle([[1, 1], [3, 4]], true, file.acknowledgedNow()); // prettier-ignore
    expect([0, 1, 2, 3].map((index) => file.isAcknowledged(index))).toEqual([true, false, true, false]);
    expect(file.done).toBe(2 * CHUNK_BYTES);
    expect(left()).toEqual([3, 4]);
  });

  it('does not guess about what a list that was cut does not tell', async () => {
    const { file, handOut } = await given(4);
    await handOut(4);
    file.settle([[0, 0], [2, 2]], false, file.acknowledgedNow()); // prettier-ignore
    expect([0, 1, 2, 3].map((index) => file.isAcknowledged(index))).toEqual([false, true, false, false]);
  });

  it('sends again what was safe before the question, not what became safe meanwhile', async () => {
    const { file, handOut, left } = await given(3);
    await handOut(3);
    file.acknowledge(0);
    const before = file.acknowledgedNow();
    file.acknowledge(1);
    file.settle([[0, 1]], true, before); // prettier-ignore
    expect(file.isAcknowledged(0)).toBe(false);
    expect(file.isAcknowledged(1)).toBe(true);
    expect(left()).toEqual([0]);
  });

  it('counts a chunk once', async () => {
    const { file, handOut } = await given(1);
    await handOut(1);
    expect(file.acknowledge(0)).toBe(CHUNK_BYTES);
    expect(file.acknowledge(0)).toBe(0);
    expect(file).toMatchObject({ done: CHUNK_BYTES, whole: true });
  });
});
