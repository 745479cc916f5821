package dev.paddock.rehearsal;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What the model does in answer to one message of the user.
 *
 * @param when must be found in the message being answered; null matches any
 * @param goal must be found in the first message of the conversation; null matches any
 * @param moment which turns of the conversation it answers
 * @param program the agent program that it answers, as {@link Habits#name} says; null answers any
 * @param sub answers sub-agents instead of the main conversation
 */
record Dialogue(
        @Nullable Pattern when,
        @Nullable Pattern goal,
        Moment moment,
        @Nullable String program,
        boolean sub,
        List<Step> steps) {
    /** No pattern is looked for beyond this many characters of a message. */
    private static final int SEARCHED = 16_384;

    Dialogue {
        steps = List.copyOf(steps);
    }

    enum Moment {
        ANY,
        FIRST,
        LATER
    }

    /**
     * The groups of {@code when}, group 0 first; null if this dialogue doesn't answer that conversation.
     *
     * @param asking the program that asks; empty when it is none that is known
     */
    @Nullable
    List<String> match(Conversation conversation, String asking) {
        boolean fits = sub == conversation.sub()
                && switch (moment) {
                    case ANY -> true;
                    case FIRST -> conversation.turn() == 1;
                    case LATER -> conversation.turn() > 1;
                };
        if (!fits
                || (program != null && !program.equals(asking))
                || (goal != null && !goal.matcher(searched(conversation.goal())).find())) {
            return null;
        }
        if (when == null) {
            return List.of(conversation.prompt());
        }
        Matcher matcher = when.matcher(searched(conversation.prompt()));
        if (!matcher.find()) {
            return null;
        }
        return IntStream.rangeClosed(0, matcher.groupCount())
                .mapToObj(group -> matcher.group(group) == null ? "" : matcher.group(group))
                .toList();
    }

    /** The step to play when {@code played} answers were given already; null past the end. */
    @Nullable
    Step step(int played) {
        long left = played;
        for (Step step : steps) {
            if (step.times() == Part.ENDLESS || left < step.times()) {
                return step;
            }
            left -= step.times();
        }
        return null;
    }

    private static CharSequence searched(String text) {
        return new PatientText(text.length() > SEARCHED ? text.substring(0, SEARCHED) : text);
    }
}
