"""The notes on a paper: one page of headings, the text below each, and what the source says on it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from drill.text import count
from drill.tui.declared_keys import key
from drill.tui.formula_forms import format_learner_words
from drill.tui.looks import EMPTY, build_content, prefix_first_line, stack_lines
from drill.tui.screens.papers.labelled_text import (
    draw_labelled_markdown,
    draw_paragraph,
    fit_to_cells,
    on_one_line,
)
from drill.tui.screens.papers.part import ListPart, Row
from drill.typeset import cell_width

if TYPE_CHECKING:
    from drill.session.papers.open_questions import OpenQuestion
    from drill.session.papers.workbook_views import NoteHeading, NotePart
    from drill.session.workspace import Workspace
    from drill.tui.looks import Looks
    from drill.tui.screens.papers.paper import PaperScreen


# Where a quote comes from, and what is told where there is none.
NOT_IN_TEXT = "not in the text, says the second author"
# A value that Python reads as a number.
_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?", re.ASCII)


class NotesPart(ListPart):
    """The view of notes: the headings below which something stands; ``e`` offers the others.

    ``enter`` writes below a heading, ``z`` takes the source's words, to be changed.
    """

    called = "notes"

    def __init__(self, paper: PaperScreen) -> None:
        super().__init__(paper)
        self._headings: Mapping[str, NoteHeading] = {}
        self._is_offering = False
        """Whether the learner wants to see the headings below which nothing stands."""
        self._filled = 0
        """How many headings had something below them when they were drawn."""

    def _may_copy(self) -> bool:
        heading = self._heading
        return self._asked is not None or (heading is not None and bool(heading.settings or heading.address))

    def _may_accept(self) -> bool:
        heading = self._heading
        return self._has_quotes(heading) and heading is not None and not heading.is_written

    def _may_remove(self) -> bool:
        heading = self._heading
        return heading is not None and bool(heading.key) and heading.is_written

    # --- drawing -------------------------------------------------------------------------------------------

    def lead(self) -> Content:
        """Return how much is written, or what is offered."""
        if self._offers:
            has_quotes = any(heading.quotes for heading in self._headings_of_paper)
            said = "   what the paper itself says stands below" if has_quotes else ""
            return build_content(("What do you want to write about?", "bold"), (said, "$secondary"))
        written = sum(  # a question says what is not known yet: its answer counts
            heading.has_answer if heading.kind == "unknown" else heading.is_written
            for heading in self._headings_of_paper
        )
        headings_written = (
            f"{count(written, 'heading')} written" if written else "You have written nothing yet"
        )
        key = (self.paper.app.key_for("edit"), "$primary bold")
        return build_content((headings_written, "bold"), "   ", key, (" adds a heading", "$secondary"))

    def rows(self) -> Sequence[Row]:
        """Return the parts with their headings, and the text below each."""
        self._headings = {heading.id: heading for heading in self._headings_of_paper}
        rows: list[Row] = []
        for part in self._parts:
            listed = [heading for heading in part.headings if self._is_listed(heading)]
            if listed:
                rows.append(Row("", build_content((part.title, "bold"))))
            rows += [Row(heading.id, self._row(heading)) for heading in listed]
        return rows

    def _is_listed(self, heading: NoteHeading) -> bool:
        """Return whether a heading is among those that are shown: with something below it, or without."""
        is_offered = not heading.is_filled and (heading.is_offered or bool(heading.quotes))
        return is_offered if self._offers else heading.is_filled

    @property
    def _offers(self) -> bool:
        """Whether the headings are listed below which nothing stands: all of them do, or they are wanted."""
        return self._is_offering or not any(heading.is_filled for heading in self._headings_of_paper)

    def offer_headings(self) -> None:
        """List the headings below which nothing stands."""
        self._is_offering = True
        self._show_again()

    def draw(self) -> None:
        """Show the headings again; once one that was offered is written, what is filled."""
        filled = sum(heading.is_filled for heading in self._headings_of_paper)
        self._is_offering = self._is_offering and filled <= self._filled
        self._filled = filled
        super().draw()

    def _show_again(self) -> None:
        self.draw()
        self.take_focus()
        self.paper.refresh_bindings()

    def _row(self, heading: NoteHeading) -> Content:
        width = max(20, self.app.size.width - 6)
        title = on_one_line(format_learner_words(heading.title), self.looks, width)
        if not heading.key:
            return build_content(("  + ", "$primary"), (title, "$secondary"))
        of_source = f"   {count(len(heading.quotes), 'sentence')} of the source" if heading.quotes else ""
        source_counts = "" if heading.is_filled else of_source
        head = build_content(
            "  ", (title, "bold" if heading.is_written else ""), (source_counts, "$secondary")
        )
        return stack_lines([head, *self._written(heading, width)])

    def _written(self, heading: NoteHeading, width: int) -> list[Content]:
        """Return what stands below a heading, without what the heading itself shows; facts, where nothing is
        written."""
        if heading.kind == "link":
            return []
        shown_lines = [
            note_line
            for note_line in heading.lines
            if note_line.text
            and (heading.kind, note_line.name) not in (("unknown", "question"), ("box", "title"))
        ]
        if heading.settings:
            return _draw_settings(heading.settings, width, self.looks)
        texts = [
            note_line.text
            if note_line.name in ("words", "answer")
            else f"{note_line.label}: {note_line.text}"
            for note_line in shown_lines
        ]
        lines = [format_learner_words(note_line) for text in texts for note_line in text.split("\n")]
        blocks = [draw_paragraph(text, width - 4, self.looks) for text in lines or heading.facts]
        return [build_content("      ") + row for block in blocks for row in block.split("\n")]

    def about(self, key: str) -> Content:
        """Return what is known under a heading, what the source says with its places, or an address."""
        heading = self._headings.get(key)
        if heading is None:
            return EMPTY
        width = max(20, self.app.size.width - 6)
        facts = heading.facts if heading.is_written and not heading.settings else ()
        quotes = [draw_labelled_markdown("known", text, width, self.looks) for text in facts]
        quotes += [
            draw_labelled_markdown("source", text, width, self.looks)
            + build_content((f"  {file_position}" if file_position else "", "$secondary"))
            for text, file_position in heading.quotes
        ]
        if (asked := self._asked) is not None and asked.answers:
            titles = "; ".join(answer.title for answer in asked.answers)
            quotes.append(draw_labelled_markdown("may help", format_learner_words(titles), width, self.looks))
        quotes += [build_content((NOT_IN_TEXT, "$secondary"))] if self._facts_of(heading) == () else []
        return stack_lines(
            [*quotes, *([build_content(("link ", "$secondary"), heading.address)] if heading.address else [])]
        )

    def _facts_of(self, heading: NoteHeading) -> Sequence[str] | None:
        """Return what an answer that was just taken quotes for a heading; None if nothing."""
        named = {fact.about: fact.quotes for fact in self.paper.facts}
        return named.get(heading.key) if heading.kind == "overview" else None

    @property
    def _parts(self) -> Sequence[NotePart]:
        return self.view.notes if self.view is not None else ()

    @property
    def _headings_of_paper(self) -> Sequence[NoteHeading]:
        return [heading for part in self._parts for heading in part.headings]

    @property
    def _heading(self) -> NoteHeading | None:
        return self._headings.get(self.chosen)

    @property
    def _asked(self) -> OpenQuestion | None:
        """The chosen question, while it has no answer."""
        return next((each for each in self.paper.questions if f"unknown/{each.key}" == self.chosen), None)

    @staticmethod
    def _has_quotes(heading: NoteHeading | None) -> bool:
        return (
            heading is not None
            and bool(heading.facts or heading.quotes)
            and any(note_line.name == "words" for note_line in heading.lines)
        )

    # --- acts ----------------------------------------------------------------------------------------------

    @property
    def enter_words(self) -> str:
        """Offer to write below the chosen heading."""
        return "write" if self._heading is not None and self._heading.lines else ""

    def action_enter(self) -> None:
        """Write below the chosen heading."""
        if (heading := self._heading) is not None and heading.lines:
            self.paper.write_heading(heading)

    @key("edit", "more headings", when=lambda self: not self._offers)
    def action_offer_headings(self) -> None:
        """List the headings below which nothing stands."""
        self.offer_headings()

    @key("back leave", "notes", when=lambda self: self._is_offering)
    def action_end_offer(self) -> None:
        """List what is written."""
        self._is_offering = False
        self._show_again()

    def leave(self) -> None:
        """Offer nothing more."""
        self._is_offering = False

    @key("more", "add a question")
    def action_add(self) -> None:
        """Add a question."""
        self.paper.ask_question("")

    @key("import", "add a link")
    def action_link(self) -> None:
        """Add a link."""
        self.paper.write_on("link/")

    @key("look", "take the source's words", when=_may_accept)
    def action_accept(self) -> None:
        """Offer the source's first sentence as one's own words, to be changed."""
        heading = self._heading
        if heading is not None and self._has_quotes(heading) and not heading.is_written:
            first, *_ = (*heading.facts, *(text for text, _ in heading.quotes))
            self.paper.write_heading(heading, offered={"words": first})

    @key("less", "remove", when=_may_remove)
    def action_remove(self) -> None:
        """Remove the text below the chosen heading."""
        if (heading := self._heading) is None or not heading.key or not heading.is_written:
            return

        def remove(workspace: Workspace) -> str:
            from drill.session.papers.note_page import remove_heading

            remove_heading(workspace, self.paper.slug, heading)
            return f"Removed: {heading.title}"

        self.paper.act(remove)

    @key("export", "export")
    def action_export(self) -> None:
        """Write the notes into a file."""
        self.paper.export()

    @key("open", "open", when=lambda self: self._heading is not None and self._heading.address)
    def action_open_link(self) -> None:
        """Open the chosen address in a browser, once it was shown."""
        heading = self._heading
        if heading is None or not heading.address:
            return
        self.paper.open_address(heading.address, is_shown=bool(self.detail.display))

    @key("copy", when=_may_copy)
    def action_copy(self) -> None:
        """Copy the chosen address, hyperparameters, or a page for somebody else on the chosen question."""
        if (asked := self._asked) is not None:
            self.paper.copy_question(asked.key)
        if (heading := self._heading) is not None and heading.address:
            self.app.copy_to_clipboard(heading.address)
            self.app.notify("Address copied.", markup=False)
        elif heading is not None and heading.settings:
            self.app.copy_to_clipboard(_print_settings(heading.settings))
            self.app.notify("Copied as a Python dict.", markup=False)


def _draw_settings(settings: Sequence[tuple[str, str]], width: int, looks: Looks) -> list[Content]:
    """Return hyperparameters as two columns, of names and values."""
    pairs = [(format_learner_words(name), format_learner_words(value)) for name, value in settings]
    names = [on_one_line(name, looks, width // 2) for name, _ in pairs]
    cells = max(map(cell_width, names))
    return [
        build_content("      ")
        + prefix_first_line(
            build_content((fit_to_cells(name, cells + 2), "$secondary")),
            draw_paragraph(value, width - cells - 8, looks),
        )
        for name, (_, value) in zip(names, pairs, strict=True)
    ]


def _print_settings(settings: Sequence[tuple[str, str]]) -> str:
    """Return hyperparameters as a Python dict, numbers as numbers; of two of one name the first."""
    values = dict(reversed(settings))
    lines = [
        f"    {name!r}: {value if _NUMBER.fullmatch(value) else repr(value)},\n"
        for name in dict.fromkeys(name for name, _ in settings)
        for value in [values[name]]
    ]
    return "".join(["{\n", *lines, "}\n"])
