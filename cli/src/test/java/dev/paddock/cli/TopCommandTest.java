package dev.paddock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

@Tag("L5")
@Tag("S7")
class TopCommandTest {
    private static ObjectNode run(String id, String name, String state, String line) {
        ObjectNode run = Json.object()
                .put("id", id)
                .put("taskName", name)
                .put("agent", "claude")
                .put("state", state)
                .put("reason", "waits for a place")
                .put("workedSeconds", "queued".equals(state) ? 0 : 754.2)
                .put("line", line);
        run.putObject("usage")
                .put("inputTokens", 12_000)
                .put("outputTokens", 3_400)
                .put("cacheReadTokens", 2_600)
                .put("cacheWriteTokens", 0)
                .put("costUsd", 1.25);
        if ("running".equals(state)) {
            run.putObject("readings")
                    .put("memoryBytes", 734_003_200L)
                    .put("cpuPercent", 141.6)
                    .put("cpuSeconds", 12.0)
                    .put("processes", 14)
                    .put("diskBytes", 52_428_800L)
                    .put("files", 900);
        }
        return run;
    }

    private static JsonNode view(JsonNode... runs) {
        ObjectNode view = Json.object().put("time", "2026-01-01T00:00:00Z").put("queued", 1);
        ArrayNode all = view.putArray("runs");
        List.of(runs).forEach(all::add);
        return view;
    }

    private static TopScreen screen() {
        TopScreen screen = new TopScreen(new Style(false));
        screen.take(view(
                run("r1", "fix-login", "running", "I look at the tests now."), run("r2", "add-cache", "queued", "")));
        return screen;
    }

    @Test
    void showsTheMostUsefulInFortyColumns() {
        assertThat(screen().lines(new Terminal.Size(40, 24)))
                .containsExactly(
                        "paddock top  1 live, 1 queued",
                        "    RUN             TIME   CPU   MEMORY",
                        "> ● fix-login      12:34  142%  700 MiB",
                        "  · add-cache                          ",
                        "↑↓ choose  s stop  enter log  q leave");
    }

    @Test
    void showsEverythingWhereThereIsRoom() {
        List<String> lines = screen().lines(new Terminal.Size(121, 24));
        assertThat(lines.get(1))
                .matches(
                        " +RUN +STATE +TIME? *AGENT.*|.*RUN.*STATE.*AGENT.*TIME.*CPU.*MEMORY.*DISK.*PROCS.*TOKENS.*COST.*LAST.*");
        assertThat(lines.get(2))
                .contains("fix-login", "running", "claude", "12:34", "142%", "700 MiB", "50 MiB", "14", "18k", "$1.25")
                .contains("I look at the tests");
        assertThat(lines.get(3)).contains("queued", "waits for a place");
    }

    @Property(tries = 300)
    void neverNeedsMoreRoomThanTheTerminalHas(
            @ForAll String text,
            @ForAll @IntRange(min = 20, max = 200) int columns,
            @ForAll @IntRange(min = 5, max = 40) int rows,
            @ForAll @IntRange(min = 0, max = 50) int count) {
        TopScreen screen = new TopScreen(new Style(false));
        JsonNode[] runs = new JsonNode[count];
        for (int i = 0; i < count; i++) {
            runs[i] = run("r" + i, text, i % 2 == 0 ? "running" : "queued", text);
        }
        screen.take(view(runs));
        Terminal.Size size = new Terminal.Size(columns, rows);
        for (String key : List.of("down", "down", "s", "n", "enter")) {
            assertThat(screen.lines(size))
                    .hasSizeLessThanOrEqualTo(rows)
                    .allMatch(line -> Width.of(line) < columns)
                    .noneMatch(line -> line.contains("\u001b"));
            screen.key(key);
        }
        screen.event(Json.object().put("seq", 1).put("type", "prompt").put("text", text));
        assertThat(screen.lines(size)).hasSizeLessThanOrEqualTo(rows).allMatch(line -> Width.of(line) < columns);
    }

    @Test
    void stopsTheChosenRunOnlyWhenToldTwice() {
        TopScreen screen = screen();
        screen.key("down");
        assertThat(screen.key("s")).isEqualTo(new TopScreen.Wish.Nothing());
        assertThat(screen.lines(Terminal.USUAL)).last().asString().contains("Stop add-cache? y / n  Its work is kept.");
        assertThat(screen.key("n")).isEqualTo(new TopScreen.Wish.Nothing());
        assertThat(screen.key("y")).isEqualTo(new TopScreen.Wish.Nothing());
        screen.key("up");
        screen.key("s");
        assertThat(screen.key("y")).isEqualTo(new TopScreen.Wish.Stop("r1"));
        assertThat(screen.key("q")).isEqualTo(new TopScreen.Wish.Leave());
    }

    @Test
    void stopsNoOtherRunThanTheOneThatWasAskedAbout() {
        TopScreen screen = screen();
        screen.key("s");
        assertThat(screen.lines(new Terminal.Size(20, 5))).last().asString().contains("y / n");
        assertThat(screen.lines(Terminal.USUAL)).last().asString().contains("Stop fix-login?");
        screen.take(view(run("r2", "add-cache", "running", "")));
        assertThat(screen.lines(Terminal.USUAL)).last().asString().doesNotContain("Stop");
        assertThat(screen.key("y")).isEqualTo(new TopScreen.Wish.Nothing());
    }

