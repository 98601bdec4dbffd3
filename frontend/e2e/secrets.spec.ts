import { randomBytes } from 'node:crypto';
import { search, shapes } from './support/canaries';
import { makeFile } from './support/files';
import { dropFiles, linkOf, save, untilStored, untilVerified } from './support/people';
import { expect, test } from './support/test';

const MIB = 1_048_576;

test('nothing the node keeps or prints holds the content, the name or the key of a sealed share', async ({
  person,
  folder,
  node,
}) => {
  const content = randomBytes(24);
  const name = `canary ${randomBytes(12).toString('hex')}.txt`;
  const file = makeFile(folder, name, 3 * MIB, content);
  const sender = await person();
  await sender.goto('/');
  await dropFiles(sender, [file.path]);
  const link = await linkOf(sender);
  await untilStored(sender);
  const receiver = await person();
  await receiver.goto(link);
  await save(receiver, 'Save');
  await untilVerified(receiver);

  const [, share = '', key = ''] = /\/s\/([\w-]{22})#1\.([\w-]{43})$/.exec(link) ?? [];
  const secrets = [
    ...shapes('content', content),
    ...shapes('name', Buffer.from(name)),
    ...shapes('key', Buffer.from(key, 'base64url')),
  ];
  // The share's id is found, so the search looks in the right places.
  const known = shapes('id', Buffer.from(share, 'base64url'));
  expect(search(node.everything, known).length).toBeGreaterThan(0);
  expect(search(node.everything, secrets)).toEqual([]);
});
