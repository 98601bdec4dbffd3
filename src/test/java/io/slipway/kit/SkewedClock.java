package io.slipway.kit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.time.Instant;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * A Java agent that makes the clock of a whole node wrong: every class that isn't the JDK's sees another time of day. What the
 * JDK measures by itself, {@code System.nanoTime()} among it, stays right.
 *
 * <pre>
 *   -javaagent:JAR=1:300000,2:-300000      so many ms ahead, by the name of the node's data folder
 * </pre>
 */
public final class SkewedClock {
    private static final String ITSELF = SkewedClock.class.getName().replace('.', '/');
    private static volatile long ahead;

    private SkewedClock() {}

    /** As {@link System#currentTimeMillis}, on the wrong clock. */
    public static long currentTimeMillis() {
        return System.currentTimeMillis() + ahead;
    }

    /** As {@link Instant#now()}, on the wrong clock. */
    public static Instant now() {
        return Instant.now().plusMillis(ahead);
    }

    /** Called by the JVM. */
    public static void premain(String nodes, Instrumentation instrumentation) {
        String name = Path.of(System.getenv("SLIPWAY_DATA")).getFileName().toString();
        for (String node : nodes.split(",")) {
            if (node.startsWith(name + ":")) {
                ahead = Long.parseLong(node.substring(name.length() + 1));
            }
        }
        instrumentation.addTransformer(new Transformer());
    }

    /** Makes the agent. @return its jar */
    public static Path jar(Path folder) throws IOException {
        Path jar = folder.resolve("skewed-clock.jar");
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.put(new Attributes.Name("Premain-Class"), SkewedClock.class.getName());
        attributes.put(Attributes.Name.CLASS_PATH, asm().toString());
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out, manifest)) {
            for (Class<?> part :
                    new Class<?>[] {SkewedClock.class, Transformer.class, Skewed.class, Redirected.class}) {
                String entry = part.getName().replace('.', '/') + ".class";
                entries.putNextEntry(new JarEntry(entry));
                try (InputStream in = SkewedClock.class.getClassLoader().getResourceAsStream(entry)) {
                    in.transferTo(entries);
                }
            }
        }
        return jar;
    }

    private static java.net.URI asm() {
        try {
            return ClassReader.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Transformer implements ClassFileTransformer {
        @Override
        public byte[] transform(
                ClassLoader loader, String name, Class<?> again, ProtectionDomain domain, byte[] bytes) {
            if (loader == null || loader == ClassLoader.getPlatformClassLoader() || name.startsWith(ITSELF)) {
                return null;
            }
            ClassReader reader = new ClassReader(bytes);
            ClassWriter writer = new ClassWriter(reader, 0);
            reader.accept(new Skewed(writer), 0);
            return writer.toByteArray();
        }
    }

    private static final class Skewed extends ClassVisitor {
        private Skewed(ClassVisitor next) {
            super(Opcodes.ASM9, next);
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String descriptor, String signature, String[] exceptions) {
            return new Redirected(super.visitMethod(access, name, descriptor, signature, exceptions));
        }
    }

    /** A method that asks here what the time is. */
    private static final class Redirected extends MethodVisitor {
        private static final Map<String, String> ASKED =
                Map.of("java/lang/System", "currentTimeMillis()J", "java/time/Instant", "now()Ljava/time/Instant;");

        private Redirected(MethodVisitor next) {
            super(Opcodes.ASM9, next);
        }

        private static boolean asks(String owner, String name, String descriptor) {
            return (name + descriptor).equals(ASKED.get(owner));
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
            String asked = opcode == Opcodes.INVOKESTATIC && asks(owner, name, descriptor) ? ITSELF : owner;
            super.visitMethodInsn(opcode, asked, name, descriptor, isInterface);
        }

        @Override
        public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap, Object... arguments) {
            Object[] redirected = arguments.clone();
            for (int i = 0; i < redirected.length; i++) {
                if (redirected[i] instanceof Handle handle
                        && handle.getTag() == Opcodes.H_INVOKESTATIC
                        && asks(handle.getOwner(), handle.getName(), handle.getDesc())) {
                    redirected[i] = new Handle(handle.getTag(), ITSELF, handle.getName(), handle.getDesc(), false);
                }
            }
            super.visitInvokeDynamicInsn(name, descriptor, bootstrap, redirected);
        }
    }
}
