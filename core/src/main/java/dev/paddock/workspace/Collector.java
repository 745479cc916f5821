package dev.paddock.workspace;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.git.BareRepository;
import dev.paddock.git.CommitId;
import dev.paddock.git.ConfinedGit;
import dev.paddock.git.GitEnvironment;
import dev.paddock.git.Piping;
import dev.paddock.process.Outcome;
import dev.paddock.sandbox.Bind;
import dev.paddock.sandbox.Exec;
import dev.paddock.sandbox.Sandbox;
import dev.paddock.task.Stage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One collecting of one workspace: reads the agent's HEAD, commits the work tree, carries the pack out. The first two run in the run's sandbox, the
 * import in a confinement that can write the objects of {@code result.git} only. For one thread at a time a run.
 */
final class Collector {
    private static final String STAGE = ConfinedGit.script(Collector.class, "stage.sh");
    private static final String IMPORT = ConfinedGit.script(Collector.class, "import.sh");
    private static final String AGENT_GIT = Inside.WORKSPACE + "/.git";

    private final Sandbox sandbox;
    private final Workspace workspace;
    private final CollectRequest request;
    private final ConfinedGit git;
    private final CollectLimits limits;
    private final CheckoutLimits unfolded = CheckoutLimits.standard();

    Collector(Sandbox sandbox, Workspace workspace, CollectRequest request, ConfinedGit git, CollectLimits limits) {
        this.sandbox = sandbox;
        this.workspace = workspace;
        this.request = request;
        this.git = git;
        this.limits = limits;
    }

    /** What was staged, and what stands in result.git now. */
    record Tip(Optional<String> commit, boolean fresh, List<String> leftOut, List<String> notes) {}

    /**
     * Tries with the agent's commits; where its git directory turns out to be broken or hostile, without them: the files are collected all the same.
     */
    Tip collect(Collecting.State before) throws IOException {
        Optional<String> head = head();
        if (head.isPresent() && !head.get().equals(workspace.base())) {
            try {
                return attempt(before, head, true, List.of());
            } catch (PaddockException e) {
                if (!sandbox.alive() || e.code() == ErrorCode.INTERNAL || e.code() == ErrorCode.LIMIT) {
                    throw e;
                }
                return attempt(
                        before,
                        Optional.empty(),
                        false,
                        List.of("the agent's own commits could not be kept, its files were: " + e.detail()));
            }
        }
        List<String> notes = head.isPresent()
                ? List.of()
                : List.of("the agent's git directory is removed or broken; its files were collected all the same");
        return attempt(before, head, false, notes);
    }

    private Tip attempt(Collecting.State before, Optional<String> head, boolean agentObjects, List<String> notes)
            throws IOException {
        Collecting.fresh(workspace);
        Staged staged = Staged.parse(stage(before, head, agentObjects), notes);
        if (staged.commit().isEmpty()) {
            return new Tip(before.commit(), false, staged.leftOut(), staged.notes());
        }
        String commit = staged.commit().get();
        Stage.STAGED.reached(workspace.run());
        carry(commit, before, agentObjects);
        Stage.IMPORTED.reached(workspace.run());
        Collecting.remember(workspace, commit, staged.below());
        return new Tip(Optional.of(commit), true, staged.leftOut(), staged.notes());
    }

    /**
     * What the agent's HEAD names. Its repository may say anything, so this process can write nothing, has seconds, and its answer counts only as 40
     * hexadecimal digits.
     */
    private Optional<String> head() {
        List<String> command = List.of(
                "timeout",
                "-s",
                "KILL",
                "10",
                "git",
                "--git-dir=" + AGENT_GIT,
                "rev-parse",
                "--verify",
                "--quiet",
                "HEAD");
        Exec exec = new Exec(command, GitEnvironment.clean(), "/", true, List.of());
        Outcome outcome =
                Piping.finish(List.of("git rev-parse"), sandbox.start(exec), new byte[0], Duration.ofSeconds(30), 1000);
        String text = outcome.text().strip();
        return outcome.ok() && CommitId.valid(text) ? Optional.of(text) : Optional.empty();
    }

