package dev.paddock.bubblewrap;

import dev.paddock.process.Programs;

/** The programs of the machine that make sandboxes, by their paths. Missing ones are found out when a provider is made, not later. */
record Tools(String setsid, String flock, String unshare, String nsenter, String sh, String bash) {
    static Tools find() {
        for (String name :
                new String[] {"bwrap", "ip", "mount", "setpriv", "socat", "timeout", "tail", "find", "awk"}) {
            Programs.require(name);
        }
        return new Tools(
                Programs.require("setsid"),
                Programs.require("flock"),
                Programs.require("unshare"),
                Programs.require("nsenter"),
                Programs.require("sh"),
                Programs.require("bash"));
    }
}
