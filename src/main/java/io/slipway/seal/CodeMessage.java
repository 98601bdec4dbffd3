package io.slipway.seal;

import io.slipway.model.ShareId;
import java.util.Arrays;

/** What comes before a pair, where all that its two sides share is a code (the wire document, section 7). */
sealed interface CodeMessage {
    byte KIND_A = 16;
    byte KIND_B = 17;
    byte KIND_OK = 18;
    int MAC_BYTES = 32;

    byte[] encode();

    /** PAKE A: the sender names its share, and begins. */
    record Offer(ShareId shareId, byte[] point) implements CodeMessage {
        @Override
        public byte[] encode() {
            return Bytes.concat(new byte[] {KIND_A}, shareId.bytes(), point);
        }
    }

    /** PAKE B: the receiver's guess. */
    record Guess(byte[] point, byte[] mac) implements CodeMessage {
        @Override
        public byte[] encode() {
            return Bytes.concat(new byte[] {KIND_B}, point, mac);
        }
    }

    /** PAKE OK: it was right. */
    record Right(byte[] mac) implements CodeMessage {
        @Override
        public byte[] encode() {
            return Bytes.concat(new byte[] {KIND_OK}, mac);
        }
    }

    /** @throws PairException {@link PairError#BAD_MESSAGE} */
    static CodeMessage decode(byte[] body) {
        int point = BouncyCastlePoint.BYTES;
        int kind = body.length == 0 ? 0 : body[0];
        int length =
                switch (kind) {
                    case KIND_A -> 1 + Slp1.ID_BYTES + point;
                    case KIND_B -> 1 + point + MAC_BYTES;
                    case KIND_OK -> 1 + MAC_BYTES;
                    default -> throw new PairException(PairError.BAD_MESSAGE, "no message of a code");
                };
        if (body.length != length) {
            throw new PairException(PairError.BAD_MESSAGE, "a message of another length");
        }
        return switch (kind) {
            case KIND_A ->
                new Offer(
                        ShareId.of(Arrays.copyOfRange(body, 1, 1 + Slp1.ID_BYTES)),
                        Arrays.copyOfRange(body, 1 + Slp1.ID_BYTES, length));
            case KIND_B ->
                new Guess(Arrays.copyOfRange(body, 1, 1 + point), Arrays.copyOfRange(body, 1 + point, length));
            default -> new Right(Arrays.copyOfRange(body, 1, length));
        };
    }
}
