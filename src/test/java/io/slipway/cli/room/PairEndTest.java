package io.slipway.cli.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.model.FileId;
import io.slipway.seal.Commit;
import io.slipway.seal.PairException;
import io.slipway.seal.PairReceiver;
import io.slipway.seal.PairSecret;
import io.slipway.seal.PairSender;
import io.slipway.seal.Randomness;
import io.slipway.seal.Secret;
import io.slipway.seal.ShareKey;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class PairEndTest {
    private static final Randomness RANDOM = Randomness.of(new SecureRandom());

    private final PairSecret of = new PairSecret(RANDOM.shareId(), Secret.random(RANDOM));
    private final ShareKey key = ShareKey.random(RANDOM);
    private final PairEnd sender = PairEnd.of(new PairSender(of, key, RANDOM));
    private final PairEnd receiver = PairEnd.of(new PairReceiver(of, Commit.of(key, of.shareId()), RANDOM));

    private void shakeHands() {
        byte[] confirmB = receiver.shake(sender.shake(receiver.shake(sender.begin())));
        assertThat(receiver.shake(sender.shake(confirmB))).isNull();
    }

    @Test
    void theTwoUnderstandEachOther_andTheKeyIsHandedOver() throws BadTalk {
        shakeHands();

        assertThat(sender.isOpen()).isTrue();
        assertThat(receiver.shareKey()).isEqualTo(key);
        Talk talk = new Talk.Verified(FileId.of(new byte[16]));
        assertThat(sender.heard(receiver.sealed(talk))).contains(talk);
        assertThat(receiver.heard(sender.sealed(talk))).contains(talk);
    }

    @Test
    void messagesAreOfThePairThatTheyName() {
        byte[] commit = sender.begin();
        assertThat(receiver.owns(commit)).isTrue();
        assertThat(receiver.shake(commit)).isNotNull();

        byte[] other = commit.clone();
        other[5] ^= 1;
        assertThat(receiver.owns(commit)).isTrue();
        assertThat(receiver.owns(other)).isFalse();
        assertThat(receiver.owns(new byte[16])).isFalse();
        assertThat(sender.owns(new byte[0])).isFalse();
    }

    @Test
    void nothingCountsTwice_orTampered() throws BadTalk {
        shakeHands();
        byte[] said = receiver.sealed(new Talk.Decline());
        byte[] tampered = receiver.sealed(new Talk.Decline());
        tampered[tampered.length - 1] ^= 1;

        assertThat(sender.heard(said)).isPresent();
        assertThatThrownBy(() -> sender.heard(said)).isInstanceOf(PairException.class);
        assertThatThrownBy(() -> sender.heard(tampered)).isInstanceOf(PairException.class);
    }

    @Test
    void oneThatIsOverIsNotOpen_andTellsTheOtherSide() {
        assertThat(receiver.end()).isNull();
        PairEnd another = PairEnd.of(new PairReceiver(of, Commit.of(key, of.shareId()), RANDOM));
        byte[] confirmB = another.shake(sender.shake(another.shake(sender.begin())));
        assertThat(another.shake(sender.shake(confirmB))).isNull();

        byte[] hint = sender.end();

        assertThat(sender.isOpen()).isFalse();
        assertThat(another.owns(hint)).isTrue();
        assertThatThrownBy(() -> another.heard(hint)).isInstanceOf(PairException.class);
    }
}
