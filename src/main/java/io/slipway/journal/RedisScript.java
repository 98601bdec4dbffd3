package io.slipway.journal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** A Lua script that Redis is told once and then asked for by its digest. */
public final class RedisScript {
    private final String name;
    private final String source;
    private volatile String digest;

    RedisScript(String name, String source) {
        this.name = name;
        this.source = source;
    }

    /** Reads {@code redis/<name>.lua} from the class path. */
    static String resource(String name) {
        String path = "/redis/" + name + ".lua";
        try (InputStream content = RedisScript.class.getResourceAsStream(path)) {
            if (content == null) {
                throw new IllegalArgumentException("there is no script " + path);
            }
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static RedisScript plain(String name) {
        return new RedisScript(name, resource(name));
    }

    String source() {
        return source;
    }

    /** SHA-1 by which Redis knows it; null before it was told. */
    String digest() {
        return digest;
    }

    void known(String sha1) {
        digest = sha1;
    }

    @Override
    public String toString() {
        return name;
    }
}
