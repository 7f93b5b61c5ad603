"""The question what to work towards, asked once, after the very first mark; ``enter`` just drills."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.content import Content

from drill.tui.bindings import bind
from drill.tui.content import line
from drill.tui.window import AnswerRow, ListWindow, PageWindow

if TYPE_CHECKING:
    from drill.session.workspace import Workspace

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
_TITLE_CELLS = max(len(title) for _, title, _ in PAPERS) + 2
_ROWS = (*PAPERS, (OWN, "a paper of my own", ""), (OTHER, "another paper", ""))


def _row(number: int, title: str, about: str) -> Content:
    """Return an answer: its key, its title, and what it is about."""
    title = f" {title:{_TITLE_CELLS}}" if about else f" {title}"
    return line((f" {number} ", "$primary bold"), (title, "bold"), (about, "$secondary"))


class GoalQuestionScreen(PageWindow["str | None"]):
    """Closes with a bank, with ``own`` or ``other``, or with nothing."""

    BINDINGS: ClassVar = [
        *(
            Binding(f"{number}", f"choose('{answer}')", title, show=False)
            for number, (answer, title, _) in enumerate(_ROWS, 1)
        ),
        bind("go-on", "close", "just drill"), bind("back", "close"),
    ]  # fmt: skip

    def __init__(self) -> None:
        explanation = "What you choose is your goal: the skills that it rests on come first."
        rows = (
            AnswerRow(f"choose('{answer}')", _row(number, title, about))
            for number, (answer, title, about) in enumerate(_ROWS, 1)
            if answer != OWN or self.app.may("import_paper")
        )
        says = line(f"{explanation} You can change it at any time.")
        super().__init__(QUESTION, says, *rows, corner="settings: ,")


class OtherPapersScreen(ListWindow["str | None"]):
    """The papers that the question does not name; closes with one, or with nothing."""

    BINDINGS: ClassVar = [bind("go-on", "submit", "aim for it"), bind("back", "close", "back")]

    def __init__(self, papers: Sequence[tuple[str, str]]) -> None:
        """``papers`` are banks with their titles."""
        self._papers = papers
        says = "" if papers else "No other paper is loaded."
        super().__init__(QUESTION, says, (line(title) for _, title in papers))

    def choose(self, number: int) -> None:
        """Close with a paper."""
        self.dismiss(self._papers[number][0])


def other_papers(workspace: Workspace) -> Sequence[tuple[str, str]]:
    """Return the papers that the question does not name, the learner's own first, each with its title."""
    from drill.session.papers.names import paper_banks

    named = {bank for bank, _, _ in PAPERS}
    return [(bank.id, bank.title) for bank in paper_banks(workspace.catalogue) if bank.id not in named]
