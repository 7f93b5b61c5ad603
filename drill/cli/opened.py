"""A workspace for one command: opened, its faults reported, closed whatever happens."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Generator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING

from drill.cli import output
from drill.cli.output import narrate_slowly, report_progress

if TYPE_CHECKING:
    from drill.banks.load import Progress
    from drill.gyr.state import ItemState
    from drill.session.workspace import Workspace


def count_files() -> AbstractContextManager[Progress]:
    """Return a context that reports the files that the loader of banks compiles, if that takes long."""
    return report_progress("reading new exercises, {done} of {total} files", "opening the exercises")


@contextmanager
def open_reporting_workspace(
    environ: Mapping[str, str],
    *,
    processes: int = 1,
    reads: bool = False,
    catches_up: bool = True,
    starts_worker: bool = False,
    doing: str = "",
) -> Generator[Workspace]:
    """Open the workspace; faults in the settings are reported on standard error first.

    With ``reads``, the command only reads the marks, so it also works where they cannot be written. With
    ``starts_worker``, the worker starts first, because the command draws or checks at once. ``doing`` is the
    message that is shown if work on all events takes long.
    """
    with count_files() as on_progress:
        from drill.session.read_only import open_to_read
        from drill.session.workspace import open_workspace

        if reads:
            workspace = open_to_read(
                environ, processes=processes, catches_up=catches_up, on_progress=on_progress
            )
        else:
            workspace = open_workspace(
                environ, processes=processes, catches_up=catches_up, starts_worker=starts_worker,
                on_progress=on_progress,
            )  # fmt: skip
    try:
        output.narrate_notices(workspace.take_notices())
        with narrate_slowly(doing) if doing else nullcontext():
            yield workspace
    finally:
        output.narrate_notices(workspace.take_notices())
        workspace.close()


# Commands that change the state of one exercise, and print the new state.


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add arguments: the exercise, and the format."""
    parser.add_argument("item", metavar="EXERCISE", help="such as calculus/product-power-sine")
    output.add_json_option(parser)


def change_item_state(arguments: argparse.Namespace, make: Callable[[Workspace, str], ItemState]) -> int:
    """Let ``make`` write its event about the exercise; print its state after it."""
    with open_reporting_workspace(os.environ) as workspace:
        state = make(workspace, arguments.item).state
    shape = {"item": arguments.item, "state": state}
    output.emit_either(shape, f"{arguments.item} is {state} now.", as_json=arguments.json)
    return output.DONE
