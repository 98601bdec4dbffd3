import { execFile } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeFile, sha256 } from './support/files';
import { dropFiles, linkOf, untilStored } from './support/people';
import { expect, test } from './support/test';

const run = promisify(execFile);
const MIB = 1_048_576;

test('a flipped bit on disk is never a finished file, in the page and with curl', async ({
  person,
  folder,
  node,
}) => {
  const sealed = makeFile(folder, 'sealed.bin', 8 * MIB);
  const open = makeFile(folder, 'open.bin', 8 * MIB);
  const before = node.storedSoFar();
  const sender = await person();
  await sender.goto('/');
  await dropFiles(sender, [sealed.path]);
  const link = await linkOf(sender);
  await untilStored(sender);
  const openLink = (await run('curl', ['-fsST', open.path, `${node.url}/`])).stdout.trim();
  const whole = join(folder, 'whole.bin');
  await run('curl', ['-fsSo', whole, openLink]);
  expect(await sha256(whole)).toBe(open.sha256);

  expect(node.flipStoredBits(before, MIB)).toBeGreaterThanOrEqual(16);

  const broken = join(folder, 'broken.bin');
  await expect(run('curl', ['-fsSo', broken, openLink])).rejects.toHaveProperty('code');
  expect(existsSync(broken) ? statSync(broken).size : 0).toBeLessThan(open.size);

  // While its page is open, the sender has the right bytes still.
  await sender.close();
  const receiver = await person();
  await receiver.goto(link);
  const started = receiver.waitForEvent('download', { timeout: 10_000 }).catch(() => null);
  await receiver.getByRole('button', { name: 'Save' }).click();
  await expect(receiver.getByRole('alert')).toContainText('The file is damaged');
  await expect(receiver.getByText('Verified')).toHaveCount(0);
  const download = await started;
  if (download !== null) expect(await download.failure()).not.toBeNull();
});
