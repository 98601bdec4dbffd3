package io.slipway.cli.chaos;

import io.slipway.cli.chaos.Checker.Rule;
import io.slipway.cli.chaos.Checker.Violation;
import io.slipway.cli.chaos.Event.Act;
import io.slipway.cli.chaos.NodeTalk.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * The disk of the broker fills up again and again: uploads are refused before the broker stops, all else goes on, and uploads
 * do as soon as there is room.
 */
final class DiskDrill implements Drill {
    private static final long ROOM = 1L << 30;
    private static final long MIN_FREE = 192L << 20;
    /** Bytes that clients may write until it is full. */
    private static final long LEFT = 24L << 20;

    private static final long HOUR = 3_600_000;
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String FULL = "STORAGE_FULL";

    private SmallDisk disk;

    /** On ground that is there already. */
    DiskDrill on(SmallDisk ground) {
        disk = ground;
        return this;
    }

    @Override
    public String name() {
        return "disk";
    }

    @Override
    public Map<String, String> prepare(Path data) throws IOException, InterruptedException {
        disk = SmallDisk.at(data, ROOM, MIN_FREE);
        return disk.settings();
    }

    @Override
    public void leave(Path data) throws IOException {
        disk.close();
    }

    @Override
    public void run(Arena arena) throws Exception {
        NodeTalk talk = arena.front();
        KeptFile before = new KeptFile(LEFT / 16, HOUR, arena.random.nextLong());
        arena.history.expect(before, HOUR);
        boolean kept = Clients.keep(arena.history, talk, before);
        try (Clients clients = new Clients(arena, arena::front)) {
            while (kept && !arena.isOver() && disk.room() > 2 * LEFT) {
                disk.fill(LEFT);
                long refused = arena.history.told(FULL);
                if (!eventually(() -> {
                    // Others may have made room meanwhile.
                    disk.fill(LEFT);
                    return arena.history.told(FULL) > refused;
                })) {
                    arena.breach(new Violation(Rule.HALTED, "a full disk was not told to anybody"));
                }
                arena.did(disk.mounted() ? "tmpfs full" : "declared room full");
                others(arena, talk, before);
                disk.free();
                if (!eventually(() -> uploads(arena, talk))) {
                    arena.breach(new Violation(Rule.HALTED, "there is room, and uploads are still refused"));
                }
                arena.did("room again");
            }
            disk.free();
            clients.finish();
        }
        if (said(arena).contains("No space left")) {
            arena.breach(new Violation(Rule.BROKEN, "the broker ran out of room"));
        }
    }

    /** What needs no room, or next to none: reading, and hiding a share and showing it again. */
    private static void others(Arena arena, NodeTalk talk, KeptFile before) throws Exception {
        if (!Clients.read(arena.history, talk, before).ok()) {
            arena.breach(new Violation(Rule.HALTED, "the disk is full, and a file is not delivered"));
        }
        KeptFile hidden = new KeptFile(1, HOUR, arena.random.nextLong());
        Outcome made = Persistence.lasting(SOON).until(() -> talk.create(hidden));
        Outcome deleted = Persistence.lasting(SOON).until(() -> talk.delete(hidden));
        if (made.ok() && !deleted.ok()) {
            arena.breach(new Violation(Rule.HALTED, "the disk is full, and a share can't be deleted: " + deleted));
        }
    }

    /** Whether a small file is kept. */
    private static boolean uploads(Arena arena, NodeTalk talk) throws Exception {
        KeptFile small = new KeptFile(1_000, HOUR, arena.random.nextLong());
        arena.history.expect(small, HOUR);
        return arena.history
                        .note(small, Act.CREATE, 0, () -> talk.create(small))
                        .ok()
                && arena.history
                        .note(small, Act.PUT, 0, () -> talk.put(small, 0))
                        .ok();
    }

    private static boolean eventually(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + SOON.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > end) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return true;
    }

    private static String said(Arena arena) throws IOException {
        Path log = arena.data.resolve("logs/kafka.log");
        return Files.exists(log) ? Files.readString(log) : "";
    }
}
