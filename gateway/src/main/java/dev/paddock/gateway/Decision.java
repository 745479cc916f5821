package dev.paddock.gateway;

/** What the gateway decided about a connection or request. */
public enum Decision {
    ALLOW,
    DENY
}
