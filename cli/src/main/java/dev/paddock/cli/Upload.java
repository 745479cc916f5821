package dev.paddock.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * One POST whose body goes out as it comes, in chunks (RFC 9112, 7.1). {@code HttpURLConnection} can't do that: it holds bytes back until a chunk is
 * full, so a person who types would wait for ever. Goes to the server directly, without a proxy.
 */
final class Upload {
    private static final int CONNECT_MILLIS = 5_000;
    private static final int CHUNK = 16_000;

    private final Endpoint endpoint;

    Upload(Endpoint endpoint) {
        this.endpoint = endpoint;
    }

    /**
     * Sends the source to its end, and waits for the answer.
     *
     * @return the answer's status
     * @throws IOException also where the server wants no more of it
     */
    int post(String path, InputStream source) throws IOException {
        URI url = endpoint.url();
        boolean secure = "https".equals(url.getScheme());
        int port = url.getPort() >= 0 ? url.getPort() : secure ? 443 : 80;
        try (Socket socket = connect(url.getHost(), port, secure)) {
            OutputStream out = socket.getOutputStream();
            String head = "POST " + url.getRawPath() + path + " HTTP/1.1\r\nHost: " + url.getRawAuthority()
                    + "\r\nAuthorization: Bearer " + endpoint.token()
                    + "\r\nContent-Type: application/octet-stream\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n";
            out.write(head.getBytes(StandardCharsets.US_ASCII));
            byte[] buffer = new byte[CHUNK];
            for (int n = source.read(buffer); n >= 0; n = source.read(buffer)) {
                if (n > 0) {
                    out.write((Integer.toHexString(n) + "\r\n").getBytes(StandardCharsets.US_ASCII));
                    out.write(buffer, 0, n);
                    out.write('\r');
                    out.write('\n');
                    out.flush();
                }
            }
            out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            out.flush();
            return status(socket.getInputStream());
        }
    }

    private static Socket connect(String host, int port, boolean secure) throws IOException {
        String name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        Socket plain = new Socket(java.net.Proxy.NO_PROXY);
        try {
            plain.connect(new InetSocketAddress(name, port), CONNECT_MILLIS);
            plain.setTcpNoDelay(true);
            if (!secure) {
                return plain;
            }
            SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
            SSLSocket socket = (SSLSocket) factory.createSocket(plain, name, port, true);
            SSLParameters parameters = socket.getSSLParameters();
            // Without it any valid certificate would do, whoever's it is.
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return socket;
        } catch (IOException e) {
            plain.close();
            throw e;
        }
    }

    private static int status(InputStream in) throws IOException {
        String line = new LineReader(in, 8192).next();
        if (line == null || !line.matches("HTTP/1\\.[01] \\d{3}( .*)?")) {
            throw new IOException("the server ended the connection");
        }
        return Integer.parseInt(line.substring(9, 12));
    }
}
