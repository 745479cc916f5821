package dev.paddock.agent;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Tells whether a file of a person's agent set-up may enter a sandbox: no credential, no history, nothing that Paddock writes itself. */
final class OwnFile {
    /** Names, in lower case, of files and directories that hold sign-ins or what was said before. */
    private static final Pattern REFUSED = Pattern.compile(
            "\\.?credentials?(\\..*)?|auth\\.json|oauth_creds.*|google_accounts.*|mcp-oauth.*|\\.env(\\..*)?|.*\\.(key|pem|p12|pfx|jks|keystore)"
                    + "|id_(rsa|dsa|ecdsa|ed25519).*|\\.netrc|\\.npmrc|\\.pypirc|\\.git-credentials|\\.claude\\.json.*|history.*|.*_history"
                    + "|.*\\.(jsonl|sqlite|db|log)|projects|sessions|todos|shell-snapshots|statsig|tmp|.*(token|secret|password).*");

    /** How keys look that people have. */
    private static final List<Pattern> KEYS = List.of(
            Pattern.compile("(?<![A-Za-z0-9])sk-(?=[A-Za-z_-]*[0-9])[A-Za-z0-9_-]{24,}"),
            Pattern.compile("AIza[0-9A-Za-z_-]{35}"),
            Pattern.compile("ya29\\.[0-9A-Za-z_-]{20,}"),
            Pattern.compile("gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{30,}|glpat-[A-Za-z0-9_-]{20,}"),
            Pattern.compile("(AKIA|ASIA)[0-9A-Z]{16}"),
            Pattern.compile("xox[abprs]-[A-Za-z0-9-]{20,}"),
            Pattern.compile("npm_[A-Za-z0-9]{30,}"),
            Pattern.compile("eyJ[A-Za-z0-9_-]{16,}\\.eyJ[A-Za-z0-9_-]{16,}\\."),
            Pattern.compile("-----BEGIN [A-Z ]*PRIVATE KEY"));

    /** What Paddock's own files for these agents are called. */
    private static final List<String> PADDOCKS = List.of("codex/config.toml", "gemini/settings.json");

    private OwnFile() {}

    /** @throws PaddockException INVALID saying what is wrong with it */
    static void check(String agent, String path, byte[] content) {
        String shown = OwnSetUps.DIRECTORIES.get(agent) + "/" + Bounds.cut(path, 200);
        if (path.isEmpty() || path.length() > 255 || path.indexOf('\0') >= 0 || path.startsWith("/")) {
            throw refused(shown, "it is no path below that directory");
        }
        for (Path part : Path.of(path)) {
            String name = part.toString().toLowerCase(Locale.ROOT);
            if (name.equals("..") || name.equals(".") || name.isEmpty()) {
                throw refused(shown, "it is no path below that directory");
            }
            if (REFUSED.matcher(name).matches()) {
                throw refused(
                        shown,
                        "a file or directory called " + Bounds.cut(name, 100) + " may hold a credential or a history");
            }
        }
        if (PADDOCKS.contains(agent + "/" + path)) {
            throw refused(shown, "Paddock writes that file for each run");
        }
        // Latin-1 keeps every byte, and keys are ASCII.
        String text = new String(content, StandardCharsets.ISO_8859_1);
        if (KEYS.stream().anyMatch(key -> key.matcher(text).find())) {
            throw refused(shown, "it has what looks like a key; move the key out of it");
        }
    }

    private static PaddockException refused(String path, String why) {
        return new PaddockException(ErrorCode.INVALID, "~/" + path + " can't be taken into a sandbox: " + why);
    }
}
