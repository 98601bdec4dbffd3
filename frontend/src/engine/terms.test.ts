import { describe, expect, it } from 'vitest';
import { quickTime } from './testing/quick-time';
import { opened, sent, visit } from './testing/visits';

const DAY = 86_400_000;

describe('what a share offers', () => {
  it('is what it was made with, until it is changed', async () => {
    const { engine, share } = await sent();
    expect(await engine.terms(share)).toMatchObject({ limit: null, used: 0, password: false, title: '' });
  });

  it('gets a title, and keeps its folders', async () => {
    const { engine, node, share, fragment } = await sent();
    await engine.changeTerms(share, { title: 'Harbour' });
    expect(await engine.changeTerms(share, { title: 'Häfen 2026' })).toMatchObject({ title: 'Häfen 2026' });
    const { receive } = await opened(node, share, fragment);
    expect(receive).toMatchObject({ title: 'Häfen 2026', folders: 1 });
    expect(JSON.stringify([...node.shares.values()])).not.toContain('Häfen');
  });

  it('lives as long as is said', async () => {
    const { engine, share } = await sent();
    const { expiresAt } = await engine.changeTerms(share, { lifetime: 30 * DAY });
    expect(Math.abs(Number(expiresAt) - quickTime().around.now() - 30 * DAY)).toBeLessThan(DAY);
    expect(engine.view().sends[0]?.expiresAt).not.toBeNull();
    expect((await engine.changeTerms(share, { lifetime: null })).expiresAt).toBe('never');
    expect(engine.view().recent[0]?.expiresAt).toBe('never');
  });

  it('is changed as a whole, by the quickest of two first', async () => {
    const { engine, node, share } = await sent();
    node.fault = ({ what, before }) => {
      const stored = node.shares.get(share);
      if (what === 'PATCH share' && before === 0 && stored !== undefined) stored.revision++;
      return null;
    };
    expect(await engine.changeTerms(share, { limit: 5, title: 'x' })).toMatchObject({ limit: 5, title: 'x' });
    expect(node.count('PATCH share')).toBe(2);
  });

  it('stays as it is while the node can’t be reached', async () => {
    const { engine, node, share } = await sent();
    node.down = true;
    await expect(engine.changeTerms(share, { limit: 5 })).rejects.toMatchObject({ code: 'OFFLINE' });
    await expect(engine.terms(share)).rejects.toMatchObject({ code: 'OFFLINE' });
    node.down = false;
    expect(await engine.terms(share)).toMatchObject({ limit: null });
  });
});

describe('a password', () => {
  it('is asked for, wrong ones are refused, the right one opens, however it is composed', async () => {
    const { engine, node, share, fragment, file } = await sent();
    expect(await engine.changeTerms(share, { password: 'grün é' })).toMatchObject({ password: true });
    const { receive } = await opened(node, share, fragment, 'nonsense', 'gru\u0308n e\u0301');
    expect(receive?.state.is).toBe('ready');
    const { receive: refused } = await opened(node, share, fragment, 'nonsense');
    expect(refused?.state).toEqual({ is: 'passwordNeeded', wrong: true });
    const { engine: other, until, sinks } = await opened(node, share, fragment, 'grün é');
    other.save(other.view().receive?.files.map((each) => each.file) ?? []);
    await until((view) => view.receive?.state.is === 'verified');
    expect(Buffer.compare(sinks.opened[0]?.bytes ?? Buffer.of(), file.bytes)).toBe(0);
  });

  it('is part of the key: the link alone opens nothing, even where the node lets it pass', async () => {
    const { engine, node, share, fragment } = await sent();
    await engine.changeTerms(share, { password: 'secret' });
    const stored = node.shares.get(share);
    if (stored !== undefined) stored.password = null;
    const { receive } = await opened(node, share, fragment);
    expect(receive?.state).toMatchObject({ is: 'failed', trouble: { code: 'BAD_BLOCK' } });
  });

  it('is changed and removed, on a later visit too', async () => {
    const { engine, node, share, fragment, kept } = await sent();
    await engine.changeTerms(share, { password: 'one' });
    const { engine: later, until } = visit(node, kept);
    await until(({ recent }) => recent.length > 0);
    await later.changeTerms(share, { password: 'two', title: 'x' });
    expect((await opened(node, share, fragment, 'one', 'two')).receive?.title).toBe('x');
    expect(await later.changeTerms(share, { password: null })).toMatchObject({ password: false });
    expect((await opened(node, share, fragment)).receive?.state.is).toBe('ready');
  });

  it('is known to this device even if the answer to its change was lost', async () => {
    const { engine, node, share, fragment, kept } = await sent();
    await engine.changeTerms(share, { password: 'one' });
    for (const fault of ['answerLost', 'lost'] as const) {
      node.fault = ({ what }) => (what === 'PATCH share' ? fault : null);
      await expect(engine.changeTerms(share, { password: fault })).rejects.toMatchObject({ code: 'OFFLINE' });
      node.fault = () => null;
      const { engine: later, until } = visit(node, kept);
      await until(({ recent }) => recent.length > 0);
      expect(await later.terms(share)).toMatchObject({ password: true });
    }
    expect((await opened(node, share, fragment, 'answerLost')).receive?.state.is).toBe('ready');
  });
});

describe('a limit of downloads', () => {
  it('counts a download once it was verified, tells busy from gone, and shows what is left', async () => {
    const { engine, node, share, fragment } = await sent();
    await engine.changeTerms(share, { limit: 2 });
    const first = await opened(node, share, fragment);
    expect(first.receive).toMatchObject({ limit: 2, remaining: 2 });
    const all = first.receive?.files.map(({ file }) => file) ?? [];
    first.engine.save(all);
    await first.until((view) => view.receive?.state.is === 'verified');
    while (node.shares.get(share)?.used !== 1) await new Promise((resolve) => setImmediate(resolve));

    node.shares.get(share)?.claims.add('somebody else');
    const second = await opened(node, share, fragment);
    expect(second.receive).toMatchObject({ remaining: 0 });
    second.engine.save(all);
    const { receive } = await second.until((view) => view.receive?.state.is === 'waiting');
    expect(receive?.state).toMatchObject({ trouble: { code: 'LIMIT_BUSY' } });
    node.shares.get(share)?.claims.delete('somebody else');
    await second.until((view) => view.receive?.state.is === 'verified');
    while (node.shares.get(share)?.used !== 2) await new Promise((resolve) => setImmediate(resolve));
    expect(await engine.terms(share)).toMatchObject({ limit: 2, used: 2 });
  });

  it('that is cancelled is given back', async () => {
    const { engine, node, share, fragment } = await sent();
    await engine.changeTerms(share, { limit: 1 });
    const { engine: other, sinks, receive } = await opened(node, share, fragment);
    let go: () => void = () => undefined;
    sinks.onOpen = (sink) => {
      sink.gate = new Promise((resolve) => (go = resolve));
    };
    other.save(receive?.files.map(({ file }) => file) ?? []);
    while (sinks.opened.length === 0) await new Promise((resolve) => setImmediate(resolve));
    other.cancelSave();
    go();
    while (node.count('DELETE share') === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(node.shares.get(share)?.deleted).toBe(false);
  });
});
