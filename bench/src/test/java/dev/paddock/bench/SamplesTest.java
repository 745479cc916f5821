package dev.paddock.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SamplesTest {
    @Test
    void takesTheMiddleOfWhatWasMeasuredInAnyOrder() {
        Samples samples = new Samples(List.of(9.0, 1.0, 4.0));
        assertThat(samples.median()).isEqualTo(4.0);
        assertThat(samples.min()).isEqualTo(1.0);
        assertThat(samples.max()).isEqualTo(9.0);
        assertThat(new Samples(List.of(4.0, 1.0)).median()).isEqualTo(2.5);
    }

    @Test
    void refusesToSpeakOfNothing() {
        assertThatThrownBy(() -> new Samples(List.of())).hasMessage("nothing was measured");
    }

    @Test
    void showsBothSidesAndTheirRatio() {
        Row row = Row.millis(
                "sandbox",
                new Samples(List.of(30.0, 20.0, 40.0)),
                new Row.Peer("`bwrap`", new Samples(List.of(10.0))),
                "40 ms");
        assertThat(row.line())
                .isEqualTo("| sandbox | 30.0 ms (20.0–40.0) | `bwrap` | 10.0 ms, once | 3.00 × | 40 ms |");
        assertThat(Row.millis("collect", new Samples(List.of(120.0)), "").line())
                .isEqualTo("| collect | 120 ms, once | | | |  |");
    }
}
