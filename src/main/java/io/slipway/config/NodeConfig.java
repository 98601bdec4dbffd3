package io.slipway.config;

import io.slipway.model.AddressRange;
import io.slipway.model.ByteSize;
import io.slipway.model.FilePolicy;
import io.slipway.model.Rate;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that a node is told at start; immutable, valid, and safe to print: secrets show as {@code ***}. What each value
 * means, its default and its bounds stand in {@link Settings}.
 */
public record NodeConfig(
        Http http,
        Data data,
        Kafka kafka,
        Redis redis,
        Cluster cluster,
        Live live,
        Shares shares,
        Policy policy,
        Space space,
        Memory memory,
        Logs logs) {
    /**
     * Reads the defaults, the configuration file and the given environment, the later winning.
     *
     * @throws ConfigException naming everything that is wrong
     */
    public static NodeConfig load(Map<String, String> environment) {
        return ConfigLoader.load(environment).config();
    }

    /**
     * How the world reaches the node.
     *
     * @param publicUrl what links begin with; empty: {@link #url} knows
     * @param proxyPort empty: none
     * @param corsOrigins without slashes at their ends
     */
    public record Http(
            String host,
            int port,
            Optional<URI> publicUrl,
            List<AddressRange> trustedProxies,
            Optional<Integer> proxyPort,
            List<URI> corsOrigins,
            Duration headerTimeout,
            Duration idleTimeout) {
        /** What links begin with, without a slash at the end. */
        public URI url() {
            String name = host.indexOf(':') < 0 ? host : "[" + host + "]";
            return publicUrl.orElseGet(() -> URI.create("http://" + name + ":" + port));
        }
    }

    /**
     * What the node keeps on its own disk.
     *
     * @param folder made absolute
     * @param rootKey 64 hex digits; empty: the one in the folder
     */
    public record Data(Path folder, Optional<Secret> rootKey, ByteSize minFree, ByteSize cache) {}

    /**
     * @param brokers {@code host:port} each; empty: the node's own broker
     * @param login empty: none
     * @param replication 1 on the node's own broker, as is minInsync
     * @param memory heap of the node's own broker
     */
    public record Kafka(
            List<String> brokers,
            Tls tls,
            Optional<Login> login,
            int replication,
            int minInsync,
            String prefix,
            ByteSize memory,
            int journalPartitions,
            int bucketPartitions) {
        /** Whether the node runs a broker of its own. */
        public boolean embedded() {
            return brokers.isEmpty();
        }

        /** How the connection is protected; with {@code TLS} the broker's name is checked against its certificate. */
        public enum Tls {
            NONE,
            TLS
        }

        /** How to log in (SASL). */
        public enum Mechanism {
            PLAIN("PLAIN"),
            SCRAM_SHA_256("SCRAM-SHA-256"),
            SCRAM_SHA_512("SCRAM-SHA-512");

            private final String wireName;

            Mechanism(String wireName) {
                this.wireName = wireName;
            }

            /** The name registered for SASL. */
            public String wireName() {
                return wireName;
            }
        }

        public record Login(Mechanism mechanism, String user, Secret password) {}
    }

    /** @param server empty: the node's own Redis */
    public record Redis(Optional<Server> server, String prefix) {
        /** Whether the node runs a Redis of its own. */
        public boolean embedded() {
            return server.isEmpty();
        }

        /** @param user empty: the default user; as is the password if there is none */
        public record Server(
                boolean tls, String host, int port, int database, Optional<String> user, Optional<Secret> password) {
            /** As one URI with the login in it: for the client, never for a log. */
            public Secret uri() {
                String login = password.map(word -> encoded(user.orElse("")) + ":" + encoded(word.reveal()) + "@")
                        .orElse("");
                String name = host.indexOf(':') < 0 ? host : "[" + host + "]";
                return new Secret((tls ? "rediss://" : "redis://") + login + name + ":" + port + "/" + database);
            }

            private static String encoded(String text) {
                return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
            }
        }
    }

    /**
     * The other nodes.
     *
     * @param port the first of 16 on loopback where nodes of one machine find each other
     */
    public record Cluster(Kind kind, int port) {
        /** Where the other nodes are. */
        public enum Kind {
            /** Nowhere, or they aren't heard. */
            NONE,
            /** On this machine. */
            LOCAL
        }
    }

    /**
     * What is told to pages that are there at the same time.
     *
     * @param grace how long a page that lost its connection may come back
     * @param ice URIs of STUN and TURN servers
     * @param turnSecret there if one of them is a TURN server
     * @param relayRate bytes a second by the relay, for each address and each share; empty: as many as can be
     */
    public record Live(Duration grace, List<String> ice, Optional<Secret> turnSecret, Optional<ByteSize> relayRate) {}

    /**
     * What may be shared, and how long it stays.
     *
     * @param maxLifetime empty: a share may live for ever
     * @param lifetimes the choices offered, rising
     */
    public record Shares(
            ByteSize maxFile,
            int maxFiles,
            Duration lifetime,
            Optional<Duration> maxLifetime,
            List<Duration> lifetimes,
            Duration maxUploadTime,
            Duration undo,
            Duration sweepEvery) {}

    /**
     * What is asked of files and of those who come.
     *
     * @param create shares of one address; empty: as many as it likes, as with all that follow
     * @param guesses wrong passwords of one address at one share
     * @param shareGuesses wrong passwords of all addresses at one share
     * @param claims downloads of shares with a limit that one address may begin
     */
    public record Policy(
            FilePolicy files,
            Optional<Rate> create,
            Optional<Rate> guesses,
            Optional<Rate> shareGuesses,
            Optional<Rate> claims,
            boolean trackAddresses) {}

    /**
     * How much room files get.
     *
     * @param all empty: no limit, as are guest and share
     * @param followTime how long a download waits for a sender that has stopped
     */
    public record Space(
            Optional<ByteSize> all, Optional<ByteSize> guest, Optional<ByteSize> share, Duration followTime) {}

    /** Bounds on the bytes of transfers that are in memory at once. */
    public record Memory(ByteSize upload, ByteSize download, ByteSize relay) {}

    /** How much is logged, and how it is written. */
    public record Logs(Level level, Format format) {
        public enum Level {
            ERROR,
            WARN,
            INFO,
            DEBUG,
            TRACE
        }

        public enum Format {
            TEXT,
            JSON
        }
    }
}
