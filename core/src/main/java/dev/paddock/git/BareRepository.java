package dev.paddock.git;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * Writes the few files that make a git directory, without starting git: no template, no hook, only the configuration given. Layout as in
 * gitrepository-layout(5).
 */
public final class BareRepository {
    private BareRepository() {}

    /**
     * Makes a git directory.
     *
     * @param directory made with its parents; what is there is kept
     * @param head full name of the ref that HEAD points at
     * @param config text of its configuration
     * @param alternates object directories as git will see them, may be empty
     */
    public static void create(Path directory, String head, String config, List<String> alternates) {
        try {
            Files.createDirectories(directory.resolve("objects/info"));
            Files.createDirectories(directory.resolve("objects/pack"));
            Files.createDirectories(directory.resolve("refs/heads"));
            Files.createDirectories(directory.resolve("refs/tags"));
            Files.createDirectories(directory.resolve("info"));
            replace(directory.resolve("config"), config);
            if (!alternates.isEmpty()) {
                replace(directory.resolve("objects/info/alternates"), String.join("\n", alternates) + "\n");
            }
            replace(directory.resolve("HEAD"), "ref: " + head + "\n");
        } catch (IOException e) {
            throw new PaddockException(ErrorCode.EXTERNAL, "can't make the repository " + directory, e);
        }
    }

    /** Points a ref at a commit, atomically. Only for repositories whose refs nobody packs. */
    public static void writeRef(Path repository, String ref, String commit) throws IOException {
        Path file = repository.resolve(ref);
        Files.createDirectories(file.getParent());
        replace(file, CommitId.check(commit) + "\n");
    }

    /** Writes a whole file so that a reader sees the old text or the new one. */
    public static void replace(Path file, String text) throws IOException {
        Path fresh = Files.createTempFile(file.getParent(), ".new-", "");
        try {
            Files.writeString(fresh, text);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /** A value as it stands in a configuration file, quoted. */
    public static String quoted(String value) {
        StringBuilder text = new StringBuilder("\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\\' -> text.append("\\\\");
                case '"' -> text.append("\\\"");
                case '\n' -> text.append("\\n");
                case '\t' -> text.append("\\t");
                default -> text.append(c);
            }
        }
        return text.append('"').toString();
    }
}
