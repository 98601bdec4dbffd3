package io.slipway.journal;

/**
 * Decides about one entity: a pure function, called again whenever what it was given proves outdated. It may be given a
 * state that another change, decided in the same record, is about to make.
 */
@FunctionalInterface
public interface Decider {
    /**
     * @param now by Redis's clock, ms since 1970
     * @throws io.slipway.model.Problem to refuse
     */
    Decision decide(Entity entity, long now);
}
