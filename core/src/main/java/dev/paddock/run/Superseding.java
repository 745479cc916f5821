package dev.paddock.run;

import dev.paddock.event.Event;
import dev.paddock.event.EventBody;
import dev.paddock.store.Store;
import dev.paddock.store.Tx;
import org.jspecify.annotations.Nullable;

/**
 * Writes the agent's events and marks a message that another one takes the place of: where the model's stream was cut off in the middle of a text, an agent asks
 * again and says it anew under another id. Confined to its run's supervisor and, while that waits, the store's writer.
 */
final class Superseding {
    private static final int TAIL = 500;

    private final String run;
    private @Nullable String last;
    private long since; // where the last message began
    private boolean cut;

    Superseding(String run) {
        this.run = run;
    }

    /** One that goes on from where this one is, for a write that may have to be tried again. */
    Superseding copy() {
        Superseding copy = new Superseding(run);
        copy.last = last;
        copy.since = since;
        copy.cut = cut;
        return copy;
    }

    /** An earlier server ended, and the model's stream with it: nobody saw that it was cut. */
    void restarted(Store store) {
        store.read(query -> {
                    long seq = query.run(run).orElseThrow().seq();
                    return query.events(run, Math.max(0, seq - TAIL), TAIL);
                })
                .forEach(this::took);
        cut = last != null;
    }

    /** Appends an event, behind the mark that it calls for. */
    void append(Tx tx, EventBody event) {
        String replaced = last;
        if (replaced != null && event instanceof EventBody.Text text && replaces(tx, text)) {
            tx.append(run, new EventBody.Superseded(replaced));
        }
        took(tx.append(run, event));
    }

    private boolean replaces(Tx tx, EventBody.Text text) {
        if (text.message() == null || text.message().equals(last)) {
            return false;
        }
        long seq = tx.run(run).orElseThrow().seq();
        return cut
                || tx.events(run, Math.max(since, seq - TAIL), TAIL).stream()
                        .map(Event::body)
                        .anyMatch(Superseding::cutOff);
    }

    private static boolean cutOff(EventBody event) {
        return event instanceof EventBody.Usage usage && !usage.complete() && usage.status() == 200;
    }

    private void took(Event event) {
        if (event.body() instanceof EventBody.Text text) {
            if (text.message() == null || !text.message().equals(last)) {
                cut = false;
                last = text.message();
                since = event.seq();
            }
        } else if (event.body() instanceof EventBody.Tool || event.body() instanceof EventBody.Prompt) {
            // A text that is followed by a call was whole; a prompt begins a new answer.
            last = null;
        }
    }
}
