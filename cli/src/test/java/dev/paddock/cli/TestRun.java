package dev.paddock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A person's repository, and a run on it whose branch the test server gives to git. The agent's work is made by hand in a clone. */
final class TestRun implements AutoCloseable {
    final Path place;
    final TestServer server = new TestServer();
    final TestCaller person;
    final TestCaller agent;
    final Path work;
    final Path bare;
    String base;

    TestRun(Path place) throws IOException {
        this.place = place;
        work = Files.createDirectories(place.resolve("my project"));
        person = new TestCaller(work).of(server);
        Files.createDirectories(work.resolve("src"));
        Files.writeString(work.resolve("src/a.txt"), "one\ntwo\nthree\nfour\nfive\n");
        Files.writeString(work.resolve("b.txt"), "b\n");
        person.repository();
        base = commit(person, "start");
        bare = place.resolve("bare.git");
        person.git("clone", "-q", "--bare", ".", bare.toString());
        server.git(bare);
        Path clone = place.resolve("agent");
        person.git("clone", "-q", bare.toString(), clone.toString());
        agent = new TestCaller(clone);
        agent.git("config", "user.name", "Ann Example");
        agent.git("config", "user.email", "ann@example.org");
        agent.git("checkout", "-q", "-b", "agent/fix-1");
        server.answer(
                "GET /projects/p1",
                "{\"id\":\"p1\",\"name\":\"my project\",\"path\":\"" + work + "\",\"git\":\"/git/p1.git\"}");
        server.answer(
                "POST /projects",
                "{\"id\":\"p1\",\"name\":\"my project\",\"source\":\"path\",\"git\":\"/git/p1.git\"}");
        server.answer("POST /runs/r1/outcome", "{}");
    }

    static String commit(TestCaller who, String message) {
        who.git("add", "-A");
        who.git("commit", "-q", "--allow-empty", "-m", message);
        return who.git("rev-parse", "HEAD");
    }

    void agentWrites(String file, String content) throws IOException {
        write(agent.directory().resolve(file), content);
    }

    void personWrites(String file, String content) throws IOException {
        write(work.resolve(file), content);
    }

    private static void write(Path file, String content) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    String read(String file) throws IOException {
        return Files.readString(work.resolve(file));
    }

    /** The run ends with what the agent wrote since. */
    String finish(String message) {
        String tip = commit(agent, message);
        agent.git("push", "-q", "--force", "origin", "agent/fix-1");
        ended("finished", tip);
        return tip;
    }

    void ended(String state, String tip) {
        server.answer("GET /runs/r1", """
                {"id":"r1","task":"t1","goal":"fix it","project":"p1","agent":"claude","state":"%s","reason":"because",
                 "branch":"agent/fix-1","base":"%s","commit":"%s","diff":{"files":1,"added":1,"removed":0}}""".formatted(state, base, tip));
    }

    String head() {
        return person.git("rev-parse", "main");
    }

    /** As git shows it: empty where nothing is uncommitted. */
    String status() {
        return person.git("status", "--porcelain", "--untracked-files=all");
    }

    /** Lands the run; the command's exit code. */
    int land(String... more) {
        List<String> all = new ArrayList<>(List.of("land", "r1"));
        all.addAll(List.of(more));
        return person.fresh().run(all.toArray(String[]::new));
    }

    /** Does what the command said would undo it. */
    void undo() {
        String undo = person.out()
                .lines()
                .filter(line -> line.contains("Undo:"))
                .findFirst()
                .orElseThrow();
        Program.Outcome done = Program.run(
                List.of("sh", "-c", undo.replaceFirst(".*Undo: *", "")),
                Path.of("/"),
                person.environment,
                Duration.ofSeconds(30));
        assertThat(done.ok()).as(done.err()).isTrue();
    }

    @Override
    public void close() {
        server.close();
    }
}
