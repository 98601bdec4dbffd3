package io.slipway.cli.bench;

/** Those who run, by the names that stand in the tables. */
final class Who {
    static final String OPEN = "slipway, open (curl -T)";
    static final String SEALED = "slipway, sealed chunks";
    static final String COLD = "slipway, sealed, cold";
    static final String HOT = "slipway, sealed, hot";
    static final String PRODUCER = "raw Kafka producer (limit)";
    static final String FED = "raw producer fed by a connection (limit)";
    static final String CONSUMER = "raw Kafka consumer (limit)";
    static final String SINGLE = "raw single-record fetch (limit)";
    static final String NGINX = NginxPeer.NAME;
    static final String RCLONE = RclonePeer.NAME;
    static final String TUS = TusPeer.NAME;

    private Who() {}
}
