import { expect } from '@playwright/test';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { sha256, type TestFile } from '../support/files';
import { CountingProxy } from './counting-proxy';
import { killNow, MemoryWatch } from './processes';
import {
  AGAIN_FIELD,
  choose,
  click,
  FILES_FIELD,
  linkOn,
  type RemoteBrowser,
  until,
  untilState,
} from './remote-page';

const MIB = 1_048_576;
const SEALED_CHUNK = MIB + 272;
const WITHIN = 300_000;
/** Chunks that a sender and a receiver have under way at once, at most. */
const SENDING = 4;
const RECEIVING = 16;

/** What one half came to. */
export interface Half {
  /** s until the tab was killed, and in the next. */
  readonly before: number;
  readonly after: number;
  /** Bytes that went by more than once. */
  readonly twice: number;
  readonly memory: MemoryWatch;
}

/** Whether the browser showed what the killed tab had saved as a whole download. */
export interface Received extends Half {
  readonly cutLooksWhole: boolean;
}

/** Sends a file through a browser that nobody watches and receives it in another, the tab killed in the middle of both. */
export class LargeTransfer {
  readonly #chunks: number;

  private constructor(
    private readonly file: TestFile,
    private readonly proxy: CountingProxy,
    private readonly sender: RemoteBrowser,
    private readonly receiver: RemoteBrowser,
  ) {
    this.#chunks = file.size / MIB;
  }

  /** @param file whole MiB */
  static async begin(
    start: (folder: string) => Promise<RemoteBrowser>,
    node: string,
    folder: string,
    file: TestFile,
  ): Promise<LargeTransfer> {
    const own = (name: string) => {
      const path = join(folder, name);
      mkdirSync(path);
      return path;
    };
    const sender = await start(own('sender'));
    const receiver = await start(own('receiver'));
    return new LargeTransfer(file, await CountingProxy.before(node), sender, receiver);
  }

  async end(): Promise<void> {
    await this.sender.close();
    await this.receiver.close();
    this.proxy.close();
  }

  async send(): Promise<Half & { readonly link: string }> {
    const { file, proxy, sender } = this;
    const memory = new MemoryWatch(() => sender.renderers());
    const first = await sender.newPage();
    await first.goto(proxy.url);
    const [before] = await timed(async () => {
      await choose(first, FILES_FIELD, [file.path]);
      await linkOn(first);
      await until('half of it at the node', () => proxy.sent.size >= this.#chunks / 2, WITHIN);
    });
    const link = await linkOn(first);
    sender.renderers().forEach(killNow);
    await first.close();

    const second = await sender.newPage();
    await second.goto(proxy.url);
    await click(second, 'Go on');
    const [after] = await timed(async () => {
      await choose(second, AGAIN_FIELD, [file.path]);
      await untilState(second, 'stored', WITHIN);
    });
    expect(await linkOn(second)).toBe(link);
    memory.stop();
    await sender.close();
    expect(proxy.sent.size).toBe(this.#chunks);
    const twice = proxy.sentBytes - this.#chunks * SEALED_CHUNK;
    expect(twice).toBeLessThanOrEqual(SENDING * SEALED_CHUNK);
    return { link, before, after, twice, memory };
  }

  async receive(link: string): Promise<Received> {
    const { file, proxy, receiver } = this;
    const memory = new MemoryWatch(() => receiver.renderers());
    const first = await receiver.newPage();
    await first.goto(link);
    const broken = receiver.nextDownload();
    const [before] = await timed(async () => {
      await click(first, 'Save');
      await until('half of it fetched', () => proxy.receivedBytes >= file.size / 2, WITHIN);
    });
    receiver.renderers().forEach(killNow);
    await first.close();
    const cut = await broken;

    const second = await receiver.newPage();
    // Without its key: this device kept that as well.
    await second.goto(link.replace(/#.*/, ''));
    const whole = receiver.nextDownload();
    const [after, saved] = await timed(async () => {
      await click(second, 'Go on');
      await untilState(second, 'verified', WITHIN);
      return whole;
    });
    memory.stop();
    expect(saved.whole).toBe(true);
    expect(await sha256(saved.path)).toBe(file.sha256);
    const twice = proxy.receivedBytes - this.#chunks * SEALED_CHUNK;
    expect(twice).toBeLessThanOrEqual(RECEIVING * SEALED_CHUNK);
    return { before, after, twice, memory, cutLooksWhole: cut.whole };
  }
}

/** How long something took, in s, and what it came to. */
export async function timed<Done>(work: () => Promise<Done>): Promise<readonly [number, Done]> {
  const began = performance.now();
  const done = await work();
  return [(performance.now() - began) / 1000, done];
}
