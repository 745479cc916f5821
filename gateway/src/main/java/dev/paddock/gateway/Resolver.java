package dev.paddock.gateway;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Turns a host name into addresses. Called once a connection, on a virtual thread, by many threads at once. */
@FunctionalInterface
public interface Resolver {
    /**
     * All addresses of a host, in the order in which they should be tried.
     *
     * @param host a canonical host name, never an address
     * @throws UnknownHostException when there is none, or none was found in time
     */
    List<InetAddress> resolve(String host) throws UnknownHostException;
}
