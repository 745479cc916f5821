package dev.paddock.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paddock.agent.Conversation.Signal;
import dev.paddock.agent.Conversation.StopReason;
import dev.paddock.error.PaddockException;
import dev.paddock.event.EventBody;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("A2")
class CommandConversationTest {
    @Test
    void makesTextOfLinesAndTheOutcomeOfTheExitCode() {
        CommandConversation conversation = new CommandConversation();
        assertThat(conversation.begin(null).signals()).containsExactly(new Signal.Ready(false));
        assertThat(conversation.prompt("make it").events()).containsExactly(new EventBody.Prompt("make it"));
        assertThat(conversation.busy()).isTrue();

        CommandConversation restored = CommandConversation.restore(conversation.state());
        assertThat(restored.line("working").events()).containsExactly(new EventBody.Text("working\n", null));
        assertThat(restored.ended(0).signals())
                .containsExactly(new Signal.TurnEnded(StopReason.END_TURN, null), new Signal.Ended(0, false));
        assertThat(restored.busy()).isFalse();
    }

    @Test
    void tellsAFailedCommand() {
        CommandConversation conversation = new CommandConversation();
        conversation.begin(null);
        conversation.prompt("x");
        assertThat(conversation.ended(3).signals().getFirst())
                .isEqualTo(new Signal.TurnEnded(StopReason.ERROR, "the command ended with exit code 3"));
    }

    @Test
    @Tag("T5")
    void canOnlyBeKilled() {
        CommandConversation conversation = new CommandConversation();
        conversation.begin(null);
        conversation.prompt("x");
        assertThat(conversation.cancel().signals()).containsExactly(new Signal.MustKill());
        assertThatThrownBy(() -> conversation.prompt("more")).isInstanceOf(PaddockException.class);
        assertThat(conversation.ended(137).signals().getFirst())
                .isEqualTo(new Signal.TurnEnded(StopReason.CANCELLED, null));
    }
}
