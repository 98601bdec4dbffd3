package io.slipway.cli.transfer;

import io.slipway.cli.ExitCode;
import io.slipway.cli.transfer.ShareSeen.FileSeen;
import io.slipway.model.ShareId;
import io.slipway.seal.Commit;
import io.slipway.seal.KeyWrap;
import io.slipway.seal.PasswordKey;
import io.slipway.seal.SealException;
import io.slipway.seal.ShareKey;
import io.slipway.seal.ShareLink;
import io.slipway.seal.ShareMeta;
import io.slipway.seal.Token;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A share that a link leads to, opened. @param live null: it is kept */
record OpenedShare(
        ShareId share, Access access, ShareKey key, ShareMeta meta, List<OpenedFile> files, LiveReceiving live) {
    /** How often a file that arrives is looked at. */
    static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    /** Meets whoever has a live share, as far as there are such means. */
    @FunctionalInterface
    interface Meeting {
        LiveReceiving with(Commit commit) throws Stopped;
    }

    /**
     * @param claim the right to one of its downloads
     * @param password asked only if there is one; null: none is known
     * @param meeting asked only for a live share
     * @param waits is told who is waited for
     */
    static OpenedShare open(
            NodeApi api,
            Line line,
            ShareLink link,
            Token claim,
            Supplier<String> password,
            Meeting meeting,
            Consumer<String> waits)
            throws Stopped, InterruptedException {
        ShareId share = link.shareId();
        Access access = new Access(link.secret().auth(share), null, claim);
        PasswordKey passwordKey = null;
        ShareSeen seen = look(api, line, share, access);
        if (seen == null) {
            String text = password.get();
            passwordKey = text == null || text.isEmpty() ? null : derived(link, text);
            access = passwordKey == null ? access : new Access(access.capability(), passwordKey.auth(share), claim);
            Access proven = access;
            seen = line.ask(() -> api.share(share, proven));
        }
        if (!seen.share().equals(share) || !seen.sealed()) {
            throw new Stopped(ExitCode.DAMAGED, "the node shows another share than the link promises");
        }
        List<FileSeen> files = files(api, line, seen, access);
        try {
            Commit commit = Commit.parse(bytes(seen.commit()));
            if (!seen.kept()) {
                LiveReceiving live = meeting.with(commit);
                OpenedShare opened = opened(seen, files, access, live.key(line, waits), live);
                live.knows(opened.files);
                return opened;
            }
            KeyWrap.Wrapped wrapped = new KeyWrap.Wrapped(bytes(seen.wrap()), commit);
            PasswordKey withIt = seen.password() ? passwordKey : null;
            ShareKey key = KeyWrap.openShare(link.secret(), withIt, share, seen.wrapVersion(), wrapped);
            return opened(seen, files, access, key, null);
        } catch (SealException e) {
            throw damaged(e);
        }
    }

    private static PasswordKey derived(ShareLink link, String text) throws Stopped {
        try {
            return PasswordKey.derive(link.secret(), link.shareId(), text);
        } catch (IllegalArgumentException e) {
            throw new Stopped(ExitCode.WRONG_KEY, e.getMessage());
        }
    }

    /** @return null if it has a password */
    private static ShareSeen look(NodeApi api, Line line, ShareId share, Access access)
            throws Stopped, InterruptedException {
        return line.ask(() -> {
            try {
                return api.share(share, access);
            } catch (NodeProblem problem) {
                if (problem.code().equals("PASSWORD_REQUIRED")) {
                    return null;
                }
                throw problem;
            }
        });
    }

    private static List<FileSeen> files(NodeApi api, Line line, ShareSeen seen, Access access)
            throws Stopped, InterruptedException {
        List<FileSeen> known = new ArrayList<>(seen.files());
        while (known.size() < seen.fileCount()) {
            int from = known.size();
            List<FileSeen> page = line.ask(() -> ShareSeen.page(api.files(seen.share(), access, from)));
            if (page.isEmpty()) {
                break;
            }
            known.addAll(page);
        }
        return known;
    }

    private static OpenedShare opened(
            ShareSeen seen, List<FileSeen> known, Access access, ShareKey key, LiveReceiving live) {
        ShareId share = seen.share();
        ShareMeta meta =
                seen.meta() == null ? ShareMeta.NONE : ShareMeta.open(key, share, seen.metaVersion(), seen.meta());
        List<OpenedFile> files = new ArrayList<>();
        known.forEach(file -> files.add(OpenedFile.open(key, file)));
        return new OpenedShare(share, access, key, meta, files, live);
    }

    /** Whether something of it is still on its way to the store. */
    boolean arrives() {
        return live == null && files.stream().anyMatch(file -> !file.isComplete());
    }

    /** Looks whether the sender has completed a file. @return its sealed seal; null: not yet */
    byte[] arrived(NodeApi api, Line line, OpenedFile file) throws Stopped, InterruptedException {
        int from = files.indexOf(file);
        List<FileSeen> page = line.ask(() -> ShareSeen.page(api.files(share, access, from)));
        for (FileSeen seen : page) {
            if (seen.file().equals(file.id())) {
                return seen.complete() ? seen.seal() : null;
            }
        }
        throw new Stopped(ExitCode.NOT_FOUND, "the sender took a file out of the share while it was being received");
    }

    static Stopped damaged(SealException e) {
        return new Stopped(
                ExitCode.DAMAGED,
                "what the node gives isn't what was sealed (" + e.error()
                        + "). No file was given its name; what opened is kept");
    }

    private static byte[] bytes(byte[] part) {
        return part == null ? new byte[0] : part;
    }

    @Override
    public String toString() {
        return "OpenedShare[" + share + "]";
    }
}
