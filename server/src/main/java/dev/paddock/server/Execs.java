package dev.paddock.server;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The processes that people run in sandboxes, between the call that starts one and those that carry its streams. One whose output nobody picks up ends.
 * Thread-safe; closing ends all.
 */
final class Execs implements AutoCloseable {
    private final int most;
    private final Duration patience;
    private final Map<String, ExecSession> sessions = new HashMap<>();
    private int starting;
    private boolean closed;

    Execs(int most, Duration patience) {
        this.most = most;
        this.patience = patience;
    }

    /** Starts a process and gives it a name that can't be guessed. */
    String start(Supplier<Process> process) {
        synchronized (sessions) {
            if (closed || sessions.size() + starting >= most) {
                throw new PaddockException(
                        ErrorCode.LIMIT, "there are " + most + " processes of `exec` already; end some");
            }
            starting++;
        }
        byte[] bits = new byte[16];
        new SecureRandom().nextBytes(bits);
        String id = HexFormat.of().formatHex(bits);
        ExecSession session;
        try {
            session = new ExecSession(process.get(), () -> forget(id));
        } catch (RuntimeException e) {
            synchronized (sessions) {
                starting--;
            }
            throw e;
        }
        boolean late;
        synchronized (sessions) {
            starting--;
            sessions.put(id, session);
            late = closed;
        }
        if (late) {
            session.end();
        }
        Thread.ofVirtual().name("exec-pick-up-" + id.substring(0, 6)).start(() -> expire(session));
        return id;
    }

    ExecSession get(String id) {
        synchronized (sessions) {
            ExecSession session = sessions.get(id);
            if (session == null) {
                throw new PaddockException(
                        ErrorCode.NOT_FOUND,
                        "there is no such process; it ended, or its output was not picked up in time");
            }
            return session;
        }
    }

    private void expire(ExecSession session) {
        try {
            if (!session.awaitPickUp(patience)) {
                session.end();
            }
        } catch (InterruptedException e) {
            session.end();
        }
    }

    private void forget(String id) {
        synchronized (sessions) {
            sessions.remove(id);
        }
    }

    @Override
    public void close() {
        List<ExecSession> all;
        synchronized (sessions) {
            closed = true;
            all = List.copyOf(sessions.values());
        }
        all.forEach(ExecSession::end);
    }
}
