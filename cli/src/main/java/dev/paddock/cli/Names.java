package dev.paddock.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Names of things on the server that is up, for completion: each with a tab and a few words. Without a server there are none. */
final class Names {
    /** A name that any shell takes as it stands; others can't be completed. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/@:+-]{0,99}");

    private static final int MOST = 200;

    private final Optional<Api> api;

    Names(Servers servers) {
        this.api = servers.find();
    }

    /** Ids, and what tells a run by its task. */
    List<String> runs() {
        List<String> found = new ArrayList<>();
        for (JsonNode task : list("/tasks?limit=" + MOST, "tasks")) {
            List<JsonNode> runs = Json.list(task, "runs");
            String name = Json.text(task, "name");
            for (JsonNode run : runs) {
                String what = Json.text(run, "agent") + ", " + Json.text(run, "state");
                add(found, Json.text(run, "id"), name + ": " + what);
                add(found, runs.size() == 1 ? name : name + "/" + Json.text(run, "agent"), what);
            }
        }
        return found;
    }

    List<String> projects() {
        List<String> found = new ArrayList<>();
        for (JsonNode project : list("/projects", "projects")) {
            add(found, Json.text(project, "name"), Json.text(project, "url") + Json.text(project, "path"));
        }
        return found;
    }

    List<String> agents() {
        List<String> found = new ArrayList<>();
        for (JsonNode agent : list("/agents", "agents")) {
            add(found, Json.text(agent, "name"), Json.text(agent, "source"));
        }
        return found;
    }

    List<String> sets() {
        List<String> found = new ArrayList<>();
        for (JsonNode set : list("/egress/sets", "sets")) {
            add(found, Json.text(set, "name"), Json.text(set, "description"));
        }
        return found;
    }

    List<String> settings() {
        List<String> found = new ArrayList<>();
        for (JsonNode setting : list("/config", "settings")) {
            add(found, Json.text(setting, "key"), Json.text(setting, "value"));
        }
        return found;
    }

    private List<JsonNode> list(String path, String field) {
        return api.map(server -> Json.list(server.get(path), field)).orElse(List.of());
    }

    private static void add(List<String> to, String name, String about) {
        if (PLAIN.matcher(name).matches()) {
            to.add(about.isBlank() ? name : name + "\t" + about);
        }
    }
}
