package io.slipway.cli.transfer;

import io.slipway.cli.transfer.SentShare.Unfinished;
import io.slipway.model.Clock;
import io.slipway.model.ShareId;
import io.slipway.seal.FileKey;
import io.slipway.seal.PasswordKey;
import io.slipway.seal.Randomness;
import io.slipway.seal.Secret;
import io.slipway.seal.ShareKey;
import io.slipway.seal.Token;
import io.vertx.core.json.JsonArray;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Makes the plan of a share, and finds out whether an earlier one is still good. */
final class SendPlans {
    private final Randomness randomness;
    private final Clock clock;

    SendPlans(Randomness randomness, Clock clock) {
        this.randomness = randomness;
        this.clock = clock;
    }

    /**
     * What was asked for.
     *
     * @param named what the command line names, absolute; empty: standard input
     * @param lifetimeMillis null: the node's default
     * @param limit 0: none
     */
    record Wish(
            URI node, List<Path> named, Long lifetimeMillis, int limit, String title, boolean password, boolean live) {
        /** The same text for the same wish. */
        String command() {
            JsonArray paths = new JsonArray();
            named.forEach(path -> paths.add(path.toString()));
            return new JsonArray()
                    .add(node.toString())
                    .add(paths)
                    .add(lifetimeMillis)
                    .add(limit)
                    .add(title)
                    .add(password)
                    .addAll(live ? new JsonArray().add("live") : new JsonArray())
                    .encode();
        }
    }

    /** @param password null: none */
    SentShare of(Wish wish, Selection selection, String password) throws Stopped {
        List<SentFile> files = new ArrayList<>();
        for (Selection.Item item : selection.items()) {
            try {
                files.add(new SentFile(
                        randomness.fileId(),
                        FileKey.random(randomness),
                        Token.random(randomness),
                        item.name(),
                        item.path(),
                        item.size(),
                        item.modified(),
                        item.type(),
                        item.source(),
                        Plaintext.sample(item.source(), item.size())));
            } catch (IOException e) {
                throw Disk.failed(item.source(), e);
            }
        }
        return share(wish, files, selection.folders(), password);
    }

    /** Of standard input. */
    SentShare of(Wish wish, String name, FileChannel spooled, String password) throws Stopped {
        try {
            SentFile file = new SentFile(
                    randomness.fileId(),
                    FileKey.random(randomness),
                    Token.random(randomness),
                    name,
                    "",
                    spooled.size(),
                    clock.millis(),
                    "",
                    null,
                    null);
            return share(wish, List.of(file), List.of(), password);
        } catch (IOException e) {
            throw Disk.failed(Path.of(name), e);
        }
    }

    private SentShare share(Wish wish, List<SentFile> files, List<String> folders, String password) {
        ShareId share = randomness.shareId();
        Secret secret = Secret.random(randomness);
        PasswordKey key = password == null ? null : PasswordKey.derive(secret, share, password);
        Unfinished unfinished = new Unfinished(
                wish.command(),
                ShareKey.random(randomness),
                key,
                wish.lifetimeMillis(),
                wish.limit(),
                wish.title(),
                folders,
                files,
                wish.live());
        String label = wish.title().isEmpty() ? files.get(0).name() : wish.title();
        long bytes = files.stream().mapToLong(SentFile::size).sum();
        return new SentShare(
                share,
                secret,
                Token.random(randomness),
                wish.node(),
                wish.node().toString(),
                clock.millis(),
                null,
                label,
                files.size(),
                bytes,
                unfinished);
    }

    /** @throws Stopped if a file isn't what it was when the plan was made, or there are others */
    static void checkUnchanged(SentShare share, Selection selection) throws Stopped {
        List<SentFile> files = share.unfinished().files();
        boolean sameFolders = share.unfinished().folders().equals(selection.folders());
        if (files.size() != selection.items().size() || !sameFolders) {
            throw Plaintext.changed("what is in the folder");
        }
        for (int i = 0; i < files.size(); i++) {
            SentFile file = files.get(i);
            Selection.Item item = selection.items().get(i);
            try {
                boolean same = item.source().equals(file.source())
                        && item.size() == file.size()
                        && item.modified() == file.modified()
                        && Plaintext.sample(item.source(), item.size()).equals(file.sample());
                if (!same) {
                    throw Plaintext.changed(file.name());
                }
            } catch (IOException e) {
                throw Disk.failed(item.source(), e);
            }
        }
    }
}
