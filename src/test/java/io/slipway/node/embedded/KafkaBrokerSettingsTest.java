package io.slipway.node.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import kafka.server.KafkaConfig;
import org.junit.jupiter.api.Test;

class KafkaBrokerSettingsTest {
    private final KafkaBrokerSettings settings =
            new KafkaBrokerSettings(Path.of("/data/kafka/log"), 20_001, 20_002, "user-word", "broker-word");

    @Test
    void kafkaKnowsEverySetting() {
        assertThat(settings.asMap().keySet())
                .filteredOn(name -> !name.startsWith("listener.name."))
                .allSatisfy(name -> assertThat(KafkaConfig.configDef().names()).contains(name));
    }

    @Test
    void listenersAreOnLoopbackAndAskForAPassword() {
        assertThat(settings.asMap())
                .containsEntry("listeners", "CLIENT://127.0.0.1:20001,CONTROLLER://127.0.0.1:20002")
                .containsEntry("listener.security.protocol.map", "CLIENT:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT");
    }

    @Test
    void theControllerKnowsTheBrokerOnly() {
        assertThat(settings.asMap().get("listener.name.controller.plain.sasl.jaas.config"))
                .contains("user_broker=\"broker-word\"")
                .doesNotContain("user_slipway");
    }

    @Test
    void noPasswordIsPrinted() {
        KafkaAddress kafka = new KafkaAddress("127.0.0.1:20001", "slipway", "user-word");
        RedisAddress redis = new RedisAddress("127.0.0.1", 20_003, "slipway", "redis-word");
        assertThat(settings + " " + kafka + " " + redis).doesNotContain("-word");
    }
}
