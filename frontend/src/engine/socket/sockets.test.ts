import { describe, expect, it } from 'vitest';
import { ApiProblem } from '../api/problem';
import { encodeFrame, type Frame } from '../live/frames';
import { type Bytes, toBase64Url } from '../seal/bytes';
import { handTime } from '../testing/hand-time';
import { type BinaryListener, BULK_HIGH_BYTES, NoBulk, openBulk, READY_MS } from './bulk-socket';
import { decodeServerMessage, MESSAGE_MAX, type Seat } from './signal-messages';
import { NoReply, REFUSED_MS, REPLY_MS, SignalSocket, type TextListener, WELCOME_MS } from './signal-socket';

const id = (letter: string) => letter.repeat(21) + 'A';
const welcome = (more: object = {}) => ({
  ...{
    t: 'welcome',
    peer: id('P'),
    token: 'T'.repeat(43),
    node: 'n1',
    pingEvery: 10_000,
    grace: 30_000,
    ice: [],
  },
  ...{ resumed: false, ...more },
});

/** A socket in front of a node that a test plays. */
function given() {
  const time = handTime();
  const said: { t: string; [name: string]: unknown }[] = [];
  const sockets: { readonly listener: TextListener; closed: boolean }[] = [];
  const heard: unknown[] = [];
  const world = { ticket: () => Promise.resolve('ticket'), connects: 0 };
  const socket = new SignalSocket(
    {
      around: time.around,
      ticket: () => world.ticket(),
      connect: (listener) => {
        world.connects++;
        const each = { listener, closed: false };
        sockets.push(each);
        return Promise.resolve({
          send: (text: string) => said.push(JSON.parse(text) as { t: string }),
          close: () => (each.closed = true),
        });
      },
    },
    {
      onWelcome: ({ resumed }) => heard.push(['welcome', resumed]),
      onRoom: (room, peers) => heard.push(['room', room, peers.length]),
      onPeer: (room, seat: Seat) => heard.push(['peer', room, seat.is]),
      onSaid: (from, body) => heard.push(['said', from, toBase64Url(body)]),
      onUnheard: (peer) => heard.push(['unheard', peer]),
      onRefused: (room, why) => heard.push(['refused', room, why.code, why.retryAfter]),
      onLost: () => heard.push(['lost']),
    },
  );
  const node = (message: object) => sockets.at(-1)?.listener.onText(JSON.stringify(message));
  const arrive = async (more: object = {}) => {
    await time.settle();
    sockets.at(-1)?.listener.onOpen();
    await time.settle();
    node(welcome(more));
  };
  return { time, said, sockets, heard, world, socket, node, arrive };
}

