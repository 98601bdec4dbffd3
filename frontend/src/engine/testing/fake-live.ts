import { decodeFrame, encodeFrame, type Frame } from '../live/frames';
import type { LiveWorld } from '../live/live-needs';
import { type Bytes, fromBase64Url, toBase64Url } from '../seal/bytes';
import { systemRandom } from '../seal/primitives';
import type { BinaryListener } from '../socket/bulk-socket';
import type { TextListener } from '../socket/signal-socket';
import { enterRoom } from './fake-code-rooms';
import { FakeRtc } from './fake-rtc';

interface Peer {
  readonly id: string;
  token: string;
  readonly rooms: Map<string, string>;
  signal: TextListener | null;
  bulk: Bulk | null;
}

interface Bulk {
  readonly peer: Peer;
  readonly listener: BinaryListener;
  waiting: number;
}

interface Message {
  readonly t: string;
  readonly id?: number;
  readonly room?: string;
  readonly as?: string;
  readonly to?: string;
  readonly body?: string;
  readonly resume?: { readonly peer: string; readonly token: string };
}

/** The live side of a node in memory (wire.md): signal sockets, bulk sockets, and browsers that reach each other. */
export class FakeLive {
  readonly #peers = new Map<string, Peer>();
  readonly #tickets = new Map<string, Peer>();
  readonly #streams = new Map<string, { readonly receiver: Peer; readonly sender: Peer }>();
  readonly rtc = new FakeRtc();
  /** While false no bulk socket opens. */
  relays = true;
  /** Bytes of DATA that receivers got by the relay. */
  relayed = 0;
  /** Called for each DATA by the relay; may cut it. */
  onData: () => void = () => undefined;
  /** What is said to a peer, changed; null: lost. */
  middle: (body: Bytes, from: string, to: string) => Bytes | null = (body) => body;
  /** What a peer calls itself. */
  nameOf: (peer: string) => string = () => '';
  /** Tells a peer whatever a hostile node likes. */
  readonly tell = (to: string, message: object): void => {
    const peer = this.#peers.get(to);
    if (peer !== undefined) this.#tell(peer, message);
  };

