package dev.paddock.cleanup;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.home.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.ObjLongConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Measures what a home takes, on a thread of its own, one measurement at a time; remembers the last. Thread-safe. */
public final class DiskMeter implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(DiskMeter.class.getName());
    private static final Duration FRESH = Duration.ofMinutes(5);
    /** A measurement is not begun before this many times its length has passed. */
    private static final int PAUSE = 20;

    private static final Set<String> KNOWN = Set.of("runs", "projects", "agents", "cache", "log");

    private final Home home;
    private final Du du = new Du();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("disk-meter").factory());
    private @Nullable CompletableFuture<DiskUse> running; // guarded by this
    private volatile @Nullable DiskUse last; // written by the meter's thread

    public DiskMeter(Home home) {
        this.home = home;
    }

    /** The last measurement; begins another where it is old. Never waits. */
    public Optional<DiskUse> last() {
        DiskUse known = last;
        if (known == null || Instant.now().isAfter(known.at().plus(pause(known)))) {
            begin();
        }
        return Optional.ofNullable(known);
    }

    /** A measurement that begins now, or has begun. May take minutes. */
    public DiskUse measure() {
        try {
            return begin().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof PaddockException known
                    ? new PaddockException(known.code(), known.detail(), known)
                    : e;
        }
    }

    private static Duration pause(DiskUse known) {
        Duration long_ = known.took().multipliedBy(PAUSE);
        return long_.compareTo(FRESH) > 0 ? long_ : FRESH;
    }

    private synchronized CompletableFuture<DiskUse> begin() {
        CompletableFuture<DiskUse> present = running;
        if (present != null && !present.isDone()) {
            return present;
        }
        CompletableFuture<DiskUse> fresh = CompletableFuture.supplyAsync(this::walk, thread);
        fresh.whenComplete((use, failure) -> {
            if (failure != null) {
                LOG.log(System.Logger.Level.WARNING, "can't measure the disk", failure);
            }
        });
        running = fresh;
        return fresh;
    }

    private DiskUse walk() {
        Instant began = Instant.now();
        Sums sums = new Sums();
        read("runs", 2, sums::run);
        read("projects", 3, sums::project);
        read("agents", 2, sums::agent);
        read("cache", 1, sums::cache);
        read("log", 0, (path, bytes) -> sums.add("logs", bytes));
        others(sums);
        DiskUse use = new DiskUse(
                began,
                Duration.between(began, Instant.now()),
                sums.kinds,
                Map.copyOf(sums.runs),
                Map.copyOf(sums.projects),
                Map.copyOf(sums.parts));
        last = use;
        return use;
    }

    private void read(String place, int depth, ObjLongConsumer<String> each) {
        if (Files.isDirectory(home.root().resolve(place))) {
            // The slash: the owner may have put it elsewhere by a link.
            du.read(home.root(), List.of(place + "/"), depth, each);
        }
    }

    private void others(Sums sums) {
        try (Stream<Path> entries = Files.list(home.root())) {
            List<String> rest = entries.filter(
                            path -> !KNOWN.contains(path.getFileName().toString()))
                    .filter(path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) || !database(path, sums))
                    .map(path -> "./" + path.getFileName())
                    .toList();
            if (!rest.isEmpty()) {
                du.read(
                        home.root(),
                        rest,
                        0,
                        (path, bytes) -> sums.add(path.endsWith("/.trash") ? "trash" : "other", bytes));
            }
        } catch (IOException e) {
            throw new PaddockException(ErrorCode.EXTERNAL, "can't read " + home.root() + ": " + e.getMessage(), e);
        }
    }

    private boolean database(Path path, Sums sums) {
        boolean database = path.getFileName()
                .toString()
                .startsWith(home.database().getFileName().toString());
        if (database) {
            sums.add("database", path.toFile().length());
        }
        return database;
    }

    @Override
    public void close() {
        thread.shutdownNow();
        du.close();
    }

    /** What was found so far; paths are relative to the home. */
    private static final class Sums {
        final Map<String, Long> kinds = new LinkedHashMap<>();
        final Map<String, DiskUse.OfRun> runs = new HashMap<>();
        final Map<String, Long> projects = new HashMap<>();
        final Map<String, Long> parts = new HashMap<>();
        private long result;

        Sums() {
            for (String kind : List.of(
                    "workspaces",
                    "branches",
                    "bases",
                    "layers",
                    "upstreams",
                    "agents",
                    "caches",
                    "database",
                    "logs",
                    "trash",
                    "other")) {
                kinds.put(kind, 0L);
            }
        }

        void add(String kind, long bytes) {
            kinds.merge(kind, bytes, Long::sum);
        }

        void run(String path, long bytes) {
            String[] names = path.split("/", 3);
            if (names.length == 3 && (names[2].equals("result.git") || names[2].equals("diff"))) {
                result += bytes;
            } else if (names.length == 2 && names[1].equals(".trash")) {
                result = 0;
                add("trash", bytes);
            } else if (names.length == 2) {
                runs.put(names[1], new DiskUse.OfRun(bytes - result, result));
                add("workspaces", bytes - result);
                add("branches", result);
                result = 0;
            }
        }

        void project(String path, long bytes) {
            String[] names = path.split("/", 4);
            if (names.length == 2) {
                if (names[1].equals(".trash")) {
                    add("trash", bytes);
                } else {
                    projects.put(names[1], bytes);
                }
            } else if (names.length == 3 && !names[1].equals(".trash")) {
                add(
                        switch (names[2]) {
                            case "base" -> "bases";
                            case "layers" -> "layers";
                            default -> "upstreams";
                        },
                        bytes);
            } else if (names.length == 4) {
                parts.put(path, bytes);
            }
        }

        void agent(String path, long bytes) {
            switch (path.split("/", 3).length) {
                case 1 -> add("agents", bytes);
                case 2, 3 -> parts.put(path, bytes);
                default -> {}
            }
        }

        void cache(String path, long bytes) {
            if (path.indexOf('/') < 0) {
                add("caches", bytes);
            } else {
                parts.put(path, bytes);
            }
        }
    }
}
