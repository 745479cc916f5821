# Puts what a set-up run changed in the caches over those of an earlier layer. Files are shared by hard links and never written in place.
# Bind: /paddock/layers writable. Arguments: the earlier layer's directory or nothing, the new one's.
set -eu
umask 022
cd "/paddock/layers/$2"
rmdir cache
if [ -n "$1" ] && [ -d "../$1/cache" ]; then cp -al -- "../$1/cache" cache; else mkdir cache; fi
# Directories may be closed to writing; they are no links, so only ours change.
find cache cache-changes -type d ! -perm -u+wx -exec chmod u+rwx {} +
# A device that is no device marks what was removed.
(cd cache-changes && find . -type c -print0) | (cd cache && xargs -0 -r rm -rf --)
find cache-changes -type c -delete
# What changed its kind goes first: a directory is not written over a file, nor a file over a directory.
(cd cache-changes && find . -mindepth 1 \( -type d -printf 'd%p\0' -o -printf 'f%p\0' \)) | (
    cd cache
    xargs -0 -r -n 500 sh -c '
        for entry; do
            path=${entry#?}
            case $entry in
                d*) if [ -L "$path" ] || { [ -e "$path" ] && [ ! -d "$path" ]; }; then rm -f -- "$path"; fi ;;
                *) if [ -d "$path" ] && [ ! -L "$path" ]; then rm -rf -- "$path"; fi ;;
            esac
        done' sh
)
cp -a --remove-destination -- cache-changes/. cache/
rm -rf cache-changes
