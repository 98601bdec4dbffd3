import type { ShareAnswer } from './api/answers';
import { localTime } from './local-time';
import type { RecentEntry } from './recent';
import { safeName, safePath } from './transfer/safe-name';
import type { SendPlan } from './transfer/send-plan';
import { Sender, type SenderNeeds } from './transfer/sender';
import type { AskingView, CodeView, FileHandle, FileView, LiveReceiverView, SendView } from './view';

/** A sender, and what the page sees of it. */
export class Send {
  readonly sender: Sender;
  readonly createdAt: number;
  readonly #link: string;
  readonly #now: () => number;
  readonly #handles: readonly FileHandle[];
  #expiresAt: number | 'never' | null = null;
  #announced: number | 'never' | null = null;
  /** How each file (id) is shown, and what it is really called: made safe once, not with each of ten thousand files that moves. */
  readonly #shown = new Map<string, { called: string; name: string; path: string }>();
  #view: SendView;
  /** Those that have its link open. */
  receivers: readonly LiveReceiverView[] = [];
  /** Those that wait to be let in. */
  asking: readonly AskingView[] = [];
  /** The code that is offered for it; null: none. */
  code: CodeView | null = null;

  constructor(
    needs: SenderNeeds,
    plan: SendPlan,
    handles: readonly FileHandle[],
    createdAt: number,
    /** Whether a person lets each receiver in. */
    public asks: boolean,
    origin: string,
    onChange: (send: Send, what: 'state' | 'progress') => void,
  ) {
    this.#now = needs.around.now;
    this.#handles = handles;
    this.createdAt = createdAt;
    this.sender = new Sender(needs, plan, { onChange: (what) => onChange(this, what) });
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
    const { secret, owner, pw, folders, lifetime, liveKey } = sender.plan;
    const stored = state.is === 'stored' || state.is === 'deleted';
    return {
      ...{ share: sender.share, secret, owner, pw, folders, lifetime, liveKey },
      files: sender.files.map(({ facts }) => facts),
      asks: this.asks,
      handles: stored ? [] : this.#handles,
      adding: sender.plan.adding && !stored,
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
    let moved = before.length !== sender.files.length;
    const files = sender.files.map(({ facts, done }, index) => {
      const { file, size } = facts;
      const { name, path } = this.#safe(facts);
      const known = before[index];
      if (known?.file === file && known.done === done && known.name === name) return known;
      moved = true;
      return { file, name, path, size, done };
    });
    return {
      share: sender.share,
      link: this.#link,
      files: moved ? files : before,
      state: sender.state,
      rate: sender.rate,
      expiresAt: this.expiresAt,
      adding: sender.plan.adding && sender.state.is !== 'stored',
      live: sender.plan.liveKey !== null,
      receivers: this.receivers,
      asks: this.asks,
      asking: this.asking,
      code: this.code,
      safeToClose: sender.state.is === 'stored' || sender.state.is === 'deleted',
    };
  }

  /** As whoever opens the link sees it. A file stays in its folder. */
  #safe({ file, name, path }: { file: string; name: string; path: string }): { name: string; path: string } {
    let shown = this.#shown.get(file);
    if (shown?.called !== name) {
      shown = { called: name, name: safeName(name), path: safePath(path) };
      this.#shown.set(file, shown);
    }
    return shown;
  }
}
