import { type Decoder, flag, id, list, object, oneOf, optional, text, whole } from '../api/decode';
import { ApiProblem } from '../api/problem';
import { type Bytes, fromBase64Url } from '../seal/bytes';

/** The longest message of a signal socket, in bytes. */
export const MESSAGE_MAX = 32_768;
/** The most peers in a room. */
export const PEERS_MAX = 64;
/** The most servers for finding a direct path. */
const ICE_MAX = 16;

/** What a peer is in a room. */
export type Role = 'sender' | 'receiver';

/** A peer as others in a room see it. */
export interface Seat {
  /** 22 characters. */
  readonly peer: string;
  readonly as: Role;
  readonly name: string;
  readonly is: 'here' | 'away' | 'gone';
}

/** In the shape that `RTCPeerConnection` takes. */
export interface IceServer {
  readonly urls: readonly string[];
  readonly username: string | null;
  readonly credential: string | null;
}

export interface Welcome {
  readonly t: 'welcome';
  readonly peer: string;
  /** The right to be this peer again. */
  readonly token: string;
  /** Name of the node. */
  readonly node: string;
  /** ms. */
  readonly pingEvery: number;
  readonly ice: readonly IceServer[];
  /** Whether the rooms of before stand. */
  readonly resumed: boolean;
}

/** What a node says (wire.md, section 2). */
export type ServerMessage =
  | Welcome
  | { readonly t: 'joined'; readonly id: number; readonly room: string; readonly peers: readonly Seat[] }
  | { readonly t: 'peer'; readonly room: string; readonly seat: Seat }
  | { readonly t: 'said'; readonly from: string; readonly body: Bytes }
  | { readonly t: 'ticket'; readonly id: number; readonly ticket: string }
  | {
      readonly t: 'trouble';
      readonly code: string;
      readonly id: number | null;
      /** The peer it is about. */
      readonly about: string | null;
      /** The room it is about: one that ended, or that this page wasn't let in. */
      readonly room: string | null;
      /** s. */
      readonly retryAfter: number | null;
    }
  | { readonly t: 'goodbye'; readonly after: number }
  | { readonly t: 'pong' };

const short: Decoder<string> = (value, at) => {
  const string = text(value, at);
  if (string.length > 256) throw new ApiProblem('BAD_ANSWER', 0, `${at} is too long`);
  return string;
};

const body: Decoder<Bytes> = (value, at) => {
  const decoded = fromBase64Url(text(value, at));
  if (decoded === null) throw new ApiProblem('BAD_ANSWER', 0, `${at} is not base64url`);
  return decoded;
};

const seatMembers = {
  peer: id,
  as: oneOf('sender', 'receiver'),
  name: short,
  is: oneOf('here', 'away', 'gone'),
};
const seat: Decoder<Seat> = object<Seat>(seatMembers);

const urls: Decoder<readonly string[]> = (value, at) =>
  typeof value === 'string' ? [short(value, at)] : list(short, ICE_MAX)(value, at);

const iceServer: Decoder<IceServer> = object<IceServer>({
  urls,
  username: optional(short),
  credential: optional(short),
});

const peerMessage: Decoder<Extract<ServerMessage, { t: 'peer' }>> = (value, at) => ({
  ...object({ t: oneOf('peer'), room: short })(value, at),
  seat: seat(value, at),
});

const DECODERS: { readonly [T in ServerMessage['t']]: Decoder<Extract<ServerMessage, { t: T }>> } = {
  welcome: object({
    t: oneOf('welcome'),
    peer: id,
    token: short,
    node: short,
    pingEvery: whole,
    ice: list(iceServer, ICE_MAX),
    resumed: flag,
  }),
  joined: object({ t: oneOf('joined'), id: whole, room: short, peers: list(seat, PEERS_MAX) }),
  peer: peerMessage,
  said: object({ t: oneOf('said'), from: id, body }),
  ticket: object({ t: oneOf('ticket'), id: whole, ticket: short }),
  trouble: object({
    t: oneOf('trouble'),
    code: short,
    id: optional(whole),
    about: optional(id),
    room: optional(short),
    retryAfter: optional(whole),
  }),
  goodbye: object({ t: oneOf('goodbye'), after: whole }),
  pong: object({ t: oneOf('pong') }),
};

/** Null for what a later version may say. @throws ApiProblem `BAD_ANSWER` */
export function decodeServerMessage(message: string): ServerMessage | null {
  if (message.length > MESSAGE_MAX) throw new ApiProblem('BAD_ANSWER', 0, 'a message too long');
  let value: unknown;
  try {
    value = JSON.parse(message);
  } catch {
    throw new ApiProblem('BAD_ANSWER', 0, 'no JSON');
  }
  const { t } = object({ t: text })(value, 'message');
  return Object.hasOwn(DECODERS, t) ? DECODERS[t as ServerMessage['t']](value, t) : null;
}
