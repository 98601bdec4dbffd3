package io.slipway.catalog;

import io.slipway.journal.EntityKey;
import io.slipway.model.BucketId;
import io.slipway.model.FileId;
import io.slipway.model.ShareId;

/** The names under which the catalog's entities and projections stand in the journal and in Redis. */
final class Entities {
    /** Entries of an index segment: chunk n is in segment n / {@value}. */
    static final int SEGMENT = 4096;

    /** Sorted set: entities that end by themselves, by the time they do. */
    static final String DUE = "due";
    /** Sorted set: gone entities, by the time their tombstone may go. */
    static final String GRAVES = "graves";

    /** The kind of files. */
    static final String FILE = "file";

    /** The kind of checkpoints of uploads. */
    static final String CHECKPOINT = "checkpoint";

    /** The kind of moves. */
    static final String MOVE = "move";

    /** The kind of room that guests take. */
    static final String ROOM = "room";

    private Entities() {}

    /** How many index segments a file of so many chunks has. */
    static long segments(long chunks) {
        return (chunks + SEGMENT - 1) / SEGMENT;
    }

    static EntityKey share(ShareId id) {
        return new EntityKey("share", id.text());
    }

    static EntityKey file(FileId id) {
        return new EntityKey(FILE, id.text());
    }

    static EntityKey segment(FileId id, int generation, long number) {
        return new EntityKey("segment", id + "." + generation + "." + number);
    }

    /** What was stored of an upload between one checkpoint and the next. */
    static EntityKey checkpoint(FileId id, long number) {
        return new EntityKey(CHECKPOINT, id + "." + number);
    }

    /** A file that is being copied to another bucket. */
    static EntityKey move(FileId id) {
        return new EntityKey(MOVE, id.text());
    }

    /** That a bucket is over. */
    static EntityKey closing(BucketId id) {
        return new EntityKey("bucket", id.toString());
    }

    /** The room that a guest's file takes. */
    static EntityKey room(FileId id) {
        return new EntityKey(ROOM, id.text());
    }

    /** The table of what files use of a quota. */
    static String use(String quota) {
        return "use:" + quota;
    }

    static EntityKey key(String keyId) {
        return new EntityKey("key", keyId);
    }

    /** The hash that holds the index of an upload under way. */
    static String upload(FileId id) {
        return "upload:" + id;
    }

    /** The hash of what is known of a share's downloads. */
    static String visits(ShareId id) {
        return "visits:" + id;
    }

    /** The set of what keeps a bucket: ids of files that live in it, and names of moves to it. */
    static String bucket(BucketId id) {
        return "bucket:" + id;
    }
}
