package dev.paddock.acp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.agent.AgentInput;
import dev.paddock.agent.AgentOutput;
import dev.paddock.agent.Conversation.Signal;
import dev.paddock.agent.Conversation.Step;
import dev.paddock.agent.Conversation.StopReason;
import dev.paddock.agent.OutputPosition;
import dev.paddock.agent.OutputWatch;
import dev.paddock.event.EventBody;
import dev.paddock.event.EventJson;
import dev.paddock.process.Processes;
import dev.paddock.task.PermissionMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real agent process, spoken with through the files that outlive the server. */
@Tag("A2")
class AgentProcessTest {
    @TempDir
    Path directory;

    private final List<EventBody> events = new ArrayList<>();
    private final List<Signal> signals = new ArrayList<>();
    private final OutputWatch watch = new OutputWatch();
    private final Semaphore news = new Semaphore(0);
    private @Nullable Process process;
    private AcpConversation conversation = Talk.conversation();
    private OutputPosition position = OutputPosition.START;
    private long offset;

    @BeforeEach
    void start() throws IOException {
        Path agent = directory.resolve("agent.mjs");
        try (var in = AgentProcessTest.class.getResourceAsStream("/acp/tiny-agent.mjs")) {
            Files.copy(in, agent, StandardCopyOption.REPLACE_EXISTING);
        }
        Files.createFile(directory.resolve("in"));
        Files.createFile(directory.resolve("out"));
        watch.watch(directory, news::release);
        process = Processes.start(
                List.of(
                        "sh",
                        "-c",
                        "tail -c +1 -f in | { node agent.mjs; echo $? > exit.part; mv exit.part exit; kill 0; } >> out"),
                Map.of("PATH", System.getenv("PATH")),
                directory);
        apply(conversation.begin(null));
        until(Signal.Ready.class::isInstance);
    }

    @AfterEach
    void stop() {
        watch.close();
        if (process != null) {
            Processes.killTree(process);
        }
    }

    @Test
    @Tag("C1")
    void holdsAConversationOfSeveralTurns() {
        turn("one");
        turn("two");
        assertThat(text()).isEqualTo("you said oneyou said two");
        assertThat(conversation.session()).isEqualTo("tiny-1");
    }

    @Test
    @Tag("A7")
    void answersWhatTheAgentAsks() {
        turn("permission");
        turn("files");
        assertThat(text()).isEqualTo("{\"optionId\":\"y\",\"outcome\":\"selected\"}code -32601");
    }

    @Test
    @Tag("attack-88")
    void isNotHurtByHostileOutput() {
        turn("hostile");
        assertThat(text()).isEqualTo("\uFFFDstill here");
        assertThat(events.stream().filter(EventBody.Unknown.class::isInstance).count())
                .isGreaterThanOrEqualTo(6);
        events.forEach(event -> assertThat(
                        EventJson.write("r", 1, Instant.EPOCH, event).length())
                .isLessThan(100_000));
        turn("after");
        assertThat(text()).endsWith("you said after");
    }

    @Test
    @Tag("T5")
    void endsATurnThatIsCancelled() {
        apply(conversation.prompt("slow"));
        apply(conversation.cancel());
        until(new Signal.TurnEnded(StopReason.CANCELLED, null)::equals);
        turn("next");
        assertThat(text()).isEqualTo("lateyou said next");
    }

    @Test
    @Tag("T7")
    void goesOnAfterTheServerWasKilledMidTurn() {
        apply(conversation.prompt("slow"));
        // A new server knows the state, the position and the offset; it completes the append that the old one had
        // journaled.
        conversation = AcpConversation.restore(Talk.settings(PermissionMode.BYPASS), conversation.state());
        assertThat(conversation.busy()).isTrue();
        apply(conversation.cancel());
        until(new Signal.TurnEnded(StopReason.CANCELLED, null)::equals);
        turn("again");
        assertThat(text()).endsWith("you said again");
    }

    private void turn(String prompt) {
        apply(conversation.prompt(prompt));
        until(new Signal.TurnEnded(StopReason.END_TURN, null)::equals);
    }

    private void apply(Step step) {
        events.addAll(step.events());
        signals.addAll(step.signals());
        offset = new AgentInput(directory.resolve("in")).append(offset, AgentInput.bytes(step.send()));
    }

    private void until(Predicate<Signal> awaited) {
        signals.clear();
        AgentOutput output = new AgentOutput(directory.resolve("out"));
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (signals.stream().noneMatch(awaited)) {
            assertThat(System.nanoTime()).as("an answer within a minute").isLessThan(end);
            AgentOutput.Batch batch = output.read(position, 1 << 20, false);
            batch.lines().forEach(line -> apply(conversation.take(line)));
            position = batch.next();
            if (batch.lines().isEmpty() && !batch.more()) {
                try {
                    news.tryAcquire(1, TimeUnit.SECONDS);
                    news.drainPermits();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (EventBody event : events) {
            if (event instanceof EventBody.Text chunk) {
                text.append(chunk.text());
            }
        }
        return text.toString();
    }
}
