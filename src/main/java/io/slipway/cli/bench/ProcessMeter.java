package io.slipway.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What processes use, as Linux's {@code /proc} tells: CPU time and the memory that is resident. */
final class ProcessMeter {
    private static final double TICKS_PER_SECOND = 100;

    private final Supplier<List<Long>> pids;

    /** @param pids the processes to meter, asked for anew each time */
    ProcessMeter(Supplier<List<Long>> pids) {
        this.pids = pids;
    }

    /** A process and all that it has started. */
    static ProcessMeter tree(ProcessHandle root) {
        return new ProcessMeter(() -> {
            List<Long> all = new ArrayList<>(List.of(root.pid()));
            root.descendants().map(ProcessHandle::pid).forEach(all::add);
            return all;
        });
    }

    /** The processes as they are now. */
    List<Long> pids() {
        return pids.get();
    }

    /** One process alone. */
    static ProcessMeter one(long pid) {
        return new ProcessMeter(() -> List.of(pid));
    }

    /** These processes and those of another meter. */
    ProcessMeter and(ProcessMeter other) {
        return new ProcessMeter(() -> {
            List<Long> all = new ArrayList<>(pids.get());
            all.addAll(other.pids.get());
            return all;
        });
    }

    /** CPU seconds used so far, user and system. */
    double cpuSeconds() {
        double sum = 0;
        for (long pid : pids.get()) {
            String stat = read(pid, "stat");
            if (!stat.isEmpty()) {
                String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
                sum += (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
            }
        }
        return sum;
    }

    /** The most memory that was resident at once, in MiB; of several processes the sum of their peaks. */
    double peakMebibytes() {
        return mebibytes("VmHWM:");
    }

    /** The memory that is resident now, in MiB. */
    double residentMebibytes() {
        return mebibytes("VmRSS:");
    }

    private double mebibytes(String field) {
        double sum = 0;
        for (long pid : pids.get()) {
            sum += read(pid, "status")
                    .lines()
                    .filter(line -> line.startsWith(field))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024)
                    .sum();
        }
        return sum;
    }

    /** Begins a new peak. Without the right to, the old one stays. */
    void forgetPeak() {
        for (long pid : pids.get()) {
            try {
                Files.writeString(Path.of("/proc", String.valueOf(pid), "clear_refs"), "5");
            } catch (IOException notAllowed) {
                return;
            }
        }
    }

    private static String read(long pid, String file) {
        try {
            return Files.readString(Path.of("/proc", String.valueOf(pid), file));
        } catch (IOException ended) {
            return "";
        }
    }
}
