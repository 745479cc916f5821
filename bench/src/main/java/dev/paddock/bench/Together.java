package dev.paddock.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/** Does a thing many times at once. */
final class Together {
    private Together() {}

    /** Begins all at the same moment, each on a thread of its own, and waits for all; throws what one threw. */
    static <T> List<T> run(int count, IntFunction<Callable<T>> work) throws Exception {
        CountDownLatch begin = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newFixedThreadPool(count)) {
            List<Future<T>> all = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                Callable<T> one = work.apply(i);
                all.add(threads.submit(() -> {
                    begin.await();
                    return one.call();
                }));
            }
            begin.countDown();
            List<T> results = new ArrayList<>();
            for (Future<T> each : all) {
                results.add(each.get());
            }
            return results;
        }
    }
}
