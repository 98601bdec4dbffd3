package io.slipway.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** A package may import what is listed here, all of it on floors below. Unlisted packages have no floor. */
final class PointDown extends ArchCondition<JavaClass> {
    private final String root;
    private final Map<String, Set<String>> allowed = new HashMap<>();

    PointDown(String root, Set<String> actors, Set<String> tools) {
        super("import only what stands below");
        this.root = root;
        Set<String> belowActors = new HashSet<>(tools);
        belowActors.add("model");
        belowActors.add("protocol");
        Set<String> belowNode = new HashSet<>(belowActors);
        belowNode.addAll(actors);
        allowed.put("model", Set.of());
        tools.forEach(tool -> allowed.put(tool, Set.of("model")));
        allowed.put("protocol", Set.of("model", "bus"));
        actors.forEach(actor -> allowed.put(actor, belowActors));
        allowed.put("node", belowNode);
        Set<String> belowCli = new HashSet<>(tools);
        belowCli.add("model");
        belowCli.add("node");
        allowed.put("cli", belowCli);
        allowed.put("", Set.of("cli", "node", "config"));
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        String from = floor(type);
        if (!allowed.containsKey(from)) {
            events.add(SimpleConditionEvent.violated(type, type.getName() + " stands on no floor"));
            return;
        }
        type.getDirectDependenciesFromSelf().forEach(dependency -> {
            JavaClass target = dependency.getTargetClass().getBaseComponentType();
            boolean ours = (target.getPackageName() + ".").startsWith(root + ".");
            if (ours && !floor(target).equals(from) && !allowed.get(from).contains(floor(target))) {
                events.add(SimpleConditionEvent.violated(dependency, dependency.getDescription()));
            }
        });
    }

    private String floor(JavaClass type) {
        String inside = type.getPackageName().substring(root.length());
        return inside.isEmpty() ? "" : inside.substring(1).split("\\.", 2)[0];
    }
}
