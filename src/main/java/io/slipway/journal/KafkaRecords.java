package io.slipway.journal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import java.util.Objects;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns changes into records of the log and back. */
final class KafkaRecords {
    /** Key of the records that only keep a log moving; never that of an entity. */
    private static final byte[] HEARTBEAT = "heartbeat".getBytes(US_ASCII);

    private static final byte[] EMPTY = new byte[0];
    private static final Logger LOG = LoggerFactory.getLogger(KafkaRecords.class);

    private final UUID writer;
    private final Places places;

    /** @param writer this node, in this run of it */
    KafkaRecords(UUID writer, Places places) {
        this.writer = writer;
        this.places = places;
    }

    /** @param number which of this node's records it is */
    ProducerRecord<byte[], byte[]> record(TopicPartition at, Change change, long number, boolean forget) {
        boolean nothing = forget || (change.gone() && change.key().destroyable());
        byte[] value = nothing ? null : change.state() == null ? EMPTY : change.state();
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                at.topic(), at.partition(), change.key().toString().getBytes(US_ASCII), value);
        record.headers()
                .add(Envelope.HEADER, Envelope.of(change, writer, number).write());
        return record;
    }

    static ProducerRecord<byte[], byte[]> heartbeat(TopicPartition at) {
        return new ProducerRecord<>(at.topic(), at.partition(), HEARTBEAT, EMPTY);
    }

    /** @throws Envelope.LaterFormat if this version can't judge it */
    LogRecord read(int place, ConsumerRecord<byte[], byte[]> record) {
        if (Arrays.equals(record.key(), HEARTBEAT)) {
            return LogRecord.heartbeat(record.offset(), record.timestamp());
        }
        EntityKey key = key(place, record.key());
        try {
            Objects.requireNonNull(key);
            Header header = record.headers().lastHeader(Envelope.HEADER);
            return read(record, key, Envelope.read(header.value()));
        } catch (Envelope.LaterFormat later) {
            throw later;
        } catch (RuntimeException malformed) {
            LOG.atWarn()
                    .addKeyValue("partition", places.field(place))
                    .addKeyValue("offset", record.offset())
                    .log("a record of the journal can't be read");
            return LogRecord.unreadable(record.offset(), record.timestamp(), key);
        }
    }

    private LogRecord read(ConsumerRecord<byte[], byte[]> record, EntityKey key, Envelope envelope) {
        boolean nothing = record.value() == null;
        if (!nothing && !envelope.hasState() && record.value().length > 0) {
            throw new IllegalArgumentException("a state that isn't announced");
        }
        return new LogRecord(
                record.offset(),
                record.timestamp(),
                key,
                nothing ? LogRecord.Kind.NOTHING : LogRecord.Kind.STATE,
                envelope.base(),
                nothing || envelope.gone(),
                nothing || !envelope.hasState() ? null : record.value(),
                nothing ? EMPTY : envelope.entries(),
                envelope.removals(),
                envelope.answered(),
                envelope.writer().equals(writer) ? envelope.number() : -1);
    }

    private EntityKey key(int place, byte[] bytes) {
        try {
            EntityKey key = EntityKey.parse(new String(bytes, US_ASCII));
            return places.of(key) == place ? key : null;
        } catch (RuntimeException malformed) {
            return null;
        }
    }
}
