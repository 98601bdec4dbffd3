import type { FileAnswer } from '../api/answers';
import type { RecentEntry } from '../recent';
import { parseShareId } from '../seal/link';
import { SendFile, sendLedger } from './send-file';
import { newSendFile, type SendPart, type SendPlan } from './send-plan';
import type { Sender, SenderNeeds } from './sender';

/** A share as it stands, to which files are added. */
export interface Standing {
  readonly entry: RecentEntry;
  /** What its password adds to the key; null: no password. */
  readonly pw: SendPlan['pw'];
  /** What the node has of it. */
  readonly files: readonly FileAnswer[];
  /** What sends or sent it on this visit; null: an earlier visit did. */
  readonly sender: Sender | null;
}

/**
 * Plans a share with more files in it. What an interrupted sender had is gone on with; files that the node has whole are there to
 * be shown. Files that others are sending into it are left to them.
 */
export function planAddition(
  { random, ledger: storage }: SenderNeeds,
  { entry, pw, files, sender }: Standing,
  parts: readonly SendPart[],
): SendPlan {
  const whole = new Set(files.filter(({ state }) => state === 'COMPLETE').map(({ file }) => file));
  const stands = sender === null || sender.state.is === 'stored';
  const before =
    sender?.files.filter(({ id }) => !stands || whole.has(id)) ??
    entry.files
      .filter(({ file }) => whole.has(file))
      .map((facts) => new SendFile(facts, null, random, sendLedger(facts.file, storage)));
  before.forEach((file) => file.rewind());
  const { share, secret, owner, lifetime = null, folders = [] } = entry;
  return {
    ...{ shareId: parseShareId(share) ?? new Uint8Array(), secret, owner, pw, lifetime, folders },
    files: [...before, ...parts.map(({ path, source }) => newSendFile(random, storage, path, source))],
    replaced: sender?.plan.replaced ?? [],
    resumed: true,
    adding: stands || sender.plan.adding,
    liveKey: null,
  };
}
