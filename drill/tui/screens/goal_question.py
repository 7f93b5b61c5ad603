"""What to work towards: asked once, after the very first mark; ``enter`` just drills."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.screen import ModalScreen

from drill.tui.bindings import bind
from drill.tui.content import line
from drill.tui.widgets.rows import KeyRow, TopLine
from drill.tui.widgets.text import Text
from drill.tui.window import Window

QUESTION = "What would you like to be able to read?"
# Shipped papers, each with what most people call it and what it is about.
PAPERS: tuple[tuple[str, str, str], ...] = (
    ("papers/attention", "Attention Is All You Need", "the transformer"),
    ("papers/ddpm-2020", "DDPM", "images from noise"),
    ("papers/vae-2013", "VAE", "variational autoencoders"),
    ("papers/lora-2021", "LoRA", "fine-tuning in low rank"),
    ("papers/grpo-2024", "DeepSeekMath and R1", "reinforcement learning with GRPO"),
    ("papers/segment-anything", "Segment Anything", "masks from prompts"),
)
OWN, OTHER = "own", "other"
# What is said to whoever has another paper in mind.
WAYS = {
    OWN: "Papers (4), then i, imports your paper; g there makes it your goal.",
    OTHER: "Papers (4) lists the others; g there makes one your goal.",
}
_TITLE_CELLS = max(len(title) for _, title, _ in PAPERS) + 2
_ROWS = (*PAPERS, (OWN, "a paper of my own", ""), (OTHER, "another paper", ""))


class GoalRow(Text):
    """One answer; a click takes it, too."""

    def __init__(self, number: int, answer: str, title: str, about: str) -> None:
        title = f" {title:{_TITLE_CELLS}}" if about else f" {title}"
        super().__init__(line((f" {number} ", "$primary bold"), (title, "bold"), (about, "$secondary")))
        self._answer = answer

    async def action_choose(self) -> None:
        """Take this answer."""
        await self.run_action(f"screen.choose('{self._answer}')")

    on_click = action_choose


class GoalQuestionScreen(Window["str | None"], ModalScreen["str | None"]):
    """Dismissed with a bank, with ``own`` or ``other``, or with nothing."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar = [
        *(
            Binding(f"{number}", f"choose('{answer}')", title, show=False)
            for number, (answer, title, _) in enumerate(_ROWS, 1)
        ),
        bind("go-on", "close", "just drill"), bind("back", "close", ""), bind("leave", "close", ""),
    ]  # fmt: skip
    DEFAULT_CSS = """
    GoalQuestionScreen {background: $background;}
    GoalQuestionScreen VerticalScroll {height: 1fr; padding: 1 2; scrollbar-size-vertical: 1;}
    GoalQuestionScreen Text {height: auto;}
    GoalQuestionScreen #how {margin-bottom: 1;}
    """

    def compose(self) -> ComposeResult:
        """A row an answer."""
        yield TopLine(line((QUESTION, "bold")), line(("settings: ,", "$secondary")))
        with VerticalScroll(can_focus=False):
            told = "What you choose is your goal: the skills that it rests on come first."
            yield Text(line(f"{told} You can change it at any time."), id="how")
            for number, (answer, title, about) in enumerate(_ROWS, 1):
                yield GoalRow(number, answer, title, about)
        yield KeyRow()

    @property
    def scrolled(self) -> VerticalScroll:
        """The answers."""
        return self.query_one(VerticalScroll)

    def action_choose(self, answer: str) -> None:
        """Close with an answer."""
        self.dismiss(answer)
