"""``drill serve``: the app in a browser on this machine."""

from __future__ import annotations

import argparse
import shlex
import sys

from drill.errors import UsageError

HELP = "show the app in a browser on this machine"
HOST = "127.0.0.1"
"""Whoever reaches the port drills as the learner: nobody but this machine does."""
PORT = 8737


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where it is served."""
    parser.add_argument("--port", type=int, default=PORT, help=f"the port (default: {PORT})")


def run(arguments: argparse.Namespace) -> int:
    """Serve until ctrl+c; each tab of a browser is a window of its own."""
    if not 0 < arguments.port < 65536:
        raise UsageError(f"{arguments.port} is not a usable port", "choose one from 1024 to 65535")
    try:
        from textual_serve.server import Server  # pyright: ignore[reportMissingImports, reportUnknownVariableType]
    except ModuleNotFoundError:
        raise UsageError("drill serve needs textual-serve", "pip install 'gyr-drill[serve]'") from None
    Server(shlex.quote(sys.argv[0]), HOST, arguments.port, title="drill").serve()
    return 0
