package dev.paddock.git;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.process.Outcome;
import java.util.Locale;

/** Says in plain words why a remote gave nothing, and what a person does about it, from what git prints in the C locale. */
public final class RemoteRefusal {
    private RemoteRefusal() {}

    /** @param signedIn whether there is a token for the host */
    public static PaddockException of(RemoteUrl remote, Outcome outcome, boolean signedIn) {
        String words = outcome.errorText().toLowerCase(Locale.ROOT);
        String host = remote.webHost().or(remote::sshHost).orElse("");
        String command = "`paddock auth git " + host + "`";
        if (remote.sshHost().isPresent() && words.contains("permission denied")) {
            return refusal(
                    ErrorCode.PREREQUISITE,
                    host + " accepts no ssh key of the server's user. Use the https address with a token (" + command
                            + "), or clone the repository yourself and add the path of your clone");
        }
        if (words.contains("host key verification failed")) {
            return refusal(
                    ErrorCode.PREREQUISITE,
                    "the server's user does not know the ssh key of " + host + ". Connect once by hand (`ssh " + host
                            + "`) and compare its fingerprint, or use the https address");
        }
        if (words.contains("could not read username") || words.contains("authentication failed")) {
            return refusal(
                    ErrorCode.PREREQUISITE,
                    signedIn
                            ? host + " refuses the token that the server has for it (401). Give it another: " + command
                            : host
                                    + " asks for a sign-in (401): the repository is private, or there is none of this name. "
                                    + "Give the server a token for it with " + command
                                    + ", or clone the repository yourself and add the path of your clone");
        }
        if (words.contains("error: 403")) {
            return refusal(
                    ErrorCode.PREREQUISITE,
                    signedIn
                            ? host
                                    + " does not let this token read the repository (403). The token needs the right to read its"
                                    + " contents; then give it to the server with " + command
                            : host
                                    + " does not let anyone read the repository without a sign-in (403). Give the server a token"
                                    + " with " + command);
        }
        if (words.contains("not found") && remote.webHost().isPresent()) {
            return refusal(
                    ErrorCode.NOT_FOUND,
                    "there is no repository at " + remote.text() + ", or it is private and "
                            + (signedIn ? "the server's token may not see it" : "the server has no token for " + host)
                            + " (404). Check the address" + (signedIn ? "" : "; " + command + " gives a token"));
        }
        if (words.contains("error: 30")) {
            return refusal(
                    ErrorCode.INVALID,
                    remote.text()
                            + " leads to another address, where the token is not sent. Give that address instead; many"
                            + " hosts want .git at the end");
        }
        if (words.contains("certificate")) {
            return refusal(
                    ErrorCode.PREREQUISITE,
                    "the certificate of " + host + " is of no authority that the server knows. Start the server with"
                            + " SSL_CERT_FILE naming a file with your company's");
        }
        if (words.contains("file too large")
                || words.contains("file size limit")
                // Where the limit's signal ended it, it says no more than that.
                || words.strip().equals("fatal: fetch-pack: invalid index-pack output")
                || words.contains("out of memory")
                || words.contains("cannot allocate memory")) {
            return refusal(
                    ErrorCode.LIMIT,
                    remote.text()
                            + " is larger than the server takes, or git needs more memory for it than it may have."
                            + " Add a smaller clone of it");
        }
        try {
            outcome.orThrow("could not fetch from " + remote.text());
            throw new IllegalStateException("it was fetched");
        } catch (PaddockException e) {
            return e;
        }
    }

    private static PaddockException refusal(ErrorCode code, String text) {
        return new PaddockException(code, text);
    }
}
