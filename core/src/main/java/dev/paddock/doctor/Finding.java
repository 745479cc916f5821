package dev.paddock.doctor;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a check found.
 *
 * @param name what was checked
 * @param found what is there, with its version or figure
 * @param why what it is for
 * @param fix what mends it, a command where there is one; null where nothing needs it
 */
public record Finding(
        String name,
        Status status,
        String found,
        String why,
        @Nullable String fix) {
    /** How it stands. */
    public enum Status {
        OK,
        /** Paddock works, with less. */
        WARNING,
        /** Runs, or some agents, can't work. */
        MISSING;

        /** The word used in the API. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public static Finding ok(String name, String found, String why) {
        return new Finding(name, Status.OK, found, why, null);
    }

    public static Finding warning(String name, String found, String why, String fix) {
        return new Finding(name, Status.WARNING, found, why, fix);
    }

    public static Finding missing(String name, String found, String why, String fix) {
        return new Finding(name, Status.MISSING, found, why, fix);
    }
}
