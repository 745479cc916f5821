package dev.paddock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is shown in a terminal goes on below where it began, and never at the terminal's own break. */
@Timeout(60)
@Tag("L2")
class NarrowTest {
    @AutoClose
    private final TestServer server = new TestServer();

    private final TestCaller caller = new TestCaller(Path.of("/")).of(server);

    @BeforeEach
    void prepare() {
        server.answer("GET /runs/r1", """
                {"id":"r1","taskName":"fix-login","goal":"a goal of so many words that no terminal shows them in one line, and some more","agent":"claude",
                 "state":"failed","reason":"the limit of its time is reached, which is two hours of work","branch":"agent/fix-login-1","seq":2,
                 "workedSeconds":7200,"turns":3,"limits":{"time":"2h","turns":"none","idle":"30m","memory":"4g","cpus":"2","processes":"1024","disk":"20g"}}""");
        server.answer("GET /runs/r1/verify", "{\"ok\":true,\"events\":9,\"hash\":\"" + "ab".repeat(8) + "\"}");
        server.answer(
                "GET /status",
                "{\"server\":{\"pid\":123456,\"version\":\"1.2.3\",\"home\":\"/h\",\"user\":\"somebody\"},\"runs\":{\"live\":3,\"queued\":2,\"total\":7,"
                        + "\"waitsFor\":\"a place: 3 of 3 runs are at work\"}}");
        server.answer("POST /cleanup/plans", """
                {"id":"c1","at":"2026-01-01T00:00:00Z","bytes":1,"totals":[{"kind":"workspaces","count":1,"bytes":1048576}],
                 "items":[{"kind":"workspaces","name":"r1","what":"a-task-with-quite-a-long-name/claude  r1","why":"discarded, ended 20 days ago","bytes":1048576}],
                 "stays":[{"what":"workspaces with work that could not be collected (`paddock discard RUN` frees them)","count":3,"bytes":2048}]}""");
        server.answer("GET /doctor", """
                {"ok":false,"checks":[{"name":"user namespaces","status":"missing","found":"can't be made by this user","why":"every sandbox is made of them, and nothing else will do","fix":"sysctl -w x=1"}]}""");
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 80, 120})
    void fitsTheTerminal(int columns) {
        caller.terminal = new Terminal(false, true, false, false, () -> new Terminal.Size(columns, 24));
        for (List<String> command : List.of(
                List.of("show", "r1"),
                List.of("status"),
                List.of("logs", "r1", "--verify"),
                List.of("cleanup", "--dry-run"),
                List.of("doctor"))) {
            caller.fresh().run(command.toArray(String[]::new));
            assertThat(caller.out().lines())
                    .as(caller.out() + caller.err())
                    .isNotEmpty()
                    .allSatisfy(line -> assertThat(Width.of(line)).isLessThan(columns));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"show r1", "status"})
    void isOneLineEachWhereThereIsNoTerminal(String command) {
        assertThat(caller.run(command.split(" "))).isZero();
        assertThat(caller.out())
                .containsAnyOf("turns none, idle 30m, memory 4g, cpus 2", "a place: 3 of 3 runs are at work");
    }
}
