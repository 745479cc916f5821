package dev.paddock.acp;

import dev.paddock.agent.Answer;
import dev.paddock.agent.Conversation.Signal;
import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.event.EventBody.Choice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The requests of {@code session/request_permission}: those that the policy rules on at once, and those that wait for a person. Not for several threads. */
final class Permissions {
    /** Requests that may wait for a person at once. */
    private static final int MAX_PENDING = 16;

    private final AcpSettings settings;
    private final Modes modes;
    private final List<Asked> pending;
    private long count;

    Permissions(AcpSettings settings, Modes modes, State state) {
        this.settings = settings;
        this.modes = modes;
        pending = new ArrayList<>(state.pending());
        count = state.count();
    }

    /**
     * What is stored.
     *
     * @param count requests so far
     * @param pending those that wait for a person, oldest first
     */
    record State(long count, List<Asked> pending) {
        static final State NONE = new State(0, List.of());

        State {
            pending = List.copyOf(pending);
        }
    }

    State state() {
        return new State(count, pending);
    }

    boolean none() {
        return pending.isEmpty();
    }

    /**
     * The agent asks.
     *
     * @param before what was told of the tool call before, or null
     * @param refusal why nothing can be asked now, or null
     */
    void asked(JsonNode request, JsonNode params, Calls.@Nullable Call before, @Nullable String refusal, Out out) {
        Action action = Action.read(params, before);
        count++;
        String id = settings.launch() + "-" + count;
        Asked asked =
                new Asked(id, request, action.tool(), action.title(), action.kind(), action.hash(), action.choices());
        Policy.Ruling ruling = Policy.rule(modes.mode(), modes.own(), action, settings.directory());
        String why = refusal;
        if (why == null && ruling == Policy.Ruling.ASK && pending.size() == MAX_PENDING) {
            why = MAX_PENDING + " requests wait for a person already";
        }
        if (why != null) {
            out.events.add(action.decided(id, null, "cancelled", why));
            out.send.add(asked.answer(null));
            return;
        }
        switch (ruling) {
            case ALLOW -> {
                Choice choice = asked.first("allow_once", "allow_always").orElse(null);
                out.events.add(action.decided(id, choice, choice == null ? "cancelled" : "approved", null));
                out.send.add(asked.answer(choice));
            }
            case REJECT -> {
                Choice choice = asked.first("reject_once", "reject_always").orElse(null);
                out.events.add(action.decided(id, choice, "rejected", "nothing is changed in mode plan"));
                out.send.add(asked.answer(choice));
            }
            case ASK -> {
                pending.add(asked);
                out.events.add(action.ask(id, asked.hash()));
                changed(out);
            }
        }
    }

    /** A person answers; see {@link dev.paddock.agent.Conversation#answer}. */
    Asked answer(Answer answer, Out out) {
        Asked asked = find(answer.id());
        if (!asked.hash().equals(answer.hash())) {
            throw new PaddockException(
                    ErrorCode.CONFLICT, "what request " + asked.id() + " asks is not what was shown; look at it again");
        }
        Choice choice = answer.option() == null ? choose(asked, answer) : option(asked, answer);
        pending.remove(asked);
        String decision = answer.approved() ? "approved" : "rejected";
        out.events.add(asked.decided(choice, decision, answer.by(), answer.reason()));
        out.send.add(asked.answer(choice));
        boolean lasting = choice != null && choice.kind().equals("allow_always");
        boolean leavesPlan = asked.kind().equals("switch_mode");
        if (answer.approved() && (lasting || leavesPlan)) {
            modes.follow(leavesPlan, out);
        }
        changed(out);
        return asked;
    }

    /** The agent takes a request back. */
    void takenBack(JsonNode request, Out out) {
        Optional<Asked> found =
                pending.stream().filter(p -> p.request().equals(request)).findFirst();
        found.ifPresent(asked -> {
            pending.remove(asked);
            out.events.add(asked.decided(null, "cancelled", "agent", "the agent took the request back"));
            out.send.add(asked.answer(null));
            changed(out);
        });
    }

    /** The turn is to end, or has ended: nothing is asked any more. */
    void cancelAll(String by, String reason, Out out) {
        boolean any = !pending.isEmpty();
        for (Asked asked : pending) {
            out.events.add(asked.decided(null, "cancelled", by, reason));
            out.send.add(asked.answer(null));
        }
        pending.clear();
        if (any) {
            changed(out);
        }
    }

    /** The process is gone: nobody is there any more to take an answer. */
    void voidAll(Out out) {
        pending.forEach(
                asked -> out.events.add(asked.decided(null, "void", "paddock", "the agent's program has ended")));
        pending.clear();
    }

    private Asked find(String id) {
        return pending.stream().filter(p -> p.id().equals(id)).findFirst().orElseThrow(() -> {
            boolean once = pastId(id);
            return new PaddockException(
                    once ? ErrorCode.CONFLICT : ErrorCode.NOT_FOUND,
                    once
                            ? "request " + id + " does not wait any more: it was answered or taken back"
                            : "there is no such permission request in this run");
        });
    }

    /** Whether the id is one that was given out. */
    private boolean pastId(String id) {
        if (!id.matches("[0-9]{1,9}-[0-9]{1,18}")) {
            return false;
        }
        int dash = id.indexOf('-');
        int launch = Integer.parseInt(id.substring(0, dash));
        return launch < settings.launch()
                || (launch == settings.launch() && Long.parseLong(id.substring(dash + 1)) <= count);
    }

    private static @Nullable Choice choose(Asked asked, Answer answer) {
        String verb = answer.approved() ? "approve" : "reject";
        if (answer.always()) {
            List<Choice> lasting = asked.all(answer.approved() ? "allow_always" : "reject_always");
            if (lasting.size() == 1) {
                return lasting.getFirst();
            }
            throw new PaddockException(
                    ErrorCode.CONFLICT,
                    lasting.isEmpty()
                            ? "the agent offers nothing that lasts for this request; " + verb + " it without --always"
                            : "the agent offers " + lasting.size() + " answers that last; name one: " + names(lasting));
        }
        if (!answer.approved()) {
            return asked.first("reject_once", "reject_always").orElse(null);
        }
        return asked.first("allow_once")
                .orElseThrow(() -> new PaddockException(
                        ErrorCode.CONFLICT,
                        "the agent offers no way to approve this once; it offers " + names(asked.choices())));
    }

    private static Choice option(Asked asked, Answer answer) {
        String wanted = answer.option();
        Choice choice = asked.choices().stream()
                .filter(c -> c.id().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new PaddockException(
                        ErrorCode.CONFLICT, "the agent does not offer that; it offers " + names(asked.choices())));
        if (choice.kind().startsWith("allow") != answer.approved()) {
            throw new PaddockException(
                    ErrorCode.INVALID,
                    "option " + choice.id() + " " + (answer.approved() ? "rejects" : "approves") + " the request");
        }
        return choice;
    }

    private static String names(List<Choice> choices) {
        return String.join(
                ", ",
                choices.stream()
                        .map(c -> "--option " + c.id() + " (" + c.name() + ")")
                        .toList());
    }

    private void changed(Out out) {
        out.signals.add(new Signal.Approvals(
                pending.size(), pending.isEmpty() ? "" : pending.getLast().title()));
    }
}
