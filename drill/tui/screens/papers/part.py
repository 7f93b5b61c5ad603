"""The views of a paper's screen: what all have in common, and the views that are lists."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.events import Click
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from drill import typeset
from drill.session.today.today_page import cut_words
from drill.text import count
from drill.tui.bindings import Keyed
from drill.tui.declared_keys import key
from drill.tui.formula_forms import FORMS, format_learner_words, in_form
from drill.tui.looks import (
    AIR_FROM,
    EMPTY,
    GROUND_INDENT,
    Looks,
    build_content,
    draw_formula,
    of_block,
    prefix_first_line,
    stack_lines,
)
from drill.tui.looks import Part as LooksPart
from drill.tui.textual_internals import PagedList
from drill.tui.widgets.columns import Column, ListRow, lay_out
from drill.tui.widgets.screen_rows import draw_rule
from drill.tui.widgets.text_widgets import Text

if TYPE_CHECKING:
    from textual.widget import Widget

    from drill.gyr.state import State
    from drill.papers import FamilyRow, SymbolRow
    from drill.session.papers.workbook_views import PaperExercise, PaperView
    from drill.tui.app import DrillApp
    from drill.tui.screens.papers.paper import PaperScreen

# Min rows of the terminal for the details of the chosen row below a list.
DETAIL_FROM = 14
# Cells of a list's margins, of the sign of the chosen row, and of the scroll bar; of an indentation.
CELLS_BESIDE, INDENT = 5, 2
# The id of the heading below which a new note is written.
NEW_NOTE = "unknown/"


class Part(Keyed, Vertical, can_focus=True):
    """A view with its name in the row of views; its keys act while it is shown."""

    called: ClassVar[str] = ""
    DEFAULT_CSS = "Part {height: 1fr; display: none;}"

    def __init__(self, paper: PaperScreen) -> None:
        super().__init__()
        self.paper = paper

    @property
    def view(self) -> PaperView | None:
        """The paper, once it was read."""
        return self.paper.view

    @property
    def looks(self) -> Looks:
        """How marks and formulas are drawn."""
        return self.paper.app.looks

    @property
    def scrolled(self) -> Widget:
        """The widget that the keys scroll if they choose nothing."""
        return self

    @property
    def may_review(self) -> bool:
        """Whether drafts, symbols and formulas can be decided on: not in a browser."""
        return self.paper.app.allowed is None

    @property
    def words_of_turning(self) -> str:
        """The words for ``tab`` here; empty if it does nothing."""
        return "next view"

    def draw(self) -> None:
        """Show the paper in its present state."""

    def take_focus(self) -> None:
        """Take the focus."""
        self.focus()

    def leave(self) -> None:
        """Finish before another view or screen is shown."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a view: without a ``key`` it cannot be chosen."""

    key: str
    # Its cells in the columns of the view, or a text of several lines.
    line: ListRow | Content
    # What enter does, and its words; without these enter unfolds the row.
    act: Callable[[], object] | None = None
    words: str = "choose"
    # The rows that it unfolds into, if there are any.
    parts: Callable[[], Iterable[Row]] | None = None
    # Its details below the list.
    about: Callable[[], Content] | None = None
    # What it is about, which the keys of the view act on; a row that it unfolds into is about the same.
    of: object = None


