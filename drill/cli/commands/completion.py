"""``drill completion``: completions for a shell, generated from the parser itself."""

from __future__ import annotations

import argparse
import os
import shlex
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeGuard

from drill.banks.shelf import Shelf
from drill.cli import output
from drill.cli.main import build_parser
from drill.exchange import read_file
from drill.locations import find

# Not a shell: what the scripts ask for while somebody types.
_NAMES = "names"


@dataclass(frozen=True, slots=True)
class Command:
    """What can follow the name of a command."""

    help: str
    # Option → what it is for.
    options: Mapping[str, str]
    # Words that an argument or an option chooses from.
    values: tuple[str, ...] = ()
    # What an argument names, such as ``BANK|TOPIC``; empty where it names nothing of the banks.
    named: str = ""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the argument for the shell."""
    shells = [*sorted(_SHELLS), _NAMES]
    parser.add_argument(
        "shell", choices=shells, metavar="SHELL", help="bash, zsh or fish; names: what they ask for"
    )
    parser.add_argument("kind", nargs="?", default="BANK|TOPIC|ITEM", metavar="KIND", help=argparse.SUPPRESS)


def run(arguments: argparse.Namespace) -> int:
    """Print the script."""
    if arguments.shell == _NAMES:
        output.emit_text("\n".join(list_placeholder_completions(arguments.kind.split("|"))))
        return 0
    output.emit_text(_SHELLS[arguments.shell](commands_of(build_parser())).rstrip())
    return 0


def list_placeholder_completions(kinds: Collection[str]) -> list[str]:
    """Return everything that ``BANK``, ``TOPIC`` and ``ITEM`` may be replaced by."""
    catalogue = Shelf(find(os.environ), None, read_file).catalogue
    named: dict[str, Iterable[str]] = {
        "BANK": (bank.id for bank in catalogue.banks),
        "TOPIC": (topic for _, topic in catalogue.topics),
        "ITEM": catalogue.entries,
    }
    return [name for kind in kinds for name in named.get(kind, ())]


def commands_of(parser: argparse.ArgumentParser) -> dict[str, Command]:
    """Return every command of the parser, in its order."""
    result: dict[str, Command] = {}
    for action in parser._actions:
        if _is_of_commands(action):
            helps = {
                choices_action.dest: choices_action.help or "" for choices_action in action._choices_actions
            }
            for name, command in action.choices.items():
                result[name] = _describe_command_options(helps.get(name, ""), command)
    return result


def _is_of_commands(
    action: argparse.Action,
) -> TypeGuard[argparse._SubParsersAction[argparse.ArgumentParser]]:  # pyright: ignore[reportPrivateUsage]  as below
    return isinstance(action, argparse._SubParsersAction)  # pyright: ignore[reportPrivateUsage]  it has no other name


def _describe_command_options(description: str, parser: argparse.ArgumentParser) -> Command:
    options: dict[str, str] = {}
    values: list[str] = []
    named = ""
    for action in parser._actions:
        for option in action.option_strings:
            if option.startswith("--"):
                options[option] = action.help or ""
        values += map(str, action.choices or ())
        if not action.option_strings and set(str(action.metavar).split("|")) <= {"BANK", "TOPIC", "ITEM"}:
            named = str(action.metavar)
    return Command(description, options, tuple(values), named)


def bash(commands: Mapping[str, Command]) -> str:
    """Return a function for ``complete -F``."""
    cases = "\n".join(
        f"        {name}) words=({shlex.join((*command.options, *command.values))}); "
        f"named={shlex.quote(command.named)} ;;"
        for name, command in commands.items()
    )
    return _fill_completion_template("completion.bash", shlex.join((*commands, "--help", "--version")), cases)


def zsh(commands: Mapping[str, Command]) -> str:
    """Return a function for ``compdef``."""
    cases = "\n".join(
        f"        {name}) options=({_quote_word_descriptions(command.options)}); "
        f"values=({shlex.join(command.values)}); "
        f"named={shlex.quote(command.named)} ;;"
        for name, command in commands.items()
    )
    listed = _quote_word_descriptions({name: command.help for name, command in commands.items()})
    return _fill_completion_template("completion.zsh", listed, cases)


def _fill_completion_template(template: str, commands: str, cases: str) -> str:
    text = Path(__file__).with_name(template).read_text("utf-8")
    return text.replace("@COMMANDS@", commands).replace("@CASES@", cases)


def _quote_word_descriptions(words: Mapping[str, str]) -> str:
    return " ".join(
        shlex.quote(f"{word}:{description}".replace("\n", " ")) for word, description in words.items()
    )


def write_fish_completion(commands: Mapping[str, Command]) -> str:
    """Return lines of ``complete``."""
    lines = ["# drill completion fish > ~/.config/fish/completions/drill.fish"]
    for name, command in commands.items():
        lines.append(
            f"complete -c drill -n __fish_use_subcommand -f -a {name} -d {_quote_for_fish(command.help)}"
        )
        here = f"-n '__fish_seen_subcommand_from {name}'"
        for option, description in command.options.items():
            lines.append(
                f"complete -c drill {here} -l {option.removeprefix('--')} -d {_quote_for_fish(description)}"
            )
        if command.values:
            lines.append(f"complete -c drill {here} -a {_quote_for_fish(' '.join(command.values))}")
        if command.named:
            lines.append(
                f'complete -c drill {here} -a "(drill completion names {_quote_for_fish(command.named)} '
                '2>/dev/null)"'
            )
    return "\n".join(lines)


def _quote_for_fish(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


_SHELLS = {"bash": bash, "zsh": zsh, "fish": write_fish_completion}
