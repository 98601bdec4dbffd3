import { type Bytes, fromBase64Url } from '../seal/bytes';
import { ApiProblem, type Run } from './problem';

/** Turns something that came from a node into what it should be, or throws `BAD_ANSWER`; `at` says where it stood. */
export type Decoder<Value> = (value: unknown, at: string) => Value;

function bad(at: string, wanted: string): never {
  throw new ApiProblem('BAD_ANSWER', 200, `${at} is not ${wanted}`);
}

export const text: Decoder<string> = (value, at) => (typeof value === 'string' ? value : bad(at, 'text'));

export const flag: Decoder<boolean> = (value, at) =>
  typeof value === 'boolean' ? value : bad(at, 'true or false');

/** A whole number that JavaScript holds exactly, 0 or more. */
export const whole: Decoder<number> = (value, at) =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : bad(at, 'a whole number');

export const signed: Decoder<number> = (value, at) =>
  typeof value === 'number' && Number.isSafeInteger(value) ? value : bad(at, 'a whole number');

export function bytes(length: number | null = null): Decoder<Bytes> {
  return (value, at) => {
    const decoded = fromBase64Url(text(value, at));
    if (decoded === null || (length !== null && decoded.length !== length)) bad(at, 'bytes as base64url');
    return decoded;
  };
}

/** An id as it stands in addresses: 22 characters. */
export const id: Decoder<string> = (value, at) => {
  bytes(16)(value, at);
  return text(value, at);
};

/** Null where the answer says null or nothing. */
export function optional<Value>(decode: Decoder<Value>): Decoder<Value | null> {
  return (value, at) => (value === null || value === undefined ? null : decode(value, at));
}

export function oneOf<const Choice extends string>(...choices: readonly Choice[]): Decoder<Choice> {
  return (value, at) => choices.find((choice) => choice === value) ?? bad(at, choices.join(' or '));
}

export function list<Value>(decode: Decoder<Value>, max: number): Decoder<readonly Value[]> {
  return (value, at) => {
    if (!Array.isArray(value) || value.length > max) bad(at, `a list of at most ${max}`);
    return value.map((item: unknown, index) => decode(item, `${at}[${index}]`));
  };
}

export const run: Decoder<Run> = (value, at) => {
  const [from, to] = list(whole, 2)(value, at);
  return from !== undefined && to !== undefined && from <= to ? [from, to] : bad(at, 'a run');
};

type Members<Shape> = { readonly [Name in keyof Shape]: Decoder<Shape[Name]> };

/** An object with these members; others are ignored. */
export function object<Shape>(members: Members<Shape>): Decoder<Shape> {
  return (value, at) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) bad(at, 'an object');
    const found = value as Readonly<Record<string, unknown>>;
    const names = Object.keys(members) as (keyof Shape & string)[];
    const entries = names.map((name) => [name, members[name](found[name], `${at}.${name}`)]);
    return Object.fromEntries(entries) as Shape;
  };
}
