package dev.paddock.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paddock.task.RunState.Kind;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("T4")
class RunStateTest {
    private static RunState state(Kind kind) {
        return RunState.of(kind.word(), kind == Kind.WAITING ? "approval" : null);
    }

    @Test
    void everyStateIsReachedFromTheQueue() {
        Set<Kind> reached = EnumSet.of(Kind.QUEUED);
        ArrayDeque<Kind> next = new ArrayDeque<>(reached);
        while (!next.isEmpty()) {
            for (Kind kind : state(next.pop()).next()) {
                if (reached.add(kind)) {
                    next.push(kind);
                }
            }
        }
        assertThat(reached).containsExactlyInAnyOrder(Kind.values());
    }

    @Test
    void everyLiveStateCanFailAndBeCancelled() {
        for (Kind kind : Kind.values()) {
            if (!state(kind).ended()) {
                assertThat(state(kind).next()).as(kind.word()).contains(Kind.FAILED, Kind.CANCELLED);
            }
        }
    }

    @Test
    void onlyAPersonTakesAnEndedRunOn() {
        assertThat(state(Kind.FAILED).next()).containsExactly(Kind.QUEUED);
        assertThat(state(Kind.CANCELLED).next()).containsExactly(Kind.QUEUED);
        assertThat(state(Kind.FINISHED).next()).containsExactlyInAnyOrder(Kind.QUEUED, Kind.RUNNING);
    }

    @Test
    void wordsGoBothWays() {
        for (Kind kind : Kind.values()) {
            RunState state = state(kind);
            assertThat(RunState.of(state.word(), state.waiting())).isEqualTo(state);
        }
        assertThatThrownBy(() -> RunState.of("waiting", null)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RunState.of("asleep", null)).isInstanceOf(IllegalArgumentException.class);
    }
}
