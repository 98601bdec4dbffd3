/** A code as it is read out: a channel, and two words of the list. */
export interface Code {
  /** 0 … 999. */
  readonly number: number;
  /** In lower case, joined by `-`. */
  readonly words: string;
}

export type ReadCode =
  | { readonly is: 'code'; readonly code: Code }
  /** There is something that is no word of the list, nor the beginning of a single one. */
  | { readonly is: 'unknown'; readonly word: string }
  /** Something is missing, or too much. */
  | { readonly is: 'malformed' };

/** How many words a code has. */
export const CODE_WORDS = 2;
/** The most characters that are looked at. */
export const CODE_TEXT_MAX = 64;
/** How many words are offered for a beginning. */
export const OFFERED_MAX = 6;

export function formatCode({ number, words }: Code): string {
  return `${number}-${words}`;
}

/** `7-guitar-apple` in any case, with spaces or other dashes or none before the words; words may end early where only one begins so. */
export function readCode(text: string, list: readonly string[]): ReadCode {
  const [number, ...words] = partsOf(text);
  if (number === undefined || !/^\d{1,3}$/.test(number) || words.length !== CODE_WORDS)
    return { is: 'malformed' };
  const whole: string[] = [];
  for (const word of words) {
    const found = complete(word, list);
    if (found === null) return { is: 'unknown', word };
    whole.push(found);
  }
  return { is: 'code', code: { number: Number(number), words: whole.join('-') } };
}

/** What the text could go on to, with its last word completed; nothing before that has a letter. */
export function offersFor(text: string, list: readonly string[]): string[] {
  const [number, ...words] = partsOf(text);
  const begun = words.pop();
  if (number === undefined || begun === undefined || words.length >= CODE_WORDS) return [];
  if (!/^\d{1,3}$/.test(number) || /[^a-z]$/.test(text.toLowerCase())) return [];
  const before = [number, ...words.map((word) => complete(word, list) ?? word)].join('-');
  return list
    .filter((word) => word.startsWith(begun))
    .slice(0, OFFERED_MAX)
    .map((word) => `${before}-${word}`);
}

function partsOf(text: string): string[] {
  if (text.length > CODE_TEXT_MAX) return [];
  const spaced = text.toLowerCase().replace(/(\d)(?=[a-z])|([a-z])(?=\d)/g, '$1$2 ');
  return spaced.split(/[\s\p{Pd}_.,+]+/u).filter((part) => part !== '');
}

/** The word that is meant; null: none, or more than one. */
function complete(word: string, list: readonly string[]): string | null {
  if (list.includes(word)) return word;
  const [only, another] = list.filter((each) => each.startsWith(word));
  return only !== undefined && another === undefined ? only : null;
}
