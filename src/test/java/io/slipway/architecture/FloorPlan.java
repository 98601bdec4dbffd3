package io.slipway.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The rules, for any house with these floors, so that they can be shown to catch a crooked one.
 *
 * <pre>
 *  4  node, cli                                   composition roots; Main
 *  3  edge catalog chunks expiry presence signal relay
 *                                                 the actors; none imports another
 *  2  protocol                                    every message and address
 *  1  bus journal flow seal config telemetry      tools without opinions; they know the model and nothing else
 *  0  model                                       values; java.* only
 * </pre>
 */
final class FloorPlan {
    private static final Set<String> ACTORS =
            Set.of("edge", "catalog", "chunks", "expiry", "presence", "signal", "relay");
    private static final Set<String> TOOLS = Set.of("bus", "journal", "flow", "seal", "config", "telemetry");
    private static final String BUFFER = "io.vertx.core.buffer.Buffer";

    private final String root;

    /** @param root the package that the floors stand in */
    FloorPlan(String root) {
        this.root = root;
    }

    /** Every rule by the sentence it stands for. */
    Map<String, ArchRule> rules() {
        Map<String, ArchRule> rules = new LinkedHashMap<>();
        rules.put(
                "imports point down, and nobody looks sideways", classes().should(new PointDown(root, ACTORS, TOOLS)));
        rules.put(
                "neighbours within a floor don't go round in circles",
                slices().matching(root + ".(*).(*)..").should().beFreeOfCycles());
        rules.put("values know Java alone", knowOnly("model", describe("java.*", FloorPlan::java)));
        rules.put(
                "flow and sealing know Java, values and buffers",
                classes()
                        .that()
                        .resideInAnyPackage(in("flow"), in("seal"))
                        .should()
                        .onlyDependOnClassesThat(describe(
                                "java.*, javax.crypto, BouncyCastle, values, buffers or a logger",
                                type -> java(type)
                                        || type.getPackageName().startsWith("javax.crypto")
                                        || type.getPackageName().startsWith("org.bouncycastle")
                                        || type.getPackageName().startsWith("org.slf4j")
                                        || type.getName().equals(BUFFER)
                                        || inFloor(type, "model")
                                        || inFloor(type, "flow")
                                        || inFloor(type, "seal"))));
        rules.put("only Redis* touches the Redis client", onlyNamed("Redis", "io.vertx.redis.."));
        rules.put("only Kafka* touches Kafka", onlyNamed("Kafka", "org.apache.kafka..", "io.vertx.kafka..", "kafka.."));
        rules.put(
                "only Hazelcast* touches Hazelcast",
                onlyNamed("Hazelcast", "com.hazelcast..", "io.vertx.spi.cluster.hazelcast.."));
        rules.put("only edge touches vertx-web", only("edge", resideInAnyPackage("io.vertx.ext.web..")));
        rules.put("only bus touches the event bus", only("bus", resideInAnyPackage("io.vertx.core.eventbus..")));
        rules.put("only cli touches picocli", only("cli", resideInAnyPackage("picocli..")));
        rules.put("only telemetry touches logback", only("telemetry", resideInAnyPackage("ch.qos.logback..")));
        rules.put("only seal does cryptography", only("seal", cryptography()));
        rules.put(
                "randomness that can't be guessed is made in seal or handed out from above",
                noClasses()
                        .that()
                        .resideOutsideOfPackages(in("seal"), in("node"), in("cli"))
                        .should()
                        .callConstructor(java.security.SecureRandom.class));
        rules.put(
                "only BouncyCastle* of seal touches BouncyCastle",
                noClasses()
                        .that(not(describe(
                                "are BouncyCastle* of seal",
                                type -> inFloor(type, "seal")
                                        && outermost(type).getSimpleName().startsWith("BouncyCastle"))))
                        .should()
                        .dependOnClassesThat(resideInAnyPackage("org.bouncycastle..")));
        rules.put(
                "JSON objects stay at the border",
                noClasses()
                        .that()
                        .resideOutsideOfPackages(in("bus"), in("edge"), in("cli"))
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("io.vertx.core.json.."));
        rules.put(
                "nobody but a composition root waits for anything",
                noClasses()
                        .that()
                        .resideOutsideOfPackages(in("node"), in("cli"))
                        .should()
                        .accessTargetWhere(blocking()));
        rules.put(
                "the time comes from a clock that was handed over",
                noClasses()
                        .that(describe(
                                "are not the clock", type -> !type.getName().equals(root + ".model.Clock")))
                        .should()
                        .accessTargetWhere(timeOfDay()));
        rules.put(
                "messages are made of values",
                classes()
                        .that()
                        .resideInAPackage(in("protocol"))
                        .and()
                        .areRecords()
                        .should(new MadeOfValues(Set.of(root + ".model", root + ".protocol"), BUFFER)));
        rules.put(
                "names say what a thing is",
                noClasses().should().haveNameMatching(".*(Manager|Helper|Utils?|Impl\\d*)"));
        rules.put("no future is dropped", classes().should(new DropNoFuture()));
        rules.replaceAll((name, rule) -> rule.as(name).allowEmptyShould(true));
        return rules;
    }

