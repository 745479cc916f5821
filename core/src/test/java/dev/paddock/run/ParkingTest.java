package dev.paddock.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.gateway.ModelTrouble;
import dev.paddock.gateway.ModelTrouble.Kind;
import dev.paddock.store.Queue.Tries;
import dev.paddock.task.RunState.WaitingFor;
import java.time.Duration;
import java.time.Instant;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("T10")
class ParkingTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final Tries FIRST = new Tries(0, 0, null);

    private static ModelTrouble trouble(Kind kind, int status, @Nullable Instant reset) {
        return new ModelTrouble(kind, "anthropic", "api.example.com", status, reset, NOW);
    }

    private static Parking.Plan plan(ModelTrouble trouble, Tries tries) {
        return Parking.plan(Patience.standard(), trouble, tries, NOW, false);
    }

    private static Parking.Plan.Park park(ModelTrouble trouble, Tries tries) {
        return assertThat(plan(trouble, tries))
                .asInstanceOf(InstanceOfAssertFactories.type(Parking.Plan.Park.class))
                .actual();
    }

    private static String givenUp(ModelTrouble trouble, Tries tries) {
        return assertThat(plan(trouble, tries))
                .asInstanceOf(InstanceOfAssertFactories.type(Parking.Plan.GiveUp.class))
                .actual()
                .why();
    }

    @Test
    void waitsForALimitUntilItIsLiftedAndNotAtOnceWhereThatIsOver() {
        Parking.Plan.Park later = park(trouble(Kind.QUOTA, 429, NOW.plusSeconds(3600)), FIRST);
        assertThat(later.what()).isEqualTo(WaitingFor.QUOTA);
        assertThat(later.until()).isBetween(NOW.plusSeconds(3600), NOW.plusSeconds(3602));
        Instant past =
                park(trouble(Kind.QUOTA, 429, NOW.minusSeconds(30)), FIRST).until();
        assertThat(past).isBetween(NOW.plusSeconds(1), NOW.plusSeconds(3));
    }

    @Test
    void waitsLongerEachTimeWhereItIsOfNoUse() {
        ModelTrouble down = trouble(Kind.NETWORK, 0, null);
        Instant before = NOW;
        for (int parked = 0; parked < 6; parked++) {
            Parking.Plan.Park plan = park(down, new Tries(0, parked, NOW));
            assertThat(plan.what()).isEqualTo(WaitingFor.NETWORK);
            assertThat(plan.until()).isAfter(before);
            before = plan.until();
        }
        assertThat(park(down, new Tries(0, 1_000, NOW)).until()).isBefore(NOW.plus(Duration.ofMinutes(6)));
        Instant lifted = NOW.plusSeconds(60);
        assertThat(park(trouble(Kind.QUOTA, 429, lifted), new Tries(0, 3, NOW)).until())
                .isAfter(lifted.plusSeconds(9));
    }

    @Test
    void givesUpWhatTakesLongerThanTheSettingsAllow() {
        assertThat(givenUp(trouble(Kind.QUOTA, 429, NOW.plus(Duration.ofDays(3))), FIRST))
                .contains("anthropic")
                .contains("2026-01-05T03:04:05Z")
                .contains("park.quota")
                .contains("24 h");
        Tries since = new Tries(0, 80, NOW.minus(Duration.ofHours(6)));
        assertThat(givenUp(trouble(Kind.NETWORK, 0, null), since))
                .contains("api.example.com")
                .contains("park.network")
                .contains("6 h");
    }
}
