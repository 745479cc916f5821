package dev.paddock.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;

/** Times as people read them. */
final class Times {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");

    private Times() {}

    /** "5 min ago"; an empty text where it is not an instant. */
    static String ago(String instant) {
        try {
            long s = Math.max(
                    0, Duration.between(Instant.parse(instant), Instant.now()).toSeconds());
            if (s < 60) {
                return s + " s ago";
            }
            if (s < 3600) {
                return s / 60 + " min ago";
            }
            return s < 172_800 ? s / 3600 + " h ago" : s / 86_400 + " days ago";
        } catch (DateTimeParseException e) {
            return "";
        }
    }

    /** "14:03:20, in 5 min", with the date where that is another day; an empty text where it is not an instant. */
    static String until(String instant) {
        try {
            Instant at = Instant.parse(instant);
            long s = Math.max(0, Duration.between(Instant.now(), at).toSeconds());
            String left = s < 60
                    ? s + " s"
                    : s < 3600 ? s / 60 + " min" : s < 172_800 ? s / 3600 + " h" : s / 86_400 + " days";
            var here = at.atZone(ZoneId.systemDefault());
            boolean today = here.toLocalDate().equals(java.time.LocalDate.now(ZoneId.systemDefault()));
            return (today ? "" : here.toLocalDate() + " ") + CLOCK.format(here) + ", in " + left;
        } catch (DateTimeParseException e) {
            return "";
        }
    }

    /** The time of day here; blanks where it is not an instant. */
    static String clock(String instant) {
        try {
            return CLOCK.format(Instant.parse(instant).atZone(ZoneId.systemDefault()));
        } catch (DateTimeParseException e) {
            return " ".repeat(8);
        }
    }
}
