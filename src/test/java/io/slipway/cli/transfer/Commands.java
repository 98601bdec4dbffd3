package io.slipway.cli.transfer;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/** Calls the commands as from a terminal, in this process or in one of its own. */
final class Commands {
    final Map<String, String> environment = new HashMap<>();
    /** What somebody would type at the terminal; nobody is there while it is empty. */
    final List<String> answers = new ArrayList<>();

    byte[] input = {};

    Commands(Path state, String node) {
        environment.put("XDG_STATE_HOME", state.toString());
        environment.put("SLIPWAY_NODE", node);
    }

    /** How a command ended. */
    record Outcome(int exit, String out, byte[] bytes, String err) {
        /** The last line of what it printed. */
        String line() {
            return out.strip();
        }
    }

    Outcome send(String... arguments) {
        return call("send", arguments);
    }

    Outcome receive(String... arguments) {
        return call("receive", arguments);
    }

    Outcome ls(String... arguments) {
        return call("ls", arguments);
    }

    Outcome rm(String... arguments) {
        return call("rm", arguments);
    }

    private Outcome call(String name, String... arguments) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Terminal terminal = new Fake(bytes);
        Object command =
                switch (name) {
                    case "send" -> new SendCommand(environment, terminal);
                    case "receive" -> new ReceiveCommand(environment, terminal);
                    case "ls" -> new ListCommand(environment);
                    default -> new RemoveCommand(environment);
                };
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line =
                new CommandLine(command).setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        int exit = line.execute(arguments);
        return new Outcome(exit, out.toString(), bytes.toByteArray(), err.toString());
    }

    /** Starts the jar, so that it can be killed. */
    Process start(String... arguments) throws IOException {
        return start(ProcessBuilder.Redirect.DISCARD, arguments);
    }

    /** @param err where its words go */
    Process start(ProcessBuilder.Redirect err, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-Dsun.jnu.encoding=UTF-8",
                "-jar",
                System.getProperty("slipway.jar")));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(err);
        builder.environment().putAll(environment);
        return builder.start();
    }

    private final class Fake implements Terminal {
        private final OutputStream out;

        private Fake(OutputStream out) {
            this.out = out;
        }

        @Override
        public OutputStream bytesOut() {
            return out;
        }

        @Override
        public InputStream bytesIn() {
            return new ByteArrayInputStream(input);
        }

        @Override
        public boolean watched() {
            return false;
        }

        @Override
        public boolean canAsk() {
            return !answers.isEmpty();
        }

        @Override
        public String secret(String question) {
            return answers.isEmpty() ? null : answers.remove(0);
        }

        @Override
        public boolean yes(String question) {
            return answers.isEmpty() || answers.remove(0).equals("y");
        }

        @Override
        public int columns() {
            return 80;
        }
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
