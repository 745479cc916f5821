package dev.paddock.server;

import dev.paddock.agent.Answer;
import dev.paddock.event.EventBody;
import dev.paddock.run.NewTask;
import dev.paddock.run.Runs;
import dev.paddock.run.Started;
import dev.paddock.run.Use;
import dev.paddock.task.PermissionMode;
import dev.paddock.task.Run;
import dev.paddock.task.RunLimits;
import dev.paddock.workspace.RunDirectories.Held;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The API's view of {@link Runs}. */
record LiveRuns(Runs runs) implements RunControl {
    @Override
    public Started start(NewTask task) {
        return runs.start(task);
    }

    @Override
    public Run stop(String run) {
        return runs.stop(run);
    }

    @Override
    public Run interrupt(String run) {
        return runs.interrupt(run);
    }

    @Override
    public Run say(String run, String text) {
        return runs.say(run, text);
    }

    @Override
    public Run answer(String run, Answer answer) {
        return runs.answer(run, answer);
    }

    @Override
    public Run mode(String run, PermissionMode mode) {
        return runs.mode(run, mode);
    }

    @Override
    public Process exec(String run, List<String> command, @Nullable String directory) {
        return runs.exec(run, command, directory);
    }

    @Override
    public String lack() {
        return runs.lack();
    }

    @Override
    public boolean alive(String run) {
        return runs.alive(run);
    }

    @Override
    public Optional<Use> use(String run) {
        return runs.use(run);
    }

    @Override
    public Map<String, Use> uses() {
        return runs.uses();
    }

    @Override
    public RunLimits limits(String run) {
        return runs.limits(run);
    }

    @Override
    public Run record(String run, EventBody.Outcome outcome) {
        return runs.outcomes().record(run, outcome);
    }

    @Override
    public Run discard(String run) {
        return runs.outcomes().discard(run);
    }

    @Override
    public void delete(List<String> ids) {
        runs.outcomes().delete(ids);
    }

    @Override
    public void releaseAll(String project) {
        runs.releaseAll(project);
    }

    @Override
    public Held held(String run) {
        return runs.outcomes().held(run);
    }

    @Override
    public Run restart(String run, boolean fromFailure, Map<String, String> limits) {
        return fromFailure
                ? runs.restarts().fromFailure(run, limits)
                : runs.restarts().afresh(run, limits);
    }
}
