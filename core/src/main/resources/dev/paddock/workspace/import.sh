# Takes a pack from standard input into /paddock/result.git, whose objects alone are writable, and proves what it brought. Arguments: the
# commit, the base, the last collected commit or -, the largest pack in bytes, the largest file in bytes, the most files that its commits may change
# and the most bytes in them.
set -eu
commit=$1 base=$2 last=$3 largest=$4 file=$5 files=$6 bytes=$7
objects=/paddock/result.git/objects
incoming=$objects/incoming
# What is refused leaves nothing behind.
trap 'rm -rf "$incoming"' EXIT
rm -rf "$incoming"
mkdir -p "$incoming/pack"
export GIT_DIR=/paddock/result.git GIT_OBJECT_DIRECTORY="$incoming" GIT_ALTERNATE_OBJECT_DIRECTORIES="$objects"
range() {
    printf '%s\n^%s\n' "$commit" "$base"
    [ "$last" = - ] || printf '^%s\n' "$last"
}
git index-pack --stdin --fix-thin --strict=hasDotgit=error,hasDot=error,hasDotdot=error,fullPathname=error,emptyName=error --max-input-size="$largest" >/dev/null
[ "$(git cat-file -t "$commit")" = commit ]
range | git rev-list --objects --stdin >/tmp/objects
git merge-base --is-ancestor "$base" "$commit"

# What is small here must not unfold into what no disk holds, or no git of a person's can read.
cut -d' ' -f1 /tmp/objects | git cat-file --batch-check='%(objectname) %(objecttype) %(objectsize)' >/tmp/sizes
awk -v most="$file" '
    $2 == "blob" && $3 + 0 > most + 0 { print "a file of " $3 " bytes is in its commits, and at most " most " are taken"; exit 1 }
' /tmp/sizes >&2
range | git rev-list --stdin >/tmp/commits
{
    (ulimit -v 1048576 && ulimit -t 120 && exec git diff-tree --stdin -r -t -m --root --no-renames --ignore-submodules=all --no-commit-id </tmp/commits) || echo failed
} | awk -v files="$files" -v bytes="$bytes" '
    NR == FNR { size[$1] = $3; next }
    { count++; if ($4 in size) sum += size[$4] }
    $1 == "failed" || count > files + 0 || sum > bytes + 0 {
        print "its commits unfold into more than " files " files or " bytes " bytes"
        exit 1
    }
' /tmp/sizes - >&2

# A pack is there when its index is.
mkdir -p "$objects/pack"
for kind in pack rev idx; do
    for part in "$incoming"/pack/pack-*."$kind"; do
        [ ! -e "$part" ] || mv -f "$part" "$objects/pack/"
    done
done
