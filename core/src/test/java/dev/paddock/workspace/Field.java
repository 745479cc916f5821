package dev.paddock.workspace;

import dev.paddock.bubblewrap.BubblewrapProvider;
import dev.paddock.bubblewrap.Cgroups;
import dev.paddock.bubblewrap.ConfinedCommand;
import dev.paddock.bubblewrap.TestingDoor;
import dev.paddock.git.Piping;
import dev.paddock.home.Home;
import dev.paddock.process.Command;
import dev.paddock.process.Outcome;
import dev.paddock.process.Processes;
import dev.paddock.process.Trees;
import dev.paddock.sandbox.Confinement;
import dev.paddock.sandbox.Exec;
import dev.paddock.sandbox.Limits;
import dev.paddock.sandbox.Sandbox;
import dev.paddock.task.Author;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A home with one project, and a person's clone that it comes from: real git, real files, real sandboxes. */
final class Field implements Closeable {
    static final Author AUTHOR = new Author("Ada Example", "ada@example.org");
    private static final Map<String, String> PERSON = Map.of(
            "PATH", "/usr/bin:/bin",
            "HOME", "/nonexistent",
            "LC_ALL", "C.UTF-8",
            "GIT_CONFIG_GLOBAL", "/dev/null",
            "GIT_AUTHOR_NAME", "Person",
            "GIT_AUTHOR_EMAIL", "person@example.org",
            "GIT_COMMITTER_NAME", "Person",
            "GIT_COMMITTER_EMAIL", "person@example.org");

    final Path root;
    final Home home;
    final Path clone;
    final Confinement confinement;
    final BubblewrapProvider provider;
    final Upstreams upstreams;
    final BaseCheckouts bases;
    final Workspaces workspaces;
    private final List<Closeable> open = new ArrayList<>();

    Field(Path root) {
        this(root, CollectLimits.standard());
    }

    Field(Path root, CollectLimits limits) {
        try {
            Files.createDirectories(root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.root = root;
        this.home = new Home(root.resolve("a home"), root.resolve("r"));
        this.clone = root.resolve("clone");
        confinement = new ConfinedCommand(home);
        provider = new BubblewrapProvider(home, Cgroups.find());
        upstreams = new Upstreams(home);
        bases = new BaseCheckouts(home, upstreams, confinement);
        workspaces = new Workspaces(home, upstreams, bases, dev.paddock.git.ConfinedGit.in(confinement), limits);
        sh(root, "git init -q -b main clone");
    }

    /** Commits what a script makes in the person's clone, brings it upstream; the commit. */
    String commit(String script) {
        sh(clone, script + "\ngit add -A && git commit -q --allow-empty -m change");
        return fetched();
    }

    /** Brings the person's clone upstream; its HEAD. */
    String fetched() {
        upstreams.create("p");
        upstreams.fetch("p", clone.toString());
        return sh(clone, "git rev-parse HEAD").strip();
    }

    Workspace workspace(String run, String commit) {
        return workspaces.prepare(run, "p", commit, "agent/" + run, AUTHOR);
    }

    Sandbox sandbox(Workspace workspace) {
        try {
            open.add(new TestingDoor(home.door(workspace.run()), 200));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Sandbox sandbox = provider.create(workspace.sandbox(home.door(workspace.run()), List.of(), Limits.standard()));
        open.add(sandbox::kill);
        return sandbox;
    }

    /** Runs a script as the agent would, in the workspace. */
    static String agent(Sandbox sandbox, String script) {
        Outcome outcome = Piping.finish(
                List.of("agent"),
                sandbox.start(Exec.of(List.of("sh", "-euc", script))),
                new byte[0],
                Duration.ofMinutes(2),
                1 << 20);
        return outcome.orThrow("the agent's script").text();
    }

    Collected collect(Sandbox sandbox, Workspace workspace) {
        return workspaces.collect(
                sandbox,
                workspace,
                new CollectRequest("Do the task", "t1", "tester", AUTHOR, CollectRequest.AGENT_CONFIGURATION));
    }

    String patch(Workspace workspace, String commit) {
        try (var patch = workspaces.diffs().patch(workspace.run(), workspace.base(), commit)) {
            return new String(patch.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Git in result.git with upstream's objects, for looking only. */
    String look(Workspace workspace, String arguments) {
        return sh(
                root,
                "GIT_ALTERNATE_OBJECT_DIRECTORIES='" + workspace.objects() + "' git --git-dir='" + workspace.result()
                        + "' " + arguments + " 2>/dev/null");
    }

    /** Runs a script as the person; its output. */
    static String sh(Path directory, String script) {
        return Processes.run(Command.of("sh", "-euc", script)
                        .environment(PERSON)
                        .in(directory)
                        .timeout(Duration.ofMinutes(3))
                        .maxOutput(8 << 20))
                .orThrow("a test's script")
                .text();
    }

    static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        for (Closeable resource : open.reversed()) {
            resource.close();
        }
        Trees.delete(root);
    }
}
