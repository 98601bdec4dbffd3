package io.slipway.protocol;

import io.slipway.bus.Address;
import io.slipway.bus.Topic;
import io.slipway.model.Digest;
import io.slipway.model.FileId;
import io.slipway.model.Mode;
import io.slipway.model.ShareId;
import java.time.Duration;
import java.util.List;

/** Who may download a share with a limit, how far, and what is known of downloads. */
public final class Downloads {
    private static final Duration READ = Duration.ofSeconds(10);
    private static final Duration CHANGE = Duration.ofSeconds(35);

    /**
     * A response with bytes of a share with a limit begins: takes a claim, or goes on with one, and charges the first bytes.
     * {@code LIMIT_BUSY}, {@code GONE}, {@code RATE_LIMITED}.
     */
    public static final Address<Begin, Begun> BEGIN =
            Address.local("downloads.begin", Begin.class, Begun.class, CHANGE);

    /** The response goes on: charges the next bytes. {@code GONE} if the claim is over or another response has its place. */
    public static final Address<Charge, Charged> CHARGE =
            Address.local("downloads.charge", Charge.class, Charged.class, CHANGE);

    /** A response has ended; for the list of downloads, and of a claim for what it was charged for. */
    public static final Address<Report, Reported> REPORT =
            Address.local("downloads.report", Report.class, Reported.class, CHANGE);

    /** Takes a claim before the first byte. */
    public static final Address<Take, Taken> TAKE = Address.local("downloads.take", Take.class, Taken.class, CHANGE);

    /** The receiver has checked every byte. */
    public static final Address<Verify, Taken> VERIFY =
            Address.local("downloads.verify", Verify.class, Taken.class, CHANGE);

    /** The receiver doesn't want it any more. */
    public static final Address<GiveBack, Taken> GIVE_BACK =
            Address.local("downloads.give-back", GiveBack.class, Taken.class, CHANGE);

    /** What is known of a share's downloads; for its owner. {@code UNAVAILABLE} while nobody remembers. */
    public static final Address<ListDownloads, DownloadList> LIST =
            Address.local("downloads.list", ListDownloads.class, DownloadList.class, READ);

    /** A client without a token has begun another response: those before it end. */
    public static final Topic<Superseded> SUPERSEDED =
            Topic.everywhere("cluster.download-superseded", Superseded.class);

    private Downloads() {}

    /**
     * Who asks, as far as it was told.
     *
     * @param passwordProof SHA-256 of SLP1's {@code pw auth}, or null
     * @param password of an open share, in the clear, or null
     * @param address of the client
     * @param site of that address: what limits are counted by
     * @param agent the client's {@code User-Agent}, or empty
     * @param claim SHA-256 of the claim's token, or null
     */
    public record Visitor(
            Digest passwordProof, String password, String address, String site, String agent, Digest claim) {
        /** Nothing is known of the one who asks. */
        public static final Visitor NOBODY = new Visitor(null, null, "", "", "", null);

        @Override
        public String toString() {
            return "Visitor[***]";
        }
    }

    /**
     * @param mode how the bytes are seen, which is what from and to count in
     * @param from first byte
     * @param to the last byte that is sent at once
     */
    public record Begin(ShareId share, FileId file, Mode mode, Digest proof, Visitor visitor, long from, long to) {}

    /**
     * @param holder whose claim it is
     * @param turn names the response within the claim
     * @param until the byte up to which may be sent, exclusive
     * @param remaining downloads that nobody has yet
     */
    public record Begun(Digest holder, int turn, long until, int remaining) {}

    /** @param sent bytes sent since the last question */
    public record Charge(
            ShareId share, FileId file, Mode mode, Digest holder, int turn, long from, long to, long sent) {}

    public record Charged(long until) {}

    /**
     * @param holder of the claim, or null if the share has no limit
     * @param bytes sent in the whole response
     * @param unsaid bytes sent since the last question
     * @param whole whether all that was asked for was sent
     */
    public record Report(
            ShareId share, Digest holder, int turn, Visitor visitor, long bytes, long unsaid, boolean whole) {}

    public record Reported() {}

    public record Take(ShareId share, Digest proof, Visitor visitor) {}

    /**
     * @param limited whether the share has a limit at all; else nothing was taken
     * @param fresh whether the claim is new
     * @param deadAt when it dies without progress, ms since 1970; 0 if there is none
     */
    public record Taken(boolean limited, boolean fresh, int remaining, long deadAt) {}

    public record Verify(ShareId share, Digest proof, Visitor visitor) {}

    public record GiveBack(ShareId share, Digest proof, Visitor visitor) {}

    public record ListDownloads(ShareId share, Digest owner) {}

    /** @param since what was before isn't known */
    public record DownloadList(long since, List<Entry> entries) {}

    /**
     * @param id tells receivers apart and nothing else about them
     * @param address null where it isn't kept
     */
    public record Entry(String id, long began, long last, long bytes, boolean verified, String address) {}

    /** @param turn the one that goes on */
    public record Superseded(ShareId share, Digest holder, int turn) {}
}
