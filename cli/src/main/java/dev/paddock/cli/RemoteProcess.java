package dev.paddock.cli;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/**
 * A process in a run's sandbox, joined to this command's streams: standard input goes up in one request, frames come down in another (openapi.yaml,
 * {@code execOutput}). Closing the connection ends the process, so Ctrl-C does too.
 */
final class RemoteProcess {
    private static final int STDOUT = 1;
    private static final int STDERR = 2;
    private static final int EXIT = 3;
    private static final int MAX_FRAME = 16 << 20;

    private final Api api;
    private final String path;

    RemoteProcess(Api api, String exec) {
        this.api = api;
        this.path = "/exec/" + Api.encode(exec);
    }

    /** Returns the exit code when the process has ended, whether or not its input was taken. */
    int run(InputStream in, OutputStream out, OutputStream err) {
        Thread.ofPlatform().daemon().name("exec-input").start(() -> {
            try {
                api.upload(path + "/input", in);
            } catch (CliException e) {
                // The process ended, or closed its input, before it took all: its exit code says whether that matters.
                return;
            }
        });
        try (DataInputStream frames =
                new DataInputStream(api.open("GET", path + "/output", null, Duration.ZERO, Map.of()))) {
            return copy(frames, out, err);
        } catch (EOFException e) {
            throw new CliException(
                    ExitCode.EXEC_FAILED,
                    "the connection ended before the program did",
                    "Was the run stopped, or the server?",
                    e);
        } catch (IOException e) {
            throw new CliException(ExitCode.EXEC_FAILED, "the connection broke: " + e.getMessage(), null, e);
        }
    }

    /** Reads frames up to the exit code. */
    static int copy(DataInputStream frames, OutputStream out, OutputStream err) throws IOException {
        while (true) {
            int kind = frames.readUnsignedByte();
            int length = frames.readInt();
            if (length < 0 || length > MAX_FRAME) {
                throw new IOException("a frame of " + length + " bytes");
            }
            byte[] bytes = frames.readNBytes(length);
            if (bytes.length < length) {
                throw new EOFException();
            }
            switch (kind) {
                case STDOUT -> write(out, bytes);
                case STDERR -> write(err, bytes);
                case EXIT -> {
                    return exitCode(bytes);
                }
                default -> throw new IOException("a frame of the unknown kind " + kind);
            }
        }
    }

    private static int exitCode(byte[] bytes) throws IOException {
        try {
            return Integer.parseInt(new String(bytes, StandardCharsets.US_ASCII).strip());
        } catch (NumberFormatException e) {
            throw new IOException("not an exit code", e);
        }
    }

    private static void write(OutputStream stream, byte[] bytes) throws IOException {
        stream.write(bytes);
        stream.flush();
    }
}
