"""The sentences of the line mode: states, marks, the end; one sentence per fact."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

from drill.checking import NO_SLIP
from drill.session.drilling.chosen_signs import option_signs, right_places, taken_ids
from drill.session.drilling.exercise_view import (
    RENEWED,
    Consequence,
    ExerciseView,
    Marked,
    Unreadable,
    VerdictView,
)
from drill.session.drilling.session_totals import SessionSummary, days_told, tell_rows
from drill.session.key_display import LETTERS, ComparedLines, key_text, mark_up_typed_text, shown_key
from drill.text import count, describe_return_day

if TYPE_CHECKING:
    from drill.session.today.formula_ahead import FormulaAhead

COMMANDS = (
    "?h hint", "?m shape, motion", "?t theory", "?r reveal", "?s skip", "?p park", "?o other numbers",
    "?w TEXT your line", "LINE ;; LINE a working", "?v spoken", "?u undo", "?q leave", "? these",
)  # fmt: skip
IN_PLACEMENT = ("?s not yet", "?r reveal", "?v spoken", "?u undo", "?q stop", "? these")
_NO_BREAK = "\u00a0"
# What is said of a line of a working, in place of its sign.
SPOKEN_SIGNS: Mapping[str, str] = {
    "follows": ", follows", "breaks": ", does not follow", "undecided": ", not decided", "unchecked": "",
}  # fmt: skip
# Characters that are told where two formulas differ.
_SHOWN = 20
# Forms of formulas in the order in which ``?v`` goes through them, and what is said of each.
FORMS: Mapping[str, str] = {
    "one line": "Formulas are on one line from now on.",
    "spoken": "Formulas are spoken from now on.",
    "two-dimensional": "Formulas are drawn in two dimensions from now on.",
}


def list_line_commands(*, is_placement: bool, is_read_aloud: bool = False) -> str:
    """Return all commands, none broken over lines; those of a placement, which asks without help.

    Where they are read aloud, a pause follows each.
    """
    named = IN_PLACEMENT if is_placement else COMMANDS
    if is_read_aloud:
        return f"Commands: {'; '.join(named)}.".replace("?v spoken", "?v formulas as typed")
    return "Commands: " + "  ".join(command.replace(" ", _NO_BREAK) for command in named)


def is_meant_to_leave(line: str, view: ExerciseView) -> bool:
    """Return whether a line is typed to leave: ``quit``, or a ``q`` that the exercise does not speak of."""
    word = line.strip().lower()
    if view.stage.kind in ("self", "code", "text"):
        return False
    asked = f"{view.variant.setting} {view.stage.prompt}"
    return word in ("quit", "exit") or (word == "q" and not re.search("(?<![A-Za-z])[qQ](?![A-Za-z])", asked))


def how_to_answer(view: ExerciseView) -> list[str]:
    """Return options, parts and names, a Markdown line each."""
    lines = [f"{letter}) {option.text}" for letter, option in zip(LETTERS, view.stage.options, strict=False)]
    lines += [f"{number}) {line}" for number, line in enumerate(view.stage.lines, 1)]
    if view.stage.lines:
        lines.append("Which line is the first wrong one? Type its number, or none.")
    if view.stage.fields:
        lines.append("Answer each part: " + "; ".join(f"{name} = …" for name in view.stage.fields))
    if view.stage.kind == "code":
        lines.append("Type it on one line, with ; between statements.")
    named = [f"`{name}` for ${latex}$" for name, latex in view.stage.names_to_explain]
    return [*lines, *([f"Type {', '.join(named)}."] if named else [])]


def explain_unreadable_answer(outcome: Unreadable, line: str) -> list[str]:
    """Return why an answer cannot be read, and where."""
    position = f" At character {outcome.at}: " if outcome.at else " "
    lines = [f"Cannot be read yet, nothing is marked.{position}{outcome.message}"]
    if outcome.at and not outcome.part:
        lines += [f"  {line}", "  " + " " * (outcome.at - 1) + "^"]
    return lines


def list_answer_lines(view: ExerciseView, verdict: VerdictView) -> Iterator[str]:
    """Return what was answered and what is right, a Markdown line each; options and parts one by one."""
    if view.is_chosen:
        yield from _list_chosen_options(view, verdict)
        return
    if verdict.first:
        yield f"You first: {mark_up_typed_text(key_text(verdict.first))}"
    if verdict.parts and isinstance(verdict.answer, Mapping) and isinstance(verdict.stage.key, Mapping):
        for name, text in verdict.answer.items():
            is_right = verdict.parts.get(name)
            word = "not decided" if is_right is None else "right" if is_right else "wrong"
            key = "" if is_right else f"; {shown_key(view.stage, {name: verdict.stage.key[name]})}"
            yield f"{name}: you typed {mark_up_typed_text(text)}, {word}{key}"
        return
    if verdict.answer:
        yield f"{'Then' if verdict.first else 'You'}: {mark_up_typed_text(key_text(verdict.answer))}"
    if verdict.stage.key:
        yield f"Key: {shown_key(view.stage, verdict.stage.key)}"


def first_difference(compared: ComparedLines) -> str:
    """Return where a recalled formula and the right one first differ."""
    position = compared.differs_at
    yours, due = (
        text[position : position + _SHOWN].strip() or "nothing" for text in (compared.answer, compared.key)
    )
    begins = (
        f'after "{compared.key[max(0, position - _SHOWN) : position].strip()}"'
        if position
        else "at the beginning"
    )
    return f"They first differ {begins}: you have {yours}, the formula has {due}."


def _list_chosen_options(view: ExerciseView, verdict: VerdictView) -> Iterator[str]:
    signs, chosen = option_signs(verdict), str(verdict.answer).split()
    if view.stage.kind == "fault":
        for number, text in enumerate(view.stage.lines, 1):
            is_wrong = str(number) == verdict.stage.key
            yield f"{number}) {text}" + (" (this line is wrong)" if is_wrong else "")
        if verdict.stage.right_line:
            yield f"It should be: {verdict.stage.right_line}"
        elif signs.get(NO_SLIP) == "right":
            yield "No line is wrong."
        return
    letters = {option.id: letter for letter, option in zip(LETTERS, view.stage.options, strict=False)}
    texts = {option.id: option.text for option in view.stage.options}
    if view.stage.kind == "order":
        places = right_places(verdict)
        for index, id_ in enumerate(taken_ids(verdict), 1):
            wrong = signs.get(id_) == "wrong"
            yield f"{index}. {texts[id_]}" + (f" (wrong here: it is number {places[id_]})" if wrong else "")
        return
    words_by_sign = {"right": "right", "wrong": "wrong", "missed": "right, but not chosen"}
    for id_, text in texts.items():
        words = [words_by_sign[signs[id_]]] if id_ in signs else []
        words += ["your choice"] if id_ in chosen and view.stage.kind == "choice" else []
        yield f"{letters[id_]}) {text}" + (f" ({', '.join(words)})" if words else "")


def pair_shape_lines(verdict: VerdictView) -> tuple[tuple[str, str], ...]:
    """Return the learner's own line on shape and motion, followed by the author's."""
    return (("You saw", verdict.own_line), ("Shape", verdict.shape), ("Motion", verdict.motion))


def describe_consequence(mark_effect: Consequence) -> str:
    """Return what a mark would lead to."""
    return "parks it" if mark_effect.after.state == "parked" and mark_effect.counts else mark_effect.colour


def describe_marked_result(marked: Marked, today: date) -> str:
    """Return what a mark led to."""
    effect = marked.effect
    if not effect.counts:
        notice = marked.notice or "nothing is marked"
        return f"{notice[0].upper()}{notice[1:].rstrip('.')}. ?u undoes."
    if effect.shown == "parked":
        first = f" First drill {marked.first[0].title}." if marked.first else ""
        return f"Red in the fifth pass: parked until you reopen it.{first} ?u undoes."
    advice = "".join(f" {text}" for text in (marked.advice, marked.notice) if text)
    if effect.colour == "green":
        return f"Green.{advice} ?u undoes."
    how = RENEWED[marked.exercise.entry.renews]
    renewed = ", ".join(filter(None, (describe_return_day(effect.due, today), how)))
    return f"{effect.colour.capitalize()}. Again {renewed}.{advice} ?u undoes."


def the_end(
    summary: SessionSummary, formula: FormulaAhead | None = None, *, was_served: bool = True
) -> list[str]:
    """Return the summary of a session; ``formula`` is where the path leads.

    Where nothing was marked it says whether there was anything to drill.
    """
    marks = f"{summary.green} green, {summary.yellow} yellow, {summary.red} red"
    parked = f", {summary.parked} parked" if summary.parked else ""
    minutes = max(1, round(summary.seconds / 60)) if summary.attempts else 0
    lines = [f"Done: {count(summary.attempts, 'exercise')}, {count(minutes, 'minute')}. {marks}{parked}."]
    is_empty = not (summary.attempts or summary.is_placement)
    if is_empty:
        lines = ["Nothing was marked." if was_served else "There is nothing to drill here now."]
    if summary.end is not None and summary.end.told:
        day, session = summary.end.told.replace("  ", ": "), lines[0].removeprefix("Done: ")
        lines = [f"{day}.", session if is_empty else f"This session: {session}"]
    if summary.found is not None:
        lines = [f"Done: {summary.found.told}."]
    lines += [f"{of}: {words}." for of, words, _ in tell_rows(summary)]
    lines += ["drill start begins with it."] * (summary.found is not None and bool(summary.found.first))
    if summary.ended:
        lines.append(summary.ended)
    if formula is not None:
        lines += [f"Where this leads: {formula.called}. {formula.describe_left()}"]
    return [*lines, *filter(None, [days_told(summary)]), *summary.complete, *summary.remarks]
