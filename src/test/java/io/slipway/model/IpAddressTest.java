package io.slipway.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {
    private static IpAddress ip(String text) {
        return IpAddress.parse(text).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, 0.0.0.0",
        "255.255.255.255, 255.255.255.255",
        "::ffff:192.0.2.7, 192.0.2.7",
        "2001:db8::7, 2001:db8:0:0:0:0:0:7",
        "2001:DB8:0:0:0:0:0:7, 2001:db8:0:0:0:0:0:7",
        "::, 0:0:0:0:0:0:0:0",
    })
    void bothVersionsAreRead(String text, String printed) {
        assertThat(ip(text)).hasToString(printed);
        assertThat(ip(printed)).isEqualTo(ip(text));
        assertThat(IpAddress.of(ip(text).bytes())).isEqualTo(ip(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "share.example",
                "256.0.0.1",
                "1.2.3",
                "1.2.3.4.5",
                "01.2.3.4",
                "1.2.3.4 ",
                "0x7f.1.1.1",
                "2130706433",
                "[::1]",
                "::1%lo",
                ":::",
                "1:2:3:4:5:6:7:8:9",
                "12345::",
                "g::",
                ".:1",
                "::ffff:256.0.0.1"
            })
    void whatIsNoAddressIsNotLookedUp(String text) {
        assertThat(IpAddress.parse(text)).isEmpty();
    }

    @Test
    void aSiteIsOneAddressOfVersion4AndA64OfVersion6() {
        assertThat(ip("192.0.2.7").site()).isEqualTo(ip("192.0.2.7"));
        assertThat(ip("2001:db8:1:2:3:4:5:6").site()).isEqualTo(ip("2001:db8:1:2::"));
        assertThat(ip("2001:db8:1:2:3:4:5:6").site())
                .isEqualTo(ip("2001:db8:1:2::9").site());
        assertThat(ip("2001:db8:1:3::").site())
                .isNotEqualTo(ip("2001:db8:1:2::").site());
    }

    @Test
    void anAddressHas4Or16Bytes() {
        assertThat(ip("192.0.2.7").bytes()).containsExactly(192, 0, 2, 7);
        assertThat(ip("::1").bytes()).hasSize(16);
        assertThatIllegalArgumentException().isThrownBy(() -> IpAddress.of(new byte[5]));
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.255.255, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "10.0.0.0/8, ::ffff:10.1.2.3, true",
        "0.0.0.0/0, 255.1.2.3, true",
        "0.0.0.0/0, ::1, false",
        "192.0.2.7, 192.0.2.7, true",
        "192.0.2.7/32, 192.0.2.8, false",
        "2001:db8::/32, 2001:db8:ffff::1, true",
        "2001:db8::/32, 2001:db9::, false",
        "2001:db8::/65, 2001:db8::7fff:0:0:0, true",
        "2001:db8::/65, 2001:db8::8000:0:0:0, false",
        "::/0, 192.0.2.7, true",
    })
    void aRangeHoldsItsAddresses(String range, String address, boolean held) {
        assertThat(AddressRange.parse(range).contains(ip(address))).isEqualTo(held);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.0.0.0/8",
        "192.0.2.7/32, 192.0.2.7",
        "::1, 0:0:0:0:0:0:0:1",
        "2001:db8::/32, 2001:db8:0:0:0:0:0:0/32"
    })
    void aRangeIsReadAsItIsWritten(String text, String printed) {
        assertThat(AddressRange.parse(text)).hasToString(printed);
        assertThat(AddressRange.parse(printed)).isEqualTo(AddressRange.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/8",
                "10.0.0.0/",
                "10.0.0.0/33",
                "::/129",
                "10.0.0.1/8",
                "10.0.0.0/-1",
                "10.0.0.0/08",
                "proxy/8"
            })
    void whatIsNoRangeIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> AddressRange.parse(text));
    }
}
