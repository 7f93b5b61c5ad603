"""The notes on a paper: one page of headings with the text below each, and two folds of reading steps."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from textual.content import Content

from drill.papers import LINK_TO_CODE, LINK_TO_PAPER
from drill.session.papers.note_page import QUESTIONS, tell_helps
from drill.session.papers.reading_steps import WAY_TITLES, Step, note_step
from drill.text import count
from drill.tui.declared_keys import key
from drill.tui.formula_forms import format_learner_words
from drill.tui.looks import Looks, build_content, prefix_first_line, stack_lines
from drill.tui.screens.papers.part import (
    INDENT,
    NEW_NOTE,
    ListPart,
    Row,
    draw_labelled_markdown,
    draw_paragraph,
    fit_to_cells,
    on_one_line,
    place_in_short,
)
from drill.tui.widgets.columns import Column, ListRow
from drill.typeset import cell_width

if TYPE_CHECKING:
    from drill.session.papers.workbook_views import NoteHeading, NotePart
    from drill.session.workspace import Workspace
    from drill.tui.screens.papers.paper import PaperScreen

# A value that Python reads as a number.
_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?", re.ASCII)
_WAY_HELP: Mapping[str, str] = {
    "use": "Half an hour: enough to know what it does, and whether you need it.",
    "rebuild": "Its mathematics, its code and its results: until you could write it again.",
}
# What ``enter`` does on a step.
_ACT_WORDS = {
    "open": "read it", "code": "the code", "drill": "drill", "ask": "a note", "answer": "the questions",
    "write": "headings",
}  # fmt: skip
# The rows that list the headings without notes, and the cited papers.
_EMPTY_HEADINGS = "empty headings"
_CITED = "cited papers"
# Lines of a sentence of the source below its heading; all of it is shown beside the list.
_MOST_QUOTED_LINES = 2


class NotesPart(ListPart):
    """The view of notes: the learner's notes, the empty headings, and the steps of reading."""

    called = "notes"
    columns = (Column("progress"),)

    def __init__(self, paper: PaperScreen) -> None:
        super().__init__(paper)
        self._headings: Mapping[str, NoteHeading] = {}
        self._steps: Mapping[str, Step] = {}

    def _may_accept(self) -> bool:
        heading = self._heading
        return heading is not None and self._has_quotes(heading) and not heading.is_written

    # --- drawing -------------------------------------------------------------------------------------------

    def rows(self) -> Iterator[Row]:
        """Yield the notes, a row for another note, and the folds: empty headings, cited papers, steps."""
        self._headings = {heading.id: heading for heading in self.paper.headings}
        self._steps = {f"step {step.id}": step for step in self.paper.steps}
        for part in self.view.notes if self.view is not None else ():
            listed = [each for each in part.headings if each.is_filled and each.kind != "cited"]
            if listed:
                yield Row("", build_content((part.title, "bold")))
            if part.title == QUESTIONS:
                yield from self._list_questions(part)
            else:
                yield from map(self._make_heading_row, listed)
        words = build_content(("write a note; a question ends with ?", "$foreground"))
        yield Row(NEW_NOTE, words, self.action_write, "write")
        empty = [
            heading
            for heading in self._headings.values()
            if not heading.is_filled
            and heading.id != NEW_NOTE
            and heading.kind != "cited"
            and (heading.is_offered or heading.quotes)
        ]
        yield self._make_fold(
            _EMPTY_HEADINGS, "headings to write below", f"{len(empty)}", map(self._make_heading_row, empty)
        )
        cited = [heading for heading in self._headings.values() if heading.kind == "cited"]
        here = sum(bool(heading.bank) for heading in cited)
        if cited:
            counted = f"{len(cited)}" + (f", {here} in drill" if here else "")
            yield self._make_fold(_CITED, _CITED, counted, map(self._make_heading_row, cited))
        for way, title in WAY_TITLES.items():
            steps = {key: step for key, step in self._steps.items() if step.kind.way == way}
            done = sum(step.is_finished for step in steps.values())
            counted = f"{done} of {len(steps)} steps"
            rows = (self._make_step_row(key, step) for key, step in steps.items())
            yield self._make_fold(way, title, counted, rows, _WAY_HELP[way])

    def _list_questions(self, part: NotePart) -> Iterator[Row]:
        """Yield the questions below the names of their kinds, and the other notes."""
        for name, headings in part.list_by_kind():
            if name:
                yield Row("", build_content((name, "$secondary")))
            yield from map(self._make_heading_row, headings)

    def _make_fold(self, key: str, title: str, counted: str, rows: Iterable[Row], told: str = "") -> Row:
        """Return a row that unfolds into others; ``told`` are its details."""
        sign = "- " if self.is_unfolded(key) else "+ "
        line = build_content((sign, "$foreground"), title, (f"   {counted}", "$secondary"))
        return Row(key, line, parts=lambda: rows, about=lambda: draw_paragraph(told, self.cells, self.looks))

    def _make_heading_row(self, heading: NoteHeading) -> Row:
        act, words = self.action_write if heading.lines else None, "write"
        if heading.bank:
            act, words = partial(self.paper.go_to_paper, heading.bank), "open it"
        elif heading.address:
            act, words = self.action_open_link, "open it"
        about = partial(self._describe_heading, heading)
        return Row(heading.id, self._draw_heading(heading), act, words, about=about, of=heading)

    def _make_step_row(self, key: str, step: Step) -> Row:
        sign = self.looks.sign("green" if step.is_finished else "unseen")
        state = "done" if step.is_finished and not step.is_empty else step.progress
        cells = {"progress": build_content((state, "$secondary"))}
        line = ListRow(build_content(step.kind.title), cells, build_content(sign, " "))
        act, about = partial(self._begin_step, step), partial(self._describe_step, step)
        return Row(key, line, act, _ACT_WORDS[step.kind.act], about=about, of=step)

    def _draw_heading(self, heading: NoteHeading) -> Content:
        width = self.cells - INDENT
        title = on_one_line(format_learner_words(heading.title), self.looks, width)
        if heading.is_filled and heading.kind != "cited":
            head = build_content((title, "bold" if heading.is_written else ""))
            return stack_lines([head, *self._draw_written(heading, width)])
        source = f"   {count(len(heading.quotes), 'sentence')} of the source" if heading.quotes else ""
        if heading.kind == "cited":
            source = "   in drill" if heading.bank else ""
        return build_content(title, (source, "$secondary"))

    def _draw_written(self, heading: NoteHeading, width: int) -> Sequence[Content]:
        """Return the notes below a heading, without the part that the heading itself shows; without notes
        facts, and without facts sentences of the source."""
        if heading.kind == "link":
            return []
        if heading.settings:
            return _draw_settings(heading.settings, width, self.looks)
        shown_by_itself = {("unknown", "question"), ("unknown", "kind"), ("box", "title")}
        texts: list[str] = []
        for line in heading.lines:
            if line.text and (heading.kind, line.name) not in shown_by_itself:
                label = "" if line.name in ("words", "answer") else f"{line.label}: "
                texts.append(f"{label}{line.text}")
        lines = [format_learner_words(line) for text in texts for line in text.split("\n")]
        blocks = [draw_paragraph(text, width - 4, self.looks) for text in lines or heading.facts]
        if not blocks:
            blocks = [self._draw_quote(text, width - 4) for text, _ in heading.quotes]
        return [build_content("    ") + row for block in blocks for row in block.split("\n")]

    def _draw_quote(self, text: str, width: int) -> Content:
        """Return the beginning of a sentence of the source."""
        rows = draw_paragraph(text, width - 2, self.looks).split("\n")
        shown = stack_lines(rows[:_MOST_QUOTED_LINES])
        if len(rows) > _MOST_QUOTED_LINES:
            return shown + build_content((" …", "$secondary"))
        return shown

    def _describe_heading(self, heading: NoteHeading) -> Content:
        """Return the facts under a heading, and quotes of the source with their places."""
        width = self.cells
        facts = heading.facts if heading.is_written and not heading.settings else ()
        lines = [draw_labelled_markdown("known", text, width, self.looks) for text in facts]
        helps = map(format_learner_words, tell_helps(heading))
        lines += [draw_paragraph(text, width, self.looks) for text in (heading.asked_at, *helps) if text]
        for text, place in heading.quotes:
            quote = draw_labelled_markdown("source", text, width, self.looks)
            lines.append(quote + build_content((f"  {place}" if place else "", "$secondary")))
        if heading.address:
            lines.append(build_content(("link ", "$secondary"), heading.address))
        return stack_lines(lines)

    def _describe_step(self, step: Step) -> Content:
        """Return the purpose of a step, and whether it is done."""
        width = self.cells
        yes, no = ((self.paper.app.key_for(name), "$primary bold") for name in ("yes", "no"))
        if not step.is_finished:
            asks = build_content(("Is it done?", "bold"), "   ", yes, " yes")
        elif step.is_said:
            asks = build_content("You said that it is done.   ", no, " not yet")
        else:
            why = "This paper has nothing for it." if step.is_empty else "It is done, by what you did."
            asks = build_content((why, "$secondary"))
        abstract = self.view.abstract if self.view is not None and step.id == "abstract" else ""
        texts = [text for text in (step.kind.help, abstract) if text]
        return stack_lines([*(draw_paragraph(text, width, self.looks) for text in texts), asks])

    @property
    def _heading(self) -> NoteHeading | None:
        return self._headings.get(self.chosen)

    @property
    def _step(self) -> Step | None:
        return self._steps.get(self.chosen)

    @staticmethod
    def _is_open_question(heading: NoteHeading | None) -> bool:
        is_note = heading is not None and heading.kind == "unknown" and bool(heading.key)
        return is_note and heading is not None and heading.is_open

    @staticmethod
    def _has_quotes(heading: NoteHeading | None) -> bool:
        if heading is None or not (heading.facts or heading.quotes):
            return False
        return any(line.name == "words" for line in heading.lines)

    # --- acts ----------------------------------------------------------------------------------------------

    @key("edit", "write", when=lambda self: self._heading is not None and self._heading.lines)
    def action_write(self) -> None:
        """Write below the chosen heading."""
        heading = self._heading
        if heading is not None and heading.lines:
            self.paper.write_heading(heading)

    @key("look", "the source's words", when=_may_accept)
    def action_accept(self) -> None:
        """Offer the source's first sentence as the learner's own words, to be changed."""
        heading = self._heading
        if heading is not None and self._may_accept():
            first, *_ = (*heading.facts, *(text for text, _ in heading.quotes))
            offered = "\n".join(heading.facts) if heading.settings else first
            self.paper.write_heading(heading, offered={"words": offered})

    def _may_remove(self) -> bool:
        heading = self._heading
        return heading is not None and bool(heading.key) and heading.is_written

    @key("less", when=_may_remove)
    def action_remove(self) -> None:
        """Remove the text below the chosen heading."""
        heading = self._heading
        if heading is None or not self._may_remove():
            return

        def remove(workspace: Workspace) -> str:
            from drill.session.papers.note_page import remove_heading

            remove_heading(workspace, self.paper.slug, heading)
            return f"Removed: {heading.title}"

        self.paper.act(remove)

    @property
    def _scope(self) -> Sequence[str]:
        """What can be drilled for the chosen question: skills and exercises, of a formula its own."""
        heading, paper_map = self._heading, self.paper.map
        scope: list[str] = []
        for each in heading.helps if heading is not None else ():
            if each.kind in ("skill", "exercise"):
                scope.append(each.name)
            elif each.kind == "formula" and paper_map is not None:
                rows = (row for row in paper_map.rows if row.key == each.name)
                scope += [exercise.item for row in rows for exercise in row.exercises]
        return scope

    @key("drill", "drill what may help", when=lambda self: self._scope)
    def action_drill_help(self) -> None:
        """Drill the skill, or the exercises, that may help with the chosen question."""
        self.paper.drill(self._scope, "drill has no exercise on it.")

    @key("open", "open", when=lambda self: self._heading is not None and self._heading.address)
    def action_open_link(self) -> None:
        """Open the chosen address in a browser, once it was shown."""
        heading = self._heading
        if heading is not None and heading.address:
            self.paper.open_address(heading.address, is_shown=bool(self.detail.display))

    @key("copy", "copy", when=lambda self: self._heading is not None)
    def action_copy(self) -> None:
        """Copy the chosen address or hyperparameters."""
        heading = self._heading
        if heading is not None and heading.address:
            self.app.copy_to_clipboard(heading.address)
            self.app.notify("Address copied.", markup=False)
        elif heading is not None and heading.settings:
            self.app.copy_to_clipboard(_print_settings(heading.settings))
            self.app.notify("Copied as a Python dict.", markup=False)

    @key("ask", "ask", when=lambda self: self.paper.may_explain and self._is_open_question(self._heading))
    def action_explain(self) -> None:
        """Have the assistant answer the chosen question."""
        from drill.session.papers.assistant import ask_about_question

        heading, workspace = self._heading, self.paper.app.workspace
        if heading is not None and self._is_open_question(heading) and self.view and workspace is not None:
            self.paper.explain(ask_about_question(workspace, self.view, heading.key))

    # --- steps ---------------------------------------------------------------------------------------------

    def _begin_step(self, step: Step) -> None:
        """Do what drill can do for a step."""
        match step.kind.act:
            case "open" | "code":
                self._read_for(step, LINK_TO_CODE if step.kind.act == "code" else LINK_TO_PAPER)
            case "drill" if step.id == "context":
                self.paper.drill_prerequisites()
            case "drill":
                row = self.paper.map.next if self.paper.map is not None else None
                none = "What is left of it waits for another day."
                none = "Nothing in this paper can be drilled yet." if step.is_empty else none
                self.paper.drill([row.next.item] if row is not None and row.next is not None else [], none)
            case "ask":
                self.paper.write_note()
            case "answer":
                self._choose_question()
            case "write":
                self.unfold(_EMPTY_HEADINGS)

    def _read_for(self, step: Step, what: str) -> None:
        """Open the paper or its code, once its address was shown; without an address explain the way on."""
        address = self.paper.find_address(what)
        if address:
            self.paper.open_address(address, is_shown=False)
        else:
            place = "where you have it" if what == LINK_TO_CODE else "in your copy"
            yes = self.paper.app.key_for("yes")
            self.paper.banner.say(f"{step.kind.title} {place}, and press {yes} when done.")

    def _choose_question(self) -> None:
        """Choose the first question that has no answer."""
        keys = [key for key, heading in self._headings.items() if self._is_open_question(heading)]
        if keys:
            self.choose(keys[0])
        else:
            self.paper.banner.say("No question is open.")

    @key("yes", "done", when=lambda self: self._step is not None and not self._step.is_finished)
    def action_done(self) -> None:
        """Save that the chosen step is done, and go on to the next one."""
        self._note_step(is_done=True)
        self.list.action_cursor_down()

    @key("no", "not yet", when=lambda self: self._step is not None and self._step.is_said)
    def action_not_done(self) -> None:
        """Save that the chosen step is not done."""
        self._note_step(is_done=False)

    def _note_step(self, *, is_done: bool) -> None:
        step = self._step
        if step is None:
            return
        slug, name = self.paper.slug, step.id
        self.paper.act(lambda workspace: note_step(workspace, slug, name, is_done=is_done))


