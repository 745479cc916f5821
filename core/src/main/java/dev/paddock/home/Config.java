package dev.paddock.home;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of a server as they stand in its file now, to be shown and changed. A change is checked as a whole before it is written; it holds from
 * the server's next start. Safe for use by several threads.
 */
public final class Config {
    private final Path file;
    private final Map<String, String> environment;

    public Config(Path file, Map<String, String> environment) {
        this.file = file;
        this.environment = Map.copyOf(environment);
    }

    /** Where a value comes from. */
    public enum Source {
        DEFAULT,
        FILE,
        VARIABLE
    }

    /**
     * A setting.
     *
     * @param variable the variable that sets it too, and wins
     * @param value in the form in which it is written; a list with commas
     * @param fallback what holds where nothing is set
     * @param where file and line, or the variable; empty for a default
     * @param line in the file, 0 where it is not there
     * @param list whether it is a list
     */
    public record Item(
            String key,
            String variable,
            String value,
            String fallback,
            Source source,
            String where,
            int line,
            boolean list) {}

    /** All settings, in the order of their names. */
    public List<Item> items() {
        return Settings.describe(file, environment);
    }

    /** @throws PaddockException NOT_FOUND naming those there are */
    public Item item(String key) {
        return find(items(), key);
    }

    private static Item find(List<Item> items, String key) {
        return items.stream()
                .filter(item -> item.key().equals(key))
                .findFirst()
                .orElseThrow(() -> new PaddockException(
                        ErrorCode.NOT_FOUND,
                        "there is no setting " + key + "; there are "
                                + String.join(
                                        ", ", items.stream().map(Item::key).toList())));
    }

    /**
     * Writes a setting.
     *
     * @param value as in its variable
     * @throws PaddockException NOT_FOUND, INVALID saying what is expected, or CONFLICT where the file can't be edited line by line
     */
    public synchronized Item set(String key, String value) {
        Item before = find(Settings.describe(file, Map.of()), key);
        String yaml = before.list()
                ? ConfigText.yaml(Arrays.stream(value.split(","))
                        .map(String::strip)
                        .filter(item -> !item.isEmpty() && !item.equals("none"))
                        .toList())
                : ConfigText.yaml(value.strip());
        write(read().with(key, before.line(), yaml), key, before.line());
        return item(key);
    }

    /** Takes a setting out of the file; the default holds then, or its variable. */
    public synchronized Item unset(String key) {
        Item before = find(Settings.describe(file, Map.of()), key);
        if (before.line() > 0) {
            write(read().without(key, before.line()), key, before.line());
        }
        return item(key);
    }

    private ConfigText read() {
        try {
            return ConfigText.of(Files.exists(file) ? Files.readString(file) : "");
        } catch (IOException e) {
            throw new PaddockException(ErrorCode.EXTERNAL, "can't read " + file + ": " + e.getMessage(), e);
        }
    }

    private void write(Optional<ConfigText> changed, String key, int line) {
        ConfigText text = changed.orElseThrow(() -> byHand(key, line));
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.deleteIfExists(fresh);
            Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(fresh, text.toString());
            try {
                Settings.read(fresh, Map.of());
            } catch (PaddockException e) {
                throw new PaddockException(
                        e.code(), e.detail().replace(fresh.toString(), file.toString()) + "; nothing was written", e);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new PaddockException(ErrorCode.EXTERNAL, "can't write " + file + ": " + e.getMessage(), e);
        } finally {
            fresh.toFile().delete();
        }
    }

    private PaddockException byHand(String key, int line) {
        return new PaddockException(
                ErrorCode.CONFLICT,
                key + " is written in " + file + " line " + line
                        + " in a form that is only changed by hand; edit it there");
    }
}
