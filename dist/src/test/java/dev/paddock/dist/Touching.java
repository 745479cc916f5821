package dev.paddock.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Every command and every endpoint that there is, and which of them touch a repository of a run's or of a person's: those must be tried with hostile
 * ones. What is new is in neither list, and fails the test until it is.
 */
final class Touching {
    /** Tried by {@link HostileProjectTest}. */
    static final Set<String> COMMANDS = Set.of(
            "run",
            "diff",
            "apply",
            "land",
            "worktree",
            "say",
            "stop",
            "interrupt",
            "restart",
            "discard",
            "delete",
            "exec",
            "show",
            "list",
            "logs",
            "attach",
            "git-url",
            "credential",
            "cleanup",
            "project add",
            "project list",
            "project remove");

    /** Touch no repository, or, as {@code demo} and {@code prove}, only one that they make for it. */
    private static final Set<String> OTHER_COMMANDS = Set.of(
            "demo",
            "approve",
            "reject",
            "mode",
            "project",
            "agent",
            "agent list",
            "agent show",
            "agent install",
            "agent update",
            "agent add",
            "agent remove",
            "egress",
            "egress list",
            "egress allow",
            "egress deny",
            "egress remove",
            "egress test",
            "egress sets",
            "secret",
            "secret set",
            "secret list",
            "secret remove",
            "config",
            "config list",
            "config get",
            "config set",
            "config unset",
            "config path",
            "completion",
            "auth",
            "auth list",
            "auth test",
            "auth use",
            "auth remove",
            "auth git",
            "up",
            "down",
            "status",
            "top",
            "doctor",
            "prove",
            "version");

    /** Tried by {@link HostileProjectTest}, by its commands or straight. */
    static final Set<String> ENDPOINTS = Set.of(
            "POST /projects",
            "GET /projects/{project}",
            "DELETE /projects/{project}",
            "GET /projects",
            "GET /tasks",
            "POST /tasks",
            "GET /tasks/{task}",
            "DELETE /tasks/{task}",
            "GET /runs/{run}",
            "DELETE /runs/{run}",
            "POST /runs/{run}/outcome",
            "POST /runs/{run}/discard",
            "POST /runs/{run}/restart",
            "GET /runs/{run}/disk",
            "POST /runs/{run}/stop",
            "POST /runs/{run}/interrupt",
            "POST /runs/{run}/say",
            "GET /runs/{run}/events",
            "GET /runs/{run}/verify",
            "GET /runs/{run}/diff",
            "POST /runs/{run}/exec",
            "GET /disk",
            "POST /cleanup/plans",
            "POST /cleanup",
            "POST /exec/{exec}/input",
            "GET /exec/{exec}/output");

    private static final Set<String> OTHER_ENDPOINTS = Set.of(
            "GET /health",
            "GET /openapi.yaml",
            "GET /status",
            "GET /doctor",
            "POST /shutdown",
            "GET /accounts",
            "PUT /accounts/{vendor}",
            "DELETE /accounts/{vendor}",
            "PUT /accounts/{vendor}/{name}",
            "DELETE /accounts/{vendor}/{name}",
            "POST /accounts/{vendor}/{name}/use",
            "POST /accounts/{vendor}/test",
            "GET /git-hosts",
            "PUT /git-hosts/{host}",
            "DELETE /git-hosts/{host}",
            "POST /sign-ins",
            "POST /sign-ins/{id}",
            "GET /projects/{project}/secrets",
            "PUT /projects/{project}/secrets/{name}",
            "DELETE /projects/{project}/secrets/{name}",
            "GET /config",
            "PUT /config/{key}",
            "DELETE /config/{key}",
            "GET /egress",
            "POST /egress",
            "GET /egress/sets",
            "GET /egress/test",
            "GET /approvals",
            "GET /runs/{run}/approvals",
            "POST /runs/{run}/approve",
            "POST /runs/{run}/reject",
            "POST /runs/{run}/mode",
            "GET /events",
            "GET /live",
            "GET /live/events",
            "GET /agents",
            "POST /agents",
            "GET /agents/{agent}",
            "DELETE /agents/{agent}",
            "POST /agents/{agent}/install",
            "POST /agents/{agent}/update",
            "POST /proof",
            "POST /own",
            "GET /rehearsals/sample");

    private static final Pattern COMMAND = Pattern.compile("^  ([a-z][a-z-]*)(?: {2,}.*)?$");

    private Touching() {}

    static void assertAllAreKnown(Installation paddock) throws IOException {
        Set<String> commands = new TreeSet<>();
        for (String name : below(paddock, List.of())) {
            commands.add(name);
            below(paddock, List.of(name)).forEach(sub -> commands.add(name + " " + sub));
        }
        assertThat(commands)
                .as("each command is in one of two lists: those that touch a repository are tried with hostile ones")
                .isSubsetOf(both(COMMANDS, OTHER_COMMANDS));
        assertThat(endpoints())
                .as("each endpoint is in one of two lists: those that touch a repository are tried with hostile ones")
                .isSubsetOf(both(ENDPOINTS, OTHER_ENDPOINTS));
    }

    /** Which of the endpoints that touch a repository a request is for. */
    static String endpoint(String method, String path) {
        return ENDPOINTS.stream()
                .filter(endpoint -> (method + " " + path).matches(endpoint.replaceAll("\\{[a-z]+}", "[^/]+")))
                .findFirst()
                .orElseThrow();
    }

    private static Set<String> both(Set<String> some, Set<String> others) {
        Set<String> all = new TreeSet<>(some);
        all.addAll(others);
        assertThat(all).as("no name is in both lists").hasSize(some.size() + others.size());
        return all;
    }

    /** The commands that the help of a command lists. */
    private static List<String> below(Installation paddock, List<String> command) {
        List<String> line = new ArrayList<>(command);
        line.add("--help");
        List<String> names = new ArrayList<>();
        boolean listed = false;
        for (String text :
                paddock.paddock(line.toArray(String[]::new)).ok().out().lines().toList()) {
            if (!text.startsWith(" ")) {
                listed = text.startsWith("Commands:");
            } else if (listed) {
                Matcher name = COMMAND.matcher(text);
                if (name.matches()) {
                    names.add(name.group(1));
                }
            }
        }
        return names;
    }

    private static Set<String> endpoints() throws IOException {
        Path document = Path.of("..", "server", "src", "main", "resources", "openapi.yaml");
        JsonNode paths = YAMLMapper.shared()
                .readTree(Files.readString(document, StandardCharsets.UTF_8))
                .path("paths");
        Set<String> endpoints = new TreeSet<>();
        for (var path : paths.properties()) {
            for (Iterator<String> names = path.getValue().propertyNames().iterator(); names.hasNext(); ) {
                String verb = names.next();
                if (Set.of("get", "post", "put", "delete", "patch").contains(verb)) {
                    endpoints.add(verb.toUpperCase(Locale.ROOT) + " " + path.getKey());
                }
            }
        }
        return endpoints;
    }
}
