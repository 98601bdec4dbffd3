import { describe, expect, it, vi } from 'vitest';
import { toBase64Url, utf8 } from '../seal/bytes';
import { nodeClient } from './client';
import { ApiProblem } from './problem';

const ID = 'q83vEjRWeJCrze8SNFZ4kA';
const TOKEN = new Uint8Array(32).fill(7);

/** A node that gives one answer to everything, and what it was asked. */
function answering(answer: () => Response | Promise<Response>) {
  const asked: { url: string; init: RequestInit }[] = [];
  const client = nodeClient((url, init) => {
    asked.push({ url: url as string, init: init ?? {} });
    const signal = init?.signal;
    return Promise.race([
      Promise.resolve().then(answer),
      new Promise<never>((_, reject) => {
        signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
      }),
    ]);
  });
  return { client, asked };
}

function jsonAnswer(value: unknown, status = 200, headers: Record<string, string> = {}) {
  const type = status < 400 ? 'application/json' : 'application/problem+json';
  return () => new Response(JSON.stringify(value), { status, headers: { 'content-type': type, ...headers } });
}

async function failure(promise: Promise<unknown>): Promise<ApiProblem> {
  const error: unknown = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof ApiProblem) return error;
  throw new Error(`not a problem: ${String(error)}`);
}

describe('requests', () => {
  it('carry a chunk with its digest and capability', async () => {
    const { client, asked } = answering(jsonAnswer({ outcome: 'STORED', stored: 1, chunks: 2 }, 201));
    const chunk = { sealed: utf8('sealed'), sealedDigest: new Uint8Array(32) };
    expect(await client.putChunk(ID, 1, TOKEN, chunk)).toEqual({ outcome: 'STORED', stored: 1, chunks: 2 });
    expect(asked[0]?.url).toBe(`/api/files/${ID}/chunks/1`);
    expect(asked[0]?.init).toMatchObject({ method: 'PUT', body: chunk.sealed, redirect: 'error' });
    expect(asked[0]?.init.headers).toEqual({
      accept: 'application/json',
      authorization: `Bearer ${toBase64Url(TOKEN)}`,
      'content-digest': `sha-256=:${'A'.repeat(43)}=:`,
      'content-type': 'application/octet-stream',
    });
  });

  it('carry bytes in JSON as base64url', async () => {
    const { client, asked } = answering(jsonAnswer({ code: 'CONFLICT' }, 409));
    const share = {
      share: ID,
      lifetime: null,
      owner: TOKEN,
      read: TOKEN,
      wrap: TOKEN,
      commit: TOKEN,
      meta: null,
    };
    await failure(client.createShare({ ...share, files: [] }, 'key-0001'));
    const token = toBase64Url(TOKEN);
    expect(JSON.parse(asked[0]?.init.body as string)).toEqual({
      ...{ share: ID, lifetime: null, meta: null, files: [] },
      ...{ owner: token, read: token, wrap: token, commit: token },
    });
    expect(asked[0]?.init.headers).toMatchObject({ 'idempotency-key': 'key-0001' });
  });

  it('to see an open share carry no capability', async () => {
    const { client, asked } = answering(jsonAnswer({}));
    await failure(client.share(ID, null));
    expect(asked[0]?.init.headers).not.toHaveProperty('authorization');
  });
});

