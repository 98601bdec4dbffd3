import { describe, expect, it } from 'vitest';
import { encryptionsSeen, forgiveRepeats } from '../testing/nonce-monitor';
import { openBlock, sealBlock } from './block';
import { type Bytes, equal, fromBase64Url, toBase64, toBase64Url, utf8 } from './bytes';
import { openChunk, sealChunk, sealTail } from './chunk';
import { Digests } from './file-seal';
import { writeHeader } from './header';
import { newFileKey, newShareKey, unwrapFileKey, unwrapShareKey, wrapFileKey, wrapShareKey } from './keys';
import { formatFragment, formatLink, parseFragment, parseLink } from './link';
import { decodeMeta, encodeMeta } from './meta';
import { systemRandom } from './primitives';
import { CHUNK_BYTES, chunkCount, chunkLength, sealedChunkLength, SEALED_CHUNK_BYTES } from './sizes';

async function newFile(size: number) {
  const header = await writeHeader(systemRandom(16), size);
  return { header, key: await newFileKey(systemRandom, header) };
}

async function placed(index: number, last: boolean, size = 10) {
  const { header, key } = await newFile(size);
  return { fileKey: key.key, hash: header.hash, index, last };
}

describe('chunks', () => {
  it('never seal the same plaintext to the same bytes', async () => {
    const place = await placed(0, true);
    const before = encryptionsSeen();
    const [one, two] = await Promise.all([
      sealChunk(systemRandom, place, utf8('again')),
      sealChunk(systemRandom, place, utf8('again')),
    ]);
    expect(encryptionsSeen() - before).toBe(2);
    expect(equal(one.sealed, two.sealed)).toBe(false);
    expect(one.digest).toEqual(two.digest);
  });

  it('are caught by the monitor if their salt repeats', async () => {
    const place = await placed(0, true);
    const stuck = () => new Uint8Array(16);
    await sealChunk(stuck, place, utf8('one'));
    await sealChunk(stuck, place, utf8('two'));
    expect(forgiveRepeats()).toBe(1);
  });

  it.each([
    ['longer than a chunk', 0, true, CHUNK_BYTES + 1],
    ['short in the middle', 0, false, CHUNK_BYTES - 1],
    ['empty after the first', 1, true, 0],
  ])('%s are not sealed', async (_, index, last, length) => {
    const place = await placed(index, last);
    await expect(sealChunk(systemRandom, place, new Uint8Array(length))).rejects.toThrow(RangeError);
  });

  it('give nothing out when only their last segment was changed', async () => {
    const place = await placed(3, false);
    const { sealed } = await sealChunk(systemRandom, place, new Uint8Array(CHUNK_BYTES));
    sealed[SEALED_CHUNK_BYTES - 1] = (sealed[SEALED_CHUNK_BYTES - 1] ?? 0) ^ 1;
    await expect(openChunk(place, sealed)).rejects.toMatchObject({ code: 'BAD_SEGMENT' });
  });

  it('take no empty tail', async () => {
    const place = await placed(0, false);
    expect(() => sealTail(systemRandom, place, new Uint8Array())).toThrow(RangeError);
  });
});

describe('sizes', () => {
  it.each([
    [0, 1, 0, 32],
    [1, 1, 1, 33],
    [65_536, 1, 65_536, 65_568],
    [65_537, 1, 65_537, 65_585],
    [CHUNK_BYTES, 1, CHUNK_BYTES, SEALED_CHUNK_BYTES],
    [CHUNK_BYTES + 1, 2, 1, 33],
  ])('of %i bytes', (size, chunks, last, sealedLast) => {
    expect(chunkCount(size)).toBe(chunks);
    expect(chunkLength(size, chunks - 1)).toBe(last);
    expect(sealedChunkLength(last)).toBe(sealedLast);
  });
});

describe('keys', () => {
  it('come back from their wraps, unreadable', async () => {
    const shareId = systemRandom(16);
    const secret = systemRandom(32);
    const share = await newShareKey(systemRandom, shareId);
    const { header, key } = await newFile(5);
    const shareWrap = await wrapShareKey(systemRandom, secret, null, shareId, 1, share);
    const fileWrap = await wrapFileKey(systemRandom, share.key, key);

    const opened = await unwrapShareKey(secret, null, shareId, 1, shareWrap, share.scope.commit);
    const file = await unwrapFileKey(opened.key, header, fileWrap, key.scope.commit);

    expect(file.key.extractable).toBe(false);
    expect(file.scope).toEqual(key.scope);
    const block = await sealBlock(systemRandom, key.key, 'meta', 1, key.scope, utf8('name'));
    expect(await openBlock(file.key, 'meta', 1, file.scope, block)).toEqual(utf8('name'));
  });

  it('of another file in the same share are refused', async () => {
    const share = await newShareKey(systemRandom, systemRandom(16));
    const [one, two] = await Promise.all([newFile(5), newFile(5)]);
    const wrap = await wrapFileKey(systemRandom, share.key, one.key);
    await expect(unwrapFileKey(share.key, two.header, wrap, two.key.scope.commit)).rejects.toMatchObject({
      code: 'BAD_BLOCK',
    });
  });
});

describe('links', () => {
  it('come back from their text', () => {
    const link = { shareId: systemRandom(16), secret: systemRandom(32) };
    const text = formatLink('https://share.example.org', link);
    expect(text).toMatch(/^https:\/\/share\.example\.org\/s\/[\w-]{22}#1\.[\w-]{43}$/);
    expect(parseLink(text)).toEqual(link);
    expect(parseFragment(formatFragment(link.secret))).toEqual(link.secret);
  });

  it.each(['', '1.', '2.', '1.AAAA', `1.${'A'.repeat(42)}B`])('have no secret in "%s"', (fragment) => {
    expect(parseFragment(fragment)).toBeNull();
  });
});

describe('metadata', () => {
  const meta = { name: 'a', path: '', type: '', mtime: 0, size: 0 };

  it('holds no half characters', () => {
    const { name } = decodeMeta(encodeMeta({ ...meta, name: 'a\ud800b' }));
    expect(name).toBe('a\ufffdb');
  });

  it('is refused before it is sealed if it is longer than a block may be', () => {
    expect(encodeMeta({ ...meta, name: 'n'.repeat(7800) })).toHaveLength(7936);
    expect(() => encodeMeta({ ...meta, name: 'n'.repeat(7936) })).toThrow(RangeError);
  });
});

describe('digests', () => {
  it('have a root only when all are known', async () => {
    const digests = new Digests(2);
    const digest: Bytes = new Uint8Array(32);
    digests.set(1, digest);
    digests.set(1, digest);
    expect(digests.complete).toBe(false);
    expect(() => digests.root()).toThrow(RangeError);
    expect(() => digests.set(2, digest)).toThrow(RangeError);
    digests.set(0, digest);
    expect(await digests.root()).toHaveLength(32);
  });
});

describe('base64url', () => {
  it.each([0, 1, 2, 3, 16, 32, 70_000])('of %i bytes comes back', (length) => {
    const bytes = systemRandom(Math.min(length, 65_536));
    const text = toBase64Url(bytes);
    expect(text).not.toMatch(/[+/=]/);
    expect(fromBase64Url(text)).toEqual(bytes);
    expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
  });
});
