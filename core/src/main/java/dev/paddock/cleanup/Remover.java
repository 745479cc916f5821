package dev.paddock.cleanup;

import dev.paddock.environment.Layers;
import dev.paddock.event.EventBody;
import dev.paddock.home.Home;
import dev.paddock.run.Outcomes;
import dev.paddock.store.Query;
import dev.paddock.store.Store;
import dev.paddock.task.Upkeep;
import dev.paddock.workspace.Trash;
import java.nio.file.Files;
import java.time.Instant;
import java.time.InstantSource;

/** Removes things, each looked at again in the moment in which its owner can't give it to anybody. */
final class Remover {
    private final Holdings holdings;
    private final Home home;
    private final Store store;
    private final Trash trash;
    private final InstantSource clock;

    Remover(Holdings holdings, InstantSource clock) {
        this.holdings = holdings;
        this.home = holdings.home();
        this.store = holdings.store();
        this.trash = new Trash(home);
        this.clock = clock;
    }

    /**
     * Removes a thing.
     *
     * @return false if it is in use again, or gone
     * @throws dev.paddock.error.PaddockException if it can't be removed
     */
    boolean remove(Plan.Item item, Rules rules) {
        Instant now = clock.instant();
        Outcomes outcomes = holdings.runs().outcomes();
        return switch (item.thing()) {
            case Thing.Workspace(Upkeep run) ->
                outcomes.free(
                        run.run(),
                        known -> rules.workspaceDue(known, now),
                        new EventBody.Cleaned(Outcomes.WORKSPACE, item.bytes(), item.why()));
            case Thing.Branch(Upkeep run) ->
                outcomes.archive(
                        run.run(),
                        known -> rules.branchDue(known, now),
                        new EventBody.Cleaned(Outcomes.BRANCH, item.bytes(), item.why()));
            case Thing.Base(String project, String commit) ->
                holdings.bases().remove(project, commit, () -> baseUnused(project, commit));
            case Thing.SetUp setUp -> setUp(setUp);
            case Thing.Downloads downloads -> holdings.programs().removeDownloads();
            case Thing.Program(var old) ->
                holdings.programs()
                        .remove(old, () -> holdings.runs().using(old.agent()).isEmpty());
            case Thing.Part(var directory) -> holdings.programs().removeUnfinished(directory);
            case Thing.Log(var file) -> {
                trash.remove(file);
                yield true;
            }
            case Thing.Unfinished(Upkeep run) -> finish(run.run());
            case Thing.StrayRun(String run) ->
                holdings.workspaces()
                        .directories()
                        .removeStray(
                                run,
                                () -> store.<Boolean>read(
                                        query -> query.run(run).isEmpty()));
            case Thing.StrayProject(String project) -> strayProject(project);
            case Thing.Trashed trashed -> trash.empty();
        };
    }

    private boolean baseUnused(String project, String commit) {
        return !holdings.runs().standsReady(project, commit)
                && !store.<Boolean>read(query -> query.startsFrom(project, commit))
                && store.read(query -> query.keptOver(project, commit)).stream()
                        .noneMatch(run -> Files.isDirectory(home.run(run).resolve("layer")));
    }

    private boolean setUp(Thing.SetUp setUp) {
        Layers layers = holdings.layers();
        String commit = setUp.layer().base();
        return layers.remove(
                setUp.project(),
                setUp.layer(),
                () -> !holdings.runs().standsReady(setUp.project(), commit)
                        && !store.<Boolean>read(query -> query.startsFrom(setUp.project(), commit))
                        && !layers.marks().all().contains(setUp.layer().key()));
    }

    /** What the row says was done, whatever was left of it. */
    private boolean finish(String run) {
        Upkeep known = store.read(query -> query.upkeep(run)).orElse(null);
        if (known == null || known.freed() == null) {
            return false;
        }
        holdings.workspaces().directories().shed(run);
        if (known.archived() != null) {
            holdings.workspaces().archive(run, known.base(), known.commit(), () -> true);
        }
        return true;
    }

    private boolean strayProject(String project) {
        boolean stray = store.read(Query::projects).stream()
                .noneMatch(known -> known.id().equals(project));
        if (stray) {
            trash.remove(home.project(project));
        }
        return stray;
    }
}
