#!/bin/bash
# Proves from inside that a new sandbox is closed. Prints `closed`, or what is open, and fails. Uses builtins where it can: it runs in each.
# usage: canary.sh HIDDEN-PATH...
set -u
open() {
    echo "$*"
    exit 1
}

[ "$UID" = 1000 ] || open "runs as uid $UID"
seccomp='' privileges='' effective='' bounding=''
while read -r name rest; do
    case $name in
        Seccomp:) seccomp=$rest ;;
        NoNewPrivs:) privileges=$rest ;;
        CapEff:) effective=$rest ;;
        CapBnd:) bounding=$rest ;;
    esac
done </proc/self/status
[ "$seccomp" = 2 ] || open "no system call filter"
[ "$privileges" = 1 ] || open "new privileges can be gained"
[ "$effective$bounding" = 00000000000000000000000000000000 ] || open "has capabilities"

for table in route dev tcp unix; do
    [ -r "/proc/net/$table" ] || open "/proc/net/$table can't be read"
done
while read -r interface rest; do
    [ "$interface" = Iface ] || open "a route through $interface"
done </proc/net/route
if [ -e /proc/net/if_inet6 ]; then
    while read -r address index prefix scope flags interface; do
        [ "$interface" = lo ] || open "an IPv6 address on $interface"
    done </proc/net/if_inet6
fi
while read -r interface rest; do
    case $interface in Inter-* | face | lo:*) ;; *) open "a network device $interface" ;; esac
done </proc/net/dev
while read -r keyword rest; do
    [ "$keyword" != nameserver ] || open "a name server $rest"
done </etc/resolv.conf
while read -r entry local remote state rest; do
    [ "$entry" = sl ] || [ "$state" != 0A ] || [ "$local" = 0100007F:0C38 ] || open "a listener on $local"
done </proc/net/tcp
while read -r entry references protocol flags type state inode path; do
    [ "$entry" = Num ] || [ -z "${path-}" ] || open "a Unix socket $path"
done </proc/net/unix

{ { :; } >/proc/sys/kernel/core_pattern; } 2>/dev/null && open "core_pattern can be written"
{ { :; } >/proc/sysrq-trigger; } 2>/dev/null && open "sysrq-trigger can be written"
for path; do
    [ ! -e "$path" ] || open "the host's $path is visible"
done
words=$(LC_ALL=C unshare --user true 2>&1) && open "a user namespace can be made"
# Without the filter the kernel's limit refuses it as well, in other words.
[[ $words == *'Operation not permitted'* ]] || open "the system call filter does not filter"

# The relay is started beside us: give it two seconds to listen.
tries=0
until { exec 3<>/dev/tcp/127.0.0.1/3128; } 2>/dev/null; do
    [ "$((tries += 1))" -lt 200 ] || open "no relay listens"
    read -r -t 0.01 <> <(:)
done
printf 'GET /paddock/ping HTTP/1.1\r\nHost: 127.0.0.1:3128\r\nConnection: close\r\n\r\n' >&3
read -r -t 5 version status rest <&3 || open "the door does not answer"
[ "$status" = 200 ] || open "the door answers with status $status"
echo closed
