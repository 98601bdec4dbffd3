package io.slipway.signal;

import io.slipway.bus.Bus;
import io.slipway.model.PeerId;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.model.ShareId;
import io.slipway.protocol.Events;
import io.slipway.protocol.Presence;
import io.slipway.protocol.Signals;
import io.slipway.protocol.Signals.Mail;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The actor between signal sockets; see {@link Signals}. What one peer says to another goes to the mailbox of that one's node,
 * in order; what happens in a room, to the mailboxes of all nodes with somebody in it. A mailbox hands on what is for peers
 * that are here, and says whether they are.
 */
public final class SignalVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(SignalVerticle.class);

    private final Bus bus;
    private final String node;
    private final Doorkeeper doors;
    private final Map<PeerId, Local> here = new HashMap<>();
    private final List<Runnable> stop = new ArrayList<>();

    /** A peer with a socket at this node. @param turn of that socket */
    private record Local(int turn, InOrder said) {}

    /** @param node the name of this one, as the others ask for it */
    public SignalVerticle(Bus bus, String node) {
        this.bus = bus;
        this.node = node;
        this.doors = new Doorkeeper(bus);
    }

    @Override
    public Future<?> start() {
        return Future.all(List.of(
                bus.serve(Signals.mailbox(node), this::received),
                bus.serve(Signals.HELLO, this::hello),
                bus.serve(Signals.BYE, this::bye),
                bus.serve(Signals.JOIN, this::join),
                bus.serve(Signals.LEAVE, this::leave),
                bus.serve(Signals.SAY, this::say),
                bus.subscribe(Presence.NEWS, this::happened).onSuccess(stop::add),
                bus.subscribe(Presence.LEFT, news -> here.remove(news.peer())).onSuccess(stop::add),
                bus.subscribe(Events.SHARE_CHANGED, news -> {
                            if (news.revoked()) {
                                end(news.id());
                            }
                        })
                        .onSuccess(stop::add),
                bus.subscribe(Events.SHARE_ENDED, news -> end(news.id())).onSuccess(stop::add)));
    }

    @Override
    public Future<?> stop() {
        stop.forEach(Runnable::run);
        return Future.succeededFuture();
    }

    private Future<Presence.Arrived> hello(Signals.Hello hello) {
        return bus.request(Presence.REDEEM, new Presence.Redeem(Presence.Door.SIGNAL, hello.ticket()))
                .compose(good -> bus.request(
                        Presence.ARRIVE,
                        new Presence.Arrive(
                                hello.resume(),
                                hello.token(),
                                hello.address().site().toString())))
                .onSuccess(arrived -> {
                    here.put(arrived.peer(), new Local(arrived.turn(), new InOrder()));
                    if (arrived.resumed()) {
                        post(arrived.before(), Mail.takenOver(arrived.peer(), arrived.turn()));
                    }
                });
    }

    private Future<Presence.Done> bye(Signals.Bye bye) {
        Local local = here.get(bye.peer());
        if (local != null && local.turn == bye.turn()) {
            here.remove(bye.peer());
        }
        return bus.request(Presence.DEPART, new Presence.Depart(bye.peer(), bye.turn()));
    }

    private Future<Presence.Entered> join(Signals.Join wish) {
        RoomName room = RoomName.parse(wish.room(), wish.address());
        return doors.joins(wish.address())
                .compose(counted -> doors.admit(room, wish))
                .compose(in -> bus.request(
                        Presence.ENTER, new Presence.Enter(wish.peer(), room.key(), wish.as(), wish.name())))
                .map(entered -> new Presence.Entered(RoomName.shown(entered.room()), entered.others()));
    }

    private Future<Presence.Done> leave(Signals.Leave wish) {
        RoomName room = RoomName.parse(wish.room(), wish.address());
        return bus.request(Presence.EXIT, new Presence.Exit(wish.peer(), room.key()));
    }

    private Future<Presence.Done> say(Signals.Say said) {
        Local speaker = here.get(said.from());
        if (speaker == null) {
            throw unheard();
        }
        Future<Presence.Met> met = doors.says(said.address())
                .compose(counted -> bus.request(Presence.MEET, new Presence.Meet(said.from(), said.to())));
        return speaker.said
                .next(met, where -> bus.request(
                                Signals.mailbox(where.node()), Mail.said(said.to(), said.from(), said.body()))
                        .recover(failure -> Future.failedFuture(unreachable(failure))))
                .map(delivered -> {
                    if (!delivered.here()) {
                        throw unheard();
                    }
                    return new Presence.Done();
                });
    }

    /** Of a node that doesn't answer nobody knows whether it heard: its peers are told as gone, and say it again. */
    private static Throwable unreachable(Throwable failure) {
        return failure instanceof Problem problem && problem.code() == ProblemCode.UNAVAILABLE ? unheard() : failure;
    }

    private static Problem unheard() {
        return new Problem(ProblemCode.PEER_GONE, "that peer isn't connected just now");
    }

    private Future<Signals.Delivered> received(Mail mail) {
        if (mail.turn() > 0) {
            takenOver(mail);
            return Future.succeededFuture(new Signals.Delivered(true));
        }
        boolean first = here.containsKey(mail.to().get(0));
        if (first || mail.news() != null) {
            bus.publish(Signals.DELIVER, mail);
        }
        return Future.succeededFuture(new Signals.Delivered(first));
    }

    private void takenOver(Mail mail) {
        PeerId peer = mail.to().get(0);
        bus.publish(Signals.DELIVER, mail);
        Local local = here.get(peer);
        boolean cameBack = local != null && local.turn >= mail.turn();
        if (!cameBack) {
            bus.publish(Presence.LEFT, new Presence.Left(peer));
        }
    }

    private void happened(Presence.News news) {
        Map<String, List<PeerId>> nodes = new LinkedHashMap<>();
        news.readers().forEach(reader -> nodes.computeIfAbsent(reader.node(), none -> new ArrayList<>())
                .add(reader.peer()));
        nodes.forEach((where, peers) -> post(where, Mail.happened(peers, RoomName.shown(news.room()), news.seat())));
    }

    private void end(ShareId share) {
        bus.request(Presence.END_ROOM, new Presence.EndRoom(new RoomName.OfShare(share).key()))
                .onFailure(failure -> LOG.atWarn()
                        .addKeyValue("failure", failure.getMessage())
                        .log("the room of a share that ended stays; nobody new can enter it"));
    }

    private void post(String where, Mail mail) {
        bus.request(Signals.mailbox(where), mail).onFailure(failure -> LOG.atDebug()
                .addKeyValue("address", where)
                .addKeyValue("failure", failure.getMessage())
                .log("a node wasn't told"));
    }
}
