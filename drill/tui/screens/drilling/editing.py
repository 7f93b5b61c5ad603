"""The answer, or the line of one's own, in an editor of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import Input

from drill.errors import DrillError
from drill.session.views import ExerciseView
from drill.text import one_line
from drill.tui.answer_files import as_answer, as_file
from drill.tui.editor import edited
from drill.tui.widgets.fields import TypedField

if TYPE_CHECKING:
    from drill.tui.app import DrillApp


def edit_answer(app: DrillApp, view: ExerciseView, field: TypedField) -> str:
    """What the editor leaves stands in the field; returns what to tell, if anything."""
    try:
        suffix = ".py" if view.kind == "code" else ".txt"
        left = edited(app, as_file(view, field.answer), about=view.prompt, suffix=suffix)
    except DrillError as error:
        return str(error)
    field.put(as_answer(view, left))
    field.take_focus()
    return ""


def edit_line(app: DrillApp, view: ExerciseView | None, own: Input) -> str:
    """The same for a line of one's own."""
    told = ""
    try:
        own.value = one_line(edited(app, own.value, about=view.prompt if view else ""))
    except DrillError as error:
        told = str(error)
    own.focus()
    return told
