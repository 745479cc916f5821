# The ordinary user as whom ./verify and bench/run work when root starts them: no sandbox is ever made by root.
tester=paddock-test

# Copies the checkout at $root to $work, the directory $1 in the home of $tester, and makes it theirs.
copy_checkout() {
    id "$tester" >/dev/null 2>&1 || useradd --system --create-home --home-dir "/var/cache/$tester" --shell /bin/bash "$tester"
    home=$(getent passwd "$tester" | cut -d: -f6)
    work="$home/$1"
    chmod 755 "$home"
    mkdir -p "$work"
    # Sources only; what was built before stays, so that a second run is quicker.
    find "$work" -mindepth 1 -name target -prune -o -type f -print0 | xargs -0 -r rm -f
    (cd "$root" && git -c safe.directory='*' ls-files -z --cached --others --exclude-standard \
        | while IFS= read -r -d '' file; do [ -e "$file" ] && printf '%s\0' "$file"; done \
        | tar -c --null -T - -f -) | tar -x -C "$work" -f -
    chown -R "$tester": "$home"
}

# Control groups for the sandboxes of $tester, where the machine lets root make them.
give_control_groups() {
    local uid group controller
    uid=$(id -u "$tester")
    for controller in memory cpu cpuacct pids; do
        [ -d "/sys/fs/cgroup/$controller" ] || continue
        group=/sys/fs/cgroup/$controller/paddock/$uid
        mkdir -p "$group" 2>/dev/null && chown "$tester": "$group" "$group/cgroup.procs" || return 0
    done
    [ -e /sys/fs/cgroup/cgroup.controllers ] || return 0
    group=/sys/fs/cgroup/paddock/$uid
    mkdir -p "$group/server" 2>/dev/null || return 0
    for controller in /sys/fs/cgroup /sys/fs/cgroup/paddock "$group"; do
        { echo "+memory +cpu +pids" >"$controller/cgroup.subtree_control"; } 2>/dev/null || return 0
    done
    chown "$tester": "$group" "$group"/cgroup.{procs,subtree_control} "$group/server" "$group/server/cgroup.procs"
    echo $$ >"$group/server/cgroup.procs"
}

as_tester() {
    env -u XDG_RUNTIME_DIR HOME="$home" USER="$tester" LOGNAME="$tester" PADDOCK_AGENTS="$home/agents" \
        setpriv --reuid "$tester" --regid "$tester" --init-groups --inh-caps=-all -- "$@"
}
