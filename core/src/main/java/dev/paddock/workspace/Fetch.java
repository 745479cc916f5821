package dev.paddock.workspace;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.git.BareRepository;
import dev.paddock.git.HostGit;
import dev.paddock.git.RemoteAccess;
import dev.paddock.git.RemoteRefusal;
import dev.paddock.git.RemoteUrl;
import dev.paddock.process.Outcome;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Brings a remote's branches and tags into one project's {@code upstream.git}, within its limits. For one use by one thread. */
final class Fetch {
    private final Path repository;
    private final RemoteUrl remote;
    private final FetchLimits limits;
    private final Map<String, String> environment;

    Fetch(Path repository, RemoteUrl remote, RemoteAccess access, FetchLimits limits) {
        this.repository = repository;
        this.remote = remote;
        this.limits = limits;
        this.environment = environment(access);
    }

    /** @throws PaddockException as {@link Upstreams#fetch} */
    void run() {
        Outcome names = git("ls-remote", "--symref", "--", remote.forGit(), "HEAD", "refs/heads/*", "refs/tags/*");
        check(names);
        if (names.output().length >= HostGit.MOST_OUTPUT || names.text().lines().count() > limits.refs()) {
            throw new PaddockException(
                    ErrorCode.LIMIT,
                    remote.text() + " has more than " + limits.refs()
                            + " branches and tags, which is more than Paddock takes."
                            + " Add a clone that has only those you need");
        }
        List<String> here = here();
        if (!here.stream().map(line -> line.substring(1)).toList().equals(told(names))) {
            bring();
        }
        followDefault(names, here);
    }

    /** What the remote names; where all of it is here, and nothing else, a second conversation with it is spared. */
    private static List<String> told(Outcome names) {
        return names.text()
                .lines()
                .filter(line -> !line.startsWith("ref: ") && !line.endsWith("\tHEAD") && !line.endsWith("^{}"))
                .sorted(Comparator.comparing(Fetch::ref))
                .toList();
    }

    /** As a remote names them, each behind a star where it is the default branch, else behind a space. */
    private List<String> here() {
        return HostGit.run(
                        repository,
                        "for-each-ref",
                        "--format=%(HEAD)%(objectname)%09%(refname)",
                        "refs/heads",
                        "refs/tags")
                .text()
                .lines()
                .sorted(Comparator.comparing(Fetch::ref))
                .toList();
    }

    private static String ref(String line) {
        return line.substring(line.indexOf('\t') + 1);
    }

    private void bring() {
        Outcome fetched = git(
                "fetch",
                "--quiet",
                "--prune",
                "--no-tags",
                "--no-write-fetch-head",
                "--no-recurse-submodules",
                "--no-auto-maintenance",
                "--",
                remote.forGit(),
                "+refs/heads/*:refs/heads/*",
                "+refs/tags/*:refs/tags/*");
        if (!fetched.ok()) {
            forgetHalf();
        }
        check(fetched);
    }

    /** Makes what the remote calls its default branch the project's. */
    private void followDefault(Outcome names, List<String> here) {
        names.text()
                .lines()
                .filter(line -> line.startsWith("ref: refs/heads/") && line.endsWith("\tHEAD"))
                .map(line -> line.substring("ref: ".length(), line.length() - "\tHEAD".length()))
                .findFirst()
                .filter(ref -> here.stream().noneMatch(line -> line.startsWith("*") && line.endsWith("\t" + ref)))
                .filter(ref -> HostGit.run(repository, "check-ref-format", ref).ok())
                .ifPresent(ref -> HostGit.run(repository, "symbolic-ref", "HEAD", ref));
    }

    /** What an index-pack that was ended leaves, which may be large; pushes have directories of their own. */
    private void forgetHalf() {
        Path pack = repository.resolve("objects/pack");
        try (DirectoryStream<Path> left = Files.newDirectoryStream(pack, "tmp_*")) {
            for (Path path : left) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | DirectoryIteratorException e) {
            throw new PaddockException(ErrorCode.EXTERNAL, "can't clear " + pack, e);
        }
    }

    private void check(Outcome outcome) {
        if (outcome.timedOut()) {
            throw new PaddockException(
                    ErrorCode.LIMIT,
                    remote.text() + " did not give its commits within "
                            + limits.time().toMinutes() + " minutes");
        }
        if (!outcome.ok()) {
            throw RemoteRefusal.of(remote, outcome, environment.containsKey("PADDOCK_GIT_HOST_FILE"));
        }
    }

    private Outcome git(String... arguments) {
        return HostGit.runWithin(
                repository, List.of(arguments), environment, limits.time(), limits.memoryBytes(), limits.packBytes());
    }

    /** Git refuses a repository of another owner unless a configuration file of this user names it. */
    private Map<String, String> environment(RemoteAccess access) {
        Map<String, String> environment = new HashMap<>(access.environment(remote));
        if (remote.directory().isPresent()) {
            if (!Files.isDirectory(remote.directory().get())) {
                throw new PaddockException(ErrorCode.NOT_FOUND, "there is no directory " + remote.forGit());
            }
            Path config = repository.resolveSibling("fetch.config");
            String directory = remote.directory().get().toString();
            List<String> lines = new ArrayList<>(List.of("[safe]"));
            for (String safe : List.of(directory, directory + "/.git")) {
                lines.add("\tdirectory = " + BareRepository.quoted(safe));
            }
            try {
                BareRepository.replace(config, String.join("\n", lines) + "\n");
            } catch (IOException e) {
                throw new PaddockException(ErrorCode.EXTERNAL, "can't write " + config, e);
            }
            environment.put("GIT_CONFIG_GLOBAL", config.toString());
        }
        return environment;
    }
}
