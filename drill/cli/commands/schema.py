"""``drill schema``: print the bank format or the session protocol as JSON Schema, for editors."""

from __future__ import annotations

import argparse
import json
from typing import Any

from drill.cli import output
from drill.papers import Family
from drill.proving import json_schema, subject_schema
from drill.reading import make_json_schema


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the option that chooses the kind of file."""
    parser.add_argument("--family", action="store_true", help="that of a family of moves")
    parser.add_argument("--protocol", action="store_true", help="that of a request to drill start --jsonl")
    parser.add_argument("--subject", action="store_true", help="that of _subject.yaml, a folder's skills")


def run(arguments: argparse.Namespace) -> int:
    """Print the schema."""
    schema: dict[str, Any]
    if arguments.protocol:
        from drill.cli.session_protocol import make_request_schema

        schema = make_request_schema()
    elif arguments.family:
        schema = {**make_json_schema(Family), "title": "Family"}
    else:
        schema = subject_schema() if arguments.subject else json_schema()
    output.emit_text(json.dumps(schema, ensure_ascii=False, indent=2))
    return 0
