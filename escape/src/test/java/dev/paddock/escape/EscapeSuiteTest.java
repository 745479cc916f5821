package dev.paddock.escape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.bubblewrap.BubblewrapProvider;
import dev.paddock.bubblewrap.Cgroups;
import dev.paddock.bubblewrap.ConfinedCommand;
import dev.paddock.home.Home;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The suite against the bubblewrap provider as it is. */
@Tag("S2")
@Tag("attack-1")
@Tag("attack-2")
@Tag("attack-3")
@Tag("attack-4")
@Tag("attack-5")
@Tag("attack-6")
@Tag("attack-7")
@Tag("attack-8")
@Tag("attack-9")
@Tag("attack-10")
@Tag("attack-11")
@Tag("attack-12")
@Tag("attack-13")
@Tag("attack-14")
@Tag("attack-15")
@Tag("attack-16")
@Tag("attack-17")
@Tag("attack-18")
@Tag("attack-19")
@Tag("attack-20")
@Tag("attack-21")
@Tag("attack-22")
@Tag("attack-23")
@Tag("attack-24")
@Tag("attack-25")
@Tag("attack-26")
@Tag("attack-27")
@Tag("attack-28")
@Tag("attack-48")
@Tag("attack-49")
@Tag("attack-50")
@Tag("attack-51")
@Tag("attack-52")
@Tag("attack-53")
@Tag("attack-54")
@Tag("attack-57")
@Tag("attack-58")
@Tag("attack-59")
@Tag("attack-60")
@Tag("attack-61")
@Tag("attack-62")
@Tag("attack-63")
@Tag("attack-64")
@Tag("attack-65")
@Tag("attack-85")
@Tag("attack-86")
@Tag("attack-87")
@Tag("attack-88")
@Tag("attack-89")
@Tag("attack-90")
@Tag("attack-91")
@Tag("attack-92")
final class EscapeSuiteTest {
    @TempDir
    Path scratch;

    @Test
    void holdsAgainstEveryAttack() throws Exception {
        Home home = new Home(scratch.resolve("home"), Files.createDirectories(scratch.resolve("r")));
        Files.createDirectories(home.root());
        Cgroups cgroups = Cgroups.find();
        Proof proof = EscapeSuite.run(
                Target.in(home, own -> new BubblewrapProvider(own, cgroups), ConfinedCommand::new),
                Set.of(),
                result -> {});
        assertThat(proof.results())
                .allSatisfy(result -> assertThat(result.outcome())
                        .as("attack %d", result.attack().number())
                        .isEqualTo(new Outcome.Held()));
        assertThat(proof.ok()).isTrue();
        try (var left = Files.list(home.root())) {
            assertThat(left).isEmpty();
        }
    }
}
