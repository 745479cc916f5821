package dev.paddock.gateway;

/**
 * How many model requests one run may make, counted where they pass. What its vendor did not answer with success counts nothing, so a request that the vendor refuses
 * and the agent repeats is one. Thread-safe; may be shared by several doors of a run, one after the other.
 */
public final class Turns {
    private final long most;
    private long taken;
    private boolean refused;

    /**
     * @param most requests in all; 0 for any number
     * @param taken those that the run made before
     */
    public Turns(long most, long taken) {
        this.most = most;
        this.taken = taken;
    }

    /** Any number. */
    public static Turns unlimited() {
        return new Turns(0, 0);
    }

    long most() {
        return most;
    }

    /** Whether one more may pass; it is counted. */
    synchronized boolean take() {
        if (most > 0 && taken >= most) {
            refused = true;
            return false;
        }
        taken++;
        return true;
    }

    /** One that was counted came to nothing. */
    synchronized void giveBack() {
        taken--;
    }

    /** Whether a request was refused for there were too many. */
    public synchronized boolean refused() {
        return refused;
    }
}
