package dev.paddock.dist;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** A small real project of each package manager, with a dependency, and the command that builds and tests it. */
final class SmallProjects {
    /**
     * One project.
     *
     * @param command builds and tests it, after its dependencies were fetched
     * @param registry the host that it must have fetched from
     */
    record Small(Map<String, String> files, String command, String registry) {
        Repository create(Path directory) {
            files.forEach((path, content) -> Installation.write(directory.resolve(path), content));
            Repository repository = Repository.create(directory);
            Installation.write(directory.resolve(".gitignore"), "node_modules/\n.venv/\ntarget/\n__pycache__/\n");
            repository.commit("Ignore what is built");
            return repository;
        }
    }

    private SmallProjects() {}

    static Map<String, Small> all() {
        Map<String, Small> all = new LinkedHashMap<>();
        all.put("maven", maven());
        all.put("npm", npm());
        all.put("python", python());
        all.put("go", go());
        all.put("cargo", cargo());
        return all;
    }

    private static Small npm() {
        return new Small(
                Map.of("package.json", """
                        {"name": "small", "version": "1.0.0", "type": "module", "scripts": {"test": "node --test"}, "dependencies": {"ms": "2.1.3"}}
                        """, "ms.test.js", """
                        import test from 'node:test';
                        import assert from 'node:assert';
                        import ms from 'ms';
                        test('reads a time', () => assert.equal(ms('2 days'), 172800000));
                        """),
                "npm install --no-package-lock --no-audit --no-fund && npm test",
                "registry.npmjs.org");
    }

    private static Small python() {
        return new Small(
                Map.of("pyproject.toml", """
                        [project]
                        name = "small"
                        version = "1.0.0"
                        requires-python = ">=3.9"
                        dependencies = ["six==1.17.0"]
                        """, "test_small.py", """
                        import unittest
                        import six

                        class Small(unittest.TestCase):
                            def test_text(self):
                                self.assertEqual(six.ensure_text(b"small"), "small")
                        """),
                "python3 -m venv /tmp/tools && /tmp/tools/bin/pip install --quiet uv && "
                        + "/tmp/tools/bin/uv run --quiet python -m unittest -v",
                "files.pythonhosted.org");
    }

    private static Small maven() {
        return new Small(
                Map.of("pom.xml", """
                        <project xmlns="http://maven.apache.org/POM/4.0.0">
                          <modelVersion>4.0.0</modelVersion>
                          <groupId>org.example</groupId>
                          <artifactId>small</artifactId>
                          <version>1</version>
                          <properties>
                            <maven.compiler.release>17</maven.compiler.release>
                            <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
                          </properties>
                          <dependencies>
                            <dependency><groupId>junit</groupId><artifactId>junit</artifactId><version>4.13.2</version><scope>test</scope></dependency>
                          </dependencies>
                          <build>
                            <plugins>
                              <plugin><artifactId>maven-compiler-plugin</artifactId><version>3.13.0</version></plugin>
                              <plugin><artifactId>maven-surefire-plugin</artifactId><version>3.2.5</version></plugin>
                            </plugins>
                          </build>
                        </project>
                        """, "src/test/java/org/example/SmallTest.java", """
                        package org.example;

                        import static org.junit.Assert.assertEquals;

                        import org.junit.Test;

                        public class SmallTest {
                            @Test
                            public void adds() {
                                assertEquals(2, 1 + 1);
                            }
                        }
                        """),
                "mvn --batch-mode --no-transfer-progress test",
                "repo.maven.apache.org");
    }

    private static Small go() {
        return new Small(
                Map.of("go.mod", """
                        module example.org/small

                        go 1.19

                        require github.com/pkg/errors v0.9.1
                        """, "go.sum", """
                        github.com/pkg/errors v0.9.1 h1:FEBLx1zS214owpjy7qsBeixbURkuhQAwrK5UwLGTwt4=
                        github.com/pkg/errors v0.9.1/go.mod h1:bwawxfHBFNV+L2hUp1rHADufV3IMtnDRdf1r5NINEl0=
                        """, "small_test.go", """
                        package small

                        import (
                        \t"testing"

                        \t"github.com/pkg/errors"
                        )

                        func TestCause(t *testing.T) {
                        \tif errors.New("why").Error() != "why" {
                        \t\tt.Fatal("not the reason")
                        \t}
                        }
                        """),
                "go test -vet=off ./...",
                "proxy.golang.org");
    }

    private static Small cargo() {
        return new Small(Map.of("Cargo.toml", """
                        [package]
                        name = "small"
                        version = "1.0.0"
                        edition = "2021"

                        [dependencies]
                        itoa = "=1.0.15"
                        """, "src/lib.rs", """
                        #[test]
                        fn writes_numbers() {
                            assert_eq!(itoa::Buffer::new().format(42), "42");
                        }
                        """), "cargo test --quiet", "index.crates.io");
    }
}
