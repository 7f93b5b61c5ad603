"""The question what to work towards, each goal with its cost; whether another is replaced; the placement."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding
from textual.content import Content
from textual.widgets.option_list import Option

from drill.tui.bindings import bind_named_key
from drill.tui.styled_content import build_content
from drill.tui.window import AnswerRow, ListWindow, PageWindow

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
_COST_CELLS = len("100 skills") + 2
# With fewer rows the answers stand alone.
_ROWS_WITH_WORDS = 15
# What stands left and right of a row: margins, the scroll bar, its key.
_CELLS_BESIDE = 8
_ROWS = (*PAPERS, (OWN, "a paper of my own", ""), (OTHER, "all papers, subjects and topics", ""))


class GoalQuestionScreen(ListWindow["str | None"]):
    """Closes with the name of a goal, with ``own`` or ``other``, or with nothing."""

    BINDINGS: ClassVar = [
        *(
            Binding(f"{number}", f"choose('{answer}')", "choose", tooltip=title)
            for number, (answer, title, _) in enumerate(_ROWS, 1)
        ),
        bind_named_key("go-on", "submit"), bind_named_key("back", "close"),
    ]  # fmt: skip

    def __init__(self) -> None:
        self._costs: dict[str, str] = {}
        """What papers cost, once that is computed."""
        may_import = self.app.may("import_paper")
        self._rows = [(n, *row) for n, row in enumerate(_ROWS, 1) if row[0] != OWN or may_import]
        says = "What you choose is your goal: what it needs comes first. You can change it at any time."
        super().__init__(QUESTION, says)

    def offer(self, action: str) -> str | bool:
        """Offer enter once a row is chosen."""
        if action == "submit":
            return self.listed.highlighted is not None and "choose it"
        if action == "close":
            return "keep the goal" if self.app.settings.goal else "just drill"
        return super().offer(action)

    def on_mount(self) -> None:
        """Show the answers, and read what they cost."""
        self.run_worker(self._read_costs())

    def choose(self, number: int) -> None:
        """Close with the answer of a row."""
        self.dismiss(self._rows[number][1])

    def on_option_list_option_highlighted(self) -> None:
        """Offer what enter does."""
        self.refresh_bindings()

    def on_resize(self) -> None:
        """Fit the rows; on a low terminal the answers need all of it."""
        self.query_one("#says").display = self.app.size.height >= _ROWS_WITH_WORDS
        self._draw()

    async def _read_costs(self) -> None:
        """Add what each paper costs to its row, once the session's thread has computed that."""
        from drill.session.today.goal_choice import find_costs

        workspace = await self.app.opened()
        costs = await self.app.background.run(find_costs, workspace, [bank for bank, _, _ in PAPERS])
        self._costs = {bank: str(cost) for bank, cost in costs.items()}
        self._draw()

    def _draw(self) -> None:
        chosen = self.listed.highlighted
        self.listed.set_options(
            Option(self._row(number, title, self._costs.get(answer, ""), about))
            for number, answer, title, about in self._rows
        )
        self.listed.highlighted = chosen

    def _row(self, number: int, title: str, cost: str, about: str) -> Content:
        """Return an answer: its key, its title, what it costs, and what it is about where that fits."""
        room = self.app.size.width - _CELLS_BESIDE
        key, looks = (f" {number} ", "$primary bold"), self.app.looks
        if not about:
            return build_content(key, (f" {title}", "bold"))
        cells = min(_TITLE_CELLS, max(8, room - _COST_CELLS))
        about = about if cells + _COST_CELLS + len(about) <= room else ""
        title = f" {looks.shorten(title, cells - 1):{cells}}"
        return build_content(key, (title, "bold"), f"{cost:{_COST_CELLS}}", (about, "$secondary"))


class GoalSwapScreen(PageWindow[bool]):
    """The question whether a goal is to replace the one that is set; closes with the answer."""

    BINDINGS: ClassVar = [
        bind_named_key("yes", "choose(True)", "yes"), bind_named_key("no", "choose(False)", "no"),
        bind_named_key("back", "choose(False)"), bind_named_key("leave", "choose(False)"),
    ]  # fmt: skip

    def __init__(self, former: str, title: str) -> None:
        """``former`` is the goal that is set, ``title`` the one that may replace it."""
        says = f"Your goal is {former}. Your marks stay, and what you learned counts for {title}, too."
        rows = (
            AnswerRow("choose(True)", build_content(("  y ", "$primary bold"), f" yes: {title} comes first")),
            AnswerRow(
                "choose(False)", build_content(("  n ", "$primary bold"), f" no: {former} stays the goal")
            ),
        )
        super().__init__(f"Make {title} your goal instead of {former}?", build_content(says), *rows)


class PlacementOfferScreen(PageWindow[bool]):
    """Offers a placement on the path to the goal that was chosen; closes with whether it begins."""

    BINDINGS: ClassVar = [
        bind_named_key("go-on", "choose(True)", "begin"), bind_named_key("back", "choose(False)", "later"),
        bind_named_key("leave", "choose(False)"),
    ]  # fmt: skip

    def __init__(self, said: str, skills: int) -> None:
        """``said`` is that the goal is set; so many ``skills`` are to go."""
        from drill.session.standing.placement import describe_length

        rows = (
            AnswerRow(
                "choose(True)", build_content(("enter", "$primary bold"), f"  {describe_length(skills)}")
            ),
            AnswerRow(
                "choose(False)",
                build_content(("  esc", "$primary bold"), "  later: a row on Today and Progress"),
            ),
        )
        super().__init__("Find out what you know already?", build_content(said), *rows)


class UnlinkedPaperScreen(PageWindow[str]):
    """Says that a paper leads to no skill yet; closes with what to do about that: ``skills`` or ``ask``."""

    BINDINGS: ClassVar = [
        bind_named_key("go-on", "choose('skills')", "choose skills"),
        bind_named_key("ask", words="ask for exercises"),
        bind_named_key("back", "choose('')", "back"), bind_named_key("leave", "choose('')"),
    ]  # fmt: skip

    def __init__(self, title: str, skills: str, ask: str) -> None:
        """``skills`` and ``ask`` are the keys that choose skills, and ask the assistant if that may be."""
        from drill.session.today.goal_choice import NOTHING_LINKED

        asks = f", or ask your assistant ({ask})" if ask else ""
        super().__init__(title, build_content(f"{NOTHING_LINKED} Choose up to five skills ({skills}){asks}."))
        self._may_ask = bool(ask)

    def offer(self, action: str) -> str | bool:
        """Offer the assistant where one may be asked."""
        return self._may_ask if action == "ask" else super().offer(action)

    def action_ask(self) -> None:
        """Close with that the assistant is to be asked."""
        self.dismiss("ask")
