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
from types import FrameType, ModuleType
from typing import NoReturn

from drill import __version__
from drill.cli import diagnostics
from drill.errors import UsageError
from drill.text import clean_text

# Every command by what it is for, each with an example; each is a module of ``drill.cli.commands``.
GROUPS: Mapping[str, Mapping[str, str]] = {
    "drill": {
        "start": "drill start calculus --minutes 25", "today": "drill today --count", "banks": "drill banks",
        "progress": "drill progress calculus", "goal": "drill goal papers/ddpm-2020",
        "warm-up": "drill warm-up calc.chain.basic",
        "about": "drill about '\\frac{1}{1 + e^{-z}}'", "work": "drill work answer.md",
        "ask": "drill ask calculus/product-power-sine 'why is the sign negative?'",
        "while": "drill while -- make -j4",
    },
    "marks": {
        "history": "drill history calculus/product-power-sine", "undo": "drill undo",
        "override": "drill override calculus/product-power-sine --right --why",
        "park": "drill park calculus/product-power-sine",
        "reopen": "drill reopen calculus/product-power-sine",
    },
    "bring in": {
        "import": "drill import deck.apkg --dry-run",
        "get": "drill get https://example.org/banks.tar.gz --as optimisers",
        "add": "drill add strang '3.1: 1-15 odd'", "brief": "drill brief papers/adam",
        "take": "drill take papers/adam answer.md",
    },
    "write out": {
        "print": "drill print papers/adam --as apkg -o adam.apkg",
        "notes": "drill notes papers/adam -o adam.md", 
    },
    "keep and share marks": {
        "export": "drill export marks.csv --csv", "merge": "drill merge other-machine.jsonl",
        "backup": "drill backup", "restore": "drill restore marks.db",
    },
    "write and check": {
        "new": "drill new attention", "check": "drill check attention.yaml",
        "preview": "drill preview attention.yaml --seed 1-3",
        "grade": "drill grade --expect '{number: 3/4}' --answer 0.75", "show": "drill show '\\frac{1}{2}'",
        "schema": "drill schema", "families": "drill families paper.tex",
    },
    "set up": {
        "class": "drill class invite ada", "where": "drill where", "doctor": "drill doctor",
        "upgrade": "drill upgrade --dry-run",
        "completion": "drill completion bash",
        "serve": "drill serve --port 8765", "mcp": "drill mcp --describe", "help": "drill help answers",
    },
}  # fmt: skip
# Every command, in the order in which ``--help`` lists them.
COMMANDS = tuple(name for group in GROUPS.values() for name in group)
# Python's own words among them: their modules have an underscore behind.
_PYTHONS = ("class", "import", "print", "while")


class Parser(argparse.ArgumentParser):
    """An argument parser that raises usage errors, so that they are shown like all others."""

    def error(self, message: str) -> NoReturn:
        """Refuse what cannot be parsed. Raises UsageError."""
        raise UsageError(message, f"{self.prog} --help says more")


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the program and exit."""
    command_line = list(sys.argv[1:] if arguments is None else arguments)
    _open_what_is_closed()
    _die_politely()
    end = command_line.index("--") if "--" in command_line else len(command_line)
    words = [word for word in command_line[:end] if word != "--debug"] + command_line[end:]
    code = diagnostics.run_guarded(lambda: _run_command_line(words), debug=len(words) < len(command_line))
    sys.exit(code)


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
    for name, code in (("SIGTERM", diagnostics.TERMINATED), ("SIGHUP", diagnostics.HUNG_UP)):
        number = getattr(signal, name, None)
        if number is not None:

            def leave(_number: int, _frame: FrameType | None, code: int = code) -> None:
                raise SystemExit(code)

            signal.signal(number, leave)


def _run_command_line(words: list[str]) -> int:
    if words and not words[0].startswith("-") and words[0] not in COMMANDS:
        raise _make_unknown_command_error(words[0])
    # The app asks for no parser, and its first paint does not wait for one; the version is no command's.
    names = () if words == ["--version"] else words[:1] if words and words[0] in COMMANDS else COMMANDS
    chosen = build_parser(names).parse_args(words) if words else argparse.Namespace(command=None)
    if chosen.command is None:
        return importlib.import_module("drill.cli.commands.start").open_app()
    return _load_command_module(chosen.command).run(chosen)


def _make_unknown_command_error(word: str) -> UsageError:
    """Return the error for an unknown command, with those most like it."""
    near = difflib.get_close_matches(word, COMMANDS)
    hint = f"did you mean {' or '.join(near)}?" if near else "drill --help lists them"
    return UsageError(f"no command is called {clean_text(word)!r}", hint)


def _load_command_module(command: str) -> ModuleType:
    module = command.replace("-", "_") + ("_" if command in _PYTHONS else "")
    return importlib.import_module(f"drill.cli.commands.{module}")


class _Grouped(argparse.HelpFormatter):
    """A help formatter that lists commands by their purpose."""

    def _format_action(self, action: argparse.Action) -> str:
        if not isinstance(action, argparse._SubParsersAction):  # pyright: ignore[reportPrivateUsage]  it has no other name
            return super()._format_action(action)
        rows = {row.dest: row for row in action._get_subactions()}
        lines: list[str] = []
        for title, names in GROUPS.items():
            lines.append(f"\n  {title}\n")
            self._indent()
            lines += [super(_Grouped, self)._format_action(rows[name]) for name in names if name in rows]
            self._dedent()
        return "".join(lines)


def build_parser(names: Iterable[str] = COMMANDS) -> argparse.ArgumentParser:
    """Return the parser of these commands: running one need not import the others."""
    parser = Parser(
        prog="drill",
        description="Drill the mathematics behind deep-learning papers until it is second nature.",
        epilog="Without a command, drill opens the app. drill help explains how to type answers.",
        formatter_class=_Grouped,
    )
    parser.add_argument("--version", action="version", version=f"drill {__version__}")
    parser.add_argument("--debug", action="store_true", help="show tracebacks")
    commands = parser.add_subparsers(dest="command", title="commands", metavar="COMMAND", parser_class=Parser)
    examples = {name: example for group in GROUPS.values() for name, example in group.items()}
    for name in names:
        module = _load_command_module(name)
        epilog = f"Example: {examples[name]}".replace("%", "%%")
        command = commands.add_parser(name, help=module.HELP, description=module.HELP, epilog=epilog)
        module.add_arguments(command)
    return parser


if __name__ == "__main__":
    main()
