package io.slipway.chunks;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.model.BucketId;
import io.slipway.model.BucketId.Width;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BucketsTest {
    private final Buckets names = new Buckets("slipway.");

    @Test
    void aTopicIsNamedAfterItsBucket() {
        BucketId bucket = new BucketId(Width.DAY, 20_776);
        assertThat(names.topic(bucket)).isEqualTo("slipway.b.d20776");
        assertThat(names.bucket("slipway.b.d20776")).contains(bucket);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "b.d1",
                "slipway.journal",
                "slipway.b.",
                "slipway.b.d",
                "slipway.b.x1",
                "slipway.b.d01",
                "slipway.b.d+1",
                "slipway.b.d-1",
                "slipway.b.n1",
                "slipway.b.d1073741824",
                "slipway.b.d99999999999",
                "slipway.b.d1.old"
            })
    void otherTopicsAreNoBuckets(String topic) {
        assertThat(names.bucket(topic)).isEmpty();
    }
}
