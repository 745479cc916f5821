#!/bin/sh
# The holder's second half: still pid 1, without any capability. Runs the relay, waits for the server's `go` (a server that died before it
# leaves nothing behind), then reaps until the relay ends or the lifetime is over; with it every process of the run ends.
# Descriptor 3 is the layer's lock, which nobody else may keep. usage: keep.sh LIFETIME-SECONDS
set -u
timeout --signal=KILL "$1" socat -t 3600 TCP-LISTEN:3128,bind=127.0.0.1,fork,reuseaddr,max-children=256 \
    UNIX-CONNECT:door,retry=100,interval=0.1 </dev/null >/dev/null 3>&- &
relay=$!
read -r go || exit 1
[ "$go" = go ] || exit 1
exec </dev/null >/dev/null
wait "$relay"
