package dev.paddock.cli;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Runs at work, redrawn in place on a terminal. A daemon thread draws five times a second; events only mark what is known. */
final class LiveView implements RunsView {
    private static final String[] FRAMES = {"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"};
    private static final int FRAME_MILLIS = 200;
    private static final int MEASURE_EVERY = 10;
    /** Lines that a run takes when there is room. */
    private static final int BLOCK = 5;

    private final Caller caller;
    private final List<RunProgress> runs;
    private final Style style;
    private final Thread drawer;

    private Terminal.Size size = Terminal.USUAL;
    private String trouble = "";
    private int drawn;
    private int frame;
    private boolean suspended;
    private boolean closed;

    LiveView(Caller caller, List<RunProgress> runs) {
        this.caller = caller;
        this.runs = runs;
        this.style = caller.errStyle();
        this.drawer = Thread.ofPlatform().daemon().name("live-view").start(this::drawOn);
    }

    @Override
    public synchronized void event(RunProgress run, JsonNode event) {
        run.apply(event);
    }

    @Override
    public synchronized void trouble(String what) {
        trouble = what;
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            drawer.interrupt();
            caller.err().print((drawn > 0 ? "\u001b[" + drawn + "A\r" : "") + "\u001b[J\u001b[?25h");
            caller.err().flush();
        }
    }

    @Override
    public synchronized void suspend() {
        if (!closed && !suspended) {
            suspended = true;
            caller.err().print((drawn > 0 ? "\u001b[" + drawn + "A\r" : "") + "\u001b[J\u001b[?25h");
            caller.err().flush();
            drawn = 0;
        }
    }

    @Override
    public synchronized void resume() {
        suspended = false;
    }

    private void drawOn() {
        try {
            for (int i = 0; ; i++) {
                if (i % MEASURE_EVERY == 0) {
                    measure(caller.terminal().measure().get());
                }
                if (!draw()) {
                    return;
                }
                Thread.sleep(FRAME_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void measure(Terminal.Size now) {
        size = now;
    }

    private synchronized boolean draw() {
        if (closed) {
            return false;
        }
        if (suspended) {
            return true;
        }
        frame++;
        List<String> lines = lines(size);
        StringBuilder out = new StringBuilder("\u001b[?25l");
        if (drawn > 0) {
            out.append("\u001b[").append(drawn).append('A');
        }
        lines.forEach(line -> out.append("\r\u001b[K").append(line).append('\n'));
        out.append("\u001b[J");
        caller.err().print(out);
        caller.err().flush();
        drawn = lines.size();
        return true;
    }

    /** What is shown at this size: a block a run, or one line each where the blocks would not fit. */
    synchronized List<String> lines(Terminal.Size at) {
        int width = Math.min(at.columns() - 1, 120);
        int room = at.rows() - 2;
        boolean blocks = runs.size() * BLOCK <= room;
        List<String> lines = new ArrayList<>();
        for (RunProgress run : runs) {
            if (!blocks && lines.size() == room - 1 && runs.size() > room) {
                lines.add(style.dim("  and " + (runs.size() - lines.size()) + " more"));
                break;
            }
            lines.add(head(run, width));
            if (blocks) {
                lines.add("  " + tool(run, width - 2));
                lines.add("  " + Width.fit(run.problem().isEmpty() ? run.lastLine() : run.problem(), width - 2));
                lines.add("  "
                        + style.dim(Width.fit(
                                run.usage().isEmpty() ? "" : run.usage().toString(), width - 2)));
                lines.add("");
            }
        }
        lines.add(
                trouble.isEmpty()
                        ? style.dim(Width.fit("Ctrl-C leaves them at work", width))
                        : style.yellow(Width.fit(trouble, width)));
        return lines;
    }

    private String head(RunProgress run, int width) {
        String elapsed = Format.elapsed(run.elapsed());
        int right = 11 + 9;
        String label = Width.pad(run.label(), Math.max(8, width - right - 2));
        boolean works = !run.hasEnded() && !"queued".equals(run.state()) && !"waiting".equals(run.state());
        String glyph = works ? style.cyan(FRAMES[frame % FRAMES.length]) : States.glyph(style, run.state());
        return glyph + " " + style.bold(label) + " " + States.word(style, run.state(), 10)
                + style.dim(" ".repeat(Math.max(0, 8 - elapsed.length())) + elapsed);
    }

    private String tool(RunProgress run, int width) {
        if (run.asks()) {
            return style.yellow(Width.fit(run.reason() + "  ·  " + caller.command() + " approve " + run.id(), width));
        }
        RunProgress.Tool tool = run.tool();
        if ("waiting".equals(run.state()) || "queued".equals(run.state()) || tool == null) {
            return style.dim(Width.fit(run.reason(), width));
        }
        String mark =
                tool.isOver() ? ("failed".equals(tool.status()) ? style.red("✗") : style.green("✓")) : style.cyan("▸");
        String title = tool.title().isEmpty() ? "a tool" : tool.title();
        return mark + " " + Width.fit(title, width - 2);
    }
}
