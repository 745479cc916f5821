package dev.paddock.gateway;

import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;

/** Direct buffers for tunnels, used again and again: making one is slow and freeing one takes a garbage collection. */
final class Buffers {
    private static final int SIZE = 64 * 1024;
    private static final ArrayBlockingQueue<ByteBuffer> FREE = new ArrayBlockingQueue<>(128);

    private Buffers() {}

    static ByteBuffer take() {
        ByteBuffer buffer = FREE.poll();
        return buffer == null ? ByteBuffer.allocateDirect(SIZE) : buffer.clear();
    }

    /** Gives one back; the caller must not touch it again. */
    static void give(ByteBuffer buffer) {
        if (!FREE.offer(buffer)) {
            return; // left to the garbage collector
        }
    }
}
