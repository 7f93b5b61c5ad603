"""Papers: the list of all, the progress of each, and a line to import another one."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from drill.text import count
from drill.tui.bindings import bind
from drill.tui.content import EMPTY, join, line
from drill.tui.looks import BROAD
from drill.tui.screens.papers.importing import ASKS, ImportPanel, Purpose, second_author_commands
from drill.tui.screens.papers.labelled_text import place_in_short, plain, states_told
from drill.tui.screens.places import PlaceScreen
from drill.tui.textual_internals import PagedList
from drill.tui.widgets.bars import of_states
from drill.tui.widgets.text import Text
from drill.tui.widgets.text_line import TextLine

if TYPE_CHECKING:
    from drill.papers import Fact
    from drill.session.papers.workbook_views import PaperRow
    from drill.session.workspace import Workspace

NOTHING = (
    "No paper yet. A paper's LaTeX source becomes exercises on its formulas:",
    "own words, recall, NumPy, derivatives, scaling, limits, numbers.",
)
COUNT_CELLS = 24
LEAST_BAR, MOST_BAR = 12, 70
# Of a title with its authors where what is told of the paper stands beside them.
NAME_CELLS = 84
# So many places of formulas that could not be read are named.
MOST_UNREAD = 3


class PapersScreen(PlaceScreen):
    """A list with two lines per paper; without papers the line to import one is open."""

    PLACE = "Papers"
    BINDINGS: ClassVar = [
        bind("go-on", "open", "open"), bind("drill", words="drill it"), bind("import", "import_paper"),
        bind("next", "complete", "complete the path"), bind("aim"), bind("find", words="find"),
        Binding("down", "to_list", show=False), bind("back", "cancel", "cancel"), bind("back", "end_typing"),
        bind("back", "leave"),
    ]  # fmt: skip
    DEFAULT_CSS = """
    PapersScreen #body {padding: 0; overflow: hidden;}
    PapersScreen #head {padding: 1 2 0 2; height: auto;}
    PapersScreen #find, PapersScreen #find:focus
        {border: none; height: 1; padding: 0 1; background: $surface; display: none;}
    PapersScreen OptionList, PapersScreen OptionList:focus {height: 1fr; border: none;
        background: $background; padding: 0 1; scrollbar-size-vertical: 1; text-wrap: nowrap;
        text-overflow: ellipsis; display: none;}
    """

    def __init__(self, takes: Purpose | None = None, about: str = "", *, back: str = "") -> None:
        """With ``takes`` the cursor begins in the line for a path; ``about`` is the bank that it is about.

        ``back`` is the slug of the paper to which leaving that line goes back; the list without it.
        """
        self._back = back
        self._rows: Sequence[PaperRow] | None = None
        self._takes: Purpose | None = takes
        self._import = ImportPanel(self, about)
        self._find = TextLine(
            id="find", placeholder="find: words of titles and authors", select_on_focus=False
        )
        super().__init__()
        self._shown: Sequence[PaperRow] = ()
        """Those that the words typed behind the slash are found in."""
        self._head = Text(id="head")
        self._list = PagedList(markup=False)

    def compose_body(self) -> ComposeResult:
        """Make a line to find papers, the list, and the import panel."""
        yield self._find
        yield self._head
        yield self._list
        if self._may_import:
            yield self._import

    @property
    def _may_import(self) -> bool:
        return self.app.may("import_paper")

    def offer(self, action: str) -> str | bool:
        """Name what acts: while a paper is read, in a line that is typed into, or in the list."""
        is_importing, is_finding = self._import.is_typing, self._find.has_focus
        is_listed = bool(self._rows) and not (self._import.is_busy or is_importing or is_finding)
        match action:
            case "cancel":
                return self._import.is_busy
            case "open" if is_importing:
                return ASKS[self._import.takes].act
            case "open" if is_finding:
                return "to the list"
            case "open" if self._rows == ():
                return "import a paper" if self._may_import and not self._import.is_busy else False
            case "complete":
                return is_importing and self._import.takes != "assistant"
            case "end_typing":
                words = "back" if is_importing else "all papers" if is_finding else ""
                return words or ("" if self._find.display else False)
            case "to_list":
                return is_finding and bool(self._shown)
            case "import_paper":
                return "import a paper" if is_listed else ""
            case "aim":
                is_goal = self._chosen is not None and self._chosen.bank == self.app.settings.goal
                return ("drop the goal" if is_goal else "aim for it") if is_listed else False
            case "open" | "drill" | "find":
                return is_listed or ("" if action == "find" else False)
            case "go":
                return "" if self._rows else "places"
            case _:
                return super().offer(action)

    def on_mount(self) -> None:
        """Set the focus: a path may be typed before the papers are there."""
        if self._takes is not None:
            self._import.open(self._takes)

    def commands(self) -> list[tuple[str, Callable[[], object]]]:
        """Return the commands for a second author, if a paper is chosen."""
        return second_author_commands(self, self._chosen.slug) if self._chosen is not None else []

    # --- data ----------------------------------------------------------------------------------------------

    def fill(self, workspace: Workspace) -> Callable[[], None]:
        """Read the papers, in the session's thread."""
        from drill.session.papers.workbook import open_papers

        rows = open_papers(workspace)

        def show() -> None:
            self._rows = rows
            self.top.set_corner(line((count(len(rows), "paper") if rows else "no papers", "$secondary")))
            self._draw()
            if self._import.is_typing or self._import.is_busy or self._find.has_focus:
                return
            if rows:
                self._list.focus()
            elif self._may_import:
                self._import.display = True

        return show

    def _draw(self) -> None:
        width, words = self.app.size.width, self._find.value.lower().split()
        index, before = self._list.highlighted or 0, self._shown
        self._shown = [row for row in self._rows or () if _has(row, words)]
        self._head.display = not self._shown
        nothing = " ".join(NOTHING) if self._may_import else "No paper yet."
        self._head.show(line("No paper has these words. esc shows all." if self._rows else nothing))
        self._list.clear_options()
        self._list.add_options([Option(self._row(row, width)) for row in self._shown])
        self._list.display = bool(self._shown)
        if self._shown:
            self._list.highlighted = min(index, len(self._shown) - 1) if self._shown == before else 0
        self.refresh_bindings()

    def on_resize(self) -> None:
        """Redraw bars at their new length."""
        if self._rows:
            self._draw()

    # --- rows ----------------------------------------------------------------------------------------------

    def _row(self, row: PaperRow, width: int) -> Content:
        looks, more = self.app.looks, self._more(row)
        if width >= BROAD and len(more) == 1 and not _is_begun(row):
            name = self._named(row, NAME_CELLS)
            detail = plain(more[0], looks, width - NAME_CELLS - 4)
            return name.pad_right(NAME_CELLS - name.cell_length) + line((detail, "$secondary"))
        title = textwrap.wrap(plain(row.title, looks), width - 4, subsequent_indent="  ")
        whole = [line((text_line, "bold")) for text_line in title]
        lines = whole if len(whole) > 1 else [self._named(row, width - 4)]
        if _is_begun(row):
            lines.append(self._standing(row, width - 4))
        rows = [text_line for detail in more for text_line in textwrap.wrap(plain(detail, looks), width - 8)]
        return join([*lines, *(line((f"    {row}", "$secondary")) for row in rows)])

    def _named(self, row: PaperRow, width: int) -> Content:
        """Return title and authors; of papers with the same title also their banks."""
        title = plain(row.title, self.app.looks, width)
        has_namesake = sum(paper_row.title == row.title for paper_row in self._rows or ()) > 1
        authors_and_bank = " ".join(filter(None, (row.authors, row.bank if has_namesake else "")))
        shown_authors = plain(authors_and_bank, self.app.looks, width)
        has_room = cell_len(title) + cell_len(shown_authors) + 2 <= width
        return line(
            (title, "bold"), (f"  {shown_authors}" if shown_authors and has_room else "", "$secondary")
        )

    def _standing(self, row: PaperRow, width: int) -> Content:
        """Return the bar of its exercises, and their numbers."""
        counts = states_told(row.states, self.app.looks)
        cells = min(MOST_BAR, width - 6 - COUNT_CELLS)
        bar = of_states(row.states, cells, self.app.looks) if cells >= LEAST_BAR else EMPTY
        return line("    ") + bar + line("  " if bar.plain else "") + counts

    def _more(self, row: PaperRow) -> list[str]:
        """Return further facts besides the exercises."""
        lines: list[str] = []
        number = sum(row.states.values())
        facts = ["> your goal" if self.app.looks.is_ascii else "▸ your goal"]
        facts = facts if row.bank == self.app.settings.goal else []
        facts += [count(number, "exercise")] if number and not _is_begun(row) else []
        if row.ready.path.skills:
            facts.append(row.ready.told())
        if row.questions:
            answered = f", {row.answered} answered" if row.answered else ""
            facts.append(count(row.questions, "question") + answered)
        if row.due:
            facts.append(f"{row.due} due")
        lines += [" · ".join(facts)] if facts else []
        if row.drafts_waiting:
            reviewed = row.drafts - row.drafts_waiting
            told = f"{reviewed} of {count(row.drafts, 'new exercise')} reviewed"
            lines.append(told if any(row.states.values()) else f"{told}: enter continues")
        if row.unread:
            named = ", ".join(map(place_in_short, row.unread[:MOST_UNREAD]))
            named += f" and {len(row.unread) - MOST_UNREAD} more" if len(row.unread) > MOST_UNREAD else ""
            lines.append(f"{count(len(row.unread), 'formula')} could not be read: {named}")
        return [*lines, *row.problems[:1]]

    @property
    def _chosen(self) -> PaperRow | None:
        index = self._list.highlighted
        return self._shown[index] if index is not None and index < len(self._shown) else None

    # --- acts ----------------------------------------------------------------------------------------------

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Open the selected paper."""
        event.stop()
        if (row := self._chosen) is not None:
            self.open_paper(row.slug, _begins_at(row))

    def open_paper(
        self,
        slug: str,
        begin: str,
        messages: Sequence[str] = (),
        *,
        draft: str = "",
        facts: Sequence[Fact] = (),
    ) -> None:
        """Open one paper; ``messages`` are shown above it, ``draft`` is reviewed first.

        ``facts`` are what an answer quoted of the paper as a whole: its notes offer them.
        """
        from drill.tui.screens.papers.paper import PaperScreen

        paper = PaperScreen(slug, begin, messages)
        paper.first_draft, paper.facts = draft, facts
        self.app.replace_screen(paper)

    def action_open(self) -> None:
        """Open the chosen paper; without papers, name the first one."""
        self.action_import_paper()

    def action_drill(self) -> None:
        """Drill the chosen paper."""
        row = self._chosen
        if row is None:
            return
        if not any(row.states.values()):
            self.banner.say("No exercise of it is kept yet: enter opens the review.")
            return
        from drill.session.queueing import Request

        self.app.drill(Request(scope=(row.bank,)))

    def action_aim(self) -> None:
        """Make the chosen paper the goal, or remove the goal if it is."""
        if (row := self._chosen) is not None:
            self.app.aim_for(row.bank, row.title)
            self._draw()

    # --- finding -------------------------------------------------------------------------------------------

    def action_find(self) -> None:
        """Move the cursor to the line in which words are typed."""
        if self._rows != ():  # words may be typed before the papers are there
            self._find.display = True
            self._find.focus()

    def _show_all(self) -> None:
        self._find.value, self._find.display = "", False
        self._draw()
        self._list.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow the list at every key."""
        event.stop()
        self._draw()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go to the list, where letters act."""
        event.stop()
        if self._shown:
            self._list.focus()

    # --- importing -----------------------------------------------------------------------------------------

    def action_end_typing(self) -> None:
        """Leave the line that is typed into; after words, show all papers again."""
        if self._import.is_typing and self._back:
            self.open_paper(self._back, "formulas")
        elif self._import.is_typing:
            self.close_import()
        else:
            self._show_all()

    def action_to_list(self) -> None:
        """Go from the line to the list."""
        self._list.focus()

    def action_complete(self) -> None:
        """Complete the path that is typed."""
        self._import.complete()

    def action_import_paper(self) -> None:
        """Go to the line in which a paper is named."""
        self._back = ""
        self._import.open("paper")

    def action_cancel(self) -> None:
        """Stop reading the paper."""
        self._import.cancel()

    def close_import(self) -> None:
        """Go back to the list."""
        self._back = ""
        self._import.close(stays=not self._rows)
        if self._rows:
            self._list.focus()


def _has(row: PaperRow, words: Sequence[str]) -> bool:
    """Return whether all words occur in what the list shows of a paper."""
    text = f"{row.title} {row.authors} {row.bank}".lower()
    return all(word in text for word in words)


def _is_begun(row: PaperRow) -> bool:
    """Return whether an exercise of it was met."""
    return row.states["unseen"] < sum(row.states.values())


def _begins_at(row: PaperRow) -> str:
    """Return the first view: the review if nothing was kept, else the last one, or the map."""
    if row.drafts_waiting and not any(row.states.values()):
        return "review"
    return row.left_at or "map"
