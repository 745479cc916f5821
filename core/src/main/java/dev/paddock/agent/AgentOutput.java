package dev.paddock.agent;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads an agent's output file, which grows, as whole lines. Each call opens the file anew; nothing is held between calls but where no newline
 * was found, so that a long line is not searched again and again. Not safe for use by several threads; blocking, for platform threads.
 */
public final class AgentOutput {
    /** The longest line that is read, in bytes; a longer one is left out. */
    public static final int MAX_LINE = 16 << 20;

    private static final int PIECE = 1 << 16;

    private final Path file;
    private long searchedFrom = -1;
    private long searchedTo;

    public AgentOutput(Path file) {
        this.file = file;
    }

    /**
     * What was read.
     *
     * @param next where to go on
     * @param more whether there may be more to read at once
     */
    public record Batch(List<OutputLine> lines, OutputPosition next, boolean more) {
        public Batch {
            lines = List.copyOf(lines);
        }
    }

    /**
     * Reads on from a position. A file that does not exist yet is empty.
     *
     * @param maxBytes when to stop, in bytes; one line may go beyond it
     * @param ended whether the agent has ended: then a last line without a newline counts
     * @throws PaddockException EXTERNAL if the file is shorter than what was read of it before or can't be read
     */
    public Batch read(OutputPosition from, int maxBytes, boolean ended) {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS) && from.offset() == 0) {
            return new Batch(List.of(), from, false);
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            long size = channel.size();
            if (size < from.offset()) {
                throw new PaddockException(
                        ErrorCode.EXTERNAL,
                        file + " has " + size + " bytes, but " + from.offset() + " were read of it before");
            }
            List<OutputLine> lines = new ArrayList<>();
            OutputPosition at = from;
            while (at.offset() < size && at.offset() - from.offset() < maxBytes) {
                OutputPosition next = readLine(channel, at, size, ended, lines);
                if (next.equals(at)) {
                    return new Batch(lines, at, false);
                }
                at = next;
            }
            return new Batch(lines, at, at.offset() < size);
        } catch (IOException e) {
            throw new PaddockException(ErrorCode.EXTERNAL, "can't read " + file + ": " + e.getMessage(), e);
        }
    }

    /** Reads one line into {@code lines}; gives back {@code at} itself where the line is not whole yet. */
    private OutputPosition readLine(
            FileChannel channel, OutputPosition at, long size, boolean ended, List<OutputLine> lines)
            throws IOException {
        boolean skipping = at.skipped() > 0;
        long start = at.offset();
        long searchFrom = searchedFrom == start ? Math.max(start, Math.min(searchedTo, size)) : start;
        long limit = skipping ? size : Math.min(size, start + MAX_LINE + 1L);
        long newline = indexOfNewline(channel, searchFrom, limit);
        if (newline >= 0) {
            searchedFrom = -1;
            lines.add(
                    skipping
                            ? new OutputLine.TooLong(at.skipped() + newline - start)
                            : new OutputLine.Whole(text(channel, start, newline)));
            return new OutputPosition(newline + 1, 0);
        }
        if (skipping || limit - start > MAX_LINE) {
            searchedFrom = -1;
            long skipped = at.skipped() + limit - start;
            if (ended && limit == size) {
                lines.add(new OutputLine.TooLong(skipped));
                return new OutputPosition(limit, 0);
            }
            return new OutputPosition(limit, skipped);
        }
        if (ended) {
            lines.add(new OutputLine.Whole(text(channel, start, limit)));
            return new OutputPosition(limit, 0);
        }
        searchedFrom = start;
        searchedTo = limit;
        return at;
    }

    private static long indexOfNewline(FileChannel channel, long from, long to) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE, Math.max(1, to - from)));
        for (long at = from; at < to; ) {
            piece.clear().limit((int) Math.min(piece.capacity(), to - at));
            int read = channel.read(piece, at);
            if (read <= 0) {
                return -1;
            }
            for (int i = 0; i < read; i++) {
                if (piece.get(i) == '\n') {
                    return at + i;
                }
            }
            at += read;
        }
        return -1;
    }

    private static String text(FileChannel channel, long from, long to) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) (to - from));
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, from + bytes.position()) < 0) {
                throw new IOException("the file became shorter while it was read");
            }
        }
        int length = bytes.position();
        if (length > 0 && bytes.get(length - 1) == '\r') {
            length--;
        }
        return new String(bytes.array(), 0, length, StandardCharsets.UTF_8);
    }
}
