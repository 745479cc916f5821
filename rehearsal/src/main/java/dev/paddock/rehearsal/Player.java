package dev.paddock.rehearsal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds what a script says next in a conversation. */
final class Player {
    private static final String END = "That is the end of this rehearsal script.";
    private static final String SUB = "The sub-agent was rehearsed: its script says nothing, so nothing was done.";

    private final Script script;
    private final Countdown countdown;

    Player(Script script) {
        this.script = script;
        this.countdown = new Countdown();
    }

    /**
     * The next answer; the same for the same conversation, but for errors and cuts that are to happen a number of
     * times.
     *
     * @param offered the tools that the agent has
     * @throws ApiError when the script wants an error, has nothing for this message, or calls a tool that isn't there
     */
    Reply next(Conversation conversation, Set<String> offered) {
        String asking = Habits.of(offered).map(Habits::name).orElse("");
        for (int i = 0; i < script.dialogues().size(); i++) {
            Dialogue dialogue = script.dialogues().get(i);
            List<String> groups = match(dialogue, conversation, asking);
            if (groups != null) {
                Step step = dialogue.step(conversation.played());
                return step == null
                        ? Reply.aside(END)
                        : play(step, new Placeholders(conversation, groups), offered, key(i, conversation));
            }
        }
        if (conversation.sub()) {
            return Reply.aside(SUB);
        }
        throw ApiError.invalid(
                script + ": no dialogue answers the message \"" + shortened(conversation.prompt()) + "\"");
    }

    private @Nullable List<String> match(Dialogue dialogue, Conversation conversation, String asking) {
        try {
            return dialogue.match(conversation, asking);
        } catch (ScriptException e) {
            throw ApiError.invalid(script + ": " + e.getMessage());
        } catch (StackOverflowError e) {
            // How java.util.regex ends on a group repeated over a long text.
            throw ApiError.invalid(script + ": a regular expression nests too deeply on this message");
        }
    }

    private Reply play(Step step, Placeholders placeholders, Set<String> offered, String key) {
        for (int i = 0; i < step.faults().size(); i++) {
            Step.Fault fault = step.faults().get(i);
            boolean last = step.parts().isEmpty() && i == step.faults().size() - 1;
            if (last || countdown.take(key + "/error/" + i, fault.times())) {
                throw new ApiError(
                        fault.status(),
                        fault.type(),
                        placeholders.fill(fault.message()),
                        fault.retryAfter(),
                        fault.limit());
            }
        }
        List<Part.Said> parts = new ArrayList<>();
        for (Part part : step.parts()) {
            said(placeholders.fill(part), offered).ifPresent(parts::add);
        }
        List<Part.Said> rest = afterCut(parts, placeholders.conversation().survived());
        Step.Cut cut = step.cut();
        int cutAfter = cut != null && countdown.take(key + "/cut", cut.times()) ? cut.after() : Reply.WHOLE;
        return rest.isEmpty() ? Reply.aside(END) : new Reply(step.delay(), step.pace(), rest, step.spend(), cutAfter);
    }

    private Optional<Part.Said> said(Part part, Set<String> offered) {
        return switch (part) {
            case Part.Plan plan ->
                Habits.of(offered)
                        .flatMap(program -> program.plan(plan, offered))
                        .map(call -> call);
            case Part.Act act -> Optional.of(program(offered).act(act));
            case Part.ToolCall call when offered.contains(call.tool()) -> Optional.of(call);
            case Part.ToolCall call -> {
                if (call.ifOffered()) {
                    yield Optional.empty();
                }
                throw ApiError.invalid(script + ": it calls the tool '" + call.tool()
                        + "', which the agent doesn't offer; it offers " + sorted(offered));
            }
            case Part.Text text -> Optional.of(text);
            case Part.Thinking thinking -> Optional.of(thinking);
        };
    }

    private Habits program(Set<String> offered) {
        return Habits.of(offered)
                .orElseThrow(() -> ApiError.invalid(script + ": it runs a command or touches a file, and the agent has"
                        + " no tool for that which is known here; it offers " + sorted(offered)));
    }

    private static List<String> sorted(Set<String> names) {
        return names.stream().sorted().toList();
    }

    /** Leaves out what the agent kept of an answer that broke off; all of it again if nothing else is left. */
    private static List<Part.Said> afterCut(List<Part.Said> parts, List<String> survived) {
        if (survived.isEmpty()) {
            return parts;
        }
        List<Part.Said> rest = parts.stream()
                .filter(part -> !(part instanceof Part.Thinking))
                .filter(part -> !(part instanceof Part.Text text && survived.contains(text.text())))
                .toList();
        return rest.isEmpty() ? parts : rest;
    }

    private static String key(int dialogue, Conversation conversation) {
        return dialogue + "/" + conversation.turn() + "/" + conversation.played();
    }

    private static String shortened(String text) {
        return text.length() <= 200 ? text : text.substring(0, 200) + "…";
    }
}
