package dev.paddock.egress;

import dev.paddock.error.ErrorCode;
import dev.paddock.error.PaddockException;
import dev.paddock.event.EventBody;
import dev.paddock.gateway.AllowList;
import dev.paddock.gateway.AllowRuleException;
import dev.paddock.gateway.Gateway;
import dev.paddock.gateway.HostSets;
import dev.paddock.store.Query;
import dev.paddock.store.Store;
import dev.paddock.store.Tx;
import dev.paddock.task.EgressRule;
import dev.paddock.task.EgressRule.Level;
import dev.paddock.task.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rules of the allow-list on every level: of the settings, of the server's owner, of projects, tasks and runs. They add up; what denies wins. Safe
 * for use by several threads.
 */
public final class Egress {
    private static final int MOST = 500;
    private static final Set<String> LIVE = Set.of("queued", "preparing", "running", "waiting", "collecting");

    private final Store store;
    private final Gateway gateway;
    private final List<String> settings;
    // Set once, before anything changes; called by whoever makes a change.
    private volatile Runnable changed = () -> {};

    /**
     * @param settings {@code egress.allow}
     * @throws PaddockException INVALID naming the rule that is none
     */
    public Egress(Store store, Gateway gateway, List<String> settings) {
        this.store = store;
        this.gateway = gateway;
        this.settings = settings.stream().map(rule -> canonical(rule, false)).toList();
    }

    /** What is done to a rule. */
    public enum Change {
        ALLOW,
        DENY,
        REMOVE
    }

    /**
     * Has {@code action} run after each change, on the thread that made it, so that what is open follows. There is one such action.
     */
    public void onChange(Runnable action) {
        changed = action;
    }

    /**
     * A rule in canonical form.
     *
     * @throws PaddockException INVALID saying what is wrong with it
     */
    public static String canonical(String rule, boolean denies) {
        try {
            return AllowList.canonical(rule, denies);
        } catch (AllowRuleException e) {
            throw new PaddockException(ErrorCode.INVALID, String.valueOf(e.getMessage()), e);
        }
    }

    /** The rules that hold for a target, the widest level first. */
    public List<Placed> rules(Target target) {
        return store.read(query -> rules(query, target));
    }

    private List<Placed> rules(Query query, Target target) {
        List<Placed> rules = new ArrayList<>();
        settings.forEach(rule -> rules.add(new Placed(Level.GLOBAL, Placed.Source.SETTING, false, rule)));
        String run = target instanceof Target.OfRun of ? of.run().id() : "";
        List<EgressRule> edited = query.egress(target.projectId(), run);
        add(rules, edited, Level.GLOBAL);
        add(rules, edited, Level.PROJECT);
        if (target instanceof Target.OfRun of) {
            of.task().allow().forEach(rule -> rules.add(new Placed(Level.RUN, Placed.Source.TASK, false, rule)));
        }
        add(rules, edited, Level.RUN);
        return rules;
    }

    private static void add(List<Placed> rules, List<EgressRule> edited, Level level) {
        edited.stream()
                .filter(rule -> rule.level() == level)
                .forEach(rule -> rules.add(new Placed(level, Placed.Source.EDITED, rule.denies(), rule.rule())));
    }

    /**
     * What the rules of a target come to.
     *
     * @throws PaddockException INVALID if a rule can't be read any more
     */
    public AllowList list(Target target) {
        return list(rules(target));
    }

