package io.slipway.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.vertx.core.Future;
import java.util.List;

/**
 * Somebody who wants one change made, and asks again with the same change id when the outcome is unknown. A state is the
 * list of the changes that made it, so that a lost one is missed and one made twice is seen.
 */
final class ModelClient {
    private static final int MAX_ATTEMPTS = 5;

    enum Wish {
        ADD,
        END
    }

    final EntityKey key;
    final String changeId;
    private final Wish wish;
    private final FollowerModel world;
    private ModelNode asked;
    private int attempts;
    private boolean closed;

    ModelClient(EntityKey key, String changeId, Wish wish, FollowerModel world) {
        this.key = key;
        this.changeId = changeId;
        this.wish = wish;
        this.world = world;
    }

    /** Whether it may still come back with its change id. */
    boolean open() {
        return !closed;
    }

    boolean waiting() {
        return asked != null;
    }

    void ask(ModelNode node) {
        if (asked != null || closed) {
            return;
        }
        if (attempts++ == MAX_ATTEMPTS) {
            closed = true;
            return;
        }
        asked = node;
        Future<byte[]> answer = node.changes.change(key, changeId, this::decide).onComplete(outcome -> {
            if (asked != node) {
                return;
            }
            asked = null;
            if (outcome.succeeded()) {
                closed = true;
                answered(new String(outcome.result(), UTF_8));
            } else if (!(outcome.cause() instanceof Problem problem) || problem.code() != ProblemCode.UNAVAILABLE) {
                closed = true;
            }
        });
        world.require(answer != null, "a change has an answer");
    }

    /** The node is no more: no answer will come. */
    void nodeDied(ModelNode node) {
        if (asked == node) {
            asked = null;
        }
    }

    private void answered(String answer) {
        world.tally.answers++;
        if (answer.startsWith("did ")) {
            world.require(answer.equals("did " + changeId), "the answer is that of another change: " + answer);
            world.require(world.truth.made(key, changeId), changeId + " was answered but isn't in the log");
        }
    }

    private Decision decide(Entity entity, long now) {
        String state = entity.state() == null ? "" : new String(entity.state(), UTF_8);
        world.require(
                !List.of(state.split(",")).contains(changeId),
                changeId + " decides on a state that it has made: " + state);
        if (entity.gone()) {
            return Decision.answer("gone".getBytes(UTF_8));
        }
        byte[] did = ("did " + changeId).getBytes(UTF_8);
        if (wish == Wish.ADD) {
            if (key.destroyable() && entity.version() >= 0) {
                return Decision.answer("exists".getBytes(UTF_8));
            }
            String after = state.isEmpty() ? changeId : state + "," + changeId;
            return Decision.append(after.getBytes(UTF_8), false, entries(), did);
        }
        if (state.isEmpty()) {
            return Decision.answer("nothing".getBytes(UTF_8));
        }
        return Decision.append(key.destroyable() ? null : entity.state(), true, List.of(), did);
    }

    private List<Projection> entries() {
        return List.of(
                new Projection.AddMember("by " + changeId, key.toString()),
                new Projection.Amount("sum", key.toString(), changeId.length()),
                new Projection.Score("all", key.toString(), changeId.length()),
                new Projection.PutBytes("last of " + key, changeId.getBytes(UTF_8)));
    }
}
