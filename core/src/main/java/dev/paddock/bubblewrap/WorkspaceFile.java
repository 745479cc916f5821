package dev.paddock.bubblewrap;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** Opens a file of a live workspace for reading without following any link, whatever the agent does to the tree meanwhile. */
final class WorkspaceFile {
    private WorkspaceFile() {}

    /**
     * @param same whether the holder whose view {@code workspace} goes through is still the same process
     */
    static InputStream open(Path workspace, String path, BooleanSupplier same) {
        Path relative = relative(path);
        try (DirectoryStream<Path> root = Files.newDirectoryStream(workspace)) {
            if (!same.getAsBoolean() || !(root instanceof SecureDirectoryStream<Path> secure)) {
                throw notFound(path);
            }
            return walk(secure, relative, path);
        } catch (IOException e) {
            throw notFound(path);
        }
    }

    private static InputStream walk(SecureDirectoryStream<Path> directory, Path rest, String path) throws IOException {
        if (rest.getNameCount() > 1) {
            try (SecureDirectoryStream<Path> next =
                    directory.newDirectoryStream(rest.getName(0), LinkOption.NOFOLLOW_LINKS)) {
                return walk(next, rest.subpath(1, rest.getNameCount()), path);
            }
        }
        // Looked at before and after it is opened: a FIFO must not be opened, and what was opened must be what was
        // looked at.
        BasicFileAttributes before = attributes(directory, rest);
        if (!before.isRegularFile()) {
            throw notFound(path);
        }
        SeekableByteChannel channel =
                directory.newByteChannel(rest, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
        BasicFileAttributes after = attributes(directory, rest);
        if (!after.isRegularFile()
                || before.fileKey() == null
                || !before.fileKey().equals(after.fileKey())) {
            channel.close();
            throw notFound(path);
        }
        return Channels.newInputStream(channel);
    }

    private static BasicFileAttributes attributes(SecureDirectoryStream<Path> directory, Path name) throws IOException {
        return directory
                .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes();
    }

    private static Path relative(String path) {
        try {
            Path relative = Path.of(path);
            boolean plain = !relative.isAbsolute() && !path.isEmpty();
            for (Path name : relative) {
                plain &= !name.toString().equals("..")
                        && !name.toString().equals(".")
                        && !name.toString().isEmpty();
            }
            if (plain) {
                return relative;
            }
        } catch (InvalidPathException e) {
            throw notFound(path);
        }
        throw notFound(path);
    }

    private static PaddockException notFound(String path) {
        return new PaddockException(ErrorCode.NOT_FOUND, "no file in the workspace: " + path.replace('\0', '?'));
    }
}
