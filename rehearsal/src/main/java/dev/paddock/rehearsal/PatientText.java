package dev.paddock.rehearsal;

/**
 * A text that stops a regular expression which backtracks for ever: reading it more than a bounded number of times
 * throws {@link ScriptException}. Not safe for use by several threads; made for one match.
 */
final class PatientText implements CharSequence {
    private static final int READS = 20_000_000;

    private final String text;
    private final int[] left;

    PatientText(String text) {
        this(text, new int[] {READS});
    }

    private PatientText(String text, int[] left) {
        this.text = text;
        this.left = left;
    }

    @Override
    public char charAt(int index) {
        if (left[0]-- <= 0) {
            throw new ScriptException(0, "when", "the regular expression takes too long on this message");
        }
        return text.charAt(index);
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return new PatientText(text.substring(start, end), left);
    }

    @Override
    public String toString() {
        return text;
    }
}
