package dev.paddock.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.sandbox.Sandbox;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("G2")
class LargeRepositoryTest {
    @TempDir
    Path root;

    @Test
    @Tag("G4")
    void preparesAndCollectsFiftyThousandFiles() throws Exception {
        try (Field field = new Field(root)) {
            Field.sh(field.clone, """
                    { echo 'commit refs/heads/main'; echo 'committer P <p@example.org> 1700000000 +0000'; printf 'data 1\\nx\\n'
                      for d in $(seq 500); do for f in $(seq 100); do printf 'M 100644 inline src/p%s/f%s\\ndata %s\\n%s %s\\n' $d $f $((${#d}+${#f}+1)) $d $f; done; done
                    } | git fast-import --quiet
                    """);
            String base = field.fetched();
            long t0 = System.nanoTime();
            field.bases.ensure("p", base);
            long t1 = System.nanoTime();
            Workspace workspace = field.workspace("r1", base);
            long t2 = System.nanoTime();
            Sandbox sandbox = field.sandbox(workspace);
            long t3 = System.nanoTime();
            assertThat(Field.agent(sandbox, "git status --porcelain")).isEmpty();
            long t4 = System.nanoTime();
            Field.agent(sandbox, "echo changed >src/p7/f7; rm src/p8/f8; echo new >src/new; mv src/p9 src/moved");
            long t5 = System.nanoTime();
            Collected collected = field.collect(sandbox, workspace);
            long t6 = System.nanoTime();
            assertThat(collected.files()).isEqualTo(103);
            Field.agent(sandbox, "echo again >>src/p7/f7");
            long t7 = System.nanoTime();
            assertThat(field.collect(sandbox, workspace).files()).isEqualTo(103);
            long t8 = System.nanoTime();
            System.out.printf(
                    "50,000 files: base checkout %d ms, workspace %d ms, sandbox %d ms, git status %d ms, collect %d ms, again %d ms%n",
                    (t1 - t0) / 1_000_000,
                    (t2 - t1) / 1_000_000,
                    (t3 - t2) / 1_000_000,
                    (t4 - t3) / 1_000_000,
                    (t6 - t5) / 1_000_000,
                    (t8 - t7) / 1_000_000);
        }
    }
}
