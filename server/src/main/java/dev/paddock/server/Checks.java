package dev.paddock.server;

import dev.paddock.account.Account;
import dev.paddock.account.Accounts;
import dev.paddock.agent.Agents;
import dev.paddock.bubblewrap.Cgroups;
import dev.paddock.doctor.Check;
import dev.paddock.doctor.Finding;
import dev.paddock.doctor.MachineChecks;
import dev.paddock.environment.Environments;
import dev.paddock.environment.Toolchain;
import dev.paddock.store.Audit;
import dev.paddock.store.Store;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What the doctor looks at: the machine, and what this server has. */
final class Checks {
    /** How long a person waits for the journal's check; the newest runs come first. */
    private static final Duration JOURNAL = Duration.ofSeconds(5);

    private Checks() {}

    static List<Check> all(String path, Path home, Cgroups cgroups, Agents agents, Accounts accounts, Store store) {
        List<Check> checks = new ArrayList<>(MachineChecks.all(path, home));
        checks.add(Check.of("limits", () -> limits(cgroups)));
        checks.add(Check.of("agents", () -> agents(agents)));
        checks.add(Check.of("accounts", () -> accounts(accounts)));
        checks.add(Check.of("journal", () -> journal(store)));
        return checks;
    }

    /** One for each toolchain that runs see. */
    static List<Check> toolchains(Environments environments) {
        String why = "runs see it read-only and find its programs by PATH";
        List<Check> checks = new ArrayList<>();
        for (Toolchain toolchain : environments.toolchains()) {
            String name = "toolchain " + toolchain.name();
            checks.add(Check.of(name, () -> Finding.ok(name, toolchain.version() + " in " + toolchain.place(), why)));
        }
        if (checks.isEmpty()) {
            checks.add(
                    Check.of("toolchains", () -> Finding.ok("toolchains", "those of the system only, in /usr", why)));
        }
        return checks;
    }

    private static Finding limits(Cgroups cgroups) {
        String why = "control groups bound a run's memory, processor time and processes as a whole";
        return cgroups.complete()
                ? Finding.ok("limits", cgroups.describe(), why)
                : Finding.warning(
                        "limits",
                        cgroups.describe(),
                        why + "; without them each process is bounded by itself",
                        "start `paddock up` as root once: it makes the groups and hands them to the server's user");
    }

    private static Finding agents(Agents agents) {
        String why = "a run needs an agent that is installed";
        List<Agents.Agent> all = agents.list();
        String found = all.stream()
                .map(agent -> agent.file().name() + (agent.installed() ? "" : " (not installed)"))
                .collect(Collectors.joining(", "));
        List<String> missing = all.stream()
                .filter(agent -> !agent.installed())
                .map(agent -> "paddock agent install " + agent.file().name())
                .toList();
        if (all.isEmpty()) {
            return Finding.missing(
                    "agents", "none", why, "the installation lacks its agents directory: build Paddock again");
        }
        return missing.isEmpty()
                ? Finding.ok("agents", found, why)
                : Finding.warning("agents", found, why, String.join(" && ", missing));
    }

    private static Finding journal(Store store) {
        String why = "all that is shown of runs comes from it";
        Audit.Report report = Audit.of(store, JOURNAL);
        String checked = (report.runs() < report.of()
                        ? "the newest " + report.runs() + " of " + report.of() + " runs"
                        : report.runs() + " runs")
                + ", " + report.events() + " events";
        if (report.ok()) {
            return Finding.ok("journal", checked + ", all whole", why);
        }
        Audit.Broken first = report.broken().getFirst();
        return Finding.missing(
                "journal",
                checked + ", not all whole: run " + first.run() + " at event " + first.seq() + ": " + first.why(),
                why,
                "what is shown of run " + first.run()
                        + " from there on can't be trusted; put back a copy of paddock.db that you trust");
    }

    private static Finding accounts(Accounts accounts) {
        String why = "agents reach their model with the server's key; rehearsals need none";
        List<Account> all = accounts.list();
        return all.isEmpty()
                ? Finding.warning(
                        "accounts", "none", why, "paddock auth claude, or add --rehearse to try without a key")
                : Finding.ok(
                        "accounts",
                        all.stream()
                                .map(account -> account.vendor().text() + "/" + account.name() + " ("
                                        + account.kind().text() + ")")
                                .collect(Collectors.joining(", ")),
                        why);
    }
}
