package io.slipway.node;

import io.slipway.catalog.CatalogSettings;
import io.slipway.catalog.RoomSettings;
import io.slipway.chunks.CacheSettings;
import io.slipway.chunks.KafkaChunkSettings;
import io.slipway.config.NodeConfig;
import io.slipway.edge.EdgeDoors;
import io.slipway.edge.EdgeLimits;
import io.slipway.edge.EdgeProxies;
import io.slipway.edge.EdgeSettings;
import io.slipway.edge.EdgeSockets;
import io.slipway.edge.EdgeTimeouts;
import io.slipway.edge.socket.BulkDoor;
import io.slipway.edge.socket.IceServers;
import io.slipway.edge.socket.SignalSockets;
import io.slipway.flow.ByteBudget;
import io.slipway.journal.JournalSettings;
import io.slipway.model.BucketPlan;
import io.slipway.model.ByteSize;
import io.slipway.model.Clock;
import io.slipway.node.embedded.EmbeddedServices;
import io.slipway.node.embedded.KafkaAddress;
import io.slipway.node.embedded.RedisAddress;
import io.slipway.protocol.Relay;
import io.slipway.relay.RelaySettings;
import io.slipway.seal.LinkSigner;
import io.slipway.seal.RootKey;
import io.slipway.seal.TurnSecret;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.LongUnaryOperator;

/** From what the operator configured to what each actor is told: pure. */
final class Settings {
    /** Transfers that may wait for memory, in each direction; more are refused. */
    static final int MAX_WAITING = 256;

    private static final Duration TOMBSTONE = Duration.ofHours(24);

    private Settings() {}

