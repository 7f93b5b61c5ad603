"""The library's list: subjects unfold into topics, skills and exercises; what was left out of the banks."""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets.option_list import Option

from drill.tui.styled_content import build_content, stack_lines
from drill.tui.widgets.screen_rows import QuietList

if TYPE_CHECKING:
    from drill.session.library.exercise_library import Library, LibraryItem
    from drill.tui.app import DrillApp

# So many rows are unfolded unasked, and so many exercises of one fold are listed in one piece.
MOST_LISTED = 400
# What stands beside the rows: the list's margins, its scroll bar.
BESIDE_CELLS = 3
# In so many cells the day on which an exercise comes back has its level beside it.
DUE_FROM = 44
# In so many cells a fold has both of its counts, the second as wide as that.
COUNTS_FROM, COUNT_CELLS = 64, 18
# In so many cells the skill stands beside an exercise where it fits.
SKILL_FROM = 76
LEAST_NAME = 12

# A place: subject, topic, skill, exercise.
Key = tuple[str, ...]


@dataclass(slots=True)
class Fold:
    """A subject, a topic, a skill or a piece of a long list, and what it unfolds into."""

    key: Key
    title: str
    parts: list[Fold | LibraryItem] = field(default_factory=list["Fold | LibraryItem"])

    @property
    def name(self) -> str:
        """What a subject, a topic or a skill is called in commands and settings."""
        return self.key[2] if len(self.key) == 3 else "/".join(self.key)

    @property
    def items(self) -> Iterator[LibraryItem]:
        """All exercises in it, in their order."""
        return chain.from_iterable(part.items if isinstance(part, Fold) else (part,) for part in self.parts)


def fold_items(items: Sequence[LibraryItem], undivided: Collection[str]) -> Fold:
    """Return exercises as a tree; ``undivided`` subjects have one topic, for which there is no row."""
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
    """Folds and exercises; rows are made only of what is open."""

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
        """What the cursor is on."""
        index = self.highlighted
        return self._rows[index][1] if index is not None and index < len(self._rows) else None

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
        """Return the exercises from the cursor on, those in closed folds, too."""
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
        """List other exercises in rows of ``width`` cells; the cursor goes to a place, or what it is part of.

        ``messages`` stand below. What ``is_found`` is unfolded as far as that makes not too many rows.
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
        """Open the fold at the cursor (1), close it or what the row is part of (-1), or do what it is not."""
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
        """Yield the rows of what is open; of a skill of which one exercise was found only that."""
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
        self.add_options([Option(self._draw_row(row, depth)) for depth, row in self._rows])
        self.add_options([Option(message, disabled=True) for message in self._messages])
        index = {row.key: number for number, (_, row) in enumerate(self._rows)}
        places = (at[:length] for length in range(len(at), 0, -1))
        first = next((number for number, (_, row) in enumerate(self._rows) if not isinstance(row, Fold)), 0)
        if index:
            self.highlighted = next((index[place] for place in places if place in index), first)

    def _draw_row(self, row: Fold | LibraryItem, depth: int) -> Content:
        """Return a whole title, on several lines if necessary, and what stands right of it."""
        looks, skill = self.app.looks, ""
        if isinstance(row, Fold):
            sign, title, right = (
                ("▾" if row.key in self.open else "▸", "$secondary"),
                row.title,
                self._count(row),
            )
        else:
            sign, title, skill = looks.sign(row.state), looks.name(row.item, row.title), row.skill_title
            right = f"  level {row.level}"
            if row.due is not None:
                due = f"again {row.due.day} {row.due:%b}"
                right = f"  {due}, level {row.level}" if self._width >= DUE_FROM else f"  {due}"
        room = max(LEAST_NAME, self._width - 2 * depth - 2 - len(right))
        first, *further = textwrap.wrap(title, room) or [""]
        further = textwrap.wrap(" ".join(further), room + len(right))
        if depth > 2 or self._width < SKILL_FROM or len(skill) + 2 > room - len(first):
            skill = ""
        head = build_content(
            "  " * depth, sign, f" {first}", (f"{skill:>{room - len(first)}}{right}", "$secondary")
        )
        return stack_lines([head, *(build_content("  " * depth, "  ", text) for text in further)])

    def _count(self, fold: Fold) -> str:
        """Return how many skills are learned and how many exercises green, or how far the skill is."""
        items, skills = [item for item in fold.items if self._is_found or item.counts], ""
        if self._library is not None and len(fold.key) == 3:
            skills = self._library.standing.get(fold.key[2], "")
        elif self._library is not None and fold.key in self._library.skills and not self._is_found:
            skills = "{} of {} skills".format(*self._library.skills[fold.key])
        green = sum(item.state == "green" for item in items)
        number = f"{len(items)} found" if self._is_found else f"{green} of {len(items)} green"
        both = f"  {skills}{number:>{COUNT_CELLS}}"
        return both if skills and self._width >= COUNTS_FROM else f"  {skills or number}"
