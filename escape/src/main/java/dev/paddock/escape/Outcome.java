package dev.paddock.escape;

/** What became of an attack. Only {@link Held} is good. */
public sealed interface Outcome {
    /** The sandbox held, and the control shows that the attack could have worked. */
    record Held() implements Outcome {}

    /** The attack worked. */
    record Escaped(String how) implements Outcome {}

    /** Nothing is shown: the control did not work, or the probe could not be run. */
    record Unproven(String why) implements Outcome {}

    /** As in the proof: {@code held}, {@code escaped}, {@code unproven}. */
    default String word() {
        return switch (this) {
            case Held held -> "held";
            case Escaped escaped -> "escaped";
            case Unproven unproven -> "unproven";
        };
    }

    /** In a person's words; empty where it held. */
    default String detail() {
        return switch (this) {
            case Held held -> "";
            case Escaped(String how) -> how;
            case Unproven(String why) -> why;
        };
    }
}
