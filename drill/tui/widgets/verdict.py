"""What is said of an answer: the verdict in one line, worked steps, and the consequences of a mark."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from drill import typeset
from drill.gyr.state import CAP
from drill.session.questions import Choice
from drill.session.views import Consequence, ExerciseView, VerdictView
from drill.tui.content import Part, beside, count, join, line, of_block
from drill.tui.forms import FORMS, in_form
from drill.tui.keymap import Keymap
from drill.tui.looks import READING_CELLS, Looks
from drill.tui.widgets.text import Text

SAME_FUNCTION = "same as the key everywhere it is defined"
YELLOWS_TO_SPLIT = 5
"""From so many yellows in a round on, the advice is to split the exercise or take an easier one first."""


def verdict_line(view: ExerciseView, verdict: VerdictView, width: int, looks: Looks) -> Content:
    """The verdict, told by colour, sign and word, and what is to be said of it."""
    match verdict.verdict:
        case "correct":
            word, style = looks.glyph(" ✓ right ", " right "), "reverse $success"
        case "wrong":
            word, style = looks.glyph(" ✗ wrong ", " wrong "), "reverse $error"
        case "revealed":
            word, style = " solution ", "reverse"
    head = line("  ", (word, style), "  ")
    room = max(10, width - len(head.plain))
    return beside(head, of_block(typeset.prose(_message(view, verdict), width=room, tier=looks.tier)))


def _message(view: ExerciseView, verdict: VerdictView) -> str:
    if verdict.verdict == "wrong":
        return f"**{verdict.message}**" if verdict.message and "*" not in verdict.message else verdict.message
    if verdict.verdict == "revealed":
        return (
            "compare it with yours, and decide"
            if verdict.decides
            else "shown before an answer, so it is yellow or red"
        )
    minutes, seconds = divmod(round(verdict.seconds), 60)
    is_other_form = verdict.evidence in ("numeric", "symbolic") and view.expect.vars
    message = verdict.message or (SAME_FUNCTION if is_other_form else "")
    told = f"{message} · " if message else ""
    hints = f"{count(verdict.hints, 'hint')}" if verdict.hints else "no hints"
    return f"{told}{minutes}:{seconds:02} · {hints}"


class Steps(Text):
    """Worked steps, shown one by one."""

    DEFAULT_CSS = "Steps {height: auto; padding: 0 2; margin-top: 1; display: none;}"

    class Grown(Message):
        """A step more stands there now: it wants to be seen."""

    def __init__(self, looks: Looks) -> None:
        super().__init__()
        self._looks = looks
        self._is_growing = False
        self._form = FORMS[0]
        self._steps: Sequence[str] = ()
        self._more = "enter"
        self._drawn_for = 0
        self.shown = 0

    @property
    def left(self) -> int:
        """Steps not shown yet."""
        return len(self._steps) - self.shown

    def set(self, steps: Sequence[str], *, shown: int = 0, more: str = "enter") -> None:
        """Other steps, so many of them shown; ``more`` is the key for the next."""
        self._steps, self._more = tuple(steps), more
        self.shown = min(shown, len(self._steps))
        self.display = bool(self._steps)
        self._draw()

    def set_form(self, form: str) -> None:
        """Formulas in another form."""
        self._form = form
        self._draw()

    def reveal(self, steps: int) -> None:
        """Show so many more."""
        self.shown = min(len(self._steps), self.shown + steps)
        self._is_growing = True
        self._draw()

    def on_resize(self) -> None:
        """Wrap anew, or take in that there is a step more."""
        if self._drawn_for != self.content_size.width:
            self._draw()
        if self._is_growing:
            self._is_growing = False
            self.post_message(self.Grown())

    @property
    def rows_of_all(self) -> int:
        """Rows that it would take with all steps shown."""
        steps = self._shown(len(self._steps))
        return sum(each.plain.count("\n") + 1 for each in steps) + self.styles.margin.height

    def _shown(self, steps: int) -> list[Content]:
        room = (
            self.content_size.width or min(READING_CELLS, self.app.size.width - 1) - self.styles.padding.width
        )
        self._drawn_for, width = room, room - 3
        return [self._step(number, width) for number in range(steps)]

    def _draw(self) -> None:
        lines = self._shown(self.shown)
        if self.left and self.shown:
            lines.append(line((f"{self._dot}  {count(self.left, 'more step')}: {self._more}", "$secondary")))
        elif self.left:
            told = count(self.left, "worked step")
            one_by_one = " shows them one by one" if self.left > 1 else " shows it"
            lines.append(line((f"{self._dot}  {told}: {self._more}{one_by_one}", "$secondary")))
        self.show(join(lines))

    @property
    def _dot(self) -> str:
        return self._looks.glyph("·", "-")

    def _step(self, number: int, width: int) -> Content:
        text = in_form(self._steps[number], self._form, self._looks.tier)
        block = typeset.prose(text, width=max(10, width), tier=self._looks.tier)
        return beside(line((f"{number + 1}  ", "$secondary")), of_block(block))


class AskedBelow(Vertical):
    """A text that scrolls, and the question: right below, or at the lower edge where both do not fit."""

    DEFAULT_CSS = "AskedBelow {width: 1fr; height: 1fr;}"

    def __init__(self, body: Widget, between: Widget, panel: MarkPanel) -> None:
        super().__init__(body, between, panel)
        self._body, self._panel = body, panel

    def fit(self) -> int:
        """Give the text the rows that the question leaves; how many that are."""
        is_asked = self._panel.display
        rows = self.size.height - (self._panel.rows if is_asked else 0)
        self._body.styles.height = "auto" if is_asked else "1fr"
        self._body.styles.max_height = max(1, rows) if is_asked else None
        return rows

    def on_resize(self) -> None:
        """A line more above, or another terminal."""
        self.fit()


class MarkPanel(Text):
    """The question, below everything that scrolls: it never leaves the screen."""

    DEFAULT_CSS = "MarkPanel {height: auto; background: $surface; padding: 0 2; display: none;}"

    def ask(
        self,
        question: str,
        choices: Sequence[Choice],
        *,
        enter: str,
        today: date,
        looks: Looks,
        cells: int,
    ) -> None:
        """A question with its keys and what each does, in so many ``cells``; ``enter`` tells the way on."""
        keymap: Keymap = self.app.keymap  # pyright: ignore[reportAttributeAccessIssue]
        named = [(keymap.shown(key), words, each) for key, words, each in choices]
        room = cells - 4
        indent = "   " if room >= 56 else ""
        on = [line(indent, (keymap.shown("enter"), "$primary bold"), f"  {enter}")] if enter else []
        self.say(join([line((question, "bold")), *on, *_rows(named, today, looks, indent, room)]))

    def say(self, text: Content) -> None:
        """Something else in the question's place."""
        self.show(text)
        self.display = True


