package io.slipway.seal;

import io.slipway.model.Problem;
import io.slipway.model.ShareId;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The link to a sealed share: {@code https://HOST/s/<shareId>#1.<base64url(S)>}. The fragment never reaches a node; a link
 * without one is no link to a sealed share.
 */
public record ShareLink(ShareId shareId, Secret secret) {
    private static final Pattern FORM =
            Pattern.compile("https?://[^/?#\\s]+/s/([A-Za-z0-9_-]{22})#1\\.([A-Za-z0-9_-]{43})");

    /** @throws SealException {@link SealError#BAD_LINK} */
    public static ShareLink parse(String url) {
        Matcher matcher = FORM.matcher(url);
        if (!matcher.matches()) {
            throw bad();
        }
        try {
            ShareId shareId = new ShareId(matcher.group(1));
            byte[] secret = Base64Url.decode(matcher.group(2), Slp1.KEY_BYTES).orElseThrow(ShareLink::bad);
            return new ShareLink(shareId, Secret.of(secret));
        } catch (Problem notCanonical) {
            throw bad();
        }
    }

    /**
     * The whole link; secret.
     *
     * @param origin scheme and host, such as {@code https://files.example}, without a slash at its end
     */
    public String format(String origin) {
        return origin + "/s/" + shareId.text() + "#1." + Base64Url.encode(secret.raw());
    }

    private static SealException bad() {
        return new SealException(SealError.BAD_LINK, "not a link to a sealed share");
    }
}
