package dev.paddock.agent;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells when agents have written: one thread and one watch service (inotify) for all runs. News of one run are coalesced, so what waits is bounded by
 * the number of runs. Safe for use by several threads; owns its thread until {@link #close}.
 */
public final class OutputWatch implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(OutputWatch.class.getName());

    private final WatchService service;
    private final Map<WatchKey, Runnable> callbacks = new ConcurrentHashMap<>();
    private final Thread thread;

    public OutputWatch() {
        try {
            service = FileSystems.getDefault().newWatchService();
        } catch (IOException e) {
            throw new PaddockException(
                    ErrorCode.LIMIT,
                    "no more inotify instances: " + e.getMessage() + "; raise fs.inotify.max_user_instances",
                    e);
        }
        thread = Thread.ofPlatform().daemon().name("output-watch").start(this::run);
    }

    /** One watched directory; closing it ends the calls, though one may still be under way. */
    public interface Watched extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Watches the directory of a run's {@link dev.paddock.sandbox.AgentFiles}.
     *
     * @param callback called when {@code out} grew or {@code exit} appeared, and once at first; must not block: it holds up all runs
     */
    public Watched watch(Path directory, Runnable callback) {
        try {
            WatchKey key = directory.register(
                    service, StandardWatchEventKinds.ENTRY_MODIFY, StandardWatchEventKinds.ENTRY_CREATE);
            callbacks.put(key, callback);
            // What came between the registration and the line above found no callback.
            tell(callback);
            return () -> {
                callbacks.remove(key, callback);
                key.cancel();
            };
        } catch (IOException e) {
            throw new PaddockException(
                    ErrorCode.EXTERNAL,
                    "can't watch " + directory + ": " + e.getMessage() + "; see fs.inotify.max_user_watches",
                    e);
        }
    }

    private void run() {
        try {
            while (true) {
                WatchKey key = service.take();
                boolean relevant = false;
                for (WatchEvent<?> event : key.pollEvents()) {
                    relevant |= relevant(event);
                }
                Runnable callback = callbacks.get(key);
                if (!key.reset()) {
                    callbacks.remove(key);
                }
                if (relevant && callback != null) {
                    tell(callback);
                }
            }
        } catch (InterruptedException | ClosedWatchServiceException e) {
            LOG.log(System.Logger.Level.DEBUG, "the watch of agents' output ended");
        }
    }

    private static boolean relevant(WatchEvent<?> event) {
        if (!(event.context() instanceof Path name)) {
            return true;
        }
        return name.toString().equals("out") || name.toString().equals("exit");
    }

    private static void tell(Runnable callback) {
        try {
            callback.run();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "a reader of an agent's output failed", e);
        }
    }

    @Override
    public void close() {
        try {
            service.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "could not close the watch of agents' output", e);
        }
        try {
            thread.join(2_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        callbacks.clear();
    }
}
