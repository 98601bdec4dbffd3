import type { LiveNeeds, LiveWorld } from './live/live-needs';
import type { CodeSender } from './live/code-sender';
import type { Send } from './sends';
import type { CodeView, SendState } from './view';

export interface CodeNeeds extends Omit<LiveNeeds, 'live'> {
  /** Not there: there are no codes. */
  readonly live?: LiveWorld;
}

/** In these states the node knows the share, so that its link leads somewhere. */
const OFFERED = new Set<SendState['is']>(['sending', 'waiting', 'paused', 'sealing', 'stored', 'live']);

/** Whether a share can have a code. */
export function canHaveCode({ is }: SendState): boolean {
  return OFFERED.has(is);
}

const MAKING: CodeView = { is: 'making', trouble: null };

/** The codes of the shares that this page sends: made when a person asks, offered while the page is open. Loaded then. */
export class CodeOffers {
  readonly #needs: CodeNeeds;
  readonly #onChange: () => void;
  /** Null: its code isn't loaded yet. */
  readonly #offers = new Map<string, CodeSender | null>();
  #sends: readonly Send[] = [];

  constructor(needs: CodeNeeds, onChange: () => void) {
    this.#needs = needs;
    this.#onChange = onChange;
  }

  /** Follows what the page sends. To be called whenever something of it changed. */
  follow(sends: readonly Send[]): void {
    this.#sends = sends;
    for (const share of this.#offers.keys()) if (this.#find(share) === undefined) this.#end(share);
    for (const send of sends) {
      const offer = this.#offers.get(send.share);
      send.code = offer === undefined ? null : (offer?.view ?? MAKING);
    }
  }

  /** A person asks for a code, or for the next one. */
  make(share: string): void {
    const { live } = this.#needs;
    if (live === undefined || this.#find(share) === undefined) return;
    const offer = this.#offers.get(share);
    if (offer === undefined) void this.#begin(share, live);
    else offer?.anew();
  }

  end(share: string): void {
    this.#end(share);
    this.#onChange();
  }

  async #begin(share: string, live: LiveWorld): Promise<void> {
    this.#offers.set(share, null);
    this.#onChange();
    const { CodeSender: Loaded } = await import('./live/code-sender');
    const plan = this.#find(share)?.sender.plan;
    if (plan === undefined || this.#offers.get(share) !== null) return;
    const offer = new Loaded({ ...this.#needs, live }, plan, this.#onChange);
    this.#offers.set(share, offer);
    offer.begin();
  }

  #find(share: string): Send | undefined {
    const send = this.#sends.find((each) => each.share === share);
    return send !== undefined && send.sender.created !== null && canHaveCode(send.sender.state)
      ? send
      : undefined;
  }

  #end(share: string): void {
    this.#offers.get(share)?.end();
    this.#offers.delete(share);
  }
}
