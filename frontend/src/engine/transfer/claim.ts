import type { NodeClient } from '../api/client';
import type { Access } from './access';
import { patiently } from './ask';
import type { Surroundings } from './surroundings';

/** Says that everything was received and checked: its owner sees that, and a download of a limited share counts from then on. Never rejects. */
export async function tellVerified(
  client: NodeClient,
  around: Surroundings,
  share: string,
  { capability, proof, claim }: Access,
): Promise<void> {
  const tell = (signal: AbortSignal) => client.verified(share, capability, { signal, proof, claim });
  await patiently(around, tell).catch(() => undefined);
}

/** Gives the right to a download back that won't be used. Never rejects: unused it ends by itself. */
export async function giveBack(
  client: NodeClient,
  share: string,
  { capability, proof, claim }: Access,
): Promise<void> {
  await client.dropClaim(share, capability, { proof, claim }).catch(() => undefined);
}
