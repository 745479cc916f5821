package dev.paddock.agent;

import dev.paddock.agent.AgentFile.Model;
import dev.paddock.agent.AgentFile.Npm;
import dev.paddock.agent.AgentFile.Protocol;
import dev.paddock.agent.AgentFile.Toolchain;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Reads an agent's YAML file and refuses what it does not know, naming file and field. Stateless. */
final class AgentFileReader {
    private static final int MAX_FILE = 256 << 10;
    private static final Pattern SLUG = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?");
    private static final Pattern COMMAND = Pattern.compile("[a-z0-9][a-z0-9_-]{0,39}");
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");
    /** What the server itself says to every process in a sandbox. */
    private static final Set<String> RESERVED =
            Set.of("HOME", "PATH", "USER", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY");

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private AgentFileReader() {}

    /**
     * Reads a file's text.
     *
     * @param source names it in errors
     * @throws dev.paddock.error.PaddockException INVALID, with the field and what is wrong with it
     */
    static AgentFile read(String source, String yaml) {
        Fields fields = Fields.of(source, tree(source, yaml));
        fields.only(
                "name",
                "description",
                "protocol",
                "command",
                "commands",
                "env",
                "models",
                "files",
                "install",
                "mode",
                "modes",
                "leaveOut",
                "needs");
        String name = fields.text("name");
        fields.check(
                "name", SLUG.matcher(name).matches(), "must be lower-case letters, digits and hyphens, at most 40");
        Protocol protocol = switch (fields.text("protocol")) {
            case "acp" -> Protocol.ACP;
            case "command" -> Protocol.COMMAND;
            default -> throw fields.wrong("protocol", "must be acp or command");
        };
        List<Model> models = models(fields);
        AgentFile file = new AgentFile(
                name,
                fields.textOrNull("description"),
                protocol,
                command(fields),
                commands(fields),
                environment(fields),
                models,
                files(fields),
                install(fields),
                modes(fields),
                leaveOut(fields),
                needs(fields));
        placeholders(fields, file);
        return file;
    }

    private static JsonNode tree(String source, String yaml) {
        if (yaml.length() > MAX_FILE) {
            throw Fields.wrongFile(source, "is larger than " + MAX_FILE + " characters");
        }
        try {
            JsonNode tree = YAML.readTree(yaml);
            if (!tree.isObject()) {
                throw Fields.wrongFile(source, "must be a YAML mapping with name, protocol and command");
            }
            return tree;
        } catch (JacksonException e) {
            throw Fields.wrongFile(source, "is no valid YAML: " + e.getOriginalMessage());
        }
    }

    private static List<String> command(Fields fields) {
        List<String> command = fields.texts("command", List.of());
        fields.check("command", !command.isEmpty() && !command.getFirst().isBlank(), "must name a program");
        return command;
    }

    private static Map<String, List<String>> commands(Fields fields) {
        Map<String, List<String>> commands = new HashMap<>();
        Fields given = fields.object("commands");
        if (given == null) {
            return commands;
        }
        for (String name : given.names()) {
            given.check(Bounds.cut(name, 100), COMMAND.matcher(name).matches(), "is no name of a command");
            List<String> command = given.texts(name, List.of());
            given.check(name, !command.isEmpty() && !command.getFirst().isBlank(), "must name a program");
            commands.put(name, command);
        }
        return commands;
    }

    private static Map<String, String> environment(Fields fields) {
        Map<String, String> env = fields.map("env");
        env.keySet().forEach(name -> variable(fields, "env." + name, name));
        return env;
    }

    private static void variable(Fields fields, String field, @Nullable String name) {
        if (name == null) {
            return;
        }
        fields.check(field, VARIABLE.matcher(name).matches(), "is no name of a variable");
        fields.check(field, !RESERVED.contains(name.toUpperCase(Locale.ROOT)), "is set by the server for every run");
    }

    private static List<Model> models(Fields fields) {
        List<Model> models = new ArrayList<>();
        for (Fields model : fields.objects("models")) {
            model.only("route", "address", "key");
            Model route = new Model(model.text("route"), model.textOrNull("address"), model.textOrNull("key"));
            model.check("route", SLUG.matcher(route.route()).matches(), "must name a model route, such as anthropic");
            variable(model, "address", route.address());
            variable(model, "key", route.key());
            models.add(route);
        }
        return models;
    }

    private static Map<String, String> files(Fields fields) {
        Map<String, String> files = fields.map("files");
        files.keySet().forEach(path -> fields.check("files." + path, inside(path), "must be a path inside the home"));
        return files;
    }

    private static @Nullable Npm install(Fields fields) {
        Fields install = fields.object("install");
        if (install == null) {
            return null;
        }
        install.only("npm");
        Fields npm = install.object("npm");
        if (npm == null) {
            throw install.wrong("npm", "is missing");
        }
        npm.only("lock");
        String lock = npm.text("lock");
        npm.check(
                "lock",
                inside(lock) && lock.endsWith("/package-lock.json"),
                "must be DIRECTORY/package-lock.json, beside the agent's file");
        return new Npm(lock);
    }

    private static Map<String, String> modes(Fields fields) {
        Map<String, String> modes = new HashMap<>(fields.map("modes"));
        modes.keySet()
                .forEach(mode -> fields.check(
                        "modes." + Bounds.cut(mode, 100),
                        AgentFile.MODES.contains(mode),
                        "is not known; known are " + String.join(", ", AgentFile.MODES)));
        // What files said before there were several modes.
        String bypass = fields.textOrNull("mode");
        if (bypass != null) {
            modes.putIfAbsent("bypass", bypass);
        }
        return modes;
    }

    private static List<String> leaveOut(Fields fields) {
        List<String> leaveOut = fields.texts("leaveOut", AgentFile.LEAVE_OUT);
        leaveOut.forEach(path ->
                fields.check("leaveOut", inside(path), "has " + path + ", which is no path inside the workspace"));
        return leaveOut;
    }

    private static List<Toolchain> needs(Fields fields) {
        return fields.texts("needs", List.of()).stream()
                .map(need -> switch (need) {
                    case "node" -> Toolchain.NODE;
                    default -> throw fields.wrong("needs", "has " + need + "; known is node");
                })
                .toList();
    }

    private static void placeholders(Fields fields, AgentFile file) {
        file.command().forEach(text -> placeholder(fields, "command", text, file));
        file.commands()
                .forEach((name, command) -> command.forEach(text -> {
                    fields.check(
                            "commands." + name, !text.contains("{{goal}}"), "has {{goal}}, which no other agent gives");
                    placeholder(fields, "commands." + name, text, file);
                }));
        file.env().forEach((name, text) -> placeholder(fields, "env." + name, text, file));
        file.files().forEach((path, text) -> placeholder(fields, "files." + path, text, file));
    }

    private static void placeholder(Fields fields, String field, String text, AgentFile file) {
        String unknown = Template.unknown(
                text,
                name -> name.equals("goal")
                        || name.equals("agent")
                        || file.models().stream().anyMatch(model -> name.equals("address." + model.route())));
        fields.check(field, unknown.isEmpty(), "has " + unknown + ", which is not known");
    }

    /** A relative path without a way out. */
    private static boolean inside(String path) {
        if (path.isEmpty() || path.length() > 255 || path.indexOf('\0') >= 0 || path.startsWith("/")) {
            return false;
        }
        for (Path part : Path.of(path)) {
            if (part.toString().equals("..") || part.toString().equals(".")) {
                return false;
            }
        }
        return true;
    }
}
