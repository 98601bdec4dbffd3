package io.slipway.cli.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.cli.live.LiveFrame.StreamName;
import io.slipway.cli.live.Outbound.Span;
import io.slipway.model.FileId;
import io.slipway.model.PeerId;
import io.slipway.seal.Slp1;
import org.junit.jupiter.api.Test;

class OutboundTest {
    private static final int CHUNK = Slp1.SEALED_CHUNK_BYTES;
    /** A salt and a segment with its tag. */
    private static final int FIRST = LiveFrame.MAX_DATA;

    private static final long END = 2L * CHUNK + 100;

    private static Outbound from(long position, long limit) {
        return new Outbound(
                LiveFrame.open(
                        new StreamName(1, 1), position, PeerId.of(new byte[16]), FileId.of(new byte[16]), END, limit),
                END);
    }

    @Test
    void aFrameIsASegment_theFirstWithTheSalt_andAllOfThemAreTheRange() {
        Outbound out = from(0, END);
        long at = 0;
        while (!out.isDone()) {
            Span span = out.next().orElseThrow();
            assertThat(span.position()).isEqualTo(at);
            assertThat(span.chunk()).isEqualTo(at / CHUNK);
            assertThat(span.length()).isBetween(1, FIRST);
            assertThat(span.length() == FIRST).isEqualTo(at % CHUNK == 0 && at < 2L * CHUNK);
            at += span.length();
            out.sent(span);
        }
        assertThat(at).isEqualTo(END);
        assertThat(out.next()).isEmpty();
    }

    @Test
    void nothingGoesBeyondTheLimit_byNotOneByte() {
        assertThat(from(0, FIRST - 1).next()).isEmpty();
        assertThat(from(0, FIRST).next()).isPresent();

        Outbound out = from(0, FIRST);
        out.sent(out.next().orElseThrow());
        assertThat(out.next()).isEmpty();
        out.grant(FIRST - 1);
        assertThat(out.next()).as("a lower limit is an old one").isEmpty();
        out.grant(END);
        assertThat(out.next()).isPresent();
    }

    @Test
    void itGoesBackToAChunk_butNotBeyondItsEnd() {
        Outbound out = from(CHUNK, END);
        out.sent(out.next().orElseThrow());

        assertThat(out.resume(CHUNK)).isTrue();
        assertThat(out.next().orElseThrow().position()).isEqualTo(CHUNK);
        assertThat(out.resume(END)).isFalse();
        assertThat(out.position()).isEqualTo(CHUNK);
    }
}
