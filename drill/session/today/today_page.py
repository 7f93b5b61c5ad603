"""The content of Today, in lines: the way to the goal, the day's list in its order, and the last days.

The app draws these lines, before the store is open too, and ``drill today`` prints them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from drill.gyr.words import SET_SECONDS, State, count_skills
from drill.session.progress.character_charts import divide_bar_cells
from drill.text import count, name_some
from drill.typeset import cell_width

if TYPE_CHECKING:
    from drill.gyr.plan_ledger import Reason

# The kinds by which the exercises of a list are counted.
Kind: TypeAlias = Literal["again", "check", "new"]
# A text, and how it looks: "", "bold", "dim", or a state's colour.
Piece = tuple[str, str]
PageLine = tuple[Piece, ...]

# Rows of the list that remain where the page is short.
FEWEST_LISTED = 3
# Rows from which the last days may take two lines, and the names of subjects three.
AIRY = 18
# The title of a warm-up in the list, and its minutes.
WARM_UP_TITLE = "Ten quick questions"
WARM_UP_MINUTES = round(SET_SECONDS / 60)
# The message once the day's list is done.
DONE = "Done for today"
# The row that chooses a goal.
CHOOSE_GOAL = "What would you like to be able to read?"
# Min minutes beyond the planned ones that are told.
MINUTES_WORTH_TELLING = 5
# Columns below which a row has no reason beside it, and the sentence on the day no counts.
NARROW = 56
MOST_BAR = 40
LEAST_BAR = 8
WORD_CELLS = 8
MOST_TITLE_CELLS = 54
# Cells between a title and the reason beside it, and the fewest in which a reason makes sense.
GAP_CELLS = 2
LEAST_REASON_CELLS = 14
# Max lines on why the goal grew.
MOST_GROWN = 2
_SIGNS: dict[State, str] = {"yellow": "▲Y", "red": "■R"}


@dataclass(frozen=True, slots=True)
class PageRow:
    """One exercise of the list: why it comes in a word and in words, its state, title and minutes."""

    item: str
    word: str
    state: State
    title: str
    why: str
    minutes: float
    kind: Kind = "new"


@dataclass(frozen=True, slots=True)
class GoalCounts:
    """The skills on the way to a goal, and its own exercises; those begun are a part of those left."""

    title: str
    skills: int
    done: int
    begun: int
    left: int
    own: int
    own_green: int
    own_begun: int
    is_reached: bool = False
    own_parked: int = 0
    # Number of its own exercises that a check turned.
    own_turned: int = 0
    # Number of the finished skills that a placement found known.
    known: int = 0
    # Once all skills are there, the first of its own exercises that are left, in words.
    own_left: tuple[str, ...] = ()
    # Formulas on an import's map, and how many of them are done: they count, not the exercises.
    formulas: int = 0
    formulas_done: int = 0
    # How many exercises came to it after it was reached.
    added: int = 0
    # Which skills joined the way today, and why, in words.
    grown: str = ""


@dataclass(frozen=True, slots=True)
class PaperBeside:
    """An import that is not the goal, and how many exercises of a second author wait for it."""

    bank: str
    title: str
    exercises: int

    @property
    def told(self) -> str:
        """The row of it: ``Soft Best-of-N: 6 exercises from your chat wait``."""
        waits = "waits" if self.exercises == 1 else "wait"
        return f"{self.title}: {count(self.exercises, 'exercise')} from your chat {waits}"


@dataclass(frozen=True, slots=True)
class TodayPage:
    """All content of Today for a day."""

    minutes: int
    minutes_done: float
    rows: tuple[PageRow, ...]
    goal: GoalCounts | None = None
    # Without a goal, or once it is reached: the kept exercises, and the next step.
    kept: str = ""
    # Imports that are not in the day.
    beside: tuple[PaperBeside, ...] = ()
    # Whether the day begins with a warm-up.
    has_warm_up: bool = False
    # The action of ``enter`` where the list is done; empty without one.
    enter_begins: str = ""
    # The message where the list is done: the returns, or that the goal waits.
    afterwards: str = ""
    # The next study day's list in words, once today's is done.
    tomorrow: str = ""
    # How much was drilled of late; empty on the first day.
    days: str = ""
    # The skills that were learned since a day that is named.
    learned: tuple[str, ...] = ()
    learned_since: str = ""
    # Whether the day's list is not made yet, so that the page shows what does not change overnight.
    is_unmade: bool = False

    @property
    def is_done(self) -> bool:
        """Whether the day's minutes are drilled."""
        return self.minutes_done >= self.minutes

    @property
    def is_over(self) -> bool:
        """Whether all of the day's list is marked."""
        return self.minutes_done > 0 and not (self.rows or self.is_unmade)

    def of_next_day(self) -> TodayPage:
        """Return the facts that remain on a later day, before that day's list is made."""
        return TodayPage(self.minutes, 0.0, (), self.goal, kept=self.kept, is_unmade=True)

    @property
    def _listed_minutes(self) -> float:
        return sum(row.minutes for row in self.rows) + WARM_UP_MINUTES * self.has_warm_up

    @property
    def _rounded_minutes(self) -> int:
        return max(1, round(self._listed_minutes))

    def tell_counts(self) -> tuple[str, str]:
        """Return the content of the list in words, amount and kinds."""
        if not self.rows:
            return "", ""
        left = " left" if count_minutes(self.minutes_done) else ""
        amount = tell_amount(len(self.rows), self._listed_minutes, has_warm_up=self.has_warm_up, left=left)
        return amount, count_kinds([row.kind for row in self.rows])

    def tell_day(self) -> str:
        """Return today's amount and kinds; where that is nothing, the message for it."""
        if self.is_unmade:
            return "one moment: its list is being made."
        head, counts = self.tell_counts()
        if not self.rows:
            if not (self.minutes or self.minutes_done):
                return f"is without drill. {self.afterwards}".rstrip()
            done = f"{max(1, count_minutes(self.minutes_done))} min done." if self.is_over else ""
            return f"{done} {self.afterwards}".strip()
        if self.is_done:
            return f"is done: {count_minutes(self.minutes_done)} min. Beyond it {head}: {counts}"
        return f"{head}: {counts}{self._tell_so_far()}"

    def _tell_so_far(self) -> str:
        """Return how much of the day is over, and by how much it will be longer than planned."""
        done = count_minutes(self.minutes_done)
        over = done + self._rounded_minutes - self.minutes
        told = [f"{tell_minutes(self.minutes_done, self.minutes)} done"] if done else []
        told += [f"{over} min longer than planned"] if over >= MINUTES_WORTH_TELLING else []
        return f"; {', '.join(told)}" if told else ""


