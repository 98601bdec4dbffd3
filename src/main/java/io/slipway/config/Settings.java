package io.slipway.config;

import io.slipway.config.NodeConfig.Cluster;
import io.slipway.config.NodeConfig.Kafka.Mechanism;
import io.slipway.config.NodeConfig.Kafka.Tls;
import io.slipway.config.NodeConfig.Logs;
import io.slipway.model.AddressRange;
import io.slipway.model.ByteSize;
import io.slipway.model.Rate;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Every setting, in the order people read them. The table in the README is this one. */
public final class Settings {
    private static final List<Setting<?>> TABLE = new ArrayList<>();

    static final Setting<String> HOST = add(Setting.of(
            "HOST", Kinds.host(), "127.0.0.1", "The address to listen on; `0.0.0.0` for all of the machine's."));
    static final Setting<Integer> PORT =
            add(Setting.of("PORT", Kinds.whole(1, 65_535), "8080", "The port to listen on."));
    static final Setting<URI> PUBLIC_URL = add(Setting.of(
            "PUBLIC_URL",
            Kinds.origin(),
            "",
            "What links begin with. Must be set behind a proxy, and when listening on all addresses;"
                    + " otherwise it is `http://<host>:<port>`."));
    static final Setting<List<AddressRange>> TRUSTED_PROXIES = add(Setting.of(
            "TRUSTED_PROXIES",
            Kinds.ranges(64),
            "",
            "Proxies whose `X-Forwarded-For` tells who the client is; from anyone else it is ignored."));
    static final Setting<Integer> PROXY_PORT = add(
            Setting.of(
                    "PROXY_PORT",
                    Kinds.whole(1, 65_535),
                    "",
                    "One more port to listen on, for these proxies alone: each connection begins with a PROXY header, version 1 or 2."));
    static final Setting<List<URI>> CORS_ORIGINS = add(Setting.of(
            "CORS_ORIGINS",
            Kinds.origins(32),
            "",
            "Sites whose pages may talk to this node, such as `https://app.example`; no others may."));
    static final Setting<Path> DATA = add(Setting.of(
            "DATA",
            Kinds.path("a folder"),
            "./data",
            "Where everything this node keeps is; one node at a time uses it."));
    static final Setting<Path> CONFIG = add(Setting.of(
            "CONFIG",
            Kinds.path("a file"),
            "",
            "The configuration file; otherwise `slipway.properties` in the data folder, if there."));
    static final Setting<Secret> ROOT_KEY = add(Setting.secret(
            "ROOT_KEY",
            Kinds.secret("64 hex digits", Pattern.compile("[0-9A-Fa-f]{64}")),
            "Wraps the keys of open shares, so it must be the same on all nodes;"
                    + " otherwise one is generated in the data folder."));

    static final Setting<List<String>> KAFKA = add(Setting.of(
            "KAFKA", Kinds.brokers(), "", "The Kafka brokers to use; otherwise the node runs one of its own."));
    static final Setting<Tls> KAFKA_TLS = add(Setting.of(
            "KAFKA_TLS", Kinds.oneOf(Tls.class, Kinds::lowerCase), "none", "Whether to speak TLS to Kafka."));
    static final Setting<String> KAFKA_USER =
            add(Setting.of("KAFKA_USER", Kinds.user(), "", "Who to log in to Kafka as; otherwise there is no login."));
    static final Setting<Secret> KAFKA_PASSWORD =
            add(Setting.secret("KAFKA_PASSWORD", password(), "The password for it."));
    static final Setting<Mechanism> KAFKA_MECHANISM = add(Setting.of(
            "KAFKA_MECHANISM",
            Kinds.oneOf(Mechanism.class, Mechanism::wireName),
            "SCRAM-SHA-512",
            "How to log in to Kafka (SASL)."));
    static final Setting<Integer> KAFKA_REPLICATION = add(Setting.of(
            "KAFKA_REPLICATION",
            Kinds.whole(1, 9),
            "3",
            "On how many brokers everything is kept; 1 on the node's own."));
    static final Setting<Integer> KAFKA_MIN_INSYNC = add(Setting.of(
            "KAFKA_MIN_INSYNC",
            Kinds.whole(1, 9),
            "2",
            "How many of them must have it before it is acknowledged; 1 on the node's own."));
    static final Setting<String> KAFKA_PREFIX = add(Setting.of(
            "KAFKA_PREFIX",
            Kinds.prefix("`a-z A-Z 0-9 . _ -`", Pattern.compile("[0-9A-Za-z._-]{1,32}")),
            "slipway.",
            "What the names of Kafka topics begin with."));
    static final Setting<ByteSize> KAFKA_MEMORY =
            add(Setting.of("KAFKA_MEMORY", Kinds.size("256MiB", "64GiB"), "512MiB", "Heap of the node's own broker."));
    static final Setting<Integer> JOURNAL_PARTITIONS = add(Setting.of(
            "JOURNAL_PARTITIONS",
            Kinds.whole(1, 64),
            "8",
            "Partitions of the journal and the keys; can't be changed once they exist."));
    static final Setting<Integer> BUCKET_PARTITIONS = add(Setting.of(
            "BUCKET_PARTITIONS",
            Kinds.whole(1, 256),
            "4",
            "Partitions of the topics that hold chunks; applies to new ones."));

