package dev.paddock.run;

import dev.paddock.acp.Conversations;
import dev.paddock.agent.AgentLaunch;
import dev.paddock.agent.Conversation;
import dev.paddock.agent.Conversation.Signal;
import dev.paddock.agent.OutputWatch.Watched;
import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.event.EventBody;
import dev.paddock.process.Trees;
import dev.paddock.sandbox.AgentFiles;
import dev.paddock.sandbox.Sandbox;
import dev.paddock.store.Query.Message;
import dev.paddock.task.AgentPosition;
import dev.paddock.task.PermissionMode;
import dev.paddock.task.RunState;
import dev.paddock.task.RunState.Kind;
import dev.paddock.task.Stage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run's agent: starts its program in the run's sandbox or finds the one that an earlier server started, and keeps the link to it while it can be spoken
 * with. Confined to the run's supervisor.
 */
final class RunAgent {
    private static final System.Logger LOG = System.getLogger(RunAgent.class.getName());
    private static final int LAST_WORDS = 600;
    /** Starts without a finished turn between them, after which it is not started again. */
    private static final int MOST_STARTS = 3;

    private final Parts parts;
    private final String run;
    private final Body body;
    private final Course course;
    private final Mailbox mailbox;
    private @Nullable Watched watched;
    private @Nullable AgentLink link;
    private int starts;

    RunAgent(Parts parts, Body body, Course course, Mailbox mailbox) {
        this.parts = parts;
        this.run = body.run().id();
        this.body = body;
        this.course = course;
        this.mailbox = mailbox;
    }

    /** Speaks with the agent; null while there is none. */
    @Nullable
    AgentLink link() {
        return link;
    }

    /** There is one that can be given a message. */
    boolean ready() {
        return link != null && link.ready();
    }

    /** There is one at its turn. */
    boolean busy() {
        return link != null && link.busy();
    }

    /** Starts the program anew and opens or resumes the conversation, with which the run is at work. */
    List<Signal> start(String reason) {
        starts++;
        List<Message> messages = parts.store().read(query -> query.messages(run));
        AgentLink started =
                startProgram(messages.isEmpty() ? "" : messages.getFirst().text());
        return started.begin(session(), tx -> {
            tx.append(run, new EventBody.Agent("started", null, null));
            course.become(tx, new RunState.Running(), reason);
        });
    }

    private AgentLink startProgram(String goal) {
        Sandbox present = body.liveSandbox();
        AgentPosition before = position();
        int number = before.launch() + 1;
        AgentFiles files = files(number);
        AgentLaunch launch = parts.agents().launch(body.agent(), body.with(), goal);
        Path home = body.workspace().home();
        try {
            Trees.delete(files.directory());
            Files.createDirectories(files.directory());
            if (number == 1) {
                for (var file : OwnHome.files(parts.home(), body.task(), body.agent(), body.with())
                        .entrySet()) {
                    HomeFiles.replace(home, file.getKey(), file.getValue());
                }
            }
            for (var file : launch.files().entrySet()) {
                HomeFiles.replace(home, file.getKey(), file.getValue().getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new PaddockException(
                    ErrorCode.EXTERNAL, "can't write the files of run " + run + ": " + e.getMessage(), e);
        }
        present.launch(body.world().agent(launch), files, 0);
        Stage.AGENT_STARTED.reached(run);
        follow(present, number, files);
        Conversation conversation = Conversations.of(body.agent(), mode(), number);
        AgentPosition position = new AgentPosition(number, null, before.session(), 0, 0, 0, "");
        return link(conversation, files, position);
    }

    /** Finds the one that an earlier server spoke with. */
    AgentLink find() {
        AgentPosition position = position();
        AgentFiles files = files(position.launch());
        String state = position.conversation();
        Conversation conversation = state == null
                ? Conversations.of(body.agent(), mode(), position.launch())
                : Conversations.restore(body.agent(), mode(), position.launch(), state);
        body.sandbox().ifPresent(present -> {
            follow(present, position.launch(), files);
            present.tend(files);
        });
        return link(conversation, files, position);
    }

    private AgentLink link(Conversation conversation, AgentFiles files, AgentPosition position) {
        AgentLink made = new AgentLink(parts.store(), run, conversation, files, position, course::change);
        link = made;
        return made;
    }

    private void follow(Sandbox present, int launch, AgentFiles files) {
        leave();
        watched = parts.watch().watch(files.directory(), () -> mailbox.offer(new Note.Output()));
        present.ended().thenRun(() -> mailbox.offer(new Note.SandboxGone(launch)));
    }

    /** Gives it a message, with which the run is at work; does nothing where there is no agent. */
    List<Signal> give(Message message) {
        AgentLink present = link;
        boolean wasRunning = course.kind() == Kind.RUNNING;
        return present == null
                ? List.of()
                : present.prompt(message, tx -> {
                    if (!wasRunning) {
                        course.become(tx, new RunState.Running(), "a message was given to the agent");
                    }
                });
    }

    /** It has ended a turn. */
    void turnEnded() {
        starts = 0;
    }

    /** It was started often enough. */
    boolean startedInVain() {
        return starts >= MOST_STARTS;
    }

    /** Takes what it wrote before its process was gone; nothing where there is none. */
    List<Signal> lost() {
        AgentLink present = link;
        return present == null ? List.of() : present.lost();
    }

    /** It can't be spoken with any more. */
    void forget() {
        link = null;
    }

    /** Kills it and takes what it said last, which changes the run's state no more. */
    void end() {
        AgentLink present = link;
        link = null;
        try {
            body.kill();
            if (present != null) {
                present.abandon();
            }
        } catch (PaddockException e) {
            LOG.log(System.Logger.Level.WARNING, "the agent of " + run + " does not end in order", e);
        }
    }

    /** Its name of the conversation so far, null if there is none. */
    @Nullable
    String session() {
        return position().session();
    }

    /** The end of what its program said on its standard error. */
    String lastWords() {
        try {
            Path err = files(position().launch()).err();
            byte[] bytes = Files.exists(err) ? Files.readAllBytes(err) : new byte[0];
            String text = new String(bytes, StandardCharsets.UTF_8).strip();
            return text.length() > LAST_WORDS ? "…" + text.substring(text.length() - LAST_WORDS) : text;
        } catch (IOException e) {
            return "";
        }
    }

    /** Follows its output no longer. */
    void leave() {
        Watched watching = watched;
        if (watching != null) {
            watching.close();
            watched = null;
        }
    }

    private PermissionMode mode() {
        return parts.store().read(query -> query.mode(run));
    }

    private AgentPosition position() {
        return parts.store().read(query -> query.position(run));
    }

    private AgentFiles files(int launch) {
        return new AgentFiles(parts.home().run(run).resolve("io").resolve(Integer.toString(launch)));
    }
}
