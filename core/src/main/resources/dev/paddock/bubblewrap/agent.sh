#!/bin/bash
# Runs an agent between its files: in -> pipe -> enter.sh -> pipe -> out. Started in the holder's namespaces, so that it ends with the holder.
# When the agent has ended, however, and its output is written, its exit code appears as `exit`.
# usage: agent.sh DIRECTORY OFFSET OUT-KIB ERR-BYTES ENTER-SH ARGUMENTS-FILE ...     (from ARGUMENTS-FILE on as enter.sh takes it)
set -u
directory=$1 offset=$2 out=$3 err=$4 enter=$5
shift 5
echo 125 >"$directory/exit.tmp"
exec 5< <(exec tail -c "+$((offset + 1))" -s 0.05 -f -- "$directory/in" 2>/dev/null)
tail=$!
exec 7> >(
    head -c "$err" >"$directory/err"
    exec cat >/dev/null
)
errors=$!
{
    sh "$enter" "$@" <&5 5<&- 2>&7 7>&-
    echo "$?" >"$directory/exit.tmp"
    kill "$tail"
} | (
    exec 5<&- 7>&-
    ulimit -f "$out"
    exec cat >>"$directory/out"
)
exec 7>&-
wait "$errors"
exec mv -f -- "$directory/exit.tmp" "$directory/exit"
