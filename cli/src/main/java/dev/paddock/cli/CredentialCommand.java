package dev.paddock.cli;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code paddock credential}: a helper in git's form, see git-credential(1). */
@Command(
        name = "credential",
        description = {
            "Gives git the token of this server when git asks for it, and nothing for any other address. Git runs it:",
            "as credential.helper '!paddock credential'."
        },
        footerHeading = BaseCommand.EXAMPLES,
        footer = {
            "  git -c credential.helper='!paddock credential' fetch \"$(paddock git-url 7f3a)\" agent/fix-login-1",
            "  git config --global --add credential.helper '!paddock credential'"
        })
final class CredentialCommand extends BaseCommand {
    private static final int MOST_LINES = 100;

    @Parameters(paramLabel = "get|store|erase", description = "What git wants; only get is answered.")
    String action = "";

    CredentialCommand(Caller caller) {
        super(caller);
    }

    @Override
    public Integer call() throws IOException {
        if (!"get".equals(action)) {
            return ExitCode.OK;
        }
        Map<String, String> asked = asked();
        Optional<Api> api = servers().find();
        if (api.isPresent()) {
            Endpoint server = api.get().endpoint();
            boolean same = server.url().getScheme().equals(asked.get("protocol"))
                    && server.url().getRawAuthority().equals(asked.get("host"));
            if (same) {
                print("username=paddock");
                print("password=" + server.token());
            }
        }
        return ExitCode.OK;
    }

    private Map<String, String> asked() throws IOException {
        Map<String, String> asked = new HashMap<>();
        try (LineReader lines = new LineReader(caller.in(), 65_536)) {
            String line = lines.next();
            for (int i = 0; i < MOST_LINES && line != null && !line.isEmpty(); i++) {
                int equals = line.indexOf('=');
                if (equals > 0) {
                    asked.put(line.substring(0, equals), line.substring(equals + 1));
                }
                line = lines.next();
            }
        }
        return asked;
    }
}
