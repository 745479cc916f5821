package dev.paddock.environment;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import java.util.Set;

/** What may be in a run's environment by somebody's wish. */
public final class Variables {
    private static final int MOST_CHARS = 32_768;
    /** The sandbox sets these; another value would only break it. */
    private static final Set<String> OURS = Set.of("HOME", "USER", "LOGNAME", "PATH", "SHELL");

    private Variables() {}

    /**
     * The name, if it can be one.
     *
     * @throws PaddockException INVALID otherwise
     */
    public static String checkName(String name) {
        if (!name.matches("[A-Za-z_][A-Za-z0-9_]{0,127}")) {
            throw new PaddockException(
                    ErrorCode.INVALID,
                    "a variable's name has letters, digits and _ and does not begin with a digit: "
                            + name.substring(0, Math.min(100, name.length())));
        }
        if (OURS.contains(name)) {
            throw new PaddockException(ErrorCode.INVALID, "the variable " + name + " is the sandbox's own");
        }
        return name;
    }

    /**
     * The value, if it can be one.
     *
     * @throws PaddockException INVALID otherwise
     */
    public static String checkValue(String name, String value) {
        if (value.length() > MOST_CHARS || value.indexOf('\0') >= 0) {
            throw new PaddockException(
                    ErrorCode.INVALID, "the value of " + name + " is longer than 32 KiB, or has a NUL in it");
        }
        return value;
    }
}
