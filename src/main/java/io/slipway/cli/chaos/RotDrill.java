package io.slipway.cli.chaos;

import io.slipway.cli.chaos.Event.Act;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Bits of the log files that hold chunks turn around while the broker runs. What is damaged may be refused, never delivered. */
final class RotDrill implements Drill {
    private static final int FILES = 12;
    private static final long SIZE = (2L << 20) + 4711;
    private static final Duration SHORT = Duration.ofSeconds(3);

    @Override
    public String name() {
        return "rot";
    }

    @Override
    public Set<Checker.Rule> rules() {
        return Set.of(Checker.Rule.WRONG_BYTES, Checker.Rule.BROKEN);
    }

    @Override
    public void run(Arena arena) throws Exception {
        NodeTalk node = arena.front();
        List<KeptFile> files = new ArrayList<>();
        while (files.size() < FILES) {
            KeptFile file = new KeptFile(SIZE, 3_600_000, arena.random.nextLong());
            arena.history.expect(file, 3_600_000);
            if (Clients.keep(arena.history, node, file)) {
                files.add(file);
            }
        }
        while (!arena.isOver()) {
            flip(arena);
            KeptFile file = files.get(arena.random.nextInt(files.size()));
            NodeTalk hasty = new NodeTalk(arena.cluster.url(), SHORT);
            if (!arena.history.note(file, Act.READ, 0, () -> hasty.read(file)).ok()) {
                arena.did("damage noticed");
            }
        }
    }

    private static void flip(Arena arena) throws IOException {
        List<Path> logs;
        try (Stream<Path> all = Files.walk(arena.data.resolve("kafka"))) {
            logs = all.filter(RotDrill::holdsChunks).sorted().toList();
        }
        Path log = logs.get(arena.random.nextInt(logs.size()));
        try (FileChannel channel = FileChannel.open(log, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long at = arena.random.nextLong(channel.size());
            ByteBuffer one = ByteBuffer.allocate(1);
            if (channel.read(one, at) == 1) {
                one.put(0, (byte) (one.get(0) ^ 1 << arena.random.nextInt(Byte.SIZE)))
                        .rewind();
                if (channel.write(one, at) == 1) {
                    arena.did("bit flipped");
                }
            }
        }
    }

    /** A segment of a bucket with something in it. */
    private static boolean holdsChunks(Path file) {
        return file.toString().endsWith(".log")
                && file.getParent().getFileName().toString().startsWith("slipway.b.")
                && file.toFile().length() > 0;
    }
}
