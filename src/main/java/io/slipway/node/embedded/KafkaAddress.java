package io.slipway.node.embedded;

import java.util.Map;

/**
 * Where the embedded broker is and how to log in. Traffic is not encrypted: it never leaves loopback.
 *
 * @param bootstrap {@code host:port}
 * @param user SASL/PLAIN user
 * @param password SASL/PLAIN password; never printed
 */
public record KafkaAddress(String bootstrap, String user, String password) {
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
