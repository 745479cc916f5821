package dev.paddock.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.home.Home;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("S15")
class CaBundleTest {
    @TempDir
    private Path directory;

    private Home home;
    private Path company;

    @BeforeEach
    void aCompany() {
        home = new Home(directory.resolve("home"), directory.resolve("runtime"));
        company = authority("company");
    }

    @Test
    void givesRunsTheCompanysAuthorityBesideTheMachines() throws Exception {
        CaBundle bundle = CaBundle.of(home, null, Map.of("CURL_CA_BUNDLE", company.toString()))
                .orElseThrow();

        Certificate authority = certificates(company).getFirst();
        assertThat(certificates(bundle.directory().resolve("bundle.pem")))
                .contains(authority)
                .hasSizeGreaterThan(1);
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(bundle.directory().resolve("trust.p12"))) {
            store.load(in, TestingAuthority.PASSWORD.toCharArray());
        }
        assertThat(store.getCertificateAlias(authority)).isNotNull();
    }

    @Test
    void readsTheCertificatesAgainOnlyWhenTheFileHasChanged() throws Exception {
        Path made = of(company);
        Path store = made.resolve("trust.p12");
        FileTime then = FileTime.from(Instant.parse("2001-02-03T04:05:06Z"));
        Files.setLastModifiedTime(store, then);
        assertThat(of(company)).isEqualTo(made);
        assertThat(Files.getLastModifiedTime(store)).isEqualTo(then);

        Path second = authority("second");
        Files.writeString(company, Files.readString(second), StandardOpenOption.APPEND);
        Path changed = of(company);
        assertThat(changed).isNotEqualTo(made);
        assertThat(certificates(changed.resolve("bundle.pem")))
                .contains(certificates(second).getFirst());
        assertThat(made).as("live runs still have it").isDirectory();
    }

    @Test
    void refusesASettingThatNamesNoBundleAndPassesOverSuchAVariable() throws Exception {
        Path empty = Files.writeString(directory.resolve("empty.pem"), "nothing\n");
        for (Path wrong : List.of(empty, directory.resolve("missing.pem"))) {
            assertThatThrownBy(() -> CaBundle.of(home, wrong, Map.of()))
                    .isInstanceOfSatisfying(
                            PaddockException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID))
                    .hasMessageContaining(wrong.toString());
            Optional<CaBundle> next =
                    CaBundle.of(home, null, Map.of("SSL_CERT_FILE", wrong.toString(), "PIP_CERT", company.toString()));
            assertThat(next).map(CaBundle::directory).contains(of(company));
        }
        assertThat(CaBundle.of(home, null, Map.of())).isEmpty();
    }

    private Path of(Path setting) {
        return CaBundle.of(home, setting, Map.of()).orElseThrow().directory();
    }

    private static List<Certificate> certificates(Path file) throws Exception {
        return List.copyOf(CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file))));
    }

    /** A certificate of its own making, in PEM. */
    private Path authority(String name) {
        Path file = directory.resolve(name + ".pem");
        TestingAuthority.make(name, directory.resolve(name + ".p12"), file);
        return file;
    }
}
