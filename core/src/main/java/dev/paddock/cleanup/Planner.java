package dev.paddock.cleanup;

import dev.paddock.agent.OldPrograms.Old;
import dev.paddock.cleanup.Plan.Item;
import dev.paddock.environment.Layer;
import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.home.Home;
import dev.paddock.store.Query;
import dev.paddock.task.Project;
import dev.paddock.task.Upkeep;
import dev.paddock.workspace.Checkout;
import dev.paddock.workspace.Trash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds what goes by the rules, changing nothing. For one plan, on one thread. */
final class Planner {
    /** The directory of a project is made before its row; fetching it ends long before this. */
    private static final Duration PROJECT_COMES = Duration.ofDays(1);

    /** No install takes so long. */
    private static final Duration INSTALL_ENDS = Duration.ofHours(1);

    private static final Set<String> LIVE_LOGS = Set.of("server.log", "server.out");

    private final Holdings holdings;
    private final Home home;
    private final Rules rules;
    private final DiskUse use;
    private final Instant now;
    private final List<Item> items = new ArrayList<>();
    private final Staying staying;
    /** Project and commit of each workspace that stays, and of each run that has one to come. */
    private final Set<String> bases = new HashSet<>();

    private final Set<String> layers = new HashSet<>();

    Planner(Holdings holdings, Rules rules, DiskUse use, Instant now) {
        this.holdings = holdings;
        this.home = holdings.home();
        this.rules = rules;
        this.use = use;
        this.now = now;
        this.staying = new Staying(use);
    }

    Plan plan(String id) {
        List<Upkeep> runs = holdings.store().read(Query::upkeep);
        Map<String, String> projects =
                holdings.store().read(Query::projects).stream().collect(Collectors.toMap(Project::id, Project::name));
        runs.forEach(this::run);
        strays(runs.stream().map(Upkeep::run).collect(Collectors.toSet()), projects.keySet());
        projects.forEach(this::project);
        caches();
        logs();
        items.sort(Comparator.comparing(Item::kind));
        return new Plan(id, now, rules, items, staying.told());
    }

    private void run(Upkeep run) {
        boolean there = Files.isDirectory(home.run(run.run()));
        DiskUse.OfRun size = use.run(run.run());
        boolean freed = run.freed() != null;
        if (!freed) {
            freed = there && workspace(run, size);
            if (!freed && (there || run.since() == null)) {
                bases.add(run.project() + "/" + run.base());
                holdings.layers().marks().of(run.run()).ifPresent(layers::add);
            }
        } else if (holdings.workspaces().directories().isWhole(run.run())) {
            add(new Thing.Unfinished(run), run.run(), label(run), "its clean-up was cut off", size.workspace());
        }
        if (there) {
            branch(run, size, freed);
        }
    }

    /** True if it goes. */
    private boolean workspace(Upkeep run, DiskUse.OfRun size) {
        if (run.since() == null) {
            staying.add("workspaces of runs at work or in the queue", size.workspace());
        } else if (holdings.runs().attended(run.run())) {
            staying.add("workspaces of runs whose agents are kept warm", size.workspace());
        } else if (run.uncollected()) {
            staying.add(
                    "workspaces with work that could not be collected (`paddock discard RUN` frees them)",
                    size.workspace());
        } else if (rules.workspaceDue(run, now)) {
            add(new Thing.Workspace(run), run.run(), label(run), ended(run), size.workspace());
            return true;
        } else {
            staying.add("workspaces of runs that ended a short time ago", size.workspace());
        }
        return false;
    }

    private void branch(Upkeep run, DiskUse.OfRun size, boolean freed) {
        boolean result = Files.isDirectory(home.run(run.run()).resolve("result.git"));
        if (result && run.archived() != null) {
            add(new Thing.Unfinished(run), run.run(), label(run), "its clean-up was cut off", size.result());
        } else if (result && freed && rules.branchDue(run, now)) {
            add(new Thing.Branch(run), run.run(), label(run) + "  " + run.branch(), ended(run), size.result());
            staying.add("diffs of runs whose branch goes or went", 0);
        } else if (result && run.commit() != null) {
            staying.add("branches with their diffs", size.result());
        } else if (run.archived() != null && run.commit() != null) {
            staying.add("diffs of runs whose branch goes or went", size.result());
        }
    }