class ListPart(Part):
    """A head, a list whose rows unfold, and below it the details of the chosen row."""

    columns: Sequence[Column] = ()
    has_names = False
    """Whether the names of the columns are shown above them."""
    DEFAULT_CSS = """
    ListPart .head {height: auto; padding: 0 2 0 3; margin-top: 1;}
    ListPart OptionList, ListPart OptionList:focus {height: 1fr; border: none; background: $background;
        padding: 0 1; scrollbar-size-vertical: 1; text-wrap: nowrap; text-overflow: ellipsis;}
    ListPart OptionList > .option-list--option-disabled {color: $foreground;}
    ListPart .detail {height: auto; max-height: 45%; padding: 0 2 0 3; scrollbar-size-vertical: 1;
        border-top: solid $rule;}
    ListPart .detail Text {height: auto;}
    """

    def __init__(self, paper: PaperScreen) -> None:
        super().__init__(paper)
        self.head = Text(classes="head")
        self.list = PagedList(markup=False)
        self.detail = VerticalScroll(classes="detail", can_focus=False)
        self.layout_of_rows = lay_out((), (), 0)
        self._about = Text()
        self._rows: Sequence[Row] = ()
        self._around: Mapping[str, str] = {}
        """The key of the row that each row belongs to."""
        self._unfolded: set[str] = set()

    def compose(self) -> ComposeResult:
        """Make head, list and details."""
        yield self.head
        yield self.list
        with self.detail:
            yield self._about

    def lead(self) -> Content:
        """Return the text above the list."""
        return EMPTY

    def rows(self) -> Iterable[Row]:
        """Return the rows of the list."""
        return ()

    def choose_first(self) -> str:
        """Return the key of the row that is chosen at first; empty for the first one."""
        return ""

    @property
    def cells(self) -> int:
        """Cells of a row, without margins, the chosen one's sign, the scroll bar and the cell before it."""
        return max(20, self.app.size.width - CELLS_BESIDE - (self.app.size.height >= AIR_FROM))

    @property
    def row(self) -> Row | None:
        """The chosen row."""
        index = self.list.highlighted
        return self._rows[index] if index is not None and index < len(self._rows) else None

    @property
    def chosen(self) -> str:
        """The key of the chosen row, or an empty text."""
        return self.row.key if self.row is not None else ""

    @property
    def enter_words(self) -> str:
        """Return the effect of enter on the chosen row."""
        if self.row is None or (self.row.act is None and self.row.parts is None):
            return ""
        return self.row.words if self.row.act is not None else self.words_of_opening

    @property
    def words_of_opening(self) -> str:
        """The effect of ``space`` on the chosen row; empty if it opens nothing."""
        if self.row is None or self.row.parts is None:
            return "open" if self.row is not None and self.row.words == "open" else ""
        return "close" if self.is_unfolded(self.chosen) else "open"

    def is_unfolded(self, key: str) -> bool:
        """Return whether the rows of a row are shown below it."""
        return key in self._unfolded

    # --- drawing -------------------------------------------------------------------------------------------

    def draw(self) -> None:
        """Show the list again, with the same row chosen."""
        wanted, before = self.chosen or self.choose_first(), self.list.highlighted or 0
        around: dict[str, str] = {}
        listed = [*self._unfold(self.rows(), "", 0, around)]
        self._rows, self._around = [row for row, _ in listed], around
        lines = [row.line for row in self._rows if isinstance(row.line, ListRow)]
        self.layout_of_rows = lay_out(lines, self.columns, self.cells, has_names=self.has_names)
        self.list.clear_options()
        self.list.add_options(
            [Option(self._draw_row(row, depth), disabled=not row.key) for row, depth in listed]
        )
        self.draw_head()
        self.list.highlighted = self._place(wanted, before)
        self._describe()
        self.call_after_refresh(self.list.scroll_to_highlight)  # once it has its rows, and the details theirs

    def _unfold(
        self, rows: Iterable[Row], around: str, depth: int, above: dict[str, str]
    ) -> Iterator[tuple[Row, int]]:
        for row in rows:
            above[row.key] = around
            yield row, depth
            if row.parts is not None and row.key in self._unfolded:
                yield from self._unfold(row.parts(), row.key, depth + 1, above)

    def _draw_row(self, row: Row, depth: int) -> Content:
        indent = Content(" " * INDENT * depth)
        if isinstance(row.line, ListRow):
            return self.layout_of_rows.draw(replace(row.line, head=indent + row.line.head))
        return stack_lines([indent + line for line in row.line.split("\n", allow_blank=True)])

    def draw_head(self) -> None:
        """Show the text above the list again."""
        lead = self.lead()
        self.head.display = bool(lead.plain)
        self.head.show(lead)

    def _place(self, wanted: str, before: int) -> int | None:
        """Return the index of the row ``wanted``; if it is gone, of the nearest one that can be chosen."""
        keys = [row.key for row in self._rows]
        if wanted in filter(None, keys):
            return keys.index(wanted)
        places = [index for index, key in enumerate(keys) if key]
        return min(places, key=lambda candidate: abs(candidate - before), default=None)

    def find_option_text(self, key: str) -> str:
        """Return the row of a key as it is drawn."""
        return next(
            (str(o.prompt) for row, o in zip(self._rows, self.list.options, strict=True) if row.key == key),
            "",
        )

    def choose(self, key: str) -> None:
        """Choose the row of a key, if it is listed."""
        self.list.highlighted = self._place(key, self.list.highlighted or 0)

    def _describe(self) -> None:
        row = self.row
        about = row.about() if row is not None and row.about is not None else EMPTY
        self.detail.display = bool(about.plain) and self.app.size.height >= DETAIL_FROM
        self.detail.scroll_home(animate=False)
        self._about.show(about)

    def take_focus(self) -> None:
        """Focus the list."""
        if self.list.option_count:
            self.list.focus()
        else:
            super().take_focus()

    def show_again(self) -> None:
        """Show the list as it is now, and the keys that act on it."""
        self.draw()
        self.take_focus()
        self.paper.refresh_bindings()

    def on_resize(self) -> None:
        """Redraw rows and texts at their new width."""
        if self.display and self.view is not None:
            self.draw()

    # --- choosing ------------------------------------------------------------------------------------------

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show the details of another row."""
        event.stop()
        self._describe()
        self.paper.refresh_bindings()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Do what enter does on the selected row."""
        event.stop()
        self.action_enter()

    @key("go-on", lambda self: self.enter_words)
    def action_enter(self) -> None:
        """Do the action of the chosen row, or unfold it."""
        row = self.row
        if row is not None and row.act is not None:
            row.act()
        else:
            self.action_open_row()

    @key("look", lambda self: self.words_of_opening)
    def action_open_row(self) -> None:
        """Unfold the chosen row, or fold it; else do what enter does."""
        if self.row is not None and self.row.parts is None and self.row.act is not None:
            self.row.act()
        elif self.row is not None and self.row.parts is not None:
            self.unfold(self.chosen, is_open=not self.is_unfolded(self.chosen))

    def unfold(self, key: str, *, is_open: bool = True) -> None:
        """Show the rows of a row below it, or hide them."""
        self._unfolded = self._unfolded | {key} if is_open else self._unfolded - {key}
        self.show_again()
        above = sum(str(each.prompt).count("\n") + 1 for each in self.list.options[: self.list.highlighted])
        is_low = above - self.list.scroll_offset.y > self.list.size.height // 2
        if is_open and is_low:
            self.call_after_refresh(self.list.scroll_to_highlight, top=True)

    @property
    def _open_here(self) -> str:
        """The key of the unfolded row that the chosen one is, or belongs to."""
        key = self.chosen
        while key and not self.is_unfolded(key):
            key = self._around.get(key, "")
        return key

    @key("back", "close", when=lambda self: self._open_here)
    def action_fold(self) -> None:
        """Fold the row that is unfolded around the chosen one."""
        if key := self._open_here:
            self.choose(key)
            self.unfold(key, is_open=False)


