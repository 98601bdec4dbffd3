package io.slipway.kit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Target;

/** Tells Error Prone, which goes by the name, that results are a courtesy. */
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface CanIgnoreReturnValue {}