def _rows(choices: Sequence[Choice], today: date, looks: Looks, indent: str, room: int) -> list[Content]:
    """A row a key, in as many words as fit beside each other."""
    if not choices:
        return []
    width, arrow = max(len(words) for _, words, _ in choices), looks.glyph("→", "->")
    heads = [
        line(indent, (key, "$primary bold"), f"  {words:{width}}  {arrow} ") for key, words, _ in choices
    ]
    tails = [[line(*parts) for parts in told(each, today, looks)] for _, _, each in choices]
    levels = [
        [head + tail for head, tail in zip(heads, level, strict=True)] for level in zip(*tails, strict=True)
    ]
    return next((rows for rows in levels if max(map(len, rows)) <= room), levels[-1])


def told(consequence: Consequence, today: date, looks: Looks) -> list[list[Part]]:
    """What a mark does: its colour, and when the exercise comes back; in fewer and fewer words."""
    if consequence.state == "parked" and consequence.counts:
        parked: list[Part] = [looks.sign("parked"), " parked"]
        return [[*parked, "   resources, a note, what to drill first"], parked, parked]
    short: list[Part] = [looks.sign(consequence.colour), f" {consequence.colour}"]
    colour: list[Part] = [looks.sign(consequence.colour), f" {consequence.colour:8}"]
    if not consequence.counts:
        return [[*colour, "practice, not counted"], [*colour, "not counted"], short]
    if consequence.colour == "green":
        return [[*colour, "done: not met in later passes"], [*colour, "done"], short]
    when = back(consequence.due, today)
    again = next_red_pass(consequence.red_pass) if consequence.colour == "red" else "again"
    return [
        [*colour, f"{again} {when}, card first"],
        [*colour, f"{again} {when}"],
        [*short, f" {when}"],
    ]


def next_red_pass(red_pass: int) -> str:
    """The pass after a red one, counted from the first red."""
    return f"pass {red_pass + 1} of {CAP}" if red_pass < CAP else "the last pass"


def back(due: date | None, today: date) -> str:
    """When something comes back."""
    days = (due - today).days if due else 0
    if days <= 0:
        return "today"
    return "tomorrow" if days == 1 else f"in {days} days"


def advice(view: ExerciseView) -> Content | None:
    """What to say beside a question that might be the fifth yellow of its round."""
    if view.trail.count("yellow") < YELLOWS_TO_SPLIT - 1:
        return None
    return line(("Yellow again and again: split it, or take an easier one first.", "$secondary"))
