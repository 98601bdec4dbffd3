import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { makeFile, sha256 } from './support/files';
import {
  chooseLive,
  dropFiles,
  enterCode,
  holdUpload,
  linkOf,
  offerByCode,
  save,
  shareCard,
  untilStored,
  untilVerified,
  wordsOn,
} from './support/people';
import type { SlipwayNode } from './support/node';
import { TerminalCommand } from './support/terminal';
import { expect, test as base } from './support/test';

// One has a page, the other a terminal, and a code or a link is all that goes from one to the other; whoever has the terminal is cut off
// in the middle.

/** `terminal` runs a command at the node, with a home for what it remembers; what still runs at the end of a test ends with it. */
const test = base.extend<{ readonly terminal: (...words: string[]) => TerminalCommand }>({
  terminal: async ({ folder, node }, use) => {
    const started: TerminalCommand[] = [];
    await use((...words) => {
      const command = new TerminalCommand(join(folder, 'home'), node.url, words);
      started.push(command);
      return command;
    });
    await Promise.all(started.map((command) => command.kill()));
  },
});

const MIB = 1_048_576;
const SIZE = 12 * MIB + 7;

/** How much of a file that isn't whole yet is in a folder. */
function partIn(folder: string): number {
  const [part] = readdirSync(folder, { withFileTypes: true }).filter(({ name }) => name.endsWith('.part'));
  return part === undefined ? 0 : statSync(join(folder, part.name)).size;
}

/** Bytes of chunks that a node has stored. */
function stored(node: SlipwayNode): number {
  return [...node.storedSoFar().values()].reduce((sum, size) => sum + size, 0);
}

test('a terminal takes by a code what a page sends', async ({
  person,
  folder,

  terminal,
  complaints,
}) => {
  const file = makeFile(folder, 'from the page.bin', SIZE);
  const sender = await person();
  const { link, code } = await offerByCode(sender, [file.path]);

  const out = join(folder, 'out');
  mkdirSync(out);
  const receive = (...words: string[]) => terminal('receive', ...words, '--out', out);
  const cut = receive(code, '--limit', '3M');
  await expect.poll(() => partIn(out)).toBeGreaterThan(3 * MIB);
  await cut.kill();
  // It left when it had the link: nobody waits until it counts as lost, which takes half a minute.
  await expect(shareCard(sender)).toContainText('This is a new one, for the next person.', {
    timeout: 15_000,
  });
  expect(existsSync(join(out, file.name))).toBe(false);

  // The code is used up: it was told the link, which goes on working.
  expect((await receive(code).ended()).code).not.toBe(0);
  const { code: exit, said } = await receive(link).ended();
  expect(exit, said).toBe(0);
  expect(await sha256(join(out, file.name))).toBe(file.sha256);
  expect(complaints).toEqual([]);
});

test('a page takes by a code what a terminal sends', async ({
  person,
  folder,
  node,
  terminal,
  complaints,
}) => {
  const file = makeFile(folder, 'from the terminal.bin', SIZE);
  const send = (...words: string[]) => terminal('send', file.path, '--code', ...words);
  const before = stored(node);
  const cut = send('--limit', '3M');
  const link = await cut.line();
  await expect.poll(() => stored(node) - before).toBeGreaterThan(3 * MIB);
  await cut.kill();

  const sending = send();
  expect(await sending.line()).toBe(link);
  const code = await sending.line();
  const receiver = await person();
  await receiver.goto('/');
  await enterCode(receiver, code);
  await expect(receiver).toHaveURL(new URL(link).origin + new URL(link).pathname);
  const download = await save(receiver, 'Save');
  await untilVerified(receiver);
  expect(await sha256(await download.path())).toBe(file.sha256);
  const { code: exit, said } = await sending.ended();
  expect(exit, said).toBe(0);
  // What was stored before it was cut off wasn't sent again, but for what was on its way.
  expect(stored(node) - before).toBeLessThan(SIZE + 6 * MIB);
  expect(complaints).toEqual([]);
});

