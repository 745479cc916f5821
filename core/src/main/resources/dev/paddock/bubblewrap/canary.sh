#!/bin/bash
# Proves from inside that a new sandbox is closed. Prints `closed`, or what is open, and fails. It runs in each sandbox, so it starts one process only
# and reads each file at once. It sleeps by its standard input, which stays open and silent.
# usage: canary.sh HIDDEN-PATH...
set -uf
hidden=("$@")
open() {
    echo "$*"
    exit 1
}
# Nothing is open, but it is not proven either: the machine may only be busy.
silent() {
    echo "$*"
    exit 75
}
# What this says is looked at in the end.
exec 4< <(LC_ALL=C unshare --user true 2>&1 && echo made)

[ "$UID" = 1000 ] || open "runs as uid $UID"
mapfile -t lines </proc/self/status
told=0
for line in "${lines[@]}"; do
    value=${line#*$'\t'}
    case $line in
        Seccomp:*) [ "$value" = 2 ] || open "no system call filter" ;;
        NoNewPrivs:*) [ "$value" = 1 ] || open "new privileges can be gained" ;;
        CapEff:* | CapBnd:*) [ "$value" = 0000000000000000 ] || open "has capabilities" ;;
        *) continue ;;
    esac
    told=$((told + 1))
done
[ "$told" = 4 ] || open "a kernel that does not tell how a process is confined"

{ { :; } >/proc/sys/kernel/core_pattern; } 2>/dev/null && open "core_pattern can be written"
{ { :; } >/proc/sysrq-trigger; } 2>/dev/null && open "sysrq-trigger can be written"
for path in "${hidden[@]}"; do
    [ ! -e "$path" ] || open "the host's $path is visible"
done
mapfile -t lines </etc/resolv.conf
for line in "${lines[@]}"; do
    set -- $line
    [ "${1-}" != nameserver ] || open "a name server $2"
done

table() {
    [ -r "/proc/net/$1" ] || open "/proc/net/$1 can't be read"
    mapfile -t lines <"/proc/net/$1"
}
table route
for line in "${lines[@]}"; do
    set -- $line
    [ "$1" = Iface ] || open "a route through $1"
done
if [ -e /proc/net/if_inet6 ]; then
    table if_inet6
    for line in "${lines[@]}"; do
        set -- $line
        [ "$6" = lo ] || open "an IPv6 address on $6"
    done
fi
table dev
for line in "${lines[@]}"; do
    set -- $line
    case $1 in Inter-* | face | lo:*) ;; *) open "a network device $1" ;; esac
done
table unix
for line in "${lines[@]}"; do
    set -- $line
    [ "$1" = Num ] || [ -z "${8-}" ] || open "a Unix socket $8"
done

# The relay is started beside us: give it ten seconds to listen.
start=${EPOCHREALTIME/[.,]/}
until { exec 3<>/dev/tcp/127.0.0.1/3128; } 2>/dev/null; do
    [ $((${EPOCHREALTIME/[.,]/} - start)) -lt 10000000 ] || silent "no relay listens"
    read -r -t 0.002
done
printf 'GET /paddock/ping HTTP/1.1\r\nHost: 127.0.0.1:3128\r\nConnection: close\r\n\r\n' >&3

# The relay's listener and both ends of our connection: is there any other socket? To count is cheap; to list them the kernel goes through the whole machine's.
mapfile -t lines </proc/net/sockstat
count=
for line in "${lines[@]}"; do
    set -- $line
    [ "$1" != TCP: ] || count=$3
done
if [ "$count" != 3 ]; then
    table tcp
    for line in "${lines[@]}"; do
        set -- $line
        [ "$1" = sl ] || [ "$4" != 0A ] || [ "$2" = 0100007F:0C38 ] || open "a listener on $2"
    done
fi
mapfile -t words <&4
[[ ${words[*]} != *made ]] || open "a user namespace can be made"
[[ ${words[*]} == *'Operation not permitted'* ]] || open "the system call filter does not filter"
read -r -t 10 version status rest <&3 || silent "the door does not answer"
[ "$status" = 200 ] || open "the door answers with status $status"
echo closed
