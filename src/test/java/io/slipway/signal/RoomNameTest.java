package io.slipway.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.model.IpAddress;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoomNameTest {
    private static final String ID = "AAAAAAAAAAAAAAAAAAAAAA";
    private static final IpAddress V4 = IpAddress.parse("192.0.2.7").orElseThrow();
    private static final IpAddress V6 = IpAddress.parse("2001:db8:1:2:3:4:5:6").orElseThrow();

    @Test
    void aRoomIsKnownByItsName_nearByTheNetworkAsWell() {
        assertThat(RoomName.parse("share:" + ID, V4).key()).isEqualTo("share:" + ID);
        assertThat(RoomName.parse("pair:" + ID, V4).key()).isEqualTo("pair:" + ID);
        assertThat(RoomName.parse("near:", V4).key()).isEqualTo("near:192.0.2.7");
        assertThat(RoomName.parse("near:", V6).key()).isEqualTo("near:2001:db8:1:2:0:0:0:0");
        assertThat(RoomName.parse("code:", V4).key()).isEqualTo("code:");
        assertThat(RoomName.parse("code:7", V4).key()).isEqualTo("code:7");
        assertThat(RoomName.parse("code:999", V4).key()).isEqualTo("code:999");
        assertThat(RoomName.shown("code:7")).isEqualTo("code:7");
        assertThat(RoomName.shown("near:192.0.2.7")).isEqualTo("near:");
        assertThat(RoomName.shown("share:" + ID)).isEqualTo("share:" + ID);
        assertThat(RoomName.parse("pair:" + ID, V4)).asString().doesNotContain(ID);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "share",
                "share:",
                "share:AAAA",
                "share:AAAAAAAAAAAAAAAAAAAAAAA",
                "share:AAAAAAAAAAAAAAAAAAAAA=",
                "SHARE:" + ID,
                "near",
                "near:192.0.2.7",
                "near: ",
                "pair:",
                "pair:AAAAAAAAAAAAAAAAAAAAAB",
                "other:" + ID,
                "code",
                "CODE:7",
                "code:x",
                "code:07",
                "code:1000",
                "code:-1",
                "code: 7",
                "code:7-guitar-apple",
                "code:٧"
            })
    void allElseIsNoRoom(String name) {
        assertThatThrownBy(() -> RoomName.parse(name, V4))
                .isInstanceOf(Problem.class)
                .extracting(problem -> ((Problem) problem).code())
                .isEqualTo(ProblemCode.BAD_REQUEST);
    }
}
