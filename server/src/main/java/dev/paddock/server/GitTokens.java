package dev.paddock.server;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.git.GitHosts;
import dev.paddock.git.RemoteUrl;
import dev.paddock.workspace.Upstreams;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The API's view of {@link GitHosts}. */
public record GitTokens(GitHosts hosts, Upstreams upstreams) {
    /** A host as the API shows it, without its token. */
    record HostView(String host, String username, Instant since) {}

    List<HostView> all() {
        return hosts.all().stream().map(GitTokens::view).toList();
    }

    /**
     * Keeps a token.
     *
     * @param repository of the host, on which it is tried first; null to keep it untried
     */
    HostView put(String host, String username, String token, @Nullable String repository) {
        String name = GitHosts.normal(host);
        if (repository != null) {
            Optional<String> named = RemoteUrl.parse(repository).webHost().map(GitHosts::normal);
            if (!named.equals(Optional.of(name))) {
                throw new PaddockException(ErrorCode.INVALID, "the repository is not one of " + name + " by https");
            }
            upstreams.tryToken(repository, username, token.strip());
        }
        return view(hosts.put(name, username, token.strip()));
    }

    void remove(String host) {
        if (!hosts.remove(host)) {
            throw new PaddockException(ErrorCode.NOT_FOUND, "there is no token for " + GitHosts.normal(host));
        }
    }

    private static HostView view(GitHosts.Host host) {
        return new HostView(host.name(), host.username(), host.since());
    }
}
