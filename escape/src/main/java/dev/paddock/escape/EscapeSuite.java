package dev.paddock.escape;

import dev.paddock.error.PaddockException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Attacks a sandbox from inside, as an agent could, and tells what held. Each attack has a control, which shows outside that the probe works, and where an
 * escape leaves traces a witness. Nothing leaves the machine. One suite at a time; a run takes well under a minute.
 */
public final class EscapeSuite {
    private static final System.Logger LOG = System.getLogger(EscapeSuite.class.getName());

    private EscapeSuite() {}

    /** All attacks, by number. */
    public static List<Attack> attacks() {
        return Stream.of(
                        FileAttacks.all(),
                        ProcessAttacks.all(),
                        NetworkAttacks.all(),
                        ModelAttacks.all(),
                        NeighbourAttacks.all(),
                        GitAttacks.all(),
                        ImportAttacks.all(),
                        LifeAttacks.all(),
                        ResourceAttacks.all())
                .flatMap(List::stream)
                .sorted(Comparator.comparingInt(Attack::number))
                .toList();
    }

    /**
     * Tries attacks.
     *
     * @param numbers only these; all where empty
     * @param progress told each result at once
     * @throws PaddockException if no sandbox could be made; UNSAFE is the provider's own finding
     */
    public static Proof run(Target.Maker maker, Set<Integer> numbers, Consumer<Proof.Result> progress) {
        List<Proof.Result> results = new ArrayList<>();
        try (Target target = maker.make()) {
            for (Attack attack : attacks()) {
                if (numbers.isEmpty() || numbers.contains(attack.number())) {
                    Proof.Result result = new Proof.Result(attack, attempt(attack, target));
                    results.add(result);
                    progress.accept(result);
                }
            }
            return new Proof(target.provider(), results);
        }
    }

    private static Outcome attempt(Attack attack, Target target) {
        try {
            return attack.trial().apply(target);
        } catch (PaddockException e) {
            return new Outcome.Unproven(e.detail());
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "attack " + attack.number() + " could not be tried", e);
            return new Outcome.Unproven("a defect of the suite: " + e);
        }
    }
}
