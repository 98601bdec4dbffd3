package io.slipway.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.config.NodeConfig.Cluster;
import io.slipway.config.NodeConfig.Data;
import io.slipway.config.NodeConfig.Http;
import io.slipway.config.NodeConfig.Kafka;
import io.slipway.config.NodeConfig.Live;
import io.slipway.config.NodeConfig.Logs;
import io.slipway.config.NodeConfig.Memory;
import io.slipway.config.NodeConfig.Redis;
import io.slipway.config.NodeConfig.Shares;
import io.slipway.model.AddressRange;
import io.slipway.model.ByteSize;
import io.slipway.model.FilePolicy;
import io.slipway.model.Rate;
import io.vertx.redis.client.impl.RedisURI;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeConfigTest {
    @TempDir
    Path data;

    @Test
    void everyDefault() {
        NodeConfig config = NodeConfig.load(Map.of());

        assertThat(config)
                .isEqualTo(new NodeConfig(
                        new Http(
                                "127.0.0.1",
                                8080,
                                Optional.empty(),
                                List.of(),
                                Optional.empty(),
                                List.of(),
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(75)),
                        new Data(
                                Path.of("data").toAbsolutePath(),
                                Optional.empty(),
                                ByteSize.ofMebibytes(1024),
                                ByteSize.ofMebibytes(4096)),
                        new Kafka(
                                List.of(),
                                Kafka.Tls.NONE,
                                Optional.empty(),
                                1,
                                1,
                                "slipway.",
                                ByteSize.ofMebibytes(512),
                                8,
                                4),
                        new Redis(Optional.empty(), "slipway:"),
                        new Cluster(Cluster.Kind.NONE, 25_700),
                        new Live(Duration.ofSeconds(30), List.of(), Optional.empty(), Optional.empty()),
                        new Shares(
                                ByteSize.ofMebibytes(2048),
                                10_000,
                                Duration.ofDays(7),
                                Optional.of(Duration.ofDays(30)),
                                List.of(
                                        Duration.ofHours(1),
                                        Duration.ofDays(1),
                                        Duration.ofDays(7),
                                        Duration.ofDays(30)),
                                Duration.ofHours(24),
                                Duration.ofSeconds(30),
                                Duration.ofSeconds(30)),
                        new NodeConfig.Policy(
                                FilePolicy.ALL,
                                Optional.of(new Rate(600, Duration.ofMinutes(1))),
                                Optional.of(new Rate(10, Duration.ofMinutes(10))),
                                Optional.of(new Rate(100, Duration.ofHours(1))),
                                Optional.of(new Rate(600, Duration.ofMinutes(10))),
                                true),
                        new NodeConfig.Space(
                                Optional.empty(),
                                Optional.of(ByteSize.ofMebibytes(2048)),
                                Optional.empty(),
                                Duration.ofMinutes(1)),
                        new Memory(ByteSize.ofMebibytes(64), ByteSize.ofMebibytes(64), ByteSize.ofMebibytes(48)),
                        new Logs(Logs.Level.INFO, Logs.Format.TEXT)));
        assertThat(config.kafka().embedded()).isTrue();
        assertThat(config.redis().embedded()).isTrue();
    }

    @Test
    void everyMapping() {
        Map<String, String> told = new HashMap<>();
        told.put("SLIPWAY_HOST", "::1");
        told.put("SLIPWAY_PORT", "9000");
        told.put("SLIPWAY_PUBLIC_URL", "https://share.example:8443");
        told.put("SLIPWAY_TRUSTED_PROXIES", "10.0.0.0/8,::1");
        told.put("SLIPWAY_PROXY_PORT", "9001");
        told.put("SLIPWAY_CORS_ORIGINS", "https://app.example,http://localhost:3000");
        told.put("SLIPWAY_DATA", data.toString());
        told.put("SLIPWAY_ROOT_KEY", "0aF".repeat(21) + "0");
        told.put("SLIPWAY_KAFKA", "a.example:9092,[::1]:65535");
        told.put("SLIPWAY_KAFKA_TLS", "tls");
        told.put("SLIPWAY_KAFKA_USER", "slipway");
        told.put("SLIPWAY_KAFKA_PASSWORD", "k p");
        told.put("SLIPWAY_KAFKA_MECHANISM", "scram-sha-256");
        told.put("SLIPWAY_KAFKA_REPLICATION", "5");
        told.put("SLIPWAY_KAFKA_MIN_INSYNC", "4");
        told.put("SLIPWAY_KAFKA_PREFIX", "files-");
        told.put("SLIPWAY_JOURNAL_PARTITIONS", "16");
        told.put("SLIPWAY_BUCKET_PARTITIONS", "12");
        told.put("SLIPWAY_REDIS", "rediss://user@r.example:6380/3");
        told.put("SLIPWAY_REDIS_PASSWORD", "r:@/p");
        told.put("SLIPWAY_REDIS_PREFIX", "files:");
        told.put("SLIPWAY_CLUSTER", "local");
        told.put("SLIPWAY_CLUSTER_PORT", "26000");
        told.put("SLIPWAY_MAX_FILE", "3GiB");
        told.put("SLIPWAY_MAX_FILES", "10");
        told.put("SLIPWAY_MIN_FILE", "5B");
        told.put("SLIPWAY_ALLOWED_TYPES", "image/*, application/pdf");
        told.put("SLIPWAY_BLOCKED_NAMES", "*.exe,autorun.*");
        told.put("SLIPWAY_CREATE_RATE", "off");
        told.put("SLIPWAY_GUESS_RATE", "1/1s");
        told.put("SLIPWAY_SHARE_GUESS_RATE", "1000000/30d");
        told.put("SLIPWAY_CLAIM_RATE", "7/1m");
        told.put("SLIPWAY_TRACK_ADDRESSES", "no");
        told.put("SLIPWAY_LIFETIME", "2d");
        told.put("SLIPWAY_LIFETIMES", "10m,2d");
        told.put("SLIPWAY_MAX_LIFETIME", "never");
        told.put("SLIPWAY_MAX_UPLOAD_TIME", "12h");
        told.put("SLIPWAY_UNDO", "5s");
        told.put("SLIPWAY_SWEEP_EVERY", "500ms");
        told.put("SLIPWAY_UPLOAD_MEMORY", "32MiB");
        told.put("SLIPWAY_DOWNLOAD_MEMORY", "48MiB");
        told.put("SLIPWAY_RELAY_MEMORY", "96MiB");
        told.put("SLIPWAY_RELAY_RATE", "10MiB");
        told.put("SLIPWAY_HEADER_TIMEOUT", "3s");
        told.put("SLIPWAY_IDLE_TIMEOUT", "2m");
        told.put("SLIPWAY_MIN_FREE", "1GiB");
        told.put("SLIPWAY_CACHE", "2GiB");
        told.put("SLIPWAY_PEER_GRACE", "8s");
        told.put("SLIPWAY_ICE", "stun:stun.example,turns:[::1]:5349?transport=tcp");
        told.put("SLIPWAY_TURN_SECRET", "t s");
        told.put("SLIPWAY_QUOTA", "5TiB");
        told.put("SLIPWAY_QUOTA_GUEST", "none");
        told.put("SLIPWAY_QUOTA_SHARE", "3MiB");
        told.put("SLIPWAY_FOLLOW_TIME", "7s");
        told.put("SLIPWAY_LOG", "debug");
        told.put("SLIPWAY_LOG_FORMAT", "json");

        assertThat(NodeConfig.load(told))
                .isEqualTo(new NodeConfig(
                        new Http(
                                "::1",
                                9000,
                                Optional.of(URI.create("https://share.example:8443")),
                                List.of(AddressRange.parse("10.0.0.0/8"), AddressRange.parse("::1")),
                                Optional.of(9001),
                                List.of(URI.create("https://app.example"), URI.create("http://localhost:3000")),
                                Duration.ofSeconds(3),
                                Duration.ofMinutes(2)),
                        new Data(
                                data,
                                Optional.of(new Secret("0aF".repeat(21) + "0")),
                                ByteSize.ofMebibytes(1024),
                                ByteSize.ofMebibytes(2048)),
                        new Kafka(
                                List.of("a.example:9092", "[::1]:65535"),
                                Kafka.Tls.TLS,
                                Optional.of(
                                        new Kafka.Login(Kafka.Mechanism.SCRAM_SHA_256, "slipway", new Secret("k p"))),
                                5,
                                4,
                                "files-",
                                ByteSize.ofMebibytes(512),
                                16,
                                12),
                        new Redis(
                                Optional.of(new Redis.Server(
                                        true,
                                        "r.example",
                                        6380,
                                        3,
                                        Optional.of("user"),
                                        Optional.of(new Secret("r:@/p")))),
                                "files:"),
                        new Cluster(Cluster.Kind.LOCAL, 26_000),
                        new Live(
                                Duration.ofSeconds(8),
                                List.of("stun:stun.example", "turns:[::1]:5349?transport=tcp"),
                                Optional.of(new Secret("t s")),
                                Optional.of(ByteSize.ofMebibytes(10))),
                        new Shares(
                                ByteSize.ofMebibytes(3072),
                                10,
                                Duration.ofDays(2),
                                Optional.empty(),
                                List.of(Duration.ofMinutes(10), Duration.ofDays(2)),
                                Duration.ofHours(12),
                                Duration.ofSeconds(5),
                                Duration.ofMillis(500)),
                        new NodeConfig.Policy(
                                new FilePolicy(5, List.of("image/*", "application/pdf"), List.of("*.exe", "autorun.*")),
                                Optional.empty(),
                                Optional.of(new Rate(1, Duration.ofSeconds(1))),
                                Optional.of(new Rate(1_000_000, Duration.ofDays(30))),
                                Optional.of(new Rate(7, Duration.ofMinutes(1))),
                                false),
                        new NodeConfig.Space(
                                Optional.of(ByteSize.ofMebibytes(5 << 20)),
                                Optional.empty(),
                                Optional.of(ByteSize.ofMebibytes(3)),
                                Duration.ofSeconds(7)),
                        new Memory(ByteSize.ofMebibytes(32), ByteSize.ofMebibytes(48), ByteSize.ofMebibytes(96)),
                        new Logs(Logs.Level.DEBUG, Logs.Format.JSON)));
        // a setting that is new must be added above; these two can't be told together with the others
        Set<String> all = Settings.all().stream().map(Setting::env).collect(Collectors.toSet());
        told.put("SLIPWAY_CONFIG", "");
        told.put("SLIPWAY_KAFKA_MEMORY", "");
        assertThat(told.keySet()).isEqualTo(all);
        NodeConfig embedded = NodeConfig.load(Map.of("SLIPWAY_KAFKA_MEMORY", "1GiB", "SLIPWAY_MIN_FREE", "0B"));
        assertThat(embedded.kafka().memory()).isEqualTo(ByteSize.ofMebibytes(1024));
        assertThat(embedded.data().minFree()).isEqualTo(new ByteSize(0));
    }

    @Test
    void linksBeginWithThePublicAddressOrElseWithTheOneListenedOn() {
        assertThat(http("127.0.0.1", "").url()).hasToString("http://127.0.0.1:8080");
        assertThat(http("::1", "").url()).hasToString("http://[::1]:8080");
        assertThat(http("127.0.0.1", "https://s.example").url()).hasToString("https://s.example");
    }

    @Test
    void theRedisClientReadsTheLoginAsItWasMeant() {
        for (String password : List.of("plain", "a:b@c/d?e#f", "sp ace+plus%41", "grüße", "***")) {
            NodeConfig config = NodeConfig.load(
                    Map.of("SLIPWAY_REDIS", "redis://us%2Ber@r.example/7", "SLIPWAY_REDIS_PASSWORD", password));
            Redis.Server server = config.redis().server().orElseThrow();
            RedisURI read = new RedisURI(server.uri().reveal());

            assertThat(read.user()).isEqualTo("us+er");
            assertThat(read.password()).isEqualTo(password);
            assertThat(read.socketAddress().host()).isEqualTo("r.example");
            assertThat(read.socketAddress().port()).isEqualTo(6379);
            assertThat(read.select()).isEqualTo(7);
            assertThat(read.ssl()).isFalse();
        }
    }

    @Test
    void aPasswordInTheUriMayBePercentEncoded() {
        NodeConfig config = NodeConfig.load(Map.of("SLIPWAY_REDIS", "rediss://:a%40b+c@[::1]:1"));
        Redis.Server server = config.redis().server().orElseThrow();

        assertThat(server)
                .isEqualTo(new Redis.Server(true, "::1", 1, 0, Optional.empty(), Optional.of(new Secret("a@b+c"))));
        assertThat(server.uri().reveal()).isEqualTo("rediss://:a%40b%2Bc@[::1]:1/0");
        assertThat(config.toString()).doesNotContain("a@b");
    }

    private static Http http(String host, String publicUrl) {
        return NodeConfig.load(Map.of("SLIPWAY_HOST", host, "SLIPWAY_PUBLIC_URL", publicUrl))
                .http();
    }
}
