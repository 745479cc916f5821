package dev.paddock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Starts real processes: a small server of its own, in a jar where the real one would be. */
@Timeout(120)
class ServerStartTest {
    private static final String SERVER = """
            package dev.paddock.server;
            import com.sun.net.httpserver.HttpServer;
            import java.nio.channels.FileChannel;
            import java.nio.file.*;
            public class Main {
                public static void main(String[] args) throws Exception {
                    Path home = Path.of(System.getenv("PADDOCK_HOME"));
                    if (System.getenv("FAIL") != null) {
                        System.err.println("the port \\u001b]52;c;x\\u0007 is taken");
                        System.exit(9);
                    }
                    FileChannel lock = FileChannel.open(home.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    if (lock.tryLock() == null) {
                        System.exit(3);
                    }
                    Thread.sleep(2000);
                    HttpServer http = HttpServer.create(new java.net.InetSocketAddress("127.0.0.1", 0), 0);
                    String key = String.valueOf(System.getenv("ANTHROPIC_API_KEY"));
                    long pid = ProcessHandle.current().pid();
                    http.createContext("/", e -> {
                        String path = e.getRequestURI().getPath();
                        byte[] b = path.endsWith("/status")
                                ? ("{\\"server\\":{\\"pid\\":" + pid + ",\\"version\\":\\"9\\",\\"home\\":\\"" + key + "\\"}}").getBytes()
                                : "{}".getBytes();
                        e.sendResponseHeaders(200, b.length);
                        e.getResponseBody().write(b);
                        e.close();
                        if (path.endsWith("/shutdown")) {
                            System.exit(0);
                        }
                    });
                    http.start();
                    Files.writeString(home.resolve("token"), "abc\\n");
                    Files.writeString(home.resolve("server.json.new"), "{\\"pid\\":" + pid + ",\\"port\\":1,\\"version\\":\\"9\\",\\"url\\":\\"http://127.0.0.1:"
                            + http.getAddress().getPort() + "\\"}");
                    Files.move(home.resolve("server.json.new"), home.resolve("server.json"));
                }
            }
            """;

    @TempDir
    Path place;

    private TestCaller caller = new TestCaller(Path.of("/"));

    @BeforeEach
    void install() throws IOException {
        Path source = Files.createDirectories(place.resolve("src")).resolve("Main.java");
        Files.writeString(source, SERVER);
        Path classes = Files.createDirectories(place.resolve("classes"));
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, "-d", classes.toString(), source.toString()))
                .isZero();
        Path lib = Files.createDirectories(place.resolve("a dist/lib"));
        try (OutputStream file = Files.newOutputStream(lib.resolve("server.jar"));
                JarOutputStream jar = new JarOutputStream(file);
                Stream<Path> files = Files.walk(classes)) {
            for (Path path : files.filter(Files::isRegularFile).toList()) {
                jar.putNextEntry(new JarEntry(classes.relativize(path).toString()));
                Files.copy(path, jar);
            }
        }
        Files.writeString(
                Files.createDirectories(place.resolve("a dist/options")).resolve("server"), "-Xmx64m\n");
        System.setProperty("paddock.dist", place.resolve("a dist").toString());
        caller = caller();
    }

    private TestCaller caller() {
        TestCaller made = new TestCaller(place);
        made.environment.put("PADDOCK_HOME", place.resolve("a home").toString());
        made.environment.put("ANTHROPIC_API_KEY", "planted");
        return made;
    }

    @AfterEach
    void stop() {
        caller().run("down");
        System.clearProperty("paddock.dist");
    }

    @Test
    @Tag("L1")
    void startsAServerDetachedWithTheCallersEnvironmentAndStopsIt() {
        assertThat(caller.run("status")).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(caller.run("up")).as(caller.err()).isZero();
        assertThat(caller.out()).contains("The server is up", "home planted");
        long pid = ServerFile.read(place.resolve("a home")).orElseThrow().pid();
        assertThat(session(pid)).isEqualTo(pid);

        assertThat(caller.run("up")).isZero();
        assertThat(caller.err()).contains("is version 9, this command is");

        assertThat(caller.run("down")).as(caller.err()).isZero();
        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
        assertThat(caller.run("down")).isZero();
        assertThat(caller.out()).contains("No server is up.");
    }

    private static long session(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[3]);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void findsTheSameServerWhenTwoCommandsStartOneAtOnce() {
        TestCaller one = caller();
        TestCaller two = caller();
        List<CompletableFuture<Integer>> both = Stream.of(one, two)
                .map(c -> CompletableFuture.supplyAsync(() -> c.run("up", "--json")))
                .toList();
        assertThat(both.stream().map(CompletableFuture::join)).containsExactly(0, 0);
        assertThat(pid(one)).isEqualTo(pid(two));
    }

    private static long pid(TestCaller caller) {
        return Json.number(Json.parse(caller.out()).path("server"), "pid");
    }

    @Test
    void showsTheLastWordsOfAServerThatDies() {
        caller.environment.put("FAIL", "1");
        assertThat(caller.run("list")).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(caller.err())
                .contains("ended while it was starting", "the port ␛]52;c;x␇ is taken", "server.out")
                .doesNotContain("\u001b");
    }

    @Test
    void doesNotTakeAStaleFileForAServer() throws IOException {
        Path home = Files.createDirectories(place.resolve("a home"));
        Files.writeString(home.resolve("token"), "abc");
        Files.writeString(home.resolve("server.json"), "{\"pid\":" + deadPid() + ",\"url\":\"http://127.0.0.1:1\"}");
        assertThat(caller.run("status")).isEqualTo(ExitCode.UNREACHABLE);
    }

    private static long deadPid() {
        try {
            Process process = new ProcessBuilder("true").start();
            process.waitFor();
            return process.pid();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
