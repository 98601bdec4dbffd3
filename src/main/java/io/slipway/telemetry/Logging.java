package io.slipway.telemetry;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/**
 * Sets how much is logged and in which form, over what {@code logback.xml} says. The level is that of Slipway's own
 * lines; libraries stay at WARN, whatever it is.
 */
public final class Logging {
    private static final String OURS = "io.slipway";
    private static final String CONSOLE = "console";

    private Logging() {}

    /**
     * @param level ERROR, WARN, INFO, DEBUG or TRACE
     * @param json a line of JSON per event instead of text for people
     */
    public static void configure(String level, boolean json) {
        ILoggerFactory factory = LoggerFactory.getILoggerFactory();
        if (factory instanceof LoggerContext context) {
            context.getLogger(OURS).setLevel(Level.valueOf(level));
            Appender<ILoggingEvent> console =
                    context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).getAppender(CONSOLE);
            if (json && console instanceof OutputStreamAppender<ILoggingEvent> stream) {
                writeJson(context, stream);
            }
        }
    }

    private static void writeJson(LoggerContext context, OutputStreamAppender<ILoggingEvent> stream) {
        JsonEncoder encoder = new JsonEncoder();
        encoder.setContext(context);
        encoder.setWithSequenceNumber(false);
        encoder.setWithNanoseconds(false);
        encoder.setWithContext(false);
        encoder.setWithMDC(false);
        encoder.setWithMessage(false);
        encoder.setWithArguments(false);
        encoder.setWithFormattedMessage(true);
        encoder.start();
        stream.stop();
        stream.setEncoder(encoder);
        stream.start();
    }
}
