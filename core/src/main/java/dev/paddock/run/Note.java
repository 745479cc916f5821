package dev.paddock.run;

import dev.paddock.agent.Answer;
import dev.paddock.task.PermissionMode;
import dev.paddock.task.Run;
import java.util.concurrent.CompletableFuture;

/** What a run's supervisor is told by others. */
sealed interface Note {
    /** What a person wants to be answered; no two are the same. */
    sealed interface Asked extends Note {}

    /** The agent wrote something, or ended. */
    record Output() implements Note {}

    /** The sandbox of this launch is gone. */
    record SandboxGone(int launch) implements Note {}

    /** A message was put in line. */
    record Said() implements Note {}

    /** A person answers a permission request; what can't be done completes it exceptionally. */
    record Answered(Answer answer, CompletableFuture<Run> done) implements Asked {}

    /** A person changes the permission mode; what can't be done completes it exceptionally. */
    record Mode(PermissionMode mode, CompletableFuture<Run> done) implements Asked {}

    /** A person wants the turn to end. */
    record Interrupt(CompletableFuture<Run> answer) implements Asked {}

    /** A person wants the run to end. */
    record Stop(CompletableFuture<Run> answer) implements Asked {}

    /** The run's guard saw something that the supervisor should look at. */
    record Limit() implements Note {}

    /** The time of a parked run has come, or a person wants it to go on now. */
    record GoOn() implements Note {}

    /** A parked run has waited for too long. */
    record GiveUp(String reason) implements Note {}

    /** The place is needed: end if nothing is going on. */
    record MakeRoom() implements Note {}

    /** The server stops; the agent goes on. */
    record Leave() implements Note {}
}
