"""Edit an answer in one's own editor: as a file, and the file as an answer again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from drill.checking import KINDS, Key
from drill.session.drilling.exercise_view import ExerciseView
from drill.tui.external_editor import edit_in_own_editor

if TYPE_CHECKING:
    from drill.tui.app import DrillApp


def edited_answer(app: DrillApp, view: ExerciseView, answer: Key) -> Key:
    """Return an answer as the person left it, below the prompt; raises as `edit_in_own_editor` does."""
    suffix = ".py" if view.stage.kind == "code" else ".txt"
    return _as_answer(
        view, edit_in_own_editor(app, _as_file(view, answer), about=view.stage.prompt, suffix=suffix)
    )


def _as_file(view: ExerciseView, answer: Key) -> str:
    """Return an answer as a file: parts by their names, statements of code on lines of their own."""
    if isinstance(answer, Mapping):
        return "\n".join(f"{name} = {answer.get(name, '')}" for name in view.stage.fields)
    if view.stage.kind == "code":
        return "\n".join(part.strip() for part in answer.split(";"))
    return answer


def _as_answer(view: ExerciseView, text: str) -> Key:
    """Return the file's text on one line; of parts, each under its name (or in order without names)."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if view.stage.fields:
        return _split_answer_lines(view.stage.fields, lines)
    if view.stage.kind == "code":
        return "; ".join(line.rstrip("; ") for line in lines)
    return KINDS[view.stage.kind].line_break.join(lines)


def _split_answer_lines(names: tuple[str, ...], lines: list[str]) -> dict[str, str]:
    text_by_part: dict[str, str] = {}
    unnamed: list[str] = []
    for line in lines:
        name, equals, text = line.partition("=")
        if equals and name.strip() in names:
            text_by_part[name.strip()] = text.strip()
        else:
            unnamed.append(line)
    free = [name for name in names if name not in text_by_part]
    return {**dict.fromkeys(names, ""), **text_by_part, **dict(zip(free, unnamed, strict=False))}
