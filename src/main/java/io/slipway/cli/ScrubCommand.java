package io.slipway.cli;

import io.slipway.config.NodeConfig;
import io.slipway.model.ByteSize;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code slipway scrub}: has the running node read everything it keeps. */
@Command(
        name = "scrub",
        description =
                "Has the node of this configuration, which must be running, read every chunk of every complete file,"
                        + " and names what is damaged: file, chunk, place.",
        mixinStandardHelpOptions = true)
final class ScrubCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long PAUSE_MILLIS = 250;
    private static final Set<String> ALL_ADDRESSES = Set.of("0.0.0.0", "::");
    private static final double MIB = 1 << 20;

    private final Map<String, String> environment;

    @Spec
    private CommandSpec spec;

    @Option(names = "--share", paramLabel = "ID", description = "Only the files of this share.")
    private String share;

    @Option(
            names = "--rate",
            paramLabel = "SIZE",
            defaultValue = "64MiB",
            description = "How much is read per second at most; 1MiB to 16GiB, ${DEFAULT-VALUE} unless told otherwise.")
    private String rate;

    ScrubCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    /** The node said no, or nothing. */
    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        private Refused(String message) {
            super(message);
        }
    }

    @Override
    public Integer call() throws InterruptedException {
        NodeConfig config = NodeConfig.load(environment);
        PrintWriter err = spec.commandLine().getErr();
        long bytesPerSecond;
        try {
            bytesPerSecond = ByteSize.parse(rate).bytes();
        } catch (IllegalArgumentException e) {
            err.println("slipway: --rate is a size, such as 64MiB");
            return ExitCode.USAGE;
        }
        try {
            Node node = new Node(address(config), token(config.data().folder()));
            JsonObject report =
                    node.ask("POST", new JsonObject().put("share", share).put("bytesPerSecond", bytesPerSecond));
            while (report.getBoolean("running")) {
                Thread.sleep(PAUSE_MILLIS);
                report = node.ask("GET", null);
            }
            return print(report);
        } catch (Refused refused) {
            err.println("slipway: " + refused.getMessage());
            return ExitCode.FAULT;
        }
    }

    private int print(JsonObject report) {
        PrintWriter out = spec.commandLine().getOut();
        JsonArray found = report.getJsonArray("found");
        for (int i = 0; i < found.size(); i++) {
            JsonObject one = found.getJsonObject(i);
            out.printf(
                    "damaged: file %s chunk %d at %s%n",
                    one.getString("file"), one.getLong("chunk"), one.getString("place"));
        }
        out.printf(
                Locale.ROOT,
                "%d files, %d chunks, %.1f MiB read; %d damaged%n",
                report.getLong("files"),
                report.getLong("chunks"),
                report.getLong("bytes") / MIB,
                report.getLong("damaged"));
        out.flush();
        if (report.getString("failure") != null) {
            spec.commandLine().getErr().println("slipway: it ended early: " + report.getString("failure"));
            return ExitCode.FAULT;
        }
        return report.getLong("damaged") == 0 ? ExitCode.OK : ExitCode.DAMAGED;
    }

    private static URI address(NodeConfig config) {
        String host = ALL_ADDRESSES.contains(config.http().host())
                ? "127.0.0.1"
                : config.http().host();
        String name = host.indexOf(':') < 0 ? host : "[" + host + "]";
        return URI.create("http://" + name + ":" + config.http().port() + "/api/scrub");
    }

    /** The node has made it at its first start, and only its user may read it. */
    private static String token(Path folder) throws Refused {
        Properties secrets = new Properties();
        try (InputStream file = Files.newInputStream(folder.resolve("secrets.properties"))) {
            secrets.load(file);
        } catch (IOException e) {
            throw new Refused("no node has ever run on " + folder + ", or its folder can't be read");
        }
        String token = secrets.getProperty("operator.token");
        if (token == null) {
            throw new Refused("the node on " + folder + " has no operator's token yet; start it first");
        }
        return token;
    }

    /** Talks to the node. */
    private record Node(URI address, String token, HttpClient http) {
        private Node(URI address, String token) {
            this(
                    address,
                    token,
                    HttpClient.newBuilder().connectTimeout(PATIENCE).build());
        }

        private JsonObject ask(String method, JsonObject body) throws Refused, InterruptedException {
            HttpRequest request = HttpRequest.newBuilder(address)
                    .timeout(PATIENCE)
                    .header("Authorization", "Bearer " + token)
                    .header("Content-Type", "application/json")
                    .method(
                            method,
                            body == null
                                    ? HttpRequest.BodyPublishers.noBody()
                                    : HttpRequest.BodyPublishers.ofString(body.encode()))
                    .build();
            try {
                HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
                JsonObject json = new JsonObject(answer.body());
                if (answer.statusCode() >= 300) {
                    throw new Refused(json.getString("detail"));
                }
                return json;
            } catch (IOException e) {
                throw new Refused("the node does not answer at " + address.resolve("/"));
            }
        }

        @Override
        public String toString() {
            return address.toString();
        }
    }
}
