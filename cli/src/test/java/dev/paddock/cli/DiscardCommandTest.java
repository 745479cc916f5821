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
class DiscardCommandTest {
    private static final String FINISHED =
            "{\"id\":\"r1\",\"goal\":\"fix it\",\"agent\":\"claude\",\"state\":\"finished\",\"branch\":\"agent/fix-1\",\"commit\":\"c0\",\"seq\":7}";
    private static final String RUNNING =
            "{\"id\":\"r2\",\"goal\":\"fix it\",\"agent\":\"codex\",\"state\":\"running\",\"branch\":\"agent/fix-2\",\"commit\":null,\"seq\":3}";

    @AutoClose
    private final TestServer server = new TestServer();

    private final TestCaller caller = new TestCaller(Path.of("/")).of(server);

    @BeforeEach
    void prepare() {
        server.answer("GET /tasks/fix", "{\"id\":\"t1\",\"name\":\"fix\",\"runs\":[" + FINISHED + "," + RUNNING + "]}");
        server.answer("GET /runs/r1", FINISHED);
        for (String run : new String[] {"r1", "r2"}) {
            server.answer("GET /runs/" + run + "/disk", "{\"workspaceBytes\":3000000,\"resultBytes\":2000}");
            server.answer("POST /runs/" + run + "/discard", "{\"id\":\"" + run + "\"}");
            server.answer("DELETE /runs/" + run, "");
        }
        server.answer("POST /runs/r2/stop", RUNNING.replace("running", "cancelled"));
    }

    @Test
    @Tag("T14")
    void showsWhatGoesAndWhatStaysAndAsks() {
        caller.terminal = new Terminal(true, false, false, false, () -> Terminal.USUAL);
        caller.in = "n\n".getBytes(StandardCharsets.UTF_8);
        assertThat(caller.run("discard", "fix")).isEqualTo(ExitCode.CANCELLED);
        assertThat(caller.err())
                .contains(
                        "goes:   sandbox, workspace and home",
                        "2.9 MiB",
                        "stays:  journal, diff and branch agent/fix-1")
                .contains("is running and will be stopped", "Discard 2 runs? [y/N]", "nothing was done");
        assertThat(server.requests).doesNotContain("POST /runs/r1/discard", "POST /runs/r2/stop");

        caller.in = "y\n".getBytes(StandardCharsets.UTF_8);
        assertThat(caller.fresh().run("discard", "fix")).as(caller.err()).isZero();
        assertThat(server.requests).contains("POST /runs/r1/discard", "POST /runs/r2/stop", "POST /runs/r2/discard");
    }

    @Test
    @Tag("T14")
    void deletesWhenTold() {
        assertThat(caller.run("delete", "r1")).isEqualTo(ExitCode.USAGE);
        assertThat(caller.err()).contains("journal of 7 events", "its work was not landed", "--yes");
        assertThat(server.requests).doesNotContain("DELETE /runs/r1");
        assertThat(caller.run("delete", "fix", "--yes", "--json")).isZero();
        assertThat(server.requests).contains("DELETE /runs/r1", "POST /runs/r2/stop", "DELETE /runs/r2");
        assertThat(caller.out()).contains("{\"deleted\":[\"r1\",\"r2\"]}");
    }

    @Test
    @Tag("T6")
    void restartsAfreshOrFromTheFailure() {
        server.answer("POST /runs/r1/restart", RUNNING);
        assertThat(caller.run("restart", "r1")).isZero();
        assertThat(Json.text(server.body("POST /runs/r1/restart"), "from")).isEqualTo("start");
        assertThat(caller.out()).contains("Started r2 (codex) on agent/fix-2");
        assertThat(caller.run("restart", "r1", "--from-failure")).isZero();
        assertThat(Json.text(server.body("POST /runs/r1/restart"), "from")).isEqualTo("failure");
    }
}
