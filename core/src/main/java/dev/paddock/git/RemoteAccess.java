package dev.paddock.git;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How the server's git reaches other machines: with the tokens of {@link GitHosts} by https, with the keys and the agent of the server's own user by ssh, and with
 * the authorities that the machine's owner named. Immutable.
 *
 * @param authorities path of a PEM bundle that is believed instead of the system's; empty for that
 * @param sshAgent socket of the ssh agent; empty for none
 */
public record RemoteAccess(GitHosts hosts, Optional<String> authorities, Optional<String> sshAgent) {
    private static final String SSH =
            "ssh -o BatchMode=yes -o ConnectTimeout=20 -o ServerAliveInterval=15 -o ServerAliveCountMax=4"
                    + " -o ForwardAgent=no -o ClearAllForwardings=yes -o PermitLocalCommand=no";

    /** @param environment the server's variables */
    public static RemoteAccess of(GitHosts hosts, Map<String, String> environment) {
        return new RemoteAccess(
                hosts,
                value(environment, "GIT_SSL_CAINFO").or(() -> value(environment, "SSL_CERT_FILE")),
                value(environment, "SSH_AUTH_SOCK"));
    }

    private static Optional<String> value(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).filter(text -> !text.isBlank());
    }

    /** The variables that git needs besides the clean environment to fetch from there; no secret is among them. */
    public Map<String, String> environment(RemoteUrl remote) {
        return environment(remote.webHost().flatMap(hosts::environment).orElse(Map.of()));
    }

    /** As above with other variables for the host. */
    public Map<String, String> environment(Map<String, String> ofHost) {
        Map<String, String> all = new HashMap<>(
                Map.of("GIT_ALLOW_PROTOCOL", "https:ssh:file", "GIT_SSH_COMMAND", SSH, "GIT_SSH_VARIANT", "ssh"));
        authorities.ifPresent(path -> all.put("GIT_SSL_CAINFO", path));
        sshAgent.ifPresent(path -> all.put("SSH_AUTH_SOCK", path));
        all.putAll(ofHost);
        return all;
    }
}
