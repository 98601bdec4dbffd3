package io.slipway.bus;

import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one way to ask and to answer. A handler that throws or fails is answered with its {@link Problem} at once; on a
 * bare event bus a throw would cost the asker its whole timeout. Absence of an answer becomes
 * {@link ProblemCode#UNAVAILABLE}.
 */
public final class Bus {
    private static final Logger LOG = LoggerFactory.getLogger(Bus.class);

    /** Header of news for all nodes and of frames: where they come from. */
    private static final String SENDER = "sender";

    private final Vertx vertx;
    private final String self = UUID.randomUUID().toString();
    private final Set<Class<?>> known = ConcurrentHashMap.newKeySet();

    public Bus(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Answers an address on this node; one of a node's, to all nodes. The future is done when questions will arrive. */
    public <Q extends Record, R extends Record> Future<Void> serve(
            Address<Q, R> address, Function<Q, Future<R>> handler) {
        learn(address.request());
        learn(address.reply());
        MessageConsumer<Q> consumer = address.ofNode()
                ? vertx.eventBus().consumer(address.name())
                : vertx.eventBus().localConsumer(address.name());
        return consumer.handler(message -> answer(address, message, handler)).completion();
    }

    /**
     * Asks, and waits at most the timeout of the address.
     *
     * @return the answer, or a {@link Problem}: the one the answering actor gave, {@code UNAVAILABLE} if nobody
     *     answered, {@code INTERNAL} if the handler broke
     */
    public <Q extends Record, R extends Record> Future<R> request(Address<Q, R> address, Q question) {
        learn(address.request());
        learn(address.reply());
        DeliveryOptions options = new DeliveryOptions()
                .setLocalOnly(!address.ofNode())
                .setSendTimeout(address.timeout().toMillis());
        return vertx.eventBus()
                .<R>request(address.name(), question, options)
                .map(Message::body)
                .recover(failure -> Future.failedFuture(problem(address, failure)));
    }

    /** Tells whoever listens now: on this node at once, whatever becomes of the way to the others. */
    public <E extends Record> void publish(Topic<E> topic, E event) {
        learn(topic.event());
        vertx.eventBus().publish(here(topic), event, new DeliveryOptions().setLocalOnly(true));
        if (reachesOthers(topic)) {
            vertx.eventBus().publish(topic.name(), event, new DeliveryOptions().addHeader(SENDER, self));
        }
    }

    /** Listens from now on. The future is done when news will arrive; its value ends the listening. */
    public <E extends Record> Future<Runnable> subscribe(Topic<E> topic, Consumer<E> listener) {
        learn(topic.event());
        List<MessageConsumer<E>> consumers = new ArrayList<>();
        consumers.add(vertx.eventBus().<E>localConsumer(here(topic)).handler(news -> listener.accept(news.body())));
        if (reachesOthers(topic)) {
            consumers.add(vertx.eventBus().<E>consumer(topic.name()).handler(news -> fromOthers(news, listener)));
        }
        Runnable stop = () -> consumers.forEach(
                consumer -> consumer.unregister().onFailure(e -> LOG.debug("unsubscribing failed", e)));
        return Future.all(consumers.stream().map(MessageConsumer::completion).toList())
                .map(stop);
    }

    /**
     * Takes raw bytes on this node, in the order in which each node sent them. Nothing is answered and nothing pushes back:
     * whoever sends must have been granted it.
     *
     * @param taker gets the name of the node they come from, and the bytes
     * @return done when bytes will arrive; its value ends that
     */
    public Future<Runnable> takeFrames(FrameAddress address, BiConsumer<String, Buffer> taker) {
        MessageConsumer<Buffer> consumer = vertx.eventBus().consumer(address.name());
        consumer.handler(message -> taker.accept(message.headers().get(SENDER), message.body()));
        return consumer.completion()
                .map(() -> consumer.unregister().onFailure(e -> LOG.debug("unregistering failed", e)));
    }

    /**
     * Sends raw bytes.
     *
     * @param from the name of this node
     * @return done when they were written to the other node, which doesn't say that they arrived; fails if it is known that they
     *     didn't: that node is gone
     */
    public Future<Void> sendFrame(FrameAddress address, String from, Buffer frame) {
        return vertx.eventBus()
                .sender(address.name(), new DeliveryOptions().addHeader(SENDER, from))
                .write(frame);
    }

    private boolean reachesOthers(Topic<?> topic) {
        return topic.everywhere() && vertx.isClustered();
    }

    /** A name of its own: what is published to the cluster comes to this node as well. */
    private static String here(Topic<?> topic) {
        return topic.name() + ".here";
    }

    private <E extends Record> void fromOthers(Message<E> news, Consumer<E> listener) {
        if (self.equals(news.headers().get(SENDER))) {
            return;
        }
        E event;
        try {
            event = news.body();
        } catch (RuntimeException e) {
            LOG.atWarn()
                    .setCause(e)
                    .addKeyValue("address", news.address())
                    .log("news that can't be read came from another node");
            return;
        }
        listener.accept(event);
    }

    private <Q extends Record, R extends Record> void answer(
            Address<Q, R> address, Message<Q> message, Function<Q, Future<R>> handler) {
        Future<R> result;
        try {
            result = Objects.requireNonNull(handler.apply(message.body()), "a handler answers with a future");
        } catch (RuntimeException | Error e) {
            result = Future.failedFuture(e);
        }
        result.onComplete(message::reply, failure -> fail(address, message, failure));
    }

    private void fail(Address<?, ?> address, Message<?> message, Throwable failure) {
        Problem problem = failure instanceof Problem p ? p : null;
        if (problem == null) {
            LOG.atError()
                    .setCause(failure)
                    .addKeyValue("address", address.name())
                    .log("a handler broke");
            problem = new Problem(ProblemCode.INTERNAL, "the node failed to answer");
        }
        message.fail(
                problem.code().ordinal(),
                new JsonObject()
                        .put("code", problem.code().name())
                        .put("message", problem.getMessage())
                        .put("details", new JsonObject(problem.details()))
                        .encode());
    }

    private static Problem problem(Address<?, ?> address, Throwable failure) {
        if (failure instanceof ReplyException reply && reply.failureType() == ReplyFailure.RECIPIENT_FAILURE) {
            JsonObject json = new JsonObject(reply.getMessage());
            return new Problem(
                    code(json.getString("code")),
                    json.getString("message"),
                    json.getJsonObject("details").getMap());
        }
        LOG.atWarn()
                .addKeyValue("address", address.name())
                .addKeyValue("failure", failure.getMessage())
                .log("no answer on the bus");
        return new Problem(ProblemCode.UNAVAILABLE, "a part of the node did not answer; try again");
    }

    /** A node of a later version may know more codes. */
    private static ProblemCode code(String name) {
        return Arrays.stream(ProblemCode.values())
                .filter(code -> code.name().equals(name))
                .findAny()
                .orElse(ProblemCode.INTERNAL);
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private void learn(Class<? extends Record> type) {
        if (known.add(type)) {
            vertx.eventBus().registerDefaultCodec((Class) type, new RecordCodec<>((Class) type));
        }
    }
}
