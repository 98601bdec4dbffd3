package io.slipway.cli.room;

import io.slipway.seal.OpenPair;
import io.slipway.seal.PairReceiver;
import io.slipway.seal.PairSender;
import io.slipway.seal.ShareKey;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One end of one pair. What throws {@link io.slipway.seal.PairException} or {@link BadTalk} ends it.
 *
 * <pre>
 *  shaking hands ──► open ──► over
 *        └────────────────────┘
 * </pre>
 */
final class PairEnd {
    private static final int ID_AT = 1;
    private static final int ID_END = 17;

    /** One of the two. */
    private final PairSender sender;

    private final PairReceiver receiver;
    /** Null until the sender has named it. */
    private byte[] id;

    private boolean over;

    private PairEnd(PairSender sender, PairReceiver receiver) {
        this.sender = sender;
        this.receiver = receiver;
    }

    static PairEnd of(PairSender sender) {
        return new PairEnd(sender, null);
    }

    static PairEnd of(PairReceiver receiver) {
        return new PairEnd(null, receiver);
    }

    /** What a sender says first. */
    byte[] begin() {
        byte[] commit = sender.begin();
        id = Arrays.copyOfRange(commit, ID_AT, ID_END);
        return commit;
    }

    /** Whether a message is of this pair; the first one is of whichever it names. */
    boolean owns(byte[] body) {
        return body.length >= ID_END && (id == null || Arrays.equals(id, 0, id.length, body, ID_AT, ID_END));
    }

    /** Hears a part of the handshake. @return what is said to it; null: nothing */
    byte[] shake(byte[] body) {
        byte[] answer = sender == null ? receiver.hear(body) : sender.hear(body);
        if (id == null) {
            id = Arrays.copyOfRange(body, ID_AT, ID_END);
        }
        return answer;
    }

    private OpenPair open() {
        return sender == null ? receiver.open() : sender.open();
    }

    boolean isOpen() {
        return !over && open() != null;
    }

    boolean isOver() {
        return over;
    }

    /** Whether it is the receiver's, and all that it lacks is the key of a live share, for which a person may be asked. */
    boolean waitsForPerson() {
        return !over && receiver != null && receiver.waitsForPerson();
    }

    /** The receiver's, for people to compare; empty before there are keys. */
    List<String> words() {
        return receiver == null ? List.of() : receiver.words();
    }

    /** Of a live share, for its receiver; null: there is none, or not yet. */
    ShareKey shareKey() {
        return receiver == null ? null : receiver.shareKey();
    }

    /** What the other side sealed. @return empty for what isn't for this one */
    Optional<Talk> heard(byte[] body) throws BadTalk {
        return Talk.parse(open().open(body));
    }

    /** Seals something for the other side. */
    byte[] sealed(Talk talk) {
        return open().seal(talk.json().toBuffer().getBytes());
    }

    /** It is over. @return what is said to the other side as a hint; null: nothing */
    byte[] end() {
        byte[] hint = isOpen() ? open().end() : null;
        over = true;
        return hint;
    }
}
