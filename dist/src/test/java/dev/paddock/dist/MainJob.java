package dev.paddock.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** What every agent program must do, under rehearsal: from a goal to a commit, on with a message, through the server's death. */
final class MainJob {
    private static final String SCRIPT = """
            version: 1
            name: job
            dialogues:
              - turn: later
                steps:
                  - text: You asked for more.
                    do:
                      - run: echo more >> hello.txt
                        why: Write more
                  - text: "Did more: {{prompt}}"
              - when: survive
                steps:
                  - text: I begin.
                    do:
                      - run: seq 30 | while read i; do echo line $i >> lines.txt; sleep 0.1; done
                        why: Write lines slowly
                  - text: And that is all.
              - steps:
                  - text: I'll look first.
                    do:
                      - run: cat hello.txt
                        why: Look
                  - text: Now I'll write.
                    do:
                      - write: greeting.txt
                        content: "good day\\n"
                  - text: "Done: {{goal}}"
            """;

    private final Installation paddock;
    private final Repository repository;
    private final String agent;
    private final Path script;

    MainJob(Installation paddock, Path directory, String agent) {
        this.paddock = paddock;
        this.agent = agent;
        this.repository = Repository.create(directory.resolve("project"));
        this.script = directory.resolve("script.yaml");
        Installation.write(script, SCRIPT);
    }

    private JsonNode run(String goal, String... more) {
        List<String> arguments =
                new java.util.ArrayList<>(List.of("run", goal, "--agent", agent, "--rehearse=" + script, "--json"));
        arguments.addAll(List.of(more));
        return paddock.in(repository.directory(), arguments.toArray(String[]::new))
                .ok()
                .json()
                .path("runs")
                .path(0);
    }

    /** A goal becomes a commit that plain git fetches; what its model used is metered for this vendor. Gives the run. */
    String fromGoalToCommit(String vendor) {
        JsonNode run = run("Write a greeting", "--name", "greet");
        String id = run.path("id").asString();
        assertThat(run.path("state").asString()).as(run.toString()).isEqualTo("finished");
        assertThat(paddock.text(id)).contains("I'll look first.", "Done: Write a greeting");
        assertThat(paddock.events(id, "tool"))
                .anyMatch(event -> event.toString().contains("hello.txt"));
        assertThat(paddock.events(id, "usage"))
                .isNotEmpty()
                .allMatch(event -> event.path("vendor").asString().equals(vendor));
        assertThat(paddock.show(id).path("usage").path("outputTokens").asLong()).isPositive();

        JsonNode project = paddock.paddock("project", "list", "--json").ok().json();
        JsonNode server = paddock.paddock("status", "--json").ok().json().path("server");
        repository.git(
                "-c",
                "http.extraHeader=Authorization: Bearer " + token(),
                "fetch",
                "-q",
                server.path("url").asString().replaceAll("/$", "")
                        + project.path("projects").path(0).path("git").asString(),
                run.path("branch").asString());
        assertThat(repository.git("rev-parse", "FETCH_HEAD"))
                .isEqualTo(run.path("commit").asString());
        assertThat(repository.git("show", "FETCH_HEAD:greeting.txt")).isEqualTo("good day");
        assertThat(repository.git("log", "-1", "--format=%B", "FETCH_HEAD")).contains("Paddock-Agent: " + agent);
        assertThat(repository.git("diff", "--stat", "HEAD", "FETCH_HEAD")).contains("1 file changed");
        return id;
    }

    /** The same conversation takes another message. */
    void saysMore(String id) {
        paddock.paddock("say", id, "and something more", "--json").ok();
        paddock.awaitText(id, "Did more: and something more");
        paddock.await(id, "finished");
        assertThat(paddock.paddock("diff", id).ok().out()).contains("+more").contains("+good day");
    }

    /** The server is killed while the agent works; the next one goes on with it. */
    void survivesTheServer() {
        String id = run("survive", "--detach").path("id").asString();
        paddock.awaitEvent(id, "tool", "seq 30");
        Processes.kill(paddock.serverPid());
        paddock.paddock("up").ok();
        JsonNode end = paddock.await(id, "finished", "failed");
        assertThat(end.path("state").asString()).as(end.toString()).isEqualTo("finished");
        paddock.wholeEvents(id);
        assertThat(paddock.paddock("diff", id).ok().out().lines().filter(line -> line.startsWith("+line ")))
                .hasSize(30);
        assertThat(paddock.text(id)).contains("And that is all.");
    }

    private String token() {
        try {
            return Files.readString(paddock.home().resolve("token")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
