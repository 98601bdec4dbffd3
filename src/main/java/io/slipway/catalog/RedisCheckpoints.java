package io.slipway.catalog;

import io.slipway.journal.RedisScript;
import io.slipway.journal.RedisView;
import io.slipway.model.FileId;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What of the index of an upload under way no checkpoint has; see {@link Checkpoints}. */
final class RedisCheckpoints {
    private static final int HEAD = 4;

    private final RedisView view;
    private final RedisScript next;
    private final RedisScript made;

    RedisCheckpoints(RedisView view) {
        this.view = view;
        next = view.script("upload-checkpoint");
        made = view.script("upload-checkpointed");
    }

    /** A checkpoint that is to be made, under this number. */
    record Next(long number, Checkpoint checkpoint) {}

    /** What the next checkpoint has to hold. Fails with {@link RedisUploads.NotWhole}. */
    Future<Next> next(FileId file, int most) {
        return view.run(next, List.of(Entities.file(file)), List.of(Entities.upload(file)), List.of(text(most)))
                .map(reply -> {
                    RedisUploads.check(reply);
                    List<Checkpoint.Logged> pieces = new ArrayList<>();
                    for (int i = HEAD; i < reply.size(); i += 2) {
                        pieces.add(new Checkpoint.Logged(
                                reply.get(i).toLong(),
                                UploadEntry.unpack(reply.get(i + 1).toBytes()),
                                false));
                    }
                    Response tail = reply.get(HEAD - 1);
                    if (tail != null) {
                        pieces.add(Front.tailPiece(tail.toBytes()));
                    }
                    return new Next(
                            reply.get(1).toLong(), new Checkpoint(reply.get(2).toLong(), pieces));
                });
    }

    /** It is journalled, so what stands in it is new no more. */
    Future<Void> made(FileId file, long number, Checkpoint checkpoint) {
        List<byte[]> args = new ArrayList<>(List.of(text(number), text(checkpoint.through())));
        checkpoint.pieces().stream()
                .filter(piece -> !piece.tail())
                .map(Checkpoint.Logged::mark)
                .forEach(args::add);
        return view.run(made, List.of(Entities.file(file)), List.of(Entities.upload(file)), args)
                .mapEmpty();
    }

    private static byte[] text(Object value) {
        return value.toString().getBytes(StandardCharsets.US_ASCII);
    }
}
