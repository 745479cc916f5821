package dev.paddock.home;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/**
 * How many files and directories a file system can hold, which Java does not tell. See statvfs(3); on 64-bit Linux each of its fields has eight bytes.
 *
 * @param total 0 where the file system sets no number, or can't be asked
 * @param free how many this user may still make
 */
@SuppressWarnings("restricted")
record Inodes(long total, long free) {
    private static final long BYTES = 256;
    private static final long TOTAL = 5 * Long.BYTES;
    private static final long FREE = 7 * Long.BYTES;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle STATVFS = LINKER.downcallHandle(
            LINKER.defaultLookup().find("statvfs").orElseThrow(),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS));

    /** Of the file system that a path is on. */
    static Inodes of(Path path) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment answer = arena.allocate(BYTES, Long.BYTES);
            int code = (int) STATVFS.invokeExact(arena.allocateFrom(path.toString()), answer);
            return code == 0
                    ? new Inodes(answer.get(ValueLayout.JAVA_LONG, TOTAL), answer.get(ValueLayout.JAVA_LONG, FREE))
                    : new Inodes(0, 0);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }
}
