package dev.paddock.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.paddock.doctor.Doctor;
import dev.paddock.run.Started;
import dev.paddock.run.Use;
import dev.paddock.sandbox.DiskUse;
import dev.paddock.task.Approval;
import dev.paddock.task.Author;
import dev.paddock.task.Project;
import dev.paddock.task.Run;
import dev.paddock.task.Task;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The forms of {@code openapi.yaml}. */
final class Views {
    private Views() {}

    @JsonInclude(Include.NON_NULL)
    record ProjectView(
            String id,
            String name,
            String source,
            @Nullable String path,
            @Nullable String url,
            String git,
            @Nullable String defaultBranch,
            Author author,
            Instant added) {}

    record UsageView(
            long inputTokens,
            long outputTokens,
            long cacheReadTokens,
            long cacheWriteTokens,
            long requests,
            @Nullable Double costUsd) {}

    record DiffView(int files, int added, int removed) {}

    /** {@code cpuPercent} is of one core. */
    record ReadingsView(
            long memoryBytes,
            double cpuSeconds,
            @JsonInclude(Include.NON_NULL) @Nullable Double cpuPercent,
            int processes,
            @JsonInclude(Include.NON_NULL) @Nullable Long diskBytes,
            @JsonInclude(Include.NON_NULL) @Nullable Long files) {
        static ReadingsView of(Use use) {
            DiskUse disk = use.disk();
            return new ReadingsView(
                    use.readings().memoryBytes(),
                    use.readings().cpuNanos() / 1e9,
                    use.cpuPercent() < 0 ? null : (Double) (Math.round(use.cpuPercent() * 10) / 10.0),
                    use.readings().processes(),
                    disk == null ? null : (Long) disk.bytes(),
                    disk == null ? null : (Long) disk.files());
        }
    }

    record RunView(
            String id,
            String task,
            String taskName,
            String goal,
            String project,
            String agent,
            String state,
            @JsonInclude(Include.NON_NULL) @Nullable String waiting,
            String reason,
            String branch,
            String base,
            @Nullable String commit,
            Instant created,
            @Nullable Instant started,
            @Nullable Instant ended,
            long seq,
            boolean alive,
            UsageView usage,
            DiffView diff,
            String mode,
            double workedSeconds,
            @JsonInclude(Include.NON_EMPTY) List<AskedView> approvals,
            @JsonInclude(Include.NON_NULL) @Nullable String outcome,
            @JsonInclude(Include.NON_NULL) @Nullable Instant freed,
            @JsonInclude(Include.NON_NULL) @Nullable Instant archived,
            @JsonInclude(Include.NON_NULL) @Nullable ReadingsView readings,
            long turns,
            @JsonInclude(Include.NON_EMPTY) Map<String, String> limits,
            @JsonInclude(Include.NON_NULL) @Nullable Instant due,
            @JsonInclude(Include.NON_NULL) @Nullable QueueView queue) {}

    /** Where a queued run stands, and what the first ones wait for. */
    record QueueView(
            @JsonInclude(Include.NON_NULL) @Nullable Integer place,
            @JsonInclude(Include.NON_EMPTY) String waitsFor) {}

    /** A permission request that waits for a person. */
    record AskedView(String id, String hash, String title, String kind, Instant asked) {
        static AskedView of(Approval approval) {
            return new AskedView(approval.id(), approval.hash(), approval.title(), approval.kind(), approval.asked());
        }
    }

    record TaskView(
            String id,
            String name,
            String goal,
            String project,
            @JsonInclude(Include.NON_NULL) @Nullable String projectName,
            String base,
            Instant created,
            boolean rehearsal,
            List<RunView> runs) {}

    record StartedView(StartedTask task, List<StartedRun> runs) {}

    record StartedTask(String id, String name, String goal, String project, String base) {}

    record StartedRun(
            String id,
            String agent,
            String state,
            String branch,
            @Nullable String commit) {}

    record CheckView(
            String name,
            String status,
            String found,
            String why,
            @JsonInclude(Include.NON_NULL) @Nullable String fix) {}

    record DoctorView(boolean ok, List<CheckView> checks) {}

    static ProjectView project(Project project, Optional<String> defaultBranch) {
        return new ProjectView(
                project.id(),
                project.name(),
                project.url() == null ? "path" : "url",
                project.path(),
                project.url(),
                "/git/" + project.id() + ".git",
                defaultBranch.orElse(null),
                project.author(),
                project.added());
    }

    static UsageView usage(Run.Totals usage) {
        boolean unpriced = usage.requests() > 0 && usage.costMicros() == 0;
        return new UsageView(
                usage.inputTokens(),
                usage.outputTokens(),
                usage.cacheReadTokens(),
                usage.cacheWriteTokens(),
                usage.requests(),
                unpriced ? null : (Double) (usage.costMicros() / 1e6));
    }

    static RunView run(
            Run run,
            Task task,
            List<Approval> approvals,
            boolean alive,
            Optional<Use> use,
            Map<String, String> limits,
            @Nullable QueueView queue) {
        return new RunView(
                run.id(),
                run.task(),
                task.name(),
                task.goal(),
                run.project(),
                run.agent(),
                run.state().word(),
                run.state().waiting(),
                run.reason(),
                run.branch(),
                run.base(),
                run.commit(),
                run.created(),
                run.started(),
                run.ended(),
                run.seq(),
                alive,
                usage(run.usage()),
                new DiffView(
                        run.change().files(), run.change().added(), run.change().removed()),
                run.mode(),
                run.work().at(Instant.now()).toMillis() / 1e3,
                approvals.stream().map(AskedView::of).toList(),
                run.outcome(),
                run.freed(),
                run.archived(),
                use.map(ReadingsView::of).orElse(null),
                run.work().turns(),
                limits,
                run.due(),
                queue);
    }

    static TaskView task(Task task, @Nullable String projectName, List<RunView> runs) {
        return new TaskView(
                task.id(),
                task.name(),
                task.goal(),
                task.project(),
                projectName,
                task.base(),
                task.created(),
                task.rehearsal() != null,
                runs);
    }

    static StartedView started(Started started) {
        Task task = started.task();
        return new StartedView(
                new StartedTask(task.id(), task.name(), task.goal(), task.project(), task.base()),
                started.runs().stream()
                        .map(run -> new StartedRun(
                                run.id(), run.agent(), run.state().word(), run.branch(), run.commit()))
                        .toList());
    }

    static DoctorView doctor(Doctor.Report report) {
        return new DoctorView(
                report.ok(),
                report.findings().stream()
                        .map(f -> new CheckView(f.name(), f.status().word(), f.found(), f.why(), f.fix()))
                        .toList());
    }
}
