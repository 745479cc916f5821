package dev.paddock.escape;

import java.util.function.Function;

/**
 * One thing that must not be possible from inside a sandbox.
 *
 * @param number as in the list of attacks of {@code docs/security.md}
 * @param title what is tried, in a person's words
 * @param trial tries it; every exception counts as unproven
 */
public record Attack(int number, String title, Function<Target, Outcome> trial) {
    /** What a probe prints when it got through. */
    static final String OPEN = "OPEN";

    /**
     * A probe that prints {@link #OPEN}, or the canary's secret, where it gets through: inside it must not, outside, as a control, it must. Both are shell
     * scripts with the variables of {@link Target#variables}.
     */
    static Attack shell(int number, String title, String probe, String control) {
        return new Attack(number, title, target -> judge(target, probe, control));
    }

    /** The same script is probe and control. */
    static Attack shell(int number, String title, String probe) {
        return shell(number, title, probe, probe);
    }

    /** System calls that must all be refused inside; those of {@code control} must get through outside. */
    static Attack calls(int number, String title, String probes, String control) {
        String script = "python3 -c \"$PROBE\" ";
        return shell(number, title, script + probes, script + control);
    }

    private static Outcome judge(Target target, String probe, String control) {
        Said outside = target.outside(control);
        if (!through(target, outside)) {
            return new Outcome.Unproven("outside a sandbox the same probe does not work: " + outside.line());
        }
        target.forgetTouches();
        Said inside = target.inside(probe);
        String touched = target.touches();
        if (through(target, inside)) {
            return new Outcome.Escaped(inside.line().replace(target.secret(), "(the canary's secret)"));
        }
        if (inside.code() < 0) {
            return new Outcome.Unproven("the probe did not end in time");
        }
        return touched.isEmpty() ? new Outcome.Held() : new Outcome.Escaped("the witness was touched: " + touched);
    }

    private static boolean through(Target target, Said said) {
        return said.has(OPEN) || said.has(target.secret());
    }
}
