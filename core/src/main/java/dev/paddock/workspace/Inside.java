package dev.paddock.workspace;

/** Where things appear to git inside a sandbox or a confinement; the only paths that are written into repositories. */
final class Inside {
    static final String OBJECTS = "/paddock/objects";
    static final String RESULT = "/paddock/result.git";
    static final String RESULT_OBJECTS = RESULT + "/objects";
    static final String COLLECT = "/paddock/collect";
    static final String WORKSPACE = "/workspace";

    private Inside() {}
}
