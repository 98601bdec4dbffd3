package io.slipway.seal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Mutated transfers: none is accepted, not even for a moment. More of them: {@code -Dslipway.mutations=100000}. */
class MutationTest {
    private static final int TRANSFERS = Integer.getInteger("slipway.mutations", 1_000);

    private final SplittableRandom random = Seeds.of("mutations");
    private final Randomness salts = new SeededRandomness(random.nextLong());
    private final List<Sent> sent = new ArrayList<>();

    /** A file sent twice: as it was, and edited and renamed, under the same keys. */
    private record Sent(Transfer older, Transfer transfer, byte[] plaintext, byte[] tail) {}

    @Test
    void noMutatedTransferIsAccepted() {
        for (int size : Samples.SIZES) {
            send(size, true);
            send(size, false);
        }
        Map<Mutation, Integer> refused = new EnumMap<>(Mutation.class);
        List<String> accepted = new ArrayList<>();
        Mutation[] kinds = Mutation.values();
        for (int done = 0; done < TRANSFERS; ) {
            Mutation mutation = kinds[done % kinds.length];
            int at = random.nextInt(sent.size());
            Sent base = sent.get(at);
            Sent other = sent.get((at + 1 + random.nextInt(sent.size() - 1)) % sent.size());
            Mutation.Means means = new Mutation.Means(random.split(), other.transfer(), base.older(), base.tail());
            Transfer mutated = mutation.apply(base.transfer(), means);
            if (changesNothing(mutation, base, mutated)) {
                continue;
            }
            done++;
            try {
                accepted.add(mutation + " of " + base.plaintext().length + " B: " + mutated.receive());
            } catch (SealException e) {
                refused.merge(mutation, 1, Integer::sum);
            }
        }
        System.out.println("mutations refused: " + refused);
        assertThat(accepted).isEmpty();
        assertThat(refused).containsOnlyKeys(kinds);
        assertThat(refused.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(TRANSFERS);
    }

    private void send(int size, boolean announced) {
        FileHeader header = announced ? FileHeader.of(salts.fileId(), size) : FileHeader.ofUnknownSize(salts.fileId());
        Transfer.Sender sender = new Transfer.Sender(salts, header);
        int seed = random.nextInt(256);
        Transfer older = sender.send(Samples.plaintext(size, seed), 1);
        byte[] plaintext = Samples.plaintext(size, seed + 1);
        Transfer transfer = sender.send(plaintext, 2);
        assertThat(transfer.receive().plaintext()).isEqualTo(plaintext);
        assertThat(transfer.receive().meta().name()).isEqualTo("name 2");
        byte[] tail =
                sender.tail(transfer.chunks().size() - 1, Samples.plaintext(Math.max(1, size % (1 << 20)), seed + 1));
        sent.add(new Sent(older, transfer, plaintext, tail));
    }

    /** Nor does the older version of an empty file, sealed anew: it is the same plaintext, and harmless. */
    private static boolean changesNothing(Mutation mutation, Sent base, Transfer mutated) {
        boolean isOlder = mutation == Mutation.OLDER_SEAL || mutation == Mutation.OLDER_VERSION_OF_A_CHUNK;
        return mutated.fingerprint().equals(base.transfer().fingerprint()) || (isOlder && base.plaintext().length == 0);
    }
}
