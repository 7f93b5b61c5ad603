"""A paper as a whole: what it says in one's own words, its context, the checklist of reading, its figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content

from drill.papers import CaptionRow, PassageRow
from drill.session.papers.workbook_views import OwnLine
from drill.text import count
from drill.tui.bindings import bind
from drill.tui.content import EMPTY, join, line
from drill.tui.forms import as_typed
from drill.tui.screens.papers.labelled_text import labelled, on_one_line, paragraph, place_told
from drill.tui.screens.papers.part import ListPart, Row
from drill.tui.widgets.note_fields import NoteLine

if TYPE_CHECKING:
    from drill.session.papers.workbook_views import ChecklistEntry, ChecklistPart
    from drill.session.workspace import Workspace
    from drill.tui.screens.papers.paper import PaperScreen

NEW_LINK = (
    OwnLine("address", "address", "", "https://…"),
    OwnLine("title", "title", "", "a post, a video, the code"),
    OwnLine("minutes", "minutes", "", "how long it takes"),
)
NONE_YET = {
    "context": ": i adds a link to a post, a video, the code",
    "captions": ": the source has no captions",
    "figures": ": + adds one, e says what its axes and trend show",
}


class OverviewPart(ListPart):
    """``y`` and ``n`` tick, ``e`` writes; ``i`` and ``+`` add links and figures, ``-`` removes them."""

    called = "overview"
    BINDINGS: ClassVar = [
        bind("go-on", "enter", "tick"), bind("edit", "write", "write"), bind("look", "open_link", "open"),
        bind("copy", words="copy"), bind("all", "accept", "take the paper's words"), bind("less", "remove"),
        bind("view", "depth", "other depth"), bind("import", "link", "link"),
        bind("more", "figure", "figure"), bind("export", words="export"), bind("yes", "tick(True)"),
        bind("no", "tick(False)"),
    ]  # fmt: skip

    def __init__(self, paper: PaperScreen) -> None:
        super().__init__(paper)
        self._entries: Mapping[str, ChecklistEntry] = {}
        # The address that a press of the key has shown, where no other place shows it.
        self._announced = ""

    def offer(self, action: str) -> str | bool:
        """Name what acts on the chosen row."""
        entry = self._entries.get(self.chosen)
        match action:
            case "open_link" | "copy":
                return entry is not None and bool(entry.address)
            case "accept":
                return entry is not None and bool(entry.passages) and not entry.annotation
            case "remove":
                return "remove" if entry is not None and entry.is_own else ""
            case _:
                return super().offer(action)

    def lead(self) -> Content:
        """What the paper holds and rests on, and how far the reading is."""
        entries = [entry for part in self._checklist for entry in part.entries if not entry.is_link]
        done, whole = sum(entry.done for entry in entries), len(entries)
        progress = line(
            (f"{done} of {whole} done", "bold"), ("   short lists to tick off and annotate", "$secondary")
        )
        if self.view is None:
            return progress
        row, view = self.view.row, self.view
        holds = [count(len(view.formulas), "formula"), count(len(view.symbols), "symbol")]
        holds += [count(sum(row.states.values()), "exercise")]
        rests = f" Of what it rests on you have {row.ready.told()}." if row.ready.path.skills else ""
        return join(
            [paragraph(f"{', '.join(holds)}.{rests}", self.app.size.width - 6, self.looks), EMPTY, progress]
        )

    def rows(self) -> Sequence[Row]:
        """The parts with their entries, what is noted under each."""
        self._entries = {entry.key: entry for part in self._checklist for entry in part.entries}
        rows: list[Row] = []
        for part in self._checklist:
            rows.append(Row("", line((part.title, "bold"))))
            rows += [Row(entry.key, self._row(entry)) for entry in part.entries]
            if not part.entries:
                rows.append(Row("", line((f"  none yet{NONE_YET.get(part.id, '')}", "$secondary"))))
        return rows

    def _row(self, entry: ChecklistEntry) -> Content:
        box = self.looks.glyph("✓", "x") if entry.done else self.looks.glyph("·", ".")
        width = max(20, self.app.size.width - 8)
        text = paragraph(as_typed(entry.text), width, self.looks, "$secondary" if entry.done else "")
        told = count(len(entry.passages), "sentence") if not entry.annotation and entry.lines else ""
        told = f"   {told} of the paper" if entry.passages and told else ""
        if caption := next((row for row in entry.passages if isinstance(row, CaptionRow)), None):
            told = f"  {on_one_line(caption.text, self.looks, max(8, width - 14))}"
        lines = [line("  ", (box, "bold"), " ") + text.split("\n")[0] + line((told, "$secondary"))]
        lines += [line("    ") + more for more in text.split("\n")[1:]]
        if entry.annotation:
            noted = paragraph(as_typed(entry.annotation), width - 4, self.looks)
            lines += [line("        ") + each for each in noted.split("\n")]
        return join(lines)

    @property
    def _checklist(self) -> Sequence[ChecklistPart]:
        """The parts in the order of reading."""
        if self.view is None:
            return ()
        about, context, captions = self.view.whole
        reading, figures, code = self.view.checklist
        return (about, context, reading, captions, figures, code)

    def about(self, key: str) -> Content:
        """The paper's own words on an entry, with their places."""
        entry = self._entries.get(key)
        width = max(20, self.app.size.width - 6)
        lines = [
            labelled(row.part if isinstance(row, PassageRow) else "", row.text, width, self.looks)
            + line((f"  {place_told(row.file, row.line)}", "$secondary"))
            for row in (entry.passages if entry is not None else ())
        ]
        address = [line(("link ", "$secondary"), entry.address)] if entry and entry.address else []
        return join([*lines, *address])

    # --- acts ----------------------------------------------------------------------------------------------

    def action_enter(self) -> None:
        """Tick it, or take the tick back."""
        if (entry := self._entries.get(self.chosen)) is not None:
            self.action_tick(not entry.done)

    def action_tick(self, done: bool) -> None:
        """Tick the chosen row, or take the tick back."""
        from drill.session.papers.notes import tick

        if (entry := self._entries.get(self.chosen)) is not None and entry.done != done:
            self.paper.act(lambda workspace: tick(workspace, self.paper.slug, entry.key, done=done))

    def action_write(self) -> None:
        """Write on the chosen row."""
        from drill.session.papers.notes import tick

        if (entry := self._entries.get(self.chosen)) is None:
            return
        if entry.lines:
            self.paper.write_lines(entry.key, entry.text, entry.lines)
            return

        def keep(changed: Mapping[str, str]) -> None:
            if changed:
                slug, note = self.paper.slug, changed["note"]
                self.paper.act(lambda workspace: tick(workspace, slug, entry.key, annotation=note))

        hint = (
            "what do its axes and its trend say?" if entry.key.startswith("figure/") else "a word beside it"
        )
        self.paper.write(entry.text, [NoteLine("note", "your note", entry.annotation, hint)], keep)

    def action_link(self) -> None:
        """Add a link."""
        self.paper.write_lines("link/", "a link", NEW_LINK)

    def action_export(self) -> None:
        """Write the workbook into a file."""
        self.paper.export()

    def action_figure(self) -> None:
        """Add a figure."""

        def keep(changed: Mapping[str, str]) -> None:
            def add(workspace: Workspace) -> None:
                from drill.session.papers.notes import add_figure

                self.expect(add_figure(workspace, self.paper.slug, changed["figure"]))

            if changed:
                self.paper.act(add)

        self.paper.write("a figure", [NoteLine("figure", "its name", "", "Figure 2")], keep)

    def action_remove(self) -> None:
        """Take the chosen link or figure away."""
        entry = self._entries.get(self.chosen)
        if entry is None or not entry.is_own:
            self.paper.banner.say("Only figures and links that were added are removed.")
            return

        def remove(workspace: Workspace) -> str:
            from drill.session.papers.notes import clear_note

            field, key = ("link", entry.key.removeprefix("link/")) if entry.is_link else ("tick", entry.key)
            clear_note(workspace, self.paper.slug, field, key)
            return f"Removed: {entry.text}"

        self.paper.act(remove)

    def action_accept(self) -> None:
        """The first of the paper's sentences becomes one's own words, to be changed."""
        entry = self._entries.get(self.chosen)
        if entry is not None and entry.passages and not entry.annotation:
            self.paper.keep_lines(entry.key, {"words": entry.passages[0].text})

    def action_depth(self) -> None:
        """Read for the idea, or to reproduce."""
        if self.view is not None:
            other = "idea" if self.view.depth == "reproduce" else "reproduce"
            self.paper.keep_notes([("depth", "", other)])

    def action_open_link(self) -> None:
        """Open the chosen address in a browser, once it was shown."""
        entry = self._entries.get(self.chosen)
        if entry is None or not entry.address:
            return
        if not self.detail.display and self._announced != entry.address:
            # The terminal is too low to show the address of the chosen row.
            self._announced = entry.address
            look = self.paper.app.key_for("look")
            self.paper.banner.say(f"Press {look} again to open {entry.address}")
            return
        import webbrowser

        opened = webbrowser.open(entry.address)
        self.paper.banner.say("Opened in the browser." if opened else f"No browser opens {entry.address}")

    def action_copy(self) -> None:
        """Copy the chosen address."""
        entry = self._entries.get(self.chosen)
        if entry is not None and entry.address:
            self.app.copy_to_clipboard(entry.address)
            self.app.notify("Address copied.", markup=False)
