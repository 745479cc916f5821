package dev.paddock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clones that hold less, or other things, than a plain one: what a run on them begins from, and what landing does there. */
@Tag("G1")
@Timeout(60)
class OddClonesTest {
    @AutoClose
    private final TestRun run;

    OddClonesTest(@TempDir Path place) throws IOException {
        run = new TestRun(place);
        run.server.answer("POST /tasks", """
                {"task":{"id":"t1","name":"fix-it","goal":"fix it","project":"p1","base":"x"},
                 "runs":[{"id":"r1","agent":"claude","state":"queued","branch":"agent/fix-1","commit":null}]}""");
    }

    /** Starts a run in a clone; the commit that it begins from, which the server has. */
    private String startIn(TestCaller clone, String... more) {
        String[] args = new String[more.length + 3];
        args[0] = "run";
        args[1] = "fix it";
        args[2] = "--detach";
        System.arraycopy(more, 0, args, 3, more.length);
        assertThat(clone.run(args)).as(clone.err()).isZero();
        return Json.text(run.server.body("POST /tasks"), "base");
    }

    private TestCaller cloned(String name, String... options) throws IOException {
        Path into = run.place.resolve(name);
        Files.createDirectories(into);
        TestCaller clone = new TestCaller(into).of(run.server);
        String[] args = new String[options.length + 4];
        args[0] = "clone";
        args[1] = "-q";
        System.arraycopy(options, 0, args, 2, options.length);
        args[args.length - 2] = "file://" + run.work;
        args[args.length - 1] = ".";
        clone.git(args);
        clone.git("config", "user.name", "Ann Example");
        clone.git("config", "user.email", "ann@example.org");
        return clone;
    }

    private String onServer(String... arguments) {
        String[] args = new String[arguments.length + 1];
        args[0] = "--git-dir=" + run.bare;
        System.arraycopy(arguments, 0, args, 1, arguments.length);
        return run.person.git(args);
    }

    /** A server that knows nothing of the project yet. */
    private void emptyServer() {
        Path empty = run.place.resolve("empty.git");
        run.person.git("init", "-q", "--bare", empty.toString());
        run.server.git(empty);
    }

    @Test
    void aShallowCloneBeginsWithItsHistoryWhereTheServerHasTheRest() throws IOException {
        TestCaller shallow = cloned("shallow", "--depth=1");
        Files.writeString(shallow.directory().resolve("new.txt"), "new\n");
        String tip = TestRun.commit(shallow, "mine");

        assertThat(startIn(shallow)).isEqualTo(tip);

        assertThat(onServer("rev-list", "--count", tip)).isEqualTo("3");
        assertThat(shallow.err()).doesNotContain("without history");
    }

    @Test
    void aShallowCloneBeginsWithItsFilesWhereTheServerHasNothing() throws IOException {
        emptyServer();
        TestCaller shallow = cloned("shallow", "--depth=1");
        String tip = shallow.git("rev-parse", "HEAD");

        String base = startIn(shallow);

        assertThat(base).isNotEqualTo(tip);
        String server = "--git-dir=" + run.place.resolve("empty.git");
        assertThat(run.person.git(server, "rev-list", "--count", base)).isEqualTo("1");
        assertThat(run.person.git(server, "rev-parse", base + "^{tree}"))
                .isEqualTo(shallow.git("rev-parse", "HEAD^{tree}"));
        assertThat(shallow.err()).contains("shallow clone", "without history", "git fetch --unshallow");
        assertThat(shallow.git("rev-parse", "HEAD")).isEqualTo(tip);
    }

    @Test
    void saysWhatSubmodulesAndLargeFilesAreInARun() throws IOException {
        run.personWrites(
                ".gitmodules", "[submodule \"lib\"]\n\tpath = vendor/lib\n\turl = https://example.org/lib.git\n");
        run.personWrites(".gitattributes", "*.bin filter=lfs diff=lfs merge=lfs -text\n");
        run.person.git("update-index", "--add", "--cacheinfo", "160000," + run.base + ",vendor/lib");
        run.person.git("add", ".gitmodules", ".gitattributes");
        run.person.git("commit", "-q", "-m", "a module and large files");
        Files.createDirectories(run.work.resolve("vendor/lib"));

        assertThat(startIn(run.person)).isEqualTo(run.head());

        assertThat(run.person.err())
                .contains(
                        "Submodules are empty directories in the run: vendor/lib.",
                        "Files of Git LFS are pointers in the run");
    }

    @Test
    void aSparseCheckoutGivesTheRunAllFilesAndLandsOnThoseThatAreCheckedOut() throws IOException {
        run.person.git("sparse-checkout", "set", "--no-cone", "/b.txt");
        assertThat(run.work.resolve("src/a.txt")).doesNotExist();

        String base = startIn(run.person, "--with-changes");
        assertThat(onServer("ls-tree", "-r", "--name-only", base)).contains("src/a.txt", "b.txt");

        run.agentWrites("src/a.txt", "ONE\n");
        run.agentWrites("b.txt", "B\n");
        String tip = run.finish("both");
        assertThat(run.person.fresh().run("land", "r1")).as(run.person.err()).isZero();

        assertThat(run.head()).isEqualTo(tip);
        assertThat(run.read("b.txt")).isEqualTo("B\n");
        assertThat(run.work.resolve("src/a.txt")).doesNotExist();
        assertThat(run.status()).isEmpty();
    }

    @Test
    void takesNamesThatAreNotUtf8() throws IOException, InterruptedException {
        Process made = new ProcessBuilder("sh", "-c", "printf one >\"$(printf 'caf\\351.txt')\"")
                .directory(run.work.toFile())
                .redirectErrorStream(true)
                .start();
        assertThat(new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEmpty();
        assertThat(made.waitFor()).isZero();

        String base = startIn(run.person, "--with-changes");

        assertThat(onServer("ls-tree", "-r", "--name-only", base)).contains("\"caf\\351.txt\"");
        assertThat(run.status()).isEqualTo("?? \"caf\\351.txt\"");
    }

    @Test
    void refusesARepositoryOfAnotherObjectFormatSayingWhy() throws IOException {
        Path other = Files.createDirectories(run.place.resolve("sha256"));
        TestCaller caller = new TestCaller(other).of(run.server);
        caller.git("init", "-q", "-b", "main", "--object-format=sha256");
        caller.git("config", "user.name", "Ann Example");
        caller.git("config", "user.email", "ann@example.org");
        caller.git("commit", "-q", "--allow-empty", "-m", "first");

        assertThat(caller.run("run", "fix it", "--detach")).isNotZero();

        assertThat(caller.err()).contains("SHA-256").doesNotContain("shallow");
        assertThat(run.server.requests).noneMatch(request -> request.startsWith("POST /tasks"));
    }
}
