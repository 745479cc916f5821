package dev.paddock.cli;

import java.io.IOException;
import java.io.InputStream;

/** Reads keys from a terminal that gives them one by one; see ECMA-48 for the sequences of arrows. Used by one thread. */
final class Keys {
    private final InputStream in;

    Keys(InputStream in) {
        this.in = in;
    }

    /** A letter, {@code up}, {@code down}, {@code enter}, {@code escape}; {@code end} where nothing more comes. Others are empty. */
    String next() throws IOException {
        int c = in.read();
        if (c != 0x1b) {
            return switch (c) {
                case -1, 3, 4 -> "end";
                case '\r', '\n' -> "enter";
                default -> c > ' ' && c < 0x7f ? String.valueOf((char) Character.toLowerCase(c)) : "";
            };
        }
        // An arrow comes whole; escape alone comes alone.
        if (in.available() == 0) {
            return "escape";
        }
        int second = in.read();
        if (second != '[' && second != 'O') {
            return "";
        }
        return switch (in.read()) {
            case 'A' -> "up";
            case 'B' -> "down";
            default -> "";
        };
    }
}