describe('a signal socket', () => {
  it('says hello with its ticket, and joins its rooms', async () => {
    const { socket, said, arrive, node, heard } = given();
    socket.join({ room: 'share:x', as: 'receiver', right: new Uint8Array(2) });
    socket.begin();
    await arrive();
    expect(said).toEqual([
      { t: 'hello', v: 1, ticket: 'ticket' },
      { t: 'join', id: 0, room: 'share:x', as: 'receiver', right: 'AAA' },
    ]);
    node({
      t: 'joined',
      id: 0,
      room: 'share:x',
      peers: [{ peer: id('Q'), as: 'sender', name: '', is: 'here' }],
    });
    node({ t: 'peer', room: 'share:x', peer: id('Q'), as: 'sender', name: '', is: 'gone' });
    node({ t: 'peer', room: 'share:other', peer: id('Q'), as: 'sender', name: '', is: 'gone' });
    node({ t: 'said', from: id('Q'), body: 'AAA' });
    node({ t: 'trouble', code: 'PEER_GONE', detail: '', about: id('Q') });
    expect(heard).toEqual([
      ['welcome', false],
      ['room', 'share:x', 1],
      ['peer', 'share:x', 'gone'],
      ['said', id('Q'), 'AAA'],
      ['unheard', id('Q')],
    ]);
  });

  it('takes the name that a node gives a room, and leaves it by that', async () => {
    const { socket, said, arrive, node, heard } = given();
    socket.begin();
    await arrive();
    socket.join({ room: 'code:', as: 'sender', right: null });
    node({ t: 'joined', id: 0, room: 'code:7', peers: [] });
    node({ t: 'peer', room: 'code:7', peer: id('Q'), as: 'receiver', name: '', is: 'here' });
    socket.leave('code:7');
    expect(said.slice(1)).toEqual([
      { t: 'join', id: 0, room: 'code:', as: 'sender' },
      { t: 'leave', room: 'code:7' },
    ]);
    // Left before the node gave it a name.
    socket.join({ room: 'code:', as: 'sender', right: null });
    socket.leave('code:');
    node({ t: 'joined', id: 1, room: 'code:8', peers: [] });
    expect(said.at(-1)).toEqual({ t: 'leave', room: 'code:8' });
    expect(heard).toEqual([
      ['welcome', false],
      ['room', 'code:7', 0],
      ['peer', 'code:7', 'here'],
    ]);
  });

  it('tells when it isn’t let into a room, and when one ends', async () => {
    const { socket, arrive, node, heard } = given();
    socket.join({ room: 'code:7', as: 'receiver', right: null });
    socket.begin();
    await arrive();
    node({ t: 'trouble', code: 'OVER_CAPACITY', detail: '', id: 0, room: 'code:7', retryAfter: 5 });
    node({ t: 'trouble', code: 'NOT_FOUND', detail: '', id: 9 });
    node({ t: 'trouble', code: 'GONE', detail: '', room: 'share:x' });
    node({ t: 'trouble', code: 'GONE', detail: '', room: 'code:7' });
    expect(heard).toEqual([
      ['welcome', false],
      ['refused', 'code:7', 'OVER_CAPACITY', 5],
      ['refused', 'code:7', 'GONE', null],
    ]);
  });

  it('comes back as the same peer, with the newest token, after ever longer', async () => {
    const { socket, said, sockets, arrive, time, world } = given();
    socket.begin();
    await arrive({ token: 'first' });
    for (const wait of [375, 750, 1500]) {
      sockets.at(-1)?.listener.onClose();
      const before = world.connects;
      await time.pass(wait - 1);
      expect(world.connects).toBe(before);
      await time.pass(1);
      expect(world.connects).toBe(before + 1);
      expect(socket.here).toBe(false);
      sockets.at(-1)?.listener.onOpen();
      await time.settle();
      expect(said.at(-1)).toMatchObject({ t: 'hello', resume: { peer: id('P'), token: 'first' } });
    }
  });

  it('goes to another node when this one says goodbye, and at once when the device is online again', async () => {
    const { socket, node, arrive, time, world, heard } = given();
    socket.begin();
    await arrive();
    node({ t: 'goodbye', after: 5000 });
    expect(heard.at(-1)).toEqual(['lost']);
    time.goOnline();
    await time.settle();
    expect(world.connects).toBe(2);
  });

  it('pings, and looks elsewhere when nothing comes for three times as long', async () => {
    const { socket, said, arrive, time, node, world } = given();
    socket.begin();
    await arrive();
    await time.pass(10_000);
    expect(said.at(-1)).toEqual({ t: 'ping' });
    node({ t: 'pong' });
    await time.pass(30_000);
    expect(world.connects).toBe(1);
    await time.pass(12_000);
    expect(world.connects).toBe(2);
  });

  it('gives a node that welcomes nobody so much time and no more', async () => {
    const { socket, sockets, time } = given();
    socket.begin();
    await time.pass(WELCOME_MS - 1);
    expect(sockets[0]?.closed).toBe(false);
    await time.pass(1);
    expect(sockets[0]?.closed).toBe(true);
  });

  it('leaves a node that refuses alone for a while', async () => {
    const { socket, world, time } = given();
    let asked = 0;
    world.ticket = () => {
      asked++;
      return Promise.reject(new ApiProblem('FORBIDDEN', 403, ''));
    };
    socket.begin();
    await time.pass(REFUSED_MS - 1);
    expect(asked).toBe(1);
    await time.pass(1);
    expect(asked).toBe(2);
  });

  it('ends by what no node says, and hears nothing of an earlier connection', async () => {
    const { socket, sockets, arrive, heard, time } = given();
    socket.begin();
    await arrive();
    const [first] = sockets;
    first?.listener.onText('no JSON');
    expect(heard.at(-1)).toEqual(['lost']);
    first?.listener.onText(JSON.stringify({ t: 'said', from: id('Q'), body: 'AAA' }));
    first?.listener.onClose();
    expect(heard.at(-1)).toEqual(['lost']);
    await time.pass(1000);
    expect(sockets).toHaveLength(2);
    socket.end();
    await time.pass(100_000);
    expect(sockets).toHaveLength(2);
  });

  it('gets tickets for bulk sockets, or says that there is none', async () => {
    const { socket, said, arrive, node, time } = given();
    await expect(socket.bulkTicket()).rejects.toThrow(NoReply);
    socket.begin();
    await arrive();
    const ticket = socket.bulkTicket();
    node({ t: 'ticket', id: said.at(-1)?.['id'], ticket: 'bulk' });
    expect(await ticket).toBe('bulk');
    const refused = socket.bulkTicket();
    node({ t: 'trouble', code: 'RATE_LIMITED', detail: '', id: said.at(-1)?.['id'] });
    await expect(refused).rejects.toThrow(NoReply);
    const silent = expect(socket.bulkTicket()).rejects.toThrow(NoReply);
    await time.pass(REPLY_MS);
    await silent;
  });
});

