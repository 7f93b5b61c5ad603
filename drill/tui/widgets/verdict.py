"""The verdict: one line, both answers, worked steps, and the question with its consequences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from textual.content import Content

from drill import typeset
from drill.session.preview import typed
from drill.session.views import Consequence, VerdictView
from drill.tui.content import Part, join, line, of_block
from drill.tui.themes import ASCII_SIGNS, SIGNS
from drill.tui.widgets.text import Text
from drill.typeset import Block, cell_width

_WORDS = {"correct": " ✓ right ", "wrong": " ✗ wrong ", "revealed": " solution "}


def verdict_line(verdict: VerdictView, width: int, tier: typeset.Tier) -> Content:
    """The verdict in reverse video (a wrong answer is not yet a red), and what is to be said of it."""
    word = (
        _WORDS[verdict.verdict]
        if tier != "ascii"
        else _WORDS[verdict.verdict].replace("✓", "+").replace("✗", "x")
    )
    head = f" {word}  "
    block = typeset.prose(_message(verdict), width=max(10, width - len(head)), tier=tier)
    body = of_block(block).split("\n")
    lines = [line(" ", (word, "reverse"), "  ") + (body[0] if body else Content(""))]
    return join([*lines, *(line(" " * len(head)) + rest for rest in body[1:])])


def _message(verdict: VerdictView) -> str:
    if verdict.verdict == "wrong":
        return verdict.message
    if verdict.verdict == "revealed":
        return "you decide" if verdict.decides else "no answer given, so not green this time"
    minutes, seconds = divmod(round(verdict.seconds), 60)
    hints = {0: "no hints", 1: "1 hint"}.get(verdict.hints, f"{verdict.hints} hints")
    told = f"{verdict.message} · " if verdict.message else ""
    return f"{told}{minutes}:{seconds:02} · {hints}"


def pair(verdict: VerdictView, expect: Mapping[str, object], width: int, tier: typeset.Tier) -> Content:
    """One's own answer and the key: side by side where both fit half the width, else under each other."""
    yours = _block(verdict.answer, expect, width - 4, tier)
    key = _block(verdict.key, expect, width - 4, tier)
    if yours is None:
        return join([line(("  key", "$secondary")), of_block(key, indent=2)]) if key else Content("")
    if key is None or yours.lines == key.lines:
        return join([line(("  you", "$secondary")), of_block(yours, indent=2)])
    half = width // 2
    if max(yours.width, key.width) <= half - 4:
        return _side_by_side(yours, key, half)
    lines = [line(("  you", "$secondary")), of_block(yours, indent=2)]
    return join([*lines, line(("  key", "$secondary")), of_block(key, indent=2)])


def _side_by_side(yours: Block, key: Block, half: int) -> Content:
    above = max(yours.baseline, key.baseline)
    below = max(len(each.lines) - each.baseline for each in (yours, key))
    left, right = (_padded(each, above, above + below) for each in (yours, key))
    lines = [line(("  you", "$secondary"), " " * (half - 5), ("  key", "$secondary"))]
    for mine, theirs in zip(left, right, strict=True):
        lines.append(line("  " + mine + " " * (half - cell_width(mine) - 2) + "  " + theirs))
    return join(lines)


def _padded(block: Block, above: int, height: int) -> list[str]:
    """The lines of a block, moved so that its baseline stands at ``above``."""
    top = [""] * (above - block.baseline)
    lines = top + list(block.lines)
    return lines + [""] * (height - len(lines))


def _block(
    answer: str | Mapping[str, str], expect: Mapping[str, object], width: int, tier: typeset.Tier
) -> Block | None:
    """An answer as it is read; text that is no mathematics as it is."""
    if isinstance(answer, Mapping):
        told = "; ".join(f"{name} = {part}" for name, part in answer.items() if part)
        return _plain_block(told, width, tier)
    if not answer.strip():
        return None
    latex = typed(answer, expect).latex
    if latex is not None:
        return typeset.typeset(latex, width=width, tier=tier)
    return _plain_block(answer, width, tier)


