package dev.paddock.rehearsal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A small JavaScript project with two failing tests, which the built-in script {@code demo} fixes. It has no
 * dependencies; its tests need {@code node} alone.
 */
public final class SampleProject {
    /** The goals that the demo reaches, one a task. */
    public static final List<String> GOALS = List.of("Make all tests pass");

    private SampleProject() {}

    /** The name of the project, fit for a directory. */
    public static String name() {
        return "tally";
    }

    /** Its files: relative path with slashes, and content; sorted by path. */
    public static Map<String, String> files() {
        Map<String, String> files = new TreeMap<>();
        read("index.txt").lines().filter(path -> !path.isBlank()).forEach(path -> files.put(path, read(path)));
        return Collections.unmodifiableMap(files);
    }

    private static String read(String path) {
        try (InputStream in = SampleProject.class.getResourceAsStream("sample/" + path)) {
            if (in == null) {
                throw new IllegalStateException("resource missing: sample/" + path);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
