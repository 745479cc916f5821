package dev.paddock.run;

import dev.paddock.agent.Answer;
import dev.paddock.bubblewrap.Cgroups;
import dev.paddock.event.Event;
import dev.paddock.event.EventBody;
import dev.paddock.run.RecoveryCase.Point;
import dev.paddock.run.RecoveryCase.Then;
import dev.paddock.task.Approval;
import dev.paddock.task.Ids;
import dev.paddock.task.PermissionMode;
import dev.paddock.task.Run;
import dev.paddock.task.RunLimits;
import dev.paddock.task.RunState;
import dev.paddock.task.RunState.Kind;
import dev.paddock.task.Stage;
import dev.paddock.task.Task;
import dev.paddock.task.TaskOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A server in a process of its own, made to be killed: each of its runs is held at the point of its case. Prints {@code held NAME} for each, {@code ready} when
 * those that nothing holds are at work.
 */
final class DoomedServer {
    private static final int PLACES = 200;

    /** An ACP agent of a few lines: asks, dies, or answers, as it is told, and writes down what it was told and answered. */
    static final String TALKER = """
        name: talker
        protocol: acp
        command:
          - sh
          - -c
          - |
            reply() { echo '{"id":'$id',"result":'"$1"'}'; }
            end() { echo '{"id":'$turn',"result":{"stopReason":"'$1'"}}'; }
            call() { echo '{"method":"session/update","params":{"sessionId":"s1","update":{"sessionUpdate":"tool_call_update","toolCallId":"c1","title":"a command","status":"'$1'"}}}'; }
            ask() { call in_progress; echo '{"id":77,"method":"session/request_permission","params":{"sessionId":"s1","toolCall":{"toolCallId":"c1","title":"a command","kind":"execute","rawInput":{"command":"change it"}},"options":[{"optionId":"y","name":"Yes","kind":"allow_once"},{"optionId":"n","name":"No","kind":"reject_once"}]}}'; }
            while read -r line; do
              id=$(printf '%s' "$line" | sed -n 's/.*"id":\\([0-9]*\\).*/\\1/p')
              case $line in
                *'"initialize"'*) reply '{"protocolVersion":1,"agentCapabilities":{"sessionCapabilities":{"resume":{}}}}';;
                *'"session/new"'*) reply '{"sessionId":"s1"}';;
                *'"session/resume"'*) reply '{}';;
                *'"session/cancel"'*) end cancelled;;
                *'"session/prompt"'*) turn=$id
                  printf '%s\\n' "$line" >> told.txt
                  case $line in
                    *'ask and die'*) [ -e died ] || { : > died; ask; sleep 2; exit 3; };;
                    *'die once'*) [ -e died ] || { : > died; exit 3; };;
                    *'change it'*) ask;;
                    *slowly*) sleep 3; end end_turn;;
                    *) end end_turn;;
                  esac;;
                *'"id":77'*) printf '%s\\n' "$line" >> answers.txt
                  case $line in *'"y"'*) call completed; end end_turn;; esac;;
              esac
            done
        """;

    private final Path root;
    private final TestingServer server;
    private final Map<String, String> names = new ConcurrentHashMap<>();
    private final Map<String, Kind> states = new ConcurrentHashMap<>();
    private final Map<String, RecoveryCase> cases;

    private DoomedServer(Path root) throws IOException {
        this.root = root;
        cases = RecoveryCase.all().stream().collect(Collectors.toMap(RecoveryCase::name, one -> one));
        Stage.listen(this::reached);
        server = new TestingServer(root, PLACES, Duration.ofMinutes(5), 0, RunLimits.standard(), Cgroups.find());
        server.store.written(this::written);
        Files.writeString(root.resolve("agents/talker.yaml"), TALKER);
    }

    public static void main(String[] arguments) throws Exception {
        DoomedServer doomed = new DoomedServer(Path.of(arguments[0]));
        String shared = doomed.server.project(doomed.root, "shared");
        for (RecoveryCase one : doomed.cases.values()) {
            String setUp = one.setUp();
            String project = setUp == null
                    ? shared
                    : doomed.server.project(doomed.root, one.name(), setUp.isEmpty() ? null : setUp);
            Thread.ofVirtual().name(one.name()).start(() -> doomed.drive(one, project));
        }
        for (RecoveryCase one : doomed.cases.values()) {
            if (one.point() == null) {
                doomed.await(
                        one, run -> doomed.server.text(run).contains("tick 3") || doomed.state(run) == Kind.FAILED);
            }
        }
        System.out.println("ready");
        Thread.sleep(Long.MAX_VALUE);
    }