    static final Setting<URI> REDIS = add(new Setting<>(
            Setting.PREFIX + "REDIS",
            Kinds.redis(),
            "",
            true,
            "The Redis to use, with a database of its own; otherwise the node runs one."));
    static final Setting<Secret> REDIS_PASSWORD = add(
            Setting.secret("REDIS_PASSWORD", password(), "The password for it, unless it stands in `SLIPWAY_REDIS`."));
    static final Setting<String> REDIS_PREFIX = add(Setting.of(
            "REDIS_PREFIX",
            Kinds.prefix("`a-z A-Z 0-9 . _ : -`", Pattern.compile("[0-9A-Za-z._:-]{1,32}")),
            "slipway:",
            "What the names of Redis keys begin with."));

    static final Setting<Cluster.Kind> CLUSTER = add(
            Setting.of(
                    "CLUSTER",
                    Kinds.oneOf(Cluster.Kind.class, Kinds::lowerCase),
                    "none",
                    "Whether this node hears news of others with the same Kafka, Redis and root key: `local`, those on this machine."));
    static final Setting<Integer> CLUSTER_PORT = add(Setting.of(
            "CLUSTER_PORT",
            Kinds.whole(1024, 65_520),
            "25700",
            "The first of 16 ports on loopback where they find each other."));

    static final Setting<Duration> PEER_GRACE = add(Setting.of(
            "PEER_GRACE",
            Kinds.duration("1s", "5m"),
            "30s",
            "How long the others wait for a page that lost its connection, before they are told it is gone."));
    static final Setting<List<String>> ICE = add(Setting.of(
            "ICE",
            IceServerKind.upTo(8),
            "",
            "STUN and TURN servers by which pages in different networks find a direct way to each other."));
    static final Setting<Secret> TURN_SECRET = add(Setting.secret(
            "TURN_SECRET",
            password(),
            "What the TURN servers among them share with this node (`static-auth-secret` of coturn)."));

    static final Setting<ByteSize> MAX_FILE =
            add(Setting.of("MAX_FILE", Kinds.size("1B", "4TiB"), "2GiB", "The largest file that is kept."));
    static final Setting<Integer> MAX_FILES =
            add(Setting.of("MAX_FILES", Kinds.whole(1, 10_000), "10000", "The most files in one share."));
    static final Setting<ByteSize> MIN_FILE =
            add(Setting.of("MIN_FILE", Kinds.size("0B", "4TiB"), "0B", "The smallest file that is kept."));
    static final Setting<List<String>> ALLOWED_TYPES = add(Setting.of(
            "ALLOWED_TYPES",
            Kinds.mediaTypes(),
            "",
            "The types of open files that are kept, found by looking into them; otherwise all."));
    static final Setting<List<String>> BLOCKED_NAMES = add(Setting.of(
            "BLOCKED_NAMES", Kinds.namePatterns(), "", "Names of open files that aren't kept, such as `*.exe`."));
    static final Setting<Optional<Rate>> CREATE_RATE = add(Setting.of(
            "CREATE_RATE", Kinds.rateOrOff(), "600/1m", "How many shares one address may make, and in which time."));
    static final Setting<Optional<Rate>> GUESS_RATE = add(Setting.of(
            "GUESS_RATE",
            Kinds.rateOrOff(),
            "10/10m",
            "How many wrong passwords one address may try at one share, and in which time."));
    static final Setting<Optional<Rate>> SHARE_GUESS_RATE =
            add(Setting.of("SHARE_GUESS_RATE", Kinds.rateOrOff(), "100/1h", "The same for all addresses together."));
    static final Setting<Optional<Rate>> CLAIM_RATE = add(Setting.of(
            "CLAIM_RATE",
            Kinds.rateOrOff(),
            "600/10m",
            "How many downloads of shares with a limit one address may begin, and in which time."));
    static final Setting<Boolean> TRACK_ADDRESSES = add(Setting.of(
            "TRACK_ADDRESSES",
            Kinds.yesOrNo(),
            "yes",
            "Whether the owner of a share is told the addresses it was downloaded from."));
    static final Setting<Duration> LIFETIME = add(Setting.of(
            "LIFETIME",
            Kinds.duration("1s", "3650d"),
            "7d",
            "How long a share lives unless its sender says otherwise."));
    static final Setting<List<Duration>> LIFETIMES = add(Setting.of(
            "LIFETIMES", Kinds.durations("1s", "3650d", 12), "1h,1d,7d,30d", "The lifetimes that the page offers."));
    static final Setting<Optional<Duration>> MAX_LIFETIME = add(Setting.of(
            "MAX_LIFETIME",
            Kinds.durationOrNever("1s", "3650d"),
            "30d",
            "The longest lifetime that may be asked for."));
    static final Setting<Duration> MAX_UPLOAD_TIME = add(Setting.of(
            "MAX_UPLOAD_TIME", Kinds.duration("1s", "30d"), "1d", "After this time an unfinished upload is given up."));
    static final Setting<Duration> UNDO = add(Setting.of(
            "UNDO",
            Kinds.duration("0s", "1h"),
            "30s",
            "How long a deletion can be taken back; then the keys are destroyed."));
    static final Setting<Duration> SWEEP_EVERY = add(Setting.of(
            "SWEEP_EVERY", Kinds.duration("100ms", "1h"), "30s", "How often space is freed of what has expired."));

