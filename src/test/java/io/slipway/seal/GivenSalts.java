package io.slipway.seal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Gives salts out in the order they were given. */
final class GivenSalts implements Randomness {
    private final Deque<byte[]> salts;

    GivenSalts(List<byte[]> salts) {
        this.salts = new ArrayDeque<>(salts);
    }

    static Randomness of(byte[] salt) {
        return new GivenSalts(List.of(salt));
    }

    @Override
    public void fill(byte[] target) {
        byte[] salt = salts.remove();
        if (salt.length != target.length) {
            throw new IllegalStateException("a salt of another length was asked for");
        }
        System.arraycopy(salt, 0, target, 0, salt.length);
    }
}
