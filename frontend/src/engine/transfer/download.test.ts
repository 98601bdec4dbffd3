import { expect, it } from 'vitest';
import { nodeClient } from '../api/client';
import type { Keep } from '../keep/keep';
import { type Bytes, concat } from '../seal/bytes';
import { chunkWork } from '../seal/chunk-work';
import { parseFragment, parseShareId } from '../seal/link';
import { systemRandom } from '../seal/primitives';
import { CHUNK_BYTES, KEY_BYTES } from '../seal/sizes';
import { keptShare } from '../testing/kept-share';
import { quickTime } from '../testing/quick-time';
import { TestSink } from '../testing/test-sinks';
import { download } from './download';
import { Line } from './line';
import { ShownShare } from './shown-share';

/** A share of one file, opened; `save` receives it. */
async function given(size: number) {
  const { node, files, share, fragment } = await keptShare([size]);
  const { around } = quickTime();
  const client = nodeClient((...call) => node.fetch(...call));
  const line = new Line(around, () => Promise.resolve(), {
    onTrouble: () => undefined,
    onRecovered: () => undefined,
  });
  const shown = new ShownShare(share, { client, around });
  const [shareId, secret] = [parseShareId(share), parseFragment(fragment)];
  if (shareId === null || secret === null) throw new Error('not a link');
  const liveKey = () => Promise.reject(new Error('it is kept'));
  await shown.open(line, shareId, { secret, password: null, claim: systemRandom(KEY_BYTES), liveKey });
  const file = node.file(share).id;
  const opened = shown.files.opened(file);
  if (opened === null || shown.opened === null) throw new Error('not opened');
  const { info, seal } = opened;
  const { access } = shown.opened;
  const sink = new TestSink({ name: 'f', path: '', size, modified: 0 });
  const nothing = () => undefined;
  const save = (keep: Keep) =>
    download({
      ...{ share, file, access, opened: info, seal, keep, client, work: chunkWork(), line, sink },
      ...{ onWritten: nothing, onPace: nothing, around, ways: null, later: 0 },
      ...{ early: null, kept: true, lost: () => null },
      stands: () => Promise.resolve(true),
      arrival: () => Promise.reject(new Error('it is whole')),
    });
  return { bytes: files[0]?.bytes, sink, save };
}

/**
 * Keeps nothing, and lets one chunk come at the worst moment: after the writer found that it isn't there, while it still asks
 * whether an earlier visit kept it.
 */
class WorstMoment {
  /** Resolves when the chunk is about to come. */
  readonly due: Promise<void>;
  #tellDue: () => void = () => undefined;
  #come: (() => void) | null = null;

  constructor(private readonly chunk: number) {
    this.due = new Promise((resolve) => (this.#tellDue = resolve));
  }

  digest(): null {
    return null;
  }

  has(index: number): boolean {
    if (index === this.chunk) this.#come?.();
    return false;
  }

  write(index: number, { plaintext }: { readonly plaintext: Bytes }): Promise<Bytes> {
    if (index !== this.chunk) return Promise.resolve(plaintext);
    return new Promise((resolve) => {
      this.#come = () => resolve(plaintext);
      this.#tellDue();
    });
  }
}

it('writes a chunk that comes just while it looks for what was kept of it', { timeout: 10_000 }, async () => {
  const { bytes, sink, save } = await given(2 * CHUNK_BYTES);
  const keep = new WorstMoment(1);
  // The writer is busy with the first chunk until the second is about to come.
  sink.gate = keep.due;
  await save(keep as unknown as Keep);
  expect(sink.state).toBe('closed');
  expect(Buffer.compare(concat(...sink.parts), bytes ?? Buffer.of())).toBe(0);
});