    private Outcome stage(Collecting.State before, Optional<String> head, boolean agentObjects) {
        List<String> arguments = new ArrayList<>(List.of(
                workspace.base(),
                head.orElse("-"),
                before.commit().orElse("-"),
                before.below().orElse("-"),
                Long.toString(limits.fileBytes()),
                Long.toString(unfolded.entries())));
        arguments.addAll(request.leaveOut());
        Exec exec = new Exec(
                ConfinedGit.line("collect", STAGE, arguments), environment(agentObjects), "/", true, binds(true));
        byte[] message = request.text(workspace.run()).getBytes(StandardCharsets.UTF_8);
        return Piping.finish(List.of("collecting"), sandbox.start(exec), message, limits.time(), 1 << 20)
                .orThrow("could not commit the workspace");
    }

    private void carry(String commit, Collecting.State before, boolean agentObjects) throws IOException {
        String revisions = commit + "\n^" + workspace.base() + "\n"
                + before.commit().map(last -> "^" + last + "\n").orElse("");
        List<String> pack = ConfinedGit.line(
                "pack",
                "printf %s \"$1\" | git pack-objects --revs --thin --stdout -q --delta-base-offset",
                List.of(revisions));
        Process source = sandbox.start(new Exec(pack, environment(agentObjects), "/", true, binds(false)));
        Process sink;
        try {
            sink = git.start(
                    "import",
                    IMPORT,
                    List.of(
                            commit,
                            workspace.base(),
                            before.commit().orElse("-"),
                            Long.toString(limits.packBytes()),
                            Long.toString(limits.fileBytes()),
                            Long.toString(unfolded.entries()),
                            Long.toString(unfolded.bytes())),
                    List.of(
                            Bind.readOnly(workspace.objects(), Inside.OBJECTS),
                            Bind.readOnly(workspace.result(), Inside.RESULT),
                            Bind.writable(workspace.result().resolve("objects"), Inside.RESULT_OBJECTS)));
        } catch (RuntimeException e) {
            dev.paddock.process.Processes.killTree(source);
            throw e;
        }
        Piping.Piped piped = Piping.pipe(source, sink, limits.packBytes(), limits.time());
        if (piped.tooMuch() || piped.sink().errorText().contains("maximum allowed size")) {
            throw new PaddockException(
                    ErrorCode.LIMIT,
                    "what the run made is more than " + limits.packBytes() + " bytes, packed; it was not collected");
        }
        piped.source().orThrow("could not pack what the run made");
        piped.sink().orThrow("what the run made was refused");
        BareRepository.writeRef(workspace.result(), "refs/heads/agent", commit);
    }

    private Map<String, String> environment(boolean agentObjects) {
        String alternates =
                Inside.OBJECTS + ":" + Inside.RESULT_OBJECTS + (agentObjects ? ":" + AGENT_GIT + "/objects" : "");
        return GitEnvironment.with(Map.of(
                "GIT_DIR",
                Inside.COLLECT + "/git",
                "GIT_INDEX_FILE",
                Inside.COLLECT + "/index",
                "GIT_WORK_TREE",
                Inside.WORKSPACE,
                "GIT_ALTERNATE_OBJECT_DIRECTORIES",
                alternates,
                "GIT_AUTHOR_NAME",
                request.author().name(),
                "GIT_AUTHOR_EMAIL",
                request.author().email(),
                "GIT_COMMITTER_NAME",
                request.author().name(),
                "GIT_COMMITTER_EMAIL",
                request.author().email()));
    }

    private List<Bind> binds(boolean writable) {
        List<Bind> binds = new ArrayList<>(List.of(
                new Bind(workspace.collecting(), Inside.COLLECT, writable),
                Bind.readOnly(workspace.result().resolve("objects"), Inside.RESULT_OBJECTS)));
        if (request.setUp() != null) {
            binds.add(Bind.readOnly(request.setUp(), SetUpChanges.INSIDE));
        }
        return binds;
    }
}
