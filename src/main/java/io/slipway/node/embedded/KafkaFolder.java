package io.slipway.node.embedded;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;

/** The broker's log folder, which must be formatted once before its first start (what {@code kafka-storage.sh} does). */
final class KafkaFolder {
    private KafkaFolder() {}

    /** Does nothing to a formatted folder: the file that says so is written last, so a crash in between starts anew. */
    static void formatOnce(String folder) throws Exception {
        if (Files.exists(Path.of(folder, "meta.properties"))) {
            return;
        }
        new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                .setNodeId(KafkaBrokerSettings.NODE_ID)
                .setClusterId(Uuid.randomUuid().toString())
                .setControllerListenerName(KafkaBrokerSettings.CONTROLLER_LISTENER)
                .setDirectories(List.of(folder))
                .setMetadataLogDirectory(folder)
                .run();
    }
}
