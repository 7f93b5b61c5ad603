"""``drill mcp``: the tools of an assistant over MCP, on standard input and output."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from importlib.util import find_spec

from drill.cli import output
from drill.errors import UsageError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add options for output in place of serving."""
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--config", action="store_true", help="print the block for a client's JSON file")
    form.add_argument("--describe", action="store_true", help="print the tools as JSON")
    form.add_argument(
        "--skill", action="store_true", help="print the page that tells an assistant how to coach"
    )


def run(arguments: argparse.Namespace) -> int:
    """Serve until the client closes its end, or print the requested output."""
    if arguments.config:
        output.emit_text(json.dumps(describe_server(), ensure_ascii=False, indent=2))
        return 0
    if arguments.describe:
        from drill.cli.assistant import describe_tools

        output.emit_text(json.dumps(describe_tools(), ensure_ascii=False, indent=2))
        return 0
    if arguments.skill:
        from drill.files import shipped_banks

        output.emit_text((shipped_banks() / "SKILL.md").read_text(encoding="utf-8").removesuffix("\n"))
        return 0
    if find_spec("mcp") is None:
        raise UsageError("drill mcp needs a library", "run pip install 'gyr-drill[mcp]'")
    from drill.cli.assistant import Door
    from drill.cli.assistant.sdk_server import serve_mcp

    serve_mcp(Door(os.environ))
    return 0


def describe_server() -> dict[str, object]:
    """Return the block of a client's configuration that starts this server.

    Paths are whole, because a client of the desktop looks for programs in other folders than a shell.
    """
    program = shutil.which(sys.argv[0])
    command = [os.path.abspath(program)] if program else [sys.executable, "-m", "drill.cli.main"]
    server: dict[str, object] = {"command": command[0], "args": [*command[1:], "mcp"]}
    if home := os.environ.get("DRILL_HOME"):
        server["env"] = {"DRILL_HOME": os.path.abspath(os.path.expanduser(home))}
    return {"mcpServers": {"drill": server}}
