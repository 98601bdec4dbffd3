package io.slipway.edge.socket;

import io.slipway.edge.socket.ServerMessage.Goodbye;
import io.slipway.edge.socket.ServerMessage.Joined;
import io.slipway.edge.socket.ServerMessage.Peer;
import io.slipway.edge.socket.ServerMessage.Pong;
import io.slipway.edge.socket.ServerMessage.Said;
import io.slipway.edge.socket.ServerMessage.Ticket;
import io.slipway.edge.socket.ServerMessage.Trouble;
import io.slipway.edge.socket.ServerMessage.Welcome;
import io.slipway.model.IpAddress;
import io.slipway.model.PeerId;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.protocol.Presence;
import io.slipway.protocol.Signals;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's conversation.
 *
 * <pre>
 *  Silent ── hello ──► Greeting ── welcome ──► Talking ── closed ──► Over
 *    │ anything else      │ no ticket             │ silence, too much, taken over, …
 *    └──────► Over        └──────► Over           └──────► Over
 * </pre>
 *
 * What comes while it is being greeted waits for the welcome. Lives on one event loop.
 */
final class SignalSocket {
    /** Bytes of messages that may wait for answers of the actors; each counts as {@link #LEAST_COST} at least. */
    static final int MAX_UNDER_WAY = 256 << 10;

    static final int LEAST_COST = 256;

    /** Messages that may wait for the welcome. */
    static final int MAX_EARLY = 8;

    /** Refusals for want of moderation in a row, after which nobody is refused any more but closed. */
    static final int MAX_REFUSED = 100;

    private static final Logger LOG = LoggerFactory.getLogger(SignalSocket.class);

    private final SignalSockets house;
    private final SocketLine line;
    private final IpAddress client;
    private final long opened;
    private State state = new Silent();
    private long heardAt;
    private int underWay;
    private int refused;

    private sealed interface State {}

    /** Nothing has been said. */
    private record Silent() implements State {}

    /** Hello was said, and what came after it. */
    private record Greeting(Deque<ClientMessage> after) implements State {}

    /** @param turn tells this socket from others of the peer */
    private record Talking(PeerId peer, int turn) implements State {}

    private record Over() implements State {}

    SignalSocket(SignalSockets house, SocketLine line, IpAddress client, long now) {
        this.house = house;
        this.line = line;
        this.client = client;
        this.opened = now;
        this.heardAt = now;
    }

    void heard(Buffer message) {
        if (state instanceof Over) {
            return;
        }
        heardAt = house.now();
        SocketCodec.Read read = SocketCodec.read(message.toString(StandardCharsets.UTF_8), message.length());
        if (read instanceof SocketCodec.Hopeless hopeless) {
            close(hopeless.why());
        } else if (read instanceof SocketCodec.Refused refusal) {
            refuse(refusal);
        } else if (read instanceof SocketCodec.Understood understood) {
            on(understood.message(), Math.max(LEAST_COST, message.length()));
        }
    }

    private void refuse(SocketCodec.Refused refusal) {
        if (state instanceof Silent) {
            close(SocketClose.NOT_UNDERSTOOD);
        } else {
            trouble(refusal.problem(), refusal.id(), null);
        }
    }

    private void on(ClientMessage message, int cost) {
        boolean hello = message instanceof ClientMessage.Hello;
        if (state instanceof Silent != hello) {
            close(SocketClose.NOT_UNDERSTOOD);
        } else if (underWay + cost > MAX_UNDER_WAY) {
            close(SocketClose.TOO_MUCH);
        } else if (message instanceof ClientMessage.Hello greeting) {
            onHello(greeting);
        } else if (state instanceof Greeting greeting) {
            if (greeting.after.size() == MAX_EARLY) {
                close(SocketClose.TOO_MUCH);
            } else {
                greeting.after.add(message);
            }
        } else if (state instanceof Talking talking) {
            on(talking.peer, message, cost);
        }
    }

    private void onHello(ClientMessage.Hello hello) {
        state = new Greeting(new ArrayDeque<>());
        ClientMessage.Resume resume = hello.resume();
        house.bus()
                .request(
                        Signals.HELLO,
                        new Signals.Hello(
                                hello.ticket(),
                                resume == null ? null : resume.peer(),
                                resume == null ? null : resume.token(),
                                client))
                .onComplete(this::toTalking, this::turnedAway);
    }

    private void toTalking(Presence.Arrived arrived) {
        Talking talking = new Talking(arrived.peer(), arrived.turn());
        if (!(state instanceof Greeting greeting)) {
            bye(talking);
            return;
        }
        state = talking;
        house.welcomed(arrived.peer(), this);
        SignalSockets.Terms terms = house.terms();
        say(new Welcome(
                arrived.peer(),
                arrived.token(),
                terms.node(),
                terms.pingEvery().toMillis(),
                terms.grace().toMillis(),
                terms.ice().servers(),
                arrived.resumed()));
        greeting.after.forEach(message -> {
            if (state == talking) {
                on(talking.peer, message, LEAST_COST);
            }
        });
    }