def _plain_block(text: str, width: int, tier: typeset.Tier) -> Block:
    """Text as it stands, with nothing read as markup."""
    return typeset.prose(f"`{text.replace('`', chr(39))}`", width=width, tier=tier)


class Steps(Text):
    """Worked steps, shown one by one."""

    DEFAULT_CSS = "Steps {height: auto; padding: 0 2; margin-top: 1;}"

    def __init__(self, steps: Sequence[str], tier: typeset.Tier) -> None:
        super().__init__()
        self._steps = tuple(steps)
        self._tier: typeset.Tier = tier
        self.shown = 0

    @property
    def left(self) -> int:
        """Steps not shown yet."""
        return len(self._steps) - self.shown

    def reveal(self, count: int) -> None:
        """Show so many more."""
        self.shown = min(len(self._steps), self.shown + count)
        self._draw()

    def on_resize(self) -> None:
        """Wrap anew."""
        self._draw()

    def _draw(self) -> None:
        width = max(10, self.size.width - 8)
        lines = [self._step(number, width) for number in range(self.shown)]
        if self.left:
            more = "step" if self.left == 1 else "steps"
            lines.append(line((f"·  {self.left} more {more}: enter", "$secondary")))
        self.show(join(lines))

    def _step(self, number: int, width: int) -> Content:
        body = of_block(typeset.prose(self._steps[number], width=width, tier=self._tier)).split("\n")
        return join([line((f"{number + 1}  ", "bold")) + body[0], *(line("   ") + rest for rest in body[1:])])


class MarkPanel(Text):
    """The question, docked: it never leaves the screen."""

    DEFAULT_CSS = "MarkPanel {height: auto; background: $surface; padding: 0 2; display: none;}"

    def ask(
        self,
        question: str,
        choices: Sequence[tuple[str, str, Consequence]],
        today: date,
        *,
        dark: bool,
        tier: str,
    ) -> None:
        """A question with its keys, each with what it does: ``(key, words, consequence)``."""
        width = max(len(words) for _, words, _ in choices)
        lines = [line((question, "bold"))]
        for key, words, consequence in choices:
            lines.append(
                line(
                    "   ",
                    (key, "$primary bold"),
                    f"  {words:{width}}  → ",
                    *told(consequence, today, dark=dark, tier=tier),
                )
            )
        self.show(join(lines))
        self.display = True

    def say(self, text: Content) -> None:
        """Something else in the question's place."""
        self.show(text)
        self.display = True

    def hide(self) -> None:
        """Nothing is asked."""
        self.display = False


def sign_of(state: str, *, dark: bool, tier: str) -> Part:
    """The sign of a state in its colour."""
    sign = SIGNS[state]
    text = ASCII_SIGNS[state] if tier == "ascii" else sign.sign
    return (text, sign.on_dark if dark else sign.on_light)


def told(consequence: Consequence, today: date, *, dark: bool, tier: str) -> list[Part]:
    """What a mark does, in words: its colour, and when the exercise comes back."""
    if not consequence.counts:
        return [
            sign_of(consequence.colour, dark=dark, tier=tier),
            f" {consequence.colour}   practice, not counted",
        ]
    if consequence.state == "parked":
        return [sign_of("parked", dark=dark, tier=tier), " parked   resources, note, what to drill first"]
    parts: list[Part] = [sign_of(consequence.colour, dark=dark, tier=tier), f" {consequence.colour:8}"]
    if consequence.colour == "green":
        return [*parts, "done in this round"]
    when = back(consequence.due, today)
    if consequence.colour == "red":
        return [*parts, f"pass {consequence.red_pass + 1} of 5 {when}, theory first"]
    return [*parts, f"again {when}, with other numbers"]


def back(due: date | None, today: date) -> str:
    """When something comes back."""
    days = (due - today).days if due else 0
    if days <= 0:
        return "today"
    return "from tomorrow on" if days == 1 else f"in {days} days"
