"""Which glyphs: the same formula in each tier, and a key for the one that looks best."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.screen import ModalScreen

from drill import typeset
from drill.tui.bindings import bind
from drill.tui.content import join, line, of_block
from drill.tui.widgets.rows import KeyRow, TopLine
from drill.tui.widgets.text import Text
from drill.tui.window import Window

if TYPE_CHECKING:
    from drill.typeset import Tier

SAMPLE = r"\hat\theta_t = \mathbf{x}^T A^{-1} \left[ \frac{g'_t}{\sqrt{v}} \right]"
TIERS: tuple[tuple[Tier, str], ...] = (
    ("full", "needs a maths font"),
    ("common", "most fonts"),
    ("safe", "older fonts"),
    ("ascii", "always works"),
)
PLAIN_LOCALE = (
    "This terminal's locale (LC_ALL, LC_CTYPE or LANG) allows only ASCII: your choice takes effect elsewhere."
)


class Sample(Text):
    """One tier's row; a click takes it, too."""

    def __init__(self, number: int, tier: Tier, words: str, *, is_chosen: bool) -> None:
        head = line(
            (f" {number} ", "reverse bold" if is_chosen else "$primary bold"),
            (f" {tier}", "bold"),
            (f"  {words}{', chosen now' if is_chosen else ''}", "$secondary"),
        )
        block = typeset.typeset(SAMPLE, width=34, tier=tier)
        super().__init__(join([head, of_block(block, indent=5)]))
        self._tier = tier

    async def action_choose(self) -> None:
        """Take this tier."""
        await self.run_action(f"screen.choose('{self._tier}')")

    on_click = action_choose


class GlyphScreen(Window["Tier | None"], ModalScreen["Tier | None"]):
    """Dismissed with the tier that was taken, or with nothing."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar = [
        *(Binding(f"{number}", f"choose('{tier}')", tier) for number, (tier, _) in enumerate(TIERS, 1)),
        bind("back", "close", "leave as is"), bind("leave", "close"), bind("go-on", "close"),
    ]  # fmt: skip
    DEFAULT_CSS = """
    GlyphScreen {background: $background;}
    GlyphScreen VerticalScroll {height: 1fr; padding: 1 2 0 2; scrollbar-size-vertical: 1; layout: grid;
        grid-size: 2; grid-rows: auto; grid-gutter: 1 2;}
    GlyphScreen Text {height: auto; text-wrap: nowrap; text-overflow: ellipsis;}
    GlyphScreen #how {text-wrap: wrap; column-span: 2;}
    """

    def __init__(self, chosen: Tier, *, has_plain_locale: bool) -> None:
        super().__init__()
        self._chosen = chosen
        self._has_plain_locale = has_plain_locale

    def compose(self) -> ComposeResult:
        """A row a tier."""
        yield TopLine(line(("How do formulas look best?", "bold")), line(("settings: ,", "$secondary")))
        with VerticalScroll(can_focus=False):
            told = "Take the row whose brackets join up and whose letters do not touch."
            yield Text(line(f"{told}\n{PLAIN_LOCALE}" if self._has_plain_locale else told), id="how")
            for number, (tier, words) in enumerate(TIERS, 1):
                yield Sample(number, tier, words, is_chosen=tier == self._chosen)
        yield KeyRow()

    @property
    def scrolled(self) -> VerticalScroll:
        """The samples."""
        return self.query_one(VerticalScroll)

    def action_choose(self, tier: Tier) -> None:
        """Close with a tier."""
        self.dismiss(tier)
