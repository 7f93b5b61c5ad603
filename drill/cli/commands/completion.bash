# source <(drill completion bash)
_drill() {
    local word="${COMP_WORDS[COMP_CWORD]}" command="" named="" candidate="" quoted=""
    local -a words=()
    if (( COMP_CWORD > 1 )); then command="${COMP_WORDS[1]}"; fi
    case "$command" in
        "") words=(@COMMANDS@) ;;
@CASES@
    esac
    # A name may come from a stranger's file: it is compared as text and inserted quoted, never expanded.
    if [[ -n "$named" && "$word" != -* ]]; then
        while IFS= read -r candidate; do words+=("$candidate"); done \
            < <(drill completion names "$named" 2>/dev/null)
    fi
    COMPREPLY=()
    for candidate in "${words[@]}"; do
        printf -v quoted %q "$candidate"
        if [[ "$candidate" == "$word"* || "$quoted" == "$word"* ]]; then COMPREPLY+=("$quoted"); fi
    done
}
complete -o default -F _drill drill
