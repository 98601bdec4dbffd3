package io.slipway.edge.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.model.PeerId;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.seal.TurnSecret;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a page is sent, and what never shows; what it sends is tested over sockets. */
class SocketCodecTest {
    private static final PeerId PEER = PeerId.of(new byte[16]);

    private static SocketCodec.Read read(String text) {
        return SocketCodec.read(text, text.getBytes(StandardCharsets.UTF_8).length);
    }

    private static JsonObject written(ServerMessage message) {
        return new JsonObject(SocketCodec.write(message));
    }

    @Test
    void serversForDirectWaysHaveTheShapeThatBrowsersTake() {
        TurnSecret secret = new TurnSecret("s");
        IceServers ice = new IceServers(List.of("stun:a", "turn:b"), Optional.of(secret), () -> 0);
        JsonObject welcome = written(new ServerMessage.Welcome(PEER, "t", "n", 1, 2, ice.servers(), true));
        assertThat(welcome.getJsonArray("ice"))
                .isEqualTo(new JsonArray()
                        .add(new JsonObject().put("urls", new JsonArray().add("stun:a")))
                        .add(new JsonObject()
                                .put("urls", new JsonArray().add("turn:b"))
                                .put("username", "43200")
                                .put("credential", secret.password("43200"))));
        assertThat(welcome.getBoolean("resumed")).isTrue();
    }

    @Test
    void troubleSaysWhatItIsAbout_andNothingElse() {
        Problem problem = new Problem(ProblemCode.RATE_LIMITED, "too much", Map.of("retryAfter", 3L, "other", "x"));
        assertThat(written(new ServerMessage.Trouble(problem, 7, PEER, "near:")).getMap())
                .isEqualTo(Map.of(
                        "t",
                        "trouble",
                        "code",
                        "RATE_LIMITED",
                        "detail",
                        "too much",
                        "id",
                        7,
                        "about",
                        PEER.text(),
                        "room",
                        "near:",
                        "retryAfter",
                        3));
        assertThat(written(new ServerMessage.Trouble(problem, null, null, null)).fieldNames())
                .containsExactlyInAnyOrder("t", "code", "detail", "retryAfter");
    }

    @Test
    void secretsDoNotPrint() {
        String hello = "{\"t\":\"hello\",\"v\":1,\"ticket\":\"SECRET\",\"resume\":{\"peer\":\"" + PEER
                + "\",\"token\":\"SECRET\"}}";
        assertThat(read(hello)).isInstanceOf(SocketCodec.Understood.class);
        assertThat(read(hello).toString()).doesNotContain("SECRET");
        assertThat(new ServerMessage.Ticket(1, "SECRET").toString()).doesNotContain("SECRET");
        assertThat(new ServerMessage.Welcome(PEER, "SECRET", "n", 1, 2, List.of(), false).toString())
                .doesNotContain("SECRET");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"t\":\"say\",\"to\":\"%s\",\"body\":7}",
                "{\"t\":\"say\",\"to\":\"%s\",\"body\":null}",
                "{\"t\":\"say\",\"to\":{},\"body\":\"\"}",
                "{\"t\":\"leave\",\"room\":\"\"}",
                "{\"t\":\"leave\"}",
                "{\"t\":\"bulk\",\"id\":\"1\"}",
                "{\"t\":\"bulk\",\"id\":1e3}",
                "{\"t\":\"bulk\",\"id\":99999999999999999999999}",
                "{\"t\":\"hello\",\"v\":true,\"ticket\":\"x\"}",
                "{\"t\":\"PING\"}",
                "{\"T\":\"ping\"}"
            })
    void aFieldThatIsWrongIsRefused(String text) {
        assertThat(read(text.formatted(PEER))).isInstanceOf(SocketCodec.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"t\":\"ping\",}",
                "{\"t\":'ping'}",
                "{t:\"ping\"}",
                "{\"t\":\"ping\"}x",
                "NaN",
                "// ping",
                "{\"t\":\"pi\nng\"}"
            })
    void whatIsOnlyLikeJsonIsNot(String text) {
        assertThat(read(text)).isEqualTo(new SocketCodec.Hopeless(SocketClose.NOT_UNDERSTOOD));
    }
}
