package io.slipway.journal;

import java.util.function.Predicate;

/**
 * What a topic must be like.
 *
 * @param property of its configuration
 * @param value with which it is made
 * @param wish what is allowed, in words
 */
record KafkaTopicRule(String property, String value, String wish, Predicate<String> test) {
    static KafkaTopicRule exactly(String property, String value) {
        return new KafkaTopicRule(property, value, value, value::equals);
    }

    static KafkaTopicRule within(String property, long value, long least, long most) {
        String wish = most == Long.MAX_VALUE ? "at least " + least : least + " … " + most;
        return new KafkaTopicRule(property, Long.toString(value), wish, found -> {
            long number = Long.parseLong(found);
            return number >= least && number <= most;
        });
    }

    static KafkaTopicRule share(String property, String most) {
        return new KafkaTopicRule(
                property, most, "at most " + most, found -> Double.parseDouble(found) <= Double.parseDouble(most));
    }

    boolean allows(String found) {
        return found != null && test.test(found);
    }
}
