"""The library's list: subjects unfold into topics, skills and exercises; the rejected parts of the banks."""

from __future__ import annotations

import difflib
import textwrap
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets.option_list import Option

from drill.session.drilling.verdict_question import describe_pass_and_tries
from drill.session.library.exercise_library import (
    GoalExercises,
    Library,
    LibraryItem,
    LibraryLook,
    format_link,
)
from drill.tui.looks import EMPTY, build_content, stack_lines
from drill.tui.screens.places import write_date_in_words
from drill.tui.widgets.answer_beside_key import FigureText, Pair
from drill.tui.widgets.columns import Column, ListRow, draw_list
from drill.tui.widgets.screen_rows import QuietList
from drill.tui.widgets.standing import skill_lines
from drill.tui.widgets.text_widgets import Prose, Text

if TYPE_CHECKING:
    from drill.drawing.figure import Figure
    from drill.tui.app import DrillApp

# Max rows that unfold by themselves, and max exercises of one fold in one piece.
MOST_LISTED = 400
# Min cells of the skill next to an exercise.
LEAST_NAME = 12
# Cells next to the rows: the list's margins, the sign of the chosen one, the scroll bar.
BESIDE_CELLS = 5
_COLUMNS = (
    Column("skill", least=LEAST_NAME),
    Column("skills", priority=1, is_right=True),
    Column("count", priority=2, is_right=True, stays=True),
)
# Min cells of a row that has its level next to the day of its return.
DUE_FROM = 44
# Min cells of a row that has both counts of a fold, and that has the skill next to an exercise.
COUNTS_FROM, SKILL_FROM = 64, 74

# A place: subject, topic, skill, exercise.
Key = tuple[str, ...]


@dataclass(slots=True)
class Fold:
    """A subject, a topic, a skill or a piece of a long list, and its members."""

    key: Key
    title: str
    parts: list[Fold | LibraryItem] = field(default_factory=list["Fold | LibraryItem"])

    @property
    def name(self) -> str:
        """The name of a subject, a topic or a skill in commands and settings."""
        return self.key[2] if len(self.key) == 3 else "/".join(self.key)

    @property
    def items(self) -> Iterator[LibraryItem]:
        """All exercises in it, in their order."""
        return chain.from_iterable(part.items if isinstance(part, Fold) else (part,) for part in self.parts)


def fold_items(items: Sequence[LibraryItem], undivided: Collection[str]) -> Fold:
    """Return exercises as a tree; ``undivided`` subjects have one topic, so it has no row."""
    folds: dict[Key, Fold] = {(): Fold((), "")}
    for item in items:
        key = item.key[:3]
        if key not in folds:
            above = folds[()]
            for length, title in enumerate((item.subject, item.topic, item.skill_title), 1):
                fold = folds.get(key[:length])
                if fold is None and key[length - 1] and (length != 2 or item.bank not in undivided):
                    fold = Fold(key[:length], title)
                    above.parts.append(fold)
                above = folds[key[:length]] = fold or above
        folds[key].parts.append(item)
    for fold in folds.values():
        if len(fold.parts) > MOST_LISTED and fold.key:
            fold.parts = _divide_long_fold(fold)
    return folds[()]


def _divide_long_fold(fold: Fold) -> list[Fold | LibraryItem]:
    pieces: list[Fold | LibraryItem] = []
    for first in range(0, len(fold.parts), MOST_LISTED):
        parts = fold.parts[first : first + MOST_LISTED]
        key = (*fold.key, *("",) * (4 - len(fold.key)), str(first))
        pieces.append(Fold(key, f"{first + 1} to {first + len(parts)}", parts))
    return pieces


