package io.slipway.cli.bench;

import java.io.IOException;
import java.util.Map;

/** A file server that takes files by WebDAV's PUT and gives them back by GET. */
final class DavPeer implements AutoCloseable {
    final String name;
    final PeerProcess process;

    DavPeer(String name, PeerProcess process) {
        this.name = name;
        this.process = process;
    }

    /** Stores a part of the source. */
    void put(HttpClientSocket http, String path, SourceFile source, long from, long length) throws IOException {
        HttpClientSocket.Answer answer = http.send("PUT", path, Map.of(), source.channel, from, length);
        if (answer.status() != 201 && answer.status() != 204) {
            throw new IOException(name + " answered " + answer.status());
        }
    }

    HttpClientSocket.Answer get(HttpClientSocket http, String path) throws IOException {
        return http.send("GET", path, Map.of(), "").expect(200);
    }

    Rival.Work upload(String path, SourceFile source) throws IOException {
        long started = System.nanoTime();
        try (HttpClientSocket http = new HttpClientSocket(process.url)) {
            put(http, path, source, 0, source.size);
        }
        return Rival.Work.since(started, source.size);
    }

    Rival.Work download(String path, SourceFile source) throws IOException {
        long started = System.nanoTime();
        try (HttpClientSocket http = new HttpClientSocket(process.url)) {
            return source.check(get(http, path), started);
        }
    }

    ProcessMeter meter() {
        return process.meter();
    }

    @Override
    public void close() throws InterruptedException {
        process.close();
    }
}
