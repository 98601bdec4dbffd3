package io.slipway.config;

import io.slipway.config.NodeConfig.Cluster;
import io.slipway.config.NodeConfig.Data;
import io.slipway.config.NodeConfig.Http;
import io.slipway.config.NodeConfig.Kafka;
import io.slipway.config.NodeConfig.Live;
import io.slipway.config.NodeConfig.Logs;
import io.slipway.config.NodeConfig.Memory;
import io.slipway.config.NodeConfig.Policy;
import io.slipway.config.NodeConfig.Redis;
import io.slipway.config.NodeConfig.Shares;
import io.slipway.config.NodeConfig.Space;
import io.slipway.model.ByteSize;
import io.slipway.model.FilePolicy;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Makes the tree out of the single values, and checks what takes two of them to see. */
final class ConfigAssembly {
    private static final Set<String> ALL_ADDRESSES = Set.of("0.0.0.0", "::");
    private static final int REDIS_PORT = 6379;

    private final Source source;
    private final Predicate<Setting<?>> given;
    private final List<String> problems;

    /** Gives the value of a setting, having noted what is wrong with it. */
    interface Source {
        <T> Optional<T> value(Setting<T> setting);
    }

    ConfigAssembly(Source source, Predicate<Setting<?>> given, List<String> problems) {
        this.source = source;
        this.given = given;
        this.problems = problems;
    }

    NodeConfig assemble() {
        Http http = http();
        Data data = data();
        Kafka kafka = kafka();
        Redis redis = redis();
        Cluster cluster = cluster();
        Live live = live();
        Shares shares = shares();
        return new NodeConfig(
                http, data, kafka, redis, cluster, live, shares, policy(shares.maxFile()), space(), memory(), logs());
    }

    private Http http() {
        String host = need(Settings.HOST);
        Optional<URI> publicUrl = source.value(Settings.PUBLIC_URL);
        if (ALL_ADDRESSES.contains(host) && !given.test(Settings.PUBLIC_URL)) {
            problems.add(Settings.PUBLIC_URL.env() + " must be set when " + Settings.HOST.env() + " is " + host
                    + ": links need an address that people can open");
        }
        int port = need(Settings.PORT);
        if (!given.test(Settings.TRUSTED_PROXIES)) {
            refuse(Settings.PROXY_PORT, "only with " + Settings.TRUSTED_PROXIES.env());
        }
        Optional<Integer> proxyPort = source.value(Settings.PROXY_PORT);
        if (proxyPort.filter(other -> other == port).isPresent()) {
            problems.add(Settings.PROXY_PORT.env() + " must not be " + Settings.PORT.env());
        }
        return new Http(
                host,
                port,
                publicUrl,
                source.value(Settings.TRUSTED_PROXIES).orElse(List.of()),
                proxyPort,
                source.value(Settings.CORS_ORIGINS).orElse(List.of()),
                need(Settings.HEADER_TIMEOUT),
                need(Settings.IDLE_TIMEOUT));
    }

    private Data data() {
        Path folder = need(Settings.DATA).toAbsolutePath().normalize();
        return new Data(folder, source.value(Settings.ROOT_KEY), need(Settings.MIN_FREE), need(Settings.CACHE));
    }

    private Kafka kafka() {
        List<String> brokers = source.value(Settings.KAFKA).orElse(List.of());
        boolean embedded = !given.test(Settings.KAFKA);
        int replication = need(Settings.KAFKA_REPLICATION);
        int minInsync = need(Settings.KAFKA_MIN_INSYNC);
        if (embedded) {
            for (Setting<?> setting : List.of(
                    Settings.KAFKA_TLS,
                    Settings.KAFKA_USER,
                    Settings.KAFKA_PASSWORD,
                    Settings.KAFKA_MECHANISM,
                    Settings.KAFKA_REPLICATION,
                    Settings.KAFKA_MIN_INSYNC)) {
                refuse(setting, "only with " + Settings.KAFKA.env());
            }
        } else {
            refuse(Settings.KAFKA_MEMORY, "only without " + Settings.KAFKA.env());
            if (minInsync > replication) {
                problems.add(Settings.KAFKA_MIN_INSYNC.env() + " must be at most " + Settings.KAFKA_REPLICATION.env()
                        + ", which is " + replication);
            }
        }
        return new Kafka(
                brokers,
                need(Settings.KAFKA_TLS),
                kafkaLogin(),
                embedded ? 1 : replication,
                embedded ? 1 : minInsync,
                need(Settings.KAFKA_PREFIX),
                need(Settings.KAFKA_MEMORY),
                need(Settings.JOURNAL_PARTITIONS),
                need(Settings.BUCKET_PARTITIONS));
    }

    private Optional<Kafka.Login> kafkaLogin() {
        Optional<String> user = source.value(Settings.KAFKA_USER);
        Optional<Secret> password = source.value(Settings.KAFKA_PASSWORD);
        Kafka.Mechanism mechanism = need(Settings.KAFKA_MECHANISM);
        if (given.test(Settings.KAFKA_USER) != given.test(Settings.KAFKA_PASSWORD)) {
            problems.add(Settings.KAFKA_USER.env() + " and " + Settings.KAFKA_PASSWORD.env() + " go together");
        } else if (!given.test(Settings.KAFKA_USER)) {
            refuse(Settings.KAFKA_MECHANISM, "only with " + Settings.KAFKA_USER.env());
        }
        return user.flatMap(name -> password.map(word -> new Kafka.Login(mechanism, name, word)));
    }

