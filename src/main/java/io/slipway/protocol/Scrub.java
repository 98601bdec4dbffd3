package io.slipway.protocol;

import io.slipway.bus.Address;
import io.slipway.model.BucketId;
import io.slipway.model.ChunkLocation;
import io.slipway.model.Digest;
import io.slipway.model.FileId;
import io.slipway.model.ShareId;
import java.time.Duration;
import java.util.List;

/**
 * What one may ask about the soundness of what is kept: every chunk of every complete file is read and checked. For the
 * operator only: a proof is the SHA-256 of the capability presented, a wrong one is {@code NOT_FOUND}.
 */
public final class Scrub {
    /** The least and the most bytes per second that may be asked for. */
    public static final long MIN_RATE = 1L << 20;

    public static final long MAX_RATE = 16L << 30;

    /** Begins to read everything, or the files of one share. {@code CONFLICT} while this node is at it already. */
    public static final Address<Start, Report> START =
            Address.local("scrub.start", Start.class, Report.class, Duration.ofSeconds(10));

    /** How far it is, or what the last one found. */
    public static final Address<Look, Report> LOOK =
            Address.local("scrub.look", Look.class, Report.class, Duration.ofSeconds(10));

    /** A page of the files that are kept. {@code NOT_FOUND}, {@code GONE} for a share that isn't there. */
    public static final Address<FindFiles, Files> FILES =
            Address.local("scrub.files", FindFiles.class, Files.class, Duration.ofSeconds(10));

    /** How many damaged chunks a report names; more are only counted. */
    public static final int MAX_NAMED = 1_000;

    private Scrub() {}

    /**
     * @param share whose files are read; null: all there are
     * @param bytesPerSecond how fast at most, {@link #MIN_RATE} … {@link #MAX_RATE}
     */
    public record Start(Digest proof, ShareId share, long bytesPerSecond) {}

    public record Look(Digest proof) {}

    /**
     * @param running whether it is still at it
     * @param files complete files read so far, as are chunks and bytes
     * @param damaged chunks that aren't what was stored
     * @param found the first of these, at most {@link #MAX_NAMED}
     * @param failure why it ended early; null if it didn't
     */
    public record Report(
            boolean running, long files, long chunks, long bytes, long damaged, List<Damage> found, String failure) {}

    /** A chunk that isn't what was stored, or isn't where it should be. */
    public record Damage(FileId file, long chunk, ChunkLocation place) {}

    /**
     * @param share whose files are wanted, or null for those of a bucket
     * @param cursor null at first, then what the page before said
     */
    public record FindFiles(ShareId share, BucketId bucket, String cursor) {}

    /** @param next null if there are no more */
    public record Files(List<FileId> files, String next) {}
}
