import type { Capability } from '../api/client';
import type { Bytes } from '../seal/bytes';
import type { ScopedKey } from '../seal/keys';

/** What a receiver shows the node with every request for a sealed share. */
export interface Access {
  readonly capability: Capability;
  /** That the password is known; null: there is none. */
  readonly proof: Bytes | null;
  /** The right to one download of a limited share: 32 bytes of the receiver's choice. */
  readonly claim: Bytes;
}

/** A sealed share that was opened. */
export interface OpenedShare {
  readonly access: Access;
  /** S of SLP1. */
  readonly secret: Bytes;
  readonly key: ScopedKey;
}
