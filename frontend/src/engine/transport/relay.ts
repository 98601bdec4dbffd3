import type { FramePipe } from '../live/frame-pipe';
import { NoBulk, openBulk, type OpenBinarySocket } from '../socket/bulk-socket';
import { NoReply, type SignalSocket } from '../socket/signal-socket';
import { backoff } from '../transfer/line';
import type { Surroundings } from '../transfer/surroundings';

export interface RelayNeeds {
  readonly signal: Pick<SignalSocket, 'bulkTicket' | 'here'>;
  readonly open: OpenBinarySocket;
  readonly around: Surroundings;
  /** There is a way through the nodes. */
  readonly onPipe: (pipe: FramePipe) => void;
}

/** The way through the nodes: one bulk socket of this peer for all whom it has to do with, opened again when it is lost. */
export class Relay {
  readonly #needs: RelayNeeds;
  #wanted = false;
  #pipe: FramePipe | null = null;
  #opening = false;
  #attempt = 0;
  #callOff: () => void = () => undefined;

  constructor(needs: RelayNeeds) {
    this.#needs = needs;
  }

  /** Null while there is none. */
  get pipe(): FramePipe | null {
    return this.#pipe;
  }

  /** Wants it open from now on; to be called again when the signal socket is there again. */
  want(): void {
    this.#wanted = true;
    if (this.#pipe !== null || this.#opening || !this.#needs.signal.here) return;
    this.#callOff();
    this.#opening = true;
    this.#open()
      .catch((error: unknown) => {
        if (!(error instanceof NoBulk) && !(error instanceof NoReply)) throw error;
        this.#again();
      })
      .finally(() => (this.#opening = false));
  }

  /** Nobody needs it any more. */
  unwant(): void {
    this.#wanted = false;
    this.#callOff();
    this.#pipe?.end();
    this.#pipe = null;
  }

  async #open(): Promise<void> {
    const { signal, open, around, onPipe } = this.#needs;
    const ticket = await signal.bulkTicket();
    const pipe = await openBulk(open, ticket, around);
    if (!this.#wanted) {
      pipe.end();
      return;
    }
    this.#attempt = 0;
    this.#pipe = pipe;
    pipe.onEnd(() => {
      if (this.#pipe !== pipe) return;
      this.#pipe = null;
      this.#again();
    });
    onPipe(pipe);
  }

  #again(): void {
    if (!this.#wanted) return;
    const { around } = this.#needs;
    this.#callOff();
    this.#callOff = around.after(backoff(this.#attempt++, around.chance()), () => this.want());
  }
}
