package io.slipway.kit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Processes of this machine, and whose they are. */
public final class Processes {
    private static final Duration AFTER_KILL = Duration.ofSeconds(20);

    private Processes() {}

    /** Those that have a file of a folder in their command line: the services of a node, whether it still lives or not. */
    public static List<ProcessHandle> workingIn(Path folder) {
        return ProcessHandle.allProcesses()
                .filter(process -> commandLine(process).contains(folder + "/"))
                .toList();
    }

    /** All of it, where the system tells; Java itself cuts it off after a page. */
    static String commandLine(ProcessHandle process) {
        String whole = told(process, "cmdline");
        return whole.isEmpty() ? process.info().commandLine().orElse("") : whole.strip();
    }

    /** Whether it was started with that in its environment, or by a process that was. */
    static boolean has(ProcessHandle process, String name, String value) {
        return List.of(told(process, "environ").split("\0")).contains(name + "=" + value);
    }

    private static String told(ProcessHandle process, String file) {
        try {
            byte[] bytes = Files.readAllBytes(Path.of("/proc", Long.toString(process.pid()), file));
            String text = new String(bytes, StandardCharsets.UTF_8);
            return file.equals("cmdline") ? text.replace('\0', ' ') : text;
        } catch (IOException e) {
            // It has ended, isn't ours, or this system doesn't tell.
            return "";
        }
    }

    /** Ends them by force, and returns when they are gone. */
    public static void end(List<ProcessHandle> processes) {
        List<ProcessHandle> ending = new ArrayList<>(processes);
        ending.removeIf(process -> !process.destroyForcibly());
        List<ProcessHandle> left = stillThere(ending, AFTER_KILL);
        if (!left.isEmpty()) {
            throw new IllegalStateException("processes that were killed are still there: " + left);
        }
    }

    /** Those of them that don't end within a time. */
    static List<ProcessHandle> stillThere(List<ProcessHandle> processes, Duration grace) {
        long end = System.nanoTime() + grace.toNanos();
        List<ProcessHandle> left = new ArrayList<>();
        for (ProcessHandle process : processes) {
            if (!ended(process, end - System.nanoTime())) {
                left.add(process);
            }
        }
        return left;
    }

    private static boolean ended(ProcessHandle process, long nanos) {
        try {
            return process.onExit().thenApply(gone -> true).get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return !process.isAlive();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
