package io.slipway.edge.http;

import io.slipway.edge.zip.ZipLayout;
import io.slipway.edge.zip.ZipLayout.Part;
import io.slipway.seal.Slp1;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.zip.CRC32;

/**
 * Makes a range of an archive: headers as they are needed, contents from where they come. The next few files are asked for
 * while one is sent, so that many small ones don't cost a wait each, but never before all of what comes before them has been
 * asked for: who waits for a piece must not hold one that comes later. What it holds doesn't grow with the archive. Lives on
 * one event loop.
 */
final class ZipPieces implements Pieces {
    /** Files that are opened ahead. */
    static final int AHEAD = 4;
    /** The directory comes in pieces of about so many bytes. */
    static final int DIRECTORY_BYTES = 32 << 10;

    private final LeaseLine budget;
    private final ZipLayout layout;
    private final Opener opener;
    private final long to;
    private final int[] crcs;
    private final Deque<Opened> ahead = new ArrayDeque<>();
    private CRC32 running = new CRC32();
    private long counted;
    private int opening;
    private long at;
    private Last last;
    private boolean closed;

    /** Where contents come from. */
    @FunctionalInterface
    interface Opener {
        /** Bytes of a member's content. @param from first. @param to last, included */
        Future<Pieces> open(int member, long from, long to);
    }

    /** A member's content on its way. */
    private static final class Opened {
        private final int member;
        private final Future<Pieces> pieces;
        /** The first piece, asked for ahead; null once it was taken. */
        private Future<ChunkReader.Piece> first;

        private Opened(int member, Future<Pieces> pieces) {
            this.member = member;
            this.pieces = pieces;
            this.first = pieces.compose(Pieces::next);
        }

        private Future<ChunkReader.Piece> next() {
            Future<ChunkReader.Piece> next = first == null ? pieces.result().next() : first;
            first = null;
            return next;
        }

        private void close() {
            if (first != null) {
                first.onSuccess(ChunkReader.Piece::close).onFailure(none -> {});
            }
            pieces.onSuccess(Pieces::close).onFailure(none -> {});
        }
    }

    /** The piece that came last. @param inner its number in the content it is of; -1 if it is of none */
    private record Last(long start, long inner) {}

    /**
     * @param from first byte of the archive; 0 unless any can be told
     * @param to last byte, included
     */
    ZipPieces(LeaseLine budget, ZipLayout layout, long from, long to, Opener opener) {
        this.budget = budget;
        this.layout = layout;
        this.opener = opener;
        this.at = from;
        this.to = to;
        this.crcs = new int[layout.anywhere() ? 0 : layout.count()];
        this.opening = first(from);
    }

    /** The first member whose content may be needed. */
    private int first(long from) {
        Part part = layout.at(from);
        if (part instanceof Part.Content content) {
            return content.member();
        }
        return part instanceof Part.Head head ? head.member() + (head.after() ? 1 : 0) : layout.count();
    }

    @Override
    public Future<ChunkReader.Piece> next() {
        while (!ahead.isEmpty() && ahead.element().member < first(at)) {
            ahead.remove().close();
        }
        fill();
        Part part = layout.at(at);
        return part instanceof Part.Content content ? content(content) : made(part);
    }

    /** Opens what comes next, as far as anything of it is wanted. */
    private void fill() {
        while (!closed && opening < layout.count() && ahead.size() < (budget.pressed() ? 1 : AHEAD)) {
            int member = opening;
            long size = layout.member(member).size();
            long start = layout.contentStart(member);
            boolean behindMany =
                    !ahead.isEmpty() && layout.member(ahead.getLast().member).size() > Slp1.CHUNK_BYTES;
            if (start > to || behindMany) {
                return;
            }
            opening++;
            long from = Math.max(0, at - start);
            if (from < size) {
                ahead.add(new Opened(member, opener.open(member, from, Math.min(size - 1, to - start))));
            }
        }
    }

    private Future<ChunkReader.Piece> content(Part.Content content) {
        return ahead.element().next().map(piece -> {
            if (closed) {
                piece.close();
                throw new Disconnected();
            }
            count(content, piece.bytes());
            last = new Last(at, piece.chunk());
            at += piece.bytes().length();
            return new ChunkReader.Piece(last.start, piece.bytes(), piece.lease());
        });
    }

    /** The CRC-32 of contents of which nobody knows it; a piece that was given back is counted once. */
    private void count(Part.Content content, Buffer bytes) {
        if (layout.member(content.member()).crc().isPresent() || at < counted) {
            return;
        }
        if (at == content.start()) {
            running = new CRC32();
        }
        running.update(Wrapped.bytes(bytes));
        counted = at + bytes.length();
        crcs[content.member()] = (int) running.getValue();
    }

    private Future<ChunkReader.Piece> made(Part part) {
        long start = at;
        LeaseLine.Turn turn = budget.take(DIRECTORY_BYTES + part.length());
        return turn.lease().map(lease -> {
            if (closed) {
                lease.close();
                throw new Disconnected();
            }
            Buffer bytes = bytes(part);
            last = new Last(start, -1);
            at = start + bytes.length();
            return new ChunkReader.Piece(start, bytes, lease);
        });
    }

    /** What begins here, up to the next content; of the directory not too much at once. */
    private Buffer bytes(Part first) {
        Buffer made = Buffer.buffer();
        Part part = first;
        while (true) {
            int begin = (int) Math.max(0, at - part.start());
            int end = (int) Math.min(part.length(), to - part.start() + 1);
            made.appendBytes(layout.bytes(part, crcs), begin, end - begin);
            long next = part.start() + end;
            if (next > to || made.length() >= DIRECTORY_BYTES) {
                return made;
            }
            part = layout.at(next);
            if (part instanceof Part.Content) {
                return made;
            }
        }
    }

    @Override
    public void giveBack(long from) {
        at = last.start;
        if (last.inner >= 0) {
            ahead.element().pieces.result().giveBack(last.inner);
        }
        drop(last.inner >= 0 ? 1 : 0);
    }

    @Override
    public void close() {
        closed = true;
        drop(0);
    }

    /** Lets go of what was opened ahead, but for so many. */
    private void drop(int kept) {
        while (ahead.size() > kept) {
            Opened gone = ahead.removeLast();
            opening = gone.member;
            gone.close();
        }
    }
}
