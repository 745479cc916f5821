package dev.paddock.run;

import dev.paddock.home.Home;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What runs of one home have on the machine: processes, mounts, control groups, sockets, files that only live or half-made things need. */
final class Remains {
    private Remains() {}

    /** In words, one for each. */
    static List<String> of(Home home, Set<String> runs) {
        List<String> found = new ArrayList<>();
        try {
            processes(home.root().toString(), found);
            groups(home, found);
            for (Path file : list(home.runtime())) {
                found.add("in the runtime directory: " + file);
            }
            for (Path directory : list(home.root().resolve("runs"))) {
                String name = directory.getFileName().toString();
                if (!runs.contains(name) && !name.equals(".trash")) {
                    found.add("a directory of no run: " + directory);
                }
                list(directory.resolve("holder")).stream()
                        .filter(file -> file.getFileName().toString().matches("arguments-.*|state.*"))
                        .forEach(file -> found.add("of a live sandbox: " + file));
            }
            for (Path project : list(home.root().resolve("projects"))) {
                Stream.of("base", "layers")
                        .flatMap(name -> list(project.resolve(name)).stream())
                        .filter(draft -> draft.getFileName().toString().startsWith("."))
                        .forEach(draft -> found.add("half made: " + draft));
            }
            for (String part : List.of("runs", "projects")) {
                for (Path thrown : list(home.root().resolve(part).resolve(".trash"))) {
                    found.add("to be deleted: " + thrown);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    private static void processes(String root, List<String> found) throws IOException {
        String own = Long.toString(ProcessHandle.current().pid());
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                if (process.getFileName().toString().equals(own)) {
                    continue;
                }
                String command = read(process.resolve("cmdline")).replace('\0', ' ');
                if (command.contains(root) || directory(process).startsWith(root)) {
                    found.add("a process: " + command);
                } else if (read(process.resolve("mountinfo")).contains(root)) {
                    found.add("a mount: of " + command);
                }
            }
        }
    }

    private static void groups(Home home, List<String> found) throws IOException {
        String mark = HexFormat.of()
                        .toHexDigits(home.root().toAbsolutePath().toString().hashCode()) + "-";
        for (String line : Files.readAllLines(Path.of("/proc/self/mounts"))) {
            String[] fields = line.split(" ");
            if (fields[2].startsWith("cgroup")) {
                list(Path.of(fields[1]).resolve("paddock")).stream()
                        .flatMap(user -> list(user).stream())
                        .filter(group -> group.getFileName().toString().startsWith(mark))
                        .forEach(group -> found.add("a control group: " + group));
            }
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            // It ended meanwhile, or is another user's.
            return "";
        }
    }

    private static String directory(Path process) {
        try {
            return Files.readSymbolicLink(process.resolve("cwd")).toString();
        } catch (IOException e) {
            return "";
        }
    }

    private static List<Path> list(Path directory) {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.toList();
        } catch (IOException e) {
            // Another user's.
            return List.of();
        }
    }
}
