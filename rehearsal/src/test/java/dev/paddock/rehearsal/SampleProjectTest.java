package dev.paddock.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("A8")
class SampleProjectTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"Bash", "exec_command"})
    void theDemoRepairsEveryFailingTest(String tool) throws Exception {
        Map<String, String> files = new HashMap<>(SampleProject.files());
        assertThat(passes(files)).isFalse();
        for (Part.Act.Edit edit : edits(tool)) {
            String before = String.valueOf(files.get(edit.path()));
            assertThat(before.split(Pattern.quote(edit.old()), -1))
                    .as("once in " + edit.path())
                    .hasSize(2);
            files.put(edit.path(), before.replace(edit.old(), edit.now()));
        }
        assertThat(passes(files)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bash", "exec_command"})
    void theDemoItselfTakesLessThanFiveSeconds(String tool) {
        Duration all = replies(tool)
                .map(reply -> reply.delay()
                        .plus(reply.pace()
                                .every()
                                .multipliedBy(characters(reply) / reply.pace().chars())))
                .reduce(Duration.ZERO, Duration::plus);
        assertThat(all).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(5));
    }

    private static long characters(Reply reply) {
        return reply.parts().stream()
                .mapToLong(part -> part.toString().length())
                .sum();
    }

    private static Stream<Reply> replies(String tool) {
        String goal = SampleProject.GOALS.getFirst();
        Player player = new Player(Script.builtin("demo"));
        return IntStream.range(0, 7)
                .mapToObj(played -> player.next(
                        new Conversation(goal, goal, 1, played, List.of(), false),
                        Set.of(tool, "Edit", "apply_patch")));
    }

    /** What the script of that program changes, before it is put in the program's own words. */
    private static List<Part.Act.Edit> edits(String tool) {
        return Script.builtin("demo").dialogues().stream()
                .filter(dialogue ->
                        tool.equals("exec_command") ? "codex".equals(dialogue.program()) : dialogue.program() == null)
                .findFirst()
                .orElseThrow()
                .steps()
                .stream()
                .flatMap(step -> step.parts().stream())
                .filter(Part.Act.Edit.class::isInstance)
                .map(Part.Act.Edit.class::cast)
                .toList();
    }

    private boolean passes(Map<String, String> files) throws IOException, InterruptedException {
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = directory.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
        Process node;
        try {
            node = new ProcessBuilder("node", "--test")
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(new File(directory.toFile(), "out.txt"))
                    .start();
        } catch (IOException e) {
            throw new AssertionError("needs node 20 or newer: sudo apt-get install nodejs", e);
        }
        try {
            assertThat(node.waitFor(60, TimeUnit.SECONDS)).as("node ends").isTrue();
            return node.exitValue() == 0;
        } finally {
            node.descendants().forEach(ProcessHandle::destroyForcibly);
            node.destroyForcibly();
        }
    }
}
