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

/** Runs {@code du}, which walks trees of any depth and names without following links or entering mounts, behind what is at work. */
final class Du {
    private static final Duration TIMEOUT = Duration.ofMinutes(15);
    private static final int LONGEST = 64 << 10;

    private Du() {}

    /**
     * Sizes of directories, each told after those in it. What can't be read counts as nothing.
     *
     * @param places relative to {@code root}
     * @param depth of the directories that are told
     */
    static void read(Path root, List<String> places, int depth, ObjLongConsumer<String> each) {
        List<String> command =
                new ArrayList<>(List.of("nice", "-n", "15", "du", "-x", "-0", "-B1", "--max-depth=" + depth, "--"));
        command.addAll(places);
        Process process = Processes.start(command, Command.cleanEnvironment(), root);
        CompletableFuture<Boolean> late =
                new CompletableFuture<Boolean>().completeOnTimeout(true, TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        late.thenRun(() -> Processes.killTree(process));
        Processes.drain(process.getErrorStream(), 1 << 10);
        try (InputStream out = new BufferedInputStream(process.getInputStream(), 1 << 16)) {
            process.getOutputStream().close();
            parse(out, each);
        } catch (IOException e) {
            throw new PaddockException(ErrorCode.EXTERNAL, "could not measure the disk: " + e.getMessage(), e);
        } finally {
            late.cancel(false);
            Processes.killTree(process);
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
