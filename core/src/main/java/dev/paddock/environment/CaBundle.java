package dev.paddock.environment;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.home.Home;
import dev.paddock.sandbox.Bind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The certificate authorities of a company's network, as runs get them: the machine's own and those of the bundle, as a PEM file and as a trust store for
 * Java, which reads no PEM. Kept in a directory named by what they were made of, so that only the first start reads the certificates. Immutable.
 *
 * @param directory holds both files
 */
public record CaBundle(Path directory) {
    private static final System.Logger LOG = System.getLogger(CaBundle.class.getName());
    private static final String INSIDE = "/paddock/ca";
    private static final String PEM = "bundle.pem";
    private static final String STORE = "trust.p12";
    /** It keeps nobody out: the certificates are public. */
    private static final String PASSWORD = "changeit";

    private static final int MOST_BYTES = 16 << 20;

    /** What tools name a bundle by; the first that the server's environment has counts. */
    private static final List<String> VARIABLES = List.of(
            "SSL_CERT_FILE",
            "NODE_EXTRA_CA_CERTS",
            "REQUESTS_CA_BUNDLE",
            "CURL_CA_BUNDLE",
            "PIP_CERT",
            "GIT_SSL_CAINFO",
            "CARGO_HTTP_CAINFO",
            "AWS_CA_BUNDLE",
            "NIX_SSL_CERT_FILE",
            "DENO_CERT");

    private static final List<Path> SYSTEM =
            List.of(Path.of("/etc/ssl/certs/ca-certificates.crt"), Path.of("/etc/pki/tls/certs/ca-bundle.crt"));

    /**
     * The bundle that the setting names, else the one that the server's environment names; empty where neither does, as on most machines.
     *
     * @throws PaddockException INVALID if the setting's file is no bundle
     */
    public static Optional<CaBundle> of(Home home, @Nullable Path setting, Map<String, String> environment) {
        if (setting != null) {
            return Optional.of(make(home, setting));
        }
        for (String variable : VARIABLES) {
            String named = environment.getOrDefault(variable, "");
            if (named.startsWith("/")) {
                try {
                    return Optional.of(make(home, Path.of(named)));
                } catch (PaddockException e) {
                    LOG.log(
                            System.Logger.Level.WARNING,
                            "runs don''t get the certificates that {0} names: {1}",
                            variable,
                            e.detail());
                }
            }
        }
        return Optional.empty();
    }

    public List<Bind> binds() {
        return List.of(Bind.readOnly(directory, INSIDE));
    }

    /** What makes each tool believe them. */
    public Map<String, String> variables() {
        Map<String, String> variables = new TreeMap<>();
        VARIABLES.forEach(name -> variables.put(name, INSIDE + "/" + PEM));
        return variables;
    }

    /** What makes a Java program believe them, given on its command line. */
    List<String> javaOptions() {
        return List.of(
                "-Djavax.net.ssl.trustStore=" + INSIDE + "/" + STORE,
                "-Djavax.net.ssl.trustStoreType=PKCS12",
                "-Djavax.net.ssl.trustStorePassword=" + PASSWORD);
    }

    private static CaBundle make(Home home, Path bundle) {
        try {
            List<byte[]> sources = sources(bundle);
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            sources.forEach(digest::update);
            Path directory = home.cache().resolve("ca-" + HexFormat.of().formatHex(digest.digest(), 0, 8));
            if (!Files.isDirectory(directory)) {
                Set<Certificate> certificates = new LinkedHashSet<>();
                for (byte[] source : sources) {
                    certificates.addAll(certificates(source));
                }
                byte[] pem = pem(certificates);
                certificates.addAll(javas());
                write(directory, pem, store(certificates));
            }
            return new CaBundle(directory);
        } catch (IOException | GeneralSecurityException e) {
            throw new PaddockException(
                    ErrorCode.INVALID, "the certificates in " + bundle + " can't be used: " + e.getMessage(), e);
        }
    }

    /** What the bundle holds and, unless it is that very file, what the machine believes. */
    private static List<byte[]> sources(Path bundle) throws IOException {
        List<byte[]> sources = new ArrayList<>(List.of(read(bundle)));
        for (Path system : SYSTEM) {
            if (Files.isReadable(system) && !Files.isSameFile(system, bundle)) {
                sources.add(read(system));
            }
        }
        return sources;
    }

    private static byte[] read(Path file) throws IOException {
        if (Files.size(file) > MOST_BYTES) {
            throw new IOException("the file is larger than 16 MiB");
        }
        return Files.readAllBytes(file);
    }

    private static Collection<? extends Certificate> certificates(byte[] source)
            throws IOException, GeneralSecurityException {
        Collection<? extends Certificate> certificates =
                CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(source));
        if (certificates.isEmpty()) {
            throw new IOException("the file holds no certificate");
        }
        return certificates;
    }

    private static byte[] pem(Set<Certificate> certificates) throws GeneralSecurityException {
        Base64.Encoder lines = Base64.getMimeEncoder(64, new byte[] {'\n'});
        StringBuilder text = new StringBuilder();
        for (Certificate certificate : certificates) {
            text.append("-----BEGIN CERTIFICATE-----\n")
                    .append(lines.encodeToString(certificate.getEncoded()))
                    .append("\n-----END CERTIFICATE-----\n");
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] store(Set<Certificate> certificates) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        int number = 0;
        for (Certificate certificate : certificates) {
            store.setCertificateEntry("ca-" + number++, certificate);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        store.store(bytes, PASSWORD.toCharArray());
        return bytes.toByteArray();
    }

    private static List<Certificate> javas() throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        List<Certificate> found = new ArrayList<>();
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509TrustManager x509) {
                found.addAll(List.of(x509.getAcceptedIssuers()));
            }
        }
        return found;
    }

    private static void write(Path directory, byte[] pem, byte[] store) throws IOException {
        Files.createDirectories(directory.getParent());
        Path draft = Files.createTempDirectory(directory.getParent(), "ca-draft-");
        try (OutputStream file = Files.newOutputStream(draft.resolve(PEM))) {
            file.write(pem);
        }
        Files.write(draft.resolve(STORE), store);
        try {
            Files.move(draft, directory, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            if (!Files.isDirectory(directory)) {
                throw e;
            }
            // Another server of this home was faster.
            for (String name : List.of(PEM, STORE)) {
                Files.delete(draft.resolve(name));
            }
            Files.delete(draft);
        }
    }
}
