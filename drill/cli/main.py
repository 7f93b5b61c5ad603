"""The entry point: parses arguments, opens the app if there is a terminal, and handles errors in one place.

Nothing but the standard library is imported until a command runs.
"""

from __future__ import annotations

import argparse
import difflib
import importlib
import os
import signal
import sys
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from types import FrameType, ModuleType
from typing import NamedTuple, NoReturn

from drill import __version__
from drill.cli import output
from drill.errors import UsageError, describe_removal
from drill.limits import search_rarely
from drill.text import clean_text, read_word_tables

# Every command with its summary, so that ``drill --help`` need load none of them.
#
# A command is a module of ``drill.cli.commands`` with ``add_arguments`` and ``run``. It is imported only
# if it is called, so its usual imports are at its top.


class ListedCommand(NamedTuple):
    """A command as ``--help`` lists it."""

    name: str
    help: str
    example: str

    @property
    def module(self) -> str:
        """The module that runs it; a Python keyword gets a trailing underscore."""
        behind = "_" if self.name in ("class", "import", "print") else ""
        return f"drill.cli.commands.{self.name.replace('-', '_')}{behind}"


# Groups by purpose, in the order of ``--help``.
GROUPS: Mapping[str, tuple[ListedCommand, ...]] = {
    title: tuple(ListedCommand(*row.split(" | ")) for row in rows.strip().splitlines())
    for title, rows in read_word_tables(__file__, "commands.txt").items()
}
COMMANDS: Mapping[str, ListedCommand] = {
    command.name: command for group in GROUPS.values() for command in group
}


# Options that may appear anywhere on a command line.
_OPTIONS = ("--debug", "--screen-reader")


class CommandParser(argparse.ArgumentParser):
    """An argument parser that raises usage errors, so that they are shown like all others."""

    def error(self, message: str) -> NoReturn:
        """Refuse what cannot be parsed. Raises UsageError."""
        raise UsageError(message, f"{self.prog} --help says more")


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the program and exit."""
    command_line = list(sys.argv[1:] if arguments is None else arguments)
    search_rarely()
    _open_what_is_closed()
    _die_politely()
    end = command_line.index("--") if "--" in command_line else len(command_line)
    options = {word for word in command_line[:end] if word in _OPTIONS}
    words = [word for word in command_line[:end] if word not in options] + command_line[end:]
    if "--screen-reader" in options:
        os.environ["DRILL_SCREEN_READER"] = "1"
    words = _join_answer(words)
    code = output.run_guarded(lambda: _run_command_line(words), debug="--debug" in options)
    sys.exit(code)


def _join_answer(words: list[str]) -> list[str]:
    """Return a command line that joins an answer such as ``-9/5`` with its option.

    The parser would take it for an option, because it begins with a minus and is not a plain number.
    """
    for place, (option, answer) in enumerate(pairwise(words)):
        if option == "--answer" and answer.startswith("-") and not answer.startswith("--"):
            return [*words[:place], f"{option}={answer}", *words[place + 2 :]]
    return words


def _open_what_is_closed() -> None:
    """Open missing standard streams, so that no other file gets their numbers."""
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        if getattr(sys, name) is None:
            nowhere = open(os.devnull, mode, encoding="utf-8")  # noqa: SIM115  open as long as the program runs
            if nowhere.fileno() != number:
                os.dup2(nowhere.fileno(), number)
            setattr(sys, name, nowhere)


def _die_politely() -> None:
    """Unwind on a signal to end: transactions close, workers end, the terminal is restored."""
    for name, code in (("SIGTERM", output.TERMINATED), ("SIGHUP", output.HUNG_UP)):
        number = getattr(signal, name, None)
        if number is not None:

            def leave(_number: int, _frame: FrameType | None, code: int = code) -> None:
                raise SystemExit(code)

            signal.signal(number, leave)


def _run_command_line(words: list[str]) -> int:
    if words and words[0] not in COMMANDS and (not words[0].startswith("-") or words[0] in ("-", "--")):
        return _open_named_paper(words)
    # The app needs no parser, and its first paint must not wait for one.
    chosen = _read_command_line(words) if words else argparse.Namespace(command=None)
    if chosen.command is None:
        return importlib.import_module("drill.cli.commands.start").open_app()
    return _load_command_module(chosen.command).run(chosen)


def _read_command_line(words: list[str]) -> argparse.Namespace:
    """Parse the words for their command; help and version belong to no command."""
    if words[0] in COMMANDS:
        _refuse_removed_options(words)
        return build_parser(words[:1]).parse_args(words)
    return build_parser(has_arguments=any(word in COMMANDS for word in words)).parse_args(words)


def _refuse_removed_options(words: Sequence[str]) -> None:
    """Refuse an option that was removed. Raises UsageError, which names the replacement."""
    command = words[0]
    for word in words[1:]:
        option = word.partition("=")[0]
        if instead := describe_removal("option", f"{command} {option}"):
            raise UsageError(f"{option} was removed", instead)


def _open_named_paper(words: Sequence[str]) -> int:
    """Open what is no command: a paper's source or name. Raises UsageError for anything else."""
    word = words[0]
    if instead := describe_removal("command", word):
        raise UsageError(f"drill {word} was removed", instead)
    if word in ("-", "--", "") or words[1:]:
        near = difflib.get_close_matches(word, COMMANDS)
        hint = f"did you mean {' or '.join(near)}?" if near else "drill --help lists them"
        raise UsageError(f"no command is called {clean_text(word)!r}", hint)
    from drill.cli.paper_opening import open_paper

    def run_import() -> int:
        return _load_command_module("import").run(_read_command_line(["import", word]))

    return open_paper(word, COMMANDS, run_import)


