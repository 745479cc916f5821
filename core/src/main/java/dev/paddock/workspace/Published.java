package dev.paddock.workspace;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.git.BareRepository;
import dev.paddock.home.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A project's {@code public.git}: the branches of its runs, for people to fetch. It holds refs and names of object directories, no object; no
 * sandbox sees it. Only this class writes it. Safe for use by several threads.
 */
final class Published {
    /** One for all: several objects of this class may stand for one home. */
    private static final ReentrantLock WRITING = new ReentrantLock();

    private final Home home;

    Published(Home home) {
        this.home = home;
    }

    static Path repository(Home home, String project) {
        return home.project(project).resolve("public.git");
    }

    /** Where a run's objects appear to git that serves the branches. */
    static String objects(String run) {
        return "/paddock/runs/" + run + "/objects";
    }

    /** The repository, made if it is not there. */
    Path ensure(String project) {
        Path repository = repository(home, project);
        WRITING.lock();
        try {
            if (!Files.exists(repository.resolve("HEAD"))) {
                BareRepository.create(
                        repository, "refs/heads/agent/none", UpstreamConfig.PUBLISHED, List.of(Inside.OBJECTS));
            }
            return repository;
        } finally {
            WRITING.unlock();
        }
    }

    void publish(Workspace workspace, String commit) throws IOException {
        WRITING.lock();
        try {
            Path repository = ensure(workspace.project());
            List<String> runs = alternates(repository);
            if (!runs.contains(objects(workspace.run()))) {
                runs.add(objects(workspace.run()));
                write(repository, runs);
            }
            BareRepository.writeRef(repository, "refs/heads/" + workspace.branch(), commit);
        } finally {
            WRITING.unlock();
        }
    }

    void withdraw(Workspace workspace) {
        WRITING.lock();
        try {
            Path repository = repository(home, workspace.project());
            if (!Files.exists(repository.resolve("HEAD"))) {
                return;
            }
            Files.deleteIfExists(repository.resolve("refs/heads/" + workspace.branch()));
            List<String> runs = alternates(repository);
            if (runs.remove(objects(workspace.run()))) {
                write(repository, runs);
            }
        } catch (IOException e) {
            throw new PaddockException(ErrorCode.EXTERNAL, "can't withdraw " + workspace.branch(), e);
        } finally {
            WRITING.unlock();
        }
    }

    /** Ids of the runs whose objects the branches need. */
    static List<String> runs(Path repository) throws IOException {
        return alternates(repository).stream()
                .filter(line -> line.startsWith("/paddock/runs/"))
                .map(line -> line.substring("/paddock/runs/".length(), line.length() - "/objects".length()))
                .toList();
    }

    private static List<String> alternates(Path repository) throws IOException {
        return new ArrayList<>(Files.readAllLines(repository.resolve("objects/info/alternates")));
    }

    private static void write(Path repository, List<String> lines) throws IOException {
        BareRepository.replace(repository.resolve("objects/info/alternates"), String.join("\n", lines) + "\n");
    }
}
