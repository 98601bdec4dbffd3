package io.slipway.journal;

import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out where the followers go on, and begins or empties the view where it can't be carried on. On one context. */
final class ViewKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(ViewKeeper.class);

    private final RedisFold fold;
    private final KafkaTopics topics;
    private final Places places;
    private Course.Empty suspicion;

    ViewKeeper(RedisFold fold, KafkaTopics topics, Places places) {
        this.fold = fold;
        this.topics = topics;
        this.places = places;
    }

    /**
     * What was found.
     *
     * @param course that was taken
     * @param logs as they are
     * @param atOnce whether to ask again at once; otherwise after a moment
     */
    record Found(Course course, List<Course.Log> logs, boolean atOnce) {
        /** Where to go on from, if the view can be carried on. */
        Optional<Course.Resume> resume() {
            return course instanceof Course.Resume resume ? Optional.of(resume) : Optional.empty();
        }
    }

    /** Looks, and does what has to be done; to be asked again until it finds positions. */
    Future<Found> look() {
        return fold.look().compose(standing -> topics.logs().compose(logs -> {
            Course course = Course.of(standing, logs);
            return take(course).map(atOnce -> new Found(course, logs, atOnce));
        }));
    }

    private Future<Boolean> take(Course course) {
        if (course instanceof Course.Empty empty) {
            return empty(empty);
        }
        suspicion = null;
        if (course instanceof Course.Begin begin) {
            LOG.info("Redis holds no view: it is filled from the log");
            return fold.begin(begin.positions()).map(true);
        }
        if (course instanceof Course.GoOnEmptying emptying) {
            return fold.goOnEmptying(emptying.token()).map(true);
        }
        return Future.succeededFuture(true);
    }

    /** Emptying costs a rebuild: what calls for it must be seen twice. */
    private Future<Boolean> empty(Course.Empty course) {
        boolean sure = course.equals(suspicion);
        suspicion = sure ? null : course;
        if (!sure) {
            return Future.succeededFuture(false);
        }
        LOG.atWarn()
                .addKeyValue("partition", places.field(course.place()))
                .addKeyValue(
                        "offset",
                        course.position() == null ? -1 : course.position().offset())
                .log("the view in Redis " + course.reason() + ": it is emptied and filled again");
        return fold.empty(course.place(), course.position()).map(true);
    }

    /**
     * Notes in Redis which positions have the whole log; an idle one would seem old otherwise.
     *
     * @return how many entries have clashed so far, see {@link RedisFold#clashes}
     */
    Future<Long> stamp() {
        return topics.logs()
                .compose(logs ->
                        fold.stamp(logs.stream().mapToLong(Course.Log::end).toArray()))
                .compose(stamped -> fold.clashes());
    }
}
