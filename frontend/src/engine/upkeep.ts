import { Contents } from './contents';
import { OwnedShare } from './owned-share';
import { isLive, type Recent } from './recent';
import type { Send } from './sends';
import { Terms } from './terms';
import { planAddition } from './transfer/addition';
import { impatiently, patiently } from './transfer/ask';
import { TransferFailure } from './transfer/failure';
import type { SendPlan } from './transfer/send-plan';
import type { Sender, SenderNeeds } from './transfer/sender';
import type { Engine, FileHandle } from './view';

/** What this page sends. */
export interface UpkeepSends {
  readonly find: (share: string) => Send | undefined;
  /** Takes the place of what sent the share before. */
  readonly start: (plan: SendPlan, handles: readonly FileHandle[], createdAt: number) => void;
  readonly changed: () => void;
}

type Part = Pick<Engine, 'terms' | 'changeTerms' | 'contents' | 'changeFiles' | 'addFiles' | 'downloads'>;

/** What an owner sees and changes of a share of this device while it lives. All rejections are `TransferFailure`. */
export class Upkeep implements Part {
  readonly #needs: SenderNeeds;
  readonly #recent: Recent;
  readonly #sends: UpkeepSends;

  constructor(needs: SenderNeeds, recent: Recent, sends: UpkeepSends) {
    this.#needs = needs;
    this.#recent = recent;
    this.#sends = sends;
  }

  readonly terms: Engine['terms'] = (share) => this.#termsOf(this.#owned(share)).read();

  readonly changeTerms: Engine['changeTerms'] = async (share, change) => {
    const owned = this.#owned(share);
    const now = await this.#termsOf(owned).change(change);
    if (owned.answer !== null) this.#sends.find(share)?.learn(owned.answer);
    const { expiresAt, title } = now;
    this.#recent.change(share, { title, ...(expiresAt === null ? {} : { expiresAt }) });
    this.#sends.changed();
    return now;
  };

  readonly contents: Engine['contents'] = (share) => new Contents(this.#needs, this.#owned(share)).read();

  readonly changeFiles: Engine['changeFiles'] = async (share, change) => {
    const contents = new Contents(this.#needs, this.#owned(share));
    const changed = contents.change(change);
    const sender = this.#sends.find(share)?.sender;
    if (change.remove !== undefined) {
      const gone = changed.then(
        () => true,
        (error: unknown) => error instanceof TransferFailure && error.code === 'NO_SUCH_FILE',
      );
      void sender?.leave(change.remove, gone);
      if (await gone) this.#forgetFiles(share, new Set([change.remove]));
      await changed;
    } else {
      await changed;
      const { file, name } = change.rename;
      sender?.rename(file, name);
      const files = this.#recent.find(share)?.files ?? [];
      this.#recent.change(share, {
        files: files.map((each) => (each.file === file ? { ...each, name } : each)),
      });
    }
    return contents.read();
  };

  readonly addFiles: Engine['addFiles'] = async (share, given) => {
    const owned = this.#owned(share);
    if (isLive(owned.entry)) throw new TransferFailure('BAD_REQUEST', false);
    const now = await owned.read();
    const { pw } = await owned.open(now);
    const files = await owned.files(now);
    const sender = this.#sends.find(share)?.sender ?? null;
    sender?.stop();
    const parts = given.files.map(({ path, file }) => ({ path, source: file }));
    const { entry } = owned;
    const plan = planAddition(this.#needs, { entry, pw, files, sender }, parts);
    this.#sends.start(plan, given.handles, entry.createdAt);
  };

  readonly downloads: Engine['downloads'] = (share) => {
    const { owner } = this.#entry(share);
    return impatiently((signal) => this.#needs.client.downloads(share, owner, { signal }));
  };

  /** Takes the files out again that a sender, stopped, was adding and that aren't stored; however long the node is away. */
  async takeBack({ share, files }: Sender): Promise<void> {
    const { around, client } = this.#needs;
    const given = new Set(files.map(({ id }) => id));
    try {
      const entry = this.#entry(share);
      const owned = new OwnedShare(this.#needs, entry, (request) => patiently(around, request));
      const known = await owned.files(await owned.read());
      const half = known.filter(({ file, state }) => given.has(file) && state !== 'COMPLETE');
      const remove = half.map(({ file }) => file);
      if (remove.length > 0)
        await patiently(around, (signal) =>
          client.changeShare(share, entry.owner, { remove }, null, { signal }),
        );
      const stays = new Set(known.filter((file) => !half.includes(file)).map(({ file }) => file));
      this.#forgetFiles(share, new Set([...given].filter((file) => !stays.has(file))));
      this.#recent.change(share, { state: 'stored', adding: false, handles: [] });
    } catch {
      // It is shown as unfinished, and can be gone on with or deleted.
    }
  }

  #forgetFiles(share: string, gone: ReadonlySet<string>): void {
    const files = this.#recent.find(share)?.files ?? [];
    this.#recent.change(share, { files: files.filter(({ file }) => !gone.has(file)) });
  }

  #entry(share: string) {
    const entry = this.#recent.find(share);
    if (entry === undefined) throw new TransferFailure('NOT_FOUND', false);
    return entry;
  }

  #owned(share: string): OwnedShare {
    return new OwnedShare(this.#needs, this.#entry(share), (request) => impatiently(request));
  }

  #termsOf(owned: OwnedShare): Terms {
    return new Terms(this.#needs, owned, (change) => this.#recent.change(owned.entry.share, change));
  }
}
