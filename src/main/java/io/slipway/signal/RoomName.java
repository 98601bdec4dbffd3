package io.slipway.signal;

import io.slipway.model.IpAddress;
import io.slipway.model.PeerId;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.model.ShareId;
import io.slipway.protocol.Presence;
import java.util.regex.Pattern;

/** Where peers see each other, read from the name that a client gives. */
sealed interface RoomName {
    /** The name that all nodes know it by. */
    String key();

    /** Of a share: for its owner and its readers. */
    record OfShare(ShareId share) implements RoomName {
        static final String KIND = "share:";

        @Override
        public String key() {
            return KIND + share;
        }
    }

    /** Of devices that were paired. @param secret 16 bytes as an id is written */
    record OfPair(String secret) implements RoomName {
        static final String KIND = "pair:";

        @Override
        public String key() {
            return KIND + secret;
        }

        @Override
        public String toString() {
            return "OfPair[***]";
        }
    }

    /** Of everyone who comes from the same place. @param site see {@link IpAddress#site} */
    record Near(IpAddress site) implements RoomName {
        static final String KIND = "near:";

        @Override
        public String key() {
            return KIND + site;
        }
    }

    /** Of a code. @param channel 1 to 3 digits without a zero before them; empty: the node is to give one out */
    record OfCode(String channel) implements RoomName {
        static final String KIND = Presence.CODE_ROOM;

        private static final Pattern CHANNEL = Pattern.compile("|0|[1-9][0-9]{0,2}");

        @Override
        public String key() {
            return KIND + channel;
        }
    }

    /**
     * @param client who asks
     * @throws Problem {@code BAD_REQUEST} if no room has this name
     */
    static RoomName parse(String name, IpAddress client) {
        if (name.equals(Near.KIND)) {
            return new Near(client.site());
        }
        if (name.startsWith(OfShare.KIND)) {
            return new OfShare(new ShareId(name.substring(OfShare.KIND.length())));
        }
        if (name.startsWith(OfPair.KIND)) {
            return new OfPair(new PeerId(name.substring(OfPair.KIND.length())).text());
        }
        if (name.startsWith(OfCode.KIND)) {
            String channel = name.substring(OfCode.KIND.length());
            if (OfCode.CHANNEL.matcher(channel).matches()) {
                return new OfCode(channel);
            }
        }
        throw new Problem(ProblemCode.BAD_REQUEST, "no room has that name");
    }

    /** What clients call the room of this key: from where one is near is not told. */
    static String shown(String key) {
        return key.startsWith(Near.KIND) ? Near.KIND : key;
    }
}
