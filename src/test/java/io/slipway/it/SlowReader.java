package io.slipway.it;

import io.slipway.cli.chaos.KeptFile;
import io.slipway.cli.chaos.NodeTalk;
import io.slipway.model.Digest;
import io.slipway.seal.Digests;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A download whose client takes what it is told to take, and keeps what came before it broke off. */
final class SlowReader implements AutoCloseable {
    private static final int RECEIVE_BUFFER = 64 << 10;
    private static final int SILENCE_MILLIS = 30_000;

    private final Socket socket = new Socket();
    private final ByteArrayOutputStream came = new ByteArrayOutputStream();
    private final long length;

    /** @param from the first byte that is asked for */
    SlowReader(URI node, KeptFile kept, long from) throws IOException {
        socket.setReceiveBufferSize(RECEIVE_BUFFER);
        socket.setSoTimeout(SILENCE_MILLIS);
        socket.connect(new InetSocketAddress(node.getHost(), node.getPort()));
        String request = "GET " + NodeTalk.path(kept) + " HTTP/1.1\r\nHost: x\r\nAuthorization: "
                + NodeTalk.authorization(kept) + "\r\nRange: bytes=" + from + "-\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        String head = head();
        if (!head.startsWith("HTTP/1.1 206 ")) {
            throw new IOException(head);
        }
        length = head.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
                .mapToLong(line ->
                        Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
                .findAny()
                .orElseThrow();
    }

    private String head() throws IOException {
        StringBuilder head = new StringBuilder();
        InputStream in = socket.getInputStream();
        for (int b = in.read(); b >= 0; b = in.read()) {
            head.append((char) b);
            if (b == '\n' && head.indexOf("\r\n\r\n") >= 0) {
                break;
            }
        }
        return head.toString();
    }

    /** Whether so many more bytes came. */
    boolean take(int count) throws IOException {
        byte[] bytes = socket.getInputStream().readNBytes(count);
        came.write(bytes);
        return bytes.length == count;
    }

    /** Takes all that still comes. @return how many bytes have come altogether */
    long rest() {
        byte[] piece = new byte[RECEIVE_BUFFER];
        try {
            InputStream in = socket.getInputStream();
            while (came.size() < length) {
                int count = in.read(piece, 0, (int) Math.min(piece.length, length - came.size()));
                if (count < 0) {
                    break;
                }
                came.write(piece, 0, count);
            }
        } catch (IOException e) {
            // It broke off; what came is what counts.
        }
        return came.size();
    }

    /** SHA-256 of what came here and then there. */
    Digest digestWith(SlowReader next) throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        came.writeTo(whole);
        next.came.writeTo(whole);
        return Digests.sha256(whole.toByteArray());
    }

    Digest digest() {
        return Digests.sha256(came.toByteArray());
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
