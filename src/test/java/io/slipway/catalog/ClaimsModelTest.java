package io.slipway.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.model.Digest;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.seal.Digests;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Receivers that take, break off, lose answers, repeat, fall silent and verify, in thousands of orders, against what must
 * always hold. What a receiver really got is counted beside the machine.
 */
class ClaimsModelTest {
    private static final int SEEDS = 3_000;
    private static final int STEPS = 120;
    private static final int PARTS = Claims.PARTS;
    private static final long SIZE = 16_000_000;

    private static final class Receiver {
        private final Digest holder;
        private int got;
        private int charged;
        private boolean verified;
        private boolean refused;
        private boolean tried;

        private Receiver(int seed, int number) {
            holder = Digests.sha256(
                    ByteBuffer.allocate(8).putInt(seed).putInt(number).array());
        }
    }

    private final List<Receiver> receivers = new ArrayList<>();
    private Claims claims;
    private long now;
    private int limit;
    private int partsSent;
    private Random random;

    @Test
    void limitsHold_inWhateverOrderThingsHappen() {
        for (int seed = 0; seed < SEEDS; seed++) {
            run(seed);
        }
    }

    private void run(int seed) {
        random = new Random(seed);
        claims = Claims.NONE;
        now = 1_000;
        limit = List.of(1, 2, 5, 10).get(random.nextInt(4));
        partsSent = 0;
        receivers.clear();
        for (int i = 0; i < 15; i++) {
            receivers.add(new Receiver(seed, i));
        }
        for (int step = 0; step < STEPS; step++) {
            now += random.nextInt(10) == 0 ? random.nextInt((int) Claims.SILENCE_MILLIS) : random.nextInt(1_000);
            step(receivers.get(random.nextInt(receivers.size())));
            check(seed);
        }
        drain();
        assertThat(receivers).as("seed %d: somebody got in", seed).anyMatch(receiver -> receiver.tried);
        assertThat(verified()).as("seed %d: verified", seed).isLessThanOrEqualTo(limit);
        if (receivers.stream().anyMatch(receiver -> receiver.refused)) {
            assertThat(claims.used())
                    .as("seed %d: exactly the limit is used", seed)
                    .isEqualTo(limit);
        }
    }

    private void step(Receiver receiver) {
        switch (random.nextInt(8)) {
            case 0 -> receiver.tried |= attempt(receiver, () -> claims.taken(receiver.holder, false, now, limit));
            case 1, 2, 3, 4 -> fetch(receiver);
            case 5 -> verify(receiver);
            case 6 -> {
                if (random.nextInt(4) == 0) {
                    receiver.tried |= attempt(receiver, () -> claims.returned(receiver.holder, now, limit));
                }
            }
            default -> raiseOrLower();
        }
    }

    /** Charges, then sends; the answer, the bytes, or both may be lost. */
    private void fetch(Receiver receiver) {
        if (claims.at(now, limit).of(receiver.holder).isEmpty()) {
            receiver.charged = 0;
        }
        if (!attempt(receiver, () -> claims.taken(receiver.holder, false, now, limit))) {
            return;
        }
        int part = 1 << random.nextInt(PARTS);
        boolean charged =
                attempt(receiver, () -> claims.charged(receiver.holder, 0, part, SIZE / PARTS, SIZE, now, limit));
        if (charged && random.nextInt(10) > 2) {
            partsSent += (receiver.charged & part) == 0 ? 1 : 0;
            receiver.charged |= part;
            receiver.got |= random.nextInt(10) > 2 ? part : 0;
        }
    }

    private void verify(Receiver receiver) {
        if (Integer.bitCount(receiver.got) == PARTS || random.nextInt(12) == 0) {
            receiver.verified |= attempt(receiver, () -> claims.verified(receiver.holder, now, limit));
        }
    }

    private void raiseOrLower() {
        if (random.nextInt(20) == 0) {
            limit = Math.max(claims.at(now, limit).used(), limit + random.nextInt(3) - 1);
            limit = Math.max(1, limit);
            claims = claims.limited(now, limit);
        }
    }

    /** Everybody who still may goes on to the end, then all others try: the limit must be reached, not exceeded. */
    private void drain() {
        for (int round = 0; round < 3; round++) {
            now += Claims.SILENCE_MILLIS;
            claims = claims.at(now, limit);
            for (int i = 0; i < limit + 1; i++) {
                Receiver late = new Receiver(-1 - round, i);
                receivers.add(late);
                late.verified = attempt(late, () -> claims.verified(late.holder, now, limit));
            }
        }
    }

    private boolean attempt(Receiver receiver, java.util.function.Supplier<Claims> step) {
        try {
            claims = step.get();
            return true;
        } catch (Problem refusal) {
            assertThat(refusal.code()).isIn(ProblemCode.GONE, ProblemCode.LIMIT_BUSY);
            boolean free = claims.at(now, limit).remaining(limit) > 0;
            boolean known = claims.of(receiver.holder).isPresent();
            assertThat(free && !known).as("refused though there was room").isFalse();
            receiver.refused |= refusal.getMessage().equals(Claims.usedUp().getMessage());
            return false;
        }
    }

    private void check(int seed) {
        assertThat(claims.used() + claims.live()).as("seed %d", seed).isLessThanOrEqualTo(limit);
        assertThat(claims.spare()).isBetween(0, PARTS - 1);
        assertThat(verified()).as("seed %d: verified are counted", seed).isLessThanOrEqualTo(claims.used());
        int charged = claims.used() * PARTS
                + claims.spare()
                + claims.open().stream()
                        .filter(Claim.Live.class::isInstance)
                        .mapToInt(claim -> Integer.bitCount(((Claim.Live) claim).parts()))
                        .sum();
        assertThat(charged)
                .as("seed %d: nothing is sent that isn't charged", seed)
                .isGreaterThanOrEqualTo(partsSent);
    }

    private long verified() {
        return receivers.stream().filter(receiver -> receiver.verified).count();
    }
}
