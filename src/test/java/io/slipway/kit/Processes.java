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

    /** How a node is told where its data is. */
    private static final String DATA = "SLIPWAY_DATA=";

    private Processes() {}

    /** Those of a node with its data there, or deeper: itself, and its services, whether it still lives or not. */
    public static List<ProcessHandle> workingIn(Path folder) {
        return ProcessHandle.allProcesses()
                .filter(process -> worksIn(process, folder))
                .toList();
    }

    /** Whether it has a file of the folder in its command line, or was told that its data is there or deeper. */
    static boolean worksIn(ProcessHandle process, Path folder) {
        return commandLine(process).contains(folder + "/")
                || environment(process).stream()
                        .filter(variable -> variable.startsWith(DATA))
                        .anyMatch(variable ->
                                Path.of(variable.substring(DATA.length())).startsWith(folder));
    }

    /** Sends a signal by its name, such as STOP or CONT. */
    public static void signal(String name, long pid) throws IOException, InterruptedException {
        int code = new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                .start()
                .waitFor();
        if (code != 0) {
            throw new IOException("kill -" + name + " said " + code);
        }
    }

    /** All of it, where the system tells; Java itself cuts it off after a page. */
    static String commandLine(ProcessHandle process) {
        String whole = told(process, "cmdline");
        return whole.isEmpty() ? process.info().commandLine().orElse("") : whole.strip();
    }

    /** Whether it was started with that in its environment, or by a process that was. */
    static boolean has(ProcessHandle process, String name, String value) {
        return environment(process).contains(name + "=" + value);
    }

    private static List<String> environment(ProcessHandle process) {
        return List.of(told(process, "environ").split("\0"));
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
