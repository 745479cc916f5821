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
import tools.jackson.databind.JsonNode;

@Tag("A8")
class SampleProjectTest {
    private static final Set<String> TOOLS = Set.of("Bash", "Edit", "Read", "TodoWrite");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"money", "dates"})
    void theDemoRepairsExactlyTheFailingTest(String subject) throws Exception {
        Map<String, String> files = new HashMap<>(SampleProject.files());
        String test = "test/" + subject + ".test.js";
        assertThat(passes(files, test)).isFalse();
        String goal = SampleProject.GOALS.stream()
                .filter(each -> each.contains(test))
                .findFirst()
                .orElseThrow();
        for (JsonNode edit : edits(goal)) {
            String path = edit.path("file_path").asString();
            String old = edit.path("old_string").asString();
            String before = String.valueOf(files.get(path));
            assertThat(before.split(Pattern.quote(old), -1))
                    .as("once in " + path)
                    .hasSize(2);
            files.put(path, before.replace(old, edit.path("new_string").asString()));
        }
        assertThat(passes(files, test)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void theDemoItselfTakesLessThanFiveSeconds(int goal) {
        Duration all = replies(SampleProject.GOALS.get(goal))
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

    private static Stream<Reply> replies(String goal) {
        Player player = new Player(Script.builtin("demo"));
        return IntStream.range(0, 6)
                .mapToObj(played -> player.next(new Conversation(goal, goal, 1, played, List.of(), false), TOOLS));
    }

    private static List<JsonNode> edits(String goal) {
        return replies(goal)
                .flatMap(reply -> reply.parts().stream())
                .filter(part ->
                        part instanceof Part.ToolCall call && call.tool().equals("Edit"))
                .map(part -> ((Part.ToolCall) part).input())
                .toList();
    }

    private boolean passes(Map<String, String> files, String test) throws IOException, InterruptedException {
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = directory.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
        Process node;
        try {
            node = new ProcessBuilder("node", "--test", test)
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
