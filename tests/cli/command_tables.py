"""The tables of commands and options in INTERFACE.md, made of the parsers that the program itself uses.

    python -m tests.cli.command_tables

writes them again; a test fails where the page and the program differ.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import drill
from drill.cli.main import GROUPS, build_parser

PATH = Path(drill.__file__).parent / "INTERFACE.md"
BEGIN = "<!-- The tables of commands begin: python -m tests.cli.command_tables writes them. -->\n"
END = "<!-- The tables of commands end. -->\n"
HEAD = ("| command, option | what it does |", "| --- | --- |")
NO_CHOICES: dict[str, argparse.ArgumentParser] = {}


def read_options() -> dict[str, set[str]]:
    """Return how the options of each command may be written."""
    return {name: _list_options(parser) for name, parser in _read_subcommands(build_parser()).items()}


def write_tables() -> str:
    """Return a table for each group of commands: every command, and below it what it takes."""
    program = build_parser()
    parsers = _read_subcommands(program)
    lines = [*HEAD, *_write_command("drill", program, program.epilog or ""), ""]
    for title, group in GROUPS.items():
        lines += [f"### {title.capitalize()}", "", *HEAD]
        for name in (command.name for command in group):
            lines += _write_command(f"drill {name}", parsers[name], parsers[name].description or "")
            lines += _write_below(f"drill {name}", parsers[name])
        lines.append("")
    return "\n".join(lines) + "\n"


def replace_tables(page: str) -> str:
    """Return the page with the tables as the program is now."""
    before, rest = page.split(BEGIN)
    return f"{before}{BEGIN}\n{write_tables()}{END}{rest.split(END)[1]}"


def _list_options(parser: argparse.ArgumentParser) -> set[str]:
    below = (_list_options(each) for each in _read_subcommands(parser).values())
    return {word for action in parser._actions for word in action.option_strings}.union(*below)


def _read_subcommands(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            return action.choices
    return NO_CHOICES


def _write_command(name: str, parser: argparse.ArgumentParser, says: str) -> Iterator[str]:
    """Yield the row of a command, and of what it takes."""
    takes = sorted(filter(_is_told, parser._actions), key=lambda action: bool(action.option_strings))
    words = [_write_value(action) for action in takes if not action.option_strings]
    yield _write_row(f"**`{' '.join([name, *words])}`**", says)
    for action in takes:
        if action.option_strings:
            values = _write_value(action)
            word = " ".join(filter(None, (", ".join(action.option_strings), values)))
        else:
            word = _write_word(action)
        yield _write_row(f"`{word}`", action.help or "")


def _write_below(name: str, parser: argparse.ArgumentParser) -> Iterator[str]:
    """Yield the rows of the commands below a command."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            said = {each.dest: each.help or "" for each in action._choices_actions}
            for word, below in action.choices.items():
                yield from _write_command(f"{name} {word}", below, said[word])


def _is_told(action: argparse.Action) -> bool:
    is_own = not isinstance(action, (argparse._HelpAction, argparse._SubParsersAction))
    return is_own and action.help != argparse.SUPPRESS


def _write_word(action: argparse.Action) -> str:
    """Return what an argument is called: its metavar, its choices, or its name."""
    if isinstance(action.metavar, str):
        return action.metavar
    if action.choices is not None:
        return "|".join(map(str, action.choices))
    return action.dest.upper().replace("_", "-") if action.option_strings else action.dest.upper()


def _write_value(action: argparse.Action) -> str:
    """Return the value of an argument with the signs for how often it is given; nothing for a switch."""
    if action.nargs == 0:
        return ""
    word = _write_word(action)
    forms = {"?": f"[{word}]", "*": f"[{word}…]", "+": f"{word}…", argparse.REMAINDER: f"{word}…"}
    return forms.get(str(action.nargs), word) if action.nargs is not None else word


def _write_row(head: str, says: str) -> str:
    says = says.replace("%%", "%").replace("|", "\\|").replace("*", "\\*").replace("<", "&lt;")
    return f"| {head.replace('|', chr(92) + '|')} | {says} |"


def main() -> None:
    """Write the tables in INTERFACE.md again."""
    PATH.write_text(replace_tables(PATH.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
