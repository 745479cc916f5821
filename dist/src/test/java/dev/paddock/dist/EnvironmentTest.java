package dev.paddock.dist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.dist.SmallProjects.Small;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The project's own world inside a run, with the real package managers and the registries. */
class EnvironmentTest {
    @TempDir
    private static Path directory;

    private static Installation paddock;

    @BeforeAll
    static void install() {
        paddock = new Installation(directory.resolve("home")).with("PADDOCK_EGRESS_ALLOW", "packages");
    }

    @AfterAll
    static void stop() {
        paddock.close();
    }

    private static String start(Repository repository, String goal) {
        return paddock.start(repository.directory(), goal, "--agent", "shell");
    }

    @Test
    @Tag("S14")
    @Tag("E2")
    void projectsOfEachPackageManagerAreBuiltAndTestedFromTheRegistriesAlone() {
        record Started(String name, Small small, String run) {}
        List<Started> all = new ArrayList<>();
        SmallProjects.all().forEach((name, small) -> {
            String goal = small.command() + " 2>&1 && echo built and tested; code=$?; "
                    + "curl -sS -m 20 https://elsewhere.example/ 2>&1; exit $code";
            all.add(new Started(name, small, start(small.create(directory.resolve(name)), goal)));
        });
        for (Started started : all) {
            String run = started.run();
            JsonNode ended = paddock.await(run, 300, "finished", "failed");
            assertThat(ended.path("state").asString())
                    .as(() -> started.name() + ": " + paddock.text(run) + paddock.events(run, "verdict"))
                    .isEqualTo("finished");
            assertThat(paddock.text(run)).contains("built and tested");
            assertThat(paddock.events(run, "verdict"))
                    .anySatisfy(event -> {
                        assertThat(event.path("host").asString())
                                .isEqualTo(started.small().registry());
                        assertThat(event.path("verdict").asString()).isEqualTo("allow");
                    })
                    .anySatisfy(event -> {
                        assertThat(event.path("host").asString()).isEqualTo("elsewhere.example");
                        assertThat(event.path("verdict").asString()).isEqualTo("deny");
                    });
        }
    }

    @Test
    @Tag("S8")
    @Tag("S14")
    @Tag("attack-92")
    void aSetUpScriptRunsOnceForItsBaseCommitAndNoRunChangesWhatItMade() {
        Path project = directory.resolve("with set-up");
        Installation.write(project.resolve(".paddock/environment.yaml"), """
                setup: |
                  echo setting up
                  npm install --no-audit --no-fund ms@2.1.3
                  mkdir -p node_modules made
                  date +%s%N >node_modules/when.txt
                  echo by set-up >made/new.txt
                  echo by set-up >>hello.txt
                  echo for all >~/shared.txt
                  echo kept >/paddock/cache/npm/mark.txt
                caches: [npm]
                variables:
                  COLOUR: green
                egress: [packages, "elsewhere.example:443"]
                secrets: [DEPLOY_TOKEN]
                """);
        Repository repository = Repository.create(project);
        Installation.write(project.resolve(".gitignore"), "node_modules/\n");
        repository.commit("Ignore what is installed");

        String poison =
                "cat node_modules/when.txt ~/shared.txt made/new.txt /paddock/cache/npm/mark.txt; echo $COLOUR; "
                        + "git status --porcelain; echo evil >node_modules/when.txt; echo evil >~/shared.txt; "
                        + "echo evil >/paddock/cache/npm/mark.txt; rm -rf node_modules/ms; echo mine >work.txt";
        String first = start(repository, poison);
        String second = start(repository, poison);
        paddock.await(first, "finished", "failed");
        paddock.await(second, "finished", "failed");
        String third = start(repository, poison + "; echo changed >made/new.txt; git add -A; git status --porcelain");
        paddock.await(third, "finished", "failed");

        assertThat(List.of(first, second, third))
                .allSatisfy(run -> assertThat(paddock.show(run).path("state").asString())
                        .as(() -> paddock.events(run).toString())
                        .isEqualTo("finished"))
                .allSatisfy(run -> assertThat(paddock.text(run))
                        .contains("for all", "by set-up", "kept", "green", " M hello.txt")
                        .doesNotContain("evil", "?? made"))
                .extracting(run -> paddock.text(run).lines().findFirst().orElse(""))
                .as("all see what one set-up made")
                .containsOnly(paddock.text(first).lines().findFirst().orElse("none"));
        List<JsonNode> told = new ArrayList<>(paddock.events(first, "environment"));
        told.addAll(paddock.events(second, "environment"));
        told.addAll(paddock.events(third, "environment"));
        assertThat(told)
                .extracting(event -> event.path("what").asString())
                .containsOnlyOnce("started", "done")
                .contains("output", "used");
        assertThat(told.toString()).contains("setting up", "elsewhere.example:443", "secret DEPLOY_TOKEN");

        assertThat(paddock.paddock("diff", first).ok().out())
                .contains("work.txt")
                .doesNotContain("made/new.txt")
                .doesNotContain("hello.txt");
        assertThat(paddock.paddock("diff", third).ok().out())
                .contains("made/new.txt")
                .contains("+changed");
    }

