package dev.paddock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@Tag("T9")
class CleanupCommandTest {
    private static final String PLAN = """
            {"id":"c1","at":"2026-01-01T00:00:00Z","bytes":5242880,
             "totals":[{"kind":"workspaces","count":2,"bytes":4194304},{"kind":"bases","count":1,"bytes":1048576}],
             "items":[{"kind":"workspaces","name":"r1","what":"fix/claude  r1","why":"ended 20 days ago","bytes":1048576},
                      {"kind":"workspaces","name":"r2","what":"evil\\u001b[31m/codex  r2","why":"landed, ended 2 days ago","bytes":3145728},
                      {"kind":"bases","name":"abc","what":"shop at abc","why":"last used 9 days ago","bytes":1048576}],
             "stays":[{"what":"the database with all journals","count":1,"bytes":2048},{"what":"branches with their diffs","count":4,"bytes":4096}]}""";

    @AutoClose
    private final TestServer server = new TestServer();

    private final TestCaller caller = new TestCaller(Path.of("/")).of(server);

    @BeforeEach
    void prepare() {
        server.answer("POST /cleanup/plans", PLAN);
        server.answer("POST /cleanup", """
                {"kind":"workspaces","name":"r1","what":"fix/claude  r1","bytes":1048576,"removed":true}
                {"kind":"workspaces","name":"r2","what":"x","bytes":3145728,"removed":false}
                {"done":true,"removed":2,"left":1,"failed":0,"bytes":2097152,"problems":[]}
                """);
    }

    @Test
    void showsWhatWouldGoAndRemovesNothing() {
        assertThat(caller.run("cleanup", "--dry-run", "--older", "7")).isZero();
        assertThat(caller.out())
                .contains(
                        "4.0 MiB  workspaces      2",
                        "fix/claude  r1",
                        "ended 20 days ago",
                        "5.0 MiB  in all          3",
                        "4 branches with their diffs")
                .doesNotContain("\u001b");
        assertThat(server.requests).doesNotContain("POST /cleanup");
        assertThat(Json.number(server.body("POST /cleanup/plans"), "olderDays")).isEqualTo(7);
        assertThat(caller.fresh().run("cleanup", "--dry-run", "--json")).isZero();
        assertThat(Json.text(Json.parse(caller.out()), "id")).isEqualTo("c1");
    }

    @Test
    void asksThenTellsWhatWasFreed() {
        assertThat(caller.run("cleanup")).as("nobody is there to ask").isEqualTo(ExitCode.USAGE);
        caller.terminal = new Terminal(true, false, false, false, () -> Terminal.USUAL);
        caller.in = "n\n".getBytes(StandardCharsets.UTF_8);
        assertThat(caller.fresh().run("cleanup")).isEqualTo(ExitCode.CANCELLED);
        assertThat(caller.err()).contains("goes", "stays", "Remove 3 things? [y/N]");
        assertThat(server.requests).doesNotContain("POST /cleanup");
        caller.in = "y\n".getBytes(StandardCharsets.UTF_8);
        assertThat(caller.fresh().run("cleanup")).as(caller.err()).isZero();
        assertThat(Json.text(server.body("POST /cleanup"), "plan")).isEqualTo("c1");
        assertThat(caller.out()).contains("Freed 2.0 MiB: 2 things went, 1 stayed");
        assertThat(caller.fresh().run("cleanup", "--yes", "--json")).isZero();
        assertThat(caller.out().strip())
                .isEqualTo("{\"removed\":2,\"left\":1,\"failed\":0,\"bytes\":2097152,\"problems\":[]}");
    }

    @Test
    void saysWhatCouldNotBeRemovedAndWhenThereIsNothing() {
        server.answer(
                "POST /cleanup",
                "{\"done\":true,\"removed\":0,\"left\":0,\"failed\":1,\"bytes\":0,\"problems\":[{\"what\":\"fix/claude\",\"problem\":\"something is mounted at /x\"}]}");
        assertThat(caller.run("cleanup", "--yes")).isEqualTo(ExitCode.FAILED);
        assertThat(caller.err()).contains("fix/claude: something is mounted at /x", "1 thing could not be removed");
        server.answer("POST /cleanup/plans", "{\"id\":\"c2\",\"bytes\":0,\"totals\":[],\"items\":[],\"stays\":[]}");
        assertThat(caller.fresh().run("cleanup")).isZero();
        assertThat(caller.err()).contains("There is nothing to clean up.");
        assertThat(caller.run("cleanup", "--older", "-1")).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void statusShowsTheDiskAndWarns() {
        String disk =
                "\"disk\":{\"totalBytes\":107374182400,\"freeBytes\":1073741824,\"reserveBytes\":2147483648,\"level\":\"full\",\"measured\":\"2026-01-01T00:00:00Z\",\"usedBytes\":3145728,"
                        + "\"kinds\":{\"workspaces\":2097152,\"bases\":1048576,\"logs\":0},\"lastCleanup\":{\"at\":\"2026-01-01T00:00:00Z\",\"cause\":\"retention\",\"removed\":3,\"failed\":0,\"bytes\":4096}}";
        server.answer(
                "GET /status",
                "{\"server\":{\"pid\":1,\"version\":\"1\",\"home\":\"/h\"},\"runs\":{\"live\":0,\"queued\":0,\"total\":0},"
                        + disk + "}");
        assertThat(caller.run("status")).isZero();
        assertThat(caller.out())
                .contains(
                        "1.0 GiB free of 100 GiB: full, no run begins",
                        "3.0 MiB: workspaces 2.0 MiB, bases 1.0 MiB",
                        "freed 4.0 KiB (retention)");
        server.answer(
                "GET /status",
                "{\"server\":{\"pid\":1,\"version\":\"1\",\"home\":\"/h\"},\"runs\":{\"live\":0,\"queued\":0,\"total\":0},\"disk\":{\"totalBytes\":107374182400,"
                        + "\"freeBytes\":53687091200,\"reserveBytes\":2147483648,\"freeFiles\":12,\"reserveFiles\":50,\"level\":\"full\"}}");
        assertThat(caller.fresh().run("status")).isZero();
        assertThat(caller.out()).contains("50 GiB free of 100 GiB, room for 12 files: full, no run begins");
    }
}
