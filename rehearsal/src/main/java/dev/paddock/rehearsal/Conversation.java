package dev.paddock.rehearsal;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a conversation stands, read from one request alone: nothing is remembered between requests, so a repeated
 * request gets the same answer, also from another process.
 *
 * @param goal the first message of the user
 * @param prompt the message being answered
 * @param turn which message of the user that is, from 1
 * @param played how many answers were given to it already
 * @param survived the texts of an answer to this request that was cut off after they were complete
 * @param sub a sub-agent speaks, not the main conversation
 */
record Conversation(String goal, String prompt, int turn, int played, List<String> survived, boolean sub) {
    Conversation {
        survived = List.copyOf(survived);
    }

    /** What one message of a request means here. */
    sealed interface Entry {
        /**
         * What the user, or whoever started the sub-agent, said.
         *
         * @param apart doesn't go on from the text before: a turn in between failed without an answer
         */
        record User(String text, boolean apart) implements Entry {}

        /** A whole answer of the model, with its texts. */
        record Answer(List<String> texts) implements Entry {
            public Answer {
                texts = List.copyOf(texts);
            }
        }

        record ToolResults() implements Entry {}

        /** The agent says that the answer before broke off, and asks for it again. */
        record CutOff() implements Entry {}

        /** The user stopped the turn. */
        record Interrupted() implements Entry {}
    }

    static Conversation of(List<Entry> entries, boolean sub) {
        String goal = "";
        String prompt = "";
        int turn = 0;
        int played = 0;
        List<String> survived = new ArrayList<>();
        Entry before = new Entry.Interrupted();
        for (Entry entry : entries) {
            switch (entry) {
                case Entry.User user -> {
                    boolean sameMessage = before instanceof Entry.User && !user.apart();
                    prompt = sameMessage ? prompt + "\n" + user.text() : user.text();
                    turn = sameMessage ? turn : turn + 1;
                    goal = turn <= 1 ? prompt : goal;
                    played = 0;
                    survived.clear();
                }
                case Entry.Answer _ -> played++;
                case Entry.ToolResults _ -> survived.clear();
                case Entry.CutOff _ -> {
                    if (before instanceof Entry.Answer answer) {
                        played--;
                        survived.addAll(answer.texts());
                    }
                }
                case Entry.Interrupted _ -> survived.clear();
            }
            before = entry;
        }
        return new Conversation(goal, prompt, turn, played, survived, sub);
    }
}
