package dev.paddock.store;

/** Keeps secrets out of what is stored: whatever is journaled of a project's runs goes through it. Called on the store's thread; must be quick. */
public interface Redaction {
    /** Changes nothing. */
    Redaction NONE = new Redaction() {
        @Override
        public boolean needed(String project) {
            return false;
        }

        @Override
        public String text(String project, String text) {
            return text;
        }
    };

    /** Whether the project has anything to keep out. */
    boolean needed(String project);

    /** The text with each secret replaced by its name. */
    String text(String project, String text);
}
