package dev.paddock.cleanup;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.process.Command;
import dev.paddock.process.Processes;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs {@code du}, which walks trees of any depth and names without following links or entering mounts, behind what is at work. One at a time; may be closed by
 * another thread, which ends the walk.
 */
final class Du implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofMinutes(15);
    private static final int LONGEST = 64 << 10;

    private @Nullable Process walking; // guarded by this
    private boolean closed; // guarded by this

    /**
     * Sizes of directories, each told after those in it. What can't be read counts as nothing.
     *
     * @param places relative to {@code root}
     * @param depth of the directories that are told
     * @throws PaddockException EXTERNAL if the walk did not come to its end: what was told then is not all
     */
    void read(Path root, List<String> places, int depth, ObjLongConsumer<String> each) {
        List<String> command =
                new ArrayList<>(List.of("nice", "-n", "15", "du", "-x", "-0", "-B1", "--max-depth=" + depth, "--"));
        command.addAll(places);
        Process process = start(command, root);
        CompletableFuture<Boolean> late =
                new CompletableFuture<Boolean>().completeOnTimeout(true, TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        late.thenRun(() -> Processes.killTree(process));
        Processes.drain(process.getErrorStream(), 1 << 10);
        try (InputStream out = new BufferedInputStream(process.getInputStream(), 1 << 16)) {
            process.getOutputStream().close();
            parse(out, each);
            // 1 says that something could not be read.
            if (process.waitFor() > 1) {
                throw new PaddockException(ErrorCode.EXTERNAL, "measuring the disk was cut off");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PaddockException(ErrorCode.INTERNAL, "interrupted while measuring the disk", e);
        } catch (IOException e) {
            throw new PaddockException(ErrorCode.EXTERNAL, "could not measure the disk: " + e.getMessage(), e);
        } finally {
            late.cancel(false);
            Processes.killTree(process);
        }
    }

    private synchronized Process start(List<String> command, Path root) {
        if (closed) {
            throw new PaddockException(ErrorCode.CONFLICT, "the server is stopping");
        }
        Process process = Processes.start(command, Command.cleanEnvironment(), root);
        walking = process;
        return process;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (walking != null) {
            Processes.killTree(walking);
        }
    }

    /** Records of a size in bytes, a tab, a path, NUL. */
    private static void parse(InputStream out, ObjLongConsumer<String> each) throws IOException {
        ByteArrayOutputStream record = new ByteArrayOutputStream();
        for (int c = out.read(); c >= 0; c = out.read()) {
            if (c != 0) {
                if (record.size() < LONGEST) {
                    record.write(c);
                }
                continue;
            }
            String text = record.toString(StandardCharsets.ISO_8859_1);
            record.reset();
            int tab = text.indexOf('\t');
            if (tab > 0 && text.substring(0, tab).chars().allMatch(Character::isDigit)) {
                each.accept(text.substring(tab + 1).replaceAll("/+$", ""), Long.parseLong(text.substring(0, tab)));
            }
        }
    }
}
