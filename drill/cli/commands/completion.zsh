#compdef drill
# drill completion zsh > "${fpath[1]}/_drill"
_drill() {
    local -a commands options values
    local named=""
    if (( CURRENT == 2 )); then
        commands=(@COMMANDS@)
        _describe 'command' commands
        return
    fi
    case "${words[2]}" in
@CASES@
    esac
    if [[ "$PREFIX" == -* ]]; then
        _describe 'option' options
    else
        # A line is a name; compadd quotes it where it is inserted.
        [[ -n "$named" ]] && values+=("${(@f)$(drill completion names "$named" 2>/dev/null)}")
        (( $#values )) && compadd -a values
        _files
    fi
}
if [[ "${funcstack[1]}" == _drill ]]; then _drill "$@"; else compdef _drill drill; fi