def _draw_settings(settings: Sequence[tuple[str, str, str]], width: int, looks: Looks) -> Sequence[Content]:
    """Return hyperparameters as two columns, of names and values, each with its place in the source."""
    names = [on_one_line(format_learner_words(name), looks, width // 2) for name, _, _ in settings]
    cells = max(map(cell_width, names))
    drawn: list[Content] = []
    for name, (_, value, place) in zip(names, settings, strict=True):
        column = build_content((fit_to_cells(name, cells + 2), "$secondary"))
        where = f"   {place_in_short(place)}" if place else ""
        told = draw_paragraph(format_learner_words(value), width - cells - 8 - len(where), looks)
        row = prefix_first_line(column, told) + build_content((where, "$secondary"))
        drawn.append(build_content("    ") + row)
    return drawn


def _print_settings(settings: Sequence[tuple[str, str, str]]) -> str:
    """Return hyperparameters as a Python dict, numbers as numbers; of two of one name the first."""
    values = {name: value for name, value, _ in reversed(settings)}
    lines = [
        f"    {name!r}: {value if _NUMBER.fullmatch(value) else repr(value)},\n"
        for name in dict.fromkeys(name for name, _, _ in settings)
        for value in [values[name]]
    ]
    return "".join(["{\n", *lines, "}\n"])
