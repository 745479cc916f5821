package dev.paddock.cli;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Runs at work, a line for each thing that happens, for files and pipes. Each line begins with the run's label where there are several. */
final class LineView implements RunsView {
    private final Caller caller;
    private final int labelWidth;
    private final Map<String, Transcript> transcripts = new HashMap<>();

    LineView(Caller caller, List<RunProgress> runs) {
        this.caller = caller;
        this.labelWidth = runs.size() < 2
                ? 0
                : Math.min(
                        48,
                        runs.stream().mapToInt(r -> Width.of(r.label())).max().orElse(0));
    }

    @Override
    public synchronized void event(RunProgress run, JsonNode event) {
        run.apply(event);
        Transcript transcript = transcripts.computeIfAbsent(run.id(), id -> new Transcript());
        String label = labelWidth == 0 ? "" : Width.pad(run.label(), labelWidth) + "  ";
        for (Transcript.Line line : transcript.accept(event)) {
            caller.say(label + line.show(new Style(false)));
        }
    }

    @Override
    public synchronized void trouble(String what) {
        if (!what.isEmpty()) {
            caller.say(what);
        }
    }

    @Override
    public void close() {
        caller.err().flush();
    }
}
