package dev.paddock.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Which certificate authorities the gateway believes when it calls a model vendor itself. */
public final class TrustStores {
    private TrustStores() {}

    /**
     * The JDK's authorities and, besides, those of a PEM bundle, as {@code SSL_CERT_FILE} names one on machines whose network
     * has an authority of its own.
     *
     * @param bundle path of the bundle; null or empty for the JDK's alone
     * @throws IllegalArgumentException when the bundle cannot be read or holds no certificate
     */
    public static SSLContext withPemBundle(@Nullable String bundle) {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int i = 0;
            for (X509Certificate known : jdkAuthorities()) {
                store.setCertificateEntry("jdk-" + i++, known);
            }
            if (bundle != null && !bundle.isEmpty()) {
                for (Certificate added : read(Path.of(bundle))) {
                    store.setCertificateEntry("bundle-" + i++, added);
                }
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, factory.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("certificates of '" + bundle + "' cannot be used: " + e.getMessage(), e);
        }
    }

    /**
     * The same, read when it is asked for first.
     *
     * @throws IllegalArgumentException when the bundle is not a PEM file; what else is wrong with it is found out later
     */
    static Supplier<SSLContext> lazily(@Nullable String bundle) {
        if (bundle != null && !bundle.isEmpty()) {
            requirePem(Path.of(bundle));
        }
        FutureTask<SSLContext> task = new FutureTask<>(() -> withPemBundle(bundle));
        return () -> {
            // Does nothing for all but the first.
            task.run();
            try {
                return task.get();
            } catch (ExecutionException e) {
                throw new IllegalArgumentException(
                        e.getCause() == null ? "" : e.getCause().getMessage(), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while certificates were read", e);
            }
        };
    }

    private static void requirePem(Path bundle) {
        try {
            if (!Files.readString(bundle, StandardCharsets.ISO_8859_1).contains("-----BEGIN ")) {
                throw new IOException("the file holds no certificate");
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("certificates of '" + bundle + "' cannot be used: " + e.getMessage(), e);
        }
    }

    private static Iterable<? extends Certificate> read(Path bundle) throws GeneralSecurityException, IOException {
        try (InputStream in = Files.newInputStream(bundle)) {
            var certificates = CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (certificates.isEmpty()) {
                throw new IOException("the file holds no certificate");
            }
            return certificates;
        }
    }

    private static X509Certificate[] jdkAuthorities() throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509TrustManager x509) {
                return x509.getAcceptedIssuers();
            }
        }
        return new X509Certificate[0];
    }
}
