package dev.paddock.agent;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/**
 * Appends to the file that becomes an agent's standard input. What is appended stands in the journal first, with its offset; after a
 * crash between the two the same call completes it. One writer at a time; blocking, for platform threads.
 */
public final class AgentInput {
    private final Path file;

    public AgentInput(Path file) {
        this.file = file;
    }

    /** The bytes of lines as they stand in the file. */
    public static byte[] bytes(List<String> lines) {
        return lines.isEmpty() ? new byte[0] : (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Sees to it that {@code bytes} stand at {@code offset}: writes only what is beyond the file's present length, so that it may be called again.
     *
     * @return the offset after them
     * @throws PaddockException EXTERNAL if the file is shorter than {@code offset} or can't be written
     */
    public long append(long offset, byte[] bytes) {
        try (FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE, LinkOption.NOFOLLOW_LINKS),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            long size = channel.size();
            if (size < offset) {
                throw new PaddockException(
                        ErrorCode.EXTERNAL, file + " has " + size + " bytes, but the journal says at least " + offset);
            }
            long end = offset + bytes.length;
            if (size < end) {
                ByteBuffer rest = ByteBuffer.wrap(bytes);
                rest.position((int) (size - offset));
                for (long at = size; rest.hasRemaining(); ) {
                    at += channel.write(rest, at);
                }
            }
            return end;
        } catch (IOException e) {
            throw new PaddockException(ErrorCode.EXTERNAL, "can't write " + file + ": " + e.getMessage(), e);
        }
    }
}
