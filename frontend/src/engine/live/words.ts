import { mac, type PairKeys } from './pair-keys';

/** How many words two people compare. */
export const WORDS = 4;
/** Bits of one: the list has 2,048. */
const WORD_BITS = 11;

/** Where the words stand in the list: the first 44 bits of HMAC(kSas, T). */
export async function wordPlaces({ words, transcript }: PairKeys): Promise<number[]> {
  const bytes = await mac(words, transcript);
  const bits = bytes.subarray(0, 6).reduce((sum, byte) => sum * 256n + BigInt(byte), 0n) >> 4n;
  return Array.from({ length: WORDS }, (_, at) =>
    Number((bits >> BigInt((WORDS - 1 - at) * WORD_BITS)) & 0x7ffn),
  );
}

/** The words that both sides may show. The list is loaded when somebody wants to see them. */
export async function pairWords(keys: PairKeys): Promise<string[]> {
  const { wordlist } = await import('@scure/bip39/wordlists/english.js');
  return (await wordPlaces(keys)).map((place) => wordlist[place] ?? '');
}
