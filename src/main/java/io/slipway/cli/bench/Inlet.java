package io.slipway.cli.bench;

import io.slipway.model.Digest;
import io.slipway.seal.Digests;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * A file that comes over one connection of loopback, sent by {@code sendfile} as {@link HttpClientSocket} sends, and digested record by
 * record: what any server has to do at the least before its broker has the bytes. It speaks no HTTP and encrypts nothing.
 */
final class Inlet implements KafkaLimit.Feed, AutoCloseable {
    private final SocketChannel out;
    private final SocketChannel in;
    private final Thread sender;
    private Digest last;

    Inlet(SourceFile source, long size) throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            out = SocketChannel.open(server.getLocalAddress());
            in = server.accept();
        }
        sender = new Thread(() -> send(source, size), "inlet");
        sender.start();
    }

    private void send(SourceFile source, long size) {
        try (out) {
            for (long at = 0; at < size; ) {
                at += source.channel.transferTo(at, size - at, out);
            }
        } catch (IOException e) {
            // Who reads finds that the end came early.
        }
    }

    @Override
    public void fill(long at, byte[] record) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(record);
        while (buffer.hasRemaining()) {
            if (in.read(buffer) < 0) {
                throw new EOFException("the connection ended early");
            }
        }
        Digest digest = Digests.sha256(record);
        if (digest.equals(last)) {
            throw new IOException("random bytes came twice");
        }
        last = digest;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        in.close();
        sender.join();
    }
}
