package io.slipway.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;
import java.util.stream.Collectors;

/** A record's components, and what stands in their angle brackets, are of {@code java.*}, of some packages, or one type. */
final class MadeOfValues extends ArchCondition<JavaClass> {
    private final Set<String> packages;
    private final String alsoType;

    MadeOfValues(Set<String> packages, String alsoType) {
        super("be made of values");
        this.packages = packages;
        this.alsoType = alsoType;
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        type.getFields().stream()
                .filter(field -> !field.getModifiers().contains(com.tngtech.archunit.core.domain.JavaModifier.STATIC))
                .forEach(field -> {
                    Set<String> strange = field.getType().getAllInvolvedRawTypes().stream()
                            .map(JavaClass::getBaseComponentType)
                            .filter(involved -> !isValue(involved))
                            .map(JavaClass::getName)
                            .collect(Collectors.toSet());
                    if (!strange.isEmpty()) {
                        events.add(SimpleConditionEvent.violated(field, field.getFullName() + " holds " + strange));
                    }
                });
    }

    private boolean isValue(JavaClass type) {
        return type.isPrimitive()
                || type.getPackageName().startsWith("java.")
                || packages.contains(type.getPackageName())
                || type.getName().equals(alsoType);
    }
}
