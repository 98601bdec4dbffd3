import { wordlist } from '@scure/bip39/wordlists/english.js';
import { CodeFailure } from './code-failure';
import type { CodeNeeds } from './code-offers';
import { readCode } from './code-text';
import { receiveByCode } from './live/code-receiver';
import { toBase64Url } from './seal/bytes';
import { formatFragment } from './seal/link';
import type { EnteredCode } from './view';

/** From what a person typed to the share it stands for. Loaded when somebody has a code. @throws CodeFailure */
export async function enterCode(
  needs: CodeNeeds,
  text: string,
  signal: AbortSignal | null,
): Promise<EnteredCode> {
  const read = readCode(text, wordlist);
  if (read.is === 'malformed') throw new CodeFailure('CODE_MALFORMED');
  if (read.is === 'unknown') throw new CodeFailure('CODE_UNKNOWN_WORD', null, read.word);
  const { live } = needs;
  if (live === undefined) throw new CodeFailure('OFFLINE');
  const { shareId, secret } = await receiveByCode({ ...needs, live }, read.code, signal);
  return { share: toBase64Url(shareId), fragment: formatFragment(secret) };
}
