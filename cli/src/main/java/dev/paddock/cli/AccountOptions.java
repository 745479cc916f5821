package dev.paddock.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Which accounts a task uses, or keys for it alone. */
final class AccountOptions {
    @Option(
            names = "--account",
            paramLabel = "[VENDOR=]NAME",
            description = "Uses this account of `paddock auth list`; again for another vendor.")
    List<String> accounts = new ArrayList<>();

    @Option(
            names = "--key",
            paramLabel = "VENDOR[=VARIABLE]",
            description = {
                "Uses a key for this task alone: that of the variable, else asked for or read from standard input.",
                "It is kept in the server's memory only."
            })
    List<String> keys = new ArrayList<>();

    /** Vendors that need no account. */
    Set<String> vendorsWithKey() {
        return keys.stream()
                .map(key -> Vendors.of(key.replaceFirst("=.*", "")))
                .collect(Collectors.toCollection(HashSet::new));
    }

    /** Adds the fields {@code accounts} and {@code keys}; reads the keys. */
    void into(ObjectNode body, Caller caller, Api api) throws IOException {
        if (!accounts.isEmpty()) {
            ObjectNode chosen = body.putObject("accounts");
            for (String account : accounts) {
                int equals = account.indexOf('=');
                String name = account.substring(equals + 1);
                chosen.put(equals < 0 ? vendorOf(name, api) : Vendors.of(account.substring(0, equals)), name);
            }
        }
        if (!keys.isEmpty()) {
            ObjectNode given = body.putObject("keys");
            SecretReader reader = new SecretReader(caller);
            for (String key : keys) {
                int equals = key.indexOf('=');
                String vendor = Vendors.of(equals < 0 ? key : key.substring(0, equals));
                if (!Vendors.ALL.contains(vendor)) {
                    // Perhaps the key itself: it is not repeated.
                    throw new CliException(
                            ExitCode.USAGE,
                            "--key takes the name of a vendor, never the key: other users of this machine could read it",
                            "The vendors are " + String.join(", ", Vendors.ALL) + ".");
                }
                given.put(vendor, reader.read("Key for " + vendor, equals < 0 ? null : key.substring(equals + 1)));
            }
        }
    }

    private static String vendorOf(String name, Api api) {
        List<JsonNode> all = Json.list(api.get("/accounts"), "accounts");
        List<String> vendors = all.stream()
                .filter(account -> name.equals(Json.text(account, "name")))
                .map(account -> Json.text(account, "vendor"))
                .toList();
        if (vendors.size() == 1) {
            return vendors.getFirst();
        }
        throw vendors.isEmpty()
                ? new CliException(
                        ExitCode.NOT_FOUND,
                        "no account \"" + Sanitiser.line(name) + "\"",
                        "`paddock auth list` lists them.")
                : new CliException(
                        ExitCode.USAGE,
                        "several vendors have an account " + Sanitiser.line(name),
                        "Say which: --account " + Sanitiser.line(vendors.getFirst()) + "=" + Sanitiser.line(name));
    }
}
