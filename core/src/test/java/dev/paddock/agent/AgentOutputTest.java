package dev.paddock.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paddock.error.PaddockException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("T7")
class AgentOutputTest {
    @TempDir
    Path directory;

    private Path file = Path.of("out");

    @BeforeEach
    void name() {
        file = directory.resolve("out");
    }

    @Test
    void readsWholeLinesAndWaitsForTheRest() throws IOException {
        AgentOutput output = new AgentOutput(file);
        assertThat(output.read(OutputPosition.START, 100, false).lines()).isEmpty();

        append("one\r\ntwo\nthr");
        AgentOutput.Batch batch = output.read(OutputPosition.START, 100, false);
        assertThat(batch.lines()).containsExactly(new OutputLine.Whole("one"), new OutputLine.Whole("two"));
        assertThat(batch.next()).isEqualTo(new OutputPosition(9, 0));

        assertThat(output.read(batch.next(), 100, false).lines()).isEmpty();
        append("ee\n");
        assertThat(output.read(batch.next(), 100, false).lines()).containsExactly(new OutputLine.Whole("three"));
    }

    @Test
    void takesALastLineWithoutNewlineOnceTheAgentEnded() throws IOException {
        append("done");
        AgentOutput.Batch batch = new AgentOutput(file).read(OutputPosition.START, 100, true);
        assertThat(batch.lines()).containsExactly(new OutputLine.Whole("done"));
        assertThat(batch.next().offset()).isEqualTo(4);
    }

    @Test
    void stopsAtItsBoundAndSaysThatThereIsMore() throws IOException {
        append("aaaa\nbbbb\ncccc\n");
        AgentOutput.Batch batch = new AgentOutput(file).read(OutputPosition.START, 6, false);
        assertThat(batch.lines()).hasSize(2);
        assertThat(batch.more()).isTrue();
    }

    @Test
    void replacesInvalidUtf8() throws IOException {
        Files.write(file, new byte[] {'a', (byte) 0xff, 'b', '\n'});
        assertThat(new AgentOutput(file).read(OutputPosition.START, 100, false).lines())
                .containsExactly(new OutputLine.Whole("a\uFFFDb"));
    }

    @Test
    @Tag("attack-88")
    void leavesOutALineThatIsTooLongAcrossARestart() throws IOException {
        byte[] big = new byte[AgentOutput.MAX_LINE + 10];
        Arrays.fill(big, (byte) 'x');
        Files.write(file, big);
        AgentOutput.Batch first = new AgentOutput(file).read(OutputPosition.START, 1 << 20, false);
        assertThat(first.lines()).isEmpty();
        assertThat(first.next().skipped()).isPositive();

        append("yy\nafter\n");
        List<OutputLine> lines = new ArrayList<>();
        OutputPosition at = first.next();
        AgentOutput restarted = new AgentOutput(file);
        AgentOutput.Batch batch;
        do {
            batch = restarted.read(at, 1 << 20, false);
            lines.addAll(batch.lines());
            at = batch.next();
        } while (batch.more());
        assertThat(lines).containsExactly(new OutputLine.TooLong(big.length + 2L), new OutputLine.Whole("after"));
    }

    @Test
    void readsALineOfExactlyTheLongestLength() throws IOException {
        byte[] big = new byte[AgentOutput.MAX_LINE + 1];
        Arrays.fill(big, (byte) 'x');
        big[big.length - 1] = '\n';
        Files.write(file, big);
        assertThat(new AgentOutput(file).read(OutputPosition.START, 1, false).lines())
                .singleElement()
                .isInstanceOfSatisfying(
                        OutputLine.Whole.class, line -> assertThat(line.text()).hasSize(AgentOutput.MAX_LINE));
    }

    @Test
    void refusesAFileThatBecameShorter() throws IOException {
        append("a\n");
        assertThatThrownBy(() -> new AgentOutput(file).read(new OutputPosition(10, 0), 100, false))
                .isInstanceOf(PaddockException.class);
    }

    private void append(String text) throws IOException {
        Files.write(file, text.getBytes(StandardCharsets.UTF_8), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
