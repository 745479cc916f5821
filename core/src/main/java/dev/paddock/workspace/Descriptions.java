package dev.paddock.workspace;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.git.BareRepository;
import dev.paddock.home.Home;
import dev.paddock.task.Author;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;

/** What the server writes down of a workspace, to find it again. */
final class Descriptions {
    private Descriptions() {}

    static void write(Workspace workspace) throws IOException {
        Properties properties = new Properties();
        properties.setProperty("project", workspace.project());
        properties.setProperty("base", workspace.base());
        properties.setProperty("branch", workspace.branch());
        properties.setProperty("author.name", workspace.author().name());
        properties.setProperty("author.email", workspace.author().email());
        StringWriter text = new StringWriter();
        properties.store(text, null);
        BareRepository.replace(workspace.description(), text.toString());
    }

    static Optional<Workspace> read(String run, Home home, Upstreams upstreams) {
        Path file = home.run(run).resolve("workspace.properties");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new PaddockException(ErrorCode.EXTERNAL, "can't read " + file, e);
        }
        String project = value(properties, "project");
        String base = value(properties, "base");
        return Optional.of(new Workspace(
                run,
                project,
                base,
                value(properties, "branch"),
                new Author(value(properties, "author.name"), value(properties, "author.email")),
                home.run(run),
                home.project(project).resolve("base").resolve(base).resolve("tree"),
                upstreams.objects(project)));
    }

    private static String value(Properties properties, String key) {
        String value = properties.getProperty(key);
        if (value == null) {
            throw new PaddockException(ErrorCode.INTERNAL, "a workspace's description lacks " + key);
        }
        return value;
    }
}
