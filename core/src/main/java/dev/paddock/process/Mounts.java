package dev.paddock.process;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is mounted where, by {@code mountinfo} of proc_pid_mountinfo(5). */
public final class Mounts {
    private static final Path SELF = Path.of("/proc/self/mountinfo");
    private static final Pattern ESCAPED = Pattern.compile("\\\\([0-7]{3})");

    private Mounts() {}

    /**
     * Makes sure that nothing is mounted at or below a tree: deleting it would delete what is mounted, which is another's. A bind mount of the same file
     * system can't be told by a device's number.
     *
     * @throws PaddockException CONFLICT naming the mount, EXTERNAL if that can't be known
     */
    public static void refuse(Path tree) {
        below(tree, SELF).ifPresent(mount -> {
            throw new PaddockException(
                    ErrorCode.CONFLICT, "something is mounted at " + mount + "; unmount it, then it can be deleted");
        });
    }

    static Optional<Path> below(Path tree, Path mountinfo) {
        try {
            Path parent = tree.toAbsolutePath().getParent();
            if (parent == null || !Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
                return Optional.empty();
            }
            Path real = parent.toRealPath().resolve(tree.getFileName());
            // One byte a character: names are not always text.
            return Files.readAllLines(mountinfo, StandardCharsets.ISO_8859_1).stream()
                    .map(Mounts::place)
                    .filter(place -> place.startsWith(real))
                    .findFirst();
        } catch (IOException e) {
            throw new PaddockException(ErrorCode.EXTERNAL, "can't tell what is mounted below " + tree, e);
        }
    }

    private static Path place(String line) {
        String[] fields = line.split(" ", 6);
        if (fields.length < 6) {
            return Path.of("/");
        }
        Matcher escaped = ESCAPED.matcher(fields[4]);
        String plain = escaped.replaceAll(
                match -> Matcher.quoteReplacement(Character.toString((char) Integer.parseInt(match.group(1), 8))));
        return Path.of(new String(plain.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
    }
}
