import { describe, expect, it } from 'vitest';
import { ApiProblem } from '../api/problem';
import { quickTime } from '../testing/quick-time';
import { backoff, BACKOFF_FIRST_MS, BACKOFF_MAX_MS, Held, Line, RETRY_AFTER_MAX_MS, TRIES_MAX } from './line';

function given(probe: () => Promise<void> = () => Promise.resolve()) {
  const time = quickTime();
  const heard: string[] = [];
  let probes = 0;
  const line = new Line(
    time.around,
    () => {
      probes++;
      return probe();
    },
    { onTrouble: (code) => heard.push(code), onRecovered: () => heard.push('recovered') },
  );
  return { ...time, line, heard, probes: () => probes };
}

const offline = () => Promise.reject(new ApiProblem('OFFLINE', 0, 'no answer'));

describe('waits', () => {
  it.each([
    [0, 0, BACKOFF_FIRST_MS / 2],
    [0, 1, BACKOFF_FIRST_MS],
    [1, 1, 2 * BACKOFF_FIRST_MS],
    [4, 1, 16 * BACKOFF_FIRST_MS],
    [5, 1, BACKOFF_MAX_MS],
    [5000, 0, BACKOFF_MAX_MS / 2],
  ])('after %i failures with chance %f last %f ms', (attempt, chance, ms) => {
    expect(backoff(attempt, chance)).toBe(ms);
  });

  it.each([
    [3, 3000],
    [3600, RETRY_AFTER_MAX_MS],
  ])('that a node asks for, %i s, last %i ms', async (seconds, ms) => {
    const { line, waits } = given();
    let asked = 0;
    await line.ask(() =>
      asked++ === 0
        ? Promise.reject(new ApiProblem('UNAVAILABLE', 503, '', seconds * 1000))
        : Promise.resolve(),
    );
    expect(waits).toEqual([ms]);
  });

  it('grow while nothing gets through, and begin anew after something did', async () => {
    const { line, waits } = given();
    let asked = 0;
    const twice = () => (asked++ % 3 < 2 ? offline() : Promise.resolve());
    await line.ask(twice);
    await line.ask(twice);
    expect(waits).toEqual([375, 750, 375, 750]);
  });

  it('end at once when the device comes online', async () => {
    const { line, goOnline, heard } = given();
    let asked = 0;
    const answer = line.ask(() => (asked++ === 0 ? offline() : Promise.resolve('here')));
    while (heard.length === 0) await Promise.resolve();
    goOnline();
    expect(await answer).toBe('here');
  });
});

describe('a line', () => {
  it('sends one probe for all that wait', async () => {
    const { line, probes, heard } = given();
    let asked = 0;
    const request = () => (asked++ < 4 ? offline() : Promise.resolve('ok'));
    const all = Promise.all([1, 2, 3, 4].map(() => line.ask(request)));
    expect(await all).toEqual(['ok', 'ok', 'ok', 'ok']);
    expect(probes()).toBe(1);
    expect(heard).toEqual(['OFFLINE', 'recovered']);
  });

  it('asks nothing while its probe fails', async () => {
    let left = 3;
    const { line, probes } = given(() => (left-- > 0 ? offline() : Promise.resolve()));
    let asked = 0;
    await line.ask(() => (asked++ === 0 ? offline() : Promise.resolve()));
    expect(asked).toBe(2);
    expect(probes()).toBe(4);
  });

  it.each([
    ['UNAVAILABLE', 'ends with the probe’s', 'NOT_FOUND'],
    ['OFFLINE', 'ends with the probe’s', 'GONE'],
  ])('%s %s %s', async (first, _, code) => {
    const { line } = given(() => Promise.reject(new ApiProblem(code, 404, '')));
    await expect(line.ask(() => Promise.reject(new ApiProblem(first, 0, '')))).rejects.toMatchObject({
      code,
      canRetry: false,
    });
  });

  it(`tries ${TRIES_MAX} times what may be the request’s own fault`, async () => {
    const { line } = given();
    let asked = 0;
    await expect(
      line.ask(() => {
        asked++;
        return Promise.reject(new ApiProblem('INTERNAL', 500, ''));
      }),
    ).rejects.toMatchObject({ code: 'INTERNAL', canRetry: true });
    expect(asked).toBe(TRIES_MAX);
  });

  it('asks nothing while it is held', async () => {
    const { line } = given();
    line.hold();
    let asked = 0;
    const answer = line.ask(() => Promise.resolve(++asked));
    await new Promise((resolve) => setImmediate(resolve));
    expect(asked).toBe(0);
    line.release();
    expect(await answer).toBe(1);
  });

  it('asks again what stopped because it was held', async () => {
    const { line, heard } = given();
    let asked = 0;
    const answer = line.ask(() => {
      if (asked++ > 0) return Promise.resolve('whole');
      line.hold();
      return Promise.reject(new Held());
    });
    await new Promise((resolve) => setImmediate(resolve));
    line.release();
    expect(await answer).toBe('whole');
    expect(heard).toEqual([]);
  });

  it('lets nobody wait once it is ended', async () => {
    const { line } = given(offline);
    const held = given();
    held.line.hold();
    const waiting = [line.ask(offline), held.line.ask(() => Promise.resolve())];
    line.end();
    held.line.end();
    for (const each of waiting) await expect(each).rejects.toMatchObject({ name: 'AbortError' });
    await expect(line.ask(() => Promise.resolve())).rejects.toMatchObject({ name: 'AbortError' });
  });
});
