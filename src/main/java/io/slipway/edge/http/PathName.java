package io.slipway.edge.http;

import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** The last segment of a request's path as the text it stands for (RFC 3986, section 2.1). A plus is a plus. */
final class PathName {
    private PathName() {}

    /** @throws Problem {@code BAD_REQUEST} if a percent sign isn't followed by two hexadecimal digits */
    static String of(String path) {
        String segment = path.substring(path.lastIndexOf('/') + 1);
        byte[] in = segment.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream(in.length);
        for (int i = 0; i < in.length; i++) {
            if (in[i] != '%') {
                out.write(in[i]);
                continue;
            }
            int high = i + 2 < in.length ? Character.digit(in[i + 1], 16) : -1;
            int low = i + 2 < in.length ? Character.digit(in[i + 2], 16) : -1;
            if (high < 0 || low < 0) {
                throw new Problem(ProblemCode.BAD_REQUEST, "the path has a stray percent sign");
            }
            out.write(high << 4 | low);
            i += 2;
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
