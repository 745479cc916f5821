package dev.paddock.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.paddock.agent.Answer;
import dev.paddock.event.EventBody;
import dev.paddock.store.Audit;
import dev.paddock.task.Approval;
import dev.paddock.task.Run;
import dev.paddock.task.TaskOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A server whose home is on a disk of a few megabytes, which is filled up and made free again under two runs. Ends with 0 where all went as it must. */
final class FullDisk {
    private FullDisk() {}

    public static void main(String[] arguments) throws Exception {
        fill(Path.of(arguments[0]));
        System.exit(0);
    }

    private static void fill(Path root) throws Exception {
        try (TestingServer server = new TestingServer(root, 4, Duration.ofMinutes(5))) {
            Files.writeString(root.resolve("agents/talker.yaml"), DoomedServer.TALKER);
            String project = server.project(root, "first");
            TaskOptions ask = new TaskOptions("ask", List.of(), Map.of(), Map.of(), null);
            Run asking = server.runs
                    .start(new NewTask(
                            "change it", null, project, null, List.of("talker"), null, List.of(), ask, Map.of()))
                    .runs()
                    .getFirst();
            Run busy = server.start(project, "for i in $(seq 600); do echo tick $i; sleep 0.05; done");
            server.await(asking.id(), "waiting");
            server.await(busy.id(), "running");
            Path ballast = root.resolve("ballast");
            fillUp(ballast);

            Throwable refused = null;
            while (refused == null) {
                refused = catchThrowable(() -> server.runs.say(asking.id(), "x".repeat(100_000)));
            }
            assertThat(refused).hasMessageContaining("is full").hasMessageContaining("nothing was changed");
            var patient = server.store.submit(tx -> tx.append(asking.id(), new EventBody.Failure("y".repeat(500_000))));
            assertThat(catchThrowable(() -> server.store.change(
                            tx -> tx.append(asking.id(), new EventBody.Failure("z".repeat(500_000))))))
                    .hasMessageContaining("is full");
            assertThat(patient)
                    .as("what came behind it was refused, and it waits")
                    .isNotDone();

            Files.delete(ballast);
            patient.get(30, TimeUnit.SECONDS);
            Approval asked =
                    server.store.read(query -> query.approvals(asking.id())).getFirst();
            server.runs.answer(asking.id(), new Answer(asked.id(), asked.hash(), true, false, null, null, "person"));
            server.await(asking.id(), "finished");
            server.await(server.start(project, "echo again").id(), "finished");
            if (!server.run(busy.id()).state().ended()) {
                server.runs.stop(busy.id());
            }
            assertThat(Audit.of(server.store, Duration.ofMinutes(1)).broken()).isEmpty();
        }
    }

    private static void fillUp(Path ballast) throws IOException {
        try (OutputStream out = Files.newOutputStream(ballast)) {
            byte[] block = new byte[4096];
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("space");
        }
    }
}