# The row of a paper's view names, the current one underlined; a click on a name goes there.

# Cells of a name's margins, and of the mark behind the last name.
NAME_MARGINS = 3
NEXT_KEY = "tab"


class ViewRow(Text):
    """The row of views."""

    DEFAULT_CSS = "ViewRow {height: 1; padding: 0 1; background: $surface; text-wrap: nowrap;}"

    def __init__(self, go: Callable[[int], object]) -> None:
        super().__init__()
        self._names: Sequence[str] = ()
        self._go = go

    def put(self, names: Sequence[str], index: int) -> None:
        """Show these names, the one at ``index`` as the current view."""
        self._names = names
        is_tall = self.app.size.height >= AIR_FROM
        parts: list[LooksPart] = [" "] if is_tall else []
        style = "bold" if is_tall else "$primary bold underline"
        for number, name in enumerate(names):
            parts += [(f" {name} ", style if number == index else "$secondary"), " "]
        next_key = NEXT_KEY if len(names) > 1 else ""
        begin = sum(len(name) + NAME_MARGINS for name in names[:index]) + 2
        rule = [draw_rule(self.app.size.width, begin, len(names[index]))] if is_tall and names else []
        self.show(stack_lines([build_content(*parts, (next_key, "$primary bold")), *rule]))

    def on_click(self, event: Click) -> None:
        """Go to the view whose name was clicked."""
        start = 1
        for number, name in enumerate(self._names):
            if not event.y and start <= event.x < start + len(name) + NAME_MARGINS:
                self._go(number)
            start += len(name) + NAME_MARGINS


