package dev.paddock.cli;

import java.util.List;
import tools.jackson.databind.JsonNode;

/** Gives conflicts to the agent of a run: it gets the person's commit, and is asked to merge it into its work. */
final class HandOver {
    private final Caller caller;
    private final Api api;
    private final Clone clone;

    HandOver(Caller caller, Api api, Clone clone) {
        this.caller = caller;
        this.api = api;
        this.clone = clone;
    }

    void ask(Taken taken, String branch, String commit, Merger.Merged merged) {
        JsonNode project = api.get("/projects/" + Api.encode(Json.text(taken.run(), "project")));
        new Projects(caller, api).push(clone.git(), project, commit);
        List<String> files = merged.conflicts().stream()
                .map(conflict -> Bytes.shown(conflict.message()))
                .limit(50)
                .toList();
        String text =
                "Your work conflicts with the branch " + Sanitiser.line(branch) + ", which is now at commit " + commit
                        + ". That commit is in this repository. Merge it into your branch with `git merge " + commit
                        + "`, resolve the conflicts so that what both sides meant is kept, run the project's tests, and commit the merge.\n"
                        + String.join("\n", files);
        api.post("/runs/" + Api.encode(taken.id()) + "/say", Json.object().put("text", text));
        String paddock = caller.command();
        caller.say("The agent was asked to merge.  " + paddock + " attach " + taken.id()
                + "  follows it; land again then.");
    }
}