    private String in(String floor) {
        return root + "." + floor + "..";
    }

    private boolean inFloor(JavaClass type, String floor) {
        return (type.getPackageName() + ".").startsWith(root + "." + floor + ".");
    }

    private static boolean java(JavaClass type) {
        return type.getBaseComponentType().isPrimitive()
                || type.getBaseComponentType().getPackageName().startsWith("java.");
    }

    private ArchRule knowOnly(String floor, DescribedPredicate<JavaClass> others) {
        return classes()
                .that()
                .resideInAPackage(in(floor))
                .should()
                .onlyDependOnClassesThat(others.or(describe("their own", type -> inFloor(type, floor))));
    }

    private ArchRule only(String floor, DescribedPredicate<JavaClass> technology) {
        return noClasses().that().resideOutsideOfPackage(in(floor)).should().dependOnClassesThat(technology);
    }

    private static ArchRule onlyNamed(String prefix, String... technology) {
        return noClasses()
                .that(not(describe(
                        "are named " + prefix + "*",
                        type -> outermost(type).getSimpleName().startsWith(prefix))))
                .should()
                .dependOnClassesThat(resideInAnyPackage(technology));
    }

    private static JavaClass outermost(JavaClass type) {
        JavaClass outer = type;
        while (outer.getEnclosingClass().isPresent()) {
            outer = outer.getEnclosingClass().get();
        }
        return outer;
    }

    private static DescribedPredicate<JavaClass> cryptography() {
        Set<String> types = Set.of(
                "java.security.MessageDigest",
                "java.security.KeyPairGenerator",
                "java.security.KeyFactory",
                "java.security.Signature");
        return describe(
                "cryptography",
                type -> type.getPackageName().startsWith("javax.crypto") || types.contains(type.getName()));
    }

    private static DescribedPredicate<JavaAccess<?>> blocking() {
        Map<String, Set<String>> waits = Map.of(
                "java.lang.Thread", Set.of("sleep"),
                "java.util.concurrent.CompletableFuture", Set.of("get", "join"),
                "java.util.concurrent.Future", Set.of("get"),
                "java.util.concurrent.CountDownLatch", Set.of("await"),
                "io.vertx.core.Future", Set.of("await"));
        return describe(
                "wait", access -> waits.getOrDefault(access.getTargetOwner().getName(), Set.of())
                        .contains(access.getTarget().getName()));
    }

    private static DescribedPredicate<JavaAccess<?>> timeOfDay() {
        Set<String> owners = Set.of(
                "java.time.Instant",
                "java.time.LocalDate",
                "java.time.LocalDateTime",
                "java.time.OffsetDateTime",
                "java.time.ZonedDateTime");
        return describe("read the time of day", access -> {
            String owner = access.getTargetOwner().getName();
            String name = access.getTarget().getName();
            return (owner.equals("java.lang.System") && name.equals("currentTimeMillis"))
                    || (owners.contains(owner) && name.equals("now"))
                    || (owner.equals("java.time.Clock") && name.startsWith("system"))
                    || (owner.equals("java.util.Date")
                            && name.equals("<init>")
                            && access.getDescription().contains("<init>()"));
        });
    }
}
