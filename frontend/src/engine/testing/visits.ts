import { expect } from 'vitest';
import { nodeClient } from '../api/client';
import { createEngine } from '../engine';
import type { LiveWorld } from '../live/live-needs';
import type { RecentEntry, RecentStorage } from '../recent';
import { chunkWork } from '../seal/chunk-work';
import { systemRandom } from '../seal/primitives';
import type { EngineView } from '../view';
import { FakeNode } from './fake-node';
import { memoryKeeping } from './memory-keeping';
import { quickTime } from './quick-time';
import { givenOf, MemoryFile, sampleBytes } from './sources';
import { TestSinks } from './test-sinks';

/** How long a second of live transfers takes a test, in ms. */
export const LIVE_MS_PER_SECOND = 50;

/** What this browser remembers, and its pages tell each other. */
export function storage() {
  const entries = new Map<string, RecentEntry>();
  const pages = new Set<() => void>();
  /** One page of this browser. */
  const page = (): RecentStorage => {
    let listener: () => void = () => undefined;
    const tell = () => pages.forEach((other) => other !== listener && other());
    return {
      all: () => Promise.resolve([...entries.values()]),
      put: (entry) => Promise.resolve(entries.set(entry.share, entry)).then(tell),
      remove: (share) => Promise.resolve(entries.delete(share)).then(tell),
      onOthers: (listen) => pages.add((listener = listen)),
    };
  };
  return { entries, page };
}

/** A page in front of a node; with `live` it meets others there, and its time is as slow as what they do together. */
export function visit(
  node: FakeNode,
  { page } = storage(),
  live: LiveWorld | null = null,
  msPerSecond = live === null ? 1 : LIVE_MS_PER_SECOND,
) {
  const recent = page();
  const { keeping, receipts, ledger } = memoryKeeping();
  const sinks = new TestSinks();
  const engine = createEngine({
    ...{ client: nodeClient((...call) => node.fetch(...call)), work: chunkWork(), random: systemRandom },
    ...{
      around: quickTime(msPerSecond).around,
      sinks,
      recent,
      keeping,
      receipts,
      ledger,
    },
    ...(live === null ? {} : { live }),
    origin: 'https://share.example.org',
  });
  const until = (condition: (view: EngineView) => boolean) =>
    new Promise<EngineView>((resolve) => {
      const look = () => {
        if (!condition(engine.view())) return;
        stop();
        resolve(engine.view());
      };
      const stop = engine.subscribe(look);
      look();
    });
  return { engine, sinks, until };
}

/** A share that is stored, and the page that sent it. */
export async function sent(kept = storage(), sizes: readonly number[] = [1000]) {
  const node = new FakeNode();
  const files = sizes.map(
    (size, at) => new MemoryFile(at === 0 ? 'report.pdf' : `file ${at}.txt`, sampleBytes(size, at + 1)),
  );
  const { engine, until } = visit(node, kept);
  engine.send(givenOf(files, ['empty folder']), null);
  await until(({ sends }) => sends[0]?.state.is === 'stored' && sends[0].expiresAt !== null);
  const { share = '', link = '' } = engine.view().sends[0] ?? {};
  const [file] = files;
  if (file === undefined) throw new RangeError('no file');
  return { node, engine, until, share, fragment: link.split('#')[1] ?? '', file, files, kept };
}

/** What somebody sees who opens the link and knows these passwords, in turn. */
export async function opened(node: FakeNode, share: string, fragment: string, ...passwords: string[]) {
  const { engine, until, sinks } = visit(node);
  engine.open(share, fragment);
  const settled = (view: EngineView) => !['opening', 'waiting'].includes(view.receive?.state.is ?? 'opening');
  let view = await until(settled);
  for (const password of passwords) {
    expect(view.receive?.state.is).toBe('passwordNeeded');
    engine.givePassword(password);
    await until(({ receive }) => receive?.state.is === 'opening');
    view = await until(settled);
  }
  return { engine, until, sinks, receive: view.receive };
}
