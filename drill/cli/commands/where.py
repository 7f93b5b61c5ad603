"""``drill where``: print the places of files."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from drill.cli import output
from drill.files import Locations, find, is_on_server, shipped_banks
from drill.session.database_location import database_at, shown_address


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the option for JSON."""
    output.add_json_option(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the places; nothing is created."""
    places = find(os.environ)
    named = {
        "settings": places.config,
        "database": _describe_database_place(places),
        "own banks": places.banks,
        "shipped banks": shipped_banks(),
        "backups": places.backups,
        "cache": places.cache,
        "log": places.log,
    }
    if arguments.json:
        output.emit_json({name.replace(" ", "_"): str(path) for name, path in named.items()})
    else:
        for name, path in named.items():
            output.emit_text(f"{name:14} {path}")
    return 0


def _describe_database_place(places: Locations) -> Path | str:
    """Return the place of the marks; a server's address without its password."""
    if not is_on_server(os.environ, places):
        return places.database

    return shown_address(os.environ.get("DRILL_DATABASE_URL") or str(database_at(os.environ, places)))
