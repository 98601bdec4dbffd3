package io.slipway.catalog;

import io.slipway.journal.RedisScript;
import io.slipway.journal.RedisView;
import io.slipway.model.FileId;
import io.slipway.protocol.OpenUploads;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/**
 * Which upload is made of some parts, so that who asks for it again gets that one. Best effort: where this is lost, another one
 * is made, and the one nobody knows is given up in time.
 */
final class RedisFinals {
    private final RedisView view;
    private final RedisScript script;
    private final CatalogSettings settings;

    RedisFinals(RedisView view, CatalogSettings settings) {
        this.view = view;
        this.script = view.script("final");
        this.settings = settings;
    }

    Future<OpenUploads.Same> same(OpenUploads.FindSame question) {
        String parts = "final:" + HexFormat.of().formatHex(question.parts().bytes());
        List<byte[]> args = List.of(
                text(question.mine()),
                text(question.instead()),
                Long.toString(settings.maxUploadMillis()).getBytes(StandardCharsets.US_ASCII));
        return view.runEverywhere(script, List.of(parts), args)
                .map(reply -> new OpenUploads.Same(reply.toString().isEmpty() ? null : new FileId(reply.toString())));
    }

    private static byte[] text(FileId file) {
        return (file == null ? "" : file.text()).getBytes(StandardCharsets.US_ASCII);
    }
}
