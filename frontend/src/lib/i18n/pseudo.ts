import { en } from './en';
import type { Catalogue, Message, MessageKey } from './messages';

/**
 * A right-to-left language made from English, for tests and translators: letters get accents, so that a text outside of
 * the catalogue is seen at once; each text is a third longer, as translations are; and all of it runs from the right.
 */
const ACCENTED: Readonly<Record<string, string>> = Object.fromEntries(
  [...'aàbƀcçdðeéfƒgĝhĥiîjĵkķlļmɱnñoöpþrŕsštţuûvṽwŵyýzž'.matchAll(/(.)(.)/gu)].flatMap(
    ([, plain = '', accent = '']) => [
      [plain, accent],
      [plain.toUpperCase(), accent.toUpperCase()],
    ],
  ),
);
const RIGHT_TO_LEFT_OVERRIDE = '\u202E';
const POP = '\u202C';

function accent(text: string): string {
  const longer = text.length > 3 ? '·'.repeat(Math.ceil(text.length / 3)).replace(/.{6}/g, '$& ') : '';
  // Places keep their own direction: the override ends before each and starts again after it.
  const parts = text.split(/(\{\w+\})/g).map((part) => {
    if (part === '' || part.startsWith('{')) return part;
    return RIGHT_TO_LEFT_OVERRIDE + part.replace(/[a-z]/gi, (letter) => ACCENTED[letter] ?? letter) + POP;
  });
  return parts.join('') + longer;
}

function translate(message: Message): Message {
  if (typeof message === 'string') return accent(message);
  const forms = Object.entries(message).map(([form, text]) => [form, accent(text)] as const);
  return { other: '', ...Object.fromEntries(forms) };
}

const messages = Object.fromEntries(
  Object.entries(en).map(([key, message]) => [key, translate(message)]),
) as Record<MessageKey, Message>;

export const pseudo: Catalogue = { language: 'qps-rtl', formats: 'en', direction: 'rtl', messages };
