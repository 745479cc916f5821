package dev.paddock.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Runs groups of benchmarks and prints one Markdown table; progress goes to standard error. */
public final class Main {
    private static final int ROUNDS = 7;

    private Main() {}

    private enum Group {
        SANDBOX,
        WORKSPACE,
        START,
        SERVER,
        CLAIM,
        LOAD,
        EVENTS,
        LIST,
        RECOVERY;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        List<Row> run(Scratch scratch, int rounds, Installed installed) throws Exception {
            return switch (this) {
                case SANDBOX -> SandboxBench.run(scratch, rounds);
                case WORKSPACE -> WorkspaceBench.run(scratch, rounds);
                case START -> StartBench.run(scratch, rounds, installed);
                case SERVER -> ServerBench.run(scratch, rounds, installed);
                case CLAIM -> ClaimBench.run(scratch, rounds);
                case LOAD -> LoadBench.run(scratch, installed);
                case EVENTS -> EventBench.run(scratch, installed);
                case LIST -> ListBench.run(scratch, installed);
                case RECOVERY -> RecoveryBench.run(scratch, installed);
            };
        }
    }

    public static void main(String[] arguments) throws Exception {
        Installed installed = new Installed(Path.of(System.getProperty("paddock.checkout", ".")));
        Deque<String> words = new ArrayDeque<>(List.of(arguments));
        int rounds = ROUNDS;
        if (!words.isEmpty() && words.peek().equals("soak")) {
            words.pop();
            soak(words, installed);
            return;
        }
        Set<Group> groups = EnumSet.noneOf(Group.class);
        while (!words.isEmpty()) {
            String word = words.pop();
            if (word.equals("--rounds") && words.peek() != null && words.peek().matches("[1-9]\\d{0,3}")) {
                rounds = Integer.parseInt(words.pop());
            } else {
                groups.add(group(word));
            }
        }
        System.out.println(Machine.describe());
        System.out.println();
        System.out.println(Row.HEAD);
        String before = Machine.load();
        for (Group group : groups.isEmpty() ? EnumSet.allOf(Group.class) : groups) {
            System.err.println(group.word() + " …");
            try (Scratch scratch = Scratch.create()) {
                for (Row row : group.run(scratch, rounds, installed)) {
                    System.out.println(row.line());
                }
            }
        }
        System.out.println();
        System.out.println(rounds
                + " rounds (three times as many of sandboxes) after one to warm up, Paddock and its peer by turns;"
                + " load average "
                + before + " before, " + Machine.load() + " after.");
        System.exit(0);
    }

    private static void soak(Deque<String> words, Installed installed) throws Exception {
        int minutes = 3;
        long seed = System.nanoTime() & 0xffffff;
        while (words.size() > 1 && words.peek().matches("--(minutes|seed)")) {
            boolean time = words.pop().equals("--minutes");
            long value = Long.parseLong(words.pop());
            minutes = time ? Math.toIntExact(value) : minutes;
            seed = time ? seed : value;
        }
        if (!words.isEmpty()) {
            group(words.peek());
        }
        boolean well;
        try (Scratch scratch = Scratch.create()) {
            well = Soak.run(scratch, installed, Duration.ofMinutes(minutes), seed);
        }
        System.exit(well ? 0 : 1);
    }

    private static Group group(String word) {
        for (Group group : Group.values()) {
            if (group.word().equals(word)) {
                return group;
            }
        }
        System.err.println(
                "usage: bench/run [--rounds N] [sandbox|workspace|start|server|claim|load|events|list|recovery]... |"
                        + " soak [--minutes N] [--seed N]");
        System.exit(2);
        throw new IllegalArgumentException(word);
    }
}
