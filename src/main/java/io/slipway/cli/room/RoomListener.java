package io.slipway.cli.room;

import io.slipway.cli.live.BulkLine;
import io.slipway.cli.live.LiveTrouble;
import io.slipway.seal.PairError;
import java.util.List;

/** Whom a room tells what happens in it, on its loop. */
public interface RoomListener {
    /** This one is connected. @param node its name */
    void here(String node);

    /** The node isn't reached just now. */
    void away(String why);

    /** A sender of a live share has shown its key, and may ask a person before it hands the key over. @param words that it sees as well */
    void waits(List<String> words);

    /** A sender, or who stands between, says no: {@link PairError#DECLINED} or {@link PairError#BUSY}. */
    void turnedAway(PairError why);

    /** What is said to it from now on is heard by it alone. */
    void opened(Other other);

    /** It may not have heard what was said last. */
    void back(Other other);

    /** @throws BadTalk after which the pair is over */
    void said(Other other, Talk talk) throws BadTalk;

    /** It has no pair any more. */
    void gone(Other other);

    /** The way for bytes is open. */
    void bulk(BulkLine line);

    /** Nothing comes any more: the share has ended, or this one may not be here. */
    void refused(LiveTrouble why);
}
