package io.slipway.journal;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Where the journal lives and how long its logs remember.
 *
 * @param kafka what a Kafka client needs to reach and log in to the brokers; never printed
 * @param redisUri {@code redis[s]://user:password@host:port/database}; never printed
 * @param topicPrefix comes before the names of the topics {@code journal} and {@code keys}
 * @param redisPrefix comes before the name of every key in Redis
 * @param journalPartitions 1 … {@value #MAX_PARTITIONS}, for ever: it decides where an entity's records are
 * @param keyPartitions as journalPartitions, for keys
 * @param replication copies of each record, -1: what the brokers do by default
 * @param minInsync copies that must exist before a record counts as written
 */
public record JournalSettings(
        Map<String, String> kafka,
        String redisUri,
        String topicPrefix,
        String redisPrefix,
        int journalPartitions,
        int keyPartitions,
        int replication,
        int minInsync,
        Times times) {
    /** Most partitions of a topic. */
    public static final int MAX_PARTITIONS = 64;

    private static final Pattern TOPIC_PREFIX = Pattern.compile("[a-zA-Z0-9._-]{0,64}");
    private static final Pattern REDIS_PREFIX = Pattern.compile("[a-zA-Z0-9:._-]{1,64}");

    /**
     * How long the logs remember. Tests use shorter times.
     *
     * @param compactionLag how long a record of the journal is safe from compaction; all the time there is to repair
     * @param remembrance how long the journal keeps the record of an entity that was forgotten
     * @param keySegment how long the youngest part of a log of keys grows before it may be compacted
     * @param keyCompactionLag how long a record of a key is safe from compaction
     * @param keyCompaction when at the latest a destroyed key leaves the log
     * @param keyRemembrance how long the log keeps that a key was destroyed
     * @param patience how long the writer of a void record has to settle it before others do
     */
    public record Times(
            Duration compactionLag,
            Duration remembrance,
            Duration keySegment,
            Duration keyCompactionLag,
            Duration keyCompaction,
            Duration keyRemembrance,
            Duration patience) {
        /** A day for facts; a destroyed key is in no log after half an hour. */
        public static final Times DEFAULT = new Times(
                Duration.ofHours(24),
                Duration.ofHours(24),
                Duration.ofMinutes(5),
                Duration.ofMinutes(5),
                Duration.ofMinutes(10),
                Duration.ofHours(1),
                Duration.ofSeconds(10));
    }

    public JournalSettings {
        kafka = Map.copyOf(kafka);
        require(TOPIC_PREFIX.matcher(topicPrefix).matches(), "topic prefix");
        require(REDIS_PREFIX.matcher(redisPrefix).matches(), "Redis prefix");
        require(journalPartitions >= 1 && journalPartitions <= MAX_PARTITIONS, "journal partitions");
        require(keyPartitions >= 1 && keyPartitions <= MAX_PARTITIONS, "key partitions");
    }

    /** One copy, four partitions each, prefixes {@code slipway.} and {@code slp:}. */
    public static JournalSettings of(Map<String, String> kafka, String redisUri) {
        return new JournalSettings(kafka, redisUri, "slipway.", "slp:", 4, 4, 1, 1, Times.DEFAULT);
    }

    public JournalSettings withPrefixes(String topics, String redis) {
        return new JournalSettings(
                kafka, redisUri, topics, redis, journalPartitions, keyPartitions, replication, minInsync, times);
    }

    public JournalSettings withPartitions(int journal, int keys) {
        return new JournalSettings(
                kafka, redisUri, topicPrefix, redisPrefix, journal, keys, replication, minInsync, times);
    }

    public JournalSettings withReplication(int copies, int insync) {
        return new JournalSettings(
                kafka, redisUri, topicPrefix, redisPrefix, journalPartitions, keyPartitions, copies, insync, times);
    }

    public JournalSettings withTimes(Times other) {
        return new JournalSettings(
                kafka,
                redisUri,
                topicPrefix,
                redisPrefix,
                journalPartitions,
                keyPartitions,
                replication,
                minInsync,
                other);
    }

    private static void require(boolean fine, String what) {
        if (!fine) {
            throw new IllegalArgumentException("not a setting for the journal: " + what);
        }
    }

    @Override
    public String toString() {
        return "JournalSettings[topics " + topicPrefix + "*, keys " + redisPrefix + "*, " + journalPartitions + " + "
                + keyPartitions + " partitions, login ***]";
    }
}
