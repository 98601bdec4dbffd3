package io.slipway.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.bus.Address;
import io.slipway.bus.Bus;
import io.slipway.model.ShareId;
import io.slipway.protocol.Events;
import io.slipway.protocol.Events.ShareChanged;
import io.vertx.core.Future;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Two buses in one JVM that join as two nodes would, and a third of another cluster at the same ports. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HazelcastClusterIT {
    private static final int PORT = ThreadLocalRandom.current().nextInt(20_000, 32_000);
    private static final ShareChanged NEWS = new ShareChanged(new ShareId("AAAAAAAAAAAAAAAAAAAAAA"), true);

    private HazelcastCluster first;
    private HazelcastCluster second;
    private HazelcastCluster stranger;

    record Question(int number) {}

    record Reply(int number) {}

    record Hail(int number) {}

    record Echo(int number) {}

    private static final Address<Question, Reply> ASK =
            Address.local("test.ask", Question.class, Reply.class, Duration.ofSeconds(1));

    @BeforeAll
    void join() throws Exception {
        first = done(HazelcastCluster.joinLocal(new VertxOptions(), PORT, "secret"));
        stranger = done(HazelcastCluster.joinLocal(new VertxOptions(), PORT, "another secret"));
        second = done(HazelcastCluster.joinLocal(new VertxOptions(), PORT, "secret"));
    }

    @AfterAll
    void leave() throws Exception {
        for (HazelcastCluster member : new HazelcastCluster[] {first, second, stranger}) {
            finish(member.vertx().close());
        }
    }

    private static <T> T done(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private static void finish(Future<?> future) throws Exception {
        assertThat(future.toCompletionStage().toCompletableFuture()).succeedsWithin(Duration.ofSeconds(60));
    }

    private static BlockingQueue<ShareChanged> heardBy(Bus bus) throws Exception {
        BlockingQueue<ShareChanged> heard = new LinkedBlockingQueue<>();
        assertThat(done(bus.subscribe(Events.SHARE_CHANGED, heard::add))).isNotNull();
        return heard;
    }

    @Test
    void nodesWithOneSecretAreOneCluster_othersAtTheSamePortsAreNot() {
        assertThat(first.size()).isEqualTo(2);
        assertThat(second.size()).isEqualTo(2);
        assertThat(stranger.size()).isEqualTo(1);
        assertThat(first.check().ready()).isTrue();
    }

    @Test
    void newsReachEveryListenerOfEveryNodeOnce() throws Exception {
        Bus here = new Bus(first.vertx());
        BlockingQueue<ShareChanged> nearer = heardBy(here);
        BlockingQueue<ShareChanged> near = heardBy(here);
        BlockingQueue<ShareChanged> far = heardBy(new Bus(second.vertx()));
        BlockingQueue<ShareChanged> outside = heardBy(new Bus(stranger.vertx()));
        ShareChanged last = new ShareChanged(NEWS.id(), false);

        here.publish(Events.SHARE_CHANGED, NEWS);
        here.publish(Events.SHARE_CHANGED, last);

        for (BlockingQueue<ShareChanged> heard : List.of(nearer, near, far)) {
            assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo(NEWS);
            assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo(last);
        }
        assertThat(nearer).isEmpty();
        assertThat(near).isEmpty();
        assertThat(far).isEmpty();
        assertThat(outside).isEmpty();
    }

    @Test
    void questionsStayOnTheirNode() throws Exception {
        Bus here = new Bus(first.vertx());
        Bus there = new Bus(second.vertx());
        finish(there.serve(ASK, question -> Future.succeededFuture(new Reply(question.number()))));

        assertThatThrownBy(() -> done(here.request(ASK, new Question(1))))
                .hasMessageContaining("a part of the node did not answer");
        assertThat(done(there.request(ASK, new Question(2)))).isEqualTo(new Reply(2));
    }

    @Test
    void aNodeThatLeavesIsHeardOfByTheNameItIsAskedBy() throws Exception {
        Bus here = new Bus(first.vertx());
        HazelcastCluster third = done(HazelcastCluster.joinLocal(new VertxOptions(), PORT, "secret"));
        BlockingQueue<String> left = new LinkedBlockingQueue<>();
        first.onDeparture(left::add);
        Address<Hail, Echo> one = Address.ofNode(third.node(), "hail", Hail.class, Echo.class, Duration.ofSeconds(5));
        finish(new Bus(third.vertx()).serve(one, hail -> Future.succeededFuture(new Echo(hail.number()))));
        assertThat(done(here.request(one, new Hail(3)))).isEqualTo(new Echo(3));
        assertThat(third.node()).hasSize(16).isNotEqualTo(first.node());

        finish(third.vertx().close());

        assertThat(left.poll(20, TimeUnit.SECONDS)).isEqualTo(third.node());
        assertThatThrownBy(() -> done(here.request(one, new Hail(4))))
                .hasMessageContaining("a part of the node did not answer");
    }
}
