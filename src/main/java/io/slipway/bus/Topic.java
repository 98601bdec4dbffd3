package io.slipway.bus;

/**
 * News that whoever listens now will hear, at most once. A hint: the truth is read where it stands.
 *
 * @param name the address on the event bus
 * @param event the type of the news
 * @param everywhere whether listeners on other nodes hear it as well
 */
public record Topic<E extends Record>(String name, Class<E> event, boolean everywhere) {
    /** News for this node alone. */
    public static <E extends Record> Topic<E> local(String name, Class<E> event) {
        return new Topic<>(name, event, false);
    }

    /** News for all nodes, where there are several. */
    public static <E extends Record> Topic<E> everywhere(String name, Class<E> event) {
        return new Topic<>(name, event, true);
    }
}
