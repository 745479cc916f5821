#!/bin/sh
# Adds up what some directories take: prints BYTES FILES. Stops counting at MOST entries. Prints numbers only, whatever the names there.
# A file with several names counts a share for each. usage: disk.sh MOST DIRECTORY...
most=$1
shift
find "$@" -xdev \( -type d -printf '%b 1\n' -o -printf '%b %n\n' \) 2>/dev/null | head -n "$most" | awk '{ blocks += $2 > 1 ? $1 / $2 : $1 } END { printf "%.0f %d\n", blocks * 512, NR }'
