package dev.paddock.workspace;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.git.BareRepository;
import dev.paddock.git.ConfinedGit;
import dev.paddock.git.GitEnvironment;
import dev.paddock.home.Home;
import dev.paddock.sandbox.Bind;
import dev.paddock.sandbox.Confinement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Git's smart HTTP protocol for people: one address a project, {@code /git/<project>.git}. A push goes into upstream.git, only under
 * {@code refs/paddock/push/}; a fetch offers the branches {@code agent/…} of the project's runs. Runs {@code git http-backend}, a CGI program
 * (git-http-backend(1)), in a confinement that sees this project alone. Safe for use by several threads.
 */
public final class GitHttp {
    private static final String ROOT = "/paddock/http";
    private static final String HOOKS = "/paddock/hooks";

    private final Home home;
    private final Upstreams upstreams;
    private final Published published;
    private final ConfinedGit git;
    private final Path hooks;

    public GitHttp(Home home, Upstreams upstreams, Confinement confinement) {
        this.home = home;
        this.upstreams = upstreams;
        this.published = new Published(home);
        this.git = ConfinedGit.in(confinement);
        this.hooks = home.cache().resolve("hooks");
        try {
            Files.createDirectories(hooks);
            BareRepository.replace(hooks.resolve("update"), ConfinedGit.script(GitHttp.class, "update.sh"));
            Files.setPosixFilePermissions(hooks.resolve("update"), PosixFilePermissions.fromString("rwx------"));
        } catch (IOException e) {
            throw new PaddockException(ErrorCode.EXTERNAL, "can't write to " + hooks, e);
        }
    }

    /**
     * Starts the program for one request. The caller writes the request's body to its standard input and closes it, reads from its standard output
     * a CGI response (header lines, an empty line, the body), drains its standard error, bounds its time and ends it.
     *
     * @throws PaddockException NOT_FOUND for a path, query or method that git does not use
     */
    public Process start(String project, GitRequest request) {
        if (!known(request) || !Files.exists(upstreams.repository(project).resolve("HEAD"))) {
            throw new PaddockException(ErrorCode.NOT_FOUND, "there is nothing for git at this address");
        }
        String name = request.push() ? "upstream.git" : "public.git";
        if (!Files.isExecutable(hooks.resolve("update"))) {
            throw new PaddockException(ErrorCode.UNSAFE, "the check of pushes is missing: " + hooks.resolve("update"));
        }
        Map<String, String> cgi = new HashMap<>(GitEnvironment.setting("core.hooksPath", HOOKS));
        cgi.putAll(Map.of(
                "GATEWAY_INTERFACE",
                "CGI/1.1",
                "GIT_PROJECT_ROOT",
                ROOT,
                "GIT_HTTP_EXPORT_ALL",
                "1",
                "REQUEST_METHOD",
                request.method(),
                "PATH_INFO",
                "/" + name + request.path(),
                "QUERY_STRING",
                request.query(),
                "REMOTE_ADDR",
                "127.0.0.1"));
        put(cgi, "CONTENT_TYPE", request.contentType());
        put(cgi, "HTTP_CONTENT_ENCODING", request.contentEncoding());
        put(cgi, "GIT_PROTOCOL", request.protocol());
        return git.startIn(List.of("git", "http-backend"), cgi, binds(project, request.push(), name));
    }

    private List<Bind> binds(String project, boolean push, String name) {
        if (push) {
            return List.of(
                    Bind.writable(upstreams.repository(project), ROOT + "/" + name), Bind.readOnly(hooks, HOOKS));
        }
        Path repository = published.ensure(project);
        List<Bind> binds = new ArrayList<>();
        binds.add(Bind.readOnly(repository, ROOT + "/" + name));
        binds.add(Bind.readOnly(upstreams.objects(project), Inside.OBJECTS));
        try {
            for (String run : Published.runs(repository)) {
                Path objects = home.run(run).resolve("result.git/objects");
                if (Files.isDirectory(objects)) {
                    binds.add(Bind.readOnly(objects, Published.objects(run)));
                }
            }
        } catch (IOException e) {
            throw new PaddockException(ErrorCode.EXTERNAL, "can't read the branches of " + project, e);
        }
        return List.copyOf(binds);
    }

    private static boolean known(GitRequest request) {
        return switch (request.path()) {
            case "/info/refs" ->
                request.method().equals("GET")
                        && (request.query().equals("service=git-upload-pack")
                                || request.query().equals("service=git-receive-pack"));
            case "/git-upload-pack", "/git-receive-pack" ->
                request.method().equals("POST") && request.query().isEmpty();
            default -> false;
        };
    }

    private static void put(Map<String, String> cgi, String name, @Nullable String value) {
        if (value != null && value.length() < 200 && value.chars().noneMatch(Character::isISOControl)) {
            cgi.put(name, value);
        }
    }
}
