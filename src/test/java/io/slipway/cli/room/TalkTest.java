package io.slipway.cli.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.model.FileId;
import io.slipway.seal.Slp1;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TalkTest {
    private static final FileId FILE = FileId.of(new byte[16]);
    private static final String ID = FILE.text();

    static Stream<Talk> talks() {
        return Stream.of(
                new Talk.Serving(List.of(FILE), "n1"),
                new Talk.Serving(List.of(), ""),
                new Talk.Unsealed(FILE),
                new Talk.Progress(FILE, Talk.MAX_WHOLE, 0, "relay"),
                new Talk.Verified(FILE),
                new Talk.Cancel(FILE),
                new Talk.Cancel(null),
                new Talk.Decline(),
                new Talk.Busy(7));
    }

    @ParameterizedTest
    @MethodSource("talks")
    void whatIsSaidComesBackAsItWas(Talk talk) throws BadTalk {
        assertThat(Talk.parse(talk.json().toBuffer().getBytes())).contains(talk);
    }

    @Test
    void aSealComesBackAsItWas() throws BadTalk {
        byte[] seal = new byte[Slp1.SEAL_BYTES];
        seal[3] = 7;
        Optional<Talk> came =
                Talk.parse(new Talk.Seal(FILE, seal).json().toBuffer().getBytes());
        assertThat(came).get().isInstanceOfSatisfying(Talk.Seal.class, said -> {
            assertThat(said.file()).isEqualTo(FILE);
            assertThat(said.seal()).isEqualTo(seal);
        });
    }

    @Test
    void thePagesFormIsTheSame() {
        assertThat(new Talk.Progress(FILE, 5, 6, "relay").json().encode())
                .isEqualTo("{\"t\":\"progress\",\"file\":\"" + ID + "\",\"bytes\":5,\"rate\":6,\"path\":\"relay\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"t\":\"offer\",\"seq\":1,\"sdp\":\"v=0\"}",
                "{\"t\":\"candidate\"}",
                "{\"t\":\"secret\",\"block\":\"\"}",
                "{\"t\":\"of a later version\"}"
            })
    void whatIsForOthersIsNothing(String text) throws BadTalk {
        assertThat(parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "not json",
                "null",
                "[]",
                "{}",
                "{\"t\":7}",
                "{\"t\":null}",
                "{\"t\":\"verified\"}",
                "{\"t\":\"verified\",\"file\":7}",
                "{\"t\":\"verified\",\"file\":\"short\"}",
                "{\"t\":\"verified\",\"file\":\"AAAAAAAAAAAAAAAAAAAAAB\"}",
                "{\"t\":\"cancel\",\"file\":\"\"}",
                "{\"t\":\"serving\",\"from\":\"n\"}",
                "{\"t\":\"serving\",\"files\":{},\"from\":\"n\"}",
                "{\"t\":\"serving\",\"files\":[null],\"from\":\"n\"}",
                "{\"t\":\"serving\",\"files\":[]}",
                "{\"t\":\"busy\",\"after\":-1}",
                "{\"t\":\"busy\",\"after\":1.5}",
                "{\"t\":\"busy\",\"after\":\"1\"}",
                "{\"t\":\"busy\",\"after\":9007199254740992}",
                "{\"t\":\"busy\",\"after\":99999999999999999999}"
            })
    void whatNoPeerSaysIsRefused(String text) {
        assertThatThrownBy(() -> parse(text)).isInstanceOf(BadTalk.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, Slp1.SEAL_BYTES - 1, Slp1.SEAL_BYTES + 1, 2 * Slp1.SEAL_BYTES})
    void aSealHasItsLength(int length) {
        assertThatThrownBy(
                        () -> parse(new Talk.Seal(FILE, new byte[length]).json().encode()))
                .isInstanceOf(BadTalk.class);
    }

    @Test
    void aPathIsOneOfThree() {
        assertThatThrownBy(
                        () -> parse(new Talk.Progress(FILE, 1, 1, "mail").json().encode()))
                .isInstanceOf(BadTalk.class);
    }

    @Test
    void aSenderNamesSoManyFiles_andNoMore() throws BadTalk {
        assertThat(parse(serving(Talk.MAX_SERVING, Talk.MAX_LABEL))).isPresent();
        assertThatThrownBy(() -> parse(serving(Talk.MAX_SERVING + 1, 1))).isInstanceOf(BadTalk.class);
        assertThatThrownBy(() -> parse(serving(1, Talk.MAX_LABEL + 1))).isInstanceOf(BadTalk.class);
        Talk.Serving many = new Talk.Serving(
                Stream.generate(() -> FILE).limit(Talk.MAX_SERVING + 1).toList(), "");
        assertThat(many.json().getJsonArray("files")).hasSize(Talk.MAX_SERVING);
    }

    private static String serving(int files, int label) {
        JsonArray ids = new JsonArray();
        for (int i = 0; i < files; i++) {
            ids.add(ID);
        }
        return new JsonObject()
                .put("t", "serving")
                .put("files", ids)
                .put("from", "n".repeat(label))
                .encode();
    }

    private static Optional<Talk> parse(String text) throws BadTalk {
        return Talk.parse(text.getBytes(StandardCharsets.UTF_8));
    }
}
