package dev.paddock.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.process.Command;
import dev.paddock.process.Processes;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SlugTest {
    @Property
    void isAlwaysFitForABranch(@ForAll String text) {
        assertThat(Slug.of(text)).matches("[a-z0-9]+(-[a-z0-9]+)*").hasSizeBetween(1, 40);
    }

    @Test
    @Tag("G2")
    void keepsTheWordsOfAGoal() {
        assertThat(Slug.of("Add a health endpoint")).isEqualTo("add-a-health-endpoint");
        assertThat(Slug.of("Don't use Größe & naïve café!")).isEqualTo("dont-use-gro-e-naive-cafe");
        assertThat(Slug.of("日本語")).isEqualTo("task");
        assertThat(Slug.of("")).isEqualTo("task");
        assertThat(Slug.of("Refactor the authentication module so that it works"))
                .isEqualTo("refactor-the-authentication-module-so");
    }

    @Test
    @Tag("G2")
    void makesBranchesThatGitTakes() {
        for (String goal : new String[] {"fix.lock", "--upload-pack=x", "a..b", "@{1}", "HEAD", "x".repeat(300)}) {
            String branch = Slug.branch(Slug.of(goal), 3);
            assertThat(Processes.run(Command.of("git", "check-ref-format", "--branch", branch))
                            .ok())
                    .as(branch)
                    .isTrue();
        }
    }
}
