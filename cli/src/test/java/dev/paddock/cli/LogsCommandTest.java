package dev.paddock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LogsCommandTest {
    @AutoClose
    private final TestServer server = new TestServer();

    private final TestCaller caller = new TestCaller(Path.of("/")).of(server);

    @Test
    @Tag("C5")
    void printsEventsExactlyAsTheServerGivesThem() {
        String events =
                "{\"seq\":1,\"run\":\"r1\",\"type\":\"state\",\"state\":\"running\",\"é\":\"\u202e\"}\n{\"seq\":2,\"type\":\"odd\"}\n";
        server.answer("GET /runs/r1/events", events);
        assertThat(caller.run("logs", "r1", "--json")).isZero();
        assertThat(caller.out()).isEqualTo(events);
    }

    @Test
    void tellsARunsStoryForPeople() {
        server.answer("GET /runs/r1/events", """
                {"seq":1,"type":"prompt","text":"do it"}
                {"seq":2,"type":"tool","id":"a","title":"Run \\u001b]52;c;x\\u0007","status":"failed","output":"boom"}
                {"seq":3,"type":"verdict","host":"evil.example","port":443,"verdict":"deny","rule":"default"}
                {"seq":4,"type":"collected","commit":"c0","branch":"agent/x","files":2,"added":3,"removed":1,"leftOut":[{"path":".claude/s","why":"agent"}]}
                {"seq":5,"type":"text","text":"done"}
                """);
        assertThat(caller.run("logs", "r1")).isZero();
        assertThat(caller.out())
                .contains("» do it", "✗ Run ␛]52;c;x␇", "boom", "⊘ deny evil.example:443 (default)")
                .contains("⎇ collected 2 files +3 −1 on agent/x", "left out: .claude/s (agent)", "  done");
    }

    @Test
    void followsLogsUntilTheRunEnds() {
        server.run(
                "r1",
                "\"type\":\"state\",\"state\":\"finished\",\"reason\":\"first turn\"",
                "\"type\":\"prompt\",\"text\":\"again\"",
                "\"type\":\"state\",\"state\":\"running\",\"reason\":\"\"",
                "\"type\":\"state\",\"state\":\"finished\",\"reason\":\"second turn\"");
        assertThat(caller.run("logs", "r1", "-f")).as(caller.err()).isZero();
        assertThat(caller.out()).contains("first turn", "second turn");
    }

    @Test
    void exitsWithOneWhenTheJournalIsBroken() {
        server.answer("GET /runs/r1/verify", "{\"ok\":true,\"events\":9,\"hash\":\"ab\"}");
        assertThat(caller.run("logs", "r1", "--verify")).isZero();
        server.answer("GET /runs/r1/verify", "{\"ok\":false,\"events\":9,\"hash\":\"ab\",\"broken\":4}");
        assertThat(caller.run("logs", "r1", "--verify")).isEqualTo(ExitCode.FAILED);
        assertThat(caller.out()).contains("broken at event 4");
    }
}
