# Sets class_path to what the command is made of, in the order that its cache is trained with. Read by ./paddock and by train.sh.
# $1 is the directory with lib/.
command_class_path() {
    class_path=
    for jar in "$1"/lib/jackson-annotations-*.jar "$1"/lib/jackson-core-*.jar "$1"/lib/jackson-databind-*.jar \
        "$1"/lib/paddock-cli-*.jar "$1"/lib/paddock-picocli-*.jar; do
        class_path=$class_path:$jar
    done
    class_path=${class_path#:}
}
