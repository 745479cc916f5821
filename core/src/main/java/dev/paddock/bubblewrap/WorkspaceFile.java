package dev.paddock.bubblewrap;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Opens a file of a live workspace for reading without following any link, whatever the agent does to the tree meanwhile. */
final class WorkspaceFile {
    private WorkspaceFile() {}

    /**
     * @param workspace the workspace as seen through its holder
     * @param same whether the holder is still the process it was
     */
    static InputStream open(Path workspace, String path, BooleanSupplier same) {
        if (path.isEmpty() || path.indexOf('\0') >= 0) {
            throw notFound(path);
        }
        int root = -1;
        int file = -1;
        try {
            root = NativeFiles.open(NativeFiles.CURRENT, workspace.toString(), NativeFiles.PATH_ONLY, 0);
            if (!same.getAsBoolean()) {
                throw notFound(path);
            }
            file = NativeFiles.open(root, path, NativeFiles.READ_WITHOUT_WAITING, NativeFiles.STRICT);
            Path opened = Path.of("/proc/self/fd", Integer.toString(file));
            Map<String, Object> attributes = Files.readAttributes(opened, "unix:isRegularFile,nlink");
            if (!Boolean.TRUE.equals(attributes.get("isRegularFile"))
                    || !Integer.valueOf(1).equals(attributes.get("nlink"))) {
                throw notFound(path);
            }
            return Files.newInputStream(opened);
        } catch (IOException e) {
            throw notFound(path);
        } finally {
            if (file >= 0) {
                NativeFiles.close(file);
            }
            if (root >= 0) {
                NativeFiles.close(root);
            }
        }
    }

    private static PaddockException notFound(String path) {
        return new PaddockException(ErrorCode.NOT_FOUND, "no file in the workspace: " + path.replace('\0', '?'));
    }
}
