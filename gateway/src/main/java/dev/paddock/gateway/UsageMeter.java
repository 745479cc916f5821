package dev.paddock.gateway;

/** Reads usage from one response as it passes. One thread; never throws on odd input, but leaves out what it can't read. */
public interface UsageMeter {
    /** Told before the first byte. */
    void begin(int status, String contentType);

    /** The next bytes of the response body. */
    void accept(byte[] bytes, int offset, int length);

    /** Told after the last byte of a whole response. */
    void end();

    /** What was seen so far. */
    Tokens tokens();

    /**
     * Tokens of one call.
     *
     * @param model empty when the response names none
     * @param complete whether the response says that this is all
     */
    record Tokens(
            String model,
            long input,
            long output,
            long cacheRead,
            long cacheWrite,
            long cacheWriteLong,
            boolean complete) {}
}
