package dev.paddock.cli;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code paddock auth}. */
@Command(
        name = "auth",
        description = {
            "Gives the server a credential of a model vendor, lists or removes them.",
            "It is read from the terminal without echo, or from standard input; it is kept on the server and never enters a sandbox."
        },
        footerHeading = BaseCommand.EXAMPLES,
        footer = {
            "  paddock auth claude                          asks for an API key",
            "  paddock auth claude --token                  asks for the token of `claude setup-token`, for a subscription",
            "  paddock auth claude < key.txt",
            "  paddock auth list",
            "  paddock auth remove claude"
        })
final class AuthCommand extends JsonCommand {
    @Parameters(
            index = "0",
            paramLabel = "AGENT|list|remove",
            description = "Whose: claude, or a vendor such as anthropic.")
    String what = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "AGENT", description = "Whose to remove.")
    @Nullable
    String whose;

    @Option(names = "--api-key", description = "It is an API key (the usual).")
    boolean apiKey;

    @Option(names = "--token", description = "It is a subscription's token.")
    boolean token;

    AuthCommand(Caller caller) {
        super(caller);
    }

    @Override
    public Integer call() throws IOException {
        String target = whose;
        if ("list".equals(what)) {
            list(servers().connect());
        } else if ("remove".equals(what)) {
            if (target == null) {
                throw new CliException(ExitCode.USAGE, "whose credential?", "paddock auth remove claude");
            }
            String vendor = Vendors.of(target);
            servers().connect().delete("/accounts/" + Api.encode(vendor));
            say(vendor, "Forgot the credential for " + Sanitiser.line(vendor) + ".");
        } else if (target != null) {
            throw new CliException(
                    ExitCode.USAGE,
                    "a credential is never an argument: other users of this machine could read it",
                    "Run `paddock auth " + Sanitiser.line(what) + "` and enter it, or give it on standard input.");
        } else {
            keep(Vendors.of(what));
        }
        return ExitCode.OK;
    }

    private void keep(String vendor) throws IOException {
        if (apiKey && token) {
            throw new CliException(ExitCode.USAGE, "--api-key and --token exclude each other", null);
        }
        Api api = servers().connect();
        String secret = secret(vendor);
        // What Claude Code's `setup-token` makes says so itself.
        boolean isToken = token || (!apiKey && secret.startsWith("sk-ant-oat"));
        JsonNode body = Json.object()
                .put("kind", isToken ? "subscription-token" : "api-key")
                .put("secret", secret);
        JsonNode account = api.put("/accounts/" + Api.encode(vendor), body);
        String hint = Json.safe(account, "hint");
        if (json) {
            printJson(account);
        } else {
            print("The server keeps the " + (isToken ? "token" : "key") + " for " + Sanitiser.line(vendor)
                    + (hint.isEmpty() ? "" : " (…" + hint + ")") + "; no sandbox sees it.");
        }
    }

    private String secret(String vendor) throws IOException {
        Console console = caller.terminal().in() ? System.console() : null;
        String secret;
        if (console == null) {
            String line = new BufferedReader(new InputStreamReader(caller.in(), StandardCharsets.UTF_8)).readLine();
            secret = line == null ? "" : line.strip();
        } else {
            String kind = token ? "Subscription token" : "API key";
            char[] typed = console.readPassword("%s for %s (not shown): ", kind, Sanitiser.line(vendor));
            secret = typed == null ? "" : new String(typed).strip();
        }
        if (secret.isEmpty()) {
            throw new CliException(
                    ExitCode.USAGE, "no credential was given", "Enter it when asked, or give it on standard input.");
        }
        return secret;
    }

    private void list(Api api) {
        JsonNode answer = api.get("/accounts");
        if (json) {
            printJson(answer);
            return;
        }
        var accounts = Json.list(answer, "accounts");
        if (accounts.isEmpty()) {
            print("The server has no credential. `paddock auth claude` gives it one.");
        }
        for (JsonNode account : accounts) {
            String hint = Json.safe(account, "hint");
            print(Width.pad(Json.safe(account, "vendor"), 12) + Width.pad(Json.safe(account, "kind"), 20)
                    + Width.pad(hint.isEmpty() ? "" : "…" + hint, 8) + Json.safe(account, "source") + "  "
                    + caller.outStyle().dim(Times.ago(Json.text(account, "since"))));
        }
    }

    private void say(String vendor, String text) {
        if (json) {
            printJson(Json.object().put("removed", vendor));
        } else {
            print(text);
        }
    }
}
