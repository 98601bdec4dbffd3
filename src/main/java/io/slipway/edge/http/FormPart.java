package io.slipway.edge.http;

import io.slipway.edge.ContentType;
import io.slipway.model.FilePolicy;
import io.slipway.model.Problem;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerFileUpload;

/** One file of a form. It is held back together with the form, so that no later one comes in its stead. */
final class FormPart implements Source {
    private final HttpServerFileUpload part;
    private final Incoming form;
    private final FilePolicy policy;
    private final Promise<Void> done = Promise.promise();
    private Buffer head = Buffer.buffer();

    /** Held back until {@link #pieces}. */
    FormPart(HttpServerFileUpload part, Incoming form, FilePolicy policy) {
        this.policy = policy;
        this.part = part;
        this.form = form;
        part.pause();
        part.exceptionHandler(done::tryFail);
        part.endHandler(end -> done.tryComplete());
    }

    /** As its sender named it; not cleaned. */
    String name() {
        return part.filename() == null ? "" : part.filename();
    }

    String type() {
        return part.contentType();
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
            policy.type(ContentType.of(beginning, MediaTypes.essence(type())));
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
