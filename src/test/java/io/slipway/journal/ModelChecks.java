package io.slipway.journal;

import java.util.List;

/** What must hold when the model is at rest. */
final class ModelChecks {
    private static final String LIFE = "life";
    private static final int ALL = Integer.MAX_VALUE;

    private final FollowerModel world;
    private final List<EntityKey> keys;

    ModelChecks(FollowerModel world, List<EntityKey> keys) {
        this.world = world;
        this.keys = keys;
    }

    void atRest() {
        agrees(world.redis.view(), "Redis");
        for (int place = 0; place < world.places.size(); place++) {
            for (long boundary = world.log(place).end(); boundary >= 0; boundary--) {
                refilled(place, boundary);
            }
        }
    }

    /** Whatever compaction leaves, filling from it comes to the same. */
    private void refilled(int place, long boundary) {
        ModelLog log = world.log(place).copy();
        log.compact(boundary, 0);
        ReferenceView view = new ReferenceView(world.redis.view().rule, world.redis.view().keepVerdicts, 0);
        view.life = LIFE;
        view.positions.put(place, new Position(0, 0, ""));
        List<LogRecord> records =
                log.from(0, ALL).stream().map(ModelLog.Stored::record).toList();
        Applied result = view.apply(place, "", new Follower.Apply(0, LIFE, 0, log.end(), records), 0);
        world.require(result instanceof Applied.Done, "a fill is applied");
        for (EntityKey key : keys) {
            if (world.places.of(key) == place) {
                compare(view, key, "filled from a log compacted at " + boundary);
            }
        }
    }

    private void agrees(ReferenceView view, String who) {
        keys.forEach(key -> compare(view, key, who));
        world.require(
                view.entries.equals(world.truth.fold().entries),
                who + " has the entries " + view.entries + " and not " + world.truth.fold().entries);
    }

    private void compare(ReferenceView view, EntityKey key, String who) {
        EntityValue value = view.entities.getOrDefault(key.toString(), EntityValue.NONE);
        EntityValue expected = world.truth.value(key);
        world.require(
                FollowerModel.same(value, expected),
                who + " has " + key + " as " + FollowerModel.shown(value) + " and not "
                        + FollowerModel.shown(expected));
    }
}
