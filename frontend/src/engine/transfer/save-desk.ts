import type { NodeClient } from '../api/client';
import type { Receipts } from '../keep/receipts';
import { localTime } from '../local-time';
import type { ChunkWork } from '../seal/chunk-work';
import type { Place, Sinks } from '../sinks/sink';
import type { ReceiveFileView, SaveWay } from '../view';
import type { LiveSide } from './chunk-ways';
import { choosePlace } from './choose-place';
import { giveBack, tellVerified } from './claim';
import { codeOf } from './failure';
import { isIdle, type ReceiveEvent, type ReceiveMachine } from './receive-machine';
import { Saving } from './saving';
import type { ShownShare } from './shown-share';
import type { Surroundings } from './surroundings';

export interface SaveNeeds {
  readonly client: NodeClient;
  readonly work: ChunkWork;
  readonly sinks: Sinks;
  readonly around: Surroundings;
  /** What earlier visits half received. */
  readonly halfReceived: Receipts;
}

/** The receiver that it belongs to. */
export interface SaveHost {
  readonly state: () => ReceiveMachine;
  readonly on: (event: ReceiveEvent) => void;
  readonly onChange: (what: 'state' | 'progress') => void;
  /** Resolves when something of a file may have arrived. @throws TransferFailure if nothing will any more */
  readonly arrival: (file: string) => Promise<void>;
  /** Those that wait for an arrival look for themselves. */
  readonly wake: () => void;
  /** Looks at the share at once. Rejects if it can't be seen. */
  readonly look: () => Promise<void>;
  /** The sender, if it can be asked; null: the node alone. */
  readonly live: () => LiveSide | null;
  /** Why the share can't be looked at any more; null: it can. */
  readonly lost: () => string | null;
}

/** Saves what a person asks for of a share that was opened: one wish at a time. */
export class SaveDesk {
  readonly #needs: SaveNeeds;
  readonly #shown: ShownShare;
  readonly #host: SaveHost;
  #saving: Saving | null = null;

  constructor(needs: SaveNeeds, shown: ShownShare, host: SaveHost) {
    this.#needs = needs;
    this.#shown = shown;
    this.#host = host;
  }

  /** Bytes per second of plaintext that were fetched; null while nothing moves. */
  get rate(): number | null {
    return this.#saving?.rate ?? null;
  }

  /**
   * Saves these files one after the other; call it inside of a click. Does nothing while something is being saved. Files that
   * are arriving are followed.
   */
  async save(wanted: readonly string[], way: SaveWay): Promise<void> {
    const { sinks } = this.#needs;
    const { on } = this.#host;
    const named = new Set(wanted);
    const files = this.#shown.files.views.filter(
      ({ file, state, download }) => named.has(file) && state !== 'removed' && download === null,
    );
    if (files.length === 0 || !isIdle(this.#host.state())) return;
    on({ on: sinks.asks(files, way) ? 'choosing' : 'receiving' });
    try {
      const place = await choosePlace(sinks, this.#shown, files, way);
      if (place === null) {
        on({ on: 'declined' });
        return;
      }
      on({ on: 'receiving' });
      await this.#saveAll(files, place);
    } catch (error) {
      on({ on: 'failed', code: codeOf(error) });
    }
  }

  pause(): void {
    this.#saving?.hold();
    this.#host.on({ on: 'paused' });
  }

  resume(): void {
    this.#host.on({ on: 'resumed' });
    this.#saving?.release();
  }

  /** Ends saving; what is half saved is thrown away. */
  cancel(): void {
    this.#host.on({ on: 'cancelled' });
    if (this.#host.state().is !== 'cancelled') return;
    this.end();
    void this.discard();
  }

  /** Throws away what an earlier visit half received. */
  async discard(): Promise<void> {
    const { client, halfReceived } = this.#needs;
    const { share, answer, opened, files } = this.#shown;
    await this.#saving?.ended;
    await halfReceived.discard(share);
    files.showKept(new Map());
    this.#host.onChange('state');
    if (opened === null || answer?.limit === null) return;
    await giveBack(client, share, opened.access);
  }

  /** Ends what is under way, without a word. */
  end(): void {
    this.#saving?.cancel();
    this.#host.wake();
  }

  async #saveAll(views: readonly ReceiveFileView[], place: Place): Promise<void> {
    const { share, opened, answer, answeredAt, files } = this.#shown;
    if (opened === null) throw new Error('not opened');
    const { access, secret } = opened;
    const { client, work, around, halfReceived } = this.#needs;
    const { on, onChange, arrival, look, live, lost } = this.#host;
    const { kept } = this.#shown;
    const expiresAt = answer && localTime(answer.expiresAt, answer.now, answeredAt);
    await halfReceived.begin({ share, secret, claim: access.claim, files: views }, expiresAt);
    const saving = new Saving(
      { share, kept, access, files, client, work, around, arrival, look, live, lost, halfReceived },
      {
        onTrouble: (code) => on({ on: 'trouble', code }),
        onRecovered: () => on({ on: 'recovered' }),
        onChange,
        onCancel: () => this.cancel(),
      },
    );
    this.#saving = saving;
    try {
      const end = await saving.run(
        views.map(({ file }) => file),
        place,
      );
      on(end);
    } finally {
      this.#saving = null;
    }
    if (files.allVerified) await tellVerified(client, around, share, access);
  }
}
