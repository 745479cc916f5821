# Finds a JDK that is new enough; `find_jdk` sets jdk, and runtime to its exact version, or ends with words. Read by ./paddock and ./verify.
MIN_JAVA=25

# Whether $1 is the home of a JDK that is new enough. Reads its release file: starting java would take longer.
is_jdk() {
    [ -n "$1" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
    version=
    runtime=
    while IFS='=' read -r key value; do
        case $key in
            JAVA_VERSION) version=$value ;;
            JAVA_RUNTIME_VERSION) runtime=$value ;;
        esac
    done <"$1/release"
    version=${version#\"}
    version=${version%%[!0-9]*}
    [ -n "$version" ] && [ "$version" -ge "$MIN_JAVA" ]
}

find_jdk() {
    is_jdk "${JAVA_HOME:-}" && { jdk=$JAVA_HOME; return; }
    on_path=$(command -v javac || :)
    if [ -n "$on_path" ]; then
        on_path=$(readlink -f "$on_path")
        on_path=${on_path%/bin/javac}
        is_jdk "$on_path" && { jdk=$on_path; return; }
    fi
    for jdk in /usr/lib/jvm/* "${SDKMAN_DIR:-${HOME:-/root}/.sdkman}"/candidates/java/*; do
        is_jdk "$jdk" && return
    done
    echo "No JDK $MIN_JAVA or newer in JAVA_HOME, PATH, /usr/lib/jvm or SDKMAN" >&2
    echo "  Get one:  curl -s https://get.sdkman.io | bash && sdk install java $MIN_JAVA-tem" >&2
    echo "  or a package of https://adoptium.net/installation/linux, then try again." >&2
    exit 5
}
