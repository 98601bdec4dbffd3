package io.slipway.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.model.Digest;
import io.slipway.model.FileId;
import io.slipway.model.FileState;
import io.slipway.model.Mode;
import io.slipway.model.ShareId;
import io.slipway.protocol.Catalog;
import io.slipway.protocol.Chunks;
import io.slipway.protocol.Downloads;
import io.slipway.protocol.Edits;
import io.slipway.protocol.Space;
import io.slipway.seal.Digests;
import io.slipway.seal.FileHeader;
import io.slipway.seal.Token;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.RepeatedTest;

/** Readers that follow an upload while it is completed: they find its chunks before, after, and in the midst of it. */
class CompletedMidwayIT extends LivingCatalog {
    /** Questions that are under way at once. */
    private static final int ABREAST = 24;

    private static final int CHUNKS = 3;
    private static final int SEAL_BYTES = 96;

    @RepeatedTest(8)
    void readersNeverMeetAnUploadThatIsOver() throws Exception {
        Sent sent = new Sent();
        AtomicBoolean isOver = new AtomicBoolean();
        List<Future<Void>> readers = new ArrayList<>();
        for (int at = 0; at < ABREAST; at++) {
            Supplier<Future<?>> question =
                    sent.questions().get(at % sent.questions().size());
            readers.add(asking(question, isOver));
        }
        Catalog.FileView done = await(bus.request(
                        Catalog.COMPLETE,
                        new Catalog.CompleteFile(
                                "complete-" + sent.file, sent.file, sent.upload.verifier(), random.bytes(SEAL_BYTES)))
                .onComplete(ended -> isOver.set(true)));
        assertThat(done.state()).isEqualTo(FileState.COMPLETE);
        assertThat(await(Future.all(readers)).size()).isEqualTo(ABREAST);
    }

    /** Asks one question over and over until the upload is over, and once more; fails as soon as it isn't answered. */
    private static Future<Void> asking(Supplier<Future<?>> question, AtomicBoolean isOver) {
        boolean last = isOver.get();
        return question.get().compose(answer -> last ? Future.succeededFuture() : asking(question, isOver));
    }

    /** A file that has all its chunks and isn't complete. */
    private final class Sent {
        private final ShareId share = random.shareId();
        private final FileId file = random.fileId();
        private final Token upload = Token.random(random);
        private final Token read = Token.random(random);

        private Sent() throws Exception {
            Catalog.NewFile made = new Catalog.NewFile(
                    file,
                    FileHeader.of(file, CHUNKS << 20).bytes(),
                    random.bytes(32),
                    random.bytes(288),
                    random.bytes(64),
                    upload.verifier());
            assertThat(await(bus.request(
                            Catalog.CREATE,
                            new Catalog.CreateShare(
                                    "create-" + share,
                                    share,
                                    HOUR,
                                    Token.random(random).verifier(),
                                    read.verifier(),
                                    random.bytes(64),
                                    random.bytes(32),
                                    null,
                                    List.of(made),
                                    Edits.Terms.NONE))))
                    .isNotNull();
            Catalog.UploadTarget target =
                    await(bus.request(Catalog.UPLOAD, new Catalog.FindUpload(file, upload.verifier(), -1)));
            for (int chunk = 0; chunk < CHUNKS; chunk++) {
                store(target, chunk, random.bytes(20));
            }
        }

        private void store(Catalog.UploadTarget target, int chunk, byte[] bytes) throws Exception {
            Digest digest = Digests.sha256(bytes);
            Chunks.Appended appended = await(bus.request(
                    Chunks.APPEND,
                    new Chunks.Append(
                            file, chunk, target.bucket(), target.partition(), 0, Buffer.buffer(bytes), digest)));
            assertThat(await(bus.request(
                                    Catalog.CHUNK_STORED,
                                    new Catalog.ChunkStored(
                                            file, upload.verifier(), chunk, appended.location(), digest, 0)))
                            .outcome())
                    .isEqualTo(Catalog.ChunkOutcome.STORED);
        }

        /** What is asked of a file by those who receive it, and by its sender. */
        private List<Supplier<Future<?>>> questions() {
            return List.of(
                    () -> bus.request(Catalog.LOCATE, new Catalog.Locate(share, file, read.verifier(), 0, CHUNKS)),
                    () -> bus.request(
                            Catalog.CONTENT,
                            new Catalog.FindContent(
                                    share, file, read.verifier(), Mode.SEALED, 0, CHUNKS, Downloads.Visitor.NOBODY)),
                    () -> bus.request(Space.PROGRESS, new Space.FindProgress(share, file, read.verifier(), 1)),
                    () -> bus.request(Catalog.MISSING, new Catalog.FindMissing(file, upload.verifier(), 1)));
        }
    }
}
