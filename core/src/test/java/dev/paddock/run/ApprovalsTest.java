package dev.paddock.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paddock.agent.Answer;
import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.event.Event;
import dev.paddock.event.EventBody;
import dev.paddock.task.Approval;
import dev.paddock.task.PermissionMode;
import dev.paddock.task.Run;
import dev.paddock.task.TaskOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runs that wait for a person, with an agent of a few lines in a real sandbox. */
@Tag("A7")
@Tag("H4")
class ApprovalsTest extends OneServer {
    /** Asks once when it is told its goal, writes down each answer that it gets, and ends its turn. */
    private static final String AGENT = """
            name: asking
            protocol: acp
            command:
              - sh
              - -c
              - |
                reply() { echo '{"id":'$id',"result":'"$1"'}'; }
                end() { echo '{"id":'$turn',"result":{"stopReason":"'$1'"}}'; }
                while read -r line; do
                  id=$(printf '%s' "$line" | sed -n 's/.*"id":\\([0-9]*\\).*/\\1/p')
                  case $line in
                    *'"initialize"'*) reply '{"protocolVersion":1,"agentCapabilities":{"sessionCapabilities":{"resume":{}}}}';;
                    *'"session/new"'*) reply '{"sessionId":"s1"}';;
                    *'"session/resume"'*) reply '{}';;
                    *'"session/cancel"'*) end cancelled;;
                    *'"session/prompt"'*) turn=$id
                      case $line in
                        *'change it'*) echo '{"id":77,"method":"session/request_permission","params":{"sessionId":"s1","toolCall":{"toolCallId":"c1","title":"a command","kind":"execute","rawInput":{"command":"change it"}},"options":[{"optionId":"y","name":"Yes","kind":"allow_once"},{"optionId":"n","name":"No","kind":"reject_once"}]}}';;
                        *) printf '%s\\n' "$line" >> told.txt; end end_turn;;
                      esac;;
                    *'"id":77'*) printf '%s\\n' "$line" >> answers.txt
                      case $line in *'"y"'*) end end_turn;; esac;;
                  esac
                done
            """;

    @BeforeEach
    void bringAgent() throws IOException {
        Files.writeString(root.resolve("agents/asking.yaml"), AGENT);
    }

    private Run ask(String goal, @Nullable String mode) {
        TaskOptions options = new TaskOptions(mode, List.of(), Map.of(), Map.of(), null);
        return server.runs
                .start(new NewTask(goal, null, project, null, List.of("asking"), null, List.of(), options, Map.of()))
                .runs()
                .getFirst();
    }

    private Approval awaitAsked(Run run) {
        server.await(run.id(), "waiting");
        return server.store.read(query -> query.approvals(run.id())).getFirst();
    }

    private List<Approval> waiting() {
        return server.store.read(query -> query.approvals());
    }

    private static Answer answer(Approval asked, boolean approved, @Nullable String reason) {
        return new Answer(asked.id(), asked.hash(), approved, false, null, reason, "person");
    }

    private Stream<EventBody> events(Run run) {
        return server.store.read(query -> query.events(run.id(), 0, 1_000)).stream()
                .map(Event::body);
    }

