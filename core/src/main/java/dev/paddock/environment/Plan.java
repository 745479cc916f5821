package dev.paddock.environment;

import java.util.List;
import java.util.Optional;

/**
 * What a run's world is to be, from the project's file, its owner's settings and the machine.
 *
 * @param environment what every process of the run gets
 * @param setUp the script whose layer lies below the run's own
 * @param egress what the project asks to reach; it is the owner who allows it
 * @param missing names of secrets that the project asks for and nobody has set
 */
public record Plan(RunEnvironment environment, Optional<SetUp> setUp, List<String> egress, List<String> missing) {
    public Plan {
        egress = List.copyOf(egress);
        missing = List.copyOf(missing);
    }
}
