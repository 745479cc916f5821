package dev.paddock.run;

import dev.paddock.task.Run;
import dev.paddock.task.Task;
import java.util.List;

/** A task that was taken, with its queued runs. */
public record Started(Task task, List<Run> runs) {}
