# Checks a commit out into /paddock/out. Arguments: the commit. Binds: /paddock/objects read-only, /paddock/out writable.
set -eu
umask 022
git init -q --bare --template= /tmp/git
echo /paddock/objects >/tmp/git/objects/info/alternates
mkdir /paddock/out/tree
export GIT_DIR=/tmp/git GIT_WORK_TREE=/paddock/out/tree GIT_INDEX_FILE=/paddock/out/index
cd /paddock/out/tree
git -c core.bare=false -c core.protectHFS=true -c core.protectNTFS=true -c checkout.workers=0 read-tree --reset -u "$1"
