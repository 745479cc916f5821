#!/bin/sh
# Runs bubblewrap as a child that dies with this shell. usage: confined.sh ARGUMENTS-FILE FILTER-FILE OPEN-FILES FILE-KIB MEMORY-KIB CPU-SECONDS -- COMMAND...
set -eu
umask 022
ulimit -c 0
# A limit that can't be set is stricter already.
ulimit -n "$3" 2>/dev/null || :
ulimit -f $(($4 * 2)) 2>/dev/null || :
ulimit -v "$5" 2>/dev/null || :
ulimit -t "$6" 2>/dev/null || :
arguments=$1 filter=$2
shift 6
bwrap --seccomp 9 --args 8 "$@" 8<"$arguments" 9<"$filter"