# Shared drawing of the views of a paper: labelled texts, exercises with states, places in the source.

LABEL_CELLS = 10
COUNTED: tuple[State, ...] = ("green", "yellow", "red", "parked", "unseen")
NARROWEST = 12
# Declared types of a symbol, in words, and types of a function's values.
TYPES = {
    "R": ("a real number", "real numbers"), "N": ("a natural number", "natural numbers"),
    "Z": ("an integer", "integers"), "R^?": ("a vector", "vectors"), "R^(? x ?)": ("a matrix", "matrices"),
}  # fmt: skip
# More cells than any title or name takes.
MOST_CELLS = 400
# Rows of the terminal per row that a formula above a table may take.
ROWS_A_FORMULA_ROW = 4


def states_told(states: Mapping[State, int], looks: Looks) -> Content:
    """Return how many exercises are in each state: ``●12 ▲9 ■3, 37 new``."""
    pieces: list[LooksPart] = []
    for state in COUNTED:
        number = states.get(state, 0)
        if number and state == "unseen":
            pieces.append(f"{', ' if pieces else ''}{number} new")
        elif number:
            pieces += [" " if pieces else "", looks.sign(state), f"{number}"]
    return build_content(*pieces)


def exercises_told(exercises: Sequence[PaperExercise], width: int, looks: Looks) -> Content:
    """Return exercises by kind: ``9 exercises  recall ■  code ▲▲  explain ●``."""
    if not exercises:
        return build_content(("no exercises", "$secondary"))
    groups = [build_content((count(len(exercises), "exercise"), "$secondary"))]
    for kind in dict.fromkeys(exercise.kind for exercise in exercises):
        signs: list[LooksPart] = [
            looks.sign(exercise.state) for exercise in exercises if exercise.kind == kind
        ]
        groups.append(build_content(f"{kind} ", *signs))
    rows = [groups[0]]
    for group in groups[1:]:
        if len(rows[-1].plain) + len(group.plain) + 2 <= width:
            rows[-1] = rows[-1] + build_content("  ") + group
        else:
            rows.append(group)
    return stack_lines(rows)


def place_in_short(file_position: str) -> str:
    """Return ``main.tex:131`` without folders."""
    return file_position.rpartition("/")[2]


def draw_labelled_markdown(label: str, markdown: str, width: int, looks: Looks) -> Content:
    """Return a text with formulas, wrapped next to its label."""
    head = build_content((f"{label:{LABEL_CELLS}}", "$secondary"))
    room = max(NARROWEST, width - LABEL_CELLS)
    if not markdown.strip():
        return head
    return prefix_first_line(head, of_block(typeset.set_prose(markdown, width=room, tier=looks.tier)))


