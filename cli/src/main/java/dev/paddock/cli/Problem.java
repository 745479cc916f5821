package dev.paddock.cli;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A refusal of the server (RFC 9457 problem details) as this command reports it. */
final class Problem {
    private Problem() {}

    static CliException of(int status, String body) {
        JsonNode problem = parse(body);
        String detail = Json.safe(problem, "detail");
        String title = Json.safe(problem, "title");
        String code = Json.text(problem, "code").toLowerCase(Locale.ROOT);
        String said = detail.isEmpty() ? title : detail;
        String what = said.isEmpty() ? "the server answered with status " + status : said;
        return new CliException(exitCode(status, code), what, next(status, code));
    }

    private static JsonNode parse(String body) {
        try {
            return Json.parse(body);
        } catch (CliException e) {
            return Json.object();
        }
    }

    private static int exitCode(int status, String code) {
        return switch (code) {
            case "invalid" -> ExitCode.USAGE;
            case "not-found" -> ExitCode.NOT_FOUND;
            case "conflict", "forbidden", "limit" -> ExitCode.REFUSED;
            case "unauthenticated" -> ExitCode.UNREACHABLE;
            case "prerequisite" -> ExitCode.PREREQUISITE;
            case "external", "internal", "unsafe" -> ExitCode.SERVER_FAILED;
            default -> exitCode(status);
        };
    }

    private static int exitCode(int status) {
        return switch (status) {
            case 400, 422 -> ExitCode.USAGE;
            case 401 -> ExitCode.UNREACHABLE;
            case 404 -> ExitCode.NOT_FOUND;
            default -> status < 500 ? ExitCode.REFUSED : ExitCode.SERVER_FAILED;
        };
    }

    private static @Nullable String next(int status, String code) {
        if (status == 401 || "unauthenticated".equals(code)) {
            return "The server does not know this token: check PADDOCK_TOKEN, or the file `token` in PADDOCK_HOME.";
        }
        if (status >= 500 && !"prerequisite".equals(code)) {
            return "The server's log says more: $PADDOCK_HOME/log.";
        }
        return null;
    }
}
