package io.slipway.seal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class TurnSecretTest {
    /** RFC 2202, section 3, test case 2. */
    @Test
    void aPasswordIsTheMacOfTheName() {
        TurnSecret secret = new TurnSecret("Jefe");
        byte[] mac = Base64.getDecoder().decode(secret.password("what do ya want for nothing?"));
        assertThat(HexFormat.of().formatHex(mac)).isEqualTo("effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
        assertThat(secret).hasToString("***");
    }
}
