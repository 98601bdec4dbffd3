import { wordlist } from '@scure/bip39/wordlists/english.js';
import { afterEach, describe, expect, it } from 'vitest';
import { type Bytes, equal, fromBase64Url } from './seal/bytes';
import { FakeLive } from './testing/fake-live';
import { FakeNode } from './testing/fake-node';
import { givenOf, MemoryFile, sampleBytes } from './testing/sources';
import { storage, visit } from './testing/visits';

const ends: (() => void)[] = [];
afterEach(() => ends.splice(0).forEach((end) => end()));

/** A page that has a share at the node, and others in front of it. */
async function given() {
  const node = new FakeNode();
  const live = new FakeLive();
  node.ticket = live.ticket;
  const said: Bytes[] = [];
  live.middle = (body) => {
    said.push(body);
    return body;
  };
  const sender = visit(node, storage(), live.world());
  sender.engine.send(givenOf([new MemoryFile('report.pdf', sampleBytes(1000))]), null);
  await sender.until(({ sends }) => sends[0]?.state.is === 'stored');
  const { share = '', link = '' } = sender.engine.view().sends[0] ?? {};
  const fragment = link.split('#')[1] ?? '';
  ends.push(() => sender.engine.cancelSend(share));
  const code = () => sender.engine.view().sends[0]?.code ?? null;
  const offered = async (before: string | null = null) => {
    await sender.until(({ sends: [send] }) => send?.code?.is === 'offered' && send.code.before === before);
    const now = code();
    return now?.is === 'offered' ? now.code : '';
  };
  const person = () => visit(node, storage(), live.world());
  const enter = (text: string) => person().engine.enterCode(text);
  return { node, live, said, sender, share, fragment, code, offered, person, enter };
}

/** The same channel with other words. */
function wrong(code: string): string {
  const [number = '', first = '', second = ''] = code.split('-');
  const other = wordlist[(wordlist.indexOf(second) + 1) % wordlist.length] ?? '';
  return [number, first, other].join('-');
}

describe('a code', () => {
  it('becomes the link, and a fresh one follows', async () => {
    const { sender, share, fragment, offered, enter, said } = await given();
    sender.engine.makeCode(share);
    const code = await offered();
    expect(code).toMatch(/^1-[a-z]{3,8}-[a-z]{3,8}$/);
    expect(await enter(` ${code.replaceAll('-', ' ').toUpperCase()}`)).toEqual({ share, fragment });
    const next = await offered('used');
    expect(next).not.toBe(code);
    expect(await enter(next)).toEqual({ share, fragment });
    // Nobody between them saw the secret.
    const secret = fromBase64Url(fragment.slice(2)) ?? new Uint8Array();
    for (const body of said)
      for (let at = 0; at + 32 <= body.length; at++)
        expect(equal(body.subarray(at, at + 32), secret)).toBe(false);
  });

  it('is burnt by one wrong guess, and the next one works', async () => {
    const { sender, share, fragment, offered, enter } = await given();
    sender.engine.makeCode(share);
    const code = await offered();
    await expect(enter(wrong(code))).rejects.toMatchObject({ code: 'CODE_WRONG' });
    const next = await offered('burnt');
    expect(next).not.toBe(code);
    await expect(enter(code)).rejects.toMatchObject({ code: 'CODE_WRONG' });
    expect(await enter(await offered('burnt'))).toEqual({ share, fragment });
  });

  it('isn’t followed by another after three burnt ones in a row, until a person asks', async () => {
    const { sender, share, fragment, offered, enter, code } = await given();
    sender.engine.makeCode(share);
    await expect(enter(wrong(await offered()))).rejects.toMatchObject({ code: 'CODE_WRONG' });
    await expect(enter(wrong(await offered('burnt')))).rejects.toMatchObject({ code: 'CODE_WRONG' });
    // A success between them: they aren't in a row.
    expect(await enter(await offered('burnt'))).toEqual({ share, fragment });
    await expect(enter(wrong(await offered('used')))).rejects.toMatchObject({ code: 'CODE_WRONG' });
    await expect(enter(wrong(await offered('burnt')))).rejects.toMatchObject({ code: 'CODE_WRONG' });
    await expect(enter(wrong(await offered('burnt')))).rejects.toMatchObject({ code: 'CODE_WRONG' });
    await sender.until(({ sends: [send] }) => send?.code?.is === 'stopped');
    expect(code()).toEqual({ is: 'stopped', why: 'burnt' });
    await expect(enter('1-abandon-ability')).rejects.toMatchObject({ code: 'CODE_NOBODY' });
    sender.engine.makeCode(share);
    expect(await enter(await offered())).toEqual({ share, fragment });
  });

  it('works while it is offered only', async () => {
    const { sender, share, offered, enter, code } = await given();
    await expect(enter('1-guitar-apple')).rejects.toMatchObject({ code: 'CODE_NOBODY' });
    sender.engine.makeCode(share);
    const first = await offered();
    sender.engine.endCode(share);
    expect(code()).toBeNull();
    await expect(enter(first)).rejects.toMatchObject({ code: 'CODE_NOBODY' });
    sender.engine.makeCode(share);
    const second = await offered();
    await sender.engine.remove(share);
    expect(code()).toBeNull();
    await expect(enter(second)).rejects.toMatchObject({ code: 'CODE_NOBODY' });
    // Of a share that is deleted nobody gets one.
    sender.engine.makeCode(share);
    expect(code()).toBeNull();
  });

  it('is for one at a time', async () => {
    const { sender, share, fragment, offered, enter, live } = await given();
    sender.engine.makeCode(share);
    const code = await offered();
    const through = live.middle;
    let second: Promise<unknown> = Promise.resolve();
    // Another one comes while the first one's guess is on its way.
    live.middle = (body, from, to) => {
      if (body[0] !== 17) return through(body, from, to);
      live.middle = through;
      second = enter(code).catch((error: unknown) => error);
      return body;
    };
    expect(await enter(code)).toEqual({ share, fragment });
    expect(await second).toMatchObject({ code: 'CODE_BUSY' });
  });

  it.each([
    ['', 'CODE_MALFORMED'],
    ['7-guitar', 'CODE_MALFORMED'],
    ['7-guitar-appel', 'CODE_UNKNOWN_WORD'],
  ])('isn’t asked for if it is none: “%s”', async (text, code) => {
    const { enter, live } = await given();
    await new Promise((resolve) => setImmediate(resolve));
    const before = live.peers;
    await expect(enter(text)).rejects.toMatchObject({ code });
    expect(live.peers).toBe(before);
  });

  it('can be given up, and is free for others at once', async () => {
    const { sender, share, fragment, offered, enter, person, live } = await given();
    sender.engine.makeCode(share);
    const code = await offered();
    const through = live.middle;
    const controller = new AbortController();
    live.middle = (body) => {
      live.middle = through;
      controller.abort();
      return body;
    };
    await expect(person().engine.enterCode(code, controller.signal)).rejects.toMatchObject({
      code: 'CANCELLED',
    });
    expect(await enter(code)).toEqual({ share, fragment });
    await expect(person().engine.enterCode(code, AbortSignal.abort())).rejects.toMatchObject({
      code: 'CANCELLED',
    });
  });

  it('is another one when the node has forgotten its sender', async () => {
    const { sender, share, fragment, offered, enter, live } = await given();
    sender.engine.makeCode(share);
    const code = await offered();
    live.cutSignal();
    await sender.until(({ sends: [send] }) => send?.code?.is === 'making');
    const next = await offered();
    expect(next).not.toBe(code);
    expect(await enter(next)).toEqual({ share, fragment });
  });
});

