package io.slipway.edge.socket;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.edge.socket.ServerMessage.Goodbye;
import io.slipway.edge.socket.ServerMessage.Joined;
import io.slipway.edge.socket.ServerMessage.Peer;
import io.slipway.edge.socket.ServerMessage.Said;
import io.slipway.edge.socket.ServerMessage.Ticket;
import io.slipway.edge.socket.ServerMessage.Trouble;
import io.slipway.edge.socket.ServerMessage.Welcome;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.protocol.Presence;
import io.slipway.seal.Base64Url;
import java.util.Locale;

/** The one place where messages of signal sockets are read and written. */
final class SocketCodec {
    /** The longest message of a client, in bytes of UTF-8. */
    static final int MAX_BYTES = 32_768;
    /** The deepest that objects and lists may stand in each other. */
    static final int MAX_DEPTH = 8;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxStringLength(MAX_BYTES)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private SocketCodec() {}

    /** What a text turned out to be. */
    sealed interface Read {}

    record Understood(ClientMessage message) implements Read {}

    /** It is JSON, but no message. @param id the number it carries, or null */
    record Refused(Problem problem, Integer id) implements Read {}

    /** Whoever sends this isn't spoken to. */
    record Hopeless(SocketClose why) implements Read {}

    /** @param bytes how many the text has in UTF-8 */
    static Read read(String text, int bytes) {
        if (bytes > MAX_BYTES) {
            return new Hopeless(SocketClose.TOO_LARGE);
        }
        JsonNode json;
        try {
            json = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return new Hopeless(SocketClose.NOT_UNDERSTOOD);
        }
        if (!json.isObject()) {
            return new Hopeless(SocketClose.NOT_UNDERSTOOD);
        }
        SocketFields fields = new SocketFields(json);
        try {
            return new Understood(message(fields));
        } catch (Problem problem) {
            return new Refused(problem, fields.numberOrNull("id"));
        }
    }

    private static ClientMessage message(SocketFields fields) {
        return switch (fields.text("t", 16)) {
            case "hello" -> hello(fields);
            case "join" ->
                new ClientMessage.Join(
                        fields.number("id"),
                        fields.text("room", 64),
                        fields.oneOf("as", Presence.Role.class),
                        fields.tokenOrNull("right"),
                        fields.textOrEmpty("name", Presence.MAX_NAME_BYTES));
            case "leave" -> new ClientMessage.Leave(fields.text("room", 64));
            case "say" -> new ClientMessage.Say(fields.peer("to"), fields.body("body"));
            case "bulk" -> new ClientMessage.Bulk(fields.number("id"));
            case "ping" -> new ClientMessage.Ping();
            default -> throw new Problem(ProblemCode.BAD_REQUEST, "t is not that of a message");
        };
    }

    private static ClientMessage hello(SocketFields fields) {
        if (fields.number("v") != 1) {
            throw new Problem(ProblemCode.BAD_REQUEST, "v is 1");
        }
        SocketFields resume = fields.objectOrNull("resume");
        return new ClientMessage.Hello(
                fields.text("ticket", 128),
                resume == null ? null : new ClientMessage.Resume(resume.peer("peer"), resume.text("token", 128)));
    }

    static String write(ServerMessage message) {
        ObjectNode json = JSON.createObjectNode();
        if (message instanceof Welcome welcome) {
            welcome(json.put("t", "welcome"), welcome);
        } else if (message instanceof Joined joined) {
            ArrayNode peers = json.put("t", "joined")
                    .put("id", joined.id())
                    .put("room", joined.room())
                    .putArray("peers");
            joined.peers().forEach(seat -> seat(peers.addObject(), seat));
        } else if (message instanceof Peer peer) {
            seat(json.put("t", "peer").put("room", peer.room()), peer.seat());
        } else if (message instanceof Said said) {
            json.put("t", "said").put("from", said.from().text()).put("body", Base64Url.encode(said.body()));
        } else if (message instanceof Ticket ticket) {
            json.put("t", "ticket").put("id", ticket.id()).put("ticket", ticket.ticket());
        } else if (message instanceof Trouble trouble) {
            trouble(json.put("t", "trouble"), trouble);
        } else if (message instanceof Goodbye goodbye) {
            json.put("t", "goodbye").put("after", goodbye.after());
        } else {
            json.put("t", "pong");
        }
        return json.toString();
    }

    private static void welcome(ObjectNode json, Welcome welcome) {
        json.put("peer", welcome.peer().text())
                .put("token", welcome.token())
                .put("node", welcome.node())
                .put("pingEvery", welcome.pingEvery())
                .put("grace", welcome.grace())
                .put("resumed", welcome.resumed());
        ArrayNode servers = json.putArray("ice");
        welcome.ice().forEach(server -> {
            ObjectNode one = servers.addObject();
            ArrayNode urls = one.putArray("urls");
            server.urls().forEach(urls::add);
            if (server.username() != null) {
                one.put("username", server.username()).put("credential", server.credential());
            }
        });
    }

    private static void seat(ObjectNode json, Presence.Seat seat) {
        json.put("peer", seat.peer().text())
                .put("as", lower(seat.as()))
                .put("name", seat.name())
                .put("is", lower(seat.is()));
    }

    private static void trouble(ObjectNode json, Trouble trouble) {
        json.put("code", trouble.problem().code().name())
                .put("detail", trouble.problem().getMessage());
        if (trouble.id() != null) {
            json.put("id", trouble.id());
        }
        if (trouble.about() != null) {
            json.put("about", trouble.about().text());
        }
        if (trouble.room() != null) {
            json.put("room", trouble.room());
        }
        if (trouble.problem().details().get("retryAfter") instanceof Number seconds) {
            json.put("retryAfter", seconds.longValue());
        }
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
