package dev.paddock.error;

/** Why something was refused or failed; the API maps each to one HTTP status, the command to one exit code. */
public enum ErrorCode {
    /** The request or a file is malformed; the message says what and where. */
    INVALID,
    /** What was named does not exist, or is not this caller's to see. */
    NOT_FOUND,
    /** The request is well-formed but the thing's state does not allow it now. */
    CONFLICT,
    /** No valid credential came with the request. */
    UNAUTHENTICATED,
    /** The caller or the request's origin may not do this. */
    FORBIDDEN,
    /** A bound was reached: size, number or rate. */
    LIMIT,
    /** Something the machine needs is missing; the message names the command that mends it. */
    PREREQUISITE,
    /** An outside program or service did not do its part; the message carries its last words. */
    EXTERNAL,
    /** A protection could not be set up or proven; nothing was started. */
    UNSAFE,
    /** A defect of ours. */
    INTERNAL
}
