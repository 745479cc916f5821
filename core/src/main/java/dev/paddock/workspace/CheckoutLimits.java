package dev.paddock.workspace;

/**
 * How large a commit's files may be for a base checkout.
 *
 * @param entries files and directories together
 * @param bytes of all files together
 * @param depth directories above a file
 * @param name bytes of one path
 */
public record CheckoutLimits(long entries, long bytes, int depth, int name) {
    public static CheckoutLimits standard() {
        return new CheckoutLimits(2_000_000, 32L << 30, 200, 3_000);
    }
}