def _load_command_module(command: str) -> ModuleType:
    return importlib.import_module(COMMANDS[command].module)


class _Grouped(argparse.HelpFormatter):
    """A help formatter that lists commands by their purpose."""

    def _format_action(self, action: argparse.Action) -> str:
        if not isinstance(action, argparse._SubParsersAction):  # pyright: ignore[reportPrivateUsage]  it has no other name
            return super()._format_action(action)
        rows = {row.dest: row for row in action._get_subactions()}
        lines: list[str] = []
        for title, group in GROUPS.items():
            lines.append(f"\n  {title}\n")
            self._indent()
            lines += [
                super(_Grouped, self)._format_action(rows[command.name])
                for command in group
                if command.name in rows
            ]
            self._dedent()
        return "".join(lines)


def build_parser(names: Iterable[str] = COMMANDS, *, has_arguments: bool = True) -> argparse.ArgumentParser:
    """Return the parser of these commands: running one need not import the others.

    Without their arguments it lists them, and imports none.
    """
    parser = CommandParser(
        prog="drill",
        description="Drill the mathematics behind deep-learning papers until it is second nature.",
        epilog="Without a command, drill opens the app; drill PAPER opens a paper by its name, or imports a "
        "file or an arXiv number and opens it. drill help explains how to type answers.",
        formatter_class=_Grouped,
        # Otherwise abbreviated options would be accepted without effect, because `main` looks for whole ones.
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"drill {__version__}")
    parser.add_argument("--debug", action="store_true", help="show tracebacks")
    parser.add_argument(
        "--screen-reader",
        action="store_true",
        help="line by line, formulas in words, figures described, ASCII; with any command",
    )
    commands = parser.add_subparsers(
        dest="command", title="commands", metavar="COMMAND", parser_class=CommandParser
    )
    for name in names:
        _, summary, example = COMMANDS[name]
        epilog = f"Example: {example}".replace("%", "%%")
        command = commands.add_parser(name, help=summary, description=summary, epilog=epilog)
        if has_arguments:
            _load_command_module(name).add_arguments(command)
    return parser


if __name__ == "__main__":
    main()