    private static AllowList list(List<Placed> rules) {
        try {
            return AllowList.parse(
                    rules.stream()
                            .filter(rule -> !rule.denies())
                            .map(Placed::rule)
                            .toList(),
                    rules.stream().filter(Placed::denies).map(Placed::rule).toList());
        } catch (AllowRuleException e) {
            throw new PaddockException(ErrorCode.INVALID, String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Changes rules of the target's own level, for live runs at once and in their journals.
     *
     * @param rules in any form; removing takes them away whether they allow or deny
     * @throws PaddockException INVALID naming a rule that is none; NOT_FOUND where one to remove is not there; then nothing has changed
     */
    public void change(Target target, Change change, List<String> rules) {
        store.change(tx -> {
            for (String rule : rules) {
                change(tx, target, change, rule);
            }
            if (tx.egress(target.projectId(), target.owner()).stream()
                            .filter(rule -> rule.level() == target.level())
                            .count()
                    > MOST) {
                throw new PaddockException(
                        ErrorCode.LIMIT, "there may be " + MOST + " rules on one level; remove some first");
            }
        });
        changed.run();
    }

    private void change(Tx tx, Target target, Change change, String rule) {
        String word = canonical(rule, change == Change.DENY);
        switch (change) {
            case ALLOW -> {
                tx.forgetEgress(target.level(), target.owner(), canonical(rule, !isOpenWeb(word)));
                tx.keepEgress(new EgressRule(target.level(), target.owner(), false, word));
            }
            case DENY -> {
                tx.forgetEgress(target.level(), target.owner(), canonical(rule, false));
                tx.keepEgress(new EgressRule(target.level(), target.owner(), true, word));
            }
            case REMOVE -> {
                boolean there = tx.forgetEgress(target.level(), target.owner(), word);
                boolean denied =
                        !isOpenWeb(word) && tx.forgetEgress(target.level(), target.owner(), canonical(rule, true));
                if (!there && !denied) {
                    throw new PaddockException(ErrorCode.NOT_FOUND, notThere(target, word));
                }
            }
        }
        EventBody.Egress event = new EventBody.Egress(
                word,
                change.name().toLowerCase(Locale.ROOT),
                target.level().word(),
                change == Change.ALLOW ? warning(word) : null);
        journals(tx, target).forEach(run -> tx.append(run, event));
    }

    private String notThere(Target target, String word) {
        boolean set = settings.contains(word);
        return "there is no rule " + word + " to remove on the level "
                + target.level().word()
                + (set
                        ? ": it comes from the setting egress.allow; change that, or deny " + word
                        : "; `paddock egress list` shows the rules there are");
    }

    /** The live runs that a target covers; a run that has ended too, where it is the target, as it may go on. */
    private static List<String> journals(Tx tx, Target target) {
        return switch (target) {
            case Target.OfRun of -> List.of(of.run().id());
            case Target.OfProject of ->
                tx.runsIn(LIVE).stream()
                        .filter(run -> run.project().equals(of.project().id()))
                        .map(Run::id)
                        .toList();
            case Target.Everything all -> tx.runsIn(LIVE).stream().map(Run::id).toList();
        };
    }

    /** Writes into a new run's journal what its owner should know of its rules. */
    public void begin(Tx tx, Target.OfRun target) {
        for (Placed rule : rules(tx, target)) {
            String warning = rule.denies() ? null : warning(rule.rule());
            if (warning != null) {
                tx.append(
                        target.run().id(),
                        new EventBody.Egress(rule.rule(), "allow", rule.level().word(), warning));
            }
        }
    }

    /** Gives a new run the rules of an earlier one's own level as they are now, both those that allow and those that deny, and writes them into its journal. */
    public void inherit(Tx tx, Run from, Run to) {
        for (EgressRule rule : tx.egress(from.project(), from.id())) {
            if (rule.level() == Level.RUN) {
                tx.keepEgress(new EgressRule(Level.RUN, to.id(), rule.denies(), rule.rule()));
                tx.append(
                        to.id(),
                        new EventBody.Egress(
                                rule.rule(),
                                rule.denies() ? "deny" : "allow",
                                Level.RUN.word(),
                                rule.denies() ? null : warning(rule.rule())));
            }
        }
    }

    /** What a person must know of a rule that allows, if anything. */
    public static @Nullable String warning(String rule) {
        return isOpenWeb(rule) ? HostSets.OPEN_WEB_WARNING : null;
    }

    private static boolean isOpenWeb(String rule) {
        return rule.equals(HostSets.OPEN_WEB);
    }

    /**
     * What a door of the target would do with a host.
     *
     * @param probe the gateway's answer
     * @param by the rule that allows or denies it, null where none speaks of it
     */
    public record Tested(Gateway.Probe probe, @Nullable Placed by) {}

    /** Tries a host without reaching it. The name is looked up. */
    public Tested test(Target target, String host, int port) {
        List<Placed> rules = rules(target);
        Gateway.Probe probe = gateway.probe(list(rules), host, port);
        // The list has one name for each rule; the level is that of the first rule that has the same effect alone.
        Placed by = rules.stream()
                .filter(Placed::denies)
                .filter(rule -> denies(rule.rule(), host, port))
                .findFirst()
                .orElseGet(() -> rules.stream()
                        .filter(rule -> !rule.denies()
                                && AllowList.parse(List.of(rule.rule()))
                                        .lookup(host, port)
                                        .isPresent())
                        .findFirst()
                        .orElse(null));
        return new Tested(probe, by);
    }

    private static boolean denies(String rule, String host, int port) {
        // A list of that host alone takes it, and takes it no longer beside the rule.
        String exact = host + ":" + port;
        try {
            return AllowList.parse(List.of(exact), List.of()).lookup(host, port).isPresent()
                    && AllowList.parse(List.of(exact), List.of(rule))
                            .lookup(host, port)
                            .isEmpty();
        } catch (AllowRuleException e) {
            return false;
        }
    }
}
