import type { ShareAnswer } from '../api/answers';
import type { Capability, NodeClient } from '../api/client';
import type { Bytes } from '../seal/bytes';
import type { ChunkWork } from '../seal/chunk-work';
import { readCapability, type ScopedKey } from '../seal/keys';
import { parseFragment, parseShareId } from '../seal/link';
import { SealError } from '../seal/seal-error';
import type { OpenSink, Sinks } from '../sinks/sink';
import type { ReceiveFileView } from '../view';
import { codeOf, TOO_LARGE_HERE, TransferFailure } from './failure';
import { Line } from './line';
import { openShareKey } from './opened-share';
import {
  isIdle,
  RECEIVE_START,
  type ReceiveEvent,
  type ReceiveMachine,
  receiveNext,
} from './receive-machine';
import { ReceivedFiles } from './received-files';
import { Saving } from './saving';
import type { Surroundings } from './surroundings';

/** How long to wait before looking again at files that are arriving, in ms; half as long again each time. */
export const LOOK_FIRST_MS = 1000;
export const LOOK_MAX_MS = 10_000;

export interface ReceiverNeeds {
  readonly client: NodeClient;
  readonly work: ChunkWork;
  readonly sinks: Sinks;
  readonly around: Surroundings;
}

export interface ReceiverListener {
  /** @param what `progress` may come often */
  readonly onChange: (what: 'state' | 'progress') => void;
}

/** What the link gave, and what was opened with it. */
interface Access {
  readonly capability: Capability;
  readonly key: ScopedKey;
}

/** Opens a share by its link, looks again while its files are arriving, and saves them one after the other. */
export class Receiver {
  readonly #needs: ReceiverNeeds;
  readonly #listener: ReceiverListener;
  readonly #files = new ReceivedFiles();
  #access: Access | null = null;
  #state: ReceiveMachine = RECEIVE_START;
  #answer: ShareAnswer | null = null;
  #answeredAt = 0;
  /** Opening, then looking again. */
  #looking: Line;
  #saving: Saving | null = null;
  #arrivals: (() => void)[] = [];
  /** Why it isn't looked for arriving files any more. */
  #lost: string | null = null;

  /** @param share 22 characters */
  constructor(
    readonly share: string,
    needs: ReceiverNeeds,
    listener: ReceiverListener,
  ) {
    this.#needs = needs;
    this.#listener = listener;
    this.#looking = this.#lookingLine();
  }

  get state(): ReceiveMachine {
    return this.#state;
  }

  get files(): readonly ReceiveFileView[] {
    return this.#files.views;
  }

  /** What the node said of the share last; null until it did. */
  get answer(): ShareAnswer | null {
    return this.#answer;
  }

  /** When it did, on this device's clock. */
  get answeredAt(): number {
    return this.#answeredAt;
  }

  /** Bytes per second of plaintext that were saved; null while nothing moves. */
  get rate(): number | null {
    return this.#state.is === 'receiving' ? (this.#saving?.rate ?? null) : null;
  }

  /**
   * Opens the share. A fragment that isn't empty means a sealed share, or nothing at all.
   * @param byHand whether a person typed or pasted it after the link itself didn't do
   */
  async open(fragment: string, byHand = false): Promise<void> {
    const shareId = parseShareId(this.share);
    if (shareId === null) {
      this.#on({ on: 'missing' });
      return;
    }
    const secret = fragment === '' ? null : parseFragment(fragment);
    if (secret !== null) this.#needs.sinks.prepare();
    if (secret === null && fragment !== '') {
      this.#on({ on: 'keyNeeded', wrong: true });
      return;
    }
    this.#looking.end();
    this.#looking = this.#lookingLine();
    if (this.#state.is === 'keyNeeded') this.#state = RECEIVE_START;
    const line = this.#looking;
    try {
      await this.#look(line, shareId, secret);
      this.#on({ on: 'opened' });
      await this.#lookAgain(line);
    } catch (error) {
      if (line.ended) return;
      this.#lost = codeOf(error);
      this.#on(ended(error, byHand));
      this.#arrive();
    }
  }

  /**
   * Saves these files one after the other; call it inside of a click. Does nothing while something is being saved. Files that
   * are arriving are waited for.
   */
  async save(wanted: readonly string[]): Promise<void> {
    const files = this.files.filter(({ file, download }) => wanted.includes(file) && download === null);
    if (files.length === 0 || !isIdle(this.#state)) return;
    this.#on({ on: this.#needs.sinks.asks(files) ? 'choosing' : 'receiving' });
    try {
      const open = await this.#choose(files);
      if (open === null) {
        this.#on({ on: 'declined' });
        return;
      }
      this.#on({ on: 'receiving' });
      await this.#saveAll(
        files.map(({ file }) => file),
        open,
      );
    } catch (error) {
      this.#on({ on: 'failed', code: codeOf(error) });
    }
  }

  async #choose(files: readonly ReceiveFileView[]): Promise<OpenSink | null> {
    const { sinks } = this.#needs;
    const cap = sinks.capBytes();
    if (cap !== null && files.some(({ size }) => size > cap))
      throw new TransferFailure(TOO_LARGE_HERE, false);
    return sinks.choose(files);
  }

  pause(): void {
    this.#saving?.hold();
    this.#on({ on: 'paused' });
  }

  resume(): void {
    this.#on({ on: 'resumed' });
    this.#saving?.release();
  }

  /** Ends saving; what is half saved is thrown away. */
  cancel(): void {
    this.#on({ on: 'cancelled' });
    if (this.#state.is !== 'cancelled') return;
    this.#endSaving();
  }

  /** Ends everything: the page turns to something else. */
  end(): void {
    this.#looking.end();
    this.#endSaving();
  }

  #endSaving(): void {
    this.#saving?.cancel();
    this.#arrive();
  }

  #lookingLine(): Line {
    return new Line(this.#needs.around, () => Promise.resolve(), {
      onTrouble: (code) => {
        if (this.#answer === null) this.#on({ on: 'trouble', code });
      },
      onRecovered: () => undefined,
    });
  }

