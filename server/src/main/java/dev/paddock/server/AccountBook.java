package dev.paddock.server;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The vendors that the server is signed in with. Never gives a secret away. */
public interface AccountBook {
    List<AccountView> all();

    AccountView put(String vendor, String kind, String secret);

    /** False if there was none. */
    boolean remove(String vendor);

    /** An account as the API shows it. */
    record AccountView(
            String vendor,
            String kind,
            Instant since,
            String source,
            @Nullable String hint) {}
}
