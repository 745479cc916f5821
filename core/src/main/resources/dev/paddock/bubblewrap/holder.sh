#!/bin/sh
# The holder's first half: pid 1 of the run's namespaces, with their capabilities. Works in the holder's directory, where `base`,
# `upper`, `work`, `door` and, where there are any, `prepared` and `cache-…` are links. Says `ready` when all is mounted; the relay starts after that,
# while the server's first process enters. usage: holder.sh KEEP TMP-BYTES LIFETIME-SECONDS CGROUP-FILE...
set -eu
keep=$1 tmp=$2 lifetime=$3
shift 3
for group; do echo 0 >"$group"; done
lower=base
[ ! -e prepared ] || lower=prepared:base
mount -t overlay overlay -o "userxattr,nosuid,nodev,lowerdir=$lower,upperdir=upper,workdir=work" workspace 3>&- &
workspace=$!
mount -t tmpfs -o "size=$tmp,nr_inodes=1048576,mode=1777,nosuid,nodev" tmpfs tmp 3>&- &
tmpfs=$!
ip link set lo up 3>&- &
ip=$!
[ ! -e cache-upper ] || mount -t overlay overlay -o userxattr,nosuid,nodev,lowerdir=cache-lower,upperdir=cache-upper,workdir=cache-work cache
wait "$workspace"
wait "$tmpfs"
echo ready
wait "$ip"
exec setpriv --no-new-privs --ambient-caps=-all --inh-caps=-all --bounding-set=-all sh "$keep" "$lifetime"
