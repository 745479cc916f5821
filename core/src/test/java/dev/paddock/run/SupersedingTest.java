package dev.paddock.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.event.Event;
import dev.paddock.event.EventBody;
import dev.paddock.store.Samples;
import dev.paddock.store.Store;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("C2")
class SupersedingTest {
    @TempDir
    private Path directory;

    @AutoClose
    private Store store;

    private Superseding superseding = new Superseding("r");

    @BeforeEach
    void open() {
        store = Store.open(directory.resolve("paddock.db"));
        Samples.insert(store, "r");
    }

    private void say(EventBody... events) {
        store.change(tx -> List.of(events).forEach(event -> superseding.append(tx, event)));
    }

    private static EventBody text(String message) {
        return new EventBody.Text("words", message);
    }

    private void answered(boolean complete) {
        EventBody usage = new EventBody.Usage("anthropic", "m", 1, 1, 0, 0, complete, 200, 5, null, null);
        store.change(tx -> tx.append("r", usage));
    }

    private List<EventBody> marks() {
        return store.read(query -> query.events("r", 0, 100)).stream()
                .map(Event::body)
                .filter(EventBody.Superseded.class::isInstance)
                .toList();
    }

    @Test
    void marksTheTextOfAnAnswerThatWasCutOff() {
        say(text("a"), text("a"));
        answered(false);
        say(text("b"), text("b"));
        assertThat(marks()).containsExactly(new EventBody.Superseded("a"));
    }

    @Test
    void marksItWhereItsLastWordsComeBehindTheEndOfItsStream() {
        say(text("a"));
        answered(false);
        say(text("a"));
        say(text("b"), text("b"));
        assertThat(marks()).containsExactly(new EventBody.Superseded("a"));
    }

    @Test
    @Tag("T7")
    void marksWhatWasBeingSaidWhenAnEarlierServerEnded() {
        say(text("a"));
        superseding = new Superseding("r");
        superseding.restarted(store);
        say(text("a"), text("b"), text("c"));
        assertThat(marks()).containsExactly(new EventBody.Superseded("a"));
    }

    @Test
    void leavesWholeAnswersAlone() {
        say(text("a"));
        answered(true);
        say(text("b"));
        EventBody tool = new EventBody.Tool("t", "ls", null, "pending", null, null, null, null);
        answered(false);
        say(tool, text("c"));
        answered(false);
        say(new EventBody.Prompt("next"), text("d"));
        assertThat(marks()).isEmpty();
    }
}