  /** What one page needs. */
  world(): LiveWorld {
    return {
      connect: (listener) => Promise.resolve(this.#connect(listener)),
      openBulk: (listener) => this.#openBulk(listener),
      newRtcPeer: () => this.rtc.newPeer(),
    };
  }

  readonly ticket = (): string => toBase64Url(systemRandom(32));

  /** How many peers there are. */
  get peers(): number {
    return this.#peers.size;
  }

  /** Ends all bulk sockets, as a node that dies. */
  cutRelay(): void {
    for (const { bulk } of this.#peers.values()) bulk?.listener.onClose();
  }

  /** Ends all signal sockets; who was who is forgotten. */
  cutSignal(): void {
    for (const peer of [...this.#peers.values()]) {
      const { signal } = peer;
      peer.signal = null;
      this.#gone(peer);
      signal?.onClose();
    }
  }

  #connect(listener: TextListener) {
    let peer: Peer | null = null;
    const say = (message: object) => setImmediate(() => listener.onText(JSON.stringify(message)));
    setImmediate(listener.onOpen);
    return {
      send: (text: string) => {
        const message = JSON.parse(text) as Message;
        if (message.t === 'hello') peer = this.#hello(message, listener, say);
        else if (peer !== null) this.#take(peer, message, say);
      },
      close: () => {
        if (peer?.signal === listener) this.#gone(peer);
        setImmediate(listener.onClose);
      },
    };
  }

  #hello({ resume }: Message, listener: TextListener, say: (message: object) => void): Peer {
    const known = this.#peers.get(resume?.peer ?? '');
    const resumed = known !== undefined && known.token === resume?.token;
    const peer = resumed
      ? known
      : { id: toBase64Url(systemRandom(16)), token: '', rooms: new Map(), signal: null, bulk: null };
    peer.token = toBase64Url(systemRandom(32));
    peer.signal = listener;
    this.#peers.set(peer.id, peer);
    const times = { pingEvery: 15_000, grace: 30_000 };
    say({ t: 'welcome', peer: peer.id, token: peer.token, node: 'n1', ...times, ice: [], resumed });
    return peer;
  }

  #take(peer: Peer, message: Message, say: (message: object) => void): void {
    const { t, id, as = '', to = '', body = '' } = message;
    let { room = '' } = message;
    if (t === 'ping') say({ t: 'pong' });
    if (t === 'bulk') {
      const ticket = this.ticket();
      this.#tickets.set(ticket, peer);
      say({ t: 'ticket', id, ticket });
    }
    if (t === 'leave') this.#leave(peer, room);
    if (t === 'join') {
      const entry = enterRoom([...this.#peers.values()], peer, room, as);
      if ('code' in entry) {
        say({ t: 'trouble', id, room, detail: '', ...entry });
        return;
      }
      room = entry.room;
      peer.rooms.set(room, as);
      const others = [...this.#peers.values()].filter((each) => each !== peer && each.rooms.has(room));
      const seat = (each: Peer) => ({
        peer: each.id,
        as: each.rooms.get(room),
        name: this.nameOf(each.id),
        is: 'here',
      });
      say({ t: 'joined', id, room, peers: others.map(seat) });
      for (const other of others) this.#tell(other, { t: 'peer', room, ...seat(peer) });
    }
    // As at a node, to leave a room is quicker than what was said before.
    if (t === 'say') setImmediate(() => this.#say(peer, to, body, say));
  }

  #say(peer: Peer, to: string, body: string, answer: (message: object) => void): void {
    const other = this.#peers.get(to);
    if (other === undefined) {
      answer({ t: 'trouble', code: 'PEER_GONE', detail: '', about: to });
      return;
    }
    const heard = this.middle(fromBase64Url(body) ?? new Uint8Array(), peer.id, to);
    if (heard !== null) this.#tell(other, { t: 'said', from: peer.id, body: toBase64Url(heard) });
  }

  #tell({ signal }: Peer, message: object): void {
    setImmediate(() => signal?.onText(JSON.stringify(message)));
  }

  #gone(peer: Peer): void {
    if (!this.#peers.delete(peer.id)) return;
    for (const room of [...peer.rooms.keys()]) this.#leave(peer, room);
    peer.bulk?.listener.onClose();
  }

  #leave(peer: Peer, room: string): void {
    const as = peer.rooms.get(room);
    if (!peer.rooms.delete(room)) return;
    for (const other of this.#peers.values()) {
      if (!other.rooms.has(room)) continue;
      this.#tell(other, { t: 'peer', room, peer: peer.id, as, name: '', is: 'gone' });
      if (!room.startsWith('code:') || as !== 'sender') continue;
      // Its receivers have nothing left to be there for.
      other.rooms.delete(room);
      this.#tell(other, { t: 'trouble', code: 'GONE', detail: '', room });
    }
  }

  #openBulk(listener: BinaryListener) {
    let bulk: Bulk | null = null;
    let open = true;
    const end = () => {
      if (!open) return;
      open = false;
      if (bulk !== null) this.#bulkEnded(bulk);
      listener.onClose();
    };
    setImmediate(() => (this.relays ? listener.onOpen() : end()));
    return {
      send: (bytes: Bytes) => {
        const frame = decodeFrame(bytes);
        if (frame.is === 'hello') {
          const peer = this.#tickets.get(toBase64Url(frame.ticket));
          if (peer === undefined) {
            end();
            return;
          }
          bulk = { peer, listener: { ...listener, onClose: end }, waiting: 0 };
          peer.bulk = bulk;
          setImmediate(() => listener.onBytes(encodeFrame({ is: 'ready' })));
        } else if (bulk !== null) this.#frame(bulk, frame);
      },
      waiting: () => bulk?.waiting ?? 0,
      isOpen: () => open,
      close: () => setImmediate(end),
    };
  }

  #frame(from: Bulk, frame: Frame): void {
    if (!('stream' in frame)) return;
    const key = toBase64Url(frame.stream);
    if (frame.is === 'open') {
      const sender = this.#peers.get(toBase64Url(frame.peer));
      if (sender === undefined) return;
      this.#streams.set(key, { receiver: from.peer, sender });
      const peer = fromBase64Url(from.peer.id) ?? frame.peer;
      this.#carry(from, sender, { ...frame, peer });
      return;
    }
    const stream = this.#streams.get(key);
    if (stream === undefined) return;
    const to = stream.receiver === from.peer ? stream.sender : stream.receiver;
    this.#carry(from, to, frame);
  }

  #carry(from: Bulk, to: Peer, frame: Frame): void {
    const bytes = encodeFrame(frame);
    from.waiting += bytes.length;
    setImmediate(() => {
      from.waiting -= bytes.length;
      const { bulk } = to;
      if (bulk === null) {
        if ('stream' in frame) this.#close(from.peer, frame.stream);
        return;
      }
      if (frame.is === 'data') {
        this.relayed += frame.bytes.length;
        this.onData();
      }
      if (to.bulk === bulk) bulk.listener.onBytes(bytes);
    });
  }

  #close({ bulk }: Peer, stream: Bytes): void {
    bulk?.listener.onBytes(encodeFrame({ is: 'close', stream, position: 0, cause: 2 }));
  }

  #bulkEnded(bulk: Bulk): void {
    if (bulk.peer.bulk === bulk) bulk.peer.bulk = null;
    for (const [key, { receiver, sender }] of this.#streams) {
      if (receiver !== bulk.peer && sender !== bulk.peer) continue;
      this.#streams.delete(key);
      this.#close(receiver === bulk.peer ? sender : receiver, fromBase64Url(key) ?? new Uint8Array());
    }
  }
}
