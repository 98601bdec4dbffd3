package io.slipway.cli.bench;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * One HTTP/1.1 connection that costs next to nothing, so that the server is what is measured: bodies go out by
 * {@code sendfile}, and come in through one buffer, checked by CRC-32C on the way.
 */
final class HttpClientSocket implements AutoCloseable {
    private static final int BUFFER = 1 << 18;

    private final SocketChannel channel;
    private final String host;
    private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER).limit(0);

    HttpClientSocket(URI server) throws IOException {
        host = server.getHost() + ":" + server.getPort();
        channel = SocketChannel.open(new InetSocketAddress(server.getHost(), server.getPort()));
        channel.socket().setTcpNoDelay(true);
    }

    /** @param crc of the body's bytes */
    record Answer(int status, Map<String, String> headers, long length, long crc, String text) {
        @CanIgnoreReturnValue
        Answer expect(int wanted) throws IOException {
            if (status != wanted) {
                throw new IOException("status " + status + " where " + wanted + " was due: " + text);
            }
            return this;
        }

        /** @throws IOException if its body is another one. @return the bytes of the body */
        @CanIgnoreReturnValue
        long expect(long bytes, long sum) throws IOException {
            if (length != bytes || crc != sum) {
                throw new IOException("other bytes came back: " + length + " where " + bytes + " were due");
            }
            return length;
        }
    }

    /** Sends a request whose body is a part of a file. */
    @CanIgnoreReturnValue
    Answer send(String method, String path, Map<String, String> headers, FileChannel file, long from, long length)
            throws IOException {
        StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        if (file != null) {
            head.append("Content-Length: ").append(length).append("\r\n");
        }
        write(ByteBuffer.wrap(head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII)));
        for (long at = from, end = from + length; at < end; ) {
            at += file.transferTo(at, end - at, channel);
        }
        return answer(method.equals("HEAD"));
    }

    /** Sends a request with a small body of text, or none. */
    @CanIgnoreReturnValue
    Answer send(String method, String path, Map<String, String> headers, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        if (bytes.length > 0) {
            head.append("Content-Length: ").append(bytes.length).append("\r\n");
        }
        write(ByteBuffer.wrap(head.append("\r\n").append(body).toString().getBytes(StandardCharsets.UTF_8)));
        return answer(method.equals("HEAD"));
    }

    private void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private Answer answer(boolean noBody) throws IOException {
        String statusLine = line();
        int status = Integer.parseInt(statusLine.split(" ")[1]);
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        if (noBody || status == 204) {
            return new Answer(status, headers, 0, 0, "");
        }
        Body body = new Body();
        if ("chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
            for (long size = chunkSize(); size > 0; size = chunkSize()) {
                body.read(size);
                if (!line().isEmpty()) {
                    throw new IOException("a chunk that doesn't end");
                }
            }
            while (!line().isEmpty()) {
                continue;
            }
        } else if (headers.containsKey("content-length")) {
            body.read(Long.parseLong(headers.get("content-length")));
        } else {
            throw new IOException("an answer of unknown length");
        }
        return new Answer(status, headers, body.length, body.crc.getValue(), body.text.toString());
    }

    private long chunkSize() throws IOException {
        return Long.parseLong(line().split(";")[0].strip(), 16);
    }

    /** What has come of a body; its text is kept while it is short. */
    private final class Body {
        private static final int SHORT = 4096;

        private final CRC32C crc = new CRC32C();
        private final StringBuilder text = new StringBuilder();
        private long length;

        private void read(long bytes) throws IOException {
            for (long left = bytes; left > 0; ) {
                fill();
                int limit = in.limit();
                in.limit(in.position() + (int) Math.min(left, in.remaining()));
                left -= in.remaining();
                length += in.remaining();
                if (length <= SHORT) {
                    text.append(StandardCharsets.UTF_8.decode(in.duplicate()));
                }
                crc.update(in);
                in.limit(limit);
            }
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            fill();
            char c = (char) (in.get() & 0xff);
            if (c == '\n') {
                return line.toString();
            }
            if (c != '\r') {
                line.append(c);
            }
        }
    }

    private void fill() throws IOException {
        if (in.hasRemaining()) {
            return;
        }
        in.clear();
        if (channel.read(in) < 0) {
            throw new EOFException("the server closed the connection");
        }
        in.flip();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
