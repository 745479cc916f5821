# Lists what differs from the base commit in a workspace that a set-up script has worked in, ignored files aside. Runs in the set-up's sandbox with
# Paddock's own git directory and index. Arguments: base. Output: git's raw format.
set -eu
cd /workspace
git read-tree --reset "$1"
status=0
git add -A --ignore-errors . 2>/paddock/collect/errors || status=$?
[ "$status" -le 1 ] || { cat /paddock/collect/errors >&2; exit "$status"; }
git diff-index --cached --raw -z --no-renames --no-abbrev --ignore-submodules=all "$1"