class ExerciseList(QuietList):
    """Folds and exercises; rows are made for open folds only, because a library is long."""

    app: DrillApp

    def __init__(self) -> None:
        super().__init__(markup=False)
        self.turned: set[Key] = set()
        """The folds that were opened; those that were closed where they are open by themselves."""
        self.open: set[Key] = set()
        """The folds that are open and listed."""
        self._tree = Fold((), "")
        self._rows: list[tuple[int, Fold | LibraryItem]] = []
        """How deep each row is, and what it is."""
        self._levels, self._width, self._is_found = 0, 0, False
        self._library: Library | None = None
        self._messages: Sequence[Content] = ()

    @property
    def row(self) -> Fold | LibraryItem | None:
        """The fold or exercise at the cursor."""
        index = self.highlighted
        if index is not None and index < len(self._rows):
            return self._rows[index][1]
        return None

    @property
    def fold(self) -> Fold | None:
        """The fold that the cursor is on."""
        return row if isinstance(row := self.row, Fold) else None

    @property
    def chosen(self) -> LibraryItem | None:
        """The exercise that the cursor is on."""
        return None if isinstance(row := self.row, Fold) else row

    @property
    def from_chosen_on(self) -> tuple[str, ...]:
        """Return the exercises from the cursor on, including those in closed folds."""
        items = [item.item for item in self._tree.items]
        return tuple(items[items.index(self.chosen.item) :] if self.chosen is not None else items)

    def choose(self, item: str) -> bool:
        """Put the cursor on an exercise; return whether it is listed."""
        found = [index for index, (_, row) in enumerate(self._rows) if row.key[3:] == (item,)]
        self.highlighted = found[0] if found else self.highlighted
        return bool(found)

    def show(
        self,
        library: Library,
        tree: Fold,
        messages: Sequence[Content],
        width: int,
        at: Key,
        *,
        is_found: bool,
    ) -> None:
        """List other exercises in rows of ``width`` cells; the cursor goes to a place, or its fold.

        ``messages`` follow below. Folds with ``is_found`` exercises open unless that makes too many rows.
        """
        self._library, self._tree, self._messages = library, tree, messages
        self._width, self._is_found = width - BESIDE_CELLS, is_found
        self._levels, layer, rows = 0, tree.parts, len(tree.parts)
        while is_found and layer:
            layer = [part for fold in layer if isinstance(fold, Fold) for part in fold.parts]
            rows += len(layer)
            self._levels += rows <= MOST_LISTED
        self._draw(at)

    def turn(self, by: int = 0) -> None:
        """Open the fold at the cursor (1), close it or the fold around the row (-1), or toggle it."""
        fold = self.fold
        is_open = fold is not None and fold.key in self.open
        if by < 0 and not is_open and self.highlighted is not None:
            depth = self._rows[self.highlighted][0]
            above = (row for deep, row in reversed(self._rows[: self.highlighted]) if deep < depth)
            fold = next((row for row in above if isinstance(row, Fold)), None)
        if by > 0 and is_open:
            self.action_cursor_down()
        elif fold is not None:
            self.turned ^= {fold.key}
            self._draw(fold.key)

    # --- rows ----------------------------------------------------------------------------------------------

    def _walk(self, fold: Fold, depth: int = 0) -> Iterator[tuple[int, Fold | LibraryItem]]:
        """Yield the rows of open folds; a skill with one result shows only that."""
        for part in fold.parts:
            is_alone = (
                self._is_found and isinstance(part, Fold) and len(part.key) == 3 and len(part.parts) == 1
            )
            if isinstance(part, Fold) and is_alone and self._width >= SKILL_FROM:
                yield depth, part.parts[0]
                continue
            yield depth, part
            if isinstance(part, Fold) and (depth < self._levels) != (part.key in self.turned):
                self.open.add(part.key)
                yield from self._walk(part, depth + 1)

    def _draw(self, at: Key) -> None:
        self.open.clear()
        self._rows = [*self._walk(self._tree)]
        self.clear_options()
        rows = [self._make_row(row, depth) for depth, row in self._rows]
        self.add_options(map(Option, draw_list(rows, _COLUMNS, self._width, wraps=True)))
        self.add_options([Option(message, disabled=True) for message in self._messages])
        index = {row.key: number for number, (_, row) in enumerate(self._rows)}
        places = (at[:length] for length in range(len(at), 0, -1))
        first = next((number for number, (_, row) in enumerate(self._rows) if not isinstance(row, Fold)), 0)
        if index:
            self.highlighted = next((index[place] for place in places if place in index), first)

    def _make_row(self, row: Fold | LibraryItem, depth: int) -> ListRow:
        """Return the title of a fold or an exercise, and its counts or its level."""
        looks, indent = self.app.looks, "  " * depth
        if isinstance(row, Fold):
            sign = ("▾" if row.key in self.open else "▸", "$secondary")
            cells = {name: build_content((told, "$secondary")) for name, told in self._count(row).items()}
            return ListRow(build_content(row.title), cells, build_content(indent, sign, " "))
        level = f"level {row.level}"
        if row.due is not None:
            due = f"again {row.due.day} {row.due:%b}"
            level = f"{due}, {level}" if self._width >= DUE_FROM else due
        cells = {"count": build_content((level, "$secondary"))}
        if depth <= 2 and self._width >= SKILL_FROM:
            cells["skill"] = build_content((row.skill_title, "$secondary"))
        sign = looks.sign(row.state)
        title = build_content(looks.name(row.item, row.title))
        return ListRow(title, cells, build_content(indent, sign, " "))

    def _count(self, fold: Fold) -> Mapping[str, str]:
        """Return the counts of learned skills and green exercises, or the progress of the skill."""
        items, skills = [item for item in fold.items if self._is_found or item.counts], ""
        if self._library is not None and len(fold.key) == 3:
            skills = self._library.standing.get(fold.key[2], "")
        elif self._library is not None and fold.key in self._library.skills and not self._is_found:
            skills = "{} of {} skills".format(*self._library.skills[fold.key])
        green = sum(item.state == "green" for item in items)
        number = f"{len(items)} found" if self._is_found else f"{green} of {len(items)} green"
        if self._width < COUNTS_FROM:
            return {"count": skills or number}
        return {"skills": skills, "count": number}


