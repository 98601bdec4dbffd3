package io.slipway.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.CompositeFuture;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class DroppedFuturesTest {
    @Test
    void everyWayToDropAFutureIsFound() throws IOException {
        assertThat(found(Careless.class))
                .extracting(line -> line.replaceFirst(".*Careless\\.(lambda\\$)?", "")
                        .replaceFirst("\\$\\d+", "")
                        .replaceFirst(" line \\d+ drops the future of .*\\.", ": "))
                .containsExactlyInAnyOrder(
                        "statement: close",
                        "inALambda: close",
                        "asAReference: Vertx::close",
                        "onlySuccess: onSuccess",
                        "mapped: map",
                        "afterTheEnd: compose",
                        "composite: all",
                        "eitherWay: close",
                        "eitherWay: end",
                        "recovered: recover");
    }

    @Test
    void whatIsKeptReturnedOrEndedIsLeftAlone() throws IOException {
        assertThat(found(Careful.class)).isEmpty();
    }

    private static List<String> found(Class<?> type) throws IOException {
        try (InputStream file = type.getResourceAsStream("DroppedFuturesTest$" + type.getSimpleName() + ".class")) {
            return DroppedFutures.in(file);
        }
    }

    /** Never run; what counts is what the compiler makes of it. */
    static final class Careless {
        private final Vertx vertx;
        private final HttpServerResponse response;

        Careless(Vertx vertx, HttpServerResponse response) {
            this.vertx = vertx;
            this.response = response;
        }

        void statement() {
            vertx.close();
        }

        Runnable inALambda() {
            return () -> vertx.close();
        }

        Consumer<Vertx> asAReference() {
            return Vertx::close;
        }

        void onlySuccess(Future<String> future) {
            future.onSuccess(value -> response.setStatusCode(200));
        }

        void mapped(Future<String> future) {
            future.map(String::length);
        }

        void afterTheEnd(Future<String> future) {
            future.onComplete(done -> response.setStatusCode(200)).compose(value -> response.end());
        }

        void composite(Future<String> future) {
            Future.all(future, future);
        }

        void eitherWay(boolean now) {
            if (now) {
                vertx.close();
            } else {
                response.end();
            }
        }

        void recovered(Future<String> future) {
            future.onFailure(e -> response.setStatusCode(500)).recover(e -> Future.succeededFuture(""));
        }
    }

    /** The same without carelessness. */
    static final class Careful {
        private final Vertx vertx;
        private Future<Void> closing;

        Careful(Vertx vertx) {
            this.vertx = vertx;
        }

        Future<Void> returned() {
            return vertx.close();
        }

        void kept() {
            closing = vertx.close();
        }

        Future<Void> again() {
            return closing;
        }

        Supplier<Future<Void>> asAReference() {
            return vertx::close;
        }

        void bothOutcomes(Future<String> future, HttpServerResponse response) {
            future.onComplete(response::setStatusMessage, e -> response.setStatusCode(500));
        }

        void failureIsSeen(Future<String> future, HttpServerResponse response) {
            future.onSuccess(response::setStatusMessage).onFailure(e -> response.setStatusCode(500));
        }

        void fluent(HttpServerRequest request, Promise<Void> promise) {
            request.pause();
            request.response().setStatusCode(200).putHeader("a", "b");
            vertx.setTimer(1, id -> request.resume());
            vertx.cancelTimer(1);
            promise.tryComplete();
        }

        CompositeFuture composed(Future<String> future) {
            return Future.all(future, future);
        }
    }
}
