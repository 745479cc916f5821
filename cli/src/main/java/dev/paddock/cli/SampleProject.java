package dev.paddock.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** The demo's git repository, which belongs to the caller: {@code $XDG_DATA_HOME/paddock/demo}, one for each server's home. */
final class SampleProject {
    private static final String MARK = "paddock-demo";
    private static final Duration TEST = Duration.ofMinutes(2);
    private static final Pattern PASSED = Pattern.compile("(?m)^(?:#|ℹ) pass (\\d+)");
    private static final Pattern FAILED = Pattern.compile("(?m)^(?:#|ℹ) fail (\\d+)");

    private final Caller caller;
    private final Git git;

    private SampleProject(Caller caller, Git git) {
        this.caller = caller;
        this.git = git;
    }

    /**
     * What the sample's tests said.
     *
     * @param on the branch, or another word for the commit
     */
    record TestResult(String on, int passed, int failed) {
        boolean allPass() {
            return failed == 0 && passed > 0;
        }
    }

    Git git() {
        return git;
    }

    /** The repository, made where it is not there as the sample says. */
    static SampleProject make(Caller caller, Servers servers, JsonNode sample) {
        Path directory = home(caller, servers).resolve(safeName(Json.text(sample, "name")));
        Git git = Git.ofOwn(caller, directory);
        try {
            Map<Path, String> files = files(directory, sample);
            if (!isAsItShouldBe(git, files)) {
                clear(directory);
                write(git, files);
            }
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.FAILED,
                    "can't write the sample project to " + directory + ": " + e.getMessage(),
                    "XDG_DATA_HOME moves it.",
                    e);
        }
        return new SampleProject(caller, git);
    }

    /** Fetches the branches, and runs the tests at the start and on each branch. */
    List<TestResult> test(Endpoint server, String gitPath, List<String> branches, List<String> command) {
        List<TestResult> results = new ArrayList<>();
        try {
            Path place = Files.createTempDirectory("paddock-demo-");
            try {
                for (String branch : branches) {
                    git.fetchBranch(server, gitPath, branch, line -> {});
                }
                results.add(testAt(place.resolve("base"), "at the start", "HEAD", command));
                for (int i = 0; i < branches.size(); i++) {
                    String branch = branches.get(i);
                    results.add(testAt(place.resolve("run" + i), branch, branch, command));
                }
            } finally {
                delete(place);
                git.run(Duration.ofMinutes(1), "worktree", "prune");
            }
            return results;
        } catch (IOException e) {
            throw new CliException(ExitCode.FAILED, "can't check the branches out: " + e.getMessage(), null, e);
        }
    }

    private TestResult testAt(Path place, String name, String commit, List<String> command) {
        git.must("-c", "core.hooksPath=/dev/null", "worktree", "add", "--quiet", "--detach", place.toString(), commit);
        Map<String, String> environment = new HashMap<>(caller.environment());
        // A test runner that finds itself inside another one reports in another form.
        environment.keySet().removeIf(n -> n.startsWith("NODE_"));
        Program.Outcome outcome = Program.run(command, place, environment, TEST);
        return new TestResult(name, number(PASSED, outcome.out()), number(FAILED, outcome.out()));
    }

    private static int number(Pattern pattern, String text) {
        Matcher found = pattern.matcher(text);
        return found.find() ? Integer.parseInt(found.group(1)) : 0;
    }

    private static Path home(Caller caller, Servers servers) {
        String data = caller.variable("XDG_DATA_HOME");
        Path place = (data == null ? caller.userHome().resolve(".local/share") : Path.of(data)).resolve("paddock");
        // Never below PADDOCK_HOME: that belongs to the server, which may be another user's.
        return place.resolve(
                caller.variable("PADDOCK_HOME") == null
                        ? "demo"
                        : "demo-" + digest(servers.home().toString()));
    }

    private static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<Path, String> files(Path directory, JsonNode sample) {
        Map<Path, String> files = new HashMap<>();
        for (Map.Entry<String, JsonNode> file : sample.path("files").properties()) {
            Path path = directory.resolve(file.getKey()).normalize();
            boolean inside = path.startsWith(directory) && !path.equals(directory);
            if (!inside || path.startsWith(directory.resolve(".git"))) {
                throw new CliException(ExitCode.SERVER_FAILED, "the sample has a file outside of itself", null);
            }
            files.put(path, file.getValue().asString(""));
        }
        return files;
    }

    private static String safeName(String name) {
        return name.matches("[A-Za-z0-9][A-Za-z0-9_-]{0,60}") ? name : "sample";
    }

    private static boolean isAsItShouldBe(Git git, Map<Path, String> files) throws IOException {
        if (!Files.exists(git.directory().resolve(".git").resolve(MARK))) {
            return false;
        }
        for (Map.Entry<Path, String> file : files.entrySet()) {
            if (!Files.isRegularFile(file.getKey())
                    || !Files.readString(file.getKey()).equals(file.getValue())) {
                return false;
            }
        }
        return git.commit("HEAD").isPresent() && git.changedFiles() == 0;
    }

    private static void write(Git git, Map<Path, String> files) throws IOException {
        git.must("init", "--quiet", "--initial-branch=main");
        // First of all, so that a demo that was interrupted here is known as one.
        Files.writeString(git.directory().resolve(".git").resolve(MARK), "");
        for (Map.Entry<Path, String> file : files.entrySet()) {
            Files.createDirectories(file.getKey().getParent());
            Files.writeString(file.getKey(), file.getValue());
        }
        git.must("config", "user.name", "Paddock Demo");
        git.must("config", "user.email", "demo@paddock.invalid");
        git.must("add", "--all");
        git.must("commit", "--quiet", "--no-verify", "--message", "Start the sample project");
    }

    /** Makes an empty directory. What is not marked as the demo's own is left alone. */
    private static void clear(Path directory) throws IOException {
        boolean mine = Files.exists(directory.resolve(".git").resolve(MARK));
        if (Files.exists(directory) && !mine && !isEmpty(directory)) {
            throw new CliException(
                    ExitCode.FAILED,
                    directory + " is there, but not as the demo's sample project",
                    "Move it away, or set XDG_DATA_HOME.");
        }
        delete(directory);
        Files.createDirectories(directory);
    }

    private static boolean isEmpty(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.findAny().isEmpty();
        }
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> walk = Files.walk(directory)) {
            all = new ArrayList<>(walk.toList());
        }
        for (Path path : all.reversed()) {
            Files.deleteIfExists(path);
        }
    }
}
