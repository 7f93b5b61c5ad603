"""The tools that show what is known: the day, progress, papers, and what the checker says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drill.cli.commands.today import describe_today
from drill.session.today_view import today

if TYPE_CHECKING:
    from drill.session.workspace import Workspace

Shape = dict[str, Any]


class Lookup:
    """What is asked of a workspace without changing it."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def today(self) -> Shape:
        """Return what a day's session would bring."""
        workspace = self._workspace
        workspace.catch_up()
        view = today(workspace)
        goal = None if view.goal is None else {"title": view.goal.title, "bank": view.goal.bank}
        titles = {row.item: row.title or row.item for row in view.plan}
        return {"goal": goal, **describe_today(view), "titles": titles}
