package dev.paddock.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;

/** What begins and ends runs and projects, where the person's clone and other clones are hostile too. */
record HostileEnds(HostileGround ground) {
    void all(String project) {
        String taken = takenAlong();
        ended(taken);
        cleanedUp();
        otherClones();
        ground.ok("DELETE", "/projects/" + project, "");
    }

    /** A run that takes the changes of a hostile clone along. */
    private String takenAlong() {
        Path clone = ground.person.repository().directory();
        Installation.write(clone.resolve("untracked.txt"), "mine\n");
        ground.paddock.shell(clone, ground.hostile.nested()).ok();
        String taken = ground.finished("cat untracked.txt; test ! -e vendored", "--with-changes");
        assertThat(ground.paddock.text(taken)).contains("mine");
        ground.person.assertFires("plain git takes the repository inside", () -> {
            ground.paddock.shell(clone, "git -c core.hooksPath=/dev/null add vendored; git status");
        });
        ground.reset("HEAD");
        return taken;
    }

    private void ended(String taken) {
        String live = ground.run(ground.hostile.everything() + "sleep 600");
        ground.paddock.await(live, "running");
        ground.unchanged("interrupt", live);
        // It may have ended by then; what counts is that nothing ran.
        ground.call("POST", "/runs/" + live + "/interrupt", "");
        ground.call("POST", "/runs/" + live + "/stop", "");
        ground.paddock.await(live, "cancelled", "finished", "failed");
        ground.ok("POST", "/runs/" + live + "/discard", "");
        ground.unchanged("discard", taken, "--yes").ok();
        ground.unchanged("diff", taken).ok();
        ground.ok("DELETE", "/runs/" + live, "");
        ground.unchanged("delete", taken, "--yes").ok();
    }

    private void cleanedUp() {
        ground.unchanged("cleanup", "--dry-run").ok();
        ground.ok("GET", "/disk", "");
        String plan = ground.made("/cleanup/plans", "{\"olderDays\":0}");
        ground.ok("POST", "/cleanup", "{\"plan\":\"" + plan + "\"}");
        ground.unchanged("cleanup", "--older", "0", "--yes").ok();
    }

    /** A hostile clone by its path, one by its address, and one whose address is a command. */
    private void otherClones() {
        Path other = ground.directory.resolve("other");
        Repository.create(other);
        ground.paddock.shell(other, ground.hostile.everything()).ok();
        ground.person.assertFires("plain git in that clone", () -> ground.paddock.shell(other, "git diff; git add -A"));
        String added = ground.made("/projects", "{\"path\":\"" + other + "\"}");
        String byAddress = ground.made("/projects", "{\"url\":\"file://" + other + "\"}");
        String started = ground.told(
                        "POST",
                        "/tasks",
                        "{\"goal\":\"true\",\"project\":\"" + byAddress + "\",\"agents\":[\"shell\"]}")
                .path("runs")
                .path(0)
                .path("id")
                .asString();
        ground.paddock.await(started, "finished", "failed");
        String task = ground.told("GET", "/runs/" + started, "").path("task").asString();
        ground.ok("DELETE", "/tasks/" + task, "");
        ground.ok("DELETE", "/projects/" + byAddress, "");
        ground.unchanged("project", "remove", added).ok();
        assertThat(ground.call("POST", "/projects", "{\"url\":\"ext::sh -c 'touch " + ground.person.mark() + "'\"}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(ground.of(started)).doesNotExist();
    }
}
