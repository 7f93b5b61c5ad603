"""What a review comes to when it is left: a bank of what was kept, drafts made anew."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from drill.errors import DrillError

if TYPE_CHECKING:
    from drill.session.workspace import Workspace
    from drill.tui.app import DrillApp
    from drill.tui.screens.papers.paper import PaperScreen


def write_bank(paper: PaperScreen) -> None:
    """Write the bank of what was kept; at the app's end `keep` does that."""
    if not paper.app.is_leaving:
        paper.app.run_worker(_written(paper))


def keep(app: DrillApp, slug: str) -> None:
    """The same in the session's thread, at once."""
    if app.workspace is not None:
        _keep(app.workspace, slug)


def _keep(workspace: Workspace, slug: str) -> None:
    from drill.session.papers.importing import imported
    from drill.session.papers.importing import keep as keep_paper

    keep_paper(imported(workspace.places, slug))


async def _written(paper: PaperScreen) -> None:
    from drill.tui.screens.places import PlaceScreen

    app = paper.app
    try:
        workspace = await app.opened()
        await app.background.run(_keep, workspace, paper.slug)
    except DrillError as error:
        app.notify(str(error), severity="error", markup=False)
        return
    if isinstance(app.at_the_end, partial) and app.at_the_end.func is keep:
        app.at_the_end = None  # nothing is left to be written at the end
    if isinstance(app.screen, PlaceScreen):  # it may tell of the paper
        app.screen.refill()


def draft_anew(paper: PaperScreen) -> None:
    """Draft the exercises once more from the sheet as it is now; the keys stay alive meanwhile."""
    if not paper.app.is_leaving:
        paper.app.run_worker(_drafted_anew(paper))


async def _drafted_anew(paper: PaperScreen) -> None:
    from drill.session.papers.importing import keep_read
    from drill.session.papers.review import draft_anew as drafted

    app = paper.app
    try:
        workspace = await app.opened()
        draft = partial(drafted, is_cancelled=lambda: app.is_leaving)
        redrafted = await asyncio.to_thread(draft, workspace, paper.slug)
        await app.background.run(keep_read, redrafted)
        notice = "The exercises were remade from the symbols and formulas as they are now."
    except DrillError as error:
        notice = f"The exercises stay as they were: {error}"
    if paper.is_current:
        paper.refill()
        paper.banner.say(notice)