    @Test
    void leavesFromEverywhereWhenNothingMoreCanBeTyped() {
        TopScreen screen = screen();
        screen.key("enter");
        assertThat(screen.key("end")).isEqualTo(new TopScreen.Wish.Leave());
        screen.key("q");
        screen.key("s");
        assertThat(screen.key("end")).isEqualTo(new TopScreen.Wish.Leave());
    }

    @Test
    void saysThatTheServerIsGoneUntilItIsBack() {
        TopScreen screen = screen();
        screen.lost("the server does not answer");
        screen.key("down");
        assertThat(screen.lines(Terminal.USUAL)).last().isEqualTo("the server does not answer");
        screen.take(view(run("r2", "add-cache", "running", "")));
        assertThat(screen.lines(Terminal.USUAL)).last().asString().startsWith("↑↓ choose");
    }

    @Test
    void showsTheLogOfTheChosenRunAndComesBack() {
        TopScreen screen = screen();
        assertThat(screen.key("enter")).isEqualTo(new TopScreen.Wish.Log("r1", 0));
        screen.event(Json.parse("{\"seq\":1,\"type\":\"prompt\",\"text\":\"fix \\u001b[2Jit\"}"));
        screen.event(
                Json.parse(
                        "{\"seq\":2,\"type\":\"limit\",\"limit\":\"turns\",\"ends\":true,\"text\":\"too many\",\"advice\":\"more\"}"));
        assertThat(screen.refresh()).isEqualTo(new TopScreen.Wish.Log("r1", 2));
        assertThat(screen.lines(Terminal.USUAL))
                .containsSequence("fix-login  r1", "» fix it", "! limit turns: too many", "· more");
        assertThat(screen.key("q")).isEqualTo(new TopScreen.Wish.Nothing());
        assertThat(screen.lines(Terminal.USUAL).getFirst()).startsWith("paddock top");
    }

    @Test
    void keepsTheChoiceWhileRunsComeAndGo() {
        TopScreen screen = screen();
        screen.key("down");
        screen.take(view(
                run("r0", "new", "running", ""),
                run("r1", "fix-login", "running", ""),
                run("r2", "add-cache", "running", "")));
        assertThat(screen.lines(Terminal.USUAL)).anyMatch(line -> line.startsWith("> ● add-cache"));
        screen.take(view(run("r0", "new", "running", "")));
        assertThat(screen.lines(Terminal.USUAL)).anyMatch(line -> line.startsWith("> ● new"));
    }

    @Test
    @Timeout(60)
    void showsALogAndStartsNoServerWhereItsOwnIsGone(@TempDir Path home) throws Exception {
        TestCaller screen = new TestCaller(home);
        screen.environment.put("PADDOCK_HOME", home.toString());
        screen.terminal = new Terminal(true, true, true, false, () -> Terminal.USUAL);
        try (TestServer server = new TestServer();
                PipedOutputStream typed = new PipedOutputStream();
                PipedInputStream in = new PipedInputStream(typed)) {
            Files.writeString(home.resolve("token"), TestServer.TOKEN);
            Files.writeString(
                    home.resolve("server.json"),
                    "{\"pid\":" + ProcessHandle.current().pid() + ",\"url\":\"" + server.url() + "\",\"version\":\""
                            + Version.current() + "\"}");
            server.answer(
                            "GET /live/events",
                            "event: live\ndata: " + view(run("r1", "fix-login", "running", "")) + "\n\n")
                    .answer("GET /runs/r1", "{\"id\":\"r1\",\"seq\":7000}")
                    .answer("GET /runs/r1/events", "{\"seq\":7000,\"type\":\"prompt\",\"text\":\"the end\"}");
            Caller usual = screen.caller();
            CompletableFuture<Integer> exit = new CompletableFuture<>();
            Thread.ofPlatform()
                    .daemon()
                    .start(() -> exit.complete(Main.run(
                            new Caller(
                                    usual.environment(),
                                    usual.directory(),
                                    in,
                                    usual.out(),
                                    usual.err(),
                                    usual.terminal()),
                            "top")));
            awaitOut(screen, "fix-login");
            typed.write('\r');
            typed.flush();
            awaitOut(screen, "» the end");
            server.refuse("GET /health", 500, "internal", "it ends");
            awaitOut(screen, "the server does not answer");
            typed.write("qq".getBytes(StandardCharsets.US_ASCII));
            typed.flush();
            assertThat(exit.join()).isZero();
            assertThat(screen.err()).isEmpty();
            assertThat(home).isDirectoryNotContaining("glob:**/log");
        }
    }

    private static void awaitOut(TestCaller caller, String text) throws InterruptedException {
        while (!caller.out().contains(text)) {
            Thread.sleep(20);
        }
    }

    @Test
    @Timeout(60)
    void printsOnceForScripts(@TempDir Path place) {
        try (TestServer server = new TestServer()) {
            TestCaller caller = new TestCaller(place).of(server);
            server.answer(
                    "GET /live",
                    view(run("r1", "fix-login", "running", "at it")).toString());
            assertThat(caller.run("top")).isZero();
            assertThat(caller.out().lines()).hasSize(2).last().asString().contains("fix-login", "142%", "at it");
            assertThat(caller.fresh().run("top", "--json")).isZero();
            assertThat(Json.parse(caller.out()).path("runs").path(0).path("id").asString())
                    .isEqualTo("r1");
            server.answer("GET /live", "{\"queued\":0,\"runs\":[]}");
            assertThat(caller.fresh().run("top", "--once")).isZero();
            assertThat(caller.out()).contains("Nothing is at work.");
        }
    }
}