describe('what a node says', () => {
  it('is decoded in one place', () => {
    expect(
      decodeServerMessage(JSON.stringify(welcome({ ice: [{ urls: 'stun:x' }], more: 1 }))),
    ).toMatchObject({
      ice: [{ urls: ['stun:x'], username: null, credential: null }],
    });
    expect(decodeServerMessage('{"t":"later"}')).toBeNull();
    expect(decodeServerMessage('{"t":"toString"}')).toBeNull();
  });

  it.each([
    '',
    'null',
    '[]',
    '"t"',
    '{}',
    '{"t":1}',
    JSON.stringify(welcome({ peer: 'short' })),
    JSON.stringify(welcome({ token: 'x'.repeat(257) })),
    JSON.stringify(welcome({ pingEvery: -1 })),
    JSON.stringify(welcome({ pingEvery: '1' })),
    JSON.stringify(welcome({ ice: Array.from({ length: 17 }, () => ({ urls: [] })) })),
    JSON.stringify({ t: 'joined', id: 0, room: 'x', peers: Array.from({ length: 65 }, () => ({})) }),
    JSON.stringify({
      t: 'joined',
      id: 0,
      room: 'x',
      peers: [{ peer: id('Q'), as: 'king', name: '', is: 'here' }],
    }),
    JSON.stringify({ t: 'peer', room: 'x', peer: id('Q'), as: 'sender', name: '', is: 'bored' }),
    JSON.stringify({ t: 'said', from: id('Q'), body: '=' }),
    JSON.stringify({ t: 'said', from: 'Q', body: 'AAA' }),
    JSON.stringify({ t: 'ticket', id: 'x', ticket: 'y' }),
    JSON.stringify({ t: 'trouble' }),
    `{"t":"pong","x":"${'x'.repeat(MESSAGE_MAX)}"}`,
  ])('is refused: %.60s', (text) => {
    expect(() => decodeServerMessage(text)).toThrow(ApiProblem);
  });
});

describe('a bulk socket', () => {
  const ticket = 'A'.repeat(43);

  function bulk() {
    const time = handTime();
    const sent: Bytes[] = [];
    const state = { waiting: 0, open: true, closed: 0 };
    let listener: BinaryListener | null = null;
    const opening = openBulk(
      (given) => {
        listener = given;
        return {
          send: (bytes) => sent.push(bytes),
          waiting: () => state.waiting,
          isOpen: () => state.open,
          close: () => state.closed++,
        };
      },
      ticket,
      time.around,
    );
    const on = () => listener as unknown as BinaryListener;
    const say = (frame: Frame) => on().onBytes(encodeFrame(frame));
    return { time, sent, state, opening, on, say };
  }

  it('shows its ticket first, and is there when the node is ready', async () => {
    const { opening, on, say, sent } = bulk();
    on().onOpen();
    expect(sent).toEqual([encodeFrame({ is: 'hello', ticket: new Uint8Array(32) })]);
    say({ is: 'ready' });
    expect((await opening).ended()).toBe(false);
  });

  it('isn’t opened without a ticket, by another answer, by none, or by an end', async () => {
    const around = handTime().around;
    const never = () => {
      throw new Error('not asked');
    };
    await expect(openBulk(never, 'short', around)).rejects.toThrow(NoBulk);
    const other = bulk();
    other.say({ is: 'grant', stream: new Uint8Array(16), limit: 0 });
    await expect(other.opening).rejects.toThrow(NoBulk);
    const late = bulk();
    const failing = expect(late.opening).rejects.toThrow(NoBulk);
    await late.time.pass(READY_MS);
    await failing;
    expect(late.state.closed).toBe(1);
    const closed = bulk();
    closed.on().onClose();
    await expect(closed.opening).rejects.toThrow(NoBulk);
  });

  it('has room up to its bound, and looks for it by itself', async () => {
    const { opening, say, state, time } = bulk();
    say({ is: 'ready' });
    const pipe = await opening;
    state.waiting = BULK_HIGH_BYTES - 1;
    expect(pipe.hasRoom()).toBe(true);
    state.waiting = BULK_HIGH_BYTES;
    expect(pipe.hasRoom()).toBe(false);
    let room = false;
    void pipe.room().then(() => (room = true));
    await time.pass(100);
    expect(room).toBe(false);
    state.waiting = 0;
    await time.pass(100);
    expect(room).toBe(true);
  });

  it('gives nothing to a socket that is closing, and lets nobody wait at its end', async () => {
    const { opening, say, state, sent, on } = bulk();
    say({ is: 'ready' });
    const pipe = await opening;
    state.open = false;
    const before = sent.length;
    pipe.send({ is: 'ready' });
    expect(sent).toHaveLength(before);
    state.waiting = BULK_HIGH_BYTES;
    const room = pipe.room();
    on().onClose();
    await room;
    expect(pipe.ended()).toBe(true);
  });
});
