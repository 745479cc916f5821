package dev.paddock.doctor;

/** Looks at one thing. May start programs, each with a time-out; may throw, which counts as missing. */
public interface Check {
    /** What is checked, for a check that fails altogether. */
    String name();

    Finding run();

    /** A check of that name. */
    static Check of(String name, java.util.function.Supplier<Finding> work) {
        return new Check() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Finding run() {
                return work.get();
            }
        };
    }
}
