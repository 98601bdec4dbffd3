package io.slipway.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BusTest {
    /** Longer than any test waits: an answer that comes did not come from a timeout. */
    private static final Duration LONG = Duration.ofHours(1);

    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = new Bus(vertx);

    record Question(String text) {}

    record Answer(String text) {}

    record News(int number) {}

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
    }

    @Test
    void anAnswerComesBack_theSameInstanceOnOneNode() throws Exception {
        Answer answer = new Answer("42");
        Question question = new Question("?");
        List<Question> asked = new ArrayList<>();
        Address<Question, Answer> address = serve(LONG, q -> {
            asked.add(q);
            return Future.succeededFuture(answer);
        });

        assertThat(await(bus.request(address, question))).isSameAs(answer);
        assertThat(asked).singleElement().isSameAs(question);
    }

    @Test
    void anAddressOfANodeIsAnsweredByThatOneAlone() throws Exception {
        Address<Question, Answer> mine = Address.ofNode("n1", "post", Question.class, Answer.class, LONG);
        Address<Question, Answer> other = Address.ofNode("n2", "post", Question.class, Answer.class, LONG);
        await(bus.serve(mine, q -> Future.succeededFuture(new Answer(q.text() + " at n1"))));

        assertThat(mine.name()).isEqualTo("node.n1.post");
        assertThat(await(bus.request(mine, new Question("who"))).text()).isEqualTo("who at n1");
        assertThat(problem(other).code()).as("at once").isEqualTo(ProblemCode.UNAVAILABLE);
    }

    @ParameterizedTest
    @EnumSource(ProblemCode.class)
    void aProblemArrivesWhole(ProblemCode code) throws Exception {
        Address<Question, Answer> address = serve(
                LONG,
                q -> Future.failedFuture(
                        new Problem(code, "chunks are missing", Map.of("missing", List.of(List.of(0, 3))))));

        Problem problem = problem(address);

        assertThat(problem.code()).isEqualTo(code);
        assertThat(problem.getMessage()).isEqualTo("chunks are missing");
        assertThat(problem.details()).isEqualTo(Map.of("missing", List.of(List.of(0, 3))));
    }

    @Test
    void aThrownProblemIsAnAnswerAsWell() throws Exception {
        Address<Question, Answer> address = serve(LONG, q -> {
            throw new Problem(ProblemCode.GONE, "gone");
        });
        assertThat(problem(address).code()).isEqualTo(ProblemCode.GONE);
    }

    @Test
    void aHandlerThatBreaksIsAnsweredAtOnce_withoutItsInnards() throws Exception {
        for (Function<Question, Future<Answer>> broken : List.<Function<Question, Future<Answer>>>of(
                q -> {
                    throw new IllegalStateException("canary");
                },
                q -> {
                    throw new StackOverflowError("canary");
                },
                q -> Future.failedFuture(new IllegalStateException("canary")),
                q -> null)) {
            Problem problem = problem(serve(LONG, broken));

            assertThat(problem.code()).isEqualTo(ProblemCode.INTERNAL);
            assertThat(problem.toString()).doesNotContain("canary");
        }
    }

    @Test
    void nobodyThereIsUnavailableAtOnce() throws Exception {
        assertThat(problem(address("nobody", LONG)).code()).isEqualTo(ProblemCode.UNAVAILABLE);
    }

    @Test
    void noAnswerInTimeIsUnavailable() throws Exception {
        Promise<Answer> never = Promise.promise();
        Address<Question, Answer> address = serve(Duration.ofMillis(50), q -> never.future());

        assertThat(problem(address).code()).isEqualTo(ProblemCode.UNAVAILABLE);
    }

    @Test
    void aCodeOfALaterVersionIsAFault() throws Exception {
        Address<Question, Answer> address = address("later", LONG);
        vertx.eventBus()
                .localConsumer(
                        address.name(),
                        message -> message.fail(
                                99, "{\"code\":\"OF_TOMORROW\",\"message\":\"an older upload\",\"details\":{}}"));

        Problem problem = problem(address);

        assertThat(problem.code()).isEqualTo(ProblemCode.INTERNAL);
        assertThat(problem.getMessage()).isEqualTo("an older upload");
    }

    @Test
    void newsReachEveryoneWhoListensNow() throws Exception {
        Topic<News> topic = Topic.everywhere("news", News.class);
        bus.publish(topic, new News(0));
        Promise<News> first = Promise.promise();
        Promise<News> second = Promise.promise();
        List<News> heard = new ArrayList<>();
        Runnable stop = await(bus.subscribe(topic, news -> {
            heard.add(news);
            first.tryComplete(news);
        }));
        Runnable stopSecond = await(bus.subscribe(topic, news -> second.tryComplete(news)));

        bus.publish(topic, new News(1));

        assertThat(await(first.future())).isEqualTo(new News(1));
        assertThat(await(second.future())).isEqualTo(new News(1));

        stop.run();
        stopSecond.run();
        Promise<News> third = Promise.promise();
        Runnable stopThird = await(bus.subscribe(topic, third::tryComplete));
        bus.publish(topic, new News(2));
        assertThat(await(third.future())).isEqualTo(new News(2));
        assertThat(heard).containsExactly(new News(1));
        stopThird.run();
    }

    private Address<Question, Answer> serve(Duration timeout, Function<Question, Future<Answer>> handler)
            throws Exception {
        Address<Question, Answer> address = address("address-" + handler.hashCode(), timeout);
        await(bus.serve(address, handler));
        return address;
    }

    private static Address<Question, Answer> address(String name, Duration timeout) {
        return Address.local(name, Question.class, Answer.class, timeout);
    }

    private Problem problem(Address<Question, Answer> address) throws Exception {
        ExecutionException failure =
                catchThrowableOfType(ExecutionException.class, () -> await(bus.request(address, new Question("?"))));
        assertThat(failure).hasCauseInstanceOf(Problem.class);
        return (Problem) failure.getCause();
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
