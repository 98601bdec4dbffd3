package io.slipway.node.embedded;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** Asks a broker for its metadata as a client would: over TCP, logged in. */
final class KafkaReady {
    private KafkaReady() {}

    /**
     * Blocks until the broker has answered.
     *
     * @throws EmbeddedStartException when it refused the login, or did not answer within {@code limit}
     */
    static void await(KafkaAddress address, Duration limit) throws EmbeddedStartException, InterruptedException {
        Map<String, Object> settings = new HashMap<>(address.clientSettings());
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) limit.toMillis());
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) limit.toMillis());
        settings.put(AdminClientConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        try (Admin admin = Admin.create(settings)) {
            if (admin.describeCluster()
                    .nodes()
                    .get(limit.toMillis(), TimeUnit.MILLISECONDS)
                    .isEmpty()) {
                throw new EmbeddedStartException("the embedded Kafka at " + address.bootstrap() + " has no broker");
            }
        } catch (ExecutionException | TimeoutException e) {
            throw new EmbeddedStartException(
                    "the embedded Kafka at " + address.bootstrap() + " did not answer: " + e.getMessage(), e);
        }
    }
}
