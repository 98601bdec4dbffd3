import type { ShareAnswer } from './api/answers';
import type { RecentEntry } from './recent';
import { Sender, type SenderNeeds } from './transfer/sender';
import type { SendSource } from './transfer/send-file';
import type { FileView, SendView } from './view';

/** The time on this device's clock that a node means. */
export function localTime(moment: number | null, nodeNow: number, now: number): number | 'never' {
  return moment === null ? 'never' : moment - nodeNow + now;
}

/** A sender, and what the page sees of it. */
export class Send {
  readonly sender: Sender;
  readonly createdAt: number;
  readonly #link: string;
  readonly #now: () => number;
  #expiresAt: number | 'never' | null = null;
  #announced: number | 'never' | null = null;
  #view: SendView;

  constructor(
    needs: SenderNeeds,
    sources: readonly SendSource[],
    lifetime: number | null,
    origin: string,
    onChange: (send: Send, what: 'state' | 'progress') => void,
  ) {
    this.#now = needs.around.now;
    this.createdAt = needs.around.now();
    this.sender = new Sender(needs, sources, lifetime, { onChange: (what) => onChange(this, what) });
    this.#link = this.sender.link(origin);
    this.#view = this.#render([]);
  }

  get view(): SendView {
    return this.#view;
  }

  get share(): string {
    return this.sender.share;
  }

  /** When the share ends; null until it is stored and the node has said so. */
  get expiresAt(): number | 'never' | null {
    return this.#expiresAt;
  }

  /** Takes over when the share ends, from what the node says now that it is stored. */
  learn({ expiresAt, now }: ShareAnswer): void {
    this.#expiresAt = localTime(expiresAt, now, this.#now());
  }

  /** Makes the view anew. Files that didn't move keep their object. */
  refresh(): SendView {
    this.#view = this.#render(this.#view.files);
    return this.#view;
  }

  /** What the device keeps of it. */
  remembered(): RecentEntry {
    const { sender } = this;
    const { state, created } = sender;
    if (this.#announced === null && created !== null)
      this.#announced = localTime(created.expiresAt, created.now, this.#now());
    return {
      share: sender.share,
      secret: sender.secret,
      owner: sender.owner,
      files: sender.files.map(({ id, source, size, token }) => ({
        ...{ file: id, name: source.name, size, upload: token },
      })),
      createdAt: this.createdAt,
      // Its lifetime begins when it is whole; until then what the node announced has to do.
      expiresAt: this.#expiresAt ?? this.#announced,
      state:
        state.is === 'deleted'
          ? { undoUntil: state.undoUntil }
          : state.is === 'stored'
            ? 'stored'
            : 'uploading',
    };
  }

  #render(before: readonly FileView[]): SendView {
    const { sender } = this;
    let moved = before.length === 0;
    const files = sender.files.map(({ id, source, size, done }, index) => {
      const known = before[index];
      if (known?.done === done) return known;
      moved = true;
      return { file: id, name: source.name, size, done };
    });
    return {
      share: sender.share,
      link: this.#link,
      files: moved ? files : before,
      state: sender.state,
      rate: sender.rate,
      expiresAt: this.expiresAt,
    };
  }
}