def draw_labelled_words(label: str, text: str, width: int, looks: Looks) -> Content:
    """Return the learner's text, next to its label, line by line."""
    lines = [text_line for text_line in text.split("\n") if text_line.strip()] or [""]
    return stack_lines(
        [
            draw_labelled_markdown("" if n else label, format_learner_words(text_line), width, looks)
            for n, text_line in enumerate(lines)
        ]
    )


def draw_paragraph(markdown: str, width: int, looks: Looks, style: str = "") -> Content:
    """Return a text with formulas, wrapped."""
    if not markdown.strip():
        return EMPTY
    block = typeset.set_prose(markdown, width=max(NARROWEST, width), tier=looks.tier)
    return of_block(block, style=style)


def on_one_line(markdown: str, looks: Looks, cells: int) -> str:
    """Return a text with formulas on one line of at most ``cells`` cells, cut between its words."""
    lines = typeset.set_prose(markdown, width=MOST_CELLS, tier=looks.tier).lines
    if lines[1:]:
        lines = typeset.set_prose(
            in_form(markdown, FORMS[1], looks.tier), width=MOST_CELLS, tier=looks.tier
        ).lines
    return cut_words(" ".join(text.strip() for text in lines if text.strip()), cells)


def describe_type(row: SymbolRow, looks: Looks) -> str:
    """Return the type of a symbol, without its name if that is possible: ``a vector``, ``0 < β_t < 1``."""
    name, declared = row.typed, row.declared
    known = {f"{name} in {of}": one for of, (one, _) in TYPES.items()}
    known |= {f"{name}(.) in {of}": f"function to {several}" for of, (_, several) in TYPES.items()}
    if declared in known:
        return known[declared]
    if not looks.is_ascii:
        for typed, printed in (("inf)", "∞)"), ("<=", "≤"), (">=", "≥"), ("R^", "ℝ^")):
            declared = declared.replace(typed, printed)
    declared = declared.replace(f"{name}(.) in ", "function to ")
    declared = declared.removeprefix(f"{name}: ").removeprefix(f"{name} in ")
    printed = in_line(row.symbol, looks, MOST_CELLS)
    if name:
        return re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", lambda _: printed, declared)
    return declared


def typeset_title_on_line(text: str, looks: Looks) -> str:
    """Return a title, a name or a question on one line, in the terminal's glyphs."""
    return on_one_line(format_learner_words(text), looks, MOST_CELLS)


def draw_formula_for_screen(latex: str, width: int, app: DrillApp) -> list[Content]:
    """Return a formula in two dimensions, or on one line if it would take too much of the screen."""
    drawn = typeset.typeset_formula(latex, width=width - GROUND_INDENT - 1, tier=app.looks.tier)
    if len(drawn.lines) * ROWS_A_FORMULA_ROW > app.size.height:
        return [build_content((in_line(latex, app.looks, width), "$ink"))]
    return [draw_formula(drawn, width, is_airy=app.size.height >= AIR_FROM)]


def in_line(latex: str, looks: Looks, cells: int) -> str:
    """Return a formula on one line of at most ``cells`` cells."""
    return cut_to_cells(typeset.typeset_on_one_line(latex, tier=looks.tier).one_line, cells)


def cut_to_cells(text: str, cells: int) -> str:
    """Return at most ``cells`` cells of a line, with a sign if something is missing."""
    if typeset.cell_width(text) <= cells:
        return text
    shortened = text
    while shortened and typeset.cell_width(shortened) > cells - 1:
        shortened = shortened[:-1]
    return shortened + "…"


def fit_to_cells(text: str, cells: int) -> str:
    """Return a column: the text cut to ``cells``, filled with blanks."""
    shortened = cut_to_cells(text, cells)
    return shortened + " " * (cells - typeset.cell_width(shortened))


def describe_moves(moves: Sequence[FamilyRow]) -> Sequence[str]:
    """Return moves, each with what its roles are: Markdown with ``$…$``."""
    return [
        f"{move.title}: " + ", ".join(f"{role} ${latex}$" for role, latex in move.roles.items())
        if move.roles
        else move.title
        for move in moves
    ]
