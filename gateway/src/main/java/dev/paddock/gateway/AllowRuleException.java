package dev.paddock.gateway;

/** An allow-list rule that cannot be accepted; the message names the rule and says why. */
public final class AllowRuleException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    AllowRuleException(String rule, String why) {
        super("allow rule '" + rule + "': " + why);
    }
}
