package io.slipway.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.internal.serialization.Data;
import com.hazelcast.internal.serialization.InternalSerializationService;
import com.hazelcast.internal.serialization.impl.DefaultSerializationServiceBuilder;
import com.hazelcast.spi.exception.RetryableHazelcastException;
import com.hazelcast.spi.exception.TargetNotMemberException;
import io.vertx.core.spi.cluster.NodeInfo;
import io.vertx.spi.cluster.hazelcast.impl.HazelcastNodeInfo;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What may come from another node as an object, by the file that nodes of one machine use. */
class HazelcastFilterTest {
    private InternalSerializationService open;
    private InternalSerializationService filtered;

    @BeforeEach
    void build() throws IOException {
        open = new DefaultSerializationServiceBuilder().build();
        filtered = new DefaultSerializationServiceBuilder()
                .setConfig(HazelcastCluster.local(25_700, "secret").getSerializationConfig())
                .build();
    }

    @AfterEach
    void end() {
        open.dispose();
        filtered.dispose();
    }

    private Object received(Object sent) {
        Data data = open.toData(sent);
        return filtered.toObject(data);
    }

    static List<Throwable> failures() {
        Throwable whole = new RetryableHazelcastException("again", new IOException("why"));
        whole.addSuppressed(new IllegalStateException("besides"));
        return List.of(whole, new TargetNotMemberException("gone"), new InterruptedException("stop"));
    }

    /** Otherwise whoever asked waits for ever. */
    @ParameterizedTest
    @MethodSource("failures")
    void aFailureOnAnotherNodeIsHeard(Throwable failure) {
        assertThat(received(failure)).isInstanceOf(failure.getClass()).hasToString(failure.toString());
    }

    @Test
    void whereANodeIsIsHeard() {
        NodeInfo info = new NodeInfo("127.0.0.1", 4711, null);

        assertThat(((HazelcastNodeInfo) received(new HazelcastNodeInfo(info))).unwrap())
                .isEqualTo(info);
    }

    private static final class Gadget implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void nothingElseBecomesAnObject() {
        assertThatThrownBy(() -> received(new Gadget())).hasMessageContaining("is not allowed");
        assertThatThrownBy(() -> received(new Gadget[1])).hasMessageContaining("is not allowed");
    }
}
