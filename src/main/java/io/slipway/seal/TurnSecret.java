package io.slipway.seal;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a node and its TURN servers know, and with it the logins for pages: the password of a user name is
 * base64(HMAC-SHA-1(secret, name)), and the name says until when it is good. So do coturn ({@code use-auth-secret}) and others
 * (draft-uberti-behave-turn-rest-00). Not a part of SLP1.
 */
public final class TurnSecret {
    private static final String HMAC = "HmacSHA1";

    private final byte[] secret;

    /** @param secret as it stands in the servers' configuration */
    public TurnSecret(String secret) {
        this.secret = secret.getBytes(StandardCharsets.UTF_8);
    }

    /** @param username seconds since 1970 until which it is good */
    public String password(String username) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(secret, HMAC));
            return Base64.getEncoder().encodeToString(mac.doFinal(username.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HMAC with SHA-1", e);
        }
    }

    @Override
    public String toString() {
        return "***";
    }
}