  async #look(line: Line, shareId: Bytes, secret: Bytes | null): Promise<void> {
    const capability = secret === null ? null : await readCapability(secret, shareId);
    const answer = await line.ask((signal) => this.#needs.client.share(this.share, capability, { signal }));
    if (answer.share !== this.share || (answer.mode === 'SEALED') !== (secret !== null))
      throw new SealError('BAD_HEADER', 'not the share that the link promises');
    this.#onAnswer(answer);
    if (secret === null || capability === null) {
      this.#files.showOpen(this.share, answer.files);
      return;
    }
    this.#access = { capability, key: await openShareKey(answer, shareId, secret) };
    await this.#files.showSealed(answer.files, this.#access.key);
  }

  #onAnswer(answer: ShareAnswer): void {
    this.#answer = answer;
    this.#answeredAt = this.#needs.around.now();
  }

  async #lookAgain(line: Line): Promise<void> {
    let wait = LOOK_FIRST_MS;
    while (this.#files.arriving) {
      await line.pause(wait);
      wait = Math.min(wait * 1.5, LOOK_MAX_MS);
      const capability = this.#access?.capability ?? null;
      const answer = await line.ask((signal) => this.#needs.client.share(this.share, capability, { signal }));
      this.#onAnswer(answer);
      if (this.#access === null) this.#files.showOpen(this.share, answer.files);
      else await this.#files.showSealed(answer.files, this.#access.key);
      this.#arrive();
      this.#listener.onChange('state');
    }
  }

  #arrive(): void {
    const waiting = this.#arrivals;
    this.#arrivals = [];
    waiting.forEach((resume) => resume());
  }

  async #saveAll(files: readonly string[], open: OpenSink): Promise<void> {
    if (this.#access === null) throw new Error('not opened');
    const { share } = this;
    const { capability } = this.#access;
    const { client, work, around } = this.#needs;
    const arrival = (file: string) => this.#arrival(file);
    const saving = new Saving(
      { share, capability, files: this.#files, client, work, around, arrival },
      {
        onTrouble: (code) => this.#on({ on: 'trouble', code }),
        onRecovered: () => this.#on({ on: 'recovered' }),
        onChange: (what) => this.#listener.onChange(what),
        onCancel: () => this.cancel(),
      },
    );
    this.#saving = saving;
    try {
      this.#on(await saving.run(files, open));
    } finally {
      this.#saving = null;
    }
  }

  async #arrival(file: string): Promise<void> {
    const code = this.#lost ?? this.#files.refusal(file);
    if (code !== null) throw new TransferFailure(code, false);
    await new Promise<void>((resolve) => this.#arrivals.push(resolve));
  }

  #on(event: ReceiveEvent): void {
    const next = receiveNext(this.#state, event);
    if (next === this.#state) return;
    this.#state = next;
    this.#listener.onChange('state');
  }
}

/** What it means that a share couldn't be opened. */
function ended(error: unknown, byHand: boolean): ReceiveEvent {
  const code = codeOf(error);
  switch (code) {
    case 'GONE':
      return { on: 'gone' };
    case 'NOT_FOUND':
      return byHand ? { on: 'keyNeeded', wrong: true } : { on: 'missing' };
    case 'CAPABILITY_REQUIRED':
      return { on: 'keyNeeded', wrong: false };
    default:
      return { on: 'failed', code };
  }
}
