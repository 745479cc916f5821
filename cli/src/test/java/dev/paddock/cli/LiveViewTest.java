package dev.paddock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class LiveViewTest {
    private static RunProgress run(String label, String... events) {
        RunProgress run = new RunProgress("r1", label, "queued", 0);
        for (String event : events) {
            run.apply(Json.parse("{\"time\":\"2026-01-01T00:00:00Z\"," + event + "}"));
        }
        return run;
    }

    private static List<String> lines(Terminal.Size size, List<RunProgress> runs) {
        try (LiveView view = new LiveView(new TestCaller(Path.of("/")).caller(), runs)) {
            return view.lines(size);
        }
    }

    @Property(tries = 200)
    void neverNeedsMoreRoomThanTheTerminalHas(
            @ForAll String text,
            @ForAll @IntRange(min = 40, max = 200) int columns,
            @ForAll @IntRange(min = 5, max = 60) int rows,
            @ForAll @IntRange(min = 1, max = 40) int count) {
        String json = Json.object().put("type", "text").put("text", text).toString();
        RunProgress run = run(
                text,
                "\"type\":\"state\",\"state\":\"running\",\"reason\":\"x\"",
                json.substring(1, json.length() - 1),
                "\"type\":\"tool\",\"id\":\"1\",\"title\":\"a very long title that goes on and on and on and on and on\"",
                "\"type\":\"usage\",\"inputTokens\":123456,\"outputTokens\":123456,\"cacheReadTokens\":123456,\"costMicros\":1");
        List<String> lines = lines(new Terminal.Size(columns, rows), java.util.Collections.nCopies(count, run));
        assertThat(lines).hasSizeLessThanOrEqualTo(rows).allMatch(line -> Width.of(line) < columns);
    }

    @Test
    @Tag("attack-83")
    void showsWhatTheAgentWritesWithoutLettingItActOnTheTerminal() {
        RunProgress run = run(
                "goal",
                "\"type\":\"state\",\"state\":\"running\",\"reason\":\"\"",
                "\"type\":\"text\",\"text\":\"one\\ntwo \\u001b]0;x\\u0007\\u001b[2J\\u202e\"",
                "\"type\":\"tool\",\"id\":\"1\",\"title\":\"rm \\u001b[1A\\u009b2K\",\"status\":\"in_progress\"");
        assertThat(lines(Terminal.USUAL, List.of(run)))
                .anySatisfy(line -> assertThat(line).endsWith("two ␛]0;x␇<U+202E>"))
                .anySatisfy(line -> assertThat(line).contains("▸ rm <U+009B>2K"))
                .noneSatisfy(line -> assertThat(line).contains("\u001b"));
    }

    @Test
    void showsTheToolThatWorksThenTheLastOne() {
        RunProgress run = run(
                "goal",
                "\"type\":\"state\",\"state\":\"running\",\"reason\":\"\"",
                "\"type\":\"tool\",\"id\":\"1\",\"title\":\"first\",\"status\":\"completed\"",
                "\"type\":\"tool\",\"id\":\"2\",\"title\":\"second\",\"status\":\"in_progress\"");
        assertThat(lines(Terminal.USUAL, List.of(run))).anyMatch(line -> line.contains("▸ second"));
        run.apply(Json.parse("{\"type\":\"tool\",\"id\":\"2\",\"status\":\"failed\"}"));
        assertThat(lines(Terminal.USUAL, List.of(run))).anyMatch(line -> line.contains("✗ second"));
    }
}
