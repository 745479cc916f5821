# Takes a pack from standard input into /paddock/result.git, whose objects alone are writable, and proves what it brought. Arguments: the
# commit, the base, the last collected commit or -, the largest pack in bytes.
set -eu
commit=$1 base=$2 last=$3 largest=$4
export GIT_DIR=/paddock/result.git
rm -f "$GIT_DIR"/objects/pack/tmp_*
trap 'rm -f "$GIT_DIR"/objects/pack/tmp_*' EXIT
git index-pack --stdin --fix-thin --strict=hasDotgit=error,hasDot=error,hasDotdot=error,fullPathname=error,emptyName=error --max-input-size="$largest" >/dev/null
[ "$(git cat-file -t "$commit")" = commit ]
{
    printf '%s\n^%s\n' "$commit" "$base"
    [ "$last" = - ] || printf '^%s\n' "$last"
} | git rev-list --objects --quiet --stdin
git merge-base --is-ancestor "$base" "$commit"
