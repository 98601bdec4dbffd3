package io.slipway.node.embedded;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * The settings of the embedded broker: one process that is broker and controller, on loopback, with passwords.
 *
 * @param logFolder where topics are kept
 * @param port of the listener for clients
 * @param controllerPort of the listener between broker and controller; it knows the broker's user only
 * @param userPassword of the node, user {@link #USER}
 * @param brokerPassword of the broker itself
 */
record KafkaBrokerSettings(Path logFolder, int port, int controllerPort, String userPassword, String brokerPassword) {
    static final String HOST = "127.0.0.1";
    static final String USER = "slipway";
    static final int NODE_ID = 1;
    static final String CONTROLLER_LISTENER = "CONTROLLER";
    private static final String CLIENT_LISTENER = "CLIENT";
    private static final String BROKER_USER = "broker";

    /** The largest batch: one chunk (1 MiB + 272 B) with its headers, and room; producers and topics use the same bound. */
    static final int MAX_MESSAGE_BYTES = 2 * 1024 * 1024;

    /** What clients need. */
    KafkaAddress address() {
        return new KafkaAddress(HOST + ":" + port, USER, userPassword);
    }

    Map<String, String> asMap() {
        Map<String, String> settings = new TreeMap<>();
        listeners(settings);
        durability(settings);
        cleaning(settings);
        bounds(settings);
        return settings;
    }

    private void listeners(Map<String, String> settings) {
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", Integer.toString(NODE_ID));
        settings.put("controller.quorum.voters", NODE_ID + "@" + HOST + ":" + controllerPort);
        settings.put("controller.listener.names", CONTROLLER_LISTENER);
        settings.put("inter.broker.listener.name", CLIENT_LISTENER);
        settings.put(
                "listeners",
                CLIENT_LISTENER + "://" + HOST + ":" + port + "," + CONTROLLER_LISTENER + "://" + HOST + ":"
                        + controllerPort);
        settings.put("advertised.listeners", CLIENT_LISTENER + "://" + HOST + ":" + port);
        settings.put(
                "listener.security.protocol.map",
                CLIENT_LISTENER + ":SASL_PLAINTEXT," + CONTROLLER_LISTENER + ":SASL_PLAINTEXT");
        settings.put("sasl.enabled.mechanisms", "PLAIN");
        settings.put("sasl.mechanism.inter.broker.protocol", "PLAIN");
        settings.put("sasl.mechanism.controller.protocol", "PLAIN");
        String broker = "username=\"" + BROKER_USER + "\" password=\"" + brokerPassword + "\" user_" + BROKER_USER
                + "=\"" + brokerPassword + "\"";
        settings.put("listener.name.controller.plain.sasl.jaas.config", PLAIN_MODULE + broker + ";");
        settings.put(
                "listener.name.client.plain.sasl.jaas.config",
                PLAIN_MODULE + broker + " user_" + USER + "=\"" + userPassword + "\";");
    }

    private void durability(Map<String, String> settings) {
        settings.put("log.dirs", logFolder.toString());
        settings.put("auto.create.topics.enable", "false");
        settings.put("delete.topic.enable", "true");
        settings.put("num.partitions", "4");
        settings.put("default.replication.factor", "1");
        settings.put("min.insync.replicas", "1");
        settings.put("unclean.leader.election.enable", "false");
        for (String internal :
                new String[] {"offsets.topic", "transaction.state.log", "share.coordinator.state.topic"}) {
            settings.put(internal + ".num.partitions", "1");
            settings.put(internal + ".replication.factor", "1");
        }
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("share.coordinator.state.topic.min.isr", "1");
        // After a kill the controller refuses the same broker until the session of the former one has lapsed.
        settings.put("broker.session.timeout.ms", "2000");
        settings.put("broker.heartbeat.interval.ms", "500");
        settings.put("server.max.startup.time.ms", "60000");
    }

    private static void cleaning(Map<String, String> settings) {
        settings.put("log.segment.delete.delay.ms", "1000");
        settings.put("log.retention.check.interval.ms", "30000");
        // Kafka holds all deletion back for 30 s after each start unless told otherwise.
        settings.put("log.initial.task.delay.ms", "1000");
        settings.put("log.retention.ms", "-1");
        settings.put("log.cleaner.enable", "true");
        settings.put("log.cleaner.threads", "1");
        // About 1.2 million keys per pass; the default of 128 MiB would be a quarter of the heap.
        settings.put("log.cleaner.dedupe.buffer.size", "33554432");
        settings.put("log.cleaner.backoff.ms", "5000");
    }

    private static void bounds(Map<String, String> settings) {
        settings.put("message.max.bytes", Integer.toString(MAX_MESSAGE_BYTES));
        settings.put("socket.request.max.bytes", Integer.toString(16 * 1024 * 1024));
        settings.put("queued.max.request.bytes", Integer.toString(64 * 1024 * 1024));
        settings.put("num.network.threads", "2");
        settings.put("num.io.threads", "4");
        settings.put("background.threads", "2");
        settings.put("num.recovery.threads.per.data.dir", "2");
        settings.put("group.coordinator.threads", "1");
        settings.put("share.coordinator.threads", "1");
    }

    private static final String PLAIN_MODULE = "org.apache.kafka.common.security.plain.PlainLoginModule required ";

    /** The login line of a client. */
    static String login(String user, String password) {
        return PLAIN_MODULE + "username=\"" + user + "\" password=\"" + password + "\";";
    }

    @Override
    public String toString() {
        return "KafkaBrokerSettings[" + HOST + ":" + port + ", " + logFolder + "]";
    }
}
