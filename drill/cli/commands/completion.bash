# source <(drill completion bash)
_drill_names() { [[ "$word" == -* ]] || drill completion names "$1" 2>/dev/null; }
_drill() {
    local word="${COMP_WORDS[COMP_CWORD]}" command="" words=""
    if (( COMP_CWORD > 1 )); then command="${COMP_WORDS[1]}"; fi
    case "$command" in
        "") words=@COMMANDS@ ;;
@CASES@
    esac
    COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o default -F _drill drill