test('a terminal takes what a page offers live', async ({ person, folder, terminal, complaints }) => {
  const file = makeFile(folder, 'live from the page.bin', SIZE);
  const sender = await person();
  await sender.goto('/');
  await chooseLive(sender);
  await dropFiles(sender, [file.path]);
  const link = await linkOf(sender);
  await expect(shareCard(sender)).toHaveAttribute('data-state', 'live');

  const out = join(folder, 'out');
  mkdirSync(out);
  const receive = (...words: string[]) => terminal('receive', link, '--out', out, ...words);
  const cut = receive('--limit', '3M');
  await expect.poll(() => partIn(out)).toBeGreaterThan(3 * MIB);
  await cut.kill();
  expect(existsSync(join(out, file.name))).toBe(false);

  const { code: exit, said } = await receive().ended();
  expect(exit, said).toBe(0);
  expect(said).toContain('of it now');
  expect(await sha256(join(out, file.name))).toBe(file.sha256);
  expect(complaints).toEqual([]);
});

test('a terminal takes from the sender’s page what isn’t stored yet', async ({
  person,
  folder,

  terminal,
  complaints,
}) => {
  const file = makeFile(folder, 'on its way.bin', SIZE);
  const sender = await person();
  await sender.goto('/');
  const upload = await holdUpload(sender, 4);
  await dropFiles(sender, [file.path]);
  const link = await linkOf(sender);
  await upload.reached;

  const out = join(folder, 'out');
  const receive = terminal('receive', link, '--out', out);
  const { code: exit, said } = await receive.ended();
  expect(exit, said).toBe(0);
  expect(await sha256(join(out, file.name))).toBe(file.sha256);
  await expect(shareCard(sender)).not.toHaveAttribute('data-state', 'stored');
  await upload.open();
  await untilStored(sender);
  expect(complaints).toEqual([]);
});

test('a page takes what a terminal offers live', async ({ person, folder, node, terminal, complaints }) => {
  const file = makeFile(folder, 'live from the terminal.bin', SIZE);
  const before = stored(node);
  const send = (...words: string[]) => terminal('send', '--live', file.path, ...words);
  const cut = send('--limit', '3M');
  const link = await cut.line();
  const receiver = await person();
  await receiver.goto(link);
  await expect(receiver.getByText('Live: straight from the sender, nothing is stored')).toBeVisible();
  const saving = receiver.waitForEvent('download');
  await receiver.getByRole('button', { name: 'Save' }).click();
  await expect(receiver.locator('[data-path=relay]')).toBeVisible();
  await cut.kill();
  await expect(receiver.getByText('Waiting for the sender’s page. This goes on by itself.')).toBeVisible();

  const sending = send();
  expect(await sending.line()).toBe(link);
  await untilVerified(receiver, 90_000);
  const download = await saving;
  expect(await sha256(await download.path())).toBe(file.sha256);
  expect(stored(node)).toBe(before);
  await expect.poll(() => sending.said).toContain('was received and verified');
  await sending.kill();
  expect(complaints).toEqual([]);
});

test('a terminal waits until the page lets it in, by the words that both see, and may be turned away', async ({
  person,
  folder,
  terminal,
  complaints,
}) => {
  const file = makeFile(folder, 'asked for.bin', MIB);
  const sender = await person();
  await sender.goto('/');
  await chooseLive(sender, true);
  await dropFiles(sender, [file.path]);
  const link = await linkOf(sender);
  const asking = shareCard(sender).getByRole('listitem').filter({ hasText: 'Somebody wants to receive' });
  const out = join(folder, 'out');
  const come = async () => {
    const receiver = terminal('receive', link, '--out', out);
    const words = (await wordsOn(asking)).join(' ');
    await expect
      .poll(() => receiver.said)
      .toContain(`let you in: if nobody stands between, both of you see "${words}"`);
    return receiver;
  };

  const refused = await come();
  await asking.getByRole('button', { name: 'Turn away' }).click();
  const { code, said } = await refused.ended();
  expect(code, said).toBe(9);
  expect(said).toContain('DECLINED');
  expect(existsSync(join(out, file.name))).toBe(false);

  const receiver = await come();
  await asking.getByRole('button', { name: 'Let in' }).click();
  const { code: exit, said: told } = await receiver.ended();
  expect(exit, told).toBe(0);
  expect(await sha256(join(out, file.name))).toBe(file.sha256);
  expect(complaints).toEqual([]);
});
