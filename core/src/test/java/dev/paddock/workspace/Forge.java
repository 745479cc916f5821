package dev.paddock.workspace;

import dev.paddock.process.Command;
import dev.paddock.process.Processes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;

/** Makes git objects that git's own commands refuse to make. */
final class Forge {
    private Forge() {}

    /** One entry of a tree, in the form of a tree object. */
    static byte[] entry(String mode, String name, String id) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes((mode + " " + name + "\0").getBytes(StandardCharsets.ISO_8859_1));
        out.writeBytes(HexFormat.of().parseHex(id));
        return out.toByteArray();
    }

    static String tree(Path git, byte[]... entries) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] entry : entries) {
            out.writeBytes(entry);
        }
        return object(git, "tree", out.toByteArray());
    }

    static String blob(Path git, String text) {
        return object(git, "blob", text.getBytes(StandardCharsets.UTF_8));
    }

    static String commit(Path git, String tree, String... parents) {
        StringBuilder text = new StringBuilder("tree " + tree + "\n");
        for (String parent : parents) {
            text.append("parent ").append(parent).append('\n');
        }
        text.append(
                "author A <a@example.org> 1700000000 +0000\ncommitter A <a@example.org> 1700000000 +0000\n\nforged\n");
        return object(git, "commit", text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static String object(Path git, String type, byte[] content) {
        return Processes.run(Command.of(List.of(
                                "git", "--git-dir=" + git, "hash-object", "-w", "--literally", "-t", type, "--stdin"))
                        .input(content))
                .orThrow("a forged object")
                .text()
                .strip();
    }
}
