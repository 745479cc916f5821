package dev.paddock.account;

import dev.paddock.account.Account.Kind;
import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.task.TaskOptions;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * Keys that were given with one task, in memory only: the task's options say that there was one, nothing else of it is kept anywhere. A key is there as long as
 * its run is at work and some time after, in case there is more to say. Thread-safe.
 */
public final class LaunchKeys {
    private static final int MOST = 10_000;

    private final Map<String, Held> held = new ConcurrentHashMap<>();
    private final Executor later;

    private record Held(Map<String, String> keys, boolean released) {
        @Override
        public String toString() {
            return "Held[" + keys.keySet() + "]";
        }
    }

    /** @param after how long a key outlives the work of its run */
    public LaunchKeys(Duration after) {
        this.later = CompletableFuture.delayedExecutor(after.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS);
    }

    /**
     * The task's options with a note of each vendor that came with a key.
     *
     * @throws PaddockException INVALID, never quoting a key
     */
    public static TaskOptions note(TaskOptions options, Map<String, String> keys) {
        Map<String, String> accounts = new HashMap<>();
        options.accounts().forEach((vendor, name) -> {
            if (name.equals(NewAccount.LAUNCH)) {
                throw new PaddockException(ErrorCode.INVALID, "there is no account named " + name);
            }
            accounts.put(Vendor.of(vendor).text(), NewAccount.checkName(name));
        });
        plain(keys).forEach((vendor, key) -> {
            String problem = KeyChecks.problem(
                    vendor,
                    key.startsWith("sk-ant-oat") ? Kind.SUBSCRIPTION_TOKEN : Kind.API_KEY,
                    key,
                    vendor == Vendor.OPENAI_COMPATIBLE);
            if (!problem.isEmpty()) {
                throw new PaddockException(ErrorCode.INVALID, "the key for " + vendor.text() + " " + problem);
            }
            if (accounts.put(vendor.text(), NewAccount.LAUNCH) != null) {
                throw new PaddockException(
                        ErrorCode.INVALID, "give either an account of " + vendor.text() + " or a key, not both");
            }
        });
        return new TaskOptions(
                options.mode(), options.with(), accounts, options.variables(), options.own(), options.limits());
    }

    /** Keeps the keys of a run that is about to start. */
    public void keep(String run, Map<String, String> keys) {
        if (keys.isEmpty()) {
            return;
        }
        if (held.size() >= MOST) {
            throw new PaddockException(ErrorCode.LIMIT, "too many runs with keys of their own are at work");
        }
        Map<String, String> byVendor = new HashMap<>();
        plain(keys).forEach((vendor, key) -> byVendor.put(vendor.text(), key));
        held.put(run, new Held(Map.copyOf(byVendor), false));
    }

    /** The key of a run, if it is still there; then the run is at work again. */
    public Optional<String> find(String run, Vendor vendor) {
        Held found = held.computeIfPresent(run, (id, one) -> new Held(one.keys(), false));
        return found == null
                ? Optional.empty()
                : Optional.ofNullable(found.keys().get(vendor.text()));
    }

    /** The run has ended; its keys go after a while unless it is asked for them again. */
    public void release(String run) {
        if (held.computeIfPresent(run, (id, one) -> new Held(one.keys(), true)) != null) {
            later.execute(() -> held.computeIfPresent(run, (id, one) -> one.released() ? null : one));
        }
    }

    private static Map<Vendor, String> plain(Map<String, String> keys) {
        Map<Vendor, String> plain = new HashMap<>();
        keys.forEach((vendor, key) -> plain.put(Vendor.of(vendor), key.strip()));
        return plain;
    }
}
