import { browserEngine } from '@/engine/browser';
import { toHex } from '@/engine/seal/testing/hex';
import { sha256 } from '@/engine/seal/primitives';
import { solve, type VectorFile } from '@/engine/seal/testing/vector-cases';
import { pickedFileSink } from '@/engine/sinks/picked-file-sink';
import { FakeNode } from '@/engine/testing/fake-node';
import { givenOf, sampleBytes } from '@/engine/testing/sources';
import type { Engine, EngineView } from '@/engine/view';

// Everything a test asks of the engine in a browser; the node is in memory behind `fetch`.

const node = new FakeNode();
const network = window.fetch.bind(window);
window.fetch = (input, init) =>
  typeof input === 'string' && input.startsWith('/api/') ? node.fetch(input, init) : network(input, init);

function engine(): Engine {
  const made = browserEngine();
  if (made === null) throw new Error('no secure context');
  return made;
}

function until(of: Engine, condition: (view: EngineView) => boolean): Promise<EngineView> {
  return new Promise((resolve) => {
    const look = () => {
      if (!condition(of.view())) return;
      stop();
      resolve(of.view());
    };
    const stop = of.subscribe(look);
    look();
  });
}

const sender = engine();
const receiver = engine();

const harness = {
  /** What this browser makes of the vectors otherwise than it should. */
  async vectors(): Promise<{ good: number; bad: number; wrong: string[] }> {
    const { good, bad } = (await (await network('/slp1.json')).json()) as VectorFile;
    const wrong: string[] = [];
    for (const vector of good) {
      const solved = await solve(vector).catch(String);
      if (JSON.stringify(sorted(solved)) !== JSON.stringify(sorted(vector.out))) wrong.push(vector.id);
    }
    for (const vector of bad) {
      const code = await solve(vector).then(
        () => 'opened',
        (error: unknown) => (error as { code?: string }).code ?? String(error),
      );
      if (code !== vector.error) wrong.push(`${vector.id}: ${code}`);
    }
    return { good: good.length, bad: bad.length, wrong };
  },

  /** Sends files of these sizes; answers the digests of what was sent. */
  async send(...sizes: number[]): Promise<{ share: string; fragment: string; digests: string[] }> {
    const parts = sizes.map((size, index) => sampleBytes(size, index + 1));
    const files = parts.map((bytes, index) => new File([bytes], `Hafen ${index} – ü.bin`));
    sender.send(givenOf(files), null);
    const [first] = sender.view().sends;
    if (first === undefined) throw new Error('nothing is sent');
    const share = first.share;
    const stored = await until(sender, ({ sends }) =>
      sends.some((send) => send.share === share && ['stored', 'failed'].includes(send.state.is)),
    );
    if (stored.sends[0]?.state.is !== 'stored') throw new Error(JSON.stringify(stored.sends[0]?.state));
    const digests = await Promise.all(parts.map(async (bytes) => toHex(await sha256(bytes))));
    return { share, fragment: first.link.split('#')[1] ?? '', digests };
  },

  async open(share: string, fragment: string): Promise<number | null> {
    receiver.open(share, fragment);
    const { receive } = await until(receiver, (view) => view.receive?.state.is === 'ready');
    return receive?.capBytes ?? null;
  },

  save(): void {
    receiver.save(receiver.view().receive?.files.map(({ file }) => file) ?? []);
  },

  async ended(): Promise<unknown> {
    const ends = ['verified', 'failed', 'cancelled'];
    const view = await until(receiver, ({ receive }) => ends.includes(receive?.state.is ?? ''));
    return view.receive?.state;
  },

  /** Lets so many chunks of a file through, and flips a bit in the one after them. */
  damage(share: string, chunk: number): void {
    const sealed = node.file(share).chunks.get(chunk);
    if (sealed === undefined) throw new Error('no chunk');
    sealed[100] = (sealed[100] ?? 0) ^ 1;
  },

  /** Writes to a file of the browser's own file system as to one that a person picked. */
  async pick(end: 'close' | 'abort'): Promise<string[]> {
    const root = await navigator.storage.getDirectory();
    const name = `picked-${end}`;
    const sink = await pickedFileSink(await root.getFileHandle(name, { create: true }));
    await sink.write(sampleBytes(100_000));
    await sink[end]();
    const found: string[] = [];
    for await (const [each, handle] of root as unknown as AsyncIterable<[string, FileSystemFileHandle]>)
      found.push(`${each}: ${(await handle.getFile()).size}`);
    return found;
  },

  /** Keeps what is asked of the node from being answered quickly, so that there is time to look. */
  slow(ms: number): void {
    const { fetch } = node;
    Object.assign(node, {
      fetch: async (...call: Parameters<typeof fetch>) => {
        await new Promise((resolve) => window.setTimeout(resolve, ms));
        return fetch(...call);
      },
    });
  },

  recent(): Promise<EngineView['recent']> {
    return until(engine(), ({ recent }) => recent.length > 0).then(({ recent }) => recent);
  },
};

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => [name, sorted(member)]),
  );
}

export type Harness = typeof harness;

declare global {
  interface Window {
    harness: Harness;
  }
}

window.harness = harness;
