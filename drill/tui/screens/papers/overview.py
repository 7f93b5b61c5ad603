"""What the paper holds, and the checklist of its reading: steps, figures, looks at the code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from drill.text import count
from drill.tui.content import EMPTY, join, line
from drill.tui.forms import as_typed
from drill.tui.screens.papers.labelled_text import paragraph
from drill.tui.screens.papers.part import ListPart, Row
from drill.tui.widgets.note_fields import NoteLine
from drill.tui.widgets.rows import KeyPair

if TYPE_CHECKING:
    from drill.session.papers.workbook_views import ChecklistEntry
    from drill.session.workspace import Workspace
    from drill.tui.screens.papers.paper import PaperScreen


class OverviewPart(ListPart):
    """``y`` and ``n`` tick, ``w`` writes beside an entry, ``+`` and ``-`` add figures and take them away."""

    called = "overview"

    def __init__(self, paper: PaperScreen) -> None:
        super().__init__(paper)
        self._entries: Mapping[str, ChecklistEntry] = {}
        self.keys |= {
            "y": lambda: self._tick(done=True), "n": lambda: self._tick(done=False), "w": self._annotate,
            "plus": self._add_figure, "minus": self._remove_figure, "x": self.paper.export,
        }  # fmt: skip

    def offered(self) -> tuple[KeyPair, ...]:
        """What the keys do."""
        entry = self._entries.get(self.chosen)
        remove: tuple[KeyPair, ...] = (("-", "remove"),) if entry is not None and entry.is_own else ()
        return (("enter", "tick"), ("w", "note"), *remove, ("+", "figure"), ("n", "not yet"), ("x", "export"))

    def lead(self) -> Content:
        """What the paper holds and rests on, and how far the reading is."""
        done = sum(entry.done for part in self._checklist for entry in part.entries)
        whole = sum(len(part.entries) for part in self._checklist)
        progress = line(
            (f"{done} of {whole} done", "bold"), ("   short lists to tick off and annotate", "$secondary")
        )
        if self.view is None:
            return progress
        row, view = self.view.row, self.view
        holds = [count(len(view.formulas), "formula"), count(len(view.symbols), "symbol")]
        holds += [count(sum(row.states.values()), "exercise")]
        rests = f" It rests on {row.ready.told()}." if row.ready.skills else ""
        return join(
            [paragraph(f"{', '.join(holds)}.{rests}", self.app.size.width - 6, self.looks), EMPTY, progress]
        )

    def rows(self) -> Sequence[Row]:
        """Three parts with their entries, what is noted under each."""
        self._entries = {entry.key: entry for part in self._checklist for entry in part.entries}
        rows: list[Row] = []
        for part in self._checklist:
            rows.append(Row("", line((part.title, "bold"))))
            rows += [Row(entry.key, self._row(entry)) for entry in part.entries]
            if not part.entries:
                rows.append(
                    Row(
                        "",
                        line(("  none yet: + adds one, w says what its axes and trend show", "$secondary")),
                    )
                )
        return rows

    def _row(self, entry: ChecklistEntry) -> Content:
        box = self.looks.glyph("✓", "x") if entry.done else self.looks.glyph("·", ".")
        width = max(20, self.app.size.width - 8)
        text = paragraph(as_typed(entry.text), width, self.looks, "$secondary" if entry.done else "")
        lines = [line("  ", (box, "bold"), " ") + text.split("\n")[0]]
        lines += [line("    ") + more for more in text.split("\n")[1:]]
        if entry.annotation:
            noted = paragraph(as_typed(entry.annotation), width - 4, self.looks)
            lines += [line("        ") + each for each in noted.split("\n")]
        return join(lines)

    @property
    def _checklist(self):
        return self.view.checklist if self.view is not None else ()

    # --- acts ----------------------------------------------------------------------------------------------

    def enter(self) -> None:
        """Tick it, or take the tick back."""
        if (entry := self._entries.get(self.chosen)) is not None:
            self._tick(done=not entry.done)

    def _tick(self, *, done: bool) -> None:
        if (entry := self._entries.get(self.chosen)) is None or entry.done == done:
            return

        def tick(workspace: Workspace) -> str:
            from drill.session.papers.notes import tick

            tick(workspace, self.paper.slug, entry.key, done=done)
            return ""

        self.paper.act(tick)

    def _annotate(self) -> None:
        if (entry := self._entries.get(self.chosen)) is None:
            return

        def keep(changed: Mapping[str, str]) -> None:
            def annotate(workspace: Workspace) -> str:
                from drill.session.papers.notes import tick

                tick(workspace, self.paper.slug, entry.key, annotation=changed["note"])
                return ""

            if changed:
                self.paper.act(annotate)

        hint = (
            "what do its axes and its trend say?" if entry.key.startswith("figure/") else "a word beside it"
        )
        self.paper.write(entry.text, [NoteLine("note", "your note", entry.annotation, hint)], keep)

    def _add_figure(self) -> None:
        def keep(changed: Mapping[str, str]) -> None:
            def add(workspace: Workspace) -> str:
                from drill.session.papers.notes import add_figure

                self.expect(add_figure(workspace, self.paper.slug, changed["figure"]))
                return ""

            if changed:
                self.paper.act(add)

        self.paper.write("a figure", [NoteLine("figure", "its name", "", "Figure 2")], keep)

    def _remove_figure(self) -> None:
        entry = self._entries.get(self.chosen)
        if entry is None or not entry.is_own:
            self.paper.banner.say("Only figures that were added are removed.")
            return

        def remove(workspace: Workspace) -> str:
            from drill.session.papers.notes import remove_figure

            remove_figure(workspace, self.paper.slug, entry.key)
            return f"Removed: {entry.text}"

        self.paper.act(remove)
