package dev.paddock.workspace;

import java.util.List;

/** Configuration of the repositories that a person's git reaches. */
final class UpstreamConfig {
    /** Old histories hold these harmless faults; git's own default refuses them. */
    private static final List<String> TOLERATED = List.of(
            "badDate",
            "badDateOverflow",
            "badEmail",
            "badName",
            "badTimezone",
            "extraHeaderEntry",
            "missingEmail",
            "missingNameBeforeEmail",
            "missingSpaceBeforeDate",
            "missingSpaceBeforeEmail",
            "missingTaggerEntry",
            "zeroPaddedDate",
            "zeroPaddedFilemode");

    private static final List<String> REFUSED =
            List.of("hasDot", "hasDotdot", "hasDotgit", "fullPathname", "emptyName");

    /** Accepts pushes into {@code refs/paddock/push/} alone: every other ref is hidden, and git refuses to change what it hides. */
    static final String TEXT = """
            [core]
            \trepositoryformatversion = 0
            \tfilemode = true
            \tbare = true
            \tlogAllRefUpdates = false
            [gc]
            \tauto = 0
            [maintenance]
            \tauto = false
            [transfer]
            \tfsckObjects = true
            \tunpackLimit = 1
            [fetch]
            \tfsckObjects = true
            \tunpackLimit = 1
            [http]
            \tlowSpeedLimit = 1000
            \tlowSpeedTime = 60
            \treceivepack = true
            \tuploadpack = false
            \tgetanyfile = false
            [receive]
            \tfsckObjects = true
            \tunpackLimit = 1
            \tautogc = false
            \tmaxInputSize = 8g
            \tdenyDeletes = true
            \tadvertisePushOptions = false
            \thideRefs = refs
            \thideRefs = !refs/paddock/push
            """ + fsck("fetch") + fsck("receive");

    /** Of the repository that people fetch runs' branches from. */
    static final String PUBLISHED = """
            [core]
            \trepositoryformatversion = 0
            \tbare = true
            \thooksPath = /dev/null
            [http]
            \treceivepack = false
            \tuploadpack = true
            \tgetanyfile = false
            [uploadpack]
            \thideRefs = refs
            \thideRefs = !refs/heads/agent
            """;

    private UpstreamConfig() {}

    private static String fsck(String direction) {
        StringBuilder text = new StringBuilder("[" + direction + " \"fsck\"]\n");
        TOLERATED.forEach(fault -> text.append('\t').append(fault).append(" = ignore\n"));
        REFUSED.forEach(fault -> text.append('\t').append(fault).append(" = error\n"));
        return text.toString();
    }
}
