package dev.paddock.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.paddock.account.ChatGptSignIns;
import dev.paddock.account.NewAccount;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The accounts that the server has with vendors. Never gives a secret away. */
public interface AccountBook {
    List<AccountView> all();

    AccountView put(NewAccount given);

    /** Makes it the default of its vendor. */
    AccountView use(String vendor, String name);

    /**
     * Forgets one.
     *
     * @param name null for the only one of the vendor
     */
    void remove(String vendor, @Nullable String name);

    /**
     * Asks the vendor something small with it.
     *
     * @param name null for the vendor's default
     */
    TestView test(String vendor, @Nullable String name);

    ChatGptSignIns.Begun begin(String name);

    /** The account, once the person has signed in. */
    Optional<AccountView> finish(String signIn);

    /** An account as the API shows it. */
    @JsonInclude(Include.NON_NULL)
    record AccountView(
            String vendor,
            String name,
            String kind,
            Instant since,
            String source,
            @Nullable String hint,
            @Nullable String url,
            @JsonInclude(Include.ALWAYS) boolean chosen) {}

    /**
     * What came of a test.
     *
     * @param status of the vendor's answer; 0 where there was none
     * @param message what the vendor, or Paddock's gateway, said
     */
    record TestView(String vendor, String name, String host, boolean ok, int status, String message) {}
}
