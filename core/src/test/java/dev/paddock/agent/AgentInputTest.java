package dev.paddock.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paddock.error.PaddockException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("T7")
class AgentInputTest {
    @TempDir
    Path directory;

    @Test
    void completesAnAppendThatWasCutOffAtAnyPoint() throws IOException {
        byte[] first = AgentInput.bytes(List.of("one"));
        byte[] second = AgentInput.bytes(List.of("two", "three"));
        for (int cut = 0; cut <= second.length; cut++) {
            Path file = directory.resolve("in-" + cut);
            AgentInput input = new AgentInput(file);
            long offset = input.append(0, first);
            Files.writeString(file, "one\n" + new String(second, 0, cut, java.nio.charset.StandardCharsets.UTF_8));

            assertThat(input.append(offset, second)).isEqualTo(offset + second.length);
            assertThat(input.append(offset, second)).isEqualTo(offset + second.length);
            assertThat(file).hasContent("one\ntwo\nthree\n");
        }
    }

    @Test
    void refusesAFileThatLacksWhatTheJournalSaysIsThere() {
        assertThatThrownBy(() -> new AgentInput(directory.resolve("in")).append(5, new byte[] {1}))
                .isInstanceOf(PaddockException.class)
                .hasMessageContaining("journal");
    }
}
