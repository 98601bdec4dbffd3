package io.slipway.config;

import io.slipway.model.AddressRange;
import io.slipway.model.ByteSize;
import io.slipway.model.FilePolicy;
import io.slipway.model.Rate;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The kinds of settings. Bounds are inclusive. */
final class Kinds {
    static final String NEVER = "never";
    static final String NONE = "none";
    static final String OFF = "off";

    private static final Pattern HOST = Pattern.compile("[0-9A-Za-z._:-]{1,253}");
    private static final Pattern BROKER = Pattern.compile("([0-9A-Za-z._-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}]):[0-9]{1,5}");
    private static final int MAX_PORT = 65_535;
    private static final int MAX_NAME = 255;

    private Kinds() {}

    static Kind<Integer> whole(int least, int most) {
        return new Kind<>(
                "a whole number from " + least + " to " + most,
                text -> {
                    require(text.matches("0|[1-9][0-9]{0,9}"));
                    return within(Integer.parseInt(text), least, most);
                },
                String::valueOf);
    }

    static Kind<ByteSize> size(String least, String most) {
        return new Kind<>(
                "a size from " + least + " to " + most,
                text -> within(ByteSize.parse(text), ByteSize.parse(least), ByteSize.parse(most)),
                ByteSize::toString);
    }

    /** As {@link #size}, or {@value #NONE}, which is read as empty. */
    static Kind<Optional<ByteSize>> sizeOrNone(String least, String most) {
        Kind<ByteSize> size = size(least, most);
        return new Kind<>(
                size.bounds() + ", or " + NONE,
                text -> text.equals(NONE)
                        ? Optional.empty()
                        : Optional.of(size.parse().apply(text)),
                value -> value.map(size.print()).orElse(NONE));
    }

    static Kind<Duration> duration(String least, String most) {
        return new Kind<>(
                "a duration from " + least + " to " + most,
                text -> within(Durations.parse(text), Durations.parse(least), Durations.parse(most)),
                Durations::print);
    }

    /** As {@link #duration}, or {@value #NEVER}, which is read as empty. */
    static Kind<Optional<Duration>> durationOrNever(String least, String most) {
        Kind<Duration> duration = duration(least, most);
        return new Kind<>(
                duration.bounds() + ", or " + NEVER,
                text -> text.equals(NEVER)
                        ? Optional.empty()
                        : Optional.of(duration.parse().apply(text)),
                value -> value.map(duration.print()).orElse(NEVER));
    }

    static Kind<List<Duration>> durations(String least, String most, int count) {
        Kind<Duration> duration = duration(least, most);
        return new Kind<>(
                "1 to " + count + " rising durations from " + least + " to " + most + ", with commas between",
                text -> {
                    List<Duration> values = Arrays.stream(text.split(",", -1))
                            .map(duration.parse())
                            .toList();
                    require(values.size() <= count);
                    require(values.equals(values.stream().sorted().distinct().toList()));
                    return values;
                },
                values -> values.stream().map(duration.print()).collect(Collectors.joining(",")));
    }

    /** One of the names of an enum, in any case; {@code -} is written for {@code _}. */
    static <E extends Enum<E>> Kind<E> oneOf(Class<E> type, Function<E, String> name) {
        String names = Arrays.stream(type.getEnumConstants()).map(name).collect(Collectors.joining(", "));
        return new Kind<>(
                "one of " + names,
                text -> Arrays.stream(type.getEnumConstants())
                        .filter(value -> name.apply(value).equalsIgnoreCase(text))
                        .findAny()
                        .orElseThrow(IllegalArgumentException::new),
                name);
    }

    /** So many times in a span, {@code 10/1m}, or {@value #OFF}, which is read as empty. */
    static Kind<Optional<Rate>> rateOrOff() {
        return new Kind<>(
                "1 to 1000000, a slash and a duration from 1s to 30d, or " + OFF,
                text -> {
                    if (text.equals(OFF)) {
                        return Optional.empty();
                    }
                    int slash = text.indexOf('/');
                    require(slash > 0 && text.substring(0, slash).matches("[1-9][0-9]{0,6}"));
                    return Optional.of(new Rate(
                            Integer.parseInt(text.substring(0, slash)), Durations.parse(text.substring(slash + 1))));
                },
                value -> value.map(rate -> rate.count() + "/" + Durations.print(rate.per()))
                        .orElse(OFF));
    }

    static Kind<List<String>> mediaTypes() {
        return list(
                "1 to " + FilePolicy.MAX_PATTERNS + " of type/subtype or type/*, with commas between",
                type -> FilePolicy.TYPE.matcher(type).matches());
    }

    static Kind<List<String>> namePatterns() {
        return list(
                "1 to " + FilePolicy.MAX_PATTERNS + " names in which * is anything, with commas between",
                name -> !name.isBlank() && name.length() <= MAX_NAME);
    }

