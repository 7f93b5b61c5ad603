"""``drill serve``: serve the app to browsers on this machine."""

from __future__ import annotations

import argparse
import asyncio
import os
import re

from drill.errors import UsageError

# A port that no known service has.
PORT = 8737


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add arguments: the address to serve at."""
    parser.add_argument("--class", dest="of_class", action="store_true", help="for the learners of a class")
    parser.add_argument("--at", metavar="URL", help="with --class: https://NAME, which a proxy forwards here")
    parser.add_argument("--port", type=int, default=PORT, help=f"the port (default: {PORT})")


def run(arguments: argparse.Namespace) -> int:
    """Serve until ctrl+c; each tab of a browser is a window of its own.

    Raises UsageError without the packages that it needs.
    """
    database = os.environ.get("DRILL_DATABASE_URL", "")
    is_address = re.fullmatch(r"https://[a-z0-9.-]+(:[0-9]+)?", arguments.at or "") is not None
    if arguments.of_class != is_address or (is_address and not database):
        raise UsageError(
            "a served class needs DRILL_DATABASE_URL and one address", "--class --at https://NAME"
        )
    if not 0 < arguments.port < 65536:
        raise UsageError(f"{arguments.port} is not a usable port", "choose one from 1024 to 65535")

    try:
        from drill.cli.web import gate, server
    except ModuleNotFoundError:
        raise UsageError(
            "drill serve needs aiohttp and textual-serve", "pip install 'gyr-drill[serve]'"
        ) from None
    entry = gate.Gate(arguments.port)
    if arguments.of_class:
        from drill.cli.web.gate import ClassGate

        entry = ClassGate(arguments.at, database)
    return asyncio.run(server.Server(arguments.port, entry).run())
