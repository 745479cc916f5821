package dev.paddock.doctor;

import java.util.List;

/** The programs that Paddock starts. */
final class ProgramChecks {
    private static final List<String> VERSION = List.of("--version");
    private static final List<String> HELP = List.of("--help");

    private ProgramChecks() {}

    static List<Check> all(Probe probe) {
        return List.of(
                check(probe, "bwrap", VERSION, 0, 8, "makes the sandboxes (bubblewrap)", "bubblewrap"),
                help(
                        probe,
                        "unshare",
                        List.of("--map-current-user", "--keep-caps", "--kill-child"),
                        "makes a run's namespaces"),
                help(
                        probe,
                        "nsenter",
                        List.of("--preserve-credentials", "--target"),
                        "brings processes into a run's namespaces"),
                help(
                        probe,
                        "setpriv",
                        List.of("--no-new-privs", "--inh-caps", "--bounding-set"),
                        "takes capabilities away"),
                check(probe, "socat", List.of("-V"), 1, 7, "is the relay between a sandbox and its door", "socat"),
                check(probe, "ip", List.of("-V"), 0, 0, "brings a sandbox's own loopback up", "iproute2"),
                check(probe, "bash", VERSION, 4, 0, "agents run their commands in it", "bash"),
                check(probe, "git", VERSION, 2, 39, "keeps projects, imports and compares the work", "git"),
                new ProgramCheck(
                        probe,
                        "node",
                        VERSION,
                        20,
                        0,
                        List.of(),
                        "Claude Code and other agents from npm run on it",
                        "apt-get install nodejs npm, or for a newer one https://nodejs.org/en/download"),
                new ProgramCheck(
                        probe,
                        "npm",
                        VERSION,
                        0,
                        0,
                        List.of(),
                        "installs agents from npm",
                        "apt-get install npm, or with Node from https://nodejs.org/en/download"));
    }

    private static Check check(
            Probe probe, String program, List<String> asks, int major, int minor, String why, String aptPackage) {
        // A least version of 0.n is asked for as 0.n: any version with a greater first part is newer.
        return new ProgramCheck(probe, program, asks, major, minor, List.of(), why, "apt-get install " + aptPackage);
    }

    private static Check help(Probe probe, String program, List<String> options, String why) {
        return new ProgramCheck(probe, program, HELP, 0, 0, options, why, "apt-get install util-linux");
    }
}