    static final Setting<Optional<ByteSize>> QUOTA = add(Setting.of(
            "QUOTA",
            Kinds.sizeOrNone("0B", "1024TiB"),
            "none",
            "How much is kept altogether, on all nodes; more is refused."));
    static final Setting<Optional<ByteSize>> QUOTA_GUEST = add(Setting.of(
            "QUOTA_GUEST",
            Kinds.sizeOrNone("0B", "1024TiB"),
            "2GiB",
            "How much is kept for one address (of version 6, for one /64); the machine itself isn't counted."));
    static final Setting<Optional<ByteSize>> QUOTA_SHARE = add(Setting.of(
            "QUOTA_SHARE",
            Kinds.sizeOrNone("0B", "1024TiB"),
            "none",
            "How large all files of one share may be together."));
    static final Setting<Duration> FOLLOW_TIME = add(
            Setting.of(
                    "FOLLOW_TIME",
                    Kinds.duration("100ms", "1h"),
                    "1m",
                    "How long a download that has caught up with its sender waits for more; less than `SLIPWAY_IDLE_TIMEOUT`."));

    static final Setting<ByteSize> UPLOAD_MEMORY = add(Setting.of(
            "UPLOAD_MEMORY", Kinds.size("16MiB", "64GiB"), "64MiB", "The most bytes of uploads in memory at once."));
    static final Setting<ByteSize> DOWNLOAD_MEMORY = add(Setting.of(
            "DOWNLOAD_MEMORY",
            Kinds.size("16MiB", "64GiB"),
            "64MiB",
            "The most bytes of downloads in memory at once."));
    static final Setting<ByteSize> RELAY_MEMORY = add(Setting.of(
            "RELAY_MEMORY",
            Kinds.size("4MiB", "64GiB"),
            "48MiB",
            "The most bytes in memory at once on their way between two pages that can't reach each other directly."));
    static final Setting<Optional<ByteSize>> RELAY_RATE = add(Setting.of(
            "RELAY_RATE",
            Kinds.sizeOrNone("64KiB", "1TiB"),
            "none",
            "The most bytes a second on that way for each client address and for each share, at one node."));
    static final Setting<ByteSize> MIN_FREE = add(Setting.of(
            "MIN_FREE",
            Kinds.size("0B", "1024TiB"),
            "1GiB",
            "With less free disk than this at any broker no more uploads are taken."));
    static final Setting<ByteSize> CACHE = add(Setting.of(
            "CACHE",
            Kinds.size("0B", "1TiB"),
            "4GiB",
            "The most disk for copies of what is downloaded again and again; they go first when disk runs short."
                    + " `0B`: there are none."));
    static final Setting<Duration> HEADER_TIMEOUT = add(Setting.of(
            "HEADER_TIMEOUT",
            Kinds.duration("100ms", "2m"),
            "10s",
            "How long a client may take to send the headers of a request."));
    static final Setting<Duration> IDLE_TIMEOUT = add(Setting.of(
            "IDLE_TIMEOUT",
            Kinds.duration("1s", "1h"),
            "75s",
            "A connection on which nothing moves for so long is closed."));

    static final Setting<Logs.Level> LOG =
            add(Setting.of("LOG", Kinds.oneOf(Logs.Level.class, Enum::name), "INFO", "How much is logged."));
    static final Setting<Logs.Format> LOG_FORMAT = add(Setting.of(
            "LOG_FORMAT",
            Kinds.oneOf(Logs.Format.class, Kinds::lowerCase),
            "text",
            "Lines for people, or for machines."));

    private Settings() {}

    /** All of them. */
    public static List<Setting<?>> all() {
        return List.copyOf(TABLE);
    }

    private static <T> Setting<T> add(Setting<T> setting) {
        TABLE.add(setting);
        return setting;
    }

    private static Kind<Secret> password() {
        return Kinds.secret(
                "1 to 1024 characters, none of them a control character", Pattern.compile("\\P{Cntrl}{1,1024}"));
    }
}
