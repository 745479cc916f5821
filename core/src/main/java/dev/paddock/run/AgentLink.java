package dev.paddock.run;

import dev.paddock.agent.AgentInput;
import dev.paddock.agent.AgentOutput;
import dev.paddock.agent.Answer;
import dev.paddock.agent.Conversation;
import dev.paddock.agent.Conversation.Signal;
import dev.paddock.agent.Conversation.Step;
import dev.paddock.agent.OutputLine;
import dev.paddock.agent.OutputPosition;
import dev.paddock.error.PaddockException;
import dev.paddock.event.EventBody;
import dev.paddock.sandbox.AgentFiles;
import dev.paddock.store.Query.Message;
import dev.paddock.store.Store;
import dev.paddock.store.Tx;
import dev.paddock.task.AgentPosition;
import dev.paddock.task.PermissionMode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Joins the conversation with one agent process to the journal: what was read, what it means, what is answered and where both files stand become durable
 * together, and only then is the answer written. So after a crash at any moment it goes on at the same byte. Confined to its run's supervisor.
 */
final class AgentLink {
    private static final int PIECE = 1 << 20;
    /** How long a message that is journaled may take to be written to the agent. */
    private static final Duration WRITING = Duration.ofSeconds(60);

    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Store store;
    private final String run;
    private final Conversation conversation;
    private final AgentFiles files;
    private final AgentInput input;
    private final AgentOutput output;
    private final StateChange change;
    private Superseding superseding;
    private AgentPosition position;
    private boolean quiet;

    /** What a signal changes in the run's row, in the transaction that tells of it. */
    interface StateChange {
        void apply(Tx tx, Signal signal);
    }

    AgentLink(
            Store store,
            String run,
            Conversation conversation,
            AgentFiles files,
            AgentPosition position,
            StateChange change) {
        this.store = store;
        this.run = run;
        this.conversation = conversation;
        this.files = files;
        this.input = new AgentInput(files.in());
        this.output = new AgentOutput(files.out());
        this.position = position;
        this.change = change;
        this.superseding = new Superseding(run);
    }

    int launch() {
        return position.launch();
    }

    @Nullable
    String session() {
        return position.session();
    }

    boolean busy() {
        return conversation.busy();
    }

    boolean ready() {
        return conversation.ready();
    }

    /** Opens the conversation; {@code also} is part of the same transaction. */
    List<Signal> begin(@Nullable String resume, Consumer<Tx> also) {
        return apply(conversation.begin(resume), outPosition(), also);
    }

    /** Completes what a server that was killed had journaled but not written. */
    void recover() {
        byte[] tail = position.inTail().getBytes(StandardCharsets.UTF_8);
        write(position.inOffset() - tail.length, tail);
        superseding.restarted(store);
    }

    List<Signal> prompt(Message message, Consumer<Tx> also) {
        return apply(conversation.prompt(message.text()), outPosition(), tx -> {
            also.accept(tx);
            tx.given(message);
        });
    }

    /** Gives a person's answer to a permission request; see {@link Conversation#answer}. The reason of a rejection is put in line as the next message. */
    List<Signal> answer(Answer answer) {
        Step step = conversation.answer(answer);
        String reason = answer.reason();
        return apply(step, outPosition(), tx -> {
            if (!answer.approved() && reason != null) {
                tx.say(run, Words.rejected(title(step), reason));
            }
        });
    }

    private static String title(Step step) {
        return step.events().stream()
                .filter(EventBody.Permission.class::isInstance)
                .map(event -> ((EventBody.Permission) event).title())
                .findFirst()
                .orElse("");
    }

    List<Signal> mode(PermissionMode mode) {
        return apply(conversation.mode(mode), outPosition(), tx -> {});
    }

    boolean cancelling() {
        return conversation.cancelling();
    }

    List<Signal> cancel() {
        return apply(conversation.cancel(), outPosition(), tx -> {});
    }

    /** Takes all that the agent has written so far and, where it has ended, its end. */
    List<Signal> read() {
        Integer exitCode = exitCode();
        List<Signal> signals = new ArrayList<>();
        boolean more = true;
        while (more) {
            AgentOutput.Batch batch = output.read(outPosition(), PIECE, exitCode != null);
            List<EventBody> events = new ArrayList<>();
            List<String> send = new ArrayList<>();
            List<Signal> said = new ArrayList<>();
            for (OutputLine line : batch.lines()) {
                Step step = conversation.take(line);
                events.addAll(step.events());
                send.addAll(step.send());
                said.addAll(step.signals());
            }
            if (!batch.next().equals(outPosition())) {
                signals.addAll(apply(new Step(events, send, said), batch.next(), tx -> {}));
            }
            more = batch.more();
        }
        if (exitCode != null) {
            signals.addAll(apply(conversation.ended(exitCode), outPosition(), tx -> {}));
        }
        return signals;
    }

    /** The process is gone without a word; takes what it wrote before. */
    List<Signal> lost() {
        List<Signal> signals = new ArrayList<>(read());
        if (signals.stream().noneMatch(Signal.Ended.class::isInstance)) {
            signals.addAll(apply(conversation.ended(137), outPosition(), tx -> {}));
        }
        return signals;
    }

    /** As {@link #lost}, for a reason of our own: the run's state is changed by other means. */
    void abandon() {
        quiet = true;
        lost();
    }

    private List<Signal> apply(Step step, OutputPosition out, Consumer<Tx> also) {
        byte[] send = AgentInput.bytes(step.send());
        long inOffset = position.inOffset();
        AgentPosition next = new AgentPosition(
                position.launch(),
                conversation.state(),
                conversation.session() == null ? position.session() : conversation.session(),
                out.offset(),
                out.skipped(),
                inOffset + send.length,
                send.length == 0 ? position.inTail() : new String(send, StandardCharsets.UTF_8));
        Superseding[] after = new Superseding[1];
        store.insist(tx -> {
            after[0] = superseding.copy();
            also.accept(tx);
            step.events().forEach(event -> after[0].append(tx, event));
            tx.position(run, next);
            if (!quiet) {
                step.signals().forEach(signal -> change.apply(tx, signal));
            }
        });
        superseding = after[0];
        position = next;
        if (send.length > 0) {
            write(inOffset, send);
        }
        return step.signals();
    }

    /** What is journaled must reach the agent: a disk that is full for a while is waited for. */
    private void write(long offset, byte[] bytes) {
        long end = System.nanoTime() + WRITING.toNanos();
        while (true) {
            try {
                input.append(offset, bytes);
                return;
            } catch (PaddockException e) {
                if (System.nanoTime() - end > 0 || stopped()) {
                    throw e;
                }
            }
        }
    }

    private static boolean stopped() {
        try {
            Thread.sleep(PAUSE);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private OutputPosition outPosition() {
        return new OutputPosition(position.outOffset(), position.outSkipped());
    }

    private @Nullable Integer exitCode() {
        if (!Files.exists(files.exit())) {
            return null;
        }
        try {
            return Integer.valueOf(Files.readString(files.exit()).strip());
        } catch (IOException | NumberFormatException e) {
            return 255;
        }
    }
}
