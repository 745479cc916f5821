package dev.paddock.rehearsal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;

/** Reads the YAML form of a script, which {@code docs/rehearsal.md} describes. */
final class ScriptParser {
    private static final int LONGEST = 1 << 20;
    private static final Set<String> STEP = Set.of(
            "thinking",
            "text",
            "repeat",
            "do",
            "tool",
            "input",
            "ifOffered",
            "tools",
            "plan",
            "delay",
            "pace",
            "error",
            "cut",
            "usage",
            "times");
    private static final Set<String> STATES = Set.of("pending", "in_progress", "completed");

    private Step.Pace pace = Step.Pace.DEFAULT;

    static Script parse(String yaml) {
        if (yaml.length() > LONGEST) {
            throw new ScriptException(0, "", "the script is larger than 1 MiB");
        }
        return new ScriptParser().script(Yaml.read(yaml));
    }

    private Script script(Yaml yaml) {
        Fields fields = Fields.of(yaml, Set.of("version", "name", "pace", "dialogues", "steps"));
        if (!fields.text("version").equals("1")) {
            throw fields.need("version").error("must be 1");
        }
        String name = fields.has("name") ? fields.text("name") : "script";
        pace = pace(fields);
        if (fields.has("steps") == fields.has("dialogues")) {
            throw yaml.error("needs either 'dialogues' or, for a single one, 'steps'");
        }
        if (fields.has("steps")) {
            return new Script(name, List.of(new Dialogue(null, null, Dialogue.Moment.ANY, null, false, steps(fields))));
        }
        return new Script(name, fields.list("dialogues", this::dialogue));
    }

    private Dialogue dialogue(Yaml yaml) {
        Fields fields = Fields.of(yaml, Set.of("when", "goal", "turn", "program", "agent", "steps"));
        return new Dialogue(
                fields.pattern("when"),
                fields.pattern("goal"),
                !fields.has("turn")
                        ? Dialogue.Moment.ANY
                        : switch (fields.text("turn")) {
                            case "first" -> Dialogue.Moment.FIRST;
                            case "later" -> Dialogue.Moment.LATER;
                            default -> throw fields.need("turn").error("must be first or later");
                        },
                program(fields),
                fields.has("agent")
                        && switch (fields.text("agent")) {
                            case "main" -> false;
                            case "sub" -> true;
                            default -> throw fields.need("agent").error("must be main or sub");
                        },
                steps(fields));
    }

    private static @Nullable String program(Fields fields) {
        if (!fields.has("program")) {
            return null;
        }
        String program = fields.text("program");
        if (!Set.of("claude", "codex", "gemini").contains(program)) {
            throw fields.need("program").error("must be claude, codex or gemini");
        }
        return program;
    }

    /** A step that is nothing but an error comes before the one that follows it: it is no answer by itself. */
    private List<Step> steps(Fields fields) {
        List<Step> steps = new ArrayList<>();
        List<Step.Fault> faults = new ArrayList<>();
        List<Step> read = fields.list("steps", this::step);
        for (int i = 0; i < read.size(); i++) {
            Step step = read.get(i);
            if (step.parts().isEmpty() && i < read.size() - 1) {
                faults.addAll(step.faults());
            } else {
                steps.add(step.after(faults));
                faults.clear();
            }
        }
        return steps;
    }

    private Step step(Yaml yaml) {
        Fields fields = Fields.of(yaml, STEP);
        List<Part> parts = new ArrayList<>();
        if (fields.has("thinking")) {
            parts.add(new Part.Thinking(fields.text("thinking")));
        }
        if (fields.has("text")) {
            parts.add(new Part.Text(fields.text("text"), fields.count("repeat")));
        } else if (fields.has("repeat")) {
            throw fields.need("repeat").error("repeats a text, and this step has none; 'times' repeats a step");
        }
        if (fields.has("plan")) {
            parts.add(new Part.Plan(fields.list("plan", ScriptParser::entry)));
        }
        if (fields.has("do")) {
            parts.addAll(fields.list("do", ScriptParser::act));
        }
        if (fields.has("tool")) {
            parts.add(call(fields));
        }
        if (fields.has("tools")) {
            parts.addAll(fields.list("tools", item -> call(Fields.of(item, Set.of("tool", "input", "ifOffered")))));
        }
        List<Step.Fault> faults = fields.has("error") ? List.of(fault(fields.need("error"))) : List.of();
        if (parts.isEmpty() && faults.isEmpty()) {
            throw yaml.error("says nothing: give it one of text, thinking, plan, do, tool, tools or error");
        }
        return new Step(
                fields.duration("delay", Duration.ZERO),
                pace(fields),
                parts,
                faults,
                fields.has("cut") ? cut(fields.need("cut")) : null,
                fields.has("usage") ? spend(fields.need("usage")) : Step.Spend.DERIVED,
                fields.count("times"));
    }

