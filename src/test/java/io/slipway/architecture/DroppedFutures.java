package io.slipway.architecture;

import io.vertx.core.Future;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Finds Vert.x futures that nobody looks at: a failure in one of them is lost in silence. The compiler's own checks know
 * the JDK's futures only.
 *
 * <p>javac writes a POP behind a call whose result is ignored, and for a method reference whose result is ignored an
 * adapter that returns nothing. A chain may end with {@link Future#onComplete} or {@link Future#onFailure}; whatever
 * else returns a future has to be returned, composed or kept.
 */
final class DroppedFutures {
    private static final Set<String> ENDS = Set.of("onComplete", "onFailure");

    private DroppedFutures() {}

    /** One line for each future that the class drops: method, line and what was called. */
    static List<String> in(InputStream classFile) throws IOException {
        Reader reader = new Reader();
        new ClassReader(classFile).accept(reader, ClassReader.SKIP_FRAMES);
        return reader.found;
    }

    private static boolean isFuture(Type type) {
        if (type.getSort() != Type.OBJECT) {
            return false;
        }
        try {
            ClassLoader loader = DroppedFutures.class.getClassLoader();
            return Future.class.isAssignableFrom(Class.forName(type.getClassName(), false, loader));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("a class that is called can't be found", e);
        }
    }

    private static boolean mayBeTheLast(String owner, String name) {
        return ENDS.contains(name) && isFuture(Type.getObjectType(owner));
    }

    private static final class Reader extends ClassVisitor {
        private final List<String> found = new ArrayList<>();
        private String className;

        private Reader() {
            super(Opcodes.ASM9);
        }

        @Override
        public void visit(int version, int access, String name, String signature, String parent, String[] interfaces) {
            className = Type.getObjectType(name).getClassName();
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String descriptor, String signature, String[] thrown) {
            return new Instructions(this, name);
        }
    }

    /** Remembers the last call for exactly one instruction. */
    private static final class Instructions extends MethodVisitor {
        private final Reader reader;
        private final String method;
        private int line;
        private String pending;

        private Instructions(Reader reader, String method) {
            super(Opcodes.ASM9);
            this.reader = reader;
            this.method = method;
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
            boolean future = isFuture(Type.getReturnType(descriptor)) && !mayBeTheLast(owner, name);
            pending = future ? Type.getObjectType(owner).getClassName() + "." + name : null;
        }

        @Override
        public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap, Object... arguments) {
            pending = null;
            if (bootstrap.getOwner().equals("java/lang/invoke/LambdaMetafactory")) {
                Handle target = (Handle) arguments[1];
                boolean ignored = Type.VOID_TYPE.equals(Type.getReturnType(((Type) arguments[2]).getDescriptor()));
                if (ignored
                        && isFuture(Type.getReturnType(target.getDesc()))
                        && !mayBeTheLast(target.getOwner(), target.getName())) {
                    note(Type.getObjectType(target.getOwner()).getClassName() + "::" + target.getName());
                }
            }
        }

        @Override
        public void visitInsn(int opcode) {
            if (opcode == Opcodes.POP && pending != null) {
                note(pending);
            }
            pending = null;
        }

        private void note(String call) {
            reader.found.add(reader.className + "." + method + " line " + line + " drops the future of " + call);
        }

        @Override
        public void visitLineNumber(int number, Label start) {
            line = number;
        }

        @Override
        public void visitIntInsn(int opcode, int operand) {
            pending = null;
        }

        @Override
        public void visitVarInsn(int opcode, int variable) {
            pending = null;
        }

        @Override
        public void visitTypeInsn(int opcode, String type) {
            pending = null;
        }

        @Override
        public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
            pending = null;
        }

        @Override
        public void visitJumpInsn(int opcode, Label label) {
            pending = null;
        }

        @Override
        public void visitLdcInsn(Object value) {
            pending = null;
        }

        @Override
        public void visitIincInsn(int variable, int increment) {
            pending = null;
        }

        @Override
        public void visitTableSwitchInsn(int least, int most, Label otherwise, Label... labels) {
            pending = null;
        }

        @Override
        public void visitLookupSwitchInsn(Label otherwise, int[] keys, Label[] labels) {
            pending = null;
        }

        @Override
        public void visitMultiANewArrayInsn(String descriptor, int dimensions) {
            pending = null;
        }
    }
}
