package io.slipway.seal;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** What two peers say to each other to become a pair, and as one (the wire document, section 4). */
sealed interface PairMessage {
    /** The most bytes of one message between two peers. */
    int MAX_BYTES = 16_384;
    /** The most suites that may be offered. */
    int MAX_SUITES = 8;
    /** P-256, HKDF-SHA256, AES-256-GCM. */
    byte SUITE = 1;

    int MAC_BYTES = 32;

    /** 16 bytes. */
    byte[] pair();

    /** First byte of the message. */
    int kind();

    /** What follows kind and pair. */
    byte[] rest();

    default byte[] encode() {
        return Bytes.concat(new byte[] {(byte) kind()}, pair(), rest());
    }

    /** @param suites with their count before them, as in the transcript */
    record Commit(byte[] pair, byte[] suites, byte[] commitment) implements PairMessage {
        static final int KIND = 1;

        @Override
        public int kind() {
            return KIND;
        }

        @Override
        public byte[] rest() {
            return Bytes.concat(suites, commitment);
        }
    }

    record Key(byte[] pair, byte[] point) implements PairMessage {
        static final int KIND = 2;

        @Override
        public int kind() {
            return KIND;
        }

        @Override
        public byte[] rest() {
            return point;
        }
    }

    record Reveal(byte[] pair, byte[] point, byte[] nonce) implements PairMessage {
        static final int KIND = 3;

        @Override
        public int kind() {
            return KIND;
        }

        @Override
        public byte[] rest() {
            return Bytes.concat(point, nonce);
        }
    }

    record ConfirmB(byte[] pair, byte[] mac) implements PairMessage {
        static final int KIND = 4;

        @Override
        public int kind() {
            return KIND;
        }

        @Override
        public byte[] rest() {
            return mac;
        }
    }

    /** @param wrap of a live share's key; empty for others */
    record ConfirmA(byte[] pair, byte[] mac, byte[] wrap) implements PairMessage {
        static final int KIND = 5;

        @Override
        public int kind() {
            return KIND;
        }

        @Override
        public byte[] rest() {
            return Bytes.concat(mac, new byte[] {(byte) (wrap.length >> 8), (byte) wrap.length}, wrap);
        }
    }

    /** @param number 0 … 2^32 - 1 */
    record Sealed(byte[] pair, long number, byte[] block) implements PairMessage {
        static final int KIND = 6;

        @Override
        public int kind() {
            return KIND;
        }

        @Override
        public byte[] rest() {
            return Bytes.concat(Bytes.u32(number), block);
        }
    }

    /** A hint that the other side has ended it. */
    record End(byte[] pair, int cause) implements PairMessage {
        static final int KIND = 7;
        /** Of a live share: a person said no. */
        static final int DECLINED = 1;
        /** Of a live share: as many as may wait for a person do. */
        static final int BUSY = 2;

        @Override
        public int kind() {
            return KIND;
        }

        @Override
        public byte[] rest() {
            return new byte[] {(byte) cause};
        }
    }

    /** @throws PairException {@link PairError#BAD_MESSAGE} */
    static PairMessage decode(byte[] body) {
        if (body.length > MAX_BYTES) {
            throw bad("too long");
        }
        Reader in = new Reader(ByteBuffer.wrap(body));
        int kind = in.u8();
        byte[] pair = in.take(Slp1.ID_BYTES);
        PairMessage message =
                switch (kind) {
                    case Commit.KIND -> new Commit(pair, in.suites(), in.take(MAC_BYTES));
                    case Key.KIND -> new Key(pair, in.take(BouncyCastlePoint.BYTES));
                    case Reveal.KIND -> new Reveal(pair, in.take(BouncyCastlePoint.BYTES), in.take(Slp1.KEY_BYTES));
                    case ConfirmB.KIND -> new ConfirmB(pair, in.take(MAC_BYTES));
                    case ConfirmA.KIND -> new ConfirmA(pair, in.take(MAC_BYTES), in.wrap());
                    case Sealed.KIND -> new Sealed(pair, in.u32(), in.block());
                    case End.KIND -> new End(pair, in.u8());
                    default -> throw bad("kind " + kind);
                };
        if (in.bytes.hasRemaining()) {
            throw bad("too long");
        }
        return message;
    }

    /** @throws PairException {@link PairError#OTHER_PAIR} */
    default void checkOf(byte[] expected) {
        if (!Arrays.equals(pair(), expected)) {
            throw new PairException(PairError.OTHER_PAIR, "a message of another pair");
        }
    }

    private static PairException bad(String why) {
        return new PairException(PairError.BAD_MESSAGE, why);
    }

    /** Takes one field after another. */
    record Reader(ByteBuffer bytes) {
        private byte[] take(int length) {
            if (length > bytes.remaining()) {
                throw bad("too short");
            }
            byte[] taken = new byte[length];
            bytes.get(taken);
            return taken;
        }

        private int u8() {
            return take(1)[0] & 0xff;
        }

        private long u32() {
            return ByteBuffer.wrap(take(4)).getInt() & 0xffff_ffffL;
        }

        private byte[] suites() {
            int count = u8();
            if (count == 0 || count > MAX_SUITES) {
                throw bad(count + " suites");
            }
            return Bytes.concat(new byte[] {(byte) count}, take(count));
        }

        private byte[] wrap() {
            int length = u8() << 8 | u8();
            if (length != 0 && length != Slp1.WRAP_BYTES) {
                throw bad("a wrap of " + length);
            }
            return take(length);
        }

        private byte[] block() {
            if (bytes.remaining() <= Slp1.BLOCK_OVERHEAD) {
                throw bad("an empty block");
            }
            return take(bytes.remaining());
        }
    }
}
