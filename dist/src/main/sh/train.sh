#!/bin/sh
# train.sh DIST JDK RUNTIME: makes the AOT caches DIST/aot/server.aot, command.aot and, for the shortest commands, quick.aot, by running what they are for. What
# is there already and fits stays. Where it can't, it fails and leaves none: then all starts more slowly and works all the same. aot/jdk says for which JDK it
# was tried.
set -eu
dist=$(CDPATH='' cd -P "$1" && pwd)
jdk=$2
runtime=$3
here=$(CDPATH='' cd -P "$(dirname "$0")" && pwd)
. "$here/java.sh"

# What the caches are good for: this JDK and these very jars.
fingerprint() {
    echo "$jdk $runtime"
    (cd "$dist/lib" && ls -l --time-style=full-iso)
    cat "$here/java.sh" "$here/train.sh" "$dist/options"/*
}

print=$(fingerprint | cksum)
if [ -f "$dist/aot/trained" ] && [ "$(cat "$dist/aot/trained")" = "$print" ]; then exit 0; fi

# One at a time; whoever comes second has nothing to do.
exec 8>"$dist/.training"
flock -n 8 || exit 0
rm -rf "$dist/aot"
mkdir "$dist/aot"
echo "$jdk $runtime" >"$dist/aot/jdk"

work=$(mktemp -d "${TMPDIR:-/tmp}/paddock-train.XXXXXX")
server=
watchers=
end() {
    for process in $watchers $server; do kill -9 "$process" 2>/dev/null || :; done
    rm -rf "$work"
}
trap end EXIT
trap 'exit 130' INT TERM

# A server never runs as root: then all of it happens as nobody, on a copy that nobody can read.
from=$dist
as=
if [ "$(id -u)" = 0 ]; then
    mkdir "$work/dist"
    cp -pR "$dist/lib" "$dist/native" "$dist/agents" "$dist/options" "$work/dist"
    chmod -R go=rX "$work/dist"
    chown 65534:65534 "$work"
    from=$work/dist
    as='setpriv --reuid=65534 --regid=65534 --clear-groups'
fi

server_class_path=$(cd "$from/lib" && ls | LC_ALL=C sort | sed "s|^|$from/lib/|" | tr '\n' ':')
server_class_path=${server_class_path%:}
command_class_path "$from"
# Becomes the program: in the background, in its own subshell, so that a signal reaches it.
run() { exec $as env -i PATH="$PATH" HOME="$work" PADDOCK_HOME="$work/home" PADDOCK_PORT=0 XDG_RUNTIME_DIR="$work" LC_ALL=C.UTF-8 "$@"; }

cd "$work"
(run "$jdk/bin/java" "@$from/options/server" -XX:AOTCacheOutput="$work/server.aot" \
    "-Dpaddock.dist=$from" -cp "$server_class_path" dev.paddock.server.Main) >"$work/server.log" 2>&1 8>&- &
server=$!
tries=0
while [ ! -e "$work/home/server.json" ]; do
    kill -0 "$server" 2>/dev/null || exit 1
    tries=$((tries + 1))
    [ "$tries" -lt 1200 ] || exit 1
    sleep 0.05
done
# A clone for the tasks that are part of the training.
clone=$work/clone
{ (run git init -q "$clone") && (cd "$clone" && run git -c user.name=Training -c user.email=training@localhost commit -q --allow-empty -m first); } \
    >"$work/git.log" 2>&1 || mkdir -p "$clone"
# Three hundred who watch: what an event passes on its way to them is then known to be worth compiling. What they are told stays in their sockets.
port=$(sed -n 's/.*"port": *\([0-9]*\).*/\1/p' "$work/home/server.json")
bash -c '
    for i in $(seq 300); do
        exec {watcher}<>"/dev/tcp/127.0.0.1/$1"
        printf "GET /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nAuthorization: Bearer %s\r\n\r\n" "$1" "$(<"$2")" >&"$watcher"
    done
    exec sleep 300' watchers "$port" "$work/home/token" >"$work/watchers.log" 2>&1 8>&- &
watchers=$!
# All first: the quick ones then find something to list.
for which in all quick; do
    (run "$jdk/bin/java" "@$from/options/command" -XX:AOTCacheOutput="$work/$which.aot" \
        "-Dpaddock.dist=$from" -cp "$class_path" dev.paddock.cli.Training "$which" "$clone") >"$work/$which.log" 2>&1
done
kill -9 "$watchers" 2>/dev/null || :
watchers=
kill -TERM "$server"
wait "$server" || :
server=
mv "$work/all.aot" "$work/command.aot"
for cache in server command quick; do
    [ -s "$work/$cache.aot" ] || exit 1
    cp "$work/$cache.aot" "$dist/aot/$cache.aot.new"
done
for cache in server command quick; do mv "$dist/aot/$cache.aot.new" "$dist/aot/$cache.aot"; done
echo "$print" >"$dist/aot/trained"