    private static Part.ToolCall call(Fields fields) {
        Yaml input = fields.get("input");
        if (input != null && !(input instanceof Yaml.Mapping)) {
            throw input.error("must be a mapping: the arguments of the tool by name");
        }
        return new Part.ToolCall(
                fields.text("tool"),
                input == null ? JsonNodeFactory.instance.objectNode() : Fields.json(input),
                fields.flag("ifOffered"));
    }

    private static Part.Act act(Yaml yaml) {
        Fields fields = Fields.of(yaml, Set.of("run", "why", "read", "write", "content", "edit", "old", "new"));
        if (fields.has("run")) {
            return new Part.Act.Run(fields.text("run"), fields.has("why") ? fields.text("why") : "");
        }
        if (fields.has("read")) {
            return new Part.Act.Read(fields.text("read"));
        }
        if (fields.has("write")) {
            return new Part.Act.Write(fields.text("write"), fields.text("content"));
        }
        if (fields.has("edit")) {
            return new Part.Act.Edit(fields.text("edit"), fields.text("old"), fields.text("new"));
        }
        throw yaml.error("does nothing: give it one of run, read, write or edit");
    }

    private static Part.Plan.Entry entry(Yaml yaml) {
        if (!(yaml instanceof Yaml.Mapping mapping) || mapping.fields().size() != 1) {
            throw yaml.error("must be one line such as 'pending: Run the tests'");
        }
        var entry = mapping.fields().entrySet().iterator().next();
        if (!STATES.contains(entry.getKey())) {
            throw yaml.error("must begin with pending, in_progress or completed");
        }
        return new Part.Plan.Entry(Fields.text(entry.getValue()), entry.getKey());
    }

    private static Step.Fault fault(Yaml yaml) {
        Fields fields = Fields.of(yaml, Set.of("status", "type", "message", "retryAfter", "limit", "resets", "times"));
        Limit limit = fields.has("limit") ? limit(fields) : null;
        int status = (int) fields.number("status", limit == null ? 529 : 429, 400, 599);
        Long retryAfter = fields.number("retryAfter");
        return new Step.Fault(
                status,
                fields.has("type") ? fields.text("type") : null,
                fields.has("message") ? fields.text("message") : "Scripted error " + status,
                retryAfter == null ? null : Math.toIntExact(retryAfter),
                limit,
                (int) fields.number("times", 1, 1, 1_000_000));
    }

    private static Limit limit(Fields fields) {
        Limit.Kind kind = switch (fields.text("limit")) {
            case "requests" -> Limit.Kind.REQUESTS;
            case "tokens" -> Limit.Kind.TOKENS;
            case "usage" -> Limit.Kind.USAGE;
            default -> throw fields.need("limit").error("must be requests, tokens or usage");
        };
        return new Limit(kind, fields.duration("resets", Duration.ofSeconds(1)));
    }

    private static Step.Cut cut(Yaml yaml) {
        Fields fields = Fields.of(yaml, Set.of("after", "times"));
        return new Step.Cut(
                (int) fields.number("after", 1, 0, 1_000_000), (int) fields.number("times", 1, 1, 1_000_000));
    }

    private static Step.Spend spend(Yaml yaml) {
        Fields fields = Fields.of(yaml, Set.of("input", "output", "cacheRead", "cacheWrite"));
        return new Step.Spend(
                fields.number("input"),
                fields.number("output"),
                fields.number("cacheRead"),
                fields.number("cacheWrite"));
    }

    private Step.Pace pace(Fields parent) {
        Yaml yaml = parent.get("pace");
        if (yaml == null) {
            return pace;
        }
        Fields fields = Fields.of(yaml, Set.of("chars", "every"));
        return new Step.Pace(
                (int) fields.number("chars", pace.chars(), 1, 1_000_000), fields.duration("every", pace.every()));
    }
}
