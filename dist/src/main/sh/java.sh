# How java is started for the command; sets class_path and options. Read by ./paddock and by train.sh, since a cache fits only what it was trained with.
# $1 is the directory with lib/.
command_options='-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData -Xmx256m'

command_class_path() {
    class_path=
    for jar in "$1"/lib/jackson-annotations-*.jar "$1"/lib/jackson-core-*.jar "$1"/lib/jackson-databind-*.jar \
        "$1"/lib/paddock-cli-*.jar "$1"/lib/paddock-picocli-*.jar; do
        class_path=$class_path:$jar
    done
    class_path=${class_path#:}
}
