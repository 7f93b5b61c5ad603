"""Every command with what it does, so that ``drill --help`` need load none of them.

A command is a module of ``drill.cli.commands`` with ``add_arguments`` and ``run``. It is imported only where
it is called, so what it always needs stands at its top.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple


class ListedCommand(NamedTuple):
    """A command as ``--help`` lists it."""

    name: str
    help: str
    example: str

    @property
    def module(self) -> str:
        """The module that runs it; behind Python's own words stands an underscore."""
        behind = "_" if self.name in ("class", "import", "print") else ""
        return f"drill.cli.commands.{self.name.replace('-', '_')}{behind}"


# By what they are for, in the order in which ``--help`` lists them.
GROUPS: Final[Mapping[str, tuple[ListedCommand, ...]]] = {
    "drill": (
        ListedCommand("start", "drill at once: straight into a session", "drill start calculus --minutes 25"),
        ListedCommand("today", "show what a session would serve now", "drill today --count"),
        ListedCommand("banks", "list the banks with their items by state", "drill banks"),
        ListedCommand(
            "progress", "show pass-by-pass charts, or the numbers behind them", "drill progress calculus"
        ),
        ListedCommand("goal", "say how far the goal is, or choose one", "drill goal papers/ddpm-2020"),
        ListedCommand(
            "warm-up", "one set of the warm-up: ten quick ones, two minutes", "drill warm-up calc.chain.basic"
        ),
        ListedCommand(
            "about",
            "say which known moves a formula has the form of, and drill them",
            "drill about '\\frac{1}{1 + e^{-z}}'",
        ),
        ListedCommand("work", "mark a derivation line by line", "drill work answer.md"),
        ListedCommand(
            "ask",
            "have your assistant explain your newest answer to an exercise",
            "drill ask calculus/product-power-sine 'why is the sign negative?'",
        ),
    ),
    "marks": (
        ListedCommand("history", "show the log of events", "drill history calculus/product-power-sine"),
        ListedCommand(
            "undo", "take back the newest mark, skip, parking, reopening or override", "drill undo"
        ),
        ListedCommand(
            "override",
            "overrule the newest verdict on an exercise",
            "drill override calculus/product-power-sine --right --why",
        ),
        ListedCommand(
            "park", "park an exercise until it is reopened", "drill park calculus/product-power-sine"
        ),
        ListedCommand(
            "reopen",
            "open a parked exercise again: a new round, due at once",
            "drill reopen calculus/product-power-sine",
        ),
    ),
    "bring in": (
        ListedCommand(
            "import",
            "make a bank from a paper's LaTeX or sheet, a table or deck of questions, "
            "or a textbook's numbers",
            "drill import deck.apkg --dry-run",
        ),
        ListedCommand("add", "add a textbook's exercises to its list", "drill add strang '3.1: 1-15 odd'"),
        ListedCommand(
            "brief",
            "print a page that asks a colleague or an assistant for exercises; "
            "drill take checks their answer",
            "drill brief papers/adam",
        ),
        ListedCommand(
            "take",
            "check the exercises in an answer to drill brief, and put them up for review",
            "drill take papers/adam answer.md",
        ),
    ),
    "write out": (
        ListedCommand(
            "print",
            "print a sheet of exercises, with the keys at the end; for a paper with your notes on it",
            "drill print papers/adam --as apkg -o adam.apkg",
        ),
        ListedCommand(
            "notes", "write your notes on a paper as Markdown", "drill notes papers/adam -o adam.md"
        ),
    ),
    "keep and share marks": (
        ListedCommand(
            "export", "write the events as JSON Lines, or the marks as CSV", "drill export marks.csv --csv"
        ),
        ListedCommand(
            "merge", "take in the events that drill export wrote elsewhere", "drill merge other-machine.jsonl"
        ),
        ListedCommand("backup", "copy the database as it is at this moment", "drill backup"),
        ListedCommand(
            "restore", "replace the database with a copy that drill backup made", "drill restore marks.db"
        ),
    ),
    "write and check": (
        ListedCommand("new", "write a starter bank to edit", "drill new attention"),
        ListedCommand(
            "check",
            "check banks: schema, templates, every key against a second computation",
            "drill check attention.yaml",
        ),
        ListedCommand(
            "preview",
            "show variants of an exercise with key, steps and known mistakes",
            "drill preview attention.yaml --seed 1-3",
        ),
        ListedCommand(
            "grade", "check answers outside a session", "drill grade --expect '{number: 3/4}' --answer 0.75"
        ),
        ListedCommand("show", "typeset a formula in the terminal", "drill show '\\frac{1}{2}'"),
        ListedCommand("schema", "print the bank format's JSON Schema", "drill schema"),
    ),
    "set up": (
        ListedCommand(
            "class",
            "run or join a class on PostgreSQL: invite, assign, see where everybody is",
            "drill class invite ada",
        ),
        ListedCommand("where", "say where settings, marks and banks are", "drill where"),
        ListedCommand(
            "doctor", "check the database and repair what can be rebuilt from the log", "drill doctor"
        ),
        ListedCommand("completion", "print completions for bash, zsh or fish", "drill completion bash"),
        ListedCommand("serve", "show the app in a browser on this machine", "drill serve --port 8765"),
        ListedCommand(
            "mcp", "let an assistant use drill over MCP, on standard input and output", "drill mcp --describe"
        ),
        ListedCommand("help", "show how to type answers, or how drill works", "drill help answers"),
    ),
}
COMMANDS: Final[Mapping[str, ListedCommand]] = {
    command.name: command for group in GROUPS.values() for command in group
}
