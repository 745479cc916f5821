#!/bin/sh
# Turns the process that nsenter put into a run's namespaces into a sandboxed one.
# usage: enter.sh ARGUMENTS-FILE FILTER-FILE PROCESSES OPEN-FILES FILE-KIB [CGROUP-FILE]... -- COMMAND...
set -eu
exec 3>&- 4>&- 5>&- 6>&- 7>&-
exec 8<"$1" 9<"$2"
processes=$3 files=$4 kib=$5
shift 5
while [ "$1" != -- ]; do
    echo 0 >"$1"
    shift
done
# The run's own processes go first when memory runs out, not its holder.
echo 500 >/proc/self/oom_score_adj
umask 022
# A limit that can't be set is stricter already.
ulimit -c 0
ulimit -n "$files" 2>/dev/null || :
ulimit -f $((kib * 2)) 2>/dev/null || :
ulimit -p "$processes" 2>/dev/null || ulimit -u "$processes" 2>/dev/null || :
exec bwrap --seccomp 9 --args 8 "$@"
