package dev.paddock.gateway;

import java.util.Locale;

/** One header field; the name in lower case, the value without surrounding blanks. */
record Header(String name, String value) {
    Header(String name, String value) {
        this.name = name.toLowerCase(Locale.ROOT);
        this.value = value;
    }
}
