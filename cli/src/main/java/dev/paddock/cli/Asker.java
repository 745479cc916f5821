package dev.paddock.cli;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Asks the person at the terminal what agents ask, one request at a time, while a view shows the runs. A daemon thread of its own waits for what is typed; a request that
 * is answered elsewhere meanwhile takes nothing of it.
 */
final class Asker implements AutoCloseable {
    private final Caller caller;
    private final Servers servers;
    private final RunsView view;
    private final Style style;
    private final LineReader typed;
    private final LinkedBlockingQueue<RunProgress> asking = new LinkedBlockingQueue<>(1_000);
    private final Set<String> seen = new HashSet<>();
    private final Thread thread;
    private volatile boolean closed; // set by who closes, read by the thread

    Asker(Caller caller, Servers servers, RunsView view) {
        this.caller = caller;
        this.servers = servers;
        this.view = view;
        this.style = caller.errStyle();
        this.typed = new LineReader(caller.in(), 64 << 10);
        this.thread = Thread.ofPlatform().daemon().name("asker").start(this::work);
    }

    /** Whether there is a person to ask. */
    static boolean possible(Caller caller) {
        return caller.terminal().in() && caller.terminal().err();
    }

    /** Takes an event that the view has taken in. */
    void event(RunProgress run, JsonNode event) {
        boolean asks = "permission".equals(Json.text(event, "type"))
                && Json.optional(event, "decision") == null
                && Json.optional(event, "hash") != null;
        if (asks) {
            asking.offer(run);
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }

    private void work() {
        try {
            while (!closed) {
                RunProgress run = asking.poll(1, TimeUnit.HOURS);
                if (run != null && !closed) {
                    askAll(run);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            caller.say("What is typed can't be read any more: `paddock approve RUN` answers from elsewhere.");
        }
    }

    private void askAll(RunProgress run) throws IOException {
        try {
            for (JsonNode request : approvals(run).pending()) {
                if (!closed && seen.add(run.id() + " " + Json.text(request, "id"))) {
                    view.suspend();
                    ask(run, request);
                }
            }
        } catch (CliException e) {
            caller.say(style.yellow(e.what()));
        } finally {
            view.resume();
        }
    }

    private Approvals approvals(RunProgress run) {
        return new Approvals(servers.connect(), run.id());
    }

    private void ask(RunProgress run, JsonNode request) throws IOException {
        List<JsonNode> lasting = Json.list(request.path("request"), "choices").stream()
                .filter(choice -> "allow_always".equals(Json.text(choice, "kind")))
                .toList();
        caller.say("");
        caller.say(style.yellow("? ") + style.bold(run.label()) + " asks:");
        new PermissionText(style).lines(request.path("request")).forEach(line -> caller.say("  " + line));
        while (true) {
            caller.err()
                    .print("  " + style.bold("y") + "es, " + style.bold("n") + "o, "
                            + (lasting.isEmpty() ? "" : style.bold("a") + "lways, ") + style.bold("e")
                            + "xplain why not: ");
            caller.err().flush();
            String line = typed.next();
            if (line == null) {
                throw new IOException("the end of what is typed");
            }
            if (answer(run, request, line.strip().toLowerCase(Locale.ROOT), lasting)) {
                return;
            }
        }
    }

    /** Does what was typed; false where it was no answer. */
    private boolean answer(RunProgress run, JsonNode request, String word, List<JsonNode> lasting) throws IOException {
        switch (word) {
            case "y", "yes" -> give(run, request, "approve", Json.object());
            case "n", "no" -> give(run, request, "reject", Json.object());
            case "a", "always" -> {
                String option = lasting.isEmpty() ? null : choose(lasting);
                if (option == null) {
                    caller.say("  The agent offers nothing that lasts here.");
                    return false;
                }
                give(run, request, "approve", Json.object().put("option", option));
            }
            case "e", "explain" -> {
                caller.err().print("  Why not, or what rather: ");
                caller.err().flush();
                String reason = typed.next();
                if (reason == null || reason.isBlank()) {
                    return false;
                }
                give(run, request, "reject", Json.object().put("reason", reason.strip()));
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    /** The id of the lasting answer that is meant. */
    private @Nullable String choose(List<JsonNode> lasting) throws IOException {
        for (int i = 0; i < lasting.size(); i++) {
            caller.say("  " + (i + 1) + "  " + Json.safe(lasting.get(i), "name"));
        }
        int number = 1;
        if (lasting.size() > 1) {
            caller.err().print("  Which one: ");
            caller.err().flush();
            String line = typed.next();
            number = line != null && line.strip().matches("[1-9]") ? Integer.parseInt(line.strip()) : 0;
        }
        return number >= 1 && number <= lasting.size() ? Json.text(lasting.get(number - 1), "id") : null;
    }

    private void give(RunProgress run, JsonNode request, String verb, ObjectNode answer) {
        try {
            approvals(run).answer(request, verb, answer);
        } catch (CliException e) {
            caller.say("  " + style.yellow(e.what()));
        }
    }
}
