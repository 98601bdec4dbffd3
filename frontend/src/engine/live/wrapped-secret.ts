import { openBlock, sealBlock } from '../seal/block';
import type { Bytes } from '../seal/bytes';
import type { Randomness } from '../seal/primitives';
import { SealError } from '../seal/seal-error';
import { KEY_BYTES } from '../seal/sizes';
import { PairError } from './pair-error';
import type { PairKeys } from './pair-keys';

/** The link's secret on its way to whoever had the code: in the scope of the pair, for its receiver knows nothing of the share yet. */
export function wrapSecret({ wrap, scope }: PairKeys, random: Randomness, secret: Bytes): Promise<Bytes> {
  return sealBlock(random, wrap, 'wrap secret', 1, scope, secret);
}

/** @throws PairError `BAD_WRAP` */
export async function unwrapSecret({ wrap, scope }: PairKeys, block: Bytes): Promise<Bytes> {
  let secret: Bytes;
  try {
    secret = await openBlock(wrap, 'wrap secret', 1, scope, block);
  } catch (error) {
    if (error instanceof SealError) throw new PairError('BAD_WRAP', error.message);
    throw error;
  }
  if (secret.length !== KEY_BYTES) throw new PairError('BAD_WRAP', `a secret of ${secret.length} bytes`);
  return secret;
}
