package io.slipway.cli.bench;

import java.lang.annotation.ElementType;
import java.lang.annotation.Target;

/** Tells Error Prone, which goes by the name, that a method's result is a courtesy. */
@Target(ElementType.METHOD)
@interface CanIgnoreReturnValue {}
