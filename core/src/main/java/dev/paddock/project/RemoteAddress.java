package dev.paddock.project;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import java.util.regex.Pattern;

/** Which addresses git is given to fetch from: https, ssh and file only, and nothing that git could take for an option or another program. */
public final class RemoteAddress {
    private static final int MAX = 2_000;
    private static final String HOST = "[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?";
    private static final String USER = "[A-Za-z0-9_][A-Za-z0-9._-]{0,63}";
    private static final Pattern HTTPS = Pattern.compile("https://" + HOST + "(?::\\d{1,5})?/[^?#]+");
    private static final Pattern SSH =
            Pattern.compile("ssh://(?:" + USER + "@)?" + HOST + "(?::\\d{1,5})?/[^-?#][^?#]*");
    private static final Pattern SCP = Pattern.compile(USER + "@" + HOST + ":[^-:][^:]*");
    private static final Pattern FILE = Pattern.compile("file:///.+");
    private static final Pattern CREDENTIALS = Pattern.compile("https?://[^/]*@.*|ssh://[^/@]*:[^/]*@.*");

    private RemoteAddress() {}

    /**
     * The address if it is one to fetch from.
     *
     * @throws PaddockException INVALID, saying what to do
     */
    public static String check(String url) {
        if (url.isEmpty() || url.length() > MAX || url.chars().anyMatch(c -> c <= 0x20 || c == 0x7f || c == '\\')) {
            throw invalid("a repository's address has 1 to " + MAX
                    + " characters, without spaces, backslashes or control characters");
        }
        if (CREDENTIALS.matcher(url).matches()) {
            // The address is not repeated: it holds a secret.
            throw invalid("the repository's address holds credentials, which would be kept and shown; take them out."
                    + " For a private repository, clone it yourself and add the path of the clone");
        }
        boolean good = HTTPS.matcher(url).matches()
                || SSH.matcher(url).matches()
                || SCP.matcher(url).matches()
                || FILE.matcher(url).matches();
        if (!good) {
            throw invalid("can't fetch from " + url
                    + ": give https://HOST/PATH, ssh://[USER@]HOST/PATH, USER@HOST:PATH or file:///PATH");
        }
        return url;
    }

    private static PaddockException invalid(String message) {
        return new PaddockException(ErrorCode.INVALID, message);
    }
}
