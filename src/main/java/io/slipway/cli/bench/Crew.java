package io.slipway.cli.bench;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Some clients at once, each with what it needs for itself, who take numbered pieces of work in turn. */
final class Crew {
    private Crew() {}

    /** One of them; does one piece at a time. */
    interface Member extends AutoCloseable {
        /** Does piece {@code number}, counted from 0. @return bytes moved and checked */
        long work(int number) throws Exception;

        @Override
        default void close() throws Exception {}
    }

    /** One with a connection. */
    @FunctionalInterface
    interface Talk {
        long work(HttpClientSocket http, int number) throws Exception;
    }

    /** As {@link #run}, each with a connection to a server. */
    static Rival.Work talk(URI server, int members, int pieces, Talk talk) throws Exception {
        return run(members, pieces, () -> {
            HttpClientSocket http = new HttpClientSocket(server);
            return new Member() {
                @Override
                public long work(int number) throws Exception {
                    return talk.work(http, number);
                }

                @Override
                public void close() throws Exception {
                    http.close();
                }
            };
        });
    }

    /** @param hire makes a member; the time this takes doesn't count. @return with the time that each piece took */
    static Rival.Work run(int members, int pieces, Callable<Member> hire) throws Exception {
        List<Member> crew = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(members);
        try {
            for (int i = 0; i < members; i++) {
                crew.add(hire.call());
            }
            double[] latencies = new double[pieces];
            AtomicInteger next = new AtomicInteger();
            AtomicLong bytes = new AtomicLong();
            List<Future<?>> running = new ArrayList<>();
            long started = System.nanoTime();
            for (Member member : crew) {
                running.add(threads.submit(() -> {
                    for (int n = next.getAndIncrement(); n < pieces; n = next.getAndIncrement()) {
                        long begun = System.nanoTime();
                        bytes.addAndGet(member.work(n));
                        latencies[n] = (System.nanoTime() - begun) / 1e6;
                    }
                    return null;
                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
            return Rival.Work.since(started, bytes.get(), latencies);
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof Exception cause ? cause : failed;
        } finally {
            threads.shutdownNow();
            for (Member member : crew) {
                member.close();
            }
        }
    }
}
