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

/** The allow-list of a run that is at work. The host is one that has no address, so that nothing leaves the machine. */
@Tag("E2")
@Tag("L1")
class EgressTest {
    private static final String HOST = "gained.invalid";

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

    private static List<String> rules(JsonNode answer) {
        return answer.path("rules")
                .valueStream()
                .map(rule -> rule.path("level").asString() + " "
                        + rule.path("verdict").asString() + " "
                        + rule.path("rule").asString())
                .toList();
    }

    @Test
    @Tag("E9")
    void aLiveRunGainsAndLosesAHostWithoutARestart() {
        String id = paddock.start(
                repository.directory(),
                "while :; do curl -sS -m 20 -o answer https://" + HOST + "/ 2>err; sleep 0.3; done",
                "--agent",
                "shell");
        paddock.awaitEvent(id, "verdict", "\"not-on-allow-list\"");
        long server = paddock.serverPid();
        assertThat(rules(paddock.paddock("egress", "list", id, "--json").ok().json()))
                .containsExactly("global allow packages");
        Done before = paddock.paddock("egress", "test", HOST, "--run", id);
        assertThat(before.exitCode()).isEqualTo(1);
        assertThat(before.out()).contains("refused", "not-on-allow-list", "paddock egress allow " + HOST);

        paddock.paddock("egress", "allow", HOST, "--run", id).ok();
        // The list lets it through now; that it has no address is found out behind the list.
        paddock.awaitEvent(id, "verdict", "\"no-address\"");
        assertThat(paddock.paddock("egress", "test", HOST, "--run", id, "--json")
                        .json()
                        .path("by")
                        .path("level")
                        .asString())
                .isEqualTo("run");
        assertThat(paddock.paddock("egress", "test", HOST).out()).contains("not-on-allow-list");

        paddock.paddock("egress", "deny", HOST).ok();
        paddock.awaitEvent(id, "verdict", "\"denied\"");
        assertThat(rules(paddock.paddock("egress", "list", id, "--json").ok().json()))
                .containsExactly("global allow packages", "global deny " + HOST, "run allow " + HOST + ":443");

        assertThat(paddock.events(id, "egress"))
                .extracting(event -> event.path("level").asString() + " "
                        + event.path("change").asString() + " "
                        + event.path("rule").asString())
                .containsExactly("run allow " + HOST + ":443", "global deny " + HOST);
        assertThat(paddock.serverPid()).isEqualTo(server);
        assertThat(paddock.show(id).path("state").asString()).isEqualTo("running");
        paddock.paddock("egress", "remove", HOST).ok();
        assertThat(paddock.paddock("egress", "remove", HOST).exitCode()).isEqualTo(6);
        paddock.paddock("stop", id).ok();
    }

    @Test
    void aProjectHasRulesOfItsOwnAndTheOpenWebIsSaidToBeRisky() {
        paddock.in(repository.directory(), "project", "add").ok();
        Done open = paddock.paddock("egress", "allow", "open-web", "docs.example.org", "--project", "project")
                .ok();
        assertThat(open.err()).contains("Warning", "any public host");
        assertThat(open.out()).contains("warning", "docs.example.org:443", "the setting egress.allow");
        JsonNode rules = paddock.paddock("egress", "list", "--project", "project", "--json")
                .ok()
                .json();
        assertThat(rules(rules))
                .containsExactly(
                        "global allow packages", "project allow open-web", "project allow docs.example.org:443");
        assertThat(rules(paddock.paddock("egress", "list", "--json").ok().json()))
                .containsExactly("global allow packages");

        Done done = paddock.in(repository.directory(), "run", "true", "--agent", "shell", "--json")
                .ok();
        String id = done.id();
        assertThat(paddock.events(id, "egress").toString()).contains("open-web", "any public host");
        assertThat(paddock.paddock("show", id).ok().out()).contains("open-web", "any public host");
        assertThat(paddock.paddock("egress", "allow", "pakages").err()).contains("packages, git-hosts");
        paddock.paddock("egress", "remove", "open-web", "docs.example.org", "--project", "project")
                .ok();
    }
}
