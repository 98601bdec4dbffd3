package io.slipway.edge.http;

import io.slipway.protocol.Chunks;
import io.slipway.seal.ChunkOpener;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/** What happens to sealed chunks between the store and the client. */
interface Stage {
    /**
     * @param first number of the first of these chunks
     * @return of each chunk the bytes that the client asked for
     */
    Future<List<Buffer>> deliver(long first, List<Buffer> chunks);

    /** Whether what the client gets may be sent as it lies in a file, unseen. */
    boolean unseen();

    /** Of chunks in a file, what the client asked for. */
    default List<Portion> cut(long first, List<Portion> chunks) {
        throw new IllegalStateException("these must be looked at");
    }

    /** How the store makes sure that they are what was stored. */
    Chunks.Check check();

    /** Hands them out as they are. */
    static Stage sealed(Span span) {
        return new Stage() {
            @Override
            public boolean unseen() {
                return true;
            }

            @Override
            public List<Portion> cut(long first, List<Portion> chunks) {
                List<Portion> cut = new ArrayList<>(chunks.size());
                for (int i = 0; i < chunks.size(); i++) {
                    Portion.Lying chunk = (Portion.Lying) chunks.get(i);
                    int begin = span.begin(first + i);
                    cut.add(new Portion.Lying(chunk.file(), chunk.position() + begin, span.end(first + i) - begin));
                }
                return cut;
            }

            @Override
            public Chunks.Check check() {
                return Chunks.Check.DIGEST;
            }

            @Override
            public Future<List<Buffer>> deliver(long first, List<Buffer> chunks) {
                List<Buffer> cut = new ArrayList<>(chunks.size());
                for (int i = 0; i < chunks.size(); i++) {
                    cut.add(chunks.get(i).slice(span.begin(first + i), span.end(first + i)));
                }
                return Future.succeededFuture(cut);
            }
        };
    }

    /** Opens them, beside the event loop, one run after another. */
    static Stage open(Span span, ChunkOpener opener, Workbench bench) {
        long last = span.layout().lastChunk();
        return new Stage() {
            private Future<?> before = Future.succeededFuture();

            @Override
            public boolean unseen() {
                return false;
            }

            @Override
            public Chunks.Check check() {
                return Chunks.Check.OPENING;
            }

            @Override
            public Future<List<Buffer>> deliver(long first, List<Buffer> chunks) {
                Future<List<Buffer>> opened =
                        before.transform(done -> bench.aside(bytes(chunks), () -> openAll(first, chunks)));
                before = opened;
                return opened;
            }

            private long bytes(List<Buffer> chunks) {
                return chunks.stream().mapToLong(Buffer::length).sum();
            }

            private List<Buffer> openAll(long first, List<Buffer> chunks) {
                List<Buffer> opened = new ArrayList<>(chunks.size());
                for (int i = 0; i < chunks.size(); i++) {
                    long chunk = first + i;
                    opened.add(Wrapped.buffer(opener.openRange(
                            chunk, chunk == last, Wrapped.bytes(chunks.get(i)), span.begin(chunk), span.end(chunk))));
                }
                return opened;
            }
        };
    }
}
