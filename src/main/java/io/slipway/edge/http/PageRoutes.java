package io.slipway.edge.http;

import io.slipway.edge.RoutePolicy;

/** The page and its files. {@code /s/…} is served by {@link OpenDownloadRoutes}, which tells pages and programs apart. */
final class PageRoutes {
    private final Webroot webroot;

    PageRoutes(Webroot webroot) {
        this.webroot = webroot;
    }

    void addTo(RouteTable routes) {
        for (String path : new String[] {"/", "/upload", "/p2p", "/c"}) {
            routes.get(path, RoutePolicy.ANONYMOUS, webroot::page);
        }
        routes.get("/{path*}", RoutePolicy.ANONYMOUS, exchange -> webroot.file(exchange, exchange.part("path")));
    }
}
