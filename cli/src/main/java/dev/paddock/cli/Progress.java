package dev.paddock.cli;

import java.util.function.Supplier;

/**
 * Says on standard error what takes long: nothing in the first second; then on a terminal one line that is redrawn, elsewhere one line and
 * another every ten seconds. A daemon thread draws; {@link #close} ends it.
 */
final class Progress implements AutoCloseable {
    private static final String[] FRAMES = {"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"};

    private final Caller caller;
    private final String label;
    private final boolean terminal;
    private final Stopwatch watch = new Stopwatch();
    private final Thread drawer;

    private String detail = "";
    private boolean drawn;
    private boolean done;
    private boolean closed;

    private Progress(Caller caller, String label) {
        this.caller = caller;
        this.label = label;
        this.terminal = caller.terminal().err();
        this.drawer = Thread.ofPlatform().daemon().name("progress").unstarted(this::draw);
    }

    static Progress start(Caller caller, String label) {
        Progress progress = new Progress(caller, label);
        progress.drawer.start();
        return progress;
    }

    /** Shows the label while the work is done. */
    static <T> T during(Caller caller, String label, Supplier<T> work) {
        try (Progress progress = start(caller, label)) {
            T result = work.get();
            progress.done();
            return result;
        }
    }

    /** What it is at now; shown beside the label. */
    synchronized void update(String detail) {
        this.detail = Sanitiser.line(detail);
    }

    /** It ended well; says so if anything was shown. */
    synchronized void done() {
        done = true;
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        drawer.interrupt();
        if (drawn && terminal) {
            caller.err().print("\r\u001b[K");
        }
        if (drawn && done) {
            caller.err()
                    .println(caller.errStyle().green("✓") + " " + label
                            + caller.errStyle().dim(" " + seconds()));
        }
        caller.err().flush();
    }

    private void draw() {
        try {
            Thread.sleep(1000);
            Terminal.Size size = terminal ? caller.terminal().measure().get() : Terminal.USUAL;
            for (int i = 0; !isClosed(); i++) {
                show(FRAMES[i % FRAMES.length], size.columns());
                Thread.sleep(terminal ? 120 : 10_000);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private synchronized void show(String frame, int columns) {
        if (closed) {
            return;
        }
        drawn = true;
        String text = label + " " + seconds() + (detail.isEmpty() ? "" : "  " + detail);
        if (terminal) {
            caller.err().print("\r\u001b[K" + caller.errStyle().cyan(frame) + " " + Width.fit(text, columns - 3));
        } else {
            caller.err().println(text);
        }
        caller.err().flush();
    }

    private String seconds() {
        return watch.passed().toSeconds() + " s";
    }
}
