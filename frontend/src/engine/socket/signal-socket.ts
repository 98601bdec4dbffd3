import { type Bytes, toBase64Url } from '../seal/bytes';
import { judge } from '../transfer/failure';
import { backoff } from '../transfer/line';
import type { Surroundings } from '../transfer/surroundings';
import { decodeServerMessage, type Seat, type ServerMessage, type Welcome } from './signal-messages';
import { type Wish, WishedRooms } from './wished-rooms';

/** How long a socket may take to open and be welcomed, in ms. */
export const WELCOME_MS = 15_000;
/** The shortest and the longest time between two pings, in ms, whatever the node asks for. */
export const PING_MIN_MS = 1000;
export const PING_MAX_MS = 60_000;
/** How long an answer may take, in ms. */
export const REPLY_MS = 10_000;
/** The wait after a node refused, in ms: it has no sockets, or not for us. */
export const REFUSED_MS = 60_000;

/** A connection that carries texts both ways. */
export interface TextSocket {
  readonly send: (text: string) => void;
  readonly close: () => void;
}

export interface TextListener {
  readonly onOpen: () => void;
  readonly onText: (text: string) => void;
  /** Once, whoever closed it; also when it never opened. */
  readonly onClose: () => void;
}

export interface SignalNeeds {
  readonly around: Surroundings;
  /** Opens a connection to any node. Rejects if it can't even be tried. */
  readonly connect: (listener: TextListener) => Promise<TextSocket>;
  /** A ticket that is good once. @throws ApiProblem */
  readonly ticket: () => Promise<string>;
}

export interface SignalListener {
  /** This page is a peer; `resumed` is false if it is another one than before, whom nobody knows yet. */
  readonly onWelcome: (welcome: Welcome) => void;
  /** All others in a room. */
  readonly onRoom: (room: string, peers: readonly Seat[]) => void;
  /** Another one came, went away, or is gone. */
  readonly onPeer: (room: string, seat: Seat) => void;
  readonly onSaid: (from: string, body: Bytes) => void;
  /** What was said to this peer last didn't reach it. */
  readonly onUnheard: (peer: string) => void;
  /** This page isn't let into a room, or the room ended. */
  readonly onRefused?: (room: string, why: Refusal) => void;
  /** The connection is lost; it is looked for again. */
  readonly onLost: () => void;
}

/** Why a page isn't in a room. */
export interface Refusal {
  /** A `ProblemCode` of the node. */
  readonly code: string;
  /** When to ask again, in s; null: not said. */
  readonly retryAfter: number | null;
}

/** A node that answers to nothing it was asked for. */
export class NoReply extends Error {
  override readonly name = 'NoReply';
}

/**
 * The page's conversation with a node: found again after it is lost, at whichever node answers, as the same peer in the same rooms as
 * long as the node remembers it.
 * ```
 * idle ─begin→ connecting ─welcome→ here ─lost, goodbye→ waiting ─→ connecting …   any ─end→ ended
 * ```
 */
export class SignalSocket {
  readonly #needs: SignalNeeds;
  readonly #listener: SignalListener;
  readonly #rooms = new WishedRooms();
  readonly #replies = new Map<number, (ticket: string | null) => void>();
  #is: 'idle' | 'connecting' | 'here' | 'waiting' | 'ended' = 'idle';
  #socket: TextSocket | null = null;
  #welcome: Welcome | null = null;
  /** Which connection counts: what an earlier one still says doesn't. */
  #turn = 0;
  #attempt = 0;
  #nextId = 0;
  #heard = 0;
  #callOff: () => void = () => undefined;
  #offOnline: () => void = () => undefined;

  constructor(needs: SignalNeeds, listener: SignalListener) {
    this.#needs = needs;
    this.#listener = listener;
  }

  /** What the node said last when it let this page in; null until it did. */
  get welcome(): Welcome | null {
    return this.#welcome;
  }

  get here(): boolean {
    return this.#is === 'here';
  }

  begin(): void {
    if (this.#is !== 'idle') return;
    this.#offOnline = this.#needs.around.onOnline(() => {
      if (this.#is === 'waiting') this.#connect();
    });
    this.#connect();
  }

  /** Ends it for good. */
  end(): void {
    this.#is = 'ended';
    this.#offOnline();
    this.#drop();
  }

  /** Wants to be in a room from now on, whatever happens to the connection. */
  join(wish: Wish): void {
    this.#rooms.add(wish);
    if (this.here) this.#sayJoin(wish.room, wish);
  }

  leave(room: string): void {
    if (this.#rooms.remove(room)) this.#send({ t: 'leave', room });
  }

  /** Says something to another peer; false if there is no connection just now. */
  say(to: string, body: Bytes): boolean {
    return this.#send({ t: 'say', to, body: toBase64Url(body) });
  }

  /** A ticket for a bulk socket of this peer. @throws NoReply */
  bulkTicket(): Promise<string> {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      const done = (ticket: string | null) => {
        callOff();
        this.#replies.delete(id);
        if (ticket === null) reject(new NoReply('no ticket'));
        else resolve(ticket);
      };
      const callOff = this.#needs.around.after(REPLY_MS, () => done(null));
      this.#replies.set(id, done);
      if (!this.#send({ t: 'bulk', id })) done(null);
    });
  }