    private void drive(RecoveryCase one, String project) {
        if (one.then() instanceof Then.ByHand hand) {
            byHand(one, project, hand.states());
            return;
        }
        String mode = one.agent().equals("talker") ? "ask" : null;
        String run = server.runs
                .start(new NewTask(
                        one.goal(),
                        one.name(),
                        project,
                        null,
                        List.of(one.agent()),
                        null,
                        List.of(),
                        new TaskOptions(mode, List.of(), Map.of(), Map.of(), null),
                        Map.of()))
                .runs()
                .getFirst()
                .id();
        switch (one.then()) {
            case Then.Wait wait -> {}
            case Then.Stop stop -> {
                await(
                        one,
                        id -> stop.after().isEmpty()
                                ? state(id) == Kind.WAITING
                                : server.text(id).contains(stop.after()));
                server.runs.stop(run);
            }
            case Then.Say say -> {
                await(one, id -> state(id) == say.in() && (say.in() != Kind.RUNNING || told(id)));
                server.runs.say(run, say.text());
            }
            case Then.Approve approve -> {
                await(one, id -> state(id) == Kind.WAITING);
                Approval asked =
                        server.store.read(query -> query.approvals(run)).getFirst();
                server.runs.answer(run, new Answer(asked.id(), asked.hash(), true, false, null, null, "person"));
            }
            case Then.GoOn goOn -> {
                if (goOn.stopFirst()) {
                    await(one, id -> server.text(id).contains("said"));
                    server.runs.stop(run);
                }
                await(one, id -> state(id) == (goOn.stopFirst() ? Kind.CANCELLED : Kind.FAILED));
                server.runs.restarts().fromFailure(run, Map.of());
            }
            case Then.ByHand hand -> throw new IllegalStateException(one.name());
        }
    }

    private void byHand(RecoveryCase one, String project, List<RunState> way) {
        String base = server.base(project);
        Task task = new Task(
                Ids.task(), one.name(), one.goal(), project, base, null, List.of(), TaskOptions.NONE, Instant.EPOCH);
        String run = Ids.run();
        server.store.change(tx -> {
            tx.insert(task);
            tx.insert(run, task, one.agent(), "agent/" + one.name(), "by hand");
            tx.mode(run, PermissionMode.BYPASS);
            tx.say(run, one.goal());
            for (RunState state : way) {
                if (state instanceof RunState.Waiting(RunState.WaitingFor what) && state.parked()) {
                    tx.park(run, what, tx.now(), "by hand", true);
                } else {
                    tx.become(run, state, "by hand");
                }
            }
        });
    }

    private Kind state(String run) {
        return server.run(run).state().kind();
    }

    private boolean told(String run) {
        return server.store.read(query -> query.messages(run)).isEmpty();
    }

    private void await(RecoveryCase one, java.util.function.Predicate<String> until) {
        Awaitility.await(one.name())
                .atMost(Duration.ofSeconds(200))
                .pollInterval(Duration.ofMillis(300))
                .until(() -> {
                    List<Run> found = server.store.read(query -> query.find(one.name()));
                    return !found.isEmpty() && until.test(found.getFirst().id());
                });
    }

    private void reached(Stage stage, String subject) {
        RecoveryCase one = of(subject);
        if (one != null && new Point.At(stage).equals(one.point())) {
            hold(one);
        }
    }

    private void written(Event event) {
        Kind before = states.get(event.run());
        Kind now = null;
        if (event.body() instanceof EventBody.State state) {
            now = RunState.of(state.state(), state.waiting()).kind();
            states.put(event.run(), now);
        }
        RecoveryCase one = of(event.run());
        if (one == null || one.point() == null) {
            return;
        }
        boolean here = switch (one.point()) {
            case Point.At at -> false;
            case Point.Step(Kind from, Kind to) -> before == from && now == to;
            case Point.Written(String part) -> event.json().contains(part);
        };
        if (here) {
            hold(one);
        }
    }

    private static void hold(RecoveryCase one) {
        System.out.println("held " + one.name());
        boolean held = true;
        while (held) {
            try {
                Thread.sleep(Long.MAX_VALUE);
            } catch (InterruptedException e) {
                // A held run stays where it is, whoever wants it to end.
                held = true;
            }
        }
    }

    /** The case of a run or a project. */
    private @Nullable RecoveryCase of(String subject) {
        String name = names.computeIfAbsent(
                subject,
                id -> server.store.read(query -> query.run(id)
                        .flatMap(run -> query.task(run.task()))
                        .map(Task::name)
                        .or(() -> query.project(id).map(dev.paddock.task.Project::name))
                        .orElse("")));
        return cases.get(name);
    }
}
