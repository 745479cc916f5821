#!/bin/sh
# The holder's first half: pid 1 of the run's namespaces, with their capabilities. Works in the holder's directory, where `base`,
# `upper`, `work` and `door` are links. usage: holder.sh KEEP TMP-BYTES LIFETIME-SECONDS CGROUP-PROCS...
set -eu
keep=$1 tmp=$2 lifetime=$3
shift 3
for procs; do echo 0 >"$procs"; done
ip link set lo up 3>&- &
ip=$!
mount -t tmpfs -o "size=$tmp,nr_inodes=1048576,mode=1777,nosuid,nodev" tmpfs tmp 3>&- &
tmpfs=$!
mount -t overlay overlay -o userxattr,nosuid,nodev,lowerdir=base,upperdir=upper,workdir=work workspace
wait "$tmpfs"
wait "$ip"
exec setpriv --no-new-privs --ambient-caps=-all --inh-caps=-all --bounding-set=-all sh "$keep" "$lifetime"
