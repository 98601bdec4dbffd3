package io.slipway.config;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Finds the value of every setting: environment, else file, else default. Collects what is wrong instead of stopping at
 * the first mistake.
 */
public final class ConfigLoader {
    /** Read by the launcher and by the project's tests, not by the node. */
    private static final Set<String> NOT_OURS =
            Set.of("SLIPWAY_JAVA_OPTS", "SLIPWAY_KAFKA_JAVA_OPTS", "SLIPWAY_NODE", "SLIPWAY_PASSWORD");

    private static final String TESTS = "SLIPWAY_TEST_";
    private static final String FILE_NAME = "slipway.properties";
    private static final int SHOWN_CHARS = 80;

    private final Map<String, String> environment;
    private final Map<String, Effective> effective = new HashMap<>();
    private final List<String> problems = new ArrayList<>();
    private Map<String, String> file = Map.of();
    private Path filePath;

    private ConfigLoader(Map<String, String> environment) {
        this.environment = environment;
    }

    /** Where a value came from. */
    public enum Origin {
        DEFAULT,
        FILE,
        ENVIRONMENT
    }

    /**
     * The value a setting has.
     *
     * @param text as it would be written, secrets masked; empty: none
     */
    public record Effective(Setting<?> setting, String text, Origin origin) {}

    /**
     * What was found.
     *
     * @param file the configuration file that was read; empty: there was none
     * @param settings every setting in the order of {@link Settings}
     */
    public record Loaded(NodeConfig config, Optional<Path> file, List<Effective> settings) {}

    /**
     * @param environment names and values; those not beginning with {@code SLIPWAY_} don't matter, an empty value counts as absent
     * @throws ConfigException naming everything that is wrong
     */
    public static Loaded load(Map<String, String> environment) {
        return new ConfigLoader(environment).load();
    }

    private Loaded load() {
        readFile();
        refuseUnknown();
        NodeConfig config = new ConfigAssembly(this::value, this::given, problems).assemble();
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        List<Effective> settings = Settings.all().stream()
                .map(setting -> effective.get(setting.env()))
                .toList();
        return new Loaded(config, Optional.ofNullable(filePath), settings);
    }

    private void readFile() {
        Optional<Path> named = value(Settings.CONFIG);
        Path path;
        try {
            path = named.orElseGet(
                    () -> Path.of(inEnvironment(Settings.DATA).orElse(Settings.DATA.standard()), FILE_NAME));
        } catch (InvalidPathException e) {
            return; // said when the data folder's own turn comes
        }
        try {
            Optional<ConfigFile> read = ConfigFile.read(path);
            if (read.isPresent()) {
                filePath = path;
                file = read.get().values();
                read.get().repeated().forEach(key -> problems.add(key + " stands twice in " + path));
            } else if (named.isPresent()) {
                problems.add(Settings.CONFIG.env() + " names " + path + ", which is not there");
            }
        } catch (IOException e) {
            problems.add(path + " can't be read: " + e.getMessage());
        }
    }

    private void refuseUnknown() {
        Set<String> names = Settings.all().stream().map(Setting::env).collect(Collectors.toSet());
        for (String name : new TreeSet<>(environment.keySet())) {
            if (name.startsWith(Setting.PREFIX)
                    && !name.startsWith(TESTS)
                    && !NOT_OURS.contains(name)
                    && !names.contains(name)) {
                problems.add("there is no setting " + name + meant(name, names));
            }
        }
        Set<String> keys = Settings.all().stream()
                .filter(setting -> !setting.equals(Settings.CONFIG))
                .map(Setting::key)
                .collect(Collectors.toSet());
        for (String key : new TreeSet<>(file.keySet())) {
            if (!keys.contains(key)) {
                problems.add("there is no setting " + shown(key) + " for " + filePath + meant(key, keys));
            }
        }
    }

    private static String meant(String name, Set<String> names) {
        return NearestName.to(name, names)
                .map(nearest -> "; is " + nearest + " meant?")
                .orElse("");
    }

    private boolean given(Setting<?> setting) {
        return inEnvironment(setting).isPresent() || file.containsKey(setting.key());
    }

    private Optional<String> inEnvironment(Setting<?> setting) {
        return Optional.ofNullable(environment.get(setting.env())).filter(text -> !text.isEmpty());
    }

    /** The value, or its default after noting what is wrong with it; empty if there is neither. */
    private <T> Optional<T> value(Setting<T> setting) {
        Optional<String> told = inEnvironment(setting);
        Origin origin =
                told.isPresent() ? Origin.ENVIRONMENT : file.containsKey(setting.key()) ? Origin.FILE : Origin.DEFAULT;
        String text = told.orElseGet(() -> file.getOrDefault(setting.key(), setting.standard()));
        if (text.isEmpty()) {
            effective.put(setting.env(), new Effective(setting, "", origin));
            return Optional.empty();
        }
        try {
            T value = setting.kind().parse().apply(text);
            effective.put(
                    setting.env(), new Effective(setting, setting.kind().print().apply(value), origin));
            return Optional.of(value);
        } catch (IllegalArgumentException e) {
            String where = origin == Origin.FILE ? setting.key() + " in " + filePath : setting.env();
            String what = setting.secret() ? "" : ", not \"" + shown(text) + "\"";
            problems.add(where + " must be " + setting.kind().bounds() + what);
            Function<String, T> parse = setting.kind().parse();
            return Optional.of(setting.standard())
                    .filter(standard -> !standard.isEmpty())
                    .map(parse);
        }
    }

    private static String shown(String text) {
        String plain = text.replaceAll("\\p{Cntrl}", "?");
        return plain.length() <= SHOWN_CHARS ? plain : plain.substring(0, SHOWN_CHARS) + "…";
    }
}
