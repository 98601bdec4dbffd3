package io.slipway.node.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which {@code redis-server} to run: one of version 7 or newer from the search path, else the one the jar carries. */
final class RedisBinary {
    private static final int OLDEST_FOUND = 7;
    private static final Pattern VERSION = Pattern.compile("v=(\\d+)\\.");

    /** System and processor → the file inside the embedded-redis jar. */
    private static final Map<String, String> CARRIED = Map.of(
            "linux-amd64", "redis-server-6.2.6-v5-linux-amd64",
            "linux-aarch64", "redis-server-6.2.7-linux-arm64",
            "mac-x86_64", "redis-server-6.2.6-v5-darwin-amd64",
            "mac-aarch64", "redis-server-6.2.6-v5-darwin-arm64");

    private RedisBinary() {}

    /**
     * @param searchPath folders to look in, separated by colons
     * @param carriedFolder where the carried one is put
     */
    static Path choose(String searchPath, Path carriedFolder) throws IOException, InterruptedException {
        Optional<Path> found = find(searchPath);
        return found.isPresent() ? found.get() : carried(carriedFolder);
    }

    private static Optional<Path> find(String searchPath) throws InterruptedException {
        for (String folder : searchPath.split(":", -1)) {
            Path candidate = Path.of(folder, "redis-server").toAbsolutePath();
            if (!folder.isEmpty() && Files.isExecutable(candidate) && version(candidate) >= OLDEST_FOUND) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    private static int version(Path binary) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(binary.toString(), "--version")
                    .redirectErrorStream(true)
                    .start();
            try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
                String line = output.readLine();
                Matcher version = VERSION.matcher(line == null ? "" : line);
                return version.find() ? Integer.parseInt(version.group(1)) : 0;
            } finally {
                process.destroyForcibly().waitFor();
            }
        } catch (IOException e) {
            return 0;
        }
    }

    /** The library would unpack it into a new temporary folder at each start and leave it there when killed. */
    private static Path carried(Path folder) throws IOException {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac") ? "mac" : "linux";
        String processor = System.getProperty("os.arch");
        String name = CARRIED.get(system + "-" + processor);
        if (name == null) {
            throw new EmbeddedStartException("no Redis is carried for " + system + " on " + processor
                    + "; install redis-server 7 or newer, or set SLIPWAY_REDIS");
        }
        PrivateFiles.folder(folder);
        Path binary = folder.resolve(name);
        if (!Files.exists(binary)) {
            try (InputStream content = RedisBinary.class.getResourceAsStream("/" + name)) {
                if (content == null) {
                    throw new EmbeddedStartException("the carried Redis is missing from the class path");
                }
                PrivateFiles.write(binary, content.readAllBytes(), PrivateFiles.FOLDER);
            }
        }
        return binary;
    }
}
