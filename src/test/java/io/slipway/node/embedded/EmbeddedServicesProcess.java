package io.slipway.node.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;

/** A JVM that runs both services until it is killed, as a node would. */
final class EmbeddedServicesProcess {
    private static final String STARTED = "started ";

    private final Process process;
    final long kafkaPid;
    final long redisPid;

    private EmbeddedServicesProcess(Process process, long kafkaPid, long redisPid) {
        this.process = process;
        this.kafkaPid = kafkaPid;
        this.redisPid = redisPid;
    }

    static EmbeddedServicesProcess start(Path data) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                EmbeddedServicesProcess.class.getName(),
                data.toString());
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        Process process = builder.redirectErrorStream(true).start();
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        StringBuilder said = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith(STARTED)) {
                List<String> pids = List.of(line.substring(STARTED.length()).split(" "));
                return new EmbeddedServicesProcess(process, Long.parseLong(pids.get(0)), Long.parseLong(pids.get(1)));
            }
            said.append(line).append('\n');
        }
        throw new IOException("the services did not start: " + said);
    }

    long pid() {
        return process.pid();
    }

    /** SIGKILL, which no shutdown hook sees. */
    void kill() throws InterruptedException {
        if (process.destroyForcibly().waitFor() == 0) {
            throw new IllegalStateException("ended by itself");
        }
    }

    public static void main(String[] args) throws Exception {
        DataFolder folder = DataFolder.open(Path.of(args[0]), new SecureRandom());
        EmbeddedServices services = new EmbeddedServices(folder, EmbeddedServices.Wanted.both());
        services.start();
        System.out.println(STARTED + services.kafkaPid() + " " + services.redisPid());
        if (System.in.read() < 0) {
            throw new IllegalStateException("the test is gone");
        }
    }
}
