package dev.paddock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("L1")
@Timeout(60)
class AttachCommandTest {
    @TempDir
    Path place;

    @AutoClose
    private final TestServer server = new TestServer();

    private static String run(String id, String state) {
        return """
                {"id":"%s","agent":"claude","state":"%s","goal":"say hello","branch":"agent/hello-1","commit":"c0ffee","seq":2,
                 "usage":{"inputTokens":10,"outputTokens":2},"diff":{"files":1,"added":2,"removed":1}}""".formatted(id, state);
    }

    @Test
    void showsWhatIsAtWorkToItsEndAndExitsAsItEnded() {
        TestCaller caller = new TestCaller(place).of(server);
        server.answer(
                "GET /tasks",
                "{\"tasks\":[{\"id\":\"t1\",\"name\":\"hello\",\"runs\":[" + run("r1", "running") + ","
                        + run("r2", "finished") + "]}]}");
        server.run(
                "r1",
                "\"type\":\"state\",\"state\":\"running\",\"reason\":\"\"",
                "\"type\":\"text\",\"text\":\"I look around.\",\"message\":\"m1\"",
                "\"type\":\"state\",\"state\":\"failed\",\"reason\":\"out of luck\"");
        server.answer("GET /runs/r1", run("r1", "failed"));

        assertThat(caller.run("attach")).as(caller.err()).isEqualTo(ExitCode.FAILED);

        assertThat(caller.err()).contains("I look around.");
        assertThat(caller.out())
                .contains("failed", "I look around.", "1 file +2 −1")
                .doesNotContain("r2");
    }

    @Test
    void saysThatNothingIsAtWork() {
        TestCaller caller = new TestCaller(place).of(server);
        server.answer("GET /tasks", "{\"tasks\":[{\"id\":\"t1\",\"runs\":[" + run("r2", "finished") + "]}]}");

        assertThat(caller.run("attach")).isZero();
        assertThat(caller.out()).contains("Nothing is at work.");

        caller = new TestCaller(place).of(server);
        assertThat(caller.run("attach", "--json")).isZero();
        assertThat(caller.out()).contains("{\"runs\":[]}");
    }
}
