package dev.paddock.bubblewrap;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.home.Home;
import dev.paddock.process.Processes;
import dev.paddock.sandbox.Bind;
import dev.paddock.sandbox.Exec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The first process in a new sandbox, which proves from inside that it is closed. */
final class Canary {
    private static final Duration TIME = Duration.ofSeconds(30);
    /** The exit code of one that saw nothing open, and was not answered. */
    private static final int SILENT = 75;

    private static final String SCRIPT = "/paddock/kit/canary.sh";

    private final Exec exec;
    private final Path options;

    private Canary(Exec exec, Path options) {
        this.exec = exec;
        this.options = options;
    }

    /** Makes it ready to start; may be done while the holder is still on its way. */
    static Canary prepare(Entry entry, List<Path> hidden) {
        List<String> command = new ArrayList<>(List.of("/bin/bash", "--norc", "--noprofile", SCRIPT));
        hidden.forEach(path -> command.add(path.toString()));
        Exec exec = new Exec(command, Map.of(), "/", true, List.of());
        return new Canary(exec, entry.options(exec));
    }

    /** Throws UNSAFE naming the check that failed, EXTERNAL where it comes to no end or nobody answers it. */
    void prove(BubblewrapSandbox sandbox) {
        Process process = sandbox.start(exec, options);
        CompletableFuture<byte[]> errors = Processes.drain(process.getErrorStream(), 1_000);
        String said = Processes.firstLine(process, TIME);
        if (said.equals("closed")) {
            // Its last word: nobody needs to wait for its end.
            process.onExit().completeOnTimeout(process, 10, TimeUnit.SECONDS).thenAccept(Processes::killTree);
            return;
        }
        try {
            boolean ended = process.waitFor(1, TimeUnit.SECONDS);
            Processes.killTree(process);
            boolean told = ended || !said.isEmpty();
            // Nothing is proven, so nothing is started; on a machine that is only busy another try may prove it.
            throw new PaddockException(
                    told && !(ended && process.exitValue() == SILENT) ? ErrorCode.UNSAFE : ErrorCode.EXTERNAL,
                    "the sandbox is not proven to be closed: "
                            + (told
                                    ? Stream.of(said, text(errors))
                                            .filter(words -> !words.isEmpty())
                                            .findFirst()
                                            .orElseGet(() -> "its canary ended with " + process.exitValue())
                                    : "its canary does not end"));
        } catch (InterruptedException e) {
            Processes.killTree(process);
            Thread.currentThread().interrupt();
            throw new PaddockException(ErrorCode.INTERNAL, "interrupted while a sandbox was proven", e);
        }
    }

    /** Files of the server and of its user that exist here and must not exist inside. */
    static List<Path> witnesses(Home home, HolderFiles files, List<Bind> binds) {
        Path user = Path.of(System.getProperty("user.home", "/nonexistent"));
        return Stream.of(
                        files.directory(),
                        home.root().resolve("token"),
                        home.runtime(),
                        user.resolve(".ssh"),
                        user.resolve(".profile"),
                        user.resolve(".bashrc"),
                        Path.of("/etc/shadow"),
                        Path.of("/run/docker.sock"),
                        Path.of("/sys/kernel"))
                .map(Path::toAbsolutePath)
                .filter(Files::exists)
                .filter(path -> binds.stream()
                        .noneMatch(bind -> Path.of(bind.target()).startsWith(path) || path.startsWith(bind.target())))
                .filter(path -> !path.startsWith("/home/agent"))
                .toList();
    }

    private static String text(CompletableFuture<byte[]> stream) {
        return new String(stream.orTimeout(2, TimeUnit.SECONDS).join(), StandardCharsets.UTF_8).strip();
    }
}
