package io.slipway.edge.http;

import io.slipway.edge.RoutePolicy;
import io.slipway.model.FileId;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.model.ShareId;
import io.slipway.protocol.Edits;
import io.slipway.seal.OpenPassword;
import io.slipway.seal.Slp1;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an owner changes of a share that stands. */
final class EditRoutes {
    private static final Pattern REVISION = Pattern.compile("\"(0|[1-9][0-9]{0,8})\"");

    private final Workbench bench;
    private final JsonBody bodies;
    private final ShareJson json;

    EditRoutes(Workbench bench) {
        this.bench = bench;
        this.bodies = new JsonBody(bench);
        this.json = new ShareJson(bench.settings().limits());
    }

    void addTo(RouteTable routes) {
        routes.patch("/api/shares/{share}", RoutePolicy.OWNER, this::edit);
    }

    private Future<Void> edit(Exchange exchange) {
        ShareId share = exchange.share();
        int revision = revision(exchange.request().getHeader("If-Match"));
        String key = IdempotencyKey.of(exchange.request());
        return bodies.read(exchange.request(), fields -> wish(share, revision, exchange, fields))
                .compose(read -> {
                    Edits.Edit wish = named(read.value(), IdempotencyKey.changeId(key, read.bytes(), bench));
                    return wish.add().isEmpty()
                            ? bench.bus().request(Edits.EDIT, wish)
                            : new RoomAsked(bench, exchange.request())
                                    .around(ShareJson.room(wish.add()), () -> bench.bus()
                                            .request(Edits.EDIT, wish));
                })
                .compose(view -> ShareRoutes.answer(exchange, 200, view));
    }

    private static Edits.Edit named(Edits.Edit wish, String changeId) {
        return new Edits.Edit(
                changeId,
                wish.id(),
                wish.owner(),
                wish.revision(),
                wish.lifetime(),
                wish.limit(),
                wish.password(),
                wish.meta(),
                wish.trackAddresses(),
                wish.rename(),
                wish.add(),
                wish.remove());
    }

    private static int revision(String ifMatch) {
        if (ifMatch == null || ifMatch.strip().equals("*")) {
            return Edits.ANY_REVISION;
        }
        Matcher tag = REVISION.matcher(ifMatch.strip());
        if (!tag.matches()) {
            throw new Problem(ProblemCode.PRECONDITION_FAILED, "If-Match is a revision in quotes");
        }
        return Integer.parseInt(tag.group(1));
    }

    private Edits.Edit wish(ShareId share, int revision, Exchange exchange, JsonFields fields) {
        return new Edits.Edit(
                "",
                share,
                exchange.proof(),
                revision,
                fields.has("lifetime")
                        ? new Edits.Lifetime(fields.whole("lifetime", 0, Long.MAX_VALUE, Long.MAX_VALUE))
                        : null,
                fields.has("limit") ? new Edits.Limit((int) fields.whole("limit", 1, Edits.MAX_LIMIT, 0)) : null,
                fields.has("password") ? orNone(fields.objectOrNull("password", EditRoutes::password)) : null,
                fields.objectOrNull("meta", EditRoutes::meta),
                fields.flag("trackAddresses", null),
                list(fields, "rename", EditRoutes::rename),
                list(fields, "add", json::newFile),
                fields.has("remove") ? fields.texts("remove", 1, Edits.MAX_FILES, FileId::new) : List.of());
    }

    private static <T> List<T> list(JsonFields fields, String name, Function<JsonFields, T> of) {
        return fields.has(name) ? fields.list(name, 1, Edits.MAX_FILES, of) : List.of();
    }

    private static Edits.NewPassword orNone(Edits.NewPassword given) {
        return given == null ? new Edits.NewPassword(null, null, 0, null) : given;
    }

    private static Edits.NewPassword password(JsonFields fields) {
        return new Edits.NewPassword(
                fields.digestOrNull("verifier"),
                fields.bytesOrNull("wrap", Slp1.WRAP_BYTES, Slp1.WRAP_BYTES),
                fields.whole("wrapVersion", 1, Slp1.MAX_VERSION, 0),
                fields.textOrNull("text", EditRoutes::possible));
    }

    private static String possible(String text) {
        if (!OpenPassword.possible(text)) {
            throw new Problem(
                    ProblemCode.BAD_REQUEST, "password.text has 1 to " + OpenPassword.MAX_BYTES + " bytes of UTF-8");
        }
        return text;
    }

    private static Edits.NewMeta meta(JsonFields fields) {
        return new Edits.NewMeta(
                fields.bytes("block", Slp1.BLOCK_OVERHEAD, ShareJson.MAX_META_BYTES),
                fields.whole("version", 1, Slp1.MAX_VERSION, 0));
    }

    private static Edits.Rename rename(JsonFields fields) {
        return new Edits.Rename(
                fields.text("file", FileId::new),
                fields.bytesOrNull("meta", Slp1.BLOCK_OVERHEAD, ShareJson.MAX_META_BYTES),
                fields.whole("metaVersion", 1, Slp1.MAX_VERSION, 0),
                fields.textOrNull("name", FileNames::clean));
    }
}