# The filter of the library: exercises that contain the typed words and satisfy qualifiers.

# Possible words before a colon.
QUALIFIERS = ("state", "kind", "level", "skill", "tag", "paper", "for")


def goals_of(words: Iterable[str]) -> list[str]:
    """Return the goals that ``for:ddpm`` names."""
    return [goal for word in words if (goal := word.removeprefix("for:")) and goal != word]


def asks_for_texts(words: Iterable[str]) -> bool:
    """Return whether a word may occur in a prompt or a note, so that a search without them is incomplete."""
    parts = (word.partition(":") for word in words)
    return any(not value or name not in QUALIFIERS for name, _, value in parts)


Goals = Mapping[str, "GoalExercises"]


def fits(item: LibraryItem, words: Iterable[str], texts: Mapping[str, str], goals: Goals) -> bool:
    """Return whether an exercise contains all words and satisfies each qualifier.

    ``texts`` are the loaded prompts, tags and notes in small letters; ``goals`` are those that
    the words name.
    """
    return all(_fits_filter_word(item, word, texts, goals) for word in words)


def _fits_filter_word(item: LibraryItem, word: str, texts: Mapping[str, str], goals: Goals) -> bool:
    name, _, value = word.partition(":")
    match name if value else "":
        case "state":
            return item.state.startswith(value) or (item.state == "unseen" and "new".startswith(value))
        case "level":
            return str(item.level) == value
        case "kind":
            return ("chain" if item.kind == "stages" else item.kind).startswith(value)
        case "skill":
            return value in f"{item.skill} {item.skill_title}".lower()
        case "paper":
            return item.item.startswith("papers/") and value in f"{item.item} {item.subject}".lower()
        case "for":
            return value in goals and item.item in goals[value].items
        case "":
            bare = word.rstrip(":")
            return bare in item.names or bare in QUALIFIERS or bare in texts.get(item.item, "")
        case _:
            return word in item.names or word in texts.get(item.item, "")


