#compdef paddock
# zsh completion of paddock.   source <(paddock completion zsh), below compinit
_paddock() {
    local line word text files=
    local -a values
    for line in "${(@f)$("${(Q)words[1]/#\~/$HOME}" __complete "${(@Q)words[2,CURRENT]}" 2>/dev/null)}"; do
        if [[ $line == :files ]]; then
            files=yes
        elif [[ -n $line ]]; then
            word=${${line%%$'\t'*}//:/\\:}
            text=${line#*$'\t'}
            [[ $text == $line ]] && values+=("$word") || values+=("$word:$text")
        fi
    done
    (( $#values )) && _describe -t paddock 'paddock' values
    [[ -n $files ]] && _files
}
if [[ $funcstack[1] == _paddock ]]; then _paddock "$@"; else compdef _paddock paddock; fi
