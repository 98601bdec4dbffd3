import { afterEach, describe, expect, it } from 'vitest';
import { utf8 } from '@/engine/seal/bytes';
import type { WorkerCall } from '@/engine/sinks/download-messages';
import type { Sink } from '@/engine/sinks/sink';
import { LINGER_MS, SILENCE_MS, workerSink } from '@/engine/sinks/worker-sink';
import { contentDisposition, Downloads, PAGE_SILENCE_MS } from './download';

/** A page and a service worker, and what the browser gets of the download. */
function given(size = 6, after?: ConstructorParameters<typeof Downloads>[0]) {
  const downloads = new Downloads(after);
  const frames: string[] = [];
  const timers = new Set<() => void>();
  let now = 0;
  let deaf = false;
  let arrived: (response: Response) => void = () => undefined;
  const response = new Promise<Response>((resolve) => (arrived = resolve));
  const sink: Sink = workerSink(
    { name: 'a b.txt', path: '', size, modified: 0 },
    {
      call: (call: WorkerCall, transfer) => {
        if (!deaf) downloads.onCall(call, transfer[0] as MessagePort | undefined);
      },
      openFrame: (path) => {
        frames.push(path);
        const answer = downloads.answer(path);
        if (answer !== null) arrived(answer);
        return () => frames.pop();
      },
      newId: () => 'an-id',
      around: {
        now: () => now,
        after: (_, callback) => {
          timers.add(callback);
          return () => timers.delete(callback);
        },
      },
    },
  );
  const tick = (ms: number) => {
    now += ms;
    for (const timer of [...timers]) {
      timers.delete(timer);
      timer();
    }
  };
  open.push(sink);
  return { downloads, sink, response, frames, tick, goDeaf: () => (deaf = true) };
}

const open: Sink[] = [];
afterEach(() => Promise.all(open.splice(0).map((sink) => sink.abort())));

describe('a download', () => {
  it('arrives in the browser part by part, with its name and size', async () => {
    const { sink, response, frames, tick } = given();
    const end = (async () => {
      await sink.write(utf8('abc'));
      await sink.write(utf8('def'));
      await sink.close();
    })();
    const answer = await response;
    expect(Object.fromEntries(answer.headers)).toEqual({
      'content-type': 'application/octet-stream',
      'content-length': '6',
      'content-disposition': `attachment; filename="a b.txt"; filename*=UTF-8''a%20b.txt`,
      'content-security-policy': "default-src 'none'",
      'cross-origin-embedder-policy': 'require-corp',
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
    expect(await answer.text()).toBe('abcdef');
    await end;
    // The browser may take the answer after the page has said everything.
    expect(frames).toEqual(['/dl/an-id']);
    tick(LINGER_MS);
    expect(frames).toEqual([]);
  });

  it('of an empty file begins only when it is closed', async () => {
    const { sink, response, frames } = given(0);
    expect(frames).toEqual([]);
    const end = sink.close();
    expect(await (await response).text()).toBe('');
    await end;
  });

  it('takes no more than the browser asks for', async () => {
    const { sink, response } = given();
    const writes: number[] = [];
    for (const part of [1, 2, 3, 4]) void sink.write(utf8('x')).then(() => writes.push(part), () => undefined); // prettier-ignore
    const reader = (await response).body?.getReader();
    await new Promise((resolve) => setImmediate(resolve));
    expect(writes.length).toBeLessThanOrEqual(1);
    await reader?.read();
    await reader?.read();
    await expect.poll(() => writes.length).toBeGreaterThanOrEqual(2);
    expect(writes.length).toBeLessThanOrEqual(3);
  });

  it('fails in the browser when it is aborted', async () => {
    const { sink, response } = given();
    await sink.write(utf8('abc'));
    const body = (await response).text();
    await sink.abort();
    await expect(body).rejects.toThrow('aborted by the page');
    await expect(sink.write(utf8('d'))).rejects.toThrow();
    await expect(sink.close()).rejects.toThrow();
  });

  it('that is aborted before it began never begins', async () => {
    const { sink, frames } = given();
    await sink.abort();
    await expect(sink.write(utf8('abc'))).rejects.toThrow();
    expect(frames).toEqual([]);
  });

  it('tells when a person ended it in the browser', async () => {
    const { sink, response } = given();
    let cancelled = 0;
    sink.onCancel(() => cancelled++);
    await sink.write(utf8('abc'));
    await (await response).body?.cancel();
    await expect.poll(() => cancelled).toBe(1);
    await expect(sink.write(utf8('def'))).rejects.toThrow('cancelled in the browser');
  });

  it('keeps the worker awake, and is lost when it falls silent', async () => {
    const { sink, response, tick, goDeaf } = given();
    await sink.write(utf8('abc'));
    await (await response).body?.getReader().read();
    for (let round = 0; round < 5; round++) {
      tick(10_000);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await sink.write(utf8('def'));
    goDeaf();
    const waiting = sink.write(utf8('ghi'));
    tick(10_000);
    tick(SILENCE_MS);
    await expect(waiting).rejects.toThrow('the service worker ended');
  });

  it('fails when its page is gone, and not before', async () => {
    const silences: (() => void)[] = [];
    const { sink, response, tick } = given(6, (ms, callback) => {
      expect(ms).toBe(PAGE_SILENCE_MS);
      const at = silences.push(callback) - 1;
      return () => (silences[at] = () => undefined);
    });
    await sink.write(utf8('abc'));
    const reader = (await response).body?.getReader();
    await reader?.read();
    tick(10_000);
    await expect.poll(() => silences.length).toBeGreaterThanOrEqual(3);
    for (const silence of silences.slice(0, -1)) silence();
    await sink.write(utf8('de'));
    expect((await reader?.read())?.done).toBe(false);
    silences.at(-1)?.();
    await expect(reader?.read()).rejects.toThrow('the page is gone');
  });

  it('is answered once, and only where downloads are', () => {
    const { downloads } = given();
    expect(downloads.answer('/api/config')).toBeNull();
    expect(downloads.answer('/dl/unknown')?.status).toBe(404);
  });
});

describe('names in headers', () => {
  it.each([
    ['a.txt', 'attachment; filename="a.txt"; filename*=UTF-8\'\'a.txt'],
    ['ü "x".txt', 'attachment; filename="_ _x_.txt"; filename*=UTF-8\'\'%C3%BC%20%22x%22.txt'],
    ["it's (1)*.txt", "attachment; filename=\"it's (1)*.txt\"; filename*=UTF-8''it%27s%20%281%29%2A.txt"],
    ['100%\r\nX: y', 'attachment; filename="100___X: y"; filename*=UTF-8\'\'100%25%0D%0AX%3A%20y'],
    ['\ud800', 'attachment; filename="_"; filename*=UTF-8\'\'%EF%BF%BD'],
  ])('%j', (name, header) => expect(contentDisposition(name)).toBe(header));
});
