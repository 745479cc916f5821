package dev.paddock.dist;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A person's clone, made for a test. */
record Repository(Path directory) {
    static Repository create(Path directory) {
        Repository repository = new Repository(directory);
        Installation.write(directory.resolve("hello.txt"), "hello\n");
        Installation.write(directory.resolve(".gitignore"), "ignored/\n");
        repository.git("init", "-q", "-b", "main");
        repository.git("config", "user.name", "Ada Person");
        repository.git("config", "user.email", "ada@example.com");
        repository.commit("Begin");
        return repository;
    }

    void commit(String message) {
        git("add", "-A");
        git("commit", "-q", "-m", message);
    }

    /** Runs the person's git and gives its output without the last newline. */
    String git(String... arguments) {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put("GIT_CONFIG_NOSYSTEM", "1");
        environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
        return Done.of(directory, environment, command).ok().out().stripTrailing();
    }
}
