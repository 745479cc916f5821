package dev.paddock.acp;

import dev.paddock.agent.Bounds;
import dev.paddock.agent.Conversation.Signal;
import dev.paddock.agent.Conversation.Step;
import dev.paddock.event.EventBody;
import java.util.ArrayList;
import java.util.List;

/** Collects what one input brings about. */
final class Out {
    final List<EventBody> events = new ArrayList<>();
    final List<String> send = new ArrayList<>();
    final List<Signal> signals = new ArrayList<>();

    /** Keeps what is not known, cut to a bound. */
    void unknown(String line) {
        events.add(new EventBody.Unknown(Bounds.cut(line, Bounds.RAW)));
    }

    Step step() {
        return new Step(events, send, signals);
    }
}
