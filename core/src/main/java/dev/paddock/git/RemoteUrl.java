package dev.paddock.git;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where git may fetch from, checked: {@code https://…}, {@code ssh://…}, {@code user@host:path}, {@code file:///…} or an absolute path. Nothing that git could take
 * for an option, a helper or a bundle, and no credentials.
 *
 * @param text as it was given
 */
public record RemoteUrl(String text) {
    private static final int MAX = 2_000;
    private static final String HOST = "[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?";
    private static final String USER = "[A-Za-z0-9_][A-Za-z0-9._-]{0,63}";
    private static final Pattern HTTPS = Pattern.compile("https://(" + HOST + "(?::\\d{1,5})?)/[^?#]+");
    private static final Pattern SSH =
            Pattern.compile("ssh://(?:" + USER + "@)?(" + HOST + ")(?::\\d{1,5})?/[^-?#][^?#]*");
    private static final Pattern SCP = Pattern.compile(USER + "@(" + HOST + "):[^-:][^:]*");
    private static final Pattern FILE = Pattern.compile("file:///.+");
    private static final Pattern CREDENTIALS = Pattern.compile("https?://[^/]*@.*|ssh://[^/@]*:[^/]*@.*");

    /**
     * The address if it is one to fetch from; whether anything is there is not looked at.
     *
     * @throws PaddockException INVALID, saying what to do
     */
    public static RemoteUrl parse(String url) {
        if (url.isEmpty() || url.length() > MAX || url.chars().anyMatch(c -> c < 0x20 || c == 0x7f)) {
            throw invalid("a repository's address has 1 to " + MAX + " characters, without control characters");
        }
        if (CREDENTIALS.matcher(url).matches()) {
            // The address is not repeated: it holds a secret.
            throw invalid("the repository's address holds credentials, which would be kept and shown; take them out,"
                    + " and give the server the token with `paddock auth git HOST`");
        }
        boolean plain = url.chars().noneMatch(c -> c == ' ' || c == '\\');
        boolean good = url.startsWith("/")
                || FILE.matcher(url).matches()
                || (plain
                        && (HTTPS.matcher(url).matches()
                                || SSH.matcher(url).matches()
                                || SCP.matcher(url).matches()));
        if (!good) {
            throw invalid("can't fetch from " + url
                    + ": give https://HOST/PATH, ssh://[USER@]HOST/PATH, USER@HOST:PATH or file:///PATH");
        }
        return new RemoteUrl(url);
    }

    /** The directory of a repository on this machine. */
    public Optional<Path> directory() {
        String path = text.startsWith("file://") ? text.substring("file://".length()) : text;
        return path.startsWith("/") ? Optional.of(Path.of(path).normalize()) : Optional.empty();
    }

    /** The host of an https address, with the port where it names one. */
    public Optional<String> webHost() {
        Matcher matcher = HTTPS.matcher(text);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** The host of an ssh address. */
    public Optional<String> sshHost() {
        Matcher full = SSH.matcher(text);
        Matcher brief = SCP.matcher(text);
        return full.matches()
                ? Optional.of(full.group(1))
                : brief.matches() ? Optional.of(brief.group(1)) : Optional.empty();
    }

    /** As git gets it. */
    public String forGit() {
        return directory().map(Path::toString).orElse(text);
    }

    private static PaddockException invalid(String message) {
        return new PaddockException(ErrorCode.INVALID, message);
    }
}
