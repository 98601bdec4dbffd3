import type { ShareAnswer } from '../api/answers';
import { isLive, type RecentEntry } from '../recent';
import { parseShareId } from '../seal/link';
import { TransferFailure } from './failure';
import { findParts, isSame } from './same-file';
import { newSendFile, type SendPart, type SendPlan } from './send-plan';
import { SendFile, sendLedger, type SendSource } from './send-file';
import type { SenderNeeds } from './sender';

/** What can be done with what a person gave. */
export type Resumption =
  | { readonly is: 'plan'; readonly plan: SendPlan }
  | { readonly is: 'missing'; readonly names: readonly string[] }
  | { readonly is: 'changed'; readonly names: readonly string[] };

/**
 * Plans how to go on with a share of an earlier visit: files that the node has whole are needed no more, the others are compared
 * with what is known of them. Those that changed since take the place of what was begun, if that is wanted.
 * @param complete files (ids) that the node has whole
 */
export async function planResumption(
  needs: SenderNeeds,
  entry: RecentEntry,
  given: readonly SendPart[],
  complete: ReadonlySet<string>,
  replaceChanged: boolean,
): Promise<Resumption> {
  const { ledger: storage, random, around } = needs;
  const wanted = entry.files.filter(({ file }) => !complete.has(file));
  const found = findParts(wanted, given);
  const missing = wanted.filter((facts) => !found.has(facts));
  if (missing.length > 0) return { is: 'missing', names: missing.map(({ name }) => name) };

  const changed: string[] = [];
  const replaced: string[] = [];
  const files: SendFile[] = [];
  for (const facts of entry.files) {
    const ledger = sendLedger(facts.file, storage);
    await ledger.load();
    const part = found.get(facts);
    let source: SendSource | null = null;
    if (part !== undefined) {
      if (await isSame(facts, part.source, ledger, around.chance)) {
        source = part.source;
      } else {
        changed.push(facts.name);
        replaced.push(facts.file);
        if (replaceChanged && !isLive(entry)) void ledger.remove();
        files.push(newSendFile(random, storage, facts.path, part.source));
        continue;
      }
    }
    files.push(new SendFile(facts, source, random, ledger));
  }
  // Nothing can be added to what is live.
  if (changed.length > 0 && (!replaceChanged || isLive(entry))) return { is: 'changed', names: changed };
  const { share, secret, owner } = entry;
  return {
    is: 'plan',
    plan: {
      ...{ shareId: parseShareId(share) ?? new Uint8Array(), secret, owner, pw: entry.pw ?? null },
      ...{ lifetime: entry.lifetime ?? null, folders: entry.folders ?? [], files, replaced, resumed: true },
      adding: entry.adding ?? false,
      liveKey: entry.liveKey ?? null,
    },
  };
}

/** Asks the node which files of a share it has whole; none if it never heard of the share. @throws TransferFailure */
export async function completeFiles(
  { client }: SenderNeeds,
  { share, owner }: RecentEntry,
  ask: <Answer>(request: (signal: AbortSignal) => Promise<Answer>) => Promise<Answer>,
): Promise<ReadonlySet<string>> {
  const complete = new Set<string>();
  const take = (files: ShareAnswer['files']) =>
    files.forEach(({ file, state }) => state === 'COMPLETE' && complete.add(file));
  try {
    const answer = await ask((signal) => client.share(share, owner, { signal }));
    take(answer.files);
    let seen = answer.files.length;
    while (seen < (answer.fileCount ?? seen)) {
      const page = await ask((signal) => client.files(share, owner, seen, { signal }));
      if (page.files.length === 0) break;
      take(page.files);
      seen += page.files.length;
    }
  } catch (error) {
    if (!(error instanceof TransferFailure) || error.code !== 'NOT_FOUND') throw error;
  }
  return complete;
}