  #connect(): void {
    this.#is = 'connecting';
    const turn = ++this.#turn;
    const still = () => this.#turn === turn && this.#is !== 'ended';
    this.#later(WELCOME_MS, () => this.#lose());
    const open = async () => {
      const ticket = await this.#needs.ticket();
      if (!still()) return;
      const socket = await this.#needs.connect({
        onOpen: () => still() && this.#hello(ticket),
        onText: (text) => still() && this.#take(text),
        onClose: () => still() && this.#lose(),
      });
      if (still()) this.#socket = socket;
      else socket.close();
    };
    open().catch((error: unknown) => {
      if (!still()) return;
      const verdict = judge(error);
      this.#lose(verdict.is === 'ends' ? REFUSED_MS : verdict.retryAfter);
    });
  }

  #hello(ticket: string): void {
    const before = this.#welcome;
    const resume = before === null ? {} : { resume: { peer: before.peer, token: before.token } };
    // It may open before it is handed over.
    const hello = () => this.#socket?.send(JSON.stringify({ t: 'hello', v: 1, ticket, ...resume }));
    if (this.#socket === null) queueMicrotask(hello);
    else hello();
  }

  #take(text: string): void {
    let message: ServerMessage | null;
    try {
      message = decodeServerMessage(text);
    } catch {
      // Whatever this is, it is no node.
      this.#lose();
      return;
    }
    this.#heard = this.#needs.around.now();
    if (message === null) return;
    if (message.t === 'welcome') this.#onWelcome(message);
    else if (this.#is === 'here') this.#on(message);
  }

  #onWelcome(welcome: Welcome): void {
    if (this.#is !== 'connecting') return;
    this.#is = 'here';
    this.#attempt = 0;
    this.#welcome = welcome;
    if (!welcome.resumed) this.#rooms.forgetNames();
    this.#listener.onWelcome(welcome);
    // Even where the rooms stand: who is in them may have changed meanwhile.
    this.#joinAll();
    this.#keepAlive(Math.min(PING_MAX_MS, Math.max(PING_MIN_MS, welcome.pingEvery)));
  }

  #on(message: Exclude<ServerMessage, Welcome>): void {
    switch (message.t) {
      case 'joined':
        this.#onJoined(message);
        break;
      case 'peer':
        if (this.#rooms.has(message.room)) this.#listener.onPeer(message.room, message.seat);
        break;
      case 'said':
        this.#listener.onSaid(message.from, message.body);
        break;
      case 'ticket':
        this.#replies.get(message.id)?.(message.ticket);
        break;
      case 'trouble':
        this.#onTrouble(message);
        break;
      case 'goodbye':
        this.#lose(0);
        break;
      case 'pong':
        break;
    }
  }

  #onJoined({ id, room, peers }: Extract<ServerMessage, { t: 'joined' }>): void {
    const asked = this.#rooms.answered(id);
    if (this.#rooms.joined(asked, room)) this.#listener.onRoom(room, peers);
    // It was left before its name was known.
    else if (asked !== null && asked !== room) this.#send({ t: 'leave', room });
  }

  #onTrouble({ code, id, about, room, retryAfter }: Extract<ServerMessage, { t: 'trouble' }>): void {
    if (id !== null) this.#replies.get(id)?.(null);
    const refused = id === null ? room : this.#rooms.answered(id);
    if (refused !== null && this.#rooms.has(refused))
      this.#listener.onRefused?.(refused, { code, retryAfter });
    if (code === 'PEER_GONE' && about !== null) this.#listener.onUnheard(about);
    if (code !== 'RATE_LIMITED' && code !== 'UNAVAILABLE' && code !== 'OVER_CAPACITY') return;
    const turn = this.#turn;
    // A room that had no place may have one later; one that isn't ours never will.
    const again = () => {
      if (this.#turn === turn && this.here) this.#joinAll();
    };
    this.#needs.around.after(Math.max(1, retryAfter ?? 10) * 1000, again);
  }

  #keepAlive(every: number): void {
    this.#later(every, () => {
      if (this.#needs.around.now() - this.#heard > 3 * every) {
        this.#lose();
        return;
      }
      this.#send({ t: 'ping' });
      this.#keepAlive(every);
    });
  }

  #joinAll(): void {
    for (const [room, wish] of this.#rooms.toJoin) this.#sayJoin(room, wish);
  }

  #sayJoin(room: string, { as, right }: Wish): void {
    const shown = right === null ? {} : { right: toBase64Url(right) };
    const id = this.#nextId++;
    this.#rooms.asked(id, room);
    this.#send({ t: 'join', id, room, as, ...shown });
  }

  #send(message: object): boolean {
    if (!this.here) return false;
    this.#socket?.send(JSON.stringify(message));
    return true;
  }

  /** @param atLeast how long to wait before the next try, in ms */
  #lose(atLeast = 0): void {
    if (this.#is === 'ended' || this.#is === 'waiting') return;
    const wasHere = this.here;
    this.#is = 'waiting';
    this.#drop();
    if (wasHere) this.#listener.onLost();
    const { around } = this.#needs;
    // A node that says goodbye has others wait as well: chance spreads them.
    const wait = Math.max(atLeast, backoff(this.#attempt++, around.chance()));
    this.#later(wait, () => this.#connect());
  }

  #drop(): void {
    this.#turn++;
    this.#callOff();
    for (const reply of [...this.#replies.values()]) reply(null);
    this.#rooms.lost();
    this.#socket?.close();
    this.#socket = null;
  }

  #later(ms: number, callback: () => void): void {
    this.#callOff();
    this.#callOff = this.#needs.around.after(ms, callback);
  }
}