describe('between the two of a code', () => {
  const kinds = [
    [16, 'CODE_WRONG', true],
    [17, 'CODE_WRONG', true],
    [18, 'CODE_WRONG', false],
    [1, 'CODE_LOST', false],
    [2, 'CODE_LOST', false],
    [3, 'CODE_LOST', false],
    [4, 'CODE_LOST', false],
    [5, 'CODE_LOST', false],
    [6, 'CODE_LOST', false],
  ] as const;

  it.each(kinds)('somebody who changes message %i gets nothing', async (kind, code, burns) => {
    const { sender, share, fragment, offered, enter, live } = await given();
    sender.engine.makeCode(share);
    const first = await offered();
    const through = live.middle;
    live.middle = (body, from, to) => {
      if (body[0] !== kind) return through(body, from, to);
      live.middle = through;
      const changed = body.slice();
      // Of the confirmation, of the share's id, or of whatever else stands there.
      const at = kind === 16 ? 3 : body.length - 1;
      changed[at] = (changed[at] ?? 0) ^ 1;
      return changed;
    };
    await expect(enter(first)).rejects.toMatchObject({ code });
    if (burns) expect(await enter(await offered('burnt'))).toEqual({ share, fragment });
  });

  it('a guess that is said twice burns nothing, and gets nothing twice', async () => {
    const { sender, share, fragment, offered, enter, live } = await given();
    sender.engine.makeCode(share);
    const code = await offered();
    const through = live.middle;
    let guess: Bytes | null = null;
    live.middle = (body, from, to) => {
      if (body[0] === 17) guess = body;
      return through(body, from, to);
    };
    expect(await enter(code)).toEqual({ share, fragment });
    // The same guess at the next code: a replay.
    live.middle = (body) => (body[0] === 17 ? guess : body);
    const next = await offered('used');
    await expect(enter(next)).rejects.toMatchObject({ code: 'CODE_WRONG' });
    live.middle = through;
    expect(await enter(await offered('burnt'))).toEqual({ share, fragment });
  });

  it('a guess counts even if whoever made it is gone before it was looked at', async () => {
    const { sender, share, fragment, offered, enter, live } = await given();
    sender.engine.makeCode(share);
    const code = await offered();
    const through = live.middle;
    live.middle = (body, from, to) => {
      const gone = { t: 'peer', room: 'code:1', peer: from, as: 'receiver', name: '', is: 'gone' };
      if (body[0] === 17) setImmediate(() => setImmediate(() => live.tell(to, gone)));
      return through(body, from, to);
    };
    await expect(enter(wrong(code))).rejects.toMatchObject({ code: 'CODE_WRONG' });
    live.middle = through;
    expect(await enter(await offered('burnt'))).toEqual({ share, fragment });
  });

  it.each([
    ['nothing', new Uint8Array()],
    ['a kind that isn’t one', Uint8Array.of(99)],
    ['half a guess', new Uint8Array(40).fill(17)],
    ['a sender’s own word', new Uint8Array(33).fill(18)],
    ['the end of a pair', new Uint8Array(18).fill(7)],
  ])('%s in the place of a guess is a wrong one', async (_, body) => {
    const { sender, share, fragment, offered, enter, live } = await given();
    sender.engine.makeCode(share);
    const code = await offered();
    const through = live.middle;
    live.middle = (said, from, to) => {
      if (said[0] !== 17) return through(said, from, to);
      live.middle = through;
      return body;
    };
    await expect(enter(code)).rejects.toMatchObject({ code: 'CODE_WRONG' });
    expect(await enter(await offered('burnt'))).toEqual({ share, fragment });
  });
});
