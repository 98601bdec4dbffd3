package io.slipway.edge.http;

import io.netty.channel.DefaultFileRegion;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.VertxConnection;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends pieces of files in the middle of one response, without their bytes passing through this process ({@code sendfile}); what
 * the response's own method would send is always all of it. One file is open at a time, and it can be told how far a piece has
 * got. Lives on the response's event loop; opening a file may wait for the disk as long as sending it does.
 */
final class FileSender implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FileSender.class);

    private final VertxConnection connection;
    private final Context context;
    private Path path;
    private FileChannel file;
    private Region region;

    /** What is being sent. Its file is closed by whoever opened it. */
    private static final class Region extends DefaultFileRegion {
        private Region(FileChannel file, long position, long count) {
            super(file, position, count);
        }

        @Override
        protected void deallocate() {
            // The next piece is of the same file, most likely.
        }
    }

    private FileSender(VertxConnection connection, Context context) {
        this.connection = connection;
        this.context = context;
    }

    /** For the response to a request; null where bytes must pass through this process, to be enciphered or framed. */
    static FileSender of(Vertx vertx, HttpServerRequest request) {
        return !request.isSSL() && request.connection() instanceof VertxConnection plain
                ? new FileSender(plain, vertx.getOrCreateContext())
                : null;
    }

    /** Makes sure that these bytes can be sent. @throws IOException if they are not there any more */
    void open(Portion.Lying lying) throws IOException {
        if (!lying.file().equals(path)) {
            close();
            file = FileChannel.open(lying.file(), StandardOpenOption.READ);
            path = lying.file();
        }
        if (file.size() < lying.position() + lying.length()) {
            throw new EOFException("a copy is too short");
        }
    }

    /** Whether bytes of the open file that were there are not any more. */
    boolean shrank(Portion.Lying lying) {
        try {
            return file != null && file.size() < lying.position() + lying.length();
        } catch (IOException e) {
            return true;
        }
    }

    /**
     * Sends bytes of the open file, after what was written before.
     *
     * @return done when the socket has taken all of them; from another turn of the event loop
     */
    Future<Void> send(long position, int count) {
        region = new Region(file, position, count);
        Promise<Void> written = Promise.promise();
        Promise<Void> told = Promise.promise();
        written.future().onComplete(done -> context.runOnContext(turn -> told.handle(done)));
        boolean ignored = connection.writeToChannel(region, written);
        return told.future();
    }

    /** How many bytes of the piece sent last the socket has taken. */
    long taken() {
        return region == null ? 0 : region.transferred();
    }

    /** Closes the file. What is still being sent of it fails, and the connection with it. */
    @Override
    public void close() {
        path = null;
        if (file != null) {
            try {
                file.close();
            } catch (IOException e) {
                LOG.debug("closing a file that was read failed", e);
            }
            file = null;
        }
    }
}