def nearest(words: Iterable[str], items: Sequence[LibraryItem]) -> tuple[str, ...]:
    """Return words of the library that are similar to these."""
    known = {word for item in items for word in item.names.replace("/", " ").replace("-", " ").split()}
    near = (close for word in words for close in difflib.get_close_matches(word, known, n=2))
    return tuple(dict.fromkeys(near))


# The details of one exercise in the library: its state, its prompt, its lines, its requirements.

# Min cells for wrapped text.
LEAST_CELLS = 20
# Max number of listed attempts, the newest ones.
ATTEMPTS = 6
# Max number of required skills that are named, the nearest ones.
RESTS_ON = 4
# Max number of skills that are proposed before a parked exercise.
DRILL_FIRST = 3
STILL_RED = "Still red after five tries: another source may help more than one more try."


class LookPane(VerticalScroll, can_focus=False):
    """Empty until an exercise is chosen; the solution is shown if that costs nothing."""

    app: DrillApp
    DEFAULT_CSS = """
    LookPane {height: 1fr; padding: 0 1; scrollbar-size-vertical: 1; scrollbar-gutter: stable;}
    LookPane Text {height: auto;}
    LookPane > * {max-width: 100;}
    LookPane Prose {padding: 1 0 0 0;}
    LookPane #look-key {margin-top: 1; text-wrap: nowrap;}
    """

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.look: LibraryLook | None = None
        self._head = Text(id="look-head")
        self._prompt = Prose(sets_formulas=True)
        self._picture = FigureText()
        self._key = Text(id="look-key")
        self._steps = Prose()
        self._theory = Prose()
        self._foot = Text(id="look-foot")

    def compose(self) -> ComposeResult:
        """Make the parts, from the prompt to the prerequisites."""
        yield self._head
        yield self._prompt
        yield self._picture
        yield self._key
        yield self._steps
        yield self._foot
        yield self._theory

    def show(self, look: LibraryLook | None, today: date | None) -> None:
        """Show another exercise, or none."""
        self.look = look
        for part in (self._prompt, self._steps, self._theory):
            part.set("")
        self._key.show(EMPTY)
        self._key.display = False
        self._picture.set(None)
        self.scroll_home(animate=False)
        if look is None or today is None:
            self._head.show(EMPTY)
            self._foot.show(EMPTY)
            return
        self._head.show(self._standing(look, today))
        self._prompt.set(_write_library_prompt(look))
        self._picture.set(
            next((figure for figure in _list_stage_figures(look) if figure.show == "prompt"), None)
        )
        self._foot.show(self._beside(look))

    def _standing(self, look: LibraryLook, today: date) -> Content:
        looks, state, entry = self.app.looks, look.state, look.entry
        state_words = "new" if state.state == "unseen" else state.state
        if state.state in ("yellow", "red"):
            red_pass = state.red_pass + 1 if state.first_red else 0
            state_words = f"{state.state}, {describe_pass_and_tries(state.next_pass, red_pass)}"
            state_words += _say_return_day(look.due, today)
        elif look.parked is not None:
            state_words = "could be reopened" if look.parked.may_reopen else "parked"
            state_words += " by you" if look.parked.by_hand and state_words == "parked" else ""
        level = (f"   level {entry.level}", "$secondary")
        # an id that is too long goes on after its bank, or after a hyphen
        item = textwrap.wrap(entry.item.replace("/", "/ "), self._cells)
        names = [build_content((name_line.replace("/ ", "/"), "$secondary")) for name_line in item]
        named = (
            [build_content((look.title, "bold")), *names]
            if look.title
            else [build_content((entry.item, "bold"))]
        )
        return stack_lines([*named, build_content(looks.sign(state.state), f" {state_words}", level)])

    def _beside(self, look: LibraryLook) -> Content:
        looks = self.app.looks
        lines: list[Content] = [EMPTY, *_of_parked(look)]
        for own_line in look.own_lines:
            is_of_check = look.state.state == "green" and own_line.pass_ >= look.state.next_pass
            when = "a check" if is_of_check else f"pass {own_line.pass_}"
            lines.append(build_content((f"your line, {when}  ", "$secondary"), own_line.text))
        lines += [build_content(("your attempts", "$secondary"))] if look.attempts else []
        for past in look.attempts[:ATTEMPTS]:
            answer_and_slip = "   ".join(filter(None, (past.answer, past.slip)))
            day = f"  {past.day.day:>2} {past.day:%b}  "
            lines.append(build_content(looks.sign(past.colour), (day, "$secondary"), answer_and_slip))
        if len(look.attempts) > ATTEMPTS:
            lines.append(build_content((f"and {len(look.attempts) - ATTEMPTS} earlier", "$secondary")))
        if look.rests_on:
            lines.append(build_content(("rests on", "$secondary")))
        lines += skill_lines(look.rests_on[:RESTS_ON], self._cells, looks)
        if len(look.rests_on) > RESTS_ON:
            lines.append(build_content((f"and {len(look.rests_on) - RESTS_ON} more", "$secondary")))
        return stack_lines(lines)

    @property
    def _cells(self) -> int:
        """The width of its content."""
        return max(LEAST_CELLS, self.scrollable_content_region.width or self.app.size.width)

    @property
    def is_free_to_reveal(self) -> bool:
        """Whether the solution costs nothing, because the exercise is green or parked."""
        return self.look is not None and self.look.state.state in ("green", "parked")

    def reveal(self) -> None:
        """Show key and worked steps."""

        if self.look is None:
            return
        variant = self.look.variant.only
        self._key.display = True
        width = max(20, self.scrollable_content_region.width)
        self._key.show(Pair(variant, self.app.looks).key(variant.key, width))
        self._picture.set(next(_list_stage_figures(self.look), None))
        steps = "\n".join(f"{number}. {step}" for number, step in enumerate(variant.steps, 1))
        self._steps.set("\n\n".join((steps, *self.look.explanations)))
        self.call_after_refresh(self._key.scroll_visible, animate=False)

    def show_theory(self) -> bool:
        """Show what there is to read, below; return whether there is any."""
        if self.look is None or not self.look.variant.theory.strip():
            return False
        self._theory.set(self.look.variant.theory)
        self.call_after_refresh(self._theory.scroll_visible, animate=False, top=True)
        return True


