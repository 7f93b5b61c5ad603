"""``drill completion``: completions for a shell, which shtab writes from the parser itself."""

from __future__ import annotations

import argparse
import os
from collections.abc import Collection, Iterable
from itertools import chain
from pathlib import Path
from typing import Any, TypeGuard

import shtab

from drill.banks.load import Shelf
from drill.cli import output
from drill.cli.main import build_parser
from drill.exchange import read_file
from drill.files import find

# Not a shell: the argument that the scripts use while somebody types.
_NAMES = "names"
_SHELLS = ("bash", "fish", "zsh")
_KINDS = frozenset(("PAPER", "TOPIC", "EXERCISE"))
# A name may come from a stranger's file: it is compared as text and inserted quoted, because what shtab
# itself writes for the words of a command expands them.
_BASH_NAMES = """\
@NAME@() {
    local candidate="" quoted=""
    while IFS= read -r candidate; do
        printf -v quoted %q "$candidate"
        if [[ "$candidate" == "$1"* || "$quoted" == "$1"* ]]; then printf '%s\\n' "$quoted"; fi
    done < <(@COMMAND@)
}"""
# A line is a name; compadd quotes it at insertion.
_ZSH_NAMES = """\
@NAME@() {
    compadd -- "${(@f)$(@COMMAND@)}"
}"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the argument for the shell."""
    parser.add_argument(
        "shell",
        choices=[*_SHELLS, _NAMES],
        metavar="SHELL",
        help="bash, zsh or fish; names: what they ask for",
    )
    parser.add_argument(
        "kind", nargs="?", default="PAPER|TOPIC|EXERCISE", metavar="KIND", help=argparse.SUPPRESS
    )


def run(arguments: argparse.Namespace) -> int:
    """Print the script."""
    if arguments.shell == _NAMES:
        output.emit_text("\n".join(_list_names(arguments.kind.split("|"))))
        return 0
    parser = build_parser()
    _set_completions(parser)
    output.emit_text(shtab.complete(parser, arguments.shell).rstrip())
    return 0


def _list_names(kinds: Collection[str]) -> list[str]:
    """Return everything that ``PAPER``, ``TOPIC`` and ``EXERCISE`` may be replaced by."""
    catalogue = Shelf(find(os.environ), None, read_file).catalogue
    named: dict[str, Iterable[str]] = {
        "PAPER": (bank.id for bank in catalogue.banks),
        "TOPIC": (topic for _, topic in catalogue.topics),
        "EXERCISE": catalogue.entries,
    }
    return [*chain.from_iterable(named.get(kind, ()) for kind in kinds)]


def _set_completions(parser: argparse.ArgumentParser) -> None:
    """Mark for shtab the arguments that are names from the banks, and those that are files."""
    for action in parser._actions:
        if _is_of_commands(action):
            for below in action.choices.values():
                _set_completions(below)
        elif not action.option_strings and set(str(action.metavar).split("|")) <= _KINDS:
            _complete(action, _make_names_completion(str(action.metavar)))
        elif action.type is Path:
            _complete(action, shtab.FILE)


def _is_of_commands(
    action: argparse.Action,
) -> TypeGuard[argparse._SubParsersAction[argparse.ArgumentParser]]:  # pyright: ignore[reportPrivateUsage]  as below
    return isinstance(action, argparse._SubParsersAction)  # pyright: ignore[reportPrivateUsage]  it has no other name


def _complete(action: argparse.Action, completion: object) -> None:
    """Set the attribute of shtab for the completion of an argument."""
    vars(action)["complete"] = completion


def _make_names_completion(kind: str) -> dict[str, Any]:
    """Return how each shell completes the names of a kind, such as ``PAPER|TOPIC``."""
    command = f"drill completion {_NAMES} '{kind}' 2>/dev/null"
    name = f"_drill_{_NAMES}_{kind.replace('|', '_')}"

    def fill(template: str) -> str:
        return template.replace("@NAME@", name).replace("@COMMAND@", command)

    preamble = {"bash": fill(_BASH_NAMES), "zsh": fill(_ZSH_NAMES)}
    return {"bash": name, "zsh": name, "fish": f"({command})", "preamble": preamble}
