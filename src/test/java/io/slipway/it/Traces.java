package io.slipway.it;

import io.slipway.kit.CanIgnoreReturnValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** Looks for what should have left no trace, in whatever shape, in every file under a folder. */
public final class Traces {
    private final Path folder;
    private final List<Trace> wanted = new ArrayList<>();

    private record Trace(String what, byte[] bytes) {}

    public Traces(Path folder) {
        this.folder = folder;
    }

    /** @param secret so long that chance doesn't write it, 12 bytes or more */
    @CanIgnoreReturnValue
    public Traces of(String what, byte[] secret) {
        wanted.add(new Trace(what, secret));
        wanted.add(new Trace(what + " in hex", ascii(HexFormat.of().formatHex(secret))));
        // Its length is a multiple of three, or the last characters depend on what follows.
        byte[] threes = Arrays.copyOf(secret, secret.length / 3 * 3);
        wanted.add(new Trace(what + " in base64", ascii(Base64.getEncoder().encodeToString(threes))));
        wanted.add(
                new Trace(what + " in base64url", ascii(Base64.getUrlEncoder().encodeToString(threes))));
        return this;
    }

    /** What was found where; a file that goes away meanwhile holds nothing any more. */
    public List<String> found() throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                byte[] content;
                try {
                    content = Files.readAllBytes(file);
                } catch (NoSuchFileException gone) {
                    continue;
                }
                String text = new String(content, StandardCharsets.ISO_8859_1);
                for (Trace trace : wanted) {
                    if (text.contains(new String(trace.bytes(), StandardCharsets.ISO_8859_1))) {
                        found.add(trace.what() + " in " + folder.relativize(file));
                    }
                }
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return found;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
