package io.slipway.bus;

/**
 * News that whoever listens now will hear, at most once. A hint: the truth is read where it stands.
 *
 * @param name the address on the event bus
 * @param event the type of the news
 */
public record Topic<E extends Record>(String name, Class<E> event) {}
