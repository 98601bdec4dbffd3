package io.slipway.it;

import io.slipway.kit.Folders;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;

/**
 * Archives of the classes that a node, its broker and the command of a cluster load (class data sharing, JEP 350), made once for a jar
 * and beside it: with them a start takes a third less CPU time. The browser's tests use them as well, where they find them.
 */
final class ClassArchives {
    private static final Path JAR = Path.of(System.getProperty("slipway.jar"));
    private static final Path NODE = JAR.resolveSibling("node.jsa");
    private static final Path BROKER = JAR.resolveSibling("kafka.jsa");
    private static final Path CLUSTER = JAR.resolveSibling("cluster.jsa");
    private static final String MAKE = "-XX:ArchiveClassesAtExit=";

    private static boolean prepared;

    private ClassArchives() {}

    /** Makes them if there are none for the jar as it is; whoever comes meanwhile, from another JVM too, waits for that. */
    @SuppressWarnings("try") // the lock is held, not used
    static synchronized void prepare() {
        if (!prepared) {
            try (FileChannel file = FileChannel.open(
                            JAR.resolveSibling("archives.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = file.lock()) {
                if (!isOfThisJar(NODE) || !isOfThisJar(BROKER) || !isOfThisJar(CLUSTER)) {
                    make();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            } catch (Exception e) {
                // Whatever it is, it is for the tests to find.
                System.err.println("tests go without archives of classes: " + e.getMessage());
            }
            prepared = true;
        }
    }

    /** Flags with which a node's JVM uses its archive. */
    static List<String> node() {
        return using(NODE);
    }

    /** Flags with which a broker's JVM uses its archive. */
    static List<String> broker() {
        return using(BROKER);
    }

    /** Flags with which the JVM of the command that runs a cluster uses its archive. */
    static List<String> cluster() {
        return using(CLUSTER);
    }

    /** A JVM that can't use it goes without, and shall not say so where a test reads what it says. */
    private static List<String> using(Path archive) {
        return List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:cds=off", "-Xlog:cds+dynamic=off");
    }

    private static boolean isOfThisJar(Path archive) throws IOException {
        return Files.exists(archive)
                && Files.getLastModifiedTime(archive).compareTo(Files.getLastModifiedTime(JAR)) > 0;
    }

    /** By a cluster of one: its node loads what one alone does, and what looks for others. */
    private static void make() throws Exception {
        Path folder = Folders.make("archives-");
        try {
            Path node = folder.resolve("node.jsa");
            Path broker = folder.resolve("kafka.jsa");
            Path cluster = folder.resolve("cluster.jsa");
            Map<String, String> environment = Map.of(
                    "SLIPWAY_KAFKA_JAVA_OPTS",
                    ShortLived.FLAG + " " + MAKE + broker,
                    "SLIPWAY_JAVA_OPTS",
                    ShortLived.FLAG + " " + MAKE + node);
            try (RunningCluster running = new RunningCluster(
                            folder.resolve("data"), 1, environment, List.of(ShortLived.FLAG, MAKE + cluster))
                    .start()) {
                upload(running.url);
            }
            keep(node, NODE);
            keep(broker, BROKER);
            keep(cluster, CLUSTER);
        } finally {
            Folders.delete(folder);
        }
    }

    /** What most tests do, so that its classes are among them. */
    private static void upload(URI url) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(url.resolve("/archive.bin"))
                .PUT(HttpRequest.BodyPublishers.ofByteArray(new byte[1000]))
                .build();
        int status = HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
        if (status >= 300) {
            throw new IOException("an upload was answered with " + status);
        }
    }

    /**
     * A JVM dies of an archive that isn't whole, such as that of a broker that was ended while it wrote it, on a busy machine. Then there
     * is none, and starts only take longer.
     */
    private static void keep(Path archive, Path at) throws IOException, InterruptedException {
        Process java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:on",
                        "-XX:SharedArchiveFile=" + archive,
                        "-cp",
                        JAR.toString(),
                        "-version")
                .redirectErrorStream(true)
                .start();
        String said = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (java.waitFor() != 0) {
            System.err.println("tests go without an archive of classes: " + said);
            return;
        }
        Files.move(archive, at, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
