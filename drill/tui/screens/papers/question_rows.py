"""The open questions on a paper's map: a row each, and below it what may answer it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from textual.content import Content

from drill.text import count
from drill.tui.screens.papers.labelled_text import draw_paragraph, typeset_title_on_line
from drill.tui.screens.papers.part import Row
from drill.tui.styled_content import EMPTY, build_content, stack_lines

if TYPE_CHECKING:
    from drill.session.papers.open_questions import OpenQuestion, PossibleAnswer
    from drill.tui.screens.papers.paper import PaperScreen

# So many rows of questions are shown at first, and the key of the row that leads to the others.
MOST_SHOWN: Final = 4
MORE: Final = "more questions"


class QuestionRows:
    """The rows of the open questions; a question that was just asked shows what may answer it."""

    def __init__(self, paper: PaperScreen) -> None:
        self._paper = paper
        self._rows: dict[str, tuple[OpenQuestion, PossibleAnswer | None]] = {}
        self._unfolded: set[str] = set()
        self._known: frozenset[str] | None = None
        """The keys of the questions that were shown before."""
        self._has_all = False

    def find(self, key: str) -> tuple[OpenQuestion, PossibleAnswer | None] | None:
        """Return the question of a row, and what may answer it if the row is that."""
        return self._rows.get(key)

    def take_in(self) -> str:
        """Take in the questions as they are now; returns the row of one that was just asked, else nothing."""
        keys = frozenset(asked.key for asked in self._paper.questions)
        new = keys - (keys if self._known is None else self._known)
        self._known = keys
        self._unfolded |= new
        self._has_all = self._has_all or bool(new)
        return next((f"question {key}" for key in new), "")

    def draw(self, cells: int) -> Sequence[Row]:
        """Return a row for each question, and for what may answer those that are unfolded."""
        self._rows.clear()
        rows: list[Row] = []
        looks = self._paper.app.looks
        questions = self._paper.questions
        shown = questions if self._has_all or len(questions) <= MOST_SHOWN else questions[: MOST_SHOWN - 1]
        for asked in shown:
            self._rows[key := f"question {asked.key}"] = (asked, None)
            kind = f"  {asked.question.kind}" if asked.question.kind else ""
            is_unfolded = asked.key in self._unfolded
            further = count(len(asked.answers), "answer") if asked.answers and not is_unfolded else ""
            room = cells - len(kind) - len(further) - 8
            text = typeset_title_on_line(asked.question.text, looks, room)
            rows.append(
                Row(key, build_content(("  ? ", "$warning"), text, (f"{kind}   {further}", "$secondary")))
            )
            for number, answer in enumerate(asked.answers if is_unfolded else ()):
                self._rows[key := f"answer {asked.key} {number}"] = (asked, answer)
                of = "paper" if answer.is_paper else "skill"
                of = answer.of_paper or ("needed by the formula" if answer.is_of_formula else of)
                title = typeset_title_on_line(answer.title, looks, cells - len(of) - 10)
                rows.append(Row(key, build_content(f"      {title}", (f"   {of}", "$secondary"))))
        if len(shown) < len(questions):
            rows.append(
                Row(MORE, build_content((f"  ? {len(questions) - len(shown)} more questions", "$secondary")))
            )
        return rows

    def show_all(self) -> None:
        """Show all questions, not only the first ones."""
        self._has_all = True

    def about(self, key: str, width: int) -> Content:
        """Return a question whole, where it was asked, and what a key does with it."""
        found = self._rows.get(key)
        if found is None:
            return EMPTY
        asked, answer = found
        looks = self._paper.app.looks
        if answer is not None:
            return draw_paragraph(answer.card, width, looks) if answer.card else EMPTY
        where = f"at {asked.formula.called}" if asked.formula is not None else ""
        none = "" if asked.answers else "Nothing here names it. c copies a page to ask somebody else."
        lines = [
            build_content(
                typeset_title_on_line(asked.question.text, looks),
                (f"   {typeset_title_on_line(where, looks)}" if where else "", "$secondary"),
            )
        ]
        return stack_lines([*lines, *([build_content((none, "$secondary"))] if none else [])])

    def offer_enter(self, key: str) -> str:
        """Name what `drill` does on a row; empty where it does nothing."""
        found = self._rows.get(key)
        if found is None:
            return ""
        asked, answer = found
        if answer is not None and answer.of_paper:
            return "look" if answer.formula else ""
        return "drill it" if any(each.name for each in asked.answers) else ""

    def toggle(self, key: str) -> None:
        """Show what may answer a question, or hide it."""
        if (found := self._rows.get(key)) is not None:
            self._unfolded ^= {found[0].key}

    def drill(self, key: str) -> None:
        """Drill what may answer a question, the likeliest if none is chosen; show the paper's formula."""
        found = self._rows.get(key)
        if found is None:
            return
        asked, answer = found
        if answer is not None and answer.of_paper:
            if answer.formula:
                self._paper.look_at(answer.formula)
            return
        chosen = answer or next((each for each in asked.answers if each.name), None)
        none = "Nothing here answers it: c copies a page for somebody else."
        self._paper.drill([chosen.name] if chosen is not None else [], none)

    def find_card(self, key: str) -> tuple[str, str]:
        """Return the title of what may answer a question, and its card; empty where there is none."""
        found = self._rows.get(key)
        if found is None:
            return "", ""
        asked, answer = found
        answers = [answer] if answer is not None else asked.answers
        return next(((each.title, each.card) for each in answers if each.card), ("", ""))

    def copy_page(self, key: str) -> None:
        """Copy a page for somebody else on a question."""
        if (found := self._rows.get(key)) is not None:
            self._paper.copy_question(found[0].key)
