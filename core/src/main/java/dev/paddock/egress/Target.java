package dev.paddock.egress;

import dev.paddock.task.EgressRule.Level;
import dev.paddock.task.Project;
import dev.paddock.task.Run;
import dev.paddock.task.Task;

/** Whose rules are meant. Narrower ones add to wider ones. */
public sealed interface Target {
    /** Every run of this server. */
    record Everything() implements Target {}

    /** Every run of a project. */
    record OfProject(Project project) implements Target {}

    /** One run. */
    record OfRun(Run run, Task task, Project project) implements Target {}

    /** The level that a change made for this target belongs to. */
    default Level level() {
        return switch (this) {
            case Everything everything -> Level.GLOBAL;
            case OfProject of -> Level.PROJECT;
            case OfRun of -> Level.RUN;
        };
    }

    /** The id of what it is about, empty for everything. */
    default String owner() {
        return switch (this) {
            case Everything everything -> "";
            case OfProject of -> of.project().id();
            case OfRun of -> of.run().id();
        };
    }

    /** The id of the project, empty for everything. */
    default String projectId() {
        return switch (this) {
            case Everything everything -> "";
            case OfProject of -> of.project().id();
            case OfRun of -> of.project().id();
        };
    }
}
