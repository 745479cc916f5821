package dev.paddock.workspace;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Counts what {@code git ls-tree -r -t -l -z} lists while it lists it, so that a small repository that unfolds into a huge tree is refused before a
 * file is written. Reads bytes, never names. For one thread.
 */
final class TreeCount {
    private final CheckoutLimits limits;
    private long entries;
    private long bytes;

    TreeCount(CheckoutLimits limits) {
        this.limits = limits;
    }

    /** Reads to the end; LIMIT as soon as a bound is passed. */
    void read(InputStream listing) throws IOException {
        BufferedInputStream in = new BufferedInputStream(listing, 64 << 10);
        while (entry(in)) {
            if (++entries > limits.entries()) {
                throw limit(limits.entries() + " files and directories");
            }
            if (bytes > limits.bytes()) {
                throw limit(limits.bytes() + " bytes");
            }
        }
    }

    long entries() {
        return entries;
    }

    /** One entry: mode, type, id, size (a hyphen for all but files), a tab, the path, NUL. */
    private boolean entry(InputStream in) throws IOException {
        int spaces = 0;
        boolean inSpace = false;
        long size = 0;
        int c = in.read();
        if (c < 0) {
            return false;
        }
        for (; c != '\t'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the listing ends within an entry");
            }
            if (c == ' ') {
                spaces += inSpace ? 0 : 1;
                inSpace = true;
            } else {
                inSpace = false;
                if (spaces == 3 && c >= '0' && c <= '9') {
                    size = Math.min(size * 10 + (c - '0'), Long.MAX_VALUE / 20);
                }
            }
        }
        int length = 0;
        int depth = 0;
        for (c = in.read(); c != 0; c = in.read()) {
            if (c < 0) {
                throw new IOException("the listing ends within a name");
            }
            depth += c == '/' ? 1 : 0;
            if (++length > limits.name() || depth > limits.depth()) {
                throw limit(
                        depth > limits.depth()
                                ? limits.depth() + " directories deep"
                                : limits.name() + " bytes a path");
            }
        }
        bytes += size;
        return true;
    }

    private static PaddockException limit(String what) {
        return new PaddockException(ErrorCode.LIMIT, "the commit is too large to check out: more than " + what);
    }
}