def tell_amount(exercises: int, minutes: float, *, has_warm_up: bool, left: str = "") -> str:
    """Return how much a day has: ``9 exercises and a warm-up, about 22 min``; ``left`` follows the number."""
    warm_up = " and a warm-up" if has_warm_up else ""
    return f"{count(exercises, 'exercise')}{left}{warm_up}, about {max(1, round(minutes))} min"


def classify_planned_reason(reason: Reason | Literal[""]) -> Kind:
    """Return the kind that an exercise counts as, by the reason that it comes for.

    A row that returns from the warm-up counts as again, because it was met before.
    """
    if reason in ("again", "warm-up"):
        return "again"
    return "check" if reason == "check" else "new"


def count_kinds(kinds: Iterable[Kind]) -> str:
    """Return how many exercises there are of each kind: ``3 again, 2 checks, 7 new``."""
    counted = Counter(kinds)
    words: dict[Kind, str] = {
        "again": f"{counted['again']} again", "check": count(counted["check"], "check"),
        "new": f"{counted['new']} new",
    }  # fmt: skip
    return ", ".join(text for kind, text in words.items() if counted[kind])


def count_minutes(minutes: float) -> int:
    """Return minutes that are over as a whole number, the same on every screen."""
    return int(minutes + 0.5)


def tell_minutes(done: float, minutes: float) -> str:
    """Return how much of a day is over: ``11 of 25 min``."""
    return f"{count_minutes(done)} of {minutes:.0f} min"


