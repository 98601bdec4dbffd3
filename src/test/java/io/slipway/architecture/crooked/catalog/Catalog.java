package io.slipway.architecture.crooked.catalog;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.redis.client.Redis;
import java.security.MessageDigest;
import java.security.SecureRandom;

public final class Catalog {
    private Catalog() {}

    public static final class Neighbour {}

    static final class Store {
        Redis redis;
    }

    static final class Page {
        RoutingContext context;
    }

    static final class Hasher {
        MessageDigest digest;
    }

    static final class Gambler {
        final SecureRandom random = new SecureRandom();
    }

    static final class Loose {
        JsonObject json;
    }
}
