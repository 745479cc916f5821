package dev.paddock.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.git.RemoteUrl;
import dev.paddock.process.Command;
import dev.paddock.process.Processes;
import dev.paddock.store.Samples;
import dev.paddock.store.Store;
import dev.paddock.task.Author;
import dev.paddock.task.Ids;
import dev.paddock.task.Project;
import dev.paddock.task.RunState;
import dev.paddock.task.Task;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("G1")
class ProjectsTest {
    @TempDir
    Path directory;

    @AutoClose
    Store store;

    Projects projects;

    /** Bare repositories made with real git. */
    private final Repositories repositories = new Repositories() {
        private Path of(String project) {
            return directory.resolve(project);
        }

        @Override
        public void create(String project) {
            git("init", "-q", "--bare", of(project).toString());
        }

        @Override
        public void fetch(String project, String url) {
            git("-C", of(project).toString(), "fetch", "-q", "--", url, "+refs/heads/*:refs/heads/*");
        }

        @Override
        public Optional<String> defaultBranch(String project) {
            return Optional.empty();
        }

        @Override
        public void remove(String project, Iterable<String> runs) {
            Processes.run(Command.of("rm", "-rf", of(project).toString())).orThrow("removing");
        }
    };

    private static void git(String... arguments) {
        List<String> command = new java.util.ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        Processes.run(Command.of(command)).orThrow("git");
    }

    @BeforeEach
    void open() {
        store = Store.open(directory.resolve("test.db"));
        projects = new Projects(store, repositories);
    }

    @Test
    void addsAPathOnce() {
        Projects.Added first = projects.add(null, "/home/a/shop/", null, new Author("Ada", "ada@example.org"));
        Projects.Added again = projects.add(null, "/home/a/./shop", null, null);
        assertThat(first.fresh()).isTrue();
        assertThat(again.fresh()).isFalse();
        assertThat(again.project()).isEqualTo(first.project());
        assertThat(first.project().name()).isEqualTo("shop");
        assertThat(first.project().author().name()).isEqualTo("Ada");
        assertThat(projects.get("shop")).isEqualTo(projects.get(first.project().id()));
    }

    @Test
    void makesNamesUnique() {
        projects.add(null, "/a/shop", null, null);
        assertThat(projects.add(null, "/b/shop", null, null).project().name()).isEqualTo("shop-2");
        assertThat(projects.add(null, "/c/shop.git", null, null).project().name())
                .isEqualTo("shop-3");
        assertThat(projects.add(null, "/d/my shop (new)", null, null).project().name())
                .isEqualTo("my-shop-new");
        assertThat(projects.add(null, "/", null, null).project().name()).isEqualTo("project");
        assertThatThrownBy(() -> projects.add("shop", "/e", null, null)).hasMessageContaining("another name");
        assertThatThrownBy(() -> projects.add("../x", "/e", null, null)).hasMessageContaining("letters");
    }

    @Test
    void fetchesAUrlAndLeavesNothingOfOneThatFails() throws Exception {
        Path source = directory.resolve("source");
        git("init", "-q", "-b", "main", source.toString());
        git(
                "-C",
                source.toString(),
                "-c",
                "user.name=a",
                "-c",
                "user.email=a@b",
                "commit",
                "-q",
                "--allow-empty",
                "-m",
                "x");
        Project project = projects.add(null, null, "file://" + source, null).project();
        assertThat(project.url()).isEqualTo("file://" + source);
        git("-C", directory.resolve(project.id()).toString(), "rev-parse", "main");
        assertThatThrownBy(() -> projects.add(null, null, "file://" + source + "-none", null))
                .isInstanceOf(PaddockException.class);
        assertThat(projects.all()).hasSize(1);
        try (var entries = Files.list(directory)) {
            assertThat(entries.filter(Files::isDirectory)).hasSize(2);
        }
    }

    @Test
    void refusesToRemoveAProjectWithALiveRun() {
        Project project = projects.add(null, "/a/shop", null, null).project();
        String run = Ids.run();
        store.change(tx -> {
            Task task = Samples.task(project.id());
            tx.insert(task);
            tx.insert(run, task, "shell", "agent/t-1", "waits");
        });
        assertThatThrownBy(() -> projects.remove("shop"))
                .isInstanceOfSatisfying(
                        PaddockException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
        store.change(tx -> tx.become(run, new RunState.Cancelled(), "stopped"));
        projects.remove("shop");
        assertThat(projects.all()).isEmpty();
        assertThat(directory.resolve(project.id())).doesNotExist();
        assertThatThrownBy(() -> projects.get("shop")).hasMessageContaining("no project");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.org/a/b.git",
                "https://example.org:8443/a",
                "ssh://git@example.org/a/b",
                "git@example.org:a/b.git",
                "file:///srv/a"
            })
    void takesAddressesOfRepositories(String url) {
        assertThat(RemoteUrl.parse(url).text()).isEqualTo(url);
    }

    @ParameterizedTest
    @Tag("attack-64")
    @ValueSource(
            strings = {
                "ext::sh -c id",
                "ext::sh",
                "--upload-pack=touch",
                "-oProxyCommand=id@example.org:a",
                "ssh://-oProxyCommand=id/a",
                "git@-oProxyCommand=id:a",
                "git@example.org:-a",
                "ssh://example.org/-a",
                "http://example.org/a",
                "git://example.org/a",
                "fd::0",
                "https://example.org/a b",
                "https://example.org/a\nb",
                "a",
                ""
            })
    void refusesAddressesThatGitCouldTakeForSomethingElse(String url) {
        assertThatThrownBy(() -> RemoteUrl.parse(url))
                .isInstanceOfSatisfying(
                        PaddockException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://ada:secret@example.org/a",
                "https://secret@example.org/a",
                "ssh://ada:secret@example.org/a"
            })
    void refusesCredentialsWithoutRepeatingThem(String url) {
        assertThatThrownBy(() -> RemoteUrl.parse(url))
                .hasMessageContaining("credentials")
                .message()
                .doesNotContain("secret@")
                .doesNotContain("ada:");
    }
}
