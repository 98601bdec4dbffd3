package io.slipway.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Many changes at once through several nodes, asked again under their change id until they are answered, with readers
 * beside them. A state lists the changes that made it. Afterwards every change is in its state, once; meanwhile no reader was
 * shown a state without a change that its node had answered before.
 */
final class ChangeStorm {
    private static final int ENTITIES = 6;
    private static final int AT_ONCE = 16;
    private static final long LIMIT_SECONDS = 120;

    /** Something that happens to the services. */
    interface Fault {
        void happen() throws Exception;
    }

    private record Wish(EntityKey key, String id) {}

    private final List<KafkaJournal> nodes;
    private final Random random;
    private final Deque<Wish> wishes = new ArrayDeque<>();
    private final List<Wish> made = new ArrayList<>();
    private final List<Map<EntityKey, Set<String>>> answeredBy = new ArrayList<>();
    private final List<String> wrong = new ArrayList<>();
    private final CountDownLatch finished = new CountDownLatch(1);
    private int total;
    private int shown;

    ChangeStorm(List<KafkaJournal> nodes, long seed) {
        this.nodes = nodes;
        this.random = new Random(seed);
        nodes.forEach(node -> answeredBy.add(new HashMap<>()));
    }

    /** @param moments after how many answers a fault happens */
    void run(int changes, List<Integer> moments, Fault fault) throws Exception {
        total = changes;
        for (int i = 0; i < changes; i++) {
            wishes.add(new Wish(new EntityKey("share", "s" + random.nextInt(ENTITIES)), "c" + i));
        }
        for (int i = 0; i < AT_ONCE; i++) {
            next();
        }
        for (int node = 0; node < nodes.size(); node++) {
            read(node);
        }
        for (int moment : moments) {
            awaitAnswers(moment);
            fault.happen();
        }
        assertThat(finished.await(LIMIT_SECONDS, TimeUnit.SECONDS))
                .as("%d answered", answered())
                .isTrue();
        check();
    }

    private synchronized int answered() {
        return made.size();
    }

    private synchronized void awaitAnswers(int count) throws InterruptedException {
        while (made.size() < count && finished.getCount() > 0) {
            wait(LIMIT_SECONDS * 1_000);
        }
    }

    private void next() {
        Wish wish;
        synchronized (this) {
            wish = wishes.poll();
        }
        if (wish != null) {
            ask(wish);
        }
    }

    private void ask(Wish wish) {
        int node;
        synchronized (this) {
            node = random.nextInt(nodes.size());
        }
        Future<byte[]> answer = nodes.get(node).changes().change(wish.key, wish.id, (entity, now) -> {
            String state = entity.state() == null ? "" : new String(entity.state(), UTF_8);
            byte[] after = (state + "," + wish.id).getBytes(UTF_8);
            return Decision.append(after, false, List.of(), wish.id.getBytes(UTF_8));
        });
        answer.onComplete(outcome -> {
            if (outcome.succeeded()) {
                answered(node, wish, new String(outcome.result(), UTF_8));
                next();
            } else if (unavailable(outcome.cause())) {
                nodes.get(0).view().read(List.of()).onComplete(moment -> ask(wish));
            } else {
                wrong(wish + " failed with " + outcome.cause());
                finished.countDown();
            }
        });
    }

    private synchronized void answered(int node, Wish wish, String answer) {
        if (!answer.equals(wish.id)) {
            wrong(wish + " was answered " + answer);
        }
        made.add(wish);
        notifyAll();
        answeredBy.get(node).computeIfAbsent(wish.key, k -> new HashSet<>()).add(wish.id);
        if (made.size() == total) {
            finished.countDown();
        }
    }

    /** One reader of a node; reads until all is answered. */
    private void read(int node) {
        EntityKey key;
        Set<String> before;
        synchronized (this) {
            key = new EntityKey("share", "s" + random.nextInt(ENTITIES));
            before = new HashSet<>(answeredBy.get(node).getOrDefault(key, Set.of()));
        }
        nodes.get(node).view().read(List.of(key)).onComplete(outcome -> {
            if (outcome.succeeded()) {
                before.removeAll(made(outcome.result().entities().get(0)));
                shown(key, before);
            } else if (!unavailable(outcome.cause())) {
                wrong("a read failed with " + outcome.cause());
            }
            if (finished.getCount() > 0) {
                read(node);
            }
        });
    }

    private synchronized void shown(EntityKey key, Set<String> missing) {
        shown++;
        if (!missing.isEmpty()) {
            wrong(key + " was shown without " + missing);
        }
    }

    private synchronized void wrong(String what) {
        wrong.add(what);
    }

    private static boolean unavailable(Throwable failure) {
        return failure instanceof Problem problem && problem.code() == ProblemCode.UNAVAILABLE;
    }

    private static List<String> made(Entity entity) {
        return entity.state() == null
                ? List.of()
                : Arrays.asList(new String(entity.state(), UTF_8).substring(1).split(","));
    }

    private void check() {
        List<Wish> all;
        synchronized (this) {
            assertThat(wrong).isEmpty();
            assertThat(shown).isPositive();
            all = List.copyOf(made);
        }
        for (int i = 0; i < ENTITIES; i++) {
            EntityKey key = new EntityKey("share", "s" + i);
            String[] wanted = all.stream()
                    .filter(wish -> wish.key.equals(key))
                    .map(Wish::id)
                    .toArray(String[]::new);
            for (KafkaJournal node : nodes) {
                assertThat(made(JournalIT.entity(node, key))).containsExactlyInAnyOrder(wanted);
            }
        }
    }
}
