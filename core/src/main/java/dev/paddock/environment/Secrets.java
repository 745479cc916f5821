package dev.paddock.environment;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.event.EventJson;
import dev.paddock.store.Redaction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;

/**
 * Projects' secrets: one file of mode 0600 a project. Their values reach the processes of the project's runs and nothing else: what is journaled and what
 * processes say to people has the name in their place. Thread-safe.
 */
public final class Secrets implements Redaction {
    /** Shorter ones would be found in ordinary words. */
    public static final int LEAST_CHARS = 8;

    private static final int MOST = 100;

    private final Path directory;
    private final Map<String, Map<String, Kept>> kept = new ConcurrentHashMap<>();
    // What was ever a value here, so that live runs that still have an old one are covered.
    private final Map<String, Set<Needle>> needles = new ConcurrentHashMap<>();

    /** @param directory made when the first secret is set */
    public Secrets(Path directory) {
        this.directory = directory;
    }

    /** A secret as it lies in the file. */
    record Kept(String value, Instant since) {}

    /** A secret without its value. */
    public record Named(String name, Instant since) {}

    /** Names and values, for the processes of the project's runs. */
    public Map<String, String> of(String project) {
        return read(project).entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().value()));
    }

    public List<Named> list(String project) {
        return read(project).entrySet().stream()
                .map(entry -> new Named(entry.getKey(), entry.getValue().since()))
                .toList();
    }

    /**
     * Keeps a secret, for processes that are started from now on.
     *
     * @throws PaddockException INVALID if the name can't be a variable's or the value is too short or long, LIMIT if there are too many
     */
    public synchronized void set(String project, String name, String value) {
        Variables.checkName(name);
        Variables.checkValue(name, value);
        if (value.strip().length() < LEAST_CHARS) {
            throw new PaddockException(
                    ErrorCode.INVALID,
                    "a secret has at least " + LEAST_CHARS
                            + " characters: a shorter one can't be told from ordinary text; give it as a variable");
        }
        Map<String, Kept> all = new TreeMap<>(read(project));
        if (all.size() >= MOST && !all.containsKey(name)) {
            throw new PaddockException(ErrorCode.LIMIT, "a project may have " + MOST + " secrets");
        }
        all.put(name, new Kept(value, Instant.now().truncatedTo(ChronoUnit.SECONDS)));
        write(project, all);
    }

    /** Forgets a secret; false if there is none of this name. */
    public synchronized boolean remove(String project, String name) {
        Map<String, Kept> all = new TreeMap<>(read(project));
        boolean there = all.remove(name) != null;
        if (there) {
            write(project, all);
        }
        return there;
    }

    /** Forgets all secrets of a project that is removed. */
    public synchronized void forget(String project) {
        kept.remove(project);
        try {
            Files.deleteIfExists(file(project));
        } catch (IOException e) {
            throw new PaddockException(ErrorCode.EXTERNAL, "can't remove " + file(project), e);
        }
    }

    @Override
    public boolean needed(String project) {
        read(project);
        return !needles.getOrDefault(project, Set.of()).isEmpty();
    }

    @Override
    public String text(String project, String text) {
        return Needle.replace(text, needles(project));
    }

    /** What stands for the project's secrets in a text, the longest first. */
    List<Needle> needles(String project) {
        read(project);
        return needles.getOrDefault(project, Set.of()).stream()
                .sorted((a, b) -> Integer.compare(b.text().length(), a.text().length()))
                .toList();
    }

    private Map<String, Kept> read(String project) {
        return kept.computeIfAbsent(project, id -> {
            Path file = file(id);
            if (!Files.exists(file)) {
                return Map.of();
            }
            try {
                Map<String, Kept> all = EventJson.mapper()
                        .readValue(Files.readString(file), new TypeReference<TreeMap<String, Kept>>() {});
                learn(id, all);
                return all;
            } catch (IOException | JacksonException e) {
                throw new PaddockException(ErrorCode.EXTERNAL, "can't read the secrets in " + file);
            }
        });
    }

    private void write(String project, Map<String, Kept> all) {
        Path file = file(project);
        try {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Path draft = Files.createTempFile(directory, ".new-", "");
            Files.writeString(draft, EventJson.mapper().writeValueAsString(all));
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new PaddockException(ErrorCode.EXTERNAL, "can't write " + file, e);
        }
        learn(project, all);
        kept.put(project, Map.copyOf(all));
    }

    private void learn(String project, Map<String, Kept> all) {
        Set<Needle> known = new LinkedHashSet<>(needles.getOrDefault(project, Set.of()));
        all.forEach((name, secret) -> known.addAll(Needle.of(name, secret.value())));
        needles.put(project, Set.copyOf(new ArrayList<>(known)));
    }

    private Path file(String project) {
        return directory.resolve(project + ".json");
    }
}