    /** What a Kafka client needs to reach the brokers. */
    static Map<String, String> kafka(NodeConfig config, EmbeddedServices services) {
        if (config.kafka().embedded()) {
            return services.kafka().map(KafkaAddress::clientSettings).orElseThrow();
        }
        NodeConfig.Kafka kafka = config.kafka();
        Map<String, String> client = new HashMap<>();
        client.put("bootstrap.servers", String.join(",", kafka.brokers()));
        boolean tls = kafka.tls() == NodeConfig.Kafka.Tls.TLS;
        client.put(
                "security.protocol",
                kafka.login().isEmpty() ? (tls ? "SSL" : "PLAINTEXT") : (tls ? "SASL_SSL" : "SASL_PLAINTEXT"));
        kafka.login().ifPresent(login -> {
            String module = login.mechanism() == NodeConfig.Kafka.Mechanism.PLAIN
                    ? "org.apache.kafka.common.security.plain.PlainLoginModule"
                    : "org.apache.kafka.common.security.scram.ScramLoginModule";
            client.put("sasl.mechanism", login.mechanism().wireName());
            client.put(
                    "sasl.jaas.config",
                    module + " required username=" + quoted(login.user()) + " password="
                            + quoted(login.password().reveal()) + ";");
        });
        return client;
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** {@code redis[s]://user:password@host:port/database}. */
    static String redis(NodeConfig config, EmbeddedServices services) {
        if (config.redis().embedded()) {
            return services.redis().map(RedisAddress::uri).orElseThrow();
        }
        return config.redis().server().orElseThrow().uri().reveal();
    }

    static JournalSettings journal(NodeConfig config, Map<String, String> kafka, String redis) {
        return JournalSettings.of(kafka, redis)
                .withPrefixes(config.kafka().prefix(), config.redis().prefix())
                .withPartitions(
                        config.kafka().journalPartitions(), config.kafka().journalPartitions())
                .withReplication(config.kafka().replication(), config.kafka().minInsync());
    }

    static KafkaChunkSettings chunks(NodeConfig config, Map<String, String> kafka) {
        KafkaChunkSettings settings = new KafkaChunkSettings(
                kafka,
                config.kafka().prefix(),
                config.kafka().bucketPartitions(),
                config.kafka().replication(),
                config.kafka().minInsync(),
                KafkaChunkSettings.READERS,
                KafkaChunkSettings.READ_LIMIT,
                KafkaChunkSettings.ROOM_OF_BROKERS,
                config.data().minFree().bytes());
        return config.kafka().embedded()
                ? settings.withRoom(
                        () -> config.data().folder().toFile().getUsableSpace(),
                        config.data().minFree().bytes())
                : settings;
    }

    static CacheSettings cache(NodeConfig config) {
        return CacheSettings.of(
                config.data().folder().resolve("cache"),
                config.data().cache().bytes(),
                config.data().minFree().bytes());
    }

    static CatalogSettings catalog(NodeConfig config) {
        NodeConfig.Shares shares = config.shares();
        return new CatalogSettings(
                shares.maxFile().bytes(),
                shares.maxFiles(),
                shares.maxLifetime().map(Duration::toMillis).orElse(BucketPlan.FOREVER),
                shares.maxUploadTime().toMillis(),
                shares.undo().toMillis(),
                TOMBSTONE.toMillis(),
                config.kafka().bucketPartitions(),
                BucketPlan.of(shares.maxUploadTime()),
                LongUnaryOperator.identity(),
                config.policy().files(),
                new CatalogSettings.Limits(
                        config.policy().guesses(),
                        config.policy().shareGuesses(),
                        config.policy().claims(),
                        config.policy().trackAddresses()));
    }

    static RoomSettings room(NodeConfig config) {
        NodeConfig.Space space = config.space();
        return new RoomSettings(bytes(space.share()), bytes(space.guest()), bytes(space.all()));
    }

    private static long bytes(Optional<ByteSize> limit) {
        return limit.map(ByteSize::bytes).orElse(RoomSettings.NONE);
    }

    /** @param root from which the key for signing is derived */
    static EdgeDoors doors(NodeConfig config, RootKey root) {
        return new EdgeDoors(
                config.http().corsOrigins().stream().map(URI::toString).toList(), new LinkSigner(root));
    }

    /** @param node the name of this one */
    static RelaySettings relay(NodeConfig config, String node) {
        return new RelaySettings(
                node,
                config.memory().relay().bytes(),
                config.live()
                        .relayRate()
                        .map(rate -> OptionalLong.of(rate.bytes()))
                        .orElse(OptionalLong.empty()));
    }

    /**
     * @param node the name of this one
     * @param bulk who takes bulk sockets
     */
    static EdgeSockets sockets(NodeConfig config, String node, BulkDoor bulk, Relay.Switchboard relay) {
        NodeConfig.Live live = config.live();
        Optional<TurnSecret> turn = live.turnSecret().map(secret -> new TurnSecret(secret.reveal()));
        IceServers ice = new IceServers(live.ice(), turn, Clock.SYSTEM);
        return new EdgeSockets(
                SignalSockets.Terms.of(node, live.grace(), ice, config.http().idleTimeout()), bulk, relay);
    }

    static EdgeSettings edge(NodeConfig config, URI url, String version) {
        NodeConfig.Shares shares = config.shares();
        EdgeTimeouts usual = EdgeTimeouts.DEFAULT;
        return new EdgeSettings(
                config.http().host(),
                config.http().port(),
                url,
                version,
                new EdgeLimits(
                        shares.maxFile().bytes(),
                        shares.maxFiles(),
                        shares.lifetime().toMillis(),
                        shares.maxLifetime().map(Duration::toMillis).orElse(EdgeLimits.NEVER),
                        shares.lifetimes().stream().map(Duration::toMillis).toList(),
                        shares.undo().toMillis(),
                        config.policy().files(),
                        config.policy().create()),
                new EdgeTimeouts(
                        config.http().headerTimeout(),
                        usual.keepAlive(),
                        config.http().idleTimeout(),
                        usual.memory(),
                        usual.pace(),
                        config.space().followTime(),
                        usual.linger()),
                new EdgeProxies(
                        config.http().trustedProxies(),
                        config.http().proxyPort().map(OptionalInt::of).orElse(OptionalInt.empty())),
                new ByteBudget(config.memory().upload().bytes(), MAX_WAITING),
                new ByteBudget(config.memory().download().bytes(), MAX_WAITING));
    }
}
