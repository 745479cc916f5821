package dev.paddock.rehearsal;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** How one agent program does what any of them can do. Stateless. */
interface Habits {
    /** What scripts call it: {@code claude}, {@code codex} or {@code gemini}. */
    String name();

    /** Whether an agent that offers these tools is this program. */
    boolean has(Set<String> offered);

    /** The program's call that shows a plan; empty when it has none. */
    Optional<Part.ToolCall> plan(Part.Plan plan, Set<String> offered);

    /** The program's call for an act. */
    Part.ToolCall act(Part.Act act);

    /** The program that offers these tools; empty when it is none that is known. */
    static Optional<Habits> of(Set<String> offered) {
        List<Habits> known = List.of(new ClaudeCode(), new Codex(), new GeminiCli());
        return known.stream().filter(program -> program.has(offered)).findFirst();
    }
}
