package io.slipway.edge.http;

import io.slipway.edge.ContentType;
import io.slipway.model.FilePolicy;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.protocol.OpenUploads;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerFileUpload;
import java.util.Arrays;

/** One file of a form. It is held back together with the form, so that no later one comes in its stead. */
final class FormPart implements Source {
    private final HttpServerFileUpload part;
    private final Incoming form;
    private final FilePolicy policy;
    /** As its sender named it; not cleaned. */
    private final String path;

    private final Promise<Void> done = Promise.promise();
    private Buffer head = Buffer.buffer();

    /** Held back until {@link #pieces}. */
    FormPart(HttpServerFileUpload part, Incoming form, FilePolicy policy) {
        this.policy = policy;
        this.part = part;
        this.form = form;
        this.path = part.filename() == null ? "" : part.filename();
        part.pause();
        part.exceptionHandler(done::tryFail);
        part.endHandler(end -> done.tryComplete());
    }

    /** What it is called, clean. */
    String name() {
        return isFolder() ? FileNames.clean(path.substring(0, path.length() - 1)) : FileNames.clean(path);
    }

    /** The folder it stands in, clean; empty if none. */
    String folder() {
        String inside = isFolder() ? path.substring(0, path.length() - 1) : path;
        return FileNames.folder(inside.substring(0, Math.max(0, inside.lastIndexOf('/'))));
    }

    String type() {
        return isFolder() ? OpenUploads.OpenFile.FOLDER : MediaTypes.essence(part.contentType());
    }

    /** A name with a slash at its end is that of a folder in which there is nothing. */
    private boolean isFolder() {
        return path.endsWith("/");
    }

    /** Whether it is to be kept: a form sends an empty part where no file was chosen, and {@code ./} is where all begins. */
    boolean isSomething(long size) {
        if (isFolder() && size > 0) {
            throw new Problem(ProblemCode.BAD_NAME, "a name with a slash at its end is that of an empty folder");
        }
        return isFolder() ? !FileNames.folder(path).isEmpty() : !path.isEmpty() || size > 0;
    }

    /** Refuses what it is called. @throws Problem {@code BAD_NAME}, {@code NAME_NOT_ALLOWED} */
    void check() {
        String in = folder();
        policy.name(name());
        if (!in.isEmpty()) {
            Arrays.stream(in.split("/")).forEach(policy::name);
        }
    }

    /** A form may end without its parts hearing of it. */
    void formFailed(Throwable reason) {
        done.tryFail(reason);
    }

    @Override
    public Future<Void> pieces(Handler<Buffer> taker) {
        part.handler(piece -> look(piece, taker));
        resume();
        return done.future().compose(end -> {
            if (head != null && head.length() > 0) {
                look(taker);
            }
            return done.future();
        });
    }

    /** Nothing is taken before enough was seen to say what it is. */
    private void look(Buffer piece, Handler<Buffer> taker) {
        if (head == null) {
            taker.handle(piece);
            return;
        }
        head.appendBuffer(piece);
        if (head.length() >= ContentType.LOOKS_AT_BYTES) {
            try {
                look(taker);
            } catch (Problem refusal) {
                fail(refusal);
            }
        }
    }

    private void look(Handler<Buffer> taker) {
        Buffer seen = head;
        head = null;
        if (policy.looksInside()) {
            byte[] beginning = seen.getBytes(0, Math.min(seen.length(), ContentType.LOOKS_AT_BYTES));
            policy.type(ContentType.of(beginning, type()));
        }
        taker.handle(seen);
    }

    @Override
    public void pause() {
        part.pause();
        form.pause();
    }

    @Override
    public void resume() {
        form.resume();
        part.resume();
    }

    @Override
    public void fail(Throwable reason) {
        done.tryFail(reason);
        form.fail(reason);
    }
}
