package dev.paddock.gateway;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Calls of the models' APIs and vendors' answers to them, as they are on the wire. */
final class Calls {
    static final String MESSAGES = "/model/anthropic/v1/messages";

    private Calls() {}

    /** A request on a connection of its own. */
    static String post(String path, String headers, String body) {
        return "POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1:3128\r\nConnection: close\r\nContent-Length: "
                + body.length() + "\r\n" + headers + "\r\n" + body;
    }

    /** The least that Claude Code asks. */
    static String messages() {
        return post(MESSAGES, "", "{}");
    }

    static void answer(OutputStream out, String type, String body) throws IOException {
        int length = body.getBytes(StandardCharsets.UTF_8).length;
        write(out, "HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\nContent-Length: " + length + "\r\n\r\n" + body);
    }

    static void beginStream(OutputStream out) throws IOException {
        write(out, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
    }

    static void chunk(OutputStream out, String text) throws IOException {
        int length = text.getBytes(StandardCharsets.UTF_8).length;
        write(out, Integer.toHexString(length) + "\r\n" + text + "\r\n");
    }

    static void endStream(OutputStream out) throws IOException {
        write(out, "0\r\n\r\n");
    }

    static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /** A vendor that answers everything. */
    static TestServer vendor() {
        return TestServer.http((request, out) -> answer(out, "application/json", "{\"id\":\"msg\"}"));
    }
}
