package dev.paddock.project;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.git.RemoteUrl;
import dev.paddock.store.Query;
import dev.paddock.store.Store;
import dev.paddock.task.Author;
import dev.paddock.task.Ids;
import dev.paddock.task.Project;
import dev.paddock.task.Run;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Adds, finds, refreshes and removes projects. Thread-safe; adding a URL takes as long as its clone. */
public final class Projects {
    private final Store store;
    private final Repositories repositories;
    private final Set<String> busy = new HashSet<>();

    public Projects(Store store, Repositories repositories) {
        this.store = store;
        this.repositories = repositories;
    }

    /**
     * An answer to {@link #add}.
     *
     * @param fresh false if the project was there
     */
    public record Added(Project project, boolean fresh) {}

    /**
     * Adds a project by the place it comes from, or finds the one that is there.
     *
     * @param name null to make one of the place
     * @param path absolute path on its owner's machine, who pushes it then; it is never opened here
     * @param url where it is cloned from, now; exactly one of both is given
     * @param author whose name commits carry, null for Paddock's own
     */
    public Added add(@Nullable String name, @Nullable String path, @Nullable String url, @Nullable Author author) {
        if ((path == null) == (url == null)) {
            throw invalid("give either the path or the url of a repository");
        }
        String place = path != null ? normal(path) : address(String.valueOf(url));
        String wanted = name == null ? null : ProjectNames.check(name);
        Optional<Project> there = at(place);
        if (there.isPresent()) {
            return new Added(there.get(), false);
        }
        return alone(place, () -> {
            Optional<Project> meanwhile = at(place);
            if (meanwhile.isPresent()) {
                return new Added(meanwhile.get(), false);
            }
            if (wanted != null) {
                store.read(query -> query.project(wanted)).ifPresent(other -> {
                    throw taken(wanted);
                });
            }
            return make(wanted, place, path != null, author == null ? Author.PADDOCK : author);
        });
    }

    private Added make(@Nullable String wanted, String place, boolean local, Author author) {
        String id = Ids.project();
        try {
            repositories.create(id);
            if (!local) {
                repositories.fetch(id, place);
            }
            Project project = store.write(tx -> {
                String name = wanted == null
                        ? ProjectNames.free(ProjectNames.of(place), candidate -> named(tx, candidate))
                        : wanted;
                if (named(tx, name)) {
                    throw taken(name);
                }
                Project made = new Project(id, name, local ? place : null, local ? null : place, author, tx.now());
                tx.insert(made);
                return made;
            });
            return new Added(project, true);
        } catch (RuntimeException e) {
            try {
                repositories.remove(id, List.of());
            } catch (RuntimeException again) {
                e.addSuppressed(again);
            }
            throw e;
        }
    }

    public List<Project> all() {
        return store.read(Query::projects);
    }

    /**
     * By id, name, path or URL.
     *
     * @throws PaddockException NOT_FOUND
     */
    public Project get(String key) {
        return store.read(query -> query.project(key))
                .orElseThrow(() -> new PaddockException(
                        ErrorCode.NOT_FOUND,
                        "there is no project " + key + "; `paddock project list` shows those there are"));
    }

    /** The branch that its tasks start from, where it has one. */
    public Optional<String> defaultBranch(Project project) {
        return repositories.defaultBranch(project.id());
    }

    /** Fetches a project that has a URL; does nothing for others, whose owner pushes. */
    public void refresh(Project project) {
        String url = project.url();
        if (url != null) {
            repositories.fetch(project.id(), url);
        }
    }

    /**
     * Removes a project with its tasks, runs and their work.
     *
     * @throws PaddockException CONFLICT while one of its runs is live
     */
    public void remove(String key) {
        Project project = get(key);
        alone(project.id(), () -> {
            List<String> runs = store.write(tx -> {
                List<Run> all = tx.runsOfProject(project.id());
                long live = all.stream().filter(run -> !run.state().ended()).count();
                if (live > 0) {
                    throw new PaddockException(
                            ErrorCode.CONFLICT,
                            "project " + project.name() + " has " + live + " live run" + (live == 1 ? "" : "s")
                                    + "; stop them first");
                }
                tx.removeProject(project.id());
                return all.stream().map(Run::id).toList();
            });
            repositories.remove(project.id(), runs);
            return runs;
        });
    }

    private Optional<Project> at(String place) {
        return store.read(query -> query.projects().stream()
                .filter(project -> place.equals(project.path()) || place.equals(project.url()))
                .findFirst());
    }

    private static boolean named(Query query, String name) {
        return query.projects().stream().anyMatch(project -> project.name().equals(name));
    }

    private <T> T alone(String place, java.util.function.Supplier<T> work) {
        synchronized (busy) {
            if (!busy.add(place)) {
                throw new PaddockException(
                        ErrorCode.CONFLICT, place + " is being added or removed just now; try again");
            }
        }
        try {
            return work.get();
        } finally {
            synchronized (busy) {
                busy.remove(place);
            }
        }
    }

    private static String address(String url) {
        if (url.startsWith("/")) {
            throw invalid("that is a path; give it as the path, or as file://" + url);
        }
        return RemoteUrl.parse(url).text();
    }

    private static String normal(String path) {
        if (path.length() > 4_096 || path.chars().anyMatch(c -> c < 0x20 || c == 0x7f)) {
            throw invalid("a project's path has at most 4096 characters and no control characters");
        }
        try {
            Path parsed = Path.of(path);
            if (!parsed.isAbsolute()) {
                throw invalid("a project's path must be absolute: " + path);
            }
            return parsed.normalize().toString();
        } catch (InvalidPathException e) {
            throw invalid("not a path: " + path);
        }
    }

    private static PaddockException taken(String name) {
        return new PaddockException(
                ErrorCode.CONFLICT, "there is another project named " + name + "; give it another name");
    }

    private static PaddockException invalid(String message) {
        return new PaddockException(ErrorCode.INVALID, message);
    }
}
