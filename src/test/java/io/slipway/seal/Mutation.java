package io.slipway.seal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** What somebody between sender and receiver may do to a transfer without its keys. */
enum Mutation {
    FLIP_IN_CHUNK((t, m) -> t.withChunks(m.replaced(t, m::flipped))),
    FLIP_IN_SALT((t, m) -> t.withChunks(m.replaced(t, chunk -> m.flippedWithin(chunk, 0, 16)))),
    FLIP_IN_LAST_TAG(
            (t, m) -> t.withChunks(m.replaced(t, chunk -> m.flippedWithin(chunk, chunk.length - 16, chunk.length)))),
    FLIP_IN_HEADER((t, m) -> t.withHeader(m.flipped(t.header()))),
    FLIP_IN_COMMIT((t, m) -> t.withCommit(m.flipped(t.commit()))),
    FLIP_IN_FILE_WRAP((t, m) -> t.withFileWrap(m.flipped(t.fileWrap()))),
    FLIP_IN_SHARE_WRAP((t, m) -> t.withShareWrap(t.wrapVersion(), m.flipped(t.shareWrap()), t.shareCommit())),
    FLIP_IN_SHARE_COMMIT((t, m) -> t.withShareWrap(t.wrapVersion(), t.shareWrap(), m.flipped(t.shareCommit()))),
    FLIP_IN_META((t, m) -> t.withMeta(t.metaVersion(), m.flipped(t.meta()))),
    FLIP_IN_SEAL((t, m) -> t.withSeal(m.flipped(t.seal()))),
    CUT_LAST_CHUNK((t, m) -> t.withChunks(m.cut(t, t.chunks().size() - 1))),
    CUT_MIDDLE_CHUNK((t, m) -> t.withChunks(m.cut(t, m.random.nextInt(t.chunks().size())))),
    CUT_AT_SEGMENT_BORDER((t, m) -> t.withChunks(m.replaced(t, m::cutAtSegment))),
    CUT_SEAL((t, m) -> t.withSeal(m.cut(t.seal()))),
    CUT_META((t, m) -> t.withMeta(t.metaVersion(), m.cut(t.meta()))),
    CUT_FILE_WRAP((t, m) -> t.withFileWrap(m.cut(t.fileWrap()))),
    SALT_ONLY_CHUNK((t, m) -> t.withChunks(m.replaced(t, chunk -> Arrays.copyOf(chunk, 16)))),
    LONGER_CHUNK((t, m) -> t.withChunks(m.replaced(t, chunk -> Arrays.copyOf(chunk, chunk.length + m.upTo(70_000))))),
    DROP_LAST((t, m) -> t.withChunks(t.chunks().subList(0, t.chunks().size() - 1))),
    DROP_ANY((t, m) -> t.withChunks(m.edited(t, list -> list.remove(m.any(list))))),
    REORDER((t, m) -> t.withChunks(m.edited(t, list -> Collections.swap(list, m.any(list), m.any(list))))),
    DUPLICATE((t, m) -> t.withChunks(m.edited(t, list -> list.add(m.any(list), list.get(m.any(list)))))),
    APPEND((t, m) -> t.withChunks(m.edited(t, list -> list.add(m.other.chunks().get(m.any(m.other.chunks())))))),
    SPLICE_CHUNK_OF_ANOTHER_FILE((t, m) -> t.withChunks(m.replaced(t, chunk -> m.any(m.other)))),
    SPLICE_SEGMENT_OF_ANOTHER_FILE((t, m) -> t.withChunks(m.replaced(t, chunk -> m.spliced(chunk, m.any(m.other))))),
    SPLICE_SEGMENT_OF_OLDER_VERSION((t, m) -> t.withChunks(m.edited(t, list -> {
        int at = m.any(list);
        list.set(
                at,
                m.spliced(
                        list.get(at),
                        m.older.chunks().get(Math.min(at, m.older.chunks().size() - 1))));
    }))),
    REORDER_SEGMENTS((t, m) -> t.withChunks(m.replaced(t, m::segmentsSwapped))),
    OLDER_VERSION_OF_A_CHUNK((t, m) -> t.withChunks(m.edited(t, list -> {
        int at = Math.min(m.any(list), m.older.chunks().size() - 1);
        list.set(at, m.older.chunks().get(at));
    }))),
    TAIL_FOR_LAST_CHUNK((t, m) -> t.withChunks(m.edited(t, list -> list.set(list.size() - 1, m.tail)))),
    SWAP_KEY((t, m) -> t.withFileWrap(m.other.fileWrap())),
    SWAP_KEY_AND_COMMIT((t, m) -> t.withFileWrap(m.other.fileWrap()).withCommit(m.other.commit())),
    SWAP_KEY_COMMIT_AND_HEADER((t, m) ->
            t.withFileWrap(m.other.fileWrap()).withCommit(m.other.commit()).withHeader(m.other.header())),
    SWAP_SHARE_WRAP((t, m) -> t.withShareWrap(t.wrapVersion(), m.other.shareWrap(), m.other.shareCommit())),
    SWAP_COMMIT((t, m) -> t.withCommit(m.other.commit())),
    SWAP_HEADER((t, m) -> t.withHeader(m.other.header())),
    SWAP_META((t, m) -> t.withMeta(t.metaVersion(), m.other.meta())),
    SWAP_SEAL((t, m) -> t.withSeal(m.other.seal())),
    OLDER_SEAL((t, m) -> t.withSeal(m.older.seal())),
    META_FOR_SEAL((t, m) -> t.withSeal(t.meta())),
    SEAL_FOR_META((t, m) -> t.withMeta(t.metaVersion(), t.seal())),
    WRAPS_EXCHANGED(
            (t, m) -> t.withFileWrap(t.shareWrap()).withShareWrap(t.wrapVersion(), t.fileWrap(), t.shareCommit())),
    OLD_META_UNDER_A_NEW_NUMBER((t, m) -> t.withMeta(t.metaVersion(), m.older.meta())),
    META_UNDER_ANOTHER_NUMBER((t, m) -> t.withMeta(t.metaVersion() + m.upTo(9), t.meta())),
    OLD_WRAP_UNDER_A_NEW_NUMBER((t, m) -> t.withShareWrap(t.wrapVersion(), m.older.shareWrap(), t.shareCommit())),
    SIZE_LIE((t, m) -> t.withHeader(m.withSize(t.header()))),
    FLAG_SET((t, m) -> t.withHeader(m.with(t.header(), 7, m.upTo(255)))),
    ANOTHER_SUITE((t, m) -> t.withHeader(m.with(t.header(), 4, m.upTo(255) + 1)));

