package dev.paddock.escape;

import dev.paddock.process.Processes;
import dev.paddock.sandbox.Exec;
import dev.paddock.sandbox.Sandbox;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/** Attacks 12–22: other processes, namespaces, system calls. */
final class ProcessAttacks {
    private static final Duration GONE = Duration.ofSeconds(2);

    private ProcessAttacks() {}

    static List<Attack> all() {
        return List.of(
                Attack.shell(
                        12,
                        "see or signal processes of the machine",
                        "kill -0 \"$VICTIM\" 2>/dev/null && echo OPEN; for pid in $(ls /proc | grep '^[0-9]*$'); do case $(cat /proc/$pid/comm 2>/dev/null) in java|socat|holder.sh|keep.sh|nsenter) echo OPEN $pid ;; esac; done; [ $(ls /proc | grep -c '^[0-9]*$') -lt 20 ] || echo OPEN many",
                        "kill -0 \"$VICTIM\" && echo OPEN"),
                Attack.shell(
                        13,
                        "trace or write the memory of the holder, the relay or another process of the run",
                        "for pid in $(ls /proc | grep '^[0-9]*$'); do [ $pid = $$ ] || [ $pid = 1 ] || [ \"$(cut -d' ' -f4 /proc/$pid/stat 2>/dev/null)\" = $$ ] || { [ -d /proc/$pid ] && echo OPEN process $pid; }; done; { exec 3<>/proc/1/mem; } 2>/dev/null && [ \"$(cat /proc/1/comm)\" != bwrap ] && echo OPEN memory",
                        "for pid in $(ls /proc | grep '^[0-9]*$'); do [ $pid = $$ ] || echo OPEN process $pid; done | head -3"),
                Attack.calls(14, "make a user namespace", "unshare unshare-high clone", "unshare"),
                Attack.calls(
                        15, "mount, or change root or namespace", "mount fsopen open_tree setns pivot_root", "setns"),
                Attack.calls(16, "type into a terminal (TIOCSTI)", "tiocsti", "tiocsti"),
                Attack.shell(
                        17,
                        "gain rights from a setuid program",
                        "while read -r name value; do case $name in NoNewPrivs:) [ \"$value\" = 1 ] || echo OPEN ;; Cap[PEBI]*) [ \"$value\" = 0000000000000000 ] || echo OPEN $name ;; esac; done </proc/self/status",
                        "while read -r name value; do case $name in NoNewPrivs:) [ \"$value\" = 1 ] || echo OPEN ;; CapBnd:) [ \"$value\" = 0000000000000000 ] || echo OPEN $name ;; esac; done </proc/self/status"),
                Attack.calls(
                        18,
                        "use the kernel's large interfaces (io_uring, bpf, perf, keyrings, userfaultfd)",
                        "io_uring bpf perf keyctl userfaultfd",
                        "io_uring bpf perf keyctl userfaultfd"),
                new Attack(19, "call the kernel as another architecture (int 0x80, x32)", ProcessAttacks::foreign),
                new Attack(20, "outlive the sandbox as a daemon", ProcessAttacks::daemon),
                Attack.shell(
                        22,
                        "find a descriptor that was left open",
                        "cd /proc/$$/fd; for fd in *; do [ -e $fd ] && [ $fd -gt 2 ] && [ $fd != 255 ] && echo OPEN $fd; done",
                        "exec 7</dev/null; cd /proc/$$/fd; for fd in *; do [ -e $fd ] && [ $fd -gt 2 ] && [ $fd != 255 ] && echo OPEN $fd; done"));
    }

    private static Outcome foreign(Target target) {
        if (!System.getProperty("os.arch").equals("amd64")) {
            // Only x86_64 has further ways into the same kernel that a filter could forget; elsewhere they are no
            // instructions.
            return new Outcome.Held();
        }
        Said control = target.outside("python3 -c \"$PROBE\" x32 int80");
        if (!control.has("int80 OPEN") || !control.has("x32 OPEN")) {
            return new Outcome.Unproven("outside a sandbox the same probe does not work: " + control.line());
        }
        Said inside = target.inside("python3 -c \"$PROBE\" x32 int80");
        return inside.has(Attack.OPEN)
                ? new Outcome.Escaped(inside.line())
                : inside.has("x32 closed") && inside.has("int80 closed")
                        ? new Outcome.Held()
                        : new Outcome.Unproven("the probe did not run: " + inside.line());
    }

    private static Outcome daemon(Target target) {
        Sandbox sandbox = target.live("daemon", ResourceAttacks.SMALL).sandbox();
        String mark = UUID.randomUUID().toString();
        Process agent = sandbox.start(Exec.of(List.of(
                "/bin/bash",
                "-c",
                "(setsid bash -c '(exec -a " + mark
                        + " sleep 600) >/dev/null 2>&1 </dev/null &'); echo started; exec sleep 600")));
        Processes.drain(agent.getErrorStream(), 1_000);
        boolean started = Processes.firstLine(agent, GONE).equals("started");
        if (!started || !soon(GONE, () -> alive(mark))) {
            return new Outcome.Unproven("no daemon was started");
        }
        sandbox.kill();
        return soon(GONE, () -> !alive(mark))
                ? new Outcome.Held()
                : new Outcome.Escaped("it still lives two seconds after the stop");
    }

    static boolean soon(Duration time, BooleanSupplier condition) {
        long until = System.nanoTime() + time.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > until) {
                return false;
            }
            Thread.onSpinWait();
        }
        return true;
    }

    static boolean alive(String mark) {
        return ProcessHandle.allProcesses()
                .anyMatch(process -> process.info().command().isPresent()
                        && process.info().commandLine().orElse("").contains(mark));
    }
}
