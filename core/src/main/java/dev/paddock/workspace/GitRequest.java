package dev.paddock.workspace;

import org.jspecify.annotations.Nullable;

/**
 * One request of a person's git to {@code /git/<project>.git}, already admitted.
 *
 * @param method {@code GET} or {@code POST}
 * @param path what follows {@code .git}: {@code /info/refs}, {@code /git-upload-pack} or {@code /git-receive-pack}
 * @param query the query string without its question mark, empty for none
 * @param contentType header of that name, or null
 * @param contentEncoding header of that name, or null
 * @param protocol header {@code Git-Protocol}, or null
 */
public record GitRequest(
        String method,
        String path,
        String query,
        @Nullable String contentType,
        @Nullable String contentEncoding,
        @Nullable String protocol) {
    /** Whether it takes part in a push. */
    public boolean push() {
        return path.equals("/git-receive-pack") || query.equals("service=git-receive-pack");
    }
}