    private String file(Run run, String name) {
        try {
            Path file = server.home.run(run.id()).resolve("layer/upper").resolve(name);
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    @Tag("T7")
    void whatWaitsIsStillThereForTheNextServerAndIsAnsweredOnce() {
        Run run = ask("change it", "ask");
        Approval asked = awaitAsked(run);
        next();
        assertThat(waiting()).containsExactly(asked);
        Awaitility.await().atMost(30, TimeUnit.SECONDS).until(() -> server.runs.alive(run.id()));
        assertThatThrownBy(() -> server.runs.answer(
                        run.id(), new Answer(asked.id(), "0".repeat(64), true, false, null, null, "person")))
                .isInstanceOfSatisfying(
                        PaddockException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
        server.runs.answer(run.id(), answer(asked, true, null));
        assertThatThrownBy(() -> server.runs.answer(run.id(), answer(asked, true, null)))
                .isInstanceOf(PaddockException.class);
        next();
        Run finished = server.await(run.id(), "finished");
        assertThat(file(run, "answers.txt").lines()).singleElement().asString().contains("\"y\"");
        assertThat(waiting()).isEmpty();
        assertThat(events(run)
                        .filter(EventBody.State.class::isInstance)
                        .map(event -> ((EventBody.State) event).state()))
                .containsExactly("queued", "preparing", "running", "waiting", "running", "collecting", "finished");
        assertThat(finished.work().since()).isNull();
    }

    @Test
    @Tag("T8")
    void theClockOfRunningTimeStopsWhileItWaits() {
        Run run = ask("change it", "ask");
        awaitAsked(run);
        Run waiting = server.run(run.id());
        assertThat(waiting.work().since()).isNull();
        assertThat(waiting.work().at(java.time.Instant.now().plusSeconds(3_600)))
                .isEqualTo(waiting.work().done())
                .isPositive();
    }

    @Test
    @Tag("T7")
    void whatADeadAgentAskedIsVoidAndTheRunGoesOn() {
        Run run = ask("change it", "ask");
        Approval asked = awaitAsked(run);
        server.killSandbox(run.id());
        server.await(run.id(), "finished");
        assertThat(events(run)
                        .filter(EventBody.Permission.class::isInstance)
                        .map(event -> ((EventBody.Permission) event).decision()))
                .containsExactly(null, "void");
        assertThat(file(run, "told.txt")).contains("Go on with what you were doing");
        assertThat(waiting()).isEmpty();
        assertThatThrownBy(() -> server.runs.answer(run.id(), answer(asked, true, null)))
                .isInstanceOf(PaddockException.class);
    }

    @Test
    void theReasonOfARejectionIsTheNextThingThatTheAgentIsTold() {
        Run run = ask("change it", "ask");
        server.runs.answer(run.id(), answer(awaitAsked(run), false, "leave it alone"));
        Awaitility.await()
                .atMost(30, TimeUnit.SECONDS)
                .until(() -> file(run, "told.txt").contains("leave it alone"));
        server.await(run.id(), "finished");
        assertThat(file(run, "answers.txt").lines()).singleElement().asString().contains("\"n\"");
        assertThat(events(run).filter(EventBody.Permission.class::isInstance))
                .last()
                .isInstanceOfSatisfying(EventBody.Permission.class, told -> {
                    assertThat(told.by()).isEqualTo("person");
                    assertThat(told.reason()).isEqualTo("leave it alone");
                });
    }

    @Test
    @Tag("T5")
    void anInterruptTakesBackWhatWaits() {
        Run run = ask("change it", "ask");
        awaitAsked(run);
        server.runs.interrupt(run.id());
        assertThat(server.await(run.id(), "finished").reason()).contains("interrupted");
        assertThat(waiting()).isEmpty();
    }

    @Test
    void aPersonFreesARunWhichThenAsksNoMore() {
        Run run = ask("change it", "ask");
        Approval asked = awaitAsked(run);
        assertThat(server.runs.mode(run.id(), PermissionMode.BYPASS).mode()).isEqualTo("bypass");
        server.runs.answer(run.id(), answer(asked, true, null));
        server.await(run.id(), "finished");
        server.runs.say(run.id(), "change it again");
        Awaitility.await()
                .atMost(30, TimeUnit.SECONDS)
                .until(() -> file(run, "answers.txt").lines().count() == 2);
        server.await(run.id(), "finished");
    }

    @Test
    void aPlainCommandWorksInBypassOnly() {
        TaskOptions asking = new TaskOptions("ask", List.of(), Map.of(), Map.of(), null);
        assertThatThrownBy(() -> server.runs.start(
                        new NewTask("true", null, project, null, List.of("shell"), null, List.of(), asking, Map.of())))
                .hasMessageContaining("plain command");
        Run run = server.start(project, "true");
        server.await(run.id(), "finished");
        assertThatThrownBy(() -> server.runs.mode(run.id(), PermissionMode.PLAN))
                .hasMessageContaining("plain command");
    }

    @Test
    @Tag("T6")
    void aRunThatIsStartedOnceMoreKeepsAsking() {
        Run run = ask("change it", "ask");
        awaitAsked(run);
        server.runs.stop(run.id());
        Run fresh = server.runs.restarts().afresh(run.id(), Map.of());
        assertThat(fresh.mode()).isEqualTo("ask");
        assertThat(awaitAsked(fresh).title()).isEqualTo("a command");
    }
}
