package dev.paddock.workspace;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.git.CommitId;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * A run's diff against its base as a compressed file, which outlives the run's commits.
 *
 * @param commit whose diff it is
 */
record ArchivedDiff(Workspace workspace, String commit) {
    static final String DIRECTORY = "diff";

    ArchivedDiff {
        CommitId.check(commit);
    }

    private Path file() {
        return workspace.directory().resolve(DIRECTORY).resolve(commit + ".patch.gz");
    }

    boolean exists() {
        return Files.isRegularFile(file());
    }

    InputStream open() {
        try {
            return new GZIPInputStream(Files.newInputStream(file()), 1 << 16);
        } catch (IOException e) {
            throw new PaddockException(ErrorCode.EXTERNAL, "can't read " + file() + ": " + e.getMessage(), e);
        }
    }

    /**
     * Keeps the diff, durably, and reads it back: it is there when what comes out is what went in.
     *
     * @throws PaddockException what the diff throws; EXTERNAL if it can't be written or read back
     */
    void keep(Supplier<InputStream> diff) {
        Path draft = file().resolveSibling(commit + ".new");
        try {
            Files.createDirectories(file().getParent());
            byte[] written = write(diff, draft);
            Files.move(draft, file(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            if (!MessageDigest.isEqual(written, read())) {
                Files.delete(file());
                throw new PaddockException(ErrorCode.EXTERNAL, "the diff was not kept as it is: " + file());
            }
        } catch (IOException e) {
            throw new PaddockException(ErrorCode.EXTERNAL, "can't keep the diff in " + file() + ": " + e, e);
        } finally {
            draft.toFile().delete();
        }
    }

    private static byte[] write(Supplier<InputStream> diff, Path draft) throws IOException {
        MessageDigest digest = sha256();
        try (FileChannel channel = FileChannel.open(
                        draft,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE);
                OutputStream file = Channels.newOutputStream(channel)) {
            GZIPOutputStream zipped = new GZIPOutputStream(file, 1 << 16);
            try (InputStream patch = new DigestInputStream(diff.get(), digest)) {
                patch.transferTo(zipped);
            }
            zipped.finish();
            channel.force(true);
        }
        return digest.digest();
    }

    private byte[] read() throws IOException {
        MessageDigest digest = sha256();
        try (InputStream patch = new DigestInputStream(open(), digest)) {
            patch.transferTo(OutputStream.nullOutputStream());
        }
        return digest.digest();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new PaddockException(ErrorCode.INTERNAL, "no SHA-256", e);
        }
    }
}
