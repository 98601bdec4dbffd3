package io.slipway.catalog;

import io.slipway.bus.Bus;
import io.slipway.journal.EntityChanges;
import io.slipway.journal.Journal;
import io.slipway.journal.RedisView;
import io.slipway.model.Digest;
import io.slipway.protocol.Archives;
import io.slipway.protocol.Catalog;
import io.slipway.protocol.Downloads;
import io.slipway.protocol.Edits;
import io.slipway.protocol.Events;
import io.slipway.protocol.OpenUploads;
import io.slipway.protocol.Rates;
import io.slipway.protocol.Room;
import io.slipway.protocol.Scrub;
import io.slipway.protocol.Space;
import io.slipway.seal.Randomness;
import io.slipway.seal.RootKey;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** The actor that owns the facts about shares and files; see {@link Catalog}, {@link Downloads} and {@link Edits}. */
public final class CatalogVerticle extends VerticleBase {
    private final Bus bus;
    private final Shares shares;
    private final SealedShares sealed;
    private final Uploads uploads;
    private final OpenArrivals arrivals;
    private final OpenShares open;
    private final FileFinder finder;
    private final RedisFinals finals;
    private final Locator locator;
    private final Contents contents;
    private final Archive archive;
    private final Inventory inventory;
    private final Moves moves;
    private final Rooms rooms;
    private final Sweeper sweeper;
    private final RedisRates rates;
    private final Turnstile turnstile;
    private final Visits visits;
    private final Editor editor;
    private WorkerExecutor deriving;
    private Runnable stopListening = () -> {};

    public CatalogVerticle(
            Bus bus,
            Journal journal,
            EntityChanges changes,
            RedisView view,
            RootKey root,
            Randomness randomness,
            CatalogSettings settings,
            RoomSettings limits) {
        this.bus = bus;
        Facts facts = new Facts(journal, changes, view, settings.time());
        RedisUploads index = new RedisUploads(view);
        NodeKeys keys = new NodeKeys(facts, root, randomness);
        rates = new RedisRates(view);
        Passwords passwords = new Passwords(rates, randomness, settings.limits(), new Passwords.Aside() {
            @Override
            public <T> Future<T> run(Callable<T> work) {
                return deriving.executeBlocking(work, true);
            }
        });
        ArrivalNews.Later later = (millis, what) -> vertx.setTimer(millis, timer -> what.run());
        turnstile = new Turnstile(bus, facts, passwords, rates, root, randomness, settings);
        visits = new Visits(
                facts, new RedisVisits(view), later, settings.limits().trackAddresses());
        shares = new Shares(bus, facts, index, keys, passwords, settings);
        sealed = new SealedShares(bus, facts, index, shares, settings);
        Graves graves = new Graves(facts, randomness, settings);
        Checkpoints checkpoints = new Checkpoints(facts, new RedisCheckpoints(view), graves, randomness, settings);
        UploadIndex indexes = new UploadIndex(bus, index, checkpoints, randomness);
        uploads = new Uploads(
                facts,
                indexes,
                checkpoints,
                shares,
                new ArrivalNews(
                        share -> bus.publish(Events.SHARE_CHANGED, new Events.ShareChanged(share, false)), later));
        arrivals =
                new OpenArrivals(bus, facts, keys, indexes, index, uploads, shares, randomness, settings, this::pause);
        finder = new FileFinder(facts, shares);
        finals = new RedisFinals(view, settings);
        open = new OpenShares(facts, keys, passwords, randomness, settings);
        editor = new Editor(bus, facts, shares, sealed, keys, passwords, settings);
        locator = new Locator(facts, uploads);
        contents = new Contents(facts, uploads, keys, passwords, turnstile);
        archive = new Archive(facts, keys, contents);
        RedisDue due = new RedisDue(view);
        inventory = new Inventory(facts, due);
        moves = new Moves(facts, due, graves, settings, graves.freshId());
        rooms = new Rooms(facts, new RedisRoom(view), graves, root, settings, limits);
        sweeper = new Sweeper(
                facts,
                journal,
                due,
                graves,
                moves,
                checkpoints,
                rooms,
                settings,
                share -> bus.publish(Events.SHARE_ENDED, new Events.ShareEnded(share)));
    }