    private void strays(Set<String> runs, Set<String> projects) {
        for (String stray : holdings.workspaces().directories().strays(runs)) {
            DiskUse.OfRun size = use.run(stray);
            add(new Thing.StrayRun(stray), stray, "runs/" + stray, "no run has it", size.workspace() + size.result());
        }
        for (Path directory : list(home.projects())) {
            String project = directory.getFileName().toString();
            if (!Trash.is(directory)
                    && !projects.contains(project)
                    && Rules.passed(time(directory), PROJECT_COMES, now)) {
                add(
                        new Thing.StrayProject(project),
                        project,
                        "projects/" + project,
                        "no project has it",
                        use.projects().getOrDefault(project, 0L));
            }
        }
        long trashed = use.kinds().getOrDefault("trash", 0L);
        if (trashed > 1 << 20) {
            add(new Thing.Trashed(), "trash", "the trash", "it was taken away before", trashed);
        }
    }

    private void project(String project, String name) {
        for (Checkout base : holdings.bases().all(project)) {
            long bytes = use.part("projects/" + project + "/base/" + base.commit());
            if (bases.contains(project + "/" + base.commit())) {
                staying.add("base checkouts below workspaces", bytes);
            } else if (Rules.passed(base.used(), rules.caches(), now)) {
                String what = name + " at " + base.commit().substring(0, 10);
                add(new Thing.Base(project, base.commit()), base.commit(), what, used(base.used()), bytes);
            } else {
                staying.add("base checkouts that were used a short time ago", bytes);
            }
        }
        for (Layer layer : holdings.layers().all(project)) {
            long bytes = use.part("projects/" + project + "/layers/" + layer.key());
            boolean needed = layers.contains(layer.key()) || bases.contains(project + "/" + layer.base());
            Instant used = layer.used();
            if (!needed && Rules.passed(used, rules.caches(), now)) {
                add(new Thing.SetUp(project, layer), layer.key(), name + " " + layer.key(), used(used), bytes);
            } else {
                staying.add("set-up layers that are used or were a short time ago", bytes);
            }
        }
    }

    private void caches() {
        Path downloads = holdings.programs().downloads();
        if (Files.isDirectory(downloads)) {
            Instant used = holdings.programs().downloadsUsed();
            long bytes = use.part(home.root().relativize(downloads).toString());
            if (bytes > rules.downloads()) {
                String why = rules.downloads() == 0 ? used(used) : "larger than " + (rules.downloads() >> 20) + " MiB";
                add(new Thing.Downloads(), "npm", "npm's downloads", why, bytes);
            } else if (Rules.passed(used, rules.caches(), now)) {
                add(new Thing.Downloads(), "npm", "npm's downloads", used(used), bytes);
            } else {
                staying.add("downloads for agents", bytes);
            }
        }
        for (Path part : holdings.programs().unfinished()) {
            String place = home.root().relativize(part).toString();
            if (Rules.passed(time(part), INSTALL_ENDS, now)) {
                add(new Thing.Part(part), place, place, "an install was cut off", use.part(place));
            }
        }
        for (Old old : holdings.programs().all()) {
            String name = old.agent() + " " + old.directory().getFileName();
            long bytes = use.part(home.root().relativize(old.directory()).toString());
            if (Rules.passed(old.installed(), rules.agents(), now)
                    && holdings.runs().using(old.agent()).isEmpty()) {
                add(new Thing.Program(old), name, name, "no agent's file names it", bytes);
            } else {
                staying.add("old programs of agents", bytes);
            }
        }
    }

    private void logs() {
        for (Path file : list(home.log())) {
            String name = file.getFileName().toString();
            Instant changed = time(file);
            if (!Trash.is(file) && !LIVE_LOGS.contains(name) && Rules.passed(changed, rules.logs(), now)) {
                add(
                        new Thing.Log(file),
                        name,
                        "log/" + name,
                        used(changed),
                        file.toFile().length());
            }
        }
    }

    private void add(Thing thing, String name, String what, String why, long bytes) {
        items.add(new Item(thing, name, what, why, bytes));
    }

    private static String label(Upkeep run) {
        return run.taskName() + "/" + run.agent() + "  " + run.run();
    }

    private String ended(Upkeep run) {
        String outcome = run.settled() ? Objects.requireNonNullElse(run.outcome(), "") + ", " : "";
        return outcome + "ended " + ago(Objects.requireNonNullElse(run.since(), now));
    }

    private String used(Instant used) {
        return "last used " + ago(used);
    }

    private String ago(Instant time) {
        Duration age = Duration.between(time, now);
        if (age.toMinutes() < 120) {
            return Math.max(0, age.toMinutes()) + " min ago";
        }
        return age.toHours() < 48 ? age.toHours() + " h ago" : age.toDays() + " days ago";
    }

    private static List<Path> list(Path directory) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.toList();
        } catch (IOException e) {
            throw new PaddockException(ErrorCode.EXTERNAL, "can't read " + directory + ": " + e.getMessage(), e);
        }
    }

    private static Instant time(Path path) {
        try {
            return Files.getLastModifiedTime(path).toInstant();
        } catch (IOException e) {
            return Instant.now();
        }
    }
}
