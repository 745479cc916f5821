package dev.paddock.cleanup;

import dev.paddock.agent.OldPrograms.Old;
import dev.paddock.environment.Layer;
import dev.paddock.task.Upkeep;
import java.nio.file.Path;

/** Something on the disk that can go. */
sealed interface Thing {
    record Workspace(Upkeep run) implements Thing {}

    record Branch(Upkeep run) implements Thing {}

    record Base(String project, String commit) implements Thing {}

    record SetUp(String project, Layer layer) implements Thing {}

    record Downloads() implements Thing {}

    record Program(Old old) implements Thing {}

    /** What a cut off install left. */
    record Part(Path directory) implements Thing {}

    record Log(Path file) implements Thing {}

    /** What is left of a run that was freed or archived, as its row says. */
    record Unfinished(Upkeep run) implements Thing {}

    /** The directory of a run without a row. */
    record StrayRun(String run) implements Thing {}

    /** The directory of a project without a row. */
    record StrayProject(String project) implements Thing {}

    /** What was taken away and not deleted. */
    record Trashed() implements Thing {}

    default Kind kind() {
        return switch (this) {
            case Workspace w -> Kind.WORKSPACES;
            case Branch b -> Kind.BRANCHES;
            case Base b -> Kind.BASES;
            case SetUp s -> Kind.LAYERS;
            case Downloads d -> Kind.DOWNLOADS;
            case Program p -> Kind.AGENTS;
            case Part p -> Kind.LEFTOVERS;
            case Log l -> Kind.LOGS;
            case Unfinished u -> Kind.LEFTOVERS;
            case StrayRun s -> Kind.LEFTOVERS;
            case StrayProject s -> Kind.LEFTOVERS;
            case Trashed t -> Kind.LEFTOVERS;
        };
    }
}
