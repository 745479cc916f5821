package dev.paddock.workspace;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a project comes from, checked: {@code https://…}, {@code ssh://…}, {@code user@host:path}, {@code file:///…} or an absolute path of a
 * directory. Nothing that git could take for an option, a helper or a bundle.
 *
 * @param text as git gets it
 */
record RemoteUrl(String text) {
    private static final Pattern NETWORK =
            Pattern.compile("(https|ssh)://([A-Za-z0-9._~-]+@)?[A-Za-z0-9\\[][A-Za-z0-9.:\\[\\]-]*(/[^\\p{Cntrl} ]*)?");
    private static final Pattern SHORT_SSH =
            Pattern.compile("[A-Za-z0-9._]+@[A-Za-z0-9][A-Za-z0-9.-]*:[^-\\p{Cntrl} :][^\\p{Cntrl} ]*");

    static RemoteUrl parse(String url) {
        String text = url.strip();
        if (text.length() > 2_000 || text.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            throw invalid("it is too long or holds control characters");
        }
        if (text.startsWith("/") || text.startsWith("file:///")) {
            Path directory = Path.of(text.startsWith("/") ? text : text.substring("file://".length()))
                    .normalize();
            if (!Files.isDirectory(directory)) {
                throw new PaddockException(ErrorCode.NOT_FOUND, "there is no directory " + directory);
            }
            return new RemoteUrl(directory.toString());
        }
        if (NETWORK.matcher(text).matches() || SHORT_SSH.matcher(text).matches()) {
            return new RemoteUrl(text);
        }
        throw invalid(
                "use https://…, ssh://…, user@host:path, file:///… or an absolute path, without a password in it");
    }

    /** The directory of a repository on this machine. */
    Optional<Path> directory() {
        return text.startsWith("/") ? Optional.of(Path.of(text)) : Optional.empty();
    }

    private static PaddockException invalid(String why) {
        return new PaddockException(ErrorCode.INVALID, "that is no repository address: " + why);
    }
}
