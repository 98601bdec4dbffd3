package io.slipway.architecture.crooked.catalog;

import io.vertx.redis.client.Redis;

/** One that may. */
final class RedisCatalog {
    Redis redis;

    static final class Inner {
        Redis redis;
    }
}
