"""Papers: a line each with its progress, the facts of the chosen one, and a line to import another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from drill.text import count
from drill.tui.bindings import find_latin_key
from drill.tui.declared_keys import key
from drill.tui.looks import build_content, stack_lines
from drill.tui.screens.papers.import_line import ASKS, ImportPanel, Purpose
from drill.tui.screens.papers.part import (
    CELLS_BESIDE,
    DETAIL_FROM,
    place_in_short,
    states_told,
    typeset_title_on_line,
)
from drill.tui.screens.places import PlaceScreen
from drill.tui.textual_internals import PagedList, hand_on
from drill.tui.widgets.columns import Column, ListRow, lay_out
from drill.tui.widgets.text_line import FindLine, NarrowedList
from drill.tui.widgets.text_widgets import Text

if TYPE_CHECKING:
    from drill.session.papers.workbook_views import PaperRow
    from drill.session.workspace import Workspace

NOTHING = (
    "No paper yet. A paper's LaTeX source becomes exercises on its formulas:",
    "own words, NumPy, recall.",
)
OWN_PAPER = "import a paper of your own"
_COLUMNS = (
    Column("green", is_right=True, stays=True),
    Column("skills left", priority=1, is_right=True, stays=True),
)
# Max places of unreadable formulas that are named.
MOST_UNREAD = 3


class _Joined(PagedList):
    """A list whose cursor goes on, beyond its last row or its first one, to another list."""

    below: OptionList | None = None
    above: OptionList | None = None

    def on_focus(self) -> None:
        """Choose the row of a list of one row while the cursor is there."""
        self.highlighted = self.highlighted or 0

    def on_blur(self) -> None:
        """Choose nothing in a list of one row once the cursor has left it."""
        if self.above is not None:
            self.highlighted = None

    def action_cursor_down(self) -> None:
        """Choose the option below, or the list below."""
        if self.below is not None and self.below.display and self.highlighted == self.option_count - 1:
            self.below.focus()
        else:
            super().action_cursor_down()

    def action_cursor_up(self) -> None:
        """Choose the option above, or the list above."""
        if self.above is not None and not self.highlighted:
            self.above.focus()
        else:
            super().action_cursor_up()


class PapersScreen(NarrowedList, PlaceScreen):
    """A list with a line per paper; without papers the line to import one is open."""

    PLACE = "Papers"
    DEFAULT_CSS = """
    PapersScreen #body {padding: 0; overflow: hidden;}
    PapersScreen #head {padding: 1 2 0 3; height: auto;}
    PapersScreen #about {padding: 0 2 0 3; height: auto; max-height: 40%; border-top: solid $rule;}
    PapersScreen OptionList, PapersScreen OptionList:focus {height: 1fr; border: none;
        background: $background; padding: 0 1; scrollbar-size-vertical: 1; text-wrap: nowrap;
        text-overflow: ellipsis; display: none;}
    PapersScreen #ways, PapersScreen #ways:focus {height: 1;}
    """

    def __init__(self, takes: Purpose | None = None, source: str = "") -> None:
        """With ``takes`` the cursor begins in the line for a path; a ``source`` is read at once."""
        self._rows: Sequence[PaperRow] | None = None
        self._takes: Purpose | None = takes
        self._source = source
        self._import = ImportPanel(self)
        self.find_line = FindLine("find: words of titles and authors")
        super().__init__()
        self._shown: Sequence[PaperRow] = ()
        """Those that the words typed behind the slash are found in."""
        self._head = Text(id="head")
        self.rows_list = _Joined(markup=False)
        self._ways = _Joined(OWN_PAPER, markup=False, id="ways")
        """The row below the list, which stays in sight however long that is."""
        self.rows_list.below, self._ways.above = self._ways, self.rows_list
        self._kept_keys: list[events.Key] = []
        """The keys that came before the papers."""
        self._about = Text(id="about")
        self._about.display = False

    def compose_body(self) -> ComposeResult:
        """Make a line to find papers, the list with the facts of one, and the import panel."""
        yield self.find_line
        yield self._head
        yield self.rows_list
        yield self._ways
        yield self._about
        if self._may_import:
            yield self._import

    async def on_key(self, event: events.Key) -> None:
        """Keep a key that comes before the papers and that nothing here takes yet."""
        is_early = self.is_active and self._rows is None and not self._is_typed_into()
        if is_early and self.offer_of(find_latin_key(event.key)) is None:
            event.stop()
            event.prevent_default()
            self._kept_keys.append(event)

    def _act_on_kept_keys(self) -> None:
        """Let the keys act that came before the papers."""
        kept, self._kept_keys = self._kept_keys, []
        for event in kept:
            hand_on(self, event)

    @property
    def _may_import(self) -> bool:
        return self.app.may("import_paper")

    def _is_typed_into(self) -> bool:
        return self._import.is_typing or self.find_line.has_focus

    def _is_listed(self) -> bool:
        """Whether the list has the keys."""
        return bool(self._rows) and not (self._import.is_busy or self._is_typed_into())

    @property
    def enter_words(self) -> str:
        """Return the effect of enter: in a line for typing, or in the list."""
        if self._import.is_typing:
            return ASKS[self._import.takes].act
        if self.find_line.has_focus:
            return "open" if len(self._shown) == 1 else "to the list"
        if self._rows == () or self._ways.has_focus:
            if self._may_import and not self._import.is_busy:
                return "import a paper"
            return ""
        return "open" if self._is_listed() else ""

    def _words_of_ending(self) -> str:
        if self._import.is_typing:
            return "back"
        return "all papers" if self.find_line.display else ""

    def on_mount(self) -> None:
        """Set the focus: a path may be typed before the papers are there."""
        if self._takes is not None:
            self._import.open(self._takes, self._source)
            self._source = ""

    # --- data ----------------------------------------------------------------------------------------------

    def fill(self, workspace: Workspace) -> Callable[[], None]:
        """Read the papers, in the session's thread."""
        from drill.session.papers.workbook import open_papers

        rows = open_papers(workspace)

        def show() -> None:
            self._rows = rows
            self.top.set_corner(
                build_content((count(len(rows), "paper") if rows else "no papers", "$secondary"))
            )
            self.draw_rows()
            if self._import.is_typing or self._import.is_busy or self.find_line.has_focus:
                return
            if rows:
                self.rows_list.focus()
            elif self._may_import:
                self._import.display = True
            self.call_after_refresh(self._act_on_kept_keys)

        return show

    def draw_rows(self) -> None:
        """Show the papers that the words leave."""
        index, before = self.rows_list.highlighted or 0, self._shown
        matches = self.find_line.matches
        self._shown = [row for row in self._rows or () if matches(row.title, row.year, row.authors, row.bank)]
        nothing = " ".join(NOTHING) if self._may_import else "No paper yet."
        nothing = "No paper matches these words. esc shows all." if self._rows else nothing
        rows = [self._make_row(row) for row in self._shown]
        layout = lay_out(rows, _COLUMNS, max(20, self.app.size.width - CELLS_BESIDE), has_names=True)
        self._head.show(layout.names() if self._shown else build_content(nothing))
        self.rows_list.clear_options()
        self.rows_list.add_options([Option(layout.draw(row)) for row in rows])
        self.rows_list.display = bool(self._shown)
        self._ways.display = bool(self._rows) and self._may_import
        self._ways.highlighted = 0 if self._ways.has_focus else None
        if self._shown:
            is_same = self._shown == before
            self.rows_list.highlighted = min(index, len(self._shown) - 1) if is_same else 0
        self._describe()
        self.refresh_bindings()

    def on_resize(self) -> None:
        """Redraw the rows at their new length."""
        if self._rows:
            self.draw_rows()

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show the facts of another paper."""
        event.stop()
        self._describe()
        self.refresh_bindings()

    # --- rows ----------------------------------------------------------------------------------------------

    def _make_row(self, row: PaperRow) -> ListRow:
        """Return title and year, the share of greens, and the skills that are left."""
        is_goal, number = row.bank == self.app.settings.goal, sum(row.states.values())
        has_namesake = sum(other.title == row.title for other in self._rows or ()) > 1
        beside = f" ({row.year})" * bool(row.year) + f"  {row.bank}" * has_namesake
        title = typeset_title_on_line(row.title, self.app.looks)
        left = f"{len(row.path.left)}" if row.path.skills else ""
        if not row.has_exercises and row.drafts_waiting:
            left = "review"
        green = f"{row.states['green']} of {number}" if number else ""
        style = "" if is_goal else "$secondary"
        cells = {"green": build_content((green, style)), "skills left": build_content((left, style))}
        name = build_content((title, "bold" if is_goal else ""), (beside, "$secondary"))
        return ListRow(name, cells, build_content(("▸ " if is_goal else "  ", "bold")))

    def _describe(self) -> None:
        """Show the facts of the chosen paper, if there is room."""
        row = self._chosen
        self._about.display = row is not None and self.app.size.height >= DETAIL_FROM
        if row is not None:
            looks = self.app.looks
            head = build_content(
                (typeset_title_on_line(row.title, looks), "bold"),
                (f"  {typeset_title_on_line(row.authors, looks)}", "$secondary"),
            )
            facts = (build_content(typeset_title_on_line(fact, looks)) for fact in self._list_facts(row))
            self._about.show(stack_lines([head, *facts]))

    def _list_facts(self, row: PaperRow) -> list[str]:
        """Return the facts of a paper, a line each."""
        facts = ["your goal"] if row.bank == self.app.settings.goal else []
        facts += [states_told(row.states, self.app.looks).plain] if any(row.states.values()) else []
        facts += [row.path.describe()] if row.path.skills else []
        facts += [f"{row.due} again today"] if row.due else []
        if row.questions:
            answered = f", {row.answered} answered" if row.answered else ""
            facts.append(count(row.questions, "question") + answered)
        lines = [" · ".join(facts)] if facts else []
        if row.drafts_waiting:
            reviewed = row.drafts - row.drafts_waiting
            lines.append(f"{reviewed} of {count(row.drafts, 'new exercise')} reviewed")
        if row.unread:
            named = ", ".join(map(place_in_short, row.unread[:MOST_UNREAD]))
            named += f" and {len(row.unread) - MOST_UNREAD} more" if len(row.unread) > MOST_UNREAD else ""
            lines.append(f"{count(len(row.unread), 'formula')} could not be read: {named}")
        return [*lines, *row.problems[:1]]

    @property
    def _chosen(self) -> PaperRow | None:
        index = self.rows_list.highlighted
        if index is not None and index < len(self._shown):
            return self._shown[index]
        return None

    # --- acts ----------------------------------------------------------------------------------------------

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Open the selected paper."""
        event.stop()
        if event.option_list is self._ways:
            self.action_import_paper()
        elif (row := self._chosen) is not None:
            self.open_paper(row.slug)

    def open_paper(self, slug: str, messages: Sequence[str] = ()) -> None:
        """Open one paper; ``messages`` are shown above it."""
        from drill.tui.screens.papers.paper import PaperScreen

        self.app.replace_screen(PaperScreen(slug, messages=messages))

    @key("go-on", lambda self: self.enter_words)
    def action_open(self) -> None:
        """Open the chosen paper; without papers, name the first one."""
        self.action_import_paper()

    @key("drill", "drill it", when=_is_listed)
    def action_drill(self) -> None:
        """Drill the chosen paper."""
        row = self._chosen
        if row is None:
            return
        if not row.has_exercises:
            self.banner.say("No exercise of it is kept yet.")
            return
        from drill.session.standing.queueing import Request

        self.app.drill(Request(scope=(row.bank,)))

    @key("aim", "make it your goal, or drop it", when=_is_listed)
    def action_aim(self) -> None:
        """Make the chosen paper the goal, or remove the goal if it is."""
        row = self._chosen
        if row is not None:
            self.app.aim_for(row.bank, row.title)
            self.draw_rows()

    # --- finding -------------------------------------------------------------------------------------------

    @key("find", "find", when=_is_listed)
    def action_find(self) -> None:
        """Move the cursor to the line for the search."""
        if self._rows != ():  # words may be typed before the papers are there
            super().action_find()

    # --- importing -----------------------------------------------------------------------------------------

    @key("back", _words_of_ending)
    def action_end_typing(self) -> None:
        """Leave the line that is typed into; after words, show all papers again."""
        if self._import.is_typing:
            self.close_import()
        else:
            super().action_end_typing()

    @key("next", "complete the path", when=lambda self: self._import.is_typing)
    def action_complete(self) -> None:
        """Complete the path that is typed."""
        self._import.complete()

    @key("import", "import a paper")
    def action_import_paper(self) -> None:
        """Go to the line for the name of a paper."""
        self._import.open("paper")

    @key("back", "cancel", when=lambda self: self._import.is_busy)
    def action_cancel(self) -> None:
        """Stop reading the paper."""
        self._import.cancel()

    def close_import(self) -> None:
        """Go back to the list."""
        self.banner.say()
        self._import.close(stays=not self._rows)
        if self._rows:
            self.rows_list.focus()
