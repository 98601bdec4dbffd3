package io.slipway.journal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The model's Redis: what the scripts do to it, what happens to it, and whether what it shows was ever true. */
final class ModelRedis {
    private static final long KEEP = 1_000_000;
    private static final String TOPIC = "topic";

    /** @param position Redis's at that moment */
    record Found(Entity entity, long position, Map<String, byte[]> answers) {}

    private final FollowerModel world;
    private final FollowerModel.Flaw flaw;
    private final List<ReferenceView> copies = new ArrayList<>();
    private ReferenceView view;

    ModelRedis(FollowerModel world, FollowerModel.Flaw flaw, ReferenceView.Rule rule) {
        this.world = world;
        this.flaw = flaw;
        this.view = new ReferenceView(rule, KEEP, KEEP);
    }

    ReferenceView view() {
        return view;
    }

    List<ReferenceView> copies() {
        return copies;
    }

    Standing standing() {
        List<Position> positions = new ArrayList<>();
        for (int place = 0; place < world.places.size(); place++) {
            Position position = view.positions.get(place);
            boolean ageless = flaw == FollowerModel.Flaw.NO_AGE && position != null;
            positions.add(ageless ? new Position(position.offset(), world.now(), position.topicId()) : position);
        }
        return new Standing(world.now(), view.emptying, view.life, positions);
    }

    Void begin(List<Position> positions) {
        if (view.emptying == null && view.life == null && view.positions.isEmpty()) {
            world.tally.refills++;
            view.life = "life " + world.now();
            for (int place = 0; place < world.places.size(); place++) {
                view.positions.put(place, positions.get(place));
            }
        }
        return null;
    }

    String condemn(int place, Position position) {
        Position stands = view.positions.get(place);
        boolean same = stands == null ? position == null : stands.equals(position);
        if (view.emptying == null && same && view.life != null) {
            world.tally.emptied++;
            view.emptying = "emptying " + world.now();
            view.positions.clear();
            view.life = null;
        }
        return view.emptying;
    }

    boolean emptyPage(String token) {
        if (!token.equals(view.emptying)) {
            return true;
        }
        if (!view.entities.isEmpty() && world.random.nextBoolean()) {
            view.entities.remove(view.entities.keySet().iterator().next());
            return false;
        }
        view.clear();
        return true;
    }

    Applied apply(int place, Follower.Apply batch) {
        boolean anyLife = flaw == FollowerModel.Flaw.NO_LIFE && view.life != null;
        Follower.Apply given = anyLife
                ? new Follower.Apply(batch.epoch(), view.life, batch.from(), batch.next(), batch.records())
                : batch;
        return view.apply(place, TOPIC, given, world.now());
    }

    Found read(EntityKey key, List<String> changeIds, int place, long least) {
        EntityValue value = value(key, place, least);
        if (value == null) {
            return null;
        }
        Position position = view.positions.get(place);
        long offset = position == null ? 0 : position.offset();
        world.require(offset >= least, "a node was shown " + offset + " after it had met " + least);
        world.require(
                FollowerModel.same(value, world.truth.at(key, offset)),
                "at " + offset + " " + key + " was " + FollowerModel.shown(world.truth.at(key, offset))
                        + " but shown as " + FollowerModel.shown(value));
        Map<String, byte[]> known = new HashMap<>();
        for (String changeId : changeIds) {
            byte[] answer = view.answer(key.toString(), changeId);
            if (answer != null) {
                known.put(changeId, answer);
            }
        }
        Entity entity = value.entity(key);
        if (flaw == FollowerModel.Flaw.BASE_IS_VERSION) {
            entity = new Entity(key, entity.state(), entity.gone(), entity.version(), entity.version());
        }
        return new Found(entity, offset, known);
    }

    /** Null if this Redis is behind. */
    EntityValue value(EntityKey key, int place, long least) {
        Position position = view.positions.get(place);
        boolean behind = position == null || position.offset() < least;
        return behind && flaw != FollowerModel.Flaw.NO_GUARD
                ? null
                : view.entities.getOrDefault(key.toString(), EntityValue.NONE);
    }

    void flush() {
        view.clear();
    }

    void saveCopy() {
        copies.add(view.copy());
    }

    void restoreCopy() {
        if (!copies.isEmpty()) {
            view = copies.get(world.random.nextInt(copies.size())).copy();
        }
    }

    void stamp() {
        for (int place = 0; place < world.places.size(); place++) {
            Position position = view.positions.get(place);
            if (position != null && position.offset() >= world.log(place).end()) {
                view.positions.put(place, new Position(position.offset(), world.now(), position.topicId()));
            }
        }
    }
}
