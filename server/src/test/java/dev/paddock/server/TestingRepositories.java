package dev.paddock.server;

import dev.paddock.process.Command;
import dev.paddock.process.Processes;
import dev.paddock.project.Repositories;
import dev.paddock.workspace.GitRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Bare repositories made with real git, without what a product's need. */
final class TestingRepositories implements Repositories, GitServing {
    private final Path directory;

    TestingRepositories(Path directory) {
        this.directory = directory;
    }

    Path of(String project) {
        return directory.resolve(project).resolve("upstream.git");
    }

    @Override
    public void create(String project) {
        if (!Files.exists(of(project))) {
            git("init", "-q", "--bare", "-b", "main", of(project).toString());
        }
    }

    @Override
    public void fetch(String project, String url) {
        git("-C", of(project).toString(), "fetch", "-q", url, "+refs/heads/*:refs/heads/*");
    }

    @Override
    public Optional<String> defaultBranch(String project) {
        return Optional.of("main");
    }

    @Override
    public void remove(String project, Iterable<String> runs) {
        Processes.run(Command.of("rm", "-rf", directory.resolve(project).toString()))
                .orThrow("removing");
    }

    @Override
    public Process start(String project, GitRequest request) {
        Map<String, String> cgi = new HashMap<>(Map.of(
                "PATH", "/usr/bin:/bin",
                "HOME", "/nonexistent",
                "GIT_CONFIG_NOSYSTEM", "1",
                "GIT_HTTP_EXPORT_ALL", "1",
                "REMOTE_USER", "owner",
                "GIT_PROJECT_ROOT", directory.resolve(project).toString(),
                "PATH_INFO", "/upstream.git" + request.path(),
                "REQUEST_METHOD", request.method(),
                "QUERY_STRING", request.query()));
        put(cgi, "CONTENT_TYPE", request.contentType());
        put(cgi, "HTTP_CONTENT_ENCODING", request.contentEncoding());
        put(cgi, "GIT_PROTOCOL", request.protocol());
        return Processes.start(List.of("git", "http-backend"), cgi, of(project));
    }

    private static void put(Map<String, String> cgi, String name, @Nullable String value) {
        if (value != null) {
            cgi.put(name, value);
        }
    }

    static String git(String... arguments) {
        String[] command = new String[arguments.length + 1];
        command[0] = "git";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        return Processes.run(Command.of(command)
                        .environment(Map.of(
                                "PATH", "/usr/bin:/bin",
                                "HOME", "/nonexistent",
                                "GIT_CONFIG_NOSYSTEM", "1",
                                "GIT_TERMINAL_PROMPT", "0",
                                "GIT_AUTHOR_NAME", "T",
                                "GIT_AUTHOR_EMAIL", "t@example.org",
                                "GIT_COMMITTER_NAME", "T",
                                "GIT_COMMITTER_EMAIL", "t@example.org")))
                .orThrow("git " + arguments[0])
                .text()
                .strip();
    }
}
