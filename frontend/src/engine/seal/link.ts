import { type Bytes, fromBase64Url, toBase64Url } from './bytes';
import { SealError } from './seal-error';
import { ID_BYTES, KEY_BYTES } from './sizes';

/** What a link of a sealed share holds. */
export interface ShareLink {
  /** 16 bytes. */
  readonly shareId: Bytes;
  /** S, 32 bytes. */
  readonly secret: Bytes;
}

/** `<origin>/s/<shareId>#1.<S>` */
export function formatLink(origin: string, { shareId, secret }: ShareLink): string {
  return `${origin}/s/${toBase64Url(shareId)}#${formatFragment(secret)}`;
}

/** What stands behind the `#` of a link. */
export function formatFragment(secret: Bytes): string {
  return `1.${toBase64Url(secret)}`;
}

/** Null if it isn't 22 characters of base64url. */
export function parseShareId(text: string): Bytes | null {
  const id = fromBase64Url(text);
  return id?.length === ID_BYTES ? id : null;
}

/** Null if it isn't `1.` and 43 characters of base64url. */
export function parseFragment(fragment: string): Bytes | null {
  if (!fragment.startsWith('1.')) return null;
  const secret = fromBase64Url(fragment.slice(2));
  return secret?.length === KEY_BYTES ? secret : null;
}

/** @throws SealError `BAD_LINK` */
export function parseLink(url: string): ShareLink {
  const match = /^https?:\/\/[^/?#\s]+\/s\/([^/?#]+)#(.+)$/.exec(url);
  const shareId = parseShareId(match?.[1] ?? '');
  const secret = parseFragment(match?.[2] ?? '');
  if (shareId === null || secret === null) throw new SealError('BAD_LINK', 'no link of a sealed share');
  return { shareId, secret };
}
