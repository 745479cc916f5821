package dev.paddock.bubblewrap;

import java.io.IOException;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * A system call that Java's file classes can't make: {@code openat2}, which refuses links and mounts on the whole way and doesn't wait for a
 * FIFO's other end. See openat2(2). Stateless.
 */
@SuppressWarnings("restricted")
final class NativeFiles {
    /** The current directory, for absolute paths. */
    static final int CURRENT = -100;

    static final long PATH_ONLY = 0x200000;
    static final long READ_WITHOUT_WAITING = 0x800 | 0x100;

    /** No other mount, no magic link, no symbolic link, nothing above the directory. */
    static final long STRICT = 0x01 | 0x02 | 0x04 | 0x08;

    private static final long CLOSE_ON_EXEC = 0x80000;
    private static final long OPENAT2 = 437;
    private static final int EAGAIN = 11;
    private static final int ATTEMPTS = 20;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout CAPTURED = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = CAPTURED.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final AddressLayout POINTER = ValueLayout.ADDRESS;
    private static final MethodHandle SYSCALL = LINKER.downcallHandle(
            LINKER.defaultLookup().find("syscall").orElseThrow(),
            FunctionDescriptor.of(
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    POINTER,
                    POINTER,
                    ValueLayout.JAVA_LONG),
            Linker.Option.firstVariadicArg(1),
            Linker.Option.captureCallState("errno"));
    private static final MethodHandle CLOSE = LINKER.downcallHandle(
            LINKER.defaultLookup().find("close").orElseThrow(),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

    private NativeFiles() {}

    /** Opens a path below a directory's descriptor and returns a descriptor that the caller closes. */
    static int open(int directory, String path, long flags, long resolve) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CAPTURED);
            MemorySegment how = arena.allocateFrom(ValueLayout.JAVA_LONG, flags | CLOSE_ON_EXEC, 0, resolve);
            MemorySegment name = arena.allocateFrom(path);
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                long result = (long) SYSCALL.invokeExact(state, OPENAT2, (long) directory, name, how, how.byteSize());
                if (result >= 0) {
                    return (int) result;
                }
                int errno = (int) ERRNO.get(state, 0L);
                // The tree was being renamed while the kernel looked.
                if (errno != EAGAIN) {
                    throw new IOException("openat2 failed with error " + errno);
                }
            }
            throw new IOException("the tree changes too fast");
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    static void close(int descriptor) {
        try {
            int _ = (int) CLOSE.invokeExact(descriptor);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }
}
