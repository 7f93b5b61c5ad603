"""Commands that change the state of one exercise, and print the new state."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from drill.cli import diagnostics, output
from drill.cli.opened import open_reporting_workspace

if TYPE_CHECKING:
    from drill.gyr.state import ItemState
    from drill.session.workspace import Workspace


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add arguments: the exercise, and the format."""
    parser.add_argument("item", metavar="ITEM", help="bank/exercise")
    parser.add_argument("--json", action="store_true", help="one JSON object")


def change_item_state(arguments: argparse.Namespace, make: Callable[[Workspace, str], ItemState]) -> int:
    """Let ``make`` write its event about the exercise; print its state after it."""
    with open_reporting_workspace(os.environ) as workspace:
        state = make(workspace, arguments.item).state
    shape, text = {"item": arguments.item, "state": state}, f"{arguments.item} is {state} now."
    output.emit_either(shape, text, as_json=arguments.json)
    return diagnostics.DONE
