package dev.paddock.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.sandbox.Sandbox;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("G4")
class CollectTest {
    @TempDir
    Path root;

    @AutoClose
    Field field;

    @BeforeEach
    void open() {
        field = new Field(root);
    }

    @RepeatedTest(3)
    @Tag("G2")
    void collectsEveryKindOfChange() {
        String base = field.commit("""
                echo one >kept; echo two >deleted; seq 50 >renamed; printf '\\0\\1\\2' >binary; echo run >script
                ln -s kept link; mkdir dir; echo in >dir/file
                """);
        Workspace workspace = field.workspace("fix-1", base);
        Sandbox sandbox = field.sandbox(workspace);
        Field.agent(sandbox, """
                test "$(git status --porcelain)" = ""; test "$(git rev-parse --abbrev-ref HEAD)" = agent/fix-1
                echo new >new; rm deleted; mkdir sub; mv renamed sub/moved; printf '\\0\\3\\4' >binary; chmod +x script
                ln -sf dir/file link; printf x >"$(printf 'odd\\nname \\377 \\"')"; ln -s /etc/passwd outside; rm -r dir; echo file >dir
                """);
        Collected collected = field.collect(sandbox, workspace);
        assertThat(collected.notes()).isEmpty();
        String commit = collected.commit().orElseThrow();
        assertThat(field.look(workspace, "log -1 --format='%an <%ae>%n%B' " + commit))
                .isEqualTo("""
                Ada Example <ada@example.org>
                Do the task

                Paddock-Task: t1
                Paddock-Run: fix-1
                Paddock-Agent: tester

                """);
        Field.sh(root, "git clone -q clone apply");
        Field.write(root.resolve("patch"), "");
        try {
            java.nio.file.Files.writeString(
                    root.resolve("patch"),
                    field.patch(workspace, commit),
                    java.nio.charset.StandardCharsets.ISO_8859_1);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        Field.sh(root.resolve("apply"), "git apply --index ../patch");
        assertThat(Field.sh(root.resolve("apply"), "git write-tree"))
                .isEqualTo(field.look(workspace, "rev-parse " + commit + "^{tree}"));
        assertThat(Field.sh(root.resolve("apply"), "git diff --cached --name-status -M HEAD")
                        .lines())
                .containsExactlyInAnyOrder(
                        "M\tbinary",
                        "D\tdeleted",
                        "A\tdir",
                        "D\tdir/file",
                        "M\tlink",
                        "A\tnew",
                        "A\t\"odd\\nname \\377 \\\\\\\"\"",
                        "A\toutside",
                        "R100\trenamed\tsub/moved",
                        "M\tscript");
        assertThat(collected.files()).isEqualTo(10);
        assertThat(field.collect(sandbox, workspace).commit()).contains(commit);
        assertThat(field.collect(sandbox, workspace).fresh()).isFalse();
    }

    @Test
    void makesNoCommitWhereNothingChanged() {
        Workspace workspace = field.workspace("r1", field.commit("echo a >a"));
        Collected collected = field.collect(field.sandbox(workspace), workspace);
        assertThat(collected.commit()).isEmpty();
        assertThat(collected.fresh()).isFalse();
        assertThat(collected.files()).isZero();
    }
}