def draw_page(
    page: TodayPage, width: int, height: int, *, is_ascii: bool = False
) -> tuple[list[PageLine], list[str]]:
    """Return the lines of a page in ``width`` cells and ``height`` rows, and the list's row of each line.

    That is empty of other lines, ``*warm-up`` of the warm-up's, ``*more`` of the row that goes on beyond the
    list, ``*goal`` of the row that chooses one.
    Where rows are short the goal has a third of them, the line on the last days goes first, then the list
    but three.
    """
    over = f"{DONE}.{f' Tomorrow: {page.tomorrow}.' if page.tomorrow else ''}" if page.is_over else ""
    head: list[PageLine] = [((part, "bold"),) for part in wrap_words(over, width)]
    head += _draw_goal(page.goal, width, is_ascii)[: max(3, height // 3)] if page.goal else []
    head += [((part, "bold"),) for part in wrap_words(page.kept, width)]
    is_cut = page.rows and width < NARROW and not page.is_done
    day = page.tell_counts()[0] if is_cut else page.tell_day()
    today = _wrap_text((("Today", "bold"), ("  ", "")), day, width)
    days: list[PageLine] = [
        ((words, "dim"),) for words in _tell_recent_days(page, width, 2 if height >= AIRY else 1)
    ]
    listed = _list_rows(page, width, is_ascii=is_ascii)
    fits = height - len(head) - 1 - len(today) - len(_list_further(page))
    if fits < min(len(listed), FEWEST_LISTED + 1) + len(days):
        days = []
    room = max(FEWEST_LISTED, fits - len(days))
    if len(listed) > room:
        room = max(FEWEST_LISTED, room - 1)
    shown = listed[:room]
    hidden = len(listed) - room
    lines = [*head, (), *today, *(drawn for _, drawn in shown)]
    items = ["" for _ in (*head, (), *today)] + [item for item, _ in shown]
    if hidden > 0:
        lines.append(((cut_words(f"  … {hidden} more: space shows all", width), "dim"),))
        items.append("")
    for item, word, words in _list_further(page):
        lines.append((("  ", ""), (f"{word:{WORD_CELLS + 1}}", "dim"), (cut_words(words, width - 11), "")))
        items.append(item)
    return [*lines, *days], items + [""] * len(days)


def _list_further(page: TodayPage) -> list[tuple[str, str, str]]:
    """Return the rows below the list: what each is, a word, and its text."""
    begins = [("*more", "more", page.enter_begins)] if page.enter_begins and not page.rows else []
    rows = [(f"*{paper.bank}", "paper", paper.told) for paper in page.beside]
    return [*begins, *rows, *([("*goal", "goal", CHOOSE_GOAL)] if page.kept else [])]


def _draw_goal(goal: GoalCounts, width: int, is_ascii: bool) -> list[PageLine]:
    name = f"Goal reached: {goal.title}" if goal.is_reached else f"Towards {goal.title}"
    counts = count_skills(goal.done, goal.skills, goal.left, goal.begun)
    if goal.formulas:
        head = "Formulas" if width < NARROW else "Its formulas"
        own = f"{head} {goal.formulas_done} of {goal.formulas} done"
    else:
        head = "Exercises" if width < NARROW else "Its exercises"
        own = f"{head} {goal.own_green} of {goal.own} green"
    counted = ((goal.own_begun, "begun"), (goal.own_turned, "to check again"), (goal.own_parked, "parked"))
    own += "".join(f", {number} {words}" for number, words in counted if number)
    own += f"; left: {' · '.join(goal.own_left)}" if goal.own_left else ""
    has_own = goal.own or goal.formulas
    own_lines: list[PageLine] = [((part, ""),) for part in wrap_words(own, width)] if has_own else []
    if goal.known:
        known = f"{count(goal.known, 'skill')} known by the placement"
        own_lines += [((part, ""),) for part in wrap_words(known, width)]
    if goal.added:
        added = f"+{goal.added} from your chat: it is open again."
        own_lines += [((part, ""),) for part in wrap_words(added, width)]
    own_lines += [((part, "dim"),) for part in wrap_words(goal.grown, width)[:MOST_GROWN]]
    if not goal.skills:
        return [((part, "bold"),) for part in wrap_words(name, width)] + own_lines
    shades: list[tuple[State, int]] = [
        ("green", goal.done), ("yellow", goal.begun), ("unseen", goal.skills - goal.done - goal.begun),
    ]  # fmt: skip
    cells = min(MOST_BAR, width - cell_width(name) - len(counts) - 5)
    is_beside = cells >= LEAST_BAR
    if not is_beside:
        cells = min(MOST_BAR, width - cell_width(name) - 2)
    first: list[PageLine] = [((part, "bold"),) for part in wrap_words(name, width)]
    if cells >= LEAST_BAR:
        drawn = [(run, state) for state, run in divide_bar_cells(shades, cells, plain=is_ascii)]
        first = [((f"{name}  ", "bold"), *drawn, (f"   {counts}" if is_beside else "", ""))]
    below: list[PageLine] = [] if is_beside else [((part, ""),) for part in wrap_words(counts, width)]
    return [*first, *below, *own_lines]


def _tell_recent_days(page: TodayPage, width: int, most: int) -> list[str]:
    """Return the amount drilled of late, and as many of the skills learned as fit into ``most`` lines."""
    head = f"{page.days} Learned since {page.learned_since}: ".lstrip()
    for named in range(len(page.learned), 0, -1):
        lines = wrap_words(f"{head}{name_some(page.learned, named, ' · ')}.", width)
        if len(lines) <= most:
            return lines
    return wrap_words(page.days, width)[:most]


def _list_rows(page: TodayPage, width: int, *, is_ascii: bool) -> list[tuple[str, PageLine]]:
    rows = list(page.rows)
    if page.has_warm_up:
        minutes = f"{WARM_UP_MINUTES} min"
        rows.insert(0, PageRow("*warm-up", "warm-up", "unseen", WARM_UP_TITLE, minutes, WARM_UP_MINUTES))
    cells = find_title_cells([(row.title, row.why) for row in rows], width - WORD_CELLS - 3)
    return [(row.item, _draw_row(row, width, cells, is_ascii)) for row in rows]


def _draw_row(row: PageRow, width: int, cells: int, is_ascii: bool) -> PageLine:
    """Return ``again ▲  Precisions add      off by a factor; card first``, cut to the width.

    ``cells`` are those of the column of titles.
    """
    sign = _SIGNS.get(row.state, "  ")[is_ascii].strip() if row.word == "again" else ""
    word: list[Piece] = [("  ", ""), (f"{row.word} ", "dim"), (sign, row.state)]
    word.append((" " * max(1, WORD_CELLS + 1 - cell_width(row.word) - 1 - len(sign)), ""))
    room = width - sum(cell_width(text) for text, _ in word)
    is_needed = row.kind != "new" or row.word == "open"
    reason = "" if width < NARROW else row.why
    title, why = share_row(row.title, reason, cells, room, is_reason_needed=is_needed)
    return (*word, (title, ""), (why, "dim"))


def find_title_cells(rows: Sequence[tuple[str, str]], room: int) -> int:
    """Return the cells of the column of titles in rows of ``room`` cells, each a title and a reason.

    A title that is longer than that moves its reason to the right.
    """
    reasons = max((cell_width(_leave_out_skill(reason)) for _, reason in rows), default=0)
    most = min(MOST_TITLE_CELLS, max(room * 11 // 20, room - GAP_CELLS - reasons))
    cells = [cell_width(title) for title, _ in rows]
    return max((each for each in cells if each <= most), default=most)


def _leave_out_skill(reason: str) -> str:
    return reason.partition(": ")[0] if reason.startswith("for ") else reason


def share_row(
    title: str, reason: str, cells: int, room: int, *, is_reason_needed: bool = False
) -> tuple[str, str]:
    """Return a title, filled up to the reason next to it, and the reason, in ``room`` cells together.

    Reasons are aligned below each other. One behind a title longer than the column of ``cells`` begins later;
    the title is cut for it only if it is needed. Of a long reason the skill goes first (``for the jump:
    Mixtures``), and all of it where little is left.
    """
    if not is_reason_needed:
        cells = max(cells, cell_width(title))
    left = room - GAP_CELLS - cells
    reason = _leave_out_skill(reason) if cell_width(reason) > left else reason
    is_told = left >= min(LEAST_REASON_CELLS, cell_width(reason))
    shown = cut_words(reason, left) if is_told else ""
    if not shown:
        return cut_words(title, room), ""
    return fill_cells(title, cells) + " " * GAP_CELLS, shown


def cut_words(text: str, cells: int) -> str:
    """Return as many whole words as fit into ``cells`` cells, and a sign where some are left out.

    Of a word that is longer than that, only the beginning is kept, and nothing of it in fewer than two cells.
    """
    if cell_width(text) <= cells:
        return text
    if cells < 2:
        return ""
    whole = _cut_cells(text, cells - 1).rpartition(" ")[0].rstrip(" ,;:·")
    return f"{whole} …" if whole else _cut_cells(text, cells - 1) + "…"


def fill_cells(text: str, cells: int) -> str:
    """Return a text in exactly ``cells`` cells, cut between its words."""
    cut = cut_words(text, cells)
    return cut + " " * (cells - cell_width(cut))


def wrap_words(text: str, width: int) -> list[str]:
    """Return a text in lines of ``width`` cells, broken between words; one that is longer is broken."""
    lines = [""]
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines[-1] else word
        if cell_width(joined) <= width:
            lines[-1] = joined
            continue
        lines += [word] if lines[-1] else []
        lines[-1] = word
        while cell_width(lines[-1]) > width and len(lines[-1]) > 1:
            part = _cut_cells(lines[-1], width) or lines[-1][0]
            lines[-1:] = [part, lines[-1][len(part) :]]
    return [line for line in lines if line]


def _cut_cells(text: str, cells: int) -> str:
    """Return the beginning of a text that fits into ``cells`` cells."""
    while text and cell_width(text) > cells:
        text = text[: max(0, min(len(text) - 1, cells))]
    return text


def _wrap_text(head: Iterable[Piece], text: str, width: int) -> list[PageLine]:
    """Return a text behind the beginning of its first line, broken between words."""
    first = tuple(head)
    cells = sum(cell_width(piece) for piece, _ in first)
    lines = wrap_words(f"{'_' * (cells - 1)} {text}" if cells else text, max(10, width))
    if lines and cells:
        lines[0] = lines[0][cells:]
    if lines:
        return [(*first, (lines[0], "")), *(((part, ""),) for part in lines[1:])]
    return [first]
