package dev.paddock.acp;

import dev.paddock.task.PermissionMode;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/** What a permission mode says of a request, without a person. */
final class Policy {
    private Policy() {}

    /** What is to be done with a request. */
    enum Ruling {
        ALLOW,
        REJECT,
        ASK
    }

    /**
     * Rules on a request.
     *
     * @param own whether the agent itself is in this mode, so that what it asks nevertheless is for a person
     * @param directory the workspace, as the agent sees it
     */
    static Ruling rule(PermissionMode mode, boolean own, Action action, String directory) {
        return switch (mode) {
            case BYPASS -> Ruling.ALLOW;
            case ASK -> Ruling.ASK;
            case ACCEPT_EDITS ->
                !own && changesFiles(action) && inside(action.touched(), directory) ? Ruling.ALLOW : Ruling.ASK;
            case PLAN -> changesFiles(action) ? Ruling.REJECT : Ruling.ASK;
        };
    }

    private static boolean changesFiles(Action action) {
        return switch (action.kind()) {
            case "edit", "delete", "move" -> true;
            default -> false;
        };
    }

    /** Whether files are named, and all of them are the workspace's own, outside its git directory. */
    private static boolean inside(List<String> files, String directory) {
        Path workspace = Path.of(directory);
        return !files.isEmpty() && files.stream().allMatch(file -> inside(file, workspace));
    }

    private static boolean inside(String file, Path workspace) {
        try {
            Path path = workspace.resolve(file).normalize();
            return path.startsWith(workspace)
                    && path.getNameCount() > workspace.getNameCount()
                    && !path.getName(workspace.getNameCount()).toString().equals(".git");
        } catch (InvalidPathException e) {
            return false;
        }
    }
}