    private void turnedAway(Throwable failure) {
        Problem problem = problem(failure);
        if (problem.code() == ProblemCode.NOT_FOUND) {
            close(SocketClose.NO_TICKET);
        } else {
            trouble(problem, null, null);
            close(problem.code() == ProblemCode.OVER_CAPACITY ? SocketClose.TOO_MUCH : SocketClose.GOODBYE);
        }
    }

    private void on(PeerId peer, ClientMessage message, int cost) {
        if (message instanceof ClientMessage.Join join) {
            ask(
                    house.bus()
                            .request(
                                    Signals.JOIN,
                                    new Signals.Join(peer, join.room(), join.as(), join.right(), join.name(), client)),
                    cost,
                    entered -> say(new Joined(join.id(), entered.room(), entered.others())),
                    problem -> say(new Trouble(problem, join.id(), null, join.room())));
        } else if (message instanceof ClientMessage.Say said) {
            ask(
                    house.bus().request(Signals.SAY, new Signals.Say(peer, said.to(), said.body(), client)),
                    cost,
                    done -> {},
                    problem -> trouble(problem, null, said.to()));
        } else if (message instanceof ClientMessage.Leave leave) {
            ask(
                    house.bus().request(Signals.LEAVE, new Signals.Leave(peer, leave.room(), client)),
                    cost,
                    done -> {},
                    problem -> trouble(problem, null, null));
        } else if (message instanceof ClientMessage.Bulk bulk) {
            ask(
                    Tickets.make(house.bus(), Presence.Door.BULK, peer, client),
                    cost,
                    ticket -> say(new Ticket(bulk.id(), ticket.text())),
                    problem -> trouble(problem, bulk.id(), null));
        } else {
            say(new Pong());
        }
    }

    private <T> void ask(Future<T> question, int cost, Consumer<T> answered, Consumer<Problem> failed) {
        underWay += cost;
        question.onComplete(
                answer -> {
                    underWay -= cost;
                    refused = 0;
                    answered.accept(answer);
                },
                failure -> {
                    underWay -= cost;
                    Problem problem = problem(failure);
                    refused = problem.code() == ProblemCode.RATE_LIMITED ? refused + 1 : 0;
                    if (refused > MAX_REFUSED) {
                        close(SocketClose.TOO_MUCH);
                    } else {
                        failed.accept(problem);
                    }
                });
    }

    void deliver(Signals.Mail mail) {
        if (!(state instanceof Talking talking)) {
            return;
        }
        if (mail.turn() > 0) {
            if (talking.turn < mail.turn()) {
                close(SocketClose.RESUMED);
            }
        } else if (mail.from() != null) {
            say(new Said(mail.from(), mail.body()));
        } else if (mail.news().seat() == null) {
            Problem ended = new Problem(ProblemCode.GONE, "this room has ended");
            say(new Trouble(ended, null, null, mail.news().room()));
        } else {
            say(new Peer(mail.news().room(), mail.news().seat()));
        }
    }

    /** Closes a socket whose client has been silent for too long. */
    void look(long now) {
        boolean talking = state instanceof Talking;
        Duration limit = talking ? house.terms().silence() : house.terms().hello();
        if (now - (talking ? heardAt : opened) > limit.toMillis()) {
            close(SocketClose.SILENT);
        }
    }

    void goodbye(Duration after) {
        say(new Goodbye(after.toMillis()));
    }

    void close(SocketClose why) {
        line.close(why);
        ended();
    }

    /** The line is over, whoever ended it. */
    void ended() {
        State was = state;
        state = new Over();
        if (was instanceof Talking talking) {
            house.parted(talking.peer, this);
            bye(talking);
        }
    }

    private void bye(Talking talking) {
        house.bus()
                .request(Signals.BYE, new Signals.Bye(talking.peer, talking.turn))
                .onFailure(failure -> LOG.atDebug()
                        .addKeyValue("failure", failure.getMessage())
                        .log("a peer's lease runs out by itself"));
    }

    private void say(ServerMessage message) {
        line.send(SocketCodec.write(message));
    }

    private void trouble(Problem problem, Integer id, PeerId about) {
        say(new Trouble(problem, id, about, null));
    }

    private static Problem problem(Throwable failure) {
        return failure instanceof Problem problem
                ? problem
                : new Problem(ProblemCode.INTERNAL, "the node failed to answer");
    }
}
