package dev.paddock.bench;

import java.util.List;

/** What was measured of one thing, in ascending order. */
record Samples(List<Double> values) {
    Samples {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("nothing was measured");
        }
        values = values.stream().sorted().toList();
    }

    double min() {
        return values.getFirst();
    }

    double max() {
        return values.getLast();
    }

    /** The middle one; of an even number the mean of the middle two. */
    double median() {
        int middle = values.size() / 2;
        return values.size() % 2 == 1 ? values.get(middle) : (values.get(middle - 1) + values.get(middle)) / 2;
    }

    /** What so much of all is not above: 0.99 for all but one in a hundred. */
    double quantile(double share) {
        return values.get((int) Math.ceil(share * values.size()) - 1);
    }
}
