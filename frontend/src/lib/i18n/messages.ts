import type { en } from './en';

/** A text with `{name}` places, or one per plural form of its `count` (Intl.PluralRules). */
export type Message = string | PluralMessage;
export type PluralMessage = Partial<Record<Intl.LDMLPluralRule, string>> & { readonly other: string };

export type MessageKey = keyof typeof en;

/** A language: every text of the page, and which way it runs. */
export interface Catalogue {
  readonly language: string;
  /** The language whose numbers, dates and plurals are used (BCP 47). */
  readonly formats: string;
  readonly direction: 'ltr' | 'rtl';
  readonly messages: Readonly<Record<MessageKey, Message>>;
}

type Places<Text> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | Places<Rest> : never;
type PlacesOf<Text> = Text extends { readonly other: infer Other } ? 'count' | Places<Other> : Places<Text>;

/** What must be given to fill a message: nothing for one without places. */
export type Values<Key extends MessageKey> = [PlacesOf<(typeof en)[Key]>] extends [never]
  ? []
  : [values: Readonly<Record<PlacesOf<(typeof en)[Key]>, string | number>>];

const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/;
const isolate = (text: string) => `\u2068${text}\u2069`;

/**
 * Fills a message. Numbers are written as the language writes them; other values are set apart from the direction of
 * the text around them (UAX #9, isolates), so that a file name never turns a sentence over.
 */
export function fill(
  catalogue: Catalogue,
  key: MessageKey,
  values: Readonly<Record<string, string | number>> = {},
): string {
  const message = catalogue.messages[key];
  const text = typeof message === 'string' ? message : plural(catalogue, message, Number(values['count']));
  return text.replace(/\{(\w+)\}/g, (place, name: string) => {
    const value = values[name];
    if (value === undefined) return place;
    if (typeof value === 'number') return new Intl.NumberFormat(catalogue.formats).format(value);
    return catalogue.direction === 'rtl' || RIGHT_TO_LEFT.test(value) ? isolate(value) : value;
  });
}

function plural(catalogue: Catalogue, message: PluralMessage, count: number): string {
  const form = new Intl.PluralRules(catalogue.formats).select(count);
  return message[form] ?? message.other;
}