    /** What a mutation has at hand. */
    static final class Means {
        final SplittableRandom random;
        /** A transfer of another file to the same size or another, of another share. */
        final Transfer other;
        /** The same file, share and keys, as it was sent before it was edited and renamed. */
        final Transfer older;
        /** A tail of the same file. */
        final byte[] tail;

        Means(SplittableRandom random, Transfer other, Transfer older, byte[] tail) {
            this.random = random;
            this.other = other;
            this.older = older;
            this.tail = tail;
        }

        int upTo(int most) {
            return 1 + random.nextInt(most);
        }

        int any(List<byte[]> list) {
            return random.nextInt(list.size());
        }

        byte[] any(Transfer transfer) {
            return transfer.chunks().get(any(transfer.chunks()));
        }

        byte[] flipped(byte[] bytes) {
            return flippedWithin(bytes, 0, bytes.length);
        }

        byte[] flippedWithin(byte[] bytes, int from, int to) {
            int at = from + random.nextInt(to - from);
            return with(bytes, at, bytes[at] ^ (1 << random.nextInt(8)));
        }

        byte[] with(byte[] bytes, int at, int value) {
            byte[] copy = bytes.clone();
            copy[at] = (byte) value;
            return copy;
        }

        byte[] withSize(byte[] header) {
            long lie = random.nextInt(10) == 0 ? -1 : random.nextLong(Slp1.MAX_SIZE + 1);
            return Bytes.concat(Arrays.copyOf(header, 24), Bytes.u64(lie));
        }

        byte[] cut(byte[] bytes) {
            return Arrays.copyOf(bytes, random.nextInt(bytes.length));
        }

        byte[] cutAtSegment(byte[] chunk) {
            int segments = (chunk.length - 17) / Slp1.SEALED_SEGMENT_BYTES;
            return Arrays.copyOf(chunk, 16 + random.nextInt(segments + 1) * Slp1.SEALED_SEGMENT_BYTES);
        }

        byte[] segmentsSwapped(byte[] chunk) {
            int full = (chunk.length - 16) / Slp1.SEALED_SEGMENT_BYTES;
            byte[] copy = chunk.clone();
            if (full >= 2) {
                int a = random.nextInt(full);
                int b = (a + upTo(full - 1)) % full;
                copySegment(chunk, a, copy, b);
                copySegment(chunk, b, copy, a);
            }
            return copy;
        }

        byte[] spliced(byte[] chunk, byte[] with) {
            int full = (Math.min(chunk.length, with.length) - 16) / Slp1.SEALED_SEGMENT_BYTES;
            byte[] copy = chunk.clone();
            if (full == 0) {
                System.arraycopy(with, 0, copy, 0, 16);
            } else {
                int j = random.nextInt(full);
                copySegment(with, j, copy, j);
            }
            return copy;
        }

        List<byte[]> cut(Transfer transfer, int index) {
            return edited(transfer, list -> list.set(index, cut(list.get(index))));
        }

        List<byte[]> replaced(Transfer transfer, UnaryOperator<byte[]> change) {
            return edited(transfer, list -> {
                int at = any(list);
                list.set(at, change.apply(list.get(at)));
            });
        }

        List<byte[]> edited(Transfer transfer, Consumer<List<byte[]>> edit) {
            List<byte[]> copy = new ArrayList<>(transfer.chunks());
            edit.accept(copy);
            return copy;
        }

        private static void copySegment(byte[] from, int fromSegment, byte[] to, int toSegment) {
            int size = Slp1.SEALED_SEGMENT_BYTES;
            System.arraycopy(from, 16 + fromSegment * size, to, 16 + toSegment * size, size);
        }
    }

    @FunctionalInterface
    private interface Change {
        Transfer of(Transfer transfer, Means means);
    }

    private final Change change;

    Mutation(Change change) {
        this.change = change;
    }

    /** The transfer, changed; or unchanged where there was nothing to change (two chunks of one to swap). */
    Transfer apply(Transfer transfer, Means means) {
        return change.of(transfer, means);
    }
}
