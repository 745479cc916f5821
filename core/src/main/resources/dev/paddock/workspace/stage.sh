# Commits the workspace with Paddock's own git directory and index. Runs in the run's sandbox, whose files are hostile: no git here uses the
# agent's git directory as its own. Standard input: the message. Arguments: base, the agent's HEAD or -, the last collected commit or -, the
# agent's commit below that or -, the largest file in bytes, the most files, then what is left out while untracked. Output: records ended by NUL.
set -eu
base=$1 head=$2 last=$3 below=$4 largest=$5 most=$6
shift 6
lists=/paddock/collect/lists
rm -rf "$lists"
mkdir "$lists"
cat >"$lists/message"
cd /workspace
say() { printf '%s\0' "$*"; }
names() { sed -z 's/^[^\t]*\t//'; }

parent=
if [ "$head" != - ]; then
    if [ "$head" = "$base" ] || { [ "$(git cat-file -t "$head" 2>/dev/null)" = commit ] && git merge-base --is-ancestor "$base" "$head" 2>/dev/null; }; then
        parent=$head below_now=$head
    else
        say "note the agent's HEAD does not descend from the base; its commits were not kept, its files were"
    fi
fi
# A tree of some kilobytes can name more files than there is memory for an index.
if [ -n "$parent" ] && [ "$parent" != "$base" ] && [ "$(git ls-tree -r -t --name-only "$parent" | head -n $((most + 1)) | wc -l)" -gt "$most" ]; then
    say "note the agent's own commits could not be kept, its files were: its HEAD has more than $most files"
    parent=
fi
if [ -z "$parent" ]; then
    below_now=$below
    if [ "$last" != - ]; then parent=$last; else parent=$base below_now=$base; fi
elif [ "$last" != - ] && [ "$parent" = "$below" ]; then
    parent=$last
fi

# The parent's tree, with the stat data of files that are still the same.
git read-tree --reset "$parent"

# Submodules are what the parent says: git would otherwise look into the nested repository.
{ git ls-files -s -z | grep -z '^160000 ' || true; } | sort -z >"$lists/links"
: >"$lists/links-gone"
if [ -s "$lists/links" ]; then
    names <"$lists/links" | xargs -0 -r sh -c 'for p; do if [ -L "$p" ] || ! [ -d "$p" ]; then printf "%s\0" "$p"; fi; done' sh >"$lists/links-gone"
    git update-index -z --force-remove --stdin <"$lists/links-gone"
    { git ls-files -s -z | grep -z '^160000 ' || true; } | sort -z >"$lists/links"
fi
printf '.\0' >"$lists/paths"
names <"$lists/links" | sed -z 's/^/:(exclude,literal)/' >>"$lists/paths"

find . -path ./.git -prune -o -type f -size +"${largest}c" -print0 2>/dev/null | sed -z 's/^\.\///' >"$lists/large" || true
sed -z 's/^/:(exclude,literal)/' <"$lists/large" >>"$lists/paths"
head -z -n 100 "$lists/large" | sed -z 's/^/large /'

if [ $# -gt 0 ]; then
    git --literal-pathspecs ls-files -o -z --directory --no-empty-directory -- "$@" | head -z -n 100 | sed -z 's/^/left-out /'
fi

status=0
git add -A --ignore-errors --pathspec-from-file="$lists/paths" --pathspec-file-nul 2>"$lists/errors" || status=$?
[ "$status" -le 1 ] || { cat "$lists/errors" >&2; exit "$status"; }
if [ "$status" = 1 ]; then
    say "note some files could not be read: $(head -c 600 "$lists/errors" | tr '\n\000' '; ')"
fi

if [ $# -gt 0 ]; then
    git --literal-pathspecs diff-index --cached --ignore-submodules=all --no-renames --name-only --diff-filter=A -z "$parent" -- "$@" >"$lists/configuration"
    git update-index -z --force-remove --stdin <"$lists/configuration"
fi

# What is still as the set-up script left it is not the agent's work: it stays as it is in the parent.
if [ -d /paddock/set-up ]; then
    git ls-files -s -z | sort -z >"$lists/index"
    sort -z /paddock/set-up/made | comm -z -12 - "$lists/index" | names >"$lists/set-up"
    names <"$lists/index" | sort -z >"$lists/present"
    sort -z /paddock/set-up/gone | comm -z -23 - "$lists/present" >>"$lists/set-up"
    git update-index -z --force-remove --stdin <"$lists/set-up"
    xargs -0 -r git --literal-pathspecs ls-tree --full-tree -z "$parent" -- <"$lists/set-up" \
        | { grep -z -v '^040000 ' || true; } | git update-index -z --index-info
fi

# A .gitmodules that git must not read would have the whole refused: it stays as it is in the parent. The import judges by the same check.
git diff-index --cached --ignore-submodules=all --no-renames --name-only --diff-filter=AMT -z "$parent" \
    | { grep -z -i -E '(^|/)(\.gitmodules|gitmod~[0-9]+)$' || true; } >"$lists/modules"
head -z -n 100 "$lists/modules" | xargs -0 -r sh -c '
    own() { env -u GIT_WORK_TREE -u GIT_INDEX_FILE GIT_DIR="$0/try" git "$@"; }
    for path; do
        entry=$(git --literal-pathspecs ls-files -s -- "$path")
        blob=${entry#* }
        blob=${blob%% *}
        tree=$(printf "%s blob %s\t.gitmodules\n" "${entry%% *}" "$blob" | git mktree)
        rm -rf "$0/try"
        own init -q --bare --template=
        printf "%s\n%s\n" "$tree" "$blob" | git pack-objects --stdout -q | own index-pack --strict --stdin >/dev/null 2>&1 || printf "%s\0" "$path"
    done' "$lists" >"$lists/refused"
tail -z -n +101 "$lists/modules" >>"$lists/refused"
if [ -s "$lists/refused" ]; then
    git update-index -z --force-remove --stdin <"$lists/refused"
    xargs -0 -r git --literal-pathspecs ls-tree --full-tree -z "$parent" -- <"$lists/refused" \
        | { grep -z -v '^040000 ' || true; } | git update-index -z --index-info
    head -z -n 100 "$lists/refused" | sed -z 's/^/note left out, since git must not read it: /'
fi

# A repository that the agent made or cloned inside the workspace has no place in the project's history.
{ git ls-files -s -z | grep -z '^160000 ' || true; } | sort -z | comm -z -13 "$lists/links" - | names >"$lists/nested"
git update-index -z --force-remove --stdin <"$lists/nested"
head -z -n 100 "$lists/nested" | sed -z 's/^/nested /'

tree=$(git write-tree)
if [ "$tree" = "$(git rev-parse --verify "$parent^{tree}")" ]; then
    if [ "$parent" = "$last" ]; then
        say "same $last"
        exit 0
    fi
    if [ "$parent" = "$base" ] && [ "$last" = - ]; then
        say "nothing"
        exit 0
    fi
fi
commit=$(git commit-tree "$tree" -p "$parent" <"$lists/message")
say "below $below_now"
say "commit $commit"
