"""The command line: ``drill`` and its commands, the line mode, and the protocol for programs.

``main`` reads the command's name and imports its module alone (``commands``, one file each), so that
``--help`` loads nothing. ``plain`` drills line by line where no terminal is, ``session_protocol`` speaks JSON
Lines with another program; both drive the same ``DrillSession`` as the app. ``warm_up`` does both for a set.
``assistant`` has the tools of an assistant that speaks MCP. ``output`` is the only way out: it cleans every
text. ``diagnostics`` is the one place where errors become a sentence and an exit code.

A front end: no other room imports it; ``import drill`` gives what is in ``api``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from drill.lazy_exports import lazy_exports

# ruff: noqa: F401
# pyright: reportUnusedImport=false
if TYPE_CHECKING:
    from drill.cli import (
        api,
        assistant,
        colour,
        commands,
        main,
        output,
        printed_sheets,
        progress_bar,
        session_protocol,
        slow_progress,
    )  # fmt: skip
    from drill.cli.api import Grader, explain, explain_working, grade, load, variant
    from drill.cli.diagnostics import run_guarded
    from drill.cli.plain_voice import Voice
    from drill.cli.session_protocol import Protocol
    from drill.cli.warm_up import PlainSet, ProtocolSet

__getattr__, __all__ = lazy_exports(
    __name__,
    {
        "drill.cli.api": ("Grader", "explain", "explain_working", "grade", "load", "variant"),
        "drill.cli.diagnostics": ("run_guarded",),
        "drill.cli.plain_voice": ("Voice",),
        "drill.cli.session_protocol": ("Protocol",),
        "drill.cli.warm_up": ("PlainSet", "ProtocolSet"),
    },
    submodules=(
        "api", "assistant", "colour", "commands", "main", "output", "printed_sheets", "progress_bar",
        "session_protocol", "slow_progress",
    ),
)  # fmt: skip
