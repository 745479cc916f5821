package dev.paddock.run;

import dev.paddock.cleanup.Cleanup;
import dev.paddock.cleanup.DiskMeter;
import dev.paddock.cleanup.Holdings;
import dev.paddock.cleanup.Kind;
import dev.paddock.cleanup.Plan;
import dev.paddock.cleanup.Rules;
import dev.paddock.event.Event;
import dev.paddock.home.Keep;
import dev.paddock.store.Query;
import dev.paddock.task.Run;
import dev.paddock.task.Upkeep;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A server whose disk is cleaned up, by a clock that can be put forward. */
abstract class CleanedServer extends OneServer {
    static final Rules USUAL = Rules.of(Keep.USUAL);
    static final Rules EVERYTHING = Rules.older(Duration.ZERO);

    DiskMeter meter;
    Cleanup cleanup;
    /** So much later it is for the clean-up. */
    Duration later = Duration.ZERO;

    @BeforeEach
    void beginCleanup() {
        meter = new DiskMeter(server.home);
        cleanup = new Cleanup(
                new Holdings(
                        server.home,
                        server.store,
                        server.runs,
                        server.workspaces,
                        server.bases,
                        server.layers,
                        server.agents.old()),
                meter,
                () -> Instant.now().plus(later));
    }

    @AfterEach
    void endCleanup() {
        cleanup.close();
        meter.close();
    }

    /** A run that has ended and whose agent is not kept warm. */
    Run ended(String goal) {
        Run run = server.start(project, goal);
        server.await(run.id(), "finished");
        server.runs.release(run.id());
        return server.run(run.id());
    }

    Cleanup.Done execute(Plan plan) {
        return cleanup.execute(plan, "person", step -> {}, () -> false).join();
    }

    Cleanup.Done clean(Rules rules) {
        return execute(cleanup.plan(rules));
    }

    List<String> names(Plan plan, Kind kind) {
        return plan.items().stream()
                .filter(item -> item.kind() == kind)
                .map(Plan.Item::name)
                .toList();
    }

    Path base(Run run) {
        return server.home.project(project).resolve("base").resolve(run.base());
    }

    Upkeep upkeep(Run run) {
        return server.store.read(query -> query.upkeep(run.id())).orElseThrow();
    }

    List<Event> events(Run run) {
        return server.store.read(query -> query.events(run.id(), 0, 1_000));
    }

    List<Query.Message> messages(Run run) {
        return server.store.read(query -> query.messages(run.id()));
    }

    String patch(Run run) {
        try (InputStream patch = server.workspaces.diffs().patch(run.id(), run.base(), String.valueOf(run.commit()))) {
            return new String(patch.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Path> trash() {
        List<Path> left = new ArrayList<>();
        for (String part : List.of("runs", "projects", "agents", "cache", ".")) {
            Path bin = server.home.root().resolve(part).resolve(".trash");
            if (Files.isDirectory(bin)) {
                try (var entries = Files.list(bin)) {
                    left.addAll(entries.toList());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        return left;
    }
}
