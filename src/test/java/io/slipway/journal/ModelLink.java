package io.slipway.journal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A pipelined connection to the model's Redis: commands arrive in order, later; answers too; all of it may be lost. */
final class ModelLink {
    private static final class Command<R> {
        private final Supplier<R> run;
        private final Consumer<R> answer;
        private final Runnable lost;
        private boolean ran;
        private R result;

        private Command(Supplier<R> run, Consumer<R> answer, Runnable lost) {
            this.run = run;
            this.answer = answer;
            this.lost = lost;
        }

        private void run() {
            result = run.get();
            ran = true;
        }

        private void answer() {
            answer.accept(result);
        }
    }

    private final Deque<Command<?>> commands = new ArrayDeque<>();

    <R> void send(Supplier<R> run, Consumer<R> answer, Runnable lost) {
        commands.add(new Command<>(run, answer, lost));
    }

    boolean idle() {
        return commands.isEmpty();
    }

    int size() {
        return commands.size();
    }

    /** Redis runs the next command, or the oldest answer arrives. */
    void step(boolean preferAnswer) {
        Command<?> first = commands.peek();
        if (first == null) {
            return;
        }
        Command<?> next =
                commands.stream().filter(command -> !command.ran).findFirst().orElse(null);
        if (first.ran && (preferAnswer || next == null)) {
            commands.remove();
            first.answer();
        } else if (next != null) {
            next.run();
        }
    }

    /** The connection breaks; Redis may still get some of what was sent. */
    void cut(int stillArrive) {
        int arrive = stillArrive;
        for (Command<?> command : commands) {
            if (!command.ran && arrive-- > 0) {
                command.run();
            }
        }
        Deque<Command<?>> cut = new ArrayDeque<>(commands);
        commands.clear();
        cut.forEach(command -> command.lost.run());
    }
}
