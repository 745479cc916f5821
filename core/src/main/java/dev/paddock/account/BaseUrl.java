package dev.paddock.account;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import java.net.URI;
import java.util.Set;

/** Checks the address of a model server or a company's gateway. */
final class BaseUrl {
    private static final Set<String> HERE = Set.of("127.0.0.1", "localhost", "[::1]");

    private BaseUrl() {}

    /**
     * Reads an address.
     *
     * @param anyHttp whether {@code http} is allowed to other machines than this one
     * @throws PaddockException INVALID
     */
    static URI parse(String text, boolean anyHttp) {
        URI uri;
        try {
            uri = URI.create(text);
        } catch (IllegalArgumentException e) {
            throw invalid();
        }
        String host = uri.getHost();
        boolean plain = host != null
                && uri.getRawUserInfo() == null
                && uri.getRawQuery() == null
                && uri.getRawFragment() == null
                && text.length() <= 2_000;
        if (!plain) {
            throw invalid();
        }
        if ("http".equals(uri.getScheme()) && !anyHttp && !HERE.contains(host)) {
            throw new PaddockException(
                    ErrorCode.INVALID,
                    "over http everyone on the way to " + host
                            + " can read the key and the code; use https, or allow it with --insecure");
        }
        if (!"https".equals(uri.getScheme()) && !"http".equals(uri.getScheme())) {
            throw invalid();
        }
        return uri;
    }

    private static PaddockException invalid() {
        return new PaddockException(
                ErrorCode.INVALID,
                "the address must be https://HOST[:PORT][/PATH], without credentials or query; http is for this machine only");
    }
}