def _of_parked(look: LibraryLook) -> list[Content]:
    """Return help with a parked exercise: advice, skills and reading before it, the learner's own note."""
    parked = look.parked
    if parked is None:
        return []
    named = [
        ("drill first", f"{prerequisite.title}, {prerequisite.left} left")
        for prerequisite in parked.first[:DRILL_FIRST]
    ]
    named += [("read", format_link(link)) for link in parked.links]
    named += [("your note", parked.note)] if parked.note else []
    advice = [] if parked.by_hand else [build_content(STILL_RED)]
    return [*advice, *(build_content((f"{name:12}", "$secondary"), text) for name, text in named)]


def _list_stage_figures(look: LibraryLook) -> Iterator[Figure]:
    """Yield the figures of the stage that is looked at, and of its setting."""
    yield from filter(None, (look.variant.only.figure, look.variant.figure))


def _write_library_prompt(look: LibraryLook) -> str:
    """Return the prompt, with its options."""
    variant = look.variant
    stage = variant.only
    options = [f"{number}. {option.text}" for number, option in enumerate(stage.options, 1)]
    return "\n\n".join([variant.setting, stage.prompt, *(["\n".join(options)] if options else [])])


def _say_return_day(due: date | None, today: date) -> str:
    if due is None:
        return ""
    days = (due - today).days
    when = "now" if days <= 0 else "tomorrow" if days == 1 else f"on {write_date_in_words(due)}"
    return f", due {when}"