    private Redis redis() {
        Optional<URI> uri = source.value(Settings.REDIS);
        Optional<Secret> password = source.value(Settings.REDIS_PASSWORD);
        if (!given.test(Settings.REDIS)) {
            refuse(Settings.REDIS_PASSWORD, "only with " + Settings.REDIS.env());
        }
        Optional<Redis.Server> server = uri.map(address -> redisServer(address, password));
        return new Redis(server, need(Settings.REDIS_PREFIX));
    }

    private Redis.Server redisServer(URI uri, Optional<Secret> password) {
        String raw = uri.getRawUserInfo() == null ? "" : uri.getRawUserInfo();
        int colon = raw.indexOf(':');
        Optional<String> user =
                Optional.of(plain(colon < 0 ? raw : raw.substring(0, colon))).filter(name -> !name.isEmpty());
        Optional<Secret> inUri =
                colon < 0 ? Optional.empty() : Optional.of(new Secret(plain(raw.substring(colon + 1))));
        if (inUri.isPresent() && given.test(Settings.REDIS_PASSWORD)) {
            problems.add(Settings.REDIS_PASSWORD.env() + " is refused: a password stands in " + Settings.REDIS.env());
        }
        if (user.isPresent() && inUri.isEmpty() && !given.test(Settings.REDIS_PASSWORD)) {
            problems.add(Settings.REDIS.env() + " names a user but no password");
        }
        String database = uri.getPath().replace("/", "");
        return new Redis.Server(
                uri.getScheme().equals("rediss"),
                uri.getHost().replace("[", "").replace("]", ""),
                uri.getPort() < 0 ? REDIS_PORT : uri.getPort(),
                database.isEmpty() ? 0 : Integer.parseInt(database),
                user,
                inUri.or(() -> password));
    }

    /** Takes back percent-encoding (RFC 3986), in which, other than in forms, a plus is a plus. */
    private static String plain(String encoded) {
        return URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private Cluster cluster() {
        Cluster.Kind kind = need(Settings.CLUSTER);
        if (kind == Cluster.Kind.NONE) {
            refuse(Settings.CLUSTER_PORT, "only with " + Settings.CLUSTER.env());
        } else {
            for (Setting<?> shared : List.of(Settings.KAFKA, Settings.REDIS, Settings.ROOT_KEY)) {
                if (!given.test(shared)) {
                    problems.add(shared.env() + " must be set with " + Settings.CLUSTER.env() + ": nodes share it");
                }
            }
        }
        return new Cluster(kind, need(Settings.CLUSTER_PORT));
    }

    private Live live() {
        List<String> ice = source.value(Settings.ICE).orElse(List.of());
        boolean turn = ice.stream().anyMatch(server -> server.startsWith("turn"));
        if (turn && !given.test(Settings.TURN_SECRET)) {
            problems.add(Settings.TURN_SECRET.env() + " must be set with a TURN server in " + Settings.ICE.env()
                    + ": it lets nobody in without");
        }
        if (!turn) {
            refuse(Settings.TURN_SECRET, "only with a TURN server in " + Settings.ICE.env());
        }
        return new Live(need(Settings.PEER_GRACE), ice, source.value(Settings.TURN_SECRET), need(Settings.RELAY_RATE));
    }

    private Shares shares() {
        Duration lifetime = need(Settings.LIFETIME);
        Optional<Duration> most = source.value(Settings.MAX_LIFETIME).orElseThrow();
        List<Duration> choices = need(Settings.LIFETIMES);
        most.ifPresent(limit -> {
            atMost(Settings.LIFETIME, lifetime, limit);
            atMost(Settings.LIFETIMES, choices.get(choices.size() - 1), limit);
        });
        return new Shares(
                need(Settings.MAX_FILE),
                need(Settings.MAX_FILES),
                lifetime,
                most,
                choices,
                need(Settings.MAX_UPLOAD_TIME),
                need(Settings.UNDO),
                need(Settings.SWEEP_EVERY));
    }

    private void atMost(Setting<?> setting, Duration value, Duration limit) {
        if (value.compareTo(limit) > 0) {
            problems.add(setting.env() + " must not go beyond " + Settings.MAX_LIFETIME.env() + ", which is "
                    + Durations.print(limit));
        }
    }

    private Policy policy(ByteSize maxFile) {
        ByteSize minFile = need(Settings.MIN_FILE);
        if (minFile.compareTo(maxFile) > 0) {
            problems.add(Settings.MIN_FILE.env() + " must not go beyond " + Settings.MAX_FILE.env() + ", which is "
                    + maxFile);
        }
        return new Policy(
                new FilePolicy(
                        minFile.bytes(),
                        source.value(Settings.ALLOWED_TYPES).orElse(List.of()),
                        source.value(Settings.BLOCKED_NAMES).orElse(List.of())),
                need(Settings.CREATE_RATE),
                need(Settings.GUESS_RATE),
                need(Settings.SHARE_GUESS_RATE),
                need(Settings.CLAIM_RATE),
                need(Settings.TRACK_ADDRESSES));
    }

    private Space space() {
        return new Space(
                need(Settings.QUOTA),
                need(Settings.QUOTA_GUEST),
                need(Settings.QUOTA_SHARE),
                need(Settings.FOLLOW_TIME));
    }

    private Memory memory() {
        return new Memory(need(Settings.UPLOAD_MEMORY), need(Settings.DOWNLOAD_MEMORY), need(Settings.RELAY_MEMORY));
    }

    private Logs logs() {
        return new Logs(need(Settings.LOG), need(Settings.LOG_FORMAT));
    }

    private <T> T need(Setting<T> setting) {
        return source.value(setting).orElseThrow();
    }

    private void refuse(Setting<?> setting, String when) {
        if (given.test(setting)) {
            problems.add(setting.env() + " has a meaning " + when);
        }
    }
}
