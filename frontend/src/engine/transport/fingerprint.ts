import { type Bytes, equal } from '../seal/bytes';

/** The SHA-256 fingerprint of a description; null unless every certificate that it names is this one. */
export function fingerprintOf(sdp: string): Bytes | null {
  const lines = sdp.split(/\r\n|\r|\n/).filter((line) => /^a=fingerprint:/i.test(line));
  const all = lines.map(parse);
  const [first = null] = all;
  return first !== null && all.every((each) => each !== null && equal(each, first)) ? first : null;
}

function parse(line: string): Bytes | null {
  const hex = /^a=fingerprint:sha-256 ((?:[0-9a-f]{2}:){31}[0-9a-f]{2})\s*$/i.exec(line)?.[1];
  return hex === undefined ? null : Uint8Array.from(hex.split(':'), (byte) => parseInt(byte, 16));
}