    @Test
    @Tag("S8")
    void aRunWhoseSetUpFailsSaysWhy() {
        Path project = directory.resolve("failing set-up");
        Installation.write(
                project.resolve(".paddock/environment.yaml"), "setup: |\n  echo the reason is this\n  exit 7\n");
        Repository repository = Repository.create(project);
        JsonNode ended = paddock.await(start(repository, "true"), "finished", "failed");
        assertThat(ended.path("state").asString()).isEqualTo("failed");
        assertThat(ended.path("reason").asString()).contains("set-up script ended with 7", "the reason is this");

        Installation.write(project.resolve(".paddock/environment.yaml"), "setup: sleep 600\n");
        repository.commit("Sleep");
        String slow = start(repository, "true");
        paddock.awaitEvent(slow, "environment", "started");
        paddock.paddock("stop", slow).ok();
        assertThat(paddock.await(slow, "cancelled", "failed", "finished")
                        .path("state")
                        .asString())
                .isEqualTo("cancelled");

        Installation.write(project.resolve(".paddock/environment.yaml"), "setup: true\nsetups: no\n");
        repository.commit("Write it wrong");
        JsonNode wrong = paddock.await(start(repository, "true"), "finished", "failed");
        assertThat(wrong.path("reason").asString())
                .contains(".paddock/environment.yaml")
                .contains("setups");
    }

    @Test
    @Tag("S15")
    void aSecretReachesProcessesAndNothingThatIsKeptOrShown() throws Exception {
        Repository repository = Repository.create(directory.resolve("with-secret"));
        paddock.in(repository.directory(), "project", "add").ok();
        String secret = "s3cret \"value\" of the deploy token";
        Path file = Files.writeString(directory.resolve("token.txt"), secret + "\n");
        Done kept = paddock.in(repository.directory(), file, "secret", "set", "with-secret", "DEPLOY_TOKEN", "--json")
                .ok();
        assertThat(kept.out()).contains("DEPLOY_TOKEN").doesNotContain(secret);
        assertThat(paddock.paddock("secret", "list", "with-secret").ok().out()).contains("DEPLOY_TOKEN");
        Files.writeString(file, "short");
        assertThat(paddock.in(repository.directory(), file, "secret", "set", "with-secret", "OTHER")
                        .err())
                .contains("8 characters");

        String goal = "echo length ${#DEPLOY_TOKEN} colour $COLOUR; echo \"it is $DEPLOY_TOKEN.\"; "
                + "while [ ! -e go ]; do sleep 0.2; done; echo \"$DEPLOY_TOKEN\" >&2; exit 3";
        String run = paddock.start(repository.directory(), goal, "--agent", "shell", "--var", "COLOUR=blue");
        paddock.awaitText(run, "it is");
        Done exec = paddock.paddock(
                "exec",
                run,
                "--",
                "sh",
                "-c",
                "echo \"$DEPLOY_TOKEN\"; printf %s \"$DEPLOY_TOKEN\" | base64 -w0; touch go");
        assertThat(exec.out()).contains("\u2039DEPLOY_TOKEN\u203a").doesNotContain(secret, "czNjcmV0");
        JsonNode ended = paddock.await(run, "failed", "finished");
        assertThat(paddock.text(run))
                .contains("length " + secret.length() + " colour blue", "it is \u2039DEPLOY_TOKEN\u203a.");
        assertThat(ended.toString()).doesNotContain("s3cret");
        assertThat(paddock.events(run).toString()).doesNotContain("s3cret");
        nothingHolds("s3cret", paddock.home(), 1);
        nothingHolds("s3cret", paddock.home().resolve("log"), 3);
        paddock.paddock("secret", "remove", "with-secret", "DEPLOY_TOKEN").ok();
        assertThat(paddock.paddock("secret", "list", "with-secret").ok().out()).contains("No secrets");
    }

    private static void nothingHolds(String word, Path directory, int depth) throws IOException {
        try (Stream<Path> all = Files.walk(directory, depth)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain(word);
            }
        }
    }

    @Test
    @Tag("S14")
    @Tag("attack-92")
    void cachesGoFromASetUpToThoseOfLaterCommitsAndToNoOtherBranch() {
        Path project = directory.resolve("with-caches");
        Path file = project.resolve(".paddock/environment.yaml");
        String setUp =
                "setup: |\n  cat /paddock/cache/npm/* 2>/dev/null || echo cold\n  rm -f /paddock/cache/npm/old\n";
        Installation.write(file, setUp + "  mkdir -p /paddock/cache/npm && echo warm >/paddock/cache/npm/old\n");
        Repository repository = Repository.create(project);
        String seen = "cat /paddock/cache/npm/*; echo evil >/paddock/cache/npm/new";
        String first = start(repository, seen);
        paddock.await(first, "finished", "failed");
        assertThat(paddock.events(first, "environment").toString()).contains("cold");
        assertThat(paddock.text(first)).contains("warm");

        repository.git("checkout", "-q", "-b", "side");
        Installation.write(file, setUp + "  echo evil >/paddock/cache/npm/side\n");
        repository.commit("Poison the cache");
        String side = start(repository, seen);
        paddock.await(side, "finished", "failed");
        assertThat(paddock.events(side, "environment").toString()).contains("warm");
        assertThat(paddock.text(side)).contains("evil").doesNotContain("warm");

        repository.git("checkout", "-q", "main");
        Installation.write(project.resolve("more.txt"), "more\n");
        repository.commit("Go on");
        String second = start(repository, seen);
        paddock.await(second, "finished", "failed");
        assertThat(paddock.events(second, "environment").toString())
                .contains("warm")
                .doesNotContain("evil");
        assertThat(paddock.text(second)).contains("warm").doesNotContain("evil");
    }
}
