package dev.paddock.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.paddock.cleanup.Cleanup;
import dev.paddock.cleanup.DiskUse;
import dev.paddock.cleanup.Kind;
import dev.paddock.cleanup.Plan;
import dev.paddock.home.DiskSpace;
import dev.paddock.task.Cleaning;
import dev.paddock.task.Project;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The forms of {@code openapi.yaml} that tell of the disk. */
final class DiskViews {
    private static final int MOST_RUNS = 50;

    private DiskViews() {}

    @JsonInclude(Include.NON_NULL)
    record DiskView(
            long totalBytes,
            long freeBytes,
            long reserveBytes,
            @Nullable Long freeFiles,
            @Nullable Long reserveFiles,
            String level,
            @Nullable Instant measured,
            @Nullable Long usedBytes,
            @Nullable Map<String, Long> kinds,
            @Nullable CleaningView lastCleanup,
            @Nullable Instant nextCleanup) {}

    record CleaningView(Instant at, String cause, int removed, int failed, long bytes) {}

    record ProjectUse(String project, String name, long bytes, long runsBytes) {}

    record RunUse(String run, String project, long workspaceBytes, long resultBytes) {}

    record UseView(DiskView disk, List<ProjectUse> projects, List<RunUse> runs) {}

    record ItemView(String kind, String name, String what, String why, long bytes) {
        static ItemView of(Plan.Item item) {
            return new ItemView(item.kind().word(), item.name(), item.what(), item.why(), item.bytes());
        }
    }

    record TotalView(String kind, long count, long bytes) {}

    record PlanView(
            String id, Instant at, long bytes, List<TotalView> totals, List<ItemView> items, List<Plan.Stays> stays) {}

    @JsonInclude(Include.NON_NULL)
    record StepView(
            String kind,
            String name,
            String what,
            long bytes,
            boolean removed,
            @Nullable String problem) {
        static StepView of(Cleanup.Step step) {
            Plan.Item item = step.item();
            return new StepView(
                    item.kind().word(),
                    item.name(),
                    item.what(),
                    item.bytes(),
                    step.removed(),
                    step.problem().isEmpty() ? null : step.problem());
        }
    }

    record DoneView(boolean done, int removed, int left, int failed, long bytes, List<StepView> problems) {
        static DoneView of(Cleanup.Done done) {
            return new DoneView(
                    true,
                    done.removed(),
                    done.left(),
                    done.failed(),
                    done.bytes(),
                    done.problems().stream().map(StepView::of).toList());
        }
    }

    /** What is known without waiting. */
    static DiskView disk(DiskControl disk) {
        return disk(disk, disk.use().orElse(null));
    }

    static DiskView disk(DiskControl disk, @Nullable DiskUse use) {
        DiskSpace.Space space = disk.space();
        return new DiskView(
                space.total(),
                space.free(),
                space.reserve(),
                space.files() == 0 ? null : space.freeFiles(),
                space.files() == 0 ? null : space.reserveFiles(),
                space.level().name().toLowerCase(Locale.ROOT),
                use == null ? null : use.at(),
                use == null ? null : use.total(),
                use == null ? null : use.kinds(),
                disk.last().map(DiskViews::cleaning).orElse(null),
                disk.next().orElse(null));
    }

    private static CleaningView cleaning(Cleaning done) {
        return new CleaningView(done.at(), done.cause(), done.removed(), done.failed(), done.bytes());
    }

    /** @param projectOf run → project, of the runs that have one */
    static UseView use(DiskView disk, DiskUse use, List<Project> projects, Map<String, String> projectOf) {
        Map<String, Long> ofRuns = new HashMap<>();
        List<RunUse> runs = new ArrayList<>();
        use.runs().forEach((run, size) -> {
            String project = projectOf.getOrDefault(run, "");
            ofRuns.merge(project, size.workspace() + size.result(), Long::sum);
            runs.add(new RunUse(run, project, size.workspace(), size.result()));
        });
        runs.sort(Comparator.comparingLong((RunUse run) -> run.workspaceBytes() + run.resultBytes())
                .reversed());
        return new UseView(
                disk,
                projects.stream()
                        .map(project -> new ProjectUse(
                                project.id(),
                                project.name(),
                                use.projects().getOrDefault(project.id(), 0L),
                                ofRuns.getOrDefault(project.id(), 0L)))
                        .toList(),
                runs.subList(0, Math.min(MOST_RUNS, runs.size())));
    }

    static PlanView plan(Plan plan) {
        List<TotalView> totals = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            List<Plan.Item> of =
                    plan.items().stream().filter(item -> item.kind() == kind).toList();
            if (!of.isEmpty()) {
                totals.add(new TotalView(
                        kind.word(),
                        of.size(),
                        of.stream().mapToLong(Plan.Item::bytes).sum()));
            }
        }
        return new PlanView(
                plan.id(),
                plan.at(),
                plan.bytes(),
                totals,
                plan.items().stream().map(ItemView::of).toList(),
                plan.stays());
    }
}
