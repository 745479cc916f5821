package dev.paddock.cleanup;

import java.util.Locale;

/** What can be cleaned up, in the order in which it goes. */
public enum Kind {
    /** What nobody knows or what an earlier clean-up began with. */
    LEFTOVERS,
    /** Layer, home and conversation of an ended run. */
    WORKSPACES,
    /** Branch and commits of a run that was landed or discarded. */
    BRANCHES,
    /** Shared checkouts below workspaces. */
    BASES,
    /** What set-up scripts made, with their caches. */
    LAYERS,
    /** What was downloaded to install agents. */
    DOWNLOADS,
    /** Programs that no agent's file pins. */
    AGENTS,
    LOGS;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
