package io.slipway.edge.http;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;

/**
 * The headers that tell a browser what it must not do. They stand on every answer before anybody decides what the answer
 * is; a page then loosens the one policy it needs.
 */
final class SecurityHeaders {
    /** For everything that isn't the page: nothing may be loaded, run or framed. */
    static final String NOTHING =
            "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox";

    /** For the page: its own script, style, workers and connections, no inline code, no eval. */
    static final String PAGE = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:;"
            + " media-src 'self' blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; frame-src 'self';"
            + " manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none';"
            + " require-trusted-types-for 'script'; trusted-types slipway";

    private static final String PERMISSIONS = "accelerometer=(), autoplay=(), camera=(), display-capture=(),"
            + " encrypted-media=(), fullscreen=(self), geolocation=(), gyroscope=(), hid=(), magnetometer=(), microphone=(),"
            + " midi=(), payment=(), publickey-credentials-get=(), screen-wake-lock=(self), serial=(), usb=(),"
            + " clipboard-write=(self), web-share=(self), xr-spatial-tracking=()";

    private final MultiMap common = HttpHeaders.headers();

    /** @param secure whether clients reach the site by TLS */
    SecurityHeaders(boolean secure) {
        common.add("Content-Security-Policy", NOTHING)
                .add("X-Content-Type-Options", "nosniff")
                .add("Referrer-Policy", "no-referrer")
                .add("Cross-Origin-Opener-Policy", "same-origin")
                .add("Cross-Origin-Resource-Policy", "same-origin")
                .add("Permissions-Policy", PERMISSIONS)
                .add("X-Frame-Options", "DENY")
                .add("Cache-Control", "no-store");
        if (secure) {
            common.add("Strict-Transport-Security", "max-age=31536000");
        }
    }

    void addTo(MultiMap response) {
        response.setAll(common);
    }
}
