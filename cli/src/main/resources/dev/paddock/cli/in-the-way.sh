# Prints, ended by NUL, what lies where files are to be made and is no file of the repository. Standard input: the files, ended by NUL.
exec xargs -0 -r sh -c '
for path; do
    if [ -L "$path" ] || { [ -e "$path" ] && ! [ -d "$path" ]; }; then
        printf "%s\0" "$path"
    elif [ -d "$path" ] && [ -n "$(git --literal-pathspecs ls-files -o -- "$path" | head -c 1)" ]; then
        printf "%s\0" "$path"
    fi
    while [ "$path" != "${path%/*}" ]; do
        path=${path%/*}
        if [ -L "$path" ] || { [ -e "$path" ] && ! [ -d "$path" ]; }; then printf "%s\0" "$path"; fi
    done
done' sh
