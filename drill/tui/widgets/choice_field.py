"""Fields for chosen answers: one option, several, all of them in order, or a line of an argument."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import accumulate
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.geometry import Region
from textual.widget import Widget

from drill import typeset
from drill.checking import NO_SLIP, Option
from drill.drawing.figure import Figure
from drill.session.drilling.answer_help import OptionSign, option_signs, right_places, taken_ids
from drill.session.drilling.exercise_view import ExerciseView
from drill.session.drilling.verdict_view import VerdictView
from drill.tui.looks import CHOSEN_STYLE, build_content, in_columns, of_block, prefix_first_line, stack_lines
from drill.tui.widgets.answer_beside_key import FEWEST_COLUMNS, FEWEST_ROWS, of_figure
from drill.tui.widgets.fields import AnswerChanged, AnswerGiven, FieldGrown
from drill.tui.widgets.text_widgets import Text, width_of
from drill.typeset import Block

if TYPE_CHECKING:
    from drill.tui.app import DrillApp

# Max columns of an option's figure, so that four of them fit on a screen, two by two.
OPTION_COLUMNS = 44
# Cells before an option for cursor, digit and sign, and further cells for its place in an order.
HEAD_CELLS, PLACE_CELLS = 7, 3
# Width at which no option is wrapped, so that only a high formula has several lines, in cells.
UNWRAPPED = 1000
# Seconds within which an enter after one that kept a line counts as a double press, and checks nothing.
DOUBLE_S = 0.4
# Min seconds that a question is visible before keys count, because nobody answers an unseen question.
GUARD_S = 0.15
NOTHING_YET = "Nothing is chosen yet"
NO_LINE = Option(NO_SLIP, "No line is wrong.")
SIGNS: Mapping[OptionSign, tuple[str, str]] = {
    "right": ("✓ ", "$mark-green bold"), "wrong": ("✗ ", "$mark-red bold"), "missed": ("○ ", "bold"),
}  # fmt: skip

MOVES = {"j": 1, "down": 1, "right": 1, "k": -1, "up": -1, "left": -1}


class ChoiceField(Widget, can_focus=True):
    """Options below each other, with a cursor that begins on none; letters stay free for commands.

    For a choice of one option or one line the cursor is the choice. For several, each is chosen or removed;
    those of an order move to their place.
    """

    app: DrillApp
    DEFAULT_CSS = "ChoiceField {height: auto; padding: 0 1 0 2;} ChoiceField Text {height: auto;}"

    def __init__(self) -> None:
        super().__init__()
        self._kind = ""
        self._options: Sequence[Option] = ()
        self._figures: Mapping[str, Figure] = {}
        self._taken: list[int] = []
        self._at: int | None = None
        self._regions: dict[int, Region] = {}
        self._is_locked = False
        self._kept_at = 0.0
        self._seen_since: float | None = None
        """When its exercise was painted; None before that."""
        self._signs: Mapping[str, OptionSign] = {}
        self._added: Mapping[str, str] = {}
        """What stands below an option once the key is shown."""
        self._list = Text()
        self._note = Text()

    def compose(self) -> ComposeResult:
        """Make the options, and the line that explains the choice."""
        yield self._list
        yield self._note

    def begin(self, view: ExerciseView) -> None:
        """Become the field of an exercise: nothing chosen, or the choice of its draft."""
        self._kind, self._figures = view.stage.kind, view.stage.option_figures
        lines = [Option(str(number), text) for number, text in enumerate(view.stage.lines, 1)]
        self._options = view.stage.options or (*lines, NO_LINE)
        self._signs, self._added = {}, {}
        self._is_locked, self._seen_since = False, None
        self._take_all(str(view.draft).split())
        self._tell()

    def _take_all(self, ids: Sequence[str]) -> None:
        known = [option.id for option in self._options]
        self._taken = [known.index(id_) for id_ in ids if id_ in known]
        self._at = self._taken[-1] if self._taken else None

    def show_key(self, view: ExerciseView, verdict: VerdictView) -> None:
        """Keep the options in place, and sign them: right choices, wrong ones, and the right values."""
        self._signs, key = option_signs(verdict), str(verdict.stage.key)
        self._added = {key: f"it should be: {verdict.stage.right_line}"} if verdict.stage.right_line else {}
        if view.stage.kind == "order" and verdict.answer:
            wrong = (id_ for id_, sign in self._signs.items() if sign == "wrong")
            places = right_places(verdict)
            self._added = {id_: f"belongs {_print_ordinal(places[id_])}" for id_ in wrong}
        self._take_all(taken_ids(verdict))
        self._is_locked, self._at = True, None
        self._tell("○ marks what is right but was not chosen." if "missed" in self._signs.values() else "")

    @property
    def rows(self) -> int:
        """How many rows it takes."""
        return self._list.rows + self._note.rows

    def _tell(self, message: str = "", style: str = "$secondary") -> None:
        """Show the options, and how they are chosen, or ``message`` instead."""
        message = message or self._how()
        self._note.show(build_content((f"\n{message}" if message else "", style)))
        self._draw()

    def _how(self) -> str:
        """Return what to do next."""
        chosen_count, last = len(self._taken), len(self._options)
        if self._is_locked:
            return ""
        match self._kind:
            case "order" if chosen_count == last:
                return "Enter checks your order; backspace takes the last line back."
            case "order" if chosen_count:
                return f"{chosen_count} of {last} lines in place; backspace takes the last one back."
            case "order":
                return "Pick the lines in order: press their numbers, or j, k and enter."
            case "choices":
                return (
                    "More than one may be right: a digit or space selects a line or clears it. Enter checks."
                )
            case _:
                return ""

    @property
    def _missing(self) -> str:
        """Return what enter waits for."""
        if self._kind == "order" and self._taken:
            left = len(self._options) - len(self._taken)
            have = "1 line has" if left == 1 else f"{left} lines have"
            return f"Not checked yet: {have} no place. Press the number, or j, k and enter."
        space = ", or space for the line at the cursor" if self._kind == "choices" else ", or j and k"
        return f"{NOTHING_YET}: press a digit{space}."

    def on_resize(self) -> None:
        """Wrap again, with the cursor in view."""
        self._draw()
        self.post_message(FieldGrown())

    @property
    def answer(self) -> str:
        """Return the chosen ids, in the order of the choice."""
        return " ".join(self._ids)

    @property
    def _ids(self) -> tuple[str, ...]:
        return tuple(self._options[index].id for index in self._taken)

    @property
    def _is_single(self) -> bool:
        return self._kind in ("choice", "fault")

    @property
    def _shown_order(self) -> Sequence[int]:
        """Return the options from top to bottom: of an order those with a place come first."""
        places = range(len(self._options))
        chosen_first = self._taken if self._kind == "order" else ()
        return [*chosen_first, *(position for position in places if position not in chosen_first)]

    @property
    def at_hand(self) -> Region | None:
        """The region of the cursor on the screen."""
        region = self._regions.get(self._at) if self._at is not None else None
        if region is None:
            return None
        return region.translate(self._list.region.offset)

    def take(self) -> None:
        """Choose the option at the cursor, or remove it."""
        self._choose(self._at)

    def take_focus(self) -> None:
        """Take the focus, so that digits act."""
        self._is_locked = False
        self.focus()
        if self._seen_since is None:
            self.call_after_refresh(self._see)

    def _see(self) -> None:
        self._seen_since = time.monotonic()

    @property
    def _takes_keys(self) -> bool:
        """Whether a key may be meant for its options: they were seen, and no answer is being checked."""
        is_seen = self._seen_since is not None and time.monotonic() - self._seen_since >= GUARD_S
        return is_seen and not self._is_locked

    def mark_place(self, message: str, at: int | None, part: str = "") -> None:
        """Show the missing part."""
        self._tell(message, "bold")

    def on_key(self, event: events.Key) -> None:
        """Choose by digit or cursor; backspace removes the last, enter gives the answer."""
        if not self.screen.is_active:  # the screen gives it to the palette, which was opened before it
            return
        key = event.key
        digits = {self._digit(index): index for index in range(len(self._options))}
        if key in digits:
            act = partial(self._choose, digits[key])
        elif key in MOVES:
            act = partial(self._move, MOVES[key])
        elif key == "space" and not self._is_single:
            act = partial(self._choose, self._at)
        elif key == "backspace":
            act = partial(self._choose, self._taken[-1] if self._taken and not self._is_single else None)
        elif key == "enter":
            act = self.enter
        else:
            return
        event.stop()
        if self._takes_keys:
            act()

    def on_click(self, event: events.Click) -> None:
        """Choose as a digit does."""
        offset = event.screen_offset - self._list.region.offset
        index = next(
            (index for index, region in self._regions.items() if region.contains_point(offset)), None
        )
        if not self._is_locked:
            self._choose(index)

    def enter(self) -> None:
        """Give the answer, once it is complete; of an order first place the option at the cursor."""
        if time.monotonic() - self._kept_at < DOUBLE_S:
            return
        if self._taken and (self._kind != "order" or len(self._taken) == len(self._options)):
            self._is_locked = True
            self.post_message(AnswerGiven(self.answer if self._kind == "fault" else self._ids))
        elif self._kind == "order" and self._at is not None and self._at not in self._taken:
            self._choose(self._at)
            self._kept_at = time.monotonic()
        else:
            self._tell(self._missing, "bold")
            self.call_after_refresh(self._note.scroll_visible, animate=False)

    def _move(self, by: int) -> None:
        """Move the cursor to the next option, from nowhere to the first free one, or the last."""
        order = self._shown_order
        if self._at is None:
            here = (0 if self._is_single else len(self._taken) % len(order)) if by > 0 else len(order) - 1
        else:
            here = min(len(order) - 1, max(0, order.index(self._at) + by))
        self._at, self._kept_at = order[here], 0.0
        if self._is_single:
            self._choose(self._at)
        else:
            self._tell()
        self.post_message(FieldGrown())

    def _choose(self, index: int | None) -> None:
        if index is None:
            return
        self._at = index
        if self._is_single:
            self._taken = [index]
        elif index in self._taken:
            self._taken.remove(index)
        else:
            self._taken.append(index)
        self._tell()
        self.post_message(AnswerChanged())

    def _draw(self) -> None:
        """Draw the options below each other; high and narrow formulas in two columns."""
        width, tier = width_of(self), self.app.looks.tier
        head = HEAD_CELLS + (PLACE_CELLS if self._kind == "order" else 0)
        room, half = max(10, width - head), width // 2 - head
        columns = half if half >= FEWEST_COLUMNS else room
        blocks = [typeset.set_prose(option.text, width=room, tier=tier) for option in self._options]
        contents = [
            self._shown(option, block, columns) for option, block in zip(self._options, blocks, strict=True)
        ]
        options = {index: self._option(index, contents[index]) for index in self._shown_order}
        wide = (typeset.set_prose(option.text, width=UNWRAPPED, tier=tier) for option in self._options)
        is_high = bool(self._figures) or any(len(block.lines) > 1 for block in wide)
        widths = [max(map(cell_len, content.plain.split("\n"))) for content in contents]
        across = 2 if is_high and all(cells_wide + head < width // 2 for cells_wide in widths) else 1
        cells = width // across
        order = list(options)
        rows = [order[index : index + across] for index in range(0, len(order), across)]
        heights = [max(options[index].plain.count("\n") for index in row) + 1 + is_high for row in rows]
        self._regions = {
            index: Region(column * cells, top, cells, height - is_high)
            for row, top, height in zip(rows, accumulate(heights, initial=0), heights, strict=False)
            for column, index in enumerate(row)
        }
        drawn = [
            in_columns(options[row[0]], options[row[1]], cells) if row[1:] else options[row[0]]
            for row in rows
        ]
        self._list.show(Content("\n\n" if is_high else "\n").join(drawn))

    def _shown(self, option: Option, block: Block, columns: int) -> Content:
        """Return an option's text, its figure below it, and how it should be."""
        parts, figure = [of_block(block)], self._figures.get(option.id)
        if figure is not None and columns >= FEWEST_COLUMNS:
            parts.append(of_figure(figure, min(OPTION_COLUMNS, columns), FEWEST_ROWS, self.app.looks))
        if added := self._added.get(option.id):
            parts.append(
                of_block(typeset.set_prose(added, width=columns, tier=self.app.looks.tier), style="bold")
            )
        return stack_lines(parts)

    def _digit(self, index: int) -> str:
        """Return the digit of an option; ``0`` means that no line is wrong; there is none beyond 9."""
        if self._options[index] is NO_LINE:
            return "0"
        return str(index + 1) if index < 9 else " "

    def _option(self, index: int, content: Content) -> Content:
        """Return an option; a chosen one has its digit on the chosen rows' ground, in an order its place."""
        is_taken, option = index in self._taken, self._options[index]
        is_marked = index == self._at or (self._is_locked and is_taken and self._kind != "order")
        cursor = "▸ " if is_marked else "  "
        label = f" {self._digit(index)} "
        if self._kind == "order":
            label = f" {_print_ordinal(self._taken.index(index) + 1):4} " if is_taken else f"{label:6}"
        sign = SIGNS[self._signs[option.id]] if option.id in self._signs else ("  ", "")
        if not self._is_locked and is_taken and self._kind == "choices":
            sign = ("✓ ", "bold")
        number = (label, CHOSEN_STYLE if is_taken else "$primary bold")
        return prefix_first_line(build_content((cursor, "bold"), number, sign), content)


def _print_ordinal(number: int) -> str:
    """Return a place among steps as ``1st``, ``2nd``, unlike the number of an option."""
    return str(number) + {1: "st", 2: "nd", 3: "rd"}.get(number, "th")
