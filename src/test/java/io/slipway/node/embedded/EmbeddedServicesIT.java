package io.slipway.node.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedServicesIT {
    private static final TopicPartition PARTITION = new TopicPartition("facts", 0);

    @TempDir
    Path parent;

    private Path data;
    private final List<EmbeddedServices> started = new ArrayList<>();
    private final List<DataFolder> opened = new ArrayList<>();
    private final List<Long> pids = new ArrayList<>();

    @BeforeEach
    void nameTheFolder() {
        data = parent.resolve("data");
    }

    @AfterEach
    void nothingIsLeftRunning() throws Exception {
        stop();
        assertThat(pids).isNotEmpty().allSatisfy(pid -> assertThat(isRunning(pid))
                .as("process %d", pid)
                .isFalse());
    }

    private EmbeddedServices start() throws Exception {
        return start(EmbeddedServices.Wanted.both());
    }

    private EmbeddedServices start(EmbeddedServices.Wanted wanted) throws Exception {
        DataFolder folder = DataFolder.open(data, new SecureRandom());
        opened.add(folder);
        EmbeddedServices services = new EmbeddedServices(folder, wanted);
        started.add(services);
        long before = System.nanoTime();
        services.start();
        System.out.printf("embedded services started in %d ms%n", (System.nanoTime() - before) / 1_000_000);
        if (wanted.kafka()) {
            pids.add(services.kafkaPid());
        }
        if (wanted.redis()) {
            pids.add(services.redisPid());
        }
        return services;
    }

    private void stop() throws Exception {
        for (EmbeddedServices services : started) {
            services.stop();
        }
        for (DataFolder folder : opened) {
            folder.close();
        }
        started.clear();
        opened.clear();
    }

    @Test
    void whatWasAcknowledgedIsThereAfterARestart_atTheSameAddressUnlessThatIsTaken() throws Exception {
        EmbeddedServices first = start();
        KafkaAddress kafka = first.kafka().orElseThrow();
        RedisAddress redis = first.redis().orElseThrow();
        append(kafka, "one");
        assertThat(redis(redis, "SET k v")).containsExactly("+OK");
        stop();
        EmbeddedServices second = start();
        assertThat(second.kafka()).contains(kafka);
        assertThat(second.redis()).contains(redis);
        assertThat(readAll(kafka)).containsExactly("one");
        assertThat(redis(redis, "GET k")).containsExactly("$1", "v");
        stop();
        int kafkaPort = Integer.parseInt(kafka.bootstrap().split(":")[1]);
        InetAddress loopback = InetAddress.getByName("127.0.0.1");
        try (ServerSocket one = new ServerSocket(kafkaPort, 1, loopback);
                ServerSocket other = new ServerSocket(redis.port(), 1, loopback)) {
            EmbeddedServices third = start();
            KafkaAddress elsewhere = third.kafka().orElseThrow();
            assertThat(elsewhere.bootstrap()).doesNotEndWith(":" + one.getLocalPort());
            assertThat(third.redis().orElseThrow().port()).isNotEqualTo(other.getLocalPort());
            assertThat(readAll(elsewhere)).containsExactly("one");
        }
    }

    @Test
    void aKilledNodeIsFollowedByOneThatFindsEverything() throws Exception {
        EmbeddedServicesProcess killed = EmbeddedServicesProcess.start(data);
        pids.add(killed.kafkaPid);
        pids.add(killed.redisPid);
        assertThatThrownBy(() -> DataFolder.open(data, new SecureRandom()))
                .isInstanceOf(EmbeddedStartException.class)
                .hasMessageContaining("process " + killed.pid());
        killed.kill();
        assertThat(isRunning(killed.redisPid)).as("Redis outlives its node").isTrue();

        EmbeddedServices services = start();
        assertThat(isRunning(killed.redisPid)).isFalse();
        assertThat(isRunning(killed.kafkaPid)).isFalse();
        append(services.kafka().orElseThrow(), "one");
        assertThat(redis(services.redis().orElseThrow(), "SET k v")).containsExactly("+OK");
        stop();

        EmbeddedServicesProcess again = EmbeddedServicesProcess.start(data);
        pids.add(again.kafkaPid);
        pids.add(again.redisPid);
        append(services.kafka().orElseThrow(), "two");
        again.kill();
        kill(again.kafkaPid);
        kill(again.redisPid);

        EmbeddedServices last = start();
        assertThat(readAll(last.kafka().orElseThrow())).containsExactly("one", "two");
        assertThat(redis(last.redis().orElseThrow(), "GET k")).containsExactly("$1", "v");
    }

    @Test
    void theCarriedRedisServesWhereNoneIsInstalled() throws Exception {
        EmbeddedServices services = start(new EmbeddedServices.Wanted(false, true, 512, ""));
        assertThat(services.kafka()).isEmpty();
        RedisAddress redis = services.redis().orElseThrow();
        assertThat(redis(redis, "INFO server")).anyMatch(line -> line.startsWith("redis_version:6.2."));
        assertThat(redis(redis, "CONFIG GET maxmemory-policy")).contains("noeviction");
        assertThat(redis(redis, "CONFIG GET appendonly")).contains("yes");
        assertThat(redis(redis, "SET k v")).containsExactly("+OK");
        kill(services.redisPid());
        stop();
        assertThat(redis(
                        start(new EmbeddedServices.Wanted(false, true, 512, ""))
                                .redis()
                                .orElseThrow(),
                        "GET k"))
                .containsExactly("$1", "v");
    }

    @Test
    void anInstalledRedisTooOldToTrustIsPassedOver() throws Exception {
        Path bin = Files.createDirectory(parent.resolve("bin"));
        Path old = Files.writeString(bin.resolve("redis-server"), "#!/bin/sh\necho 'Redis server v=6.0.16 sha=0:0'\n");
        Files.setPosixFilePermissions(old, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(RedisBinary.choose(bin.toString(), parent.resolve("carried")))
                .startsWith(parent.resolve("carried"));
        Files.writeString(old, "#!/bin/sh\necho 'Redis server v=7.0.15 sha=0:0'\n");
        assertThat(RedisBinary.choose(bin.toString(), parent.resolve("carried")))
                .isEqualTo(old);
        pids.add(start(new EmbeddedServices.Wanted(false, true, 512, "")).redisPid());
    }

    @Test
    void strangersAreRefused_filesArePrivate_andSignalsForTheGroupOfTheNodeDoNotReachThem() throws Exception {
        EmbeddedServices services = start(new EmbeddedServices.Wanted(true, true, 512, ""));
        append(services.kafka().orElseThrow(), "one");
        assertThatStrangersAreRefused(
                services.kafka().orElseThrow(), services.redis().orElseThrow());
        try (Stream<Path> all = Files.walk(data)) {
            assertThat(all).hasSizeGreaterThan(20).allSatisfy(file -> assertThat(
                            PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .endsWith("------"));
        }
        String own = group(ProcessHandle.current().pid());
        assertThat(group(services.kafkaPid())).isNotEqualTo(own);
        assertThat(group(services.redisPid())).isNotEqualTo(own);
    }

    private static void assertThatStrangersAreRefused(KafkaAddress kafka, RedisAddress redis) throws IOException {
        assertThatThrownBy(() -> KafkaReady.await(
                        new KafkaAddress(kafka.bootstrap(), kafka.user(), redis.password()), Duration.ofSeconds(20)))
                .isInstanceOf(EmbeddedStartException.class)
                .hasRootCauseInstanceOf(SaslAuthenticationException.class);
        assertThat(RedisProbe.ask(new RedisAddress(redis.host(), redis.port(), redis.user(), kafka.password())))
                .isEqualTo(RedisProbe.Answer.DENIED);
        assertThat(redisRaw(redis, "PING")).containsExactly("-NOAUTH Authentication required.");
        assertThat(redis(redis, "ACL LIST").get(0)).startsWith("-NOPERM");
        assertThat(redis(redis, "SHUTDOWN NOSAVE").get(0)).startsWith("-NOPERM");
    }

    @Test
    void whatTheNodeNeedsOfRedisIsAllowed() throws Exception {
        RedisAddress redis =
                start(EmbeddedServices.Wanted.of(false, true)).redis().orElseThrow();
        assertThat(redis(redis, "FLUSHALL")).containsExactly("+OK");
        assertThat(redis(redis, "BGREWRITEAOF").get(0)).startsWith("+");
        assertThat(redis(redis, "INFO replication")).anyMatch(line -> line.startsWith("master_replid:"));
        assertThat(redis(redis, "TIME").get(0)).isEqualTo("*2");
        assertThat(redis(redis, "SCRIPT LOAD \"return 1\"").get(0)).startsWith("$40");
    }

    @Test
    void aServiceThatIsKilledComesBackWhereItWas() throws Exception {
        EmbeddedServices services = start();
        KafkaAddress kafka = services.kafka().orElseThrow();
        RedisAddress redis = services.redis().orElseThrow();
        append(kafka, "one");
        assertThat(redis(redis, "SET k v")).containsExactly("+OK");
        long killed = System.nanoTime();
        kill(services.redisPid());
        kill(services.kafkaPid());
        append(kafka, "two");
        System.out.printf("broker killed, next record after %d ms%n", (System.nanoTime() - killed) / 1_000_000);
        assertThat(readAll(kafka)).containsExactly("one", "two");
        assertThat(redis(redis, "GET k")).containsExactly("$1", "v");
        pids.add(services.kafkaPid());
        pids.add(services.redisPid());
    }

    @Test
    void aStopDuringTheStartEndsBoth() throws Exception {
        DataFolder folder = DataFolder.open(data, new SecureRandom());
        opened.add(folder);
        EmbeddedServices services = new EmbeddedServices(folder, EmbeddedServices.Wanted.both());
        FutureTask<Boolean> starting = new FutureTask<>(() -> {
            assertThatThrownBy(services::start).isInstanceOf(EmbeddedStartException.class);
            return true;
        });
        new Thread(starting, "starting").start();
        String settings = folder.kafka().resolve("broker.properties").toString();
        while (Leftovers.find(KafkaBrokerMain.class.getName(), settings).isEmpty()) {
            Thread.onSpinWait();
        }
        pids.add(services.kafkaPid());
        services.stop();
        assertThat(starting.get(30, TimeUnit.SECONDS)).isTrue();
        assertThat(Leftovers.find("redis", folder.redis().resolve("redis.conf").toString()))
                .isEmpty();
    }

    @Test
    void aBrokerThatCannotStartSaysWhy_andNothingStaysBehind() throws Exception {
        EmbeddedServices services = start();
        long redis = services.redisPid();
        stop();
        Path meta = data.resolve("kafka/log/meta.properties");
        Files.writeString(meta, Files.readString(meta).replace("node.id=1", "node.id=7"));
        assertThatThrownBy(this::start)
                .isInstanceOf(EmbeddedStartException.class)
                .hasMessageContaining("the embedded Kafka did not start")
                .hasMessageContaining("node id");
        pids.add(started.get(0).kafkaPid());
        pids.add(started.get(0).redisPid());
        assertThat(started.get(0).redisPid()).isNotEqualTo(redis);
    }

    private static String group(long pid) throws IOException {
        String status = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        return status.substring(status.lastIndexOf(')') + 2).split(" ")[2];
    }

    private static boolean isRunning(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    private static void kill(long pid) throws Exception {
        ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
        assertThat(process.destroyForcibly()).isTrue();
        assertThat(process.onExit().get(10, TimeUnit.SECONDS).pid()).isEqualTo(pid);
    }

    private static void append(KafkaAddress kafka, String value) throws Exception {
        Map<String, Object> settings = new HashMap<>(kafka.clientSettings());
        try (Admin admin = Admin.create(settings)) {
            admin.createTopics(List.of(new NewTopic(PARTITION.topic(), 1, (short) 1)))
                    .all()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .exceptionally(e -> {
                        assertThat(e).isInstanceOf(TopicExistsException.class);
                        return null;
                    })
                    .get(20, TimeUnit.SECONDS);
        }
        settings.put("acks", "all");
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            assertThat(producer.send(new ProducerRecord<>(PARTITION.topic(), value))
                            .get(20, TimeUnit.SECONDS)
                            .hasOffset())
                    .isTrue();
        }
    }

    private static List<String> readAll(KafkaAddress kafka) {
        Map<String, Object> settings = new HashMap<>(kafka.clientSettings());
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(PARTITION));
            consumer.seekToBeginning(List.of(PARTITION));
            long end = consumer.endOffsets(List.of(PARTITION)).get(PARTITION);
            while (consumer.position(PARTITION) < end) {
                consumer.poll(Duration.ofSeconds(1)).forEach(record -> values.add(record.value()));
            }
        }
        return values;
    }

    /** The lines of the answer to an inline command, logged in. */
    private static List<String> redis(RedisAddress redis, String command) throws IOException {
        List<String> lines = redisRaw(redis, "AUTH " + redis.user() + " " + redis.password() + "\r\n" + command);
        assertThat(lines.get(0)).isEqualTo("+OK");
        return lines.subList(1, lines.size());
    }

    private static List<String> redisRaw(RedisAddress redis, String commands) throws IOException {
        try (Socket socket = new Socket(redis.host(), redis.port());
                BufferedReader input =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            socket.setSoTimeout(10_000);
            // The server answers everything before it closes on QUIT, which marks the end of the answer.
            socket.getOutputStream().write((commands + "\r\nQUIT\r\n").getBytes(StandardCharsets.UTF_8));
            List<String> lines = input.lines().toList();
            return lines.subList(0, lines.size() - 1);
        }
    }
}