    @Override
    public Future<?> start() {
        deriving = vertx.createSharedWorkerExecutor("slipway-passwords", 1);
        return bus.subscribe(Events.SHARE_CHANGED, news -> {
                    if (news.revoked()) {
                        turnstile.changed(news.id());
                    }
                })
                .compose(stop -> {
                    stopListening = stop;
                    return Future.all(List.of(downloads(), catalog()));
                });
    }

    @Override
    public Future<?> stop() {
        stopListening.run();
        return deriving == null ? Future.succeededFuture() : deriving.close();
    }

    private Future<?> downloads() {
        return Future.all(List.of(
                bus.serve(Edits.EDIT, editor::edit),
                bus.serve(Downloads.BEGIN, turnstile::begin),
                bus.serve(Downloads.CHARGE, turnstile::charge),
                bus.serve(Downloads.TAKE, turnstile::take),
                bus.serve(Downloads.GIVE_BACK, turnstile::giveBack),
                bus.serve(Downloads.VERIFY, this::verify),
                bus.serve(Downloads.REPORT, this::report),
                bus.serve(Downloads.LIST, visits::list),
                bus.serve(Rates.TAKE, rates::take)));
    }

    private Future<Downloads.Taken> verify(Downloads.Verify wish) {
        return turnstile
                .verify(wish)
                .onSuccess(taken -> visits.note(
                        wish.share(),
                        wish.visitor().claim(),
                        0,
                        true,
                        wish.visitor().address()));
    }

    private Future<Downloads.Reported> report(Downloads.Report report) {
        Digest holder = report.holder() == null ? turnstile.holder(report.share(), report.visitor()) : report.holder();
        visits.note(
                report.share(), holder, report.bytes(), false, report.visitor().address());
        return turnstile.ended(report).map(new Downloads.Reported());
    }

    private Future<?> catalog() {
        return Future.all(List.of(
                bus.serve(Catalog.CREATE, sealed::create),
                bus.serve(Catalog.FIND, shares::find),
                bus.serve(Catalog.ADMIT, shares::admit),
                bus.serve(Catalog.DELETE, shares::delete),
                bus.serve(Catalog.UNDO, shares::undo),
                bus.serve(Catalog.UPLOAD, uploads::target),
                bus.serve(Catalog.MISSING, uploads::missing),
                bus.serve(Catalog.CHUNK_STORED, uploads::stored),
                bus.serve(Catalog.COMPLETE, uploads::complete),
                bus.serve(OpenUploads.BEGIN, open::begin),
                bus.serve(OpenUploads.PUBLISH, open::publish),
                bus.serve(OpenUploads.CREATE, arrivals::create),
                bus.serve(OpenUploads.HOLD, arrivals::hold),
                bus.serve(OpenUploads.LENGTH, arrivals::length),
                bus.serve(OpenUploads.STORED, arrivals::stored),
                bus.serve(OpenUploads.NOTES, arrivals::notes),
                bus.serve(OpenUploads.FINISH, arrivals::finish),
                bus.serve(OpenUploads.RELEASE, arrivals::release),
                bus.serve(OpenUploads.TERMINATE, arrivals::terminate),
                bus.serve(OpenUploads.FIND_FILE, finder::find),
                bus.serve(OpenUploads.SAME, finals::same),
                bus.serve(Catalog.CONTENT, contents::find),
                bus.serve(Archives.ITEMS, archive::items),
                bus.serve(Catalog.LOCATE, locator::locate),
                bus.serve(Space.CLOSE, question -> sweeper.close(question.bucket())),
                bus.serve(Space.PROGRESS, uploads::progress),
                bus.serve(Room.RESERVE, rooms::reserve),
                bus.serve(Room.RELEASE, rooms::release),
                bus.serve(Scrub.FILES, inventory::files),
                bus.serve(Space.FIND_MOVES, moves::find),
                bus.serve(Space.PLACES, moves::places),
                bus.serve(Space.COPIED, moves::copied),
                bus.serve(Space.END_MOVE, moves::end),
                bus.serve(Catalog.SWEEP, question -> sweeper.sweep(question.limit())),
                bus.serve(Catalog.EMPTIED, question -> sweeper.emptied(question.buckets())
                        .map(Catalog.Emptied::new))));
    }

    private Future<Void> pause(long millis) {
        return vertx.timer(millis, TimeUnit.MILLISECONDS).mapEmpty();
    }
}
