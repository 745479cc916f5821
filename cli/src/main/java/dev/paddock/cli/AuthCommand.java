package dev.paddock.cli;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code paddock auth}. */
@Command(
        name = "auth",
        description = {
            "Signs the server in with a model vendor, so that agents reach their model.",
            "A key is read from the terminal without echo, from standard input or from a variable; it is kept on the server and never enters a sandbox."
        },
        footerHeading = BaseCommand.EXAMPLES,
        footer = {
            "  paddock auth claude                          asks for an API key",
            "  paddock auth claude --token                  asks for the token of `claude setup-token`, for a subscription",
            "  paddock auth codex --chatgpt                 signs in with ChatGPT, in a browser",
            "  paddock auth gemini --name work < key.txt    a second account",
            "  paddock auth openai-compatible --url http://127.0.0.1:11434/v1 --no-key",
            "  paddock auth git git.example.com             a token for private repositories",
            "  paddock auth list",
            "  paddock auth test",
            "  paddock auth remove claude"
        })
final class AuthCommand extends JsonCommand {
    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "VENDOR",
            description = "claude, codex, gemini or openai-compatible.")
    @Nullable
    String vendor;

    @Parameters(index = "1", arity = "0..1", hidden = true)
    @Nullable
    String further;

    @Option(names = "--name", paramLabel = "NAME", description = "Of the account, where there are several of a vendor.")
    @Nullable
    String name;

    @Option(names = "--api-key", description = "It is an API key (the usual).")
    boolean apiKey;

    @Option(names = "--token", description = "It is a subscription's token, or a bearer token of a company's gateway.")
    boolean token;

    @Option(names = "--chatgpt", description = "Signs Codex in with ChatGPT, in a browser.")
    boolean chatGpt;

    @Option(
            names = "--import",
            description = "With --chatgpt: takes over the sign-in of Codex on this machine instead.")
    boolean takeOver;

    @Option(names = "--no-key", description = "The server at --url asks for no key.")
    boolean noKey;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "Where requests go instead of the vendor: a company's gateway, a model server.")
    @Nullable
    String url;

    @Option(names = "--insecure", description = "Allows an http address of another machine.")
    boolean insecure;

    @Option(names = "--from-env", paramLabel = "VARIABLE", description = "Reads the key from this variable.")
    @Nullable
    String fromVariable;

    AuthCommand(Caller caller) {
        super(caller);
    }

    @Override
    public Integer call() throws IOException {
        if (vendor == null) {
            throw new CliException(ExitCode.USAGE, "sign in with whom?", "paddock auth claude");
        }
        if (further != null && !"-".equals(further)) {
            throw new CliException(
                    ExitCode.USAGE,
                    "a credential is never an argument: other users of this machine could read it",
                    "Run `paddock auth " + Sanitiser.line(vendor) + "` and enter it, or give it on standard input.");
        }
        int kinds = (apiKey ? 1 : 0) + (token ? 1 : 0) + (chatGpt ? 1 : 0) + (noKey ? 1 : 0);
        if (kinds > 1) {
            throw new CliException(
                    ExitCode.USAGE, "--api-key, --token, --chatgpt and --no-key exclude each other", null);
        }
        if (takeOver && !chatGpt) {
            throw new CliException(ExitCode.USAGE, "--import is for --chatgpt", null);
        }
        String known = Vendors.of(vendor);
        Api api = servers().connect();
        JsonNode account = chatGpt && !takeOver ? new ChatGpt(caller, api).signIn(known, name) : keep(api, known);
        result(account, kept(account));
        return ExitCode.OK;
    }

    private JsonNode keep(Api api, String known) throws IOException {
        ObjectNode body = Json.object();
        if (chatGpt) {
            body.put("kind", "chatgpt").put("secret", new ChatGpt(caller, api).ofCodex());
        } else if (noKey) {
            body.put("kind", "none");
        } else {
            String label = (token ? "Token for " : "API key for ") + known;
            String secret = new SecretReader(caller).read(label, fromVariable);
            // What Claude Code's `setup-token` makes says so itself.
            boolean isToken = token || (!apiKey && secret.startsWith("sk-ant-oat"));
            body.put("kind", isToken ? "subscription-token" : "api-key").put("secret", secret);
        }
        if (url != null) {
            body.put("url", url);
        }
        if (insecure) {
            body.put("insecure", true);
        }
        String path = "/accounts/" + Api.encode(known) + (name == null ? "" : "/" + Api.encode(name));
        return api.put(path, body);
    }

    private static String kept(JsonNode account) {
        String what = switch (Json.text(account, "kind")) {
            case "subscription-token" -> "the token";
            case "chatgpt" -> "the ChatGPT sign-in";
            case "none" -> "the address";
            default -> "the key";
        };
        String hint = Json.safe(account, "hint");
        String name = Json.safe(account, "name");
        return "The server keeps " + what + " for " + Json.safe(account, "vendor")
                + (name.isEmpty() || "default".equals(name) ? "" : " as " + name)
                + (hint.isEmpty() ? "" : " (…" + hint + ")")
                + ("none".equals(Json.text(account, "kind")) ? "." : "; no sandbox sees it.");
    }
}
