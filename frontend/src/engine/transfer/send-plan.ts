import type { LedgerStorage } from '../ledger';
import { type Bytes, toBase64Url } from '../seal/bytes';
import type { Randomness } from '../seal/primitives';
import { ID_BYTES, KEY_BYTES } from '../seal/sizes';
import { newFacts, SendFile, sendLedger, type SendSource } from './send-file';

/** What a share consists of from its first moment, before anything was asked of a node. */
export interface SendPlan {
  /** 16 bytes. */
  readonly shareId: Bytes;
  /** S of SLP1. */
  readonly secret: Bytes;
  /** The capability to change and delete the share. */
  readonly owner: Bytes;
  /** What the password adds to the wrapping key; null: no password. */
  readonly pw: Bytes | null;
  /** ms; null: the node's default. */
  readonly lifetime: number | null;
  readonly folders: readonly string[];
  readonly files: readonly SendFile[];
  /** Files that others take the place of. */
  readonly replaced: readonly string[];
  /** Whether an earlier visit began with it, so that the node may have something of it. */
  readonly resumed: boolean;
  /** Whether the share stood before, and some of the files are sent into it. */
  readonly adding: boolean;
  /**
   * The 32 bytes of a live share's key, which its receivers get from this page alone; null: the share is kept, its key wrapped at
   * the node.
   */
  readonly liveKey: Bytes | null;
}

/** A file to send, and the folders it stands in. */
export interface SendPart {
  readonly path: string;
  readonly source: SendSource;
}

/** A new share of these files. @param live whether nothing of it is to be kept */
export function newPlan(
  random: Randomness,
  ledger: LedgerStorage,
  parts: readonly SendPart[],
  folders: readonly string[] = [],
  lifetime: number | null = null,
  live = false,
): SendPlan {
  return {
    shareId: random(ID_BYTES),
    secret: random(KEY_BYTES),
    owner: random(KEY_BYTES),
    ...{ pw: null, lifetime, folders, replaced: [], resumed: false, adding: false },
    liveKey: live ? random(KEY_BYTES) : null,
    files: parts.map(({ path, source }) => newSendFile(random, ledger, path, source)),
  };
}

export function newSendFile(
  random: Randomness,
  storage: LedgerStorage,
  path: string,
  source: SendSource,
): SendFile {
  const facts = newFacts(random, path, source);
  return new SendFile(facts, source, random, sendLedger(facts.file, storage));
}

export function shareText({ shareId }: SendPlan): string {
  return toBase64Url(shareId);
}