    static Kind<Boolean> yesOrNo() {
        return new Kind<>(
                "yes or no",
                text -> {
                    require(text.equals("yes") || text.equals("no"));
                    return text.equals("yes");
                },
                value -> value ? "yes" : "no");
    }

    private static Kind<List<String>> list(String bounds, Predicate<String> fits) {
        return new Kind<>(
                bounds,
                text -> {
                    List<String> items = Arrays.stream(text.split(",", -1))
                            .map(String::strip)
                            .toList();
                    require(items.size() <= FilePolicy.MAX_PATTERNS
                            && items.stream().allMatch(fits));
                    return items;
                },
                items -> String.join(",", items));
    }

    static Kind<Path> path(String bounds) {
        return new Kind<>(bounds, Path::of, Path::toString);
    }

    static Kind<String> host() {
        return matching("a host name or address without a port", HOST);
    }

    /** Text that begins other names, such as those of topics. */
    static Kind<String> prefix(String signs, Pattern pattern) {
        return matching("1 to 32 of " + signs, pattern);
    }

    static Kind<String> user() {
        return matching("1 to 255 printable characters without spaces", Pattern.compile("[\\x21-\\x7e]{1,255}"));
    }

    static Kind<Secret> secret(String bounds, Pattern pattern) {
        return new Kind<>(
                bounds,
                text -> {
                    require(pattern.matcher(text).matches());
                    return new Secret(text);
                },
                Secret::toString);
    }

    static Kind<List<String>> brokers() {
        return new Kind<>(
                "host:port, several with commas between",
                text -> {
                    List<String> brokers = List.of(text.split(",", -1));
                    for (String broker : brokers) {
                        require(BROKER.matcher(broker).matches());
                        int port = Integer.parseInt(broker.substring(broker.lastIndexOf(':') + 1));
                        require(port >= 1 && port <= MAX_PORT);
                    }
                    return brokers;
                },
                brokers -> String.join(",", brokers));
    }

    static Kind<List<AddressRange>> ranges(int count) {
        return new Kind<>(
                "1 to " + count + " addresses or ranges such as `10.0.0.0/8`, with commas between",
                text -> {
                    List<AddressRange> ranges = Arrays.stream(text.split(",", -1))
                            .map(AddressRange::parse)
                            .toList();
                    require(ranges.size() <= count);
                    return ranges;
                },
                ranges -> ranges.stream().map(AddressRange::toString).collect(Collectors.joining(",")));
    }

    static Kind<List<URI>> origins(int count) {
        Kind<URI> origin = origin();
        return new Kind<>(
                "1 to " + count + " origins, each http:// or https://, a host and at most a port, with commas between",
                text -> {
                    List<URI> origins = Arrays.stream(text.split(",", -1))
                            .map(origin.parse())
                            .toList();
                    require(origins.size() <= count);
                    return origins;
                },
                origins -> origins.stream().map(origin.print()).collect(Collectors.joining(",")));
    }

    /** What links are built from: an origin (RFC 6454), kept without the slash at its end. */
    static Kind<URI> origin() {
        return new Kind<>(
                "http:// or https://, a host and at most a port, nothing after it",
                text -> {
                    URI uri = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
                    require("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
                    require(uri.getHost() != null
                            && uri.getUserInfo() == null
                            && uri.getRawPath().isEmpty());
                    require(uri.getRawQuery() == null && uri.getRawFragment() == null);
                    require(uri.getPort() >= -1 && uri.getPort() <= MAX_PORT);
                    return uri;
                },
                URI::toString);
    }

    /** A Redis with all that is needed to log in to it; the password in it isn't printed. */
    static Kind<URI> redis() {
        return new Kind<>(
                "redis://[user[:password]@]host[:port][/database], or rediss:// for TLS",
                text -> {
                    URI uri = URI.create(text);
                    require("redis".equals(uri.getScheme()) || "rediss".equals(uri.getScheme()));
                    require(uri.getHost() != null && uri.getPort() <= MAX_PORT);
                    require(uri.getRawQuery() == null && uri.getRawFragment() == null);
                    require(uri.getRawPath().matches("(/[0-9]{0,3})?"));
                    return uri;
                },
                Kinds::withoutLogin);
    }

    private static String withoutLogin(URI uri) {
        String login = uri.getRawUserInfo() == null ? "" : Secret.MASK + "@";
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        return uri.getScheme() + "://" + login + uri.getHost() + port + uri.getRawPath();
    }

    private static Kind<String> matching(String bounds, Pattern pattern) {
        return new Kind<>(
                bounds,
                text -> {
                    require(pattern.matcher(text).matches());
                    return text;
                },
                Function.identity());
    }

    private static <C extends Comparable<C>> C within(C value, C least, C most) {
        require(value.compareTo(least) >= 0 && value.compareTo(most) <= 0);
        return value;
    }

    private static void require(boolean met) {
        if (!met) {
            throw new IllegalArgumentException();
        }
    }

    static String lowerCase(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
