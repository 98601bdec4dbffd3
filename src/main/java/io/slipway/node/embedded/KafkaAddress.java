package io.slipway.node.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where the embedded broker is and how to log in. Traffic is not encrypted: it never leaves loopback.
 *
 * @param bootstrap {@code host:port}
 * @param user SASL/PLAIN user
 * @param password SASL/PLAIN password; never printed
 */
public record KafkaAddress(String bootstrap, String user, String password) {
    /**
     * The broker of a node that is running on a data folder, for tools beside it.
     *
     * @throws IOException if the folder isn't readable or no node ever ran on it
     */
    public static KafkaAddress ofRunning(Path dataFolder) throws IOException {
        String port = new PrivateProperties(dataFolder.resolve("ports.properties"))
                .get("kafka.port")
                .orElseThrow(() -> new IOException("no broker was ever started in " + dataFolder));
        String password = new PrivateProperties(dataFolder.resolve("secrets.properties"))
                .get("kafka.password")
                .orElseThrow(() -> new IOException("no broker was ever started in " + dataFolder));
        return new KafkaAddress(KafkaBrokerSettings.HOST + ":" + port, KafkaBrokerSettings.USER, password);
    }

    /** The settings every Kafka client needs to reach and log in to this broker. */
    public Map<String, String> clientSettings() {
        return Map.of(
                "bootstrap.servers",
                bootstrap,
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                KafkaBrokerSettings.login(user, password));
    }

    @Override
    public String toString() {
        return "KafkaAddress[" + user + "@" + bootstrap + ", password=***]";
    }
}
