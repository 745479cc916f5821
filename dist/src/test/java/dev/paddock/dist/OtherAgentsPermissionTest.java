package dev.paddock.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What Codex and Gemini CLI ask people, the real programs under rehearsal: through all modes in one conversation. */
@Tag("A7")
@Tag("H4")
class OtherAgentsPermissionTest {
    private static final String CODEX = """
            version: 1
            name: codex
            dialogues:
              - when: edit freely
                steps:
                  - do:
                      - write: four.txt
                        content: "four\\n"
                  - tool: exec_command
                    input: {cmd: "cp four.txt five.txt", sandbox_permissions: require_escalated, justification: it must run}
                  - text: Edited.
              - when: only plan
                steps:
                  - tool: exec_command
                    input: {cmd: "wc -c four.txt; wc -c < /etc/hostname"}
                  - do:
                      - write: six.txt
                        content: "six\\n"
                  - text: Nobody should see this.
              - turn: later
                steps:
                  - text: "Told: {{prompt}}"
              - steps:
                  - text: I'll look first.
                    tool: exec_command
                    input: {cmd: "wc -c hello.txt; echo much > /dev/null"}
                  - tool: exec_command
                    input: {cmd: "echo zero > zero.txt; echo went on"}
                  - text: I'll write a file.
                    do:
                      - write: one.txt
                        content: "one\\n"
                  - text: I'll run a command.
                    tool: exec_command
                    input: {cmd: "echo ran >> two.txt", sandbox_permissions: require_escalated, justification: it must run}
                  - text: And another file.
                    do:
                      - write: three.txt
                        content: "three\\n"
                  - text: Nobody should see this.
            """;

    private static final String GEMINI = """
            version: 1
            name: gemini
            dialogues:
              - when: edit freely
                steps:
                  - do:
                      - write: four.txt
                        content: "four\\n"
                  - do:
                      - run: cp four.txt five.txt
                  - text: Edited.
              - when: only plan
                steps:
                  - tool: read_file
                    input: {file_path: four.txt}
                  - tool: write_file
                    input: {file_path: six.txt, content: "six\\n"}
                  - text: Planned.
              - turn: later
                steps:
                  - text: "Told: {{prompt}}"
              - steps:
                  - text: I'll write a file.
                    do:
                      - write: one.txt
                        content: "one\\n"
                  - text: I'll run a command.
                    do:
                      - run: echo ran >> two.txt
                  - text: And another file.
                    do:
                      - write: three.txt
                        content: "three\\n"
                  - text: Nobody should see this.
            """;

    @TempDir
    private static Path directory;

    private static Installation paddock;
    private static Repository repository;

    @BeforeAll
    static void install() {
        paddock = new Installation(directory.resolve("home"));
        repository = Repository.create(directory.resolve("project"));
    }

    @AfterAll
    static void stop() {
        paddock.close();
    }

    private static String start(String agent, String script) {
        Path played = directory.resolve(agent + ".yaml");
        Installation.write(played, script);
        return paddock.start(
                repository.directory(), "Write and run", "--agent", agent, "--rehearse=" + played, "--mode", "ask");
    }

    /** Approves what the run asks next. */
    private static String approve(String run, String kind, String about) {
        paddock.awaitEvent(run, "permission", about);
        JsonNode asked =
                paddock.await(run, "waiting", "failed").path("approvals").path(0);
        assertThat(asked.path("kind").asString()).as(asked.toString()).isEqualTo(kind);
        return paddock.paddock("approve", run, "--id", asked.path("id").asString())
                .ok()
                .out();
    }

    private static void reject(String run, String about, String reason) {
        paddock.awaitEvent(run, "permission", about);
        paddock.await(run, "waiting");
        paddock.paddock("reject", run, "--reason", reason).ok();
        paddock.awaitText(run, reason);
        finished(run);
    }

    private static void finished(String run) {
        JsonNode end = paddock.await(run, "finished", "failed");
        assertThat(end.path("state").asString()).as(end.toString()).isEqualTo("finished");
    }

    private static List<String> decisions(String run) {
        return paddock.events(run, "permission").stream()
                .filter(event -> event.has("decision"))
                .map(event -> event.path("kind").asString() + " "
                        + event.path("decision").asString() + " by "
                        + event.path("by").asString())
                .toList();
    }

    @Test
    @Tag("T7")
    void codexReadsUnaskedAndDoesNothingElseUnasked() {
        String run = start("codex", CODEX);
        paddock.awaitEvent(run, "permission", "one.txt");
        Processes.kill(paddock.serverPid());
        paddock.paddock("up").ok();
        assertThat(approve(run, "edit", "one.txt"))
                .as("the diff, which Codex shows before it asks")
                .contains("one.txt", "+ one");
        assertThat(approve(run, "execute", "two.txt")).contains("echo ran >> two.txt");
        reject(run, "three.txt", "two files are enough");
        String tools = paddock.events(run, "tool").toString();
        assertThat(tools).contains("6 hello.txt", "Permission denied", "went on");

        paddock.paddock("say", run, "--mode", "accept-edits", "edit freely").ok();
        approve(run, "execute", "five.txt");
        paddock.awaitText(run, "Edited.");
        finished(run);
        paddock.paddock("say", run, "--mode", "plan", "only plan").ok();
        paddock.awaitEvent(run, "permission", "nothing is changed in mode plan");
        finished(run);
        assertThat(paddock.events(run, "tool").toString()).contains("5 four.txt");

        assertThat(decisions(run))
                .containsExactly(
                        "edit approved by person",
                        "execute approved by person",
                        "edit rejected by person",
                        "edit approved by policy",
                        "execute approved by person",
                        "edit rejected by policy");
        assertThat(paddock.paddock("diff", run).ok().out())
                .contains("+one", "+ran", "four.txt", "five.txt")
                .doesNotContain("zero.txt", "three.txt", "six.txt");
        assertThat(paddock.text(run)).doesNotContain("Nobody should see this");
    }

    @Test
    void geminiAsksAsItsModeSays() {
        String run = start("gemini", GEMINI);
        assertThat(approve(run, "edit", "one.txt")).contains("one.txt", "+ one");
        assertThat(approve(run, "execute", "two.txt")).contains("echo ran >> two.txt");
        reject(run, "three.txt", "two files are enough");

        paddock.paddock("say", run, "--mode", "accept-edits", "edit freely").ok();
        approve(run, "execute", "five.txt");
        paddock.awaitText(run, "Edited.");
        finished(run);
        paddock.paddock("say", run, "--mode", "plan", "only plan").ok();
        paddock.awaitText(run, "Planned.");
        finished(run);
        assertThat(paddock.events(run, "tool").getLast().path("status").asString())
                .as("writing, in plan")
                .isEqualTo("failed");

        assertThat(decisions(run))
                .containsExactly(
                        "edit approved by person",
                        "execute approved by person",
                        "edit rejected by person",
                        "execute approved by person");
        assertThat(paddock.paddock("diff", run).ok().out())
                .contains("+one", "+ran", "four.txt", "five.txt")
                .doesNotContain("three.txt", "six.txt");
        assertThat(paddock.text(run)).doesNotContain("Nobody should see this", "MODE_UPDATE");
    }
}
