package io.slipway.cli.transfer;

import io.slipway.cli.ExitCode;
import io.slipway.cli.transfer.SentShare.Unfinished;
import io.slipway.cli.transfer.ShareSeen.FileSeen;
import io.slipway.model.FileId;
import io.slipway.seal.Commit;
import io.slipway.seal.FileHeader;
import io.slipway.seal.FileMeta;
import io.slipway.seal.KeyWrap;
import io.slipway.seal.Randomness;
import io.slipway.seal.SealException;
import io.slipway.seal.ShareMeta;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes a share at the node, a batch of files at a time, or finds what an earlier run made of it. What was asked once is asked
 * again in the same words, so that a lost answer does no harm.
 */
final class ShareAtNode {
    /** The most files that one request makes or adds. */
    static final int BATCH = 256;

    private final NodeApi api;
    private final Line line;
    private final SentShare share;
    private final Unfinished plan;
    private final Randomness randomness;
    private final Map<FileId, FileSeen> known = new HashMap<>();

    ShareAtNode(NodeApi api, Line line, SentShare share, Randomness randomness) {
        this.api = api;
        this.line = line;
        this.share = share;
        this.plan = share.unfinished();
        this.randomness = randomness;
    }

    /**
     * Goes on until all files are known at the node.
     *
     * @param resumed whether an earlier run began with it
     * @return the share as the node shows it
     */
    ShareSeen make(boolean resumed) throws Stopped, InterruptedException {
        ShareSeen seen = resumed ? look() : null;
        if (seen == null) {
            seen = create();
        }
        List<SentFile> left = plan.files().stream()
                .filter(file -> !known.containsKey(file.id()))
                .toList();
        for (int from = 0; from < left.size(); from += BATCH) {
            seen = add(left.subList(from, Math.min(left.size(), from + BATCH)));
        }
        return seen;
    }

    /** What the node had of a file before this run; null: nothing. */
    FileSeen before(SentFile file) {
        return known.get(file.id());
    }

    /** A share that the node doesn't know was never made. */
    private ShareSeen look() throws Stopped, InterruptedException {
        Access owner = Access.owner(share.owner());
        ShareSeen seen = line.ask(() -> {
            try {
                return api.share(share.share(), owner);
            } catch (NodeProblem problem) {
                if (problem.code().equals("NOT_FOUND")) {
                    return null;
                }
                throw problem;
            }
        });
        if (seen == null) {
            return null;
        }
        List<FileSeen> files = new ArrayList<>(seen.files());
        while (files.size() < seen.fileCount()) {
            int from = files.size();
            List<FileSeen> page = line.ask(() -> ShareSeen.page(api.files(share.share(), owner, from)));
            if (page.isEmpty()) {
                break;
            }
            files.addAll(page);
        }
        files.forEach(file -> known.put(file.file(), file));
        return seen;
    }

    private ShareSeen create() throws Stopped, InterruptedException {
        List<SentFile> batch =
                plan.files().subList(0, Math.min(BATCH, plan.files().size()));
        JsonObject wish = new JsonObject()
                .put("share", share.share().text())
                .put("lifetime", plan.lifetimeMillis())
                .put("owner", Base64s.text(share.owner().verifier().bytes()))
                .put(
                        "read",
                        Base64s.text(
                                share.secret().auth(share.share()).verifier().bytes()))
                .put("commit", Base64s.text(Commit.of(plan.key(), share.share()).bytes()))
                .put("meta", Base64s.text(meta()))
                .put("limit", plan.limit() == 0 ? null : plan.limit())
                .put("files", prepared(batch));
        if (plan.password() != null) {
            wish.put(
                    "password",
                    Base64s.text(plan.password().auth(share.share()).verifier().bytes()));
        }
        if (plan.live()) {
            // No node ever has its key.
            wish.put("kept", false);
        } else {
            KeyWrap.Wrapped wrapped =
                    KeyWrap.wrapShare(share.secret(), plan.password(), share.share(), 1, plan.key(), randomness);
            wish.put("wrap", Base64s.text(wrapped.block()));
        }
        String key = key();
        ShareSeen seen = line.ask(() -> ShareSeen.parse(api.create(wish, key)));
        batch.forEach(file -> known.put(file.id(), null));
        return seen;
    }

    private ShareSeen add(List<SentFile> batch) throws Stopped, InterruptedException {
        JsonArray files = prepared(batch);
        String key = key();
        return line.ask(() -> ShareSeen.parse(api.add(share.share(), share.owner(), files, key)));
    }

    private byte[] meta() throws Stopped {
        if (plan.title().isEmpty() && plan.folders().isEmpty()) {
            return null;
        }
        try {
            return new ShareMeta(plan.title(), "", plan.folders()).seal(plan.key(), share.share(), 1, randomness);
        } catch (SealException e) {
            throw new Stopped(
                    ExitCode.REFUSED,
                    "the title and the names of empty folders are too long together, or can't be written as Unicode");
        }
    }

    private JsonArray prepared(List<SentFile> files) throws Stopped {
        JsonArray prepared = new JsonArray();
        for (SentFile file : files) {
            FileHeader header = file.header();
            FileMeta meta = new FileMeta(file.name(), file.path(), file.type(), file.modified(), file.size());
            try {
                JsonObject each = new JsonObject()
                        .put("header", Base64s.text(header.bytes()))
                        .put(
                                "commit",
                                Base64s.text(Commit.of(file.key(), header).bytes()))
                        .put("meta", Base64s.text(meta.seal(file.key(), header, 1, randomness)))
                        .put("wrap", Base64s.text(KeyWrap.wrapFile(plan.key(), file.key(), header, randomness)));
                if (!plan.live()) {
                    each.put("upload", Base64s.text(file.upload().verifier().bytes()));
                }
                prepared.add(each);
            } catch (SealException e) {
                throw new Stopped(
                        ExitCode.REFUSED,
                        "the name of " + Printable.text(file.name()) + " is too long, or can't be written as Unicode");
            }
        }
        return prepared;
    }

    private String key() {
        return Base64s.text(randomness.bytes(16));
    }
}
