"""``drill serve``: the app in a browser on this machine."""

from __future__ import annotations

import argparse

from drill.errors import UsageError

HELP = "show the app in a browser on this machine"
# Any that no known service has.
PORT = 8737


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where it is served."""
    parser.add_argument("--port", type=int, default=PORT, help=f"the port (default: {PORT})")


def run(arguments: argparse.Namespace) -> int:
    """Serve until ctrl+c; each tab of a browser is a window of its own.

    Raises UsageError without the packages that it needs.
    """
    if not 0 < arguments.port < 65536:
        raise UsageError(f"{arguments.port} is not a usable port", "choose one from 1024 to 65535")
    import asyncio

    try:
        from drill.cli.web.server import Server
    except ModuleNotFoundError:
        raise UsageError(
            "drill serve needs aiohttp and textual-serve", "pip install 'gyr-drill[serve]'"
        ) from None
    return asyncio.run(Server(arguments.port).run())
