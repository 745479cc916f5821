package dev.paddock.server;

import dev.paddock.task.Run;
import dev.paddock.task.RunState;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where queued runs stand, asked once an answer and only where one of them is in it. Not for several threads. */
final class Line {
    /** Of how many runs of a project the place is told. */
    private static final int DEPTH = 1_000;

    private final Services services;
    private @Nullable Map<String, Integer> places;

    Line(Services services) {
        this.services = services;
    }

    /** Null unless the run is queued. */
    Views.@Nullable QueueView of(Run run) {
        if (run.state().kind() != RunState.Kind.QUEUED) {
            return null;
        }
        Map<String, Integer> known = places;
        if (known == null) {
            known = services.store().read(query -> query.queue().places(DEPTH));
            places = known;
        }
        return new Views.QueueView(
                known.get(run.id()), run.due() == null ? services.runs().lack() : "");
    }
}