describe('problems', () => {
  it('keep the code, the wait and what is missing', async () => {
    const { client } = answering(
      jsonAnswer({ code: 'INCOMPLETE', detail: 'holes', missing: [[0, 3]] }, 409, { 'retry-after': '7' }),
    );
    expect(await failure(client.complete(ID, TOKEN, TOKEN))).toMatchObject({
      code: 'INCOMPLETE',
      status: 409,
      retryAfter: 7000,
      missing: [[0, 3]],
    });
  });

  it('wait until a date, too', async () => {
    vi.useFakeTimers({ now: Date.UTC(2026, 0, 1) });
    const { client } = answering(
      jsonAnswer({ code: 'UNAVAILABLE' }, 503, { 'retry-after': 'Thu, 01 Jan 2026 00:00:05 GMT' }),
    );
    expect(await failure(client.config())).toMatchObject({ retryAfter: 5000 });
    vi.useRealTimers();
  });

  it.each([
    [404, 'UNAVAILABLE'],
    [413, 'TOO_LARGE'],
    [429, 'OVER_CAPACITY'],
    [500, 'INTERNAL'],
    [502, 'UNAVAILABLE'],
    [403, 'BAD_ANSWER'],
  ])('of a proxy, %i, is not taken for the node’s word', async (status, code) => {
    const { client } = answering(() => new Response('<html>', { status }));
    expect(await failure(client.config())).toMatchObject({ code, status });
  });

  it('are OFFLINE without an answer', async () => {
    const { client } = answering(() => Promise.reject(new TypeError('Failed to fetch')));
    expect(await failure(client.config())).toMatchObject({ code: 'OFFLINE', status: 0 });
  });

  it('are OFFLINE when the answer takes too long', async () => {
    vi.useFakeTimers();
    const { client } = answering(() => new Promise(() => {}));
    const end = failure(client.upload(ID, TOKEN, { within: 500 }));
    await vi.advanceTimersByTimeAsync(500);
    expect(await end).toMatchObject({ code: 'OFFLINE' });
    vi.useRealTimers();
  });

  it('are none when the caller ended the request', async () => {
    const { client } = answering(() => new Promise(() => {}));
    const controller = new AbortController();
    const end = client.config({ signal: controller.signal });
    controller.abort();
    await expect(end).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('answers', () => {
  const file = { file: ID, state: 'RECEIVING', size: 5, chunks: 1, storedChunks: 0 };
  const share = {
    share: ID,
    mode: 'OPEN',
    createdAt: 1,
    expiresAt: null,
    now: 2,
    undoUntil: 0,
    files: [{ ...file, name: 'a', later: 'ignored' }],
  };

  it('are read with what they leave out as null', async () => {
    const { client } = answering(jsonAnswer(share));
    const answer = await client.share(ID, null);
    expect(answer).toMatchObject({ mode: 'OPEN', expiresAt: null, wrap: null });
    expect(answer.files[0]).toMatchObject({ name: 'a', type: null, header: null });
    expect(answer.files[0]).not.toHaveProperty('later');
  });

  it.each([
    ['mode', { mode: 'OTHER' }],
    ['share', { share: 'short' }],
    ['createdAt', { createdAt: 1.5 }],
    ['now', { now: undefined }],
    ['expiresAt', { expiresAt: -1 }],
    ['commit', { commit: 'AAAA' }],
    ['wrap', { wrap: '+' }],
    ['files', { files: Array.from({ length: 257 }, () => file) }],
    ['files[0].state', { files: [{ ...file, state: 'LOST' }] }],
    ['files[0]', { files: [null] }],
  ])('with another %s are refused', async (at, change) => {
    const { client } = answering(jsonAnswer({ ...share, ...change }));
    const problem = await failure(client.share(ID, null));
    expect(problem.code).toBe('BAD_ANSWER');
    expect(problem.message).toContain(at);
  });

  it('that are no JSON are refused', async () => {
    const { client } = answering(() => new Response('hello'));
    expect(await failure(client.config())).toMatchObject({ code: 'BAD_ANSWER' });
  });
});

describe('sealed bytes', () => {
  const run = (headers: Record<string, string>, body: BodyInit | null, status = 206) =>
    answering(() => new Response(body, { status, headers })).client.sealedRun(ID, ID, TOKEN, 10, 14, null);

  it('come piece by piece', async () => {
    const bytes = await run({ 'content-range': 'bytes 10-14/100' }, utf8('hello'));
    expect(await bytes.read()).toEqual(utf8('hello'));
    expect(await bytes.read()).toBeNull();
  });

  it.each([
    ['of another place', { 'content-range': 'bytes 0-4/100' }, 206],
    ['of another length', { 'content-range': 'bytes 10-15/100' }, 206],
    ['as a whole', {}, 200],
  ])('%s are refused', async (_, headers, status) => {
    expect(await failure(run(headers, utf8('hello'), status))).toMatchObject({ code: 'BAD_ANSWER' });
  });

  it('that stop coming are OFFLINE', async () => {
    const torn = new ReadableStream({
      pull: (controller) => controller.error(new TypeError('network error')),
    });
    const bytes = await run({ 'content-range': 'bytes 10-14/100' }, torn);
    expect(await failure(bytes.read())).toMatchObject({ code: 'OFFLINE' });
  });
});
