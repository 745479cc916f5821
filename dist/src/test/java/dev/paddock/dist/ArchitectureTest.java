package dev.paddock.dist;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.paddock");

    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.paddock.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void onlyTheStoreSpeaksSql() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.paddock.store..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "org.jdbi..", "org.sqlite..", "org.flywaydb..")
                .check(CLASSES);
    }

    @Test
    void onlyProcessStartsPrograms() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.paddock.process..", "dev.paddock.cli..")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ProcessBuilder.class)
                .check(CLASSES);
    }

    @Test
    void onlyTheServerSeesJavalin() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.paddock.server..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.javalin..", "org.eclipse.jetty..", "jakarta.servlet..")
                .check(CLASSES);
    }

    @Test
    void theCommandSeesNoOtherModule() {
        noClasses()
                .that()
                .resideInAPackage("dev.paddock.cli..")
                .should()
                .dependOnClassesThat(com.tngtech.archunit.base.DescribedPredicate.describe(
                        "are another module's",
                        type -> type.getPackageName().startsWith("dev.paddock.")
                                && !type.getPackageName().startsWith("dev.paddock.cli")))
                .check(CLASSES);
    }

    @Test
    void theGatewayAndTheRehearsalStandAlone() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.paddock.gateway..", "dev.paddock.rehearsal..")
                .should()
                .dependOnClassesThat(com.tngtech.archunit.base.DescribedPredicate.describe(
                        "are core's or server's",
                        type -> type.getPackageName().startsWith("dev.paddock.")
                                && !type.getPackageName().startsWith("dev.paddock.gateway")
                                && !type.getPackageName().startsWith("dev.paddock.rehearsal")))
                .check(CLASSES);
    }

    @Test
    void providersDoNotSeeWhatRunsOnThem() {
        noClasses()
                .that()
                .resideInAPackage("dev.paddock.bubblewrap..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.paddock.run..", "dev.paddock.store..", "dev.paddock.agent..", "dev.paddock.workspace..")
                .check(CLASSES);
    }
}
