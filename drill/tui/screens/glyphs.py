"""The choice of glyphs: the same formula in both tiers, and a key for the one that looks best."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.content import Content

from drill import typeset
from drill.tui.bindings import bind_named_key
from drill.tui.styled_content import build_content, of_block, stack_lines
from drill.tui.window import AnswerRow, PageWindow

if TYPE_CHECKING:
    from drill.typeset import Tier

SAMPLE = r"\hat\theta_t = \mathbf{x}^T A^{-1} \left[ \frac{g'_t}{\sqrt{v}} \right]"
TIERS: tuple[tuple[Tier, str], ...] = (("unicode", "most fonts"), ("ascii", "always works"))
PLAIN_LOCALE = (
    "This terminal's locale (LC_ALL, LC_CTYPE or LANG) allows only ASCII: your choice takes effect elsewhere."
)


def _draw_glyph_sample(number: int, tier: Tier, words: str, *, is_chosen: bool) -> Content:
    """Return a tier's row: its key, its name, and the formula."""
    head = build_content(
        (f" {number} ", "reverse bold" if is_chosen else "$primary bold"),
        (f" {tier}", "bold"),
        (f"  {words}{', chosen now' if is_chosen else ''}", "$secondary"),
    )
    return stack_lines([head, of_block(typeset.typeset_formula(SAMPLE, width=34, tier=tier), indent=5)])


class GlyphScreen(PageWindow["Tier | None"]):
    """Closes with the chosen tier, or with nothing."""

    BINDINGS: ClassVar = [
        *(Binding(f"{number}", f"choose('{tier}')", tier) for number, (tier, _) in enumerate(TIERS, 1)),
        bind_named_key("back", "close", "leave as is"), bind_named_key("go-on", "close"),
    ]  # fmt: skip
    DEFAULT_CSS = """
    GlyphScreen VerticalScroll {padding: 1 2 0 2; layout: grid; grid-size: 2; grid-rows: auto;
        grid-gutter: 1 2;}
    GlyphScreen Text {text-wrap: nowrap; text-overflow: ellipsis;}
    GlyphScreen #says {text-wrap: wrap; column-span: 2; margin-bottom: 0;}
    """

    def __init__(self, chosen: Tier, *, has_plain_locale: bool) -> None:
        instruction = "Take the row whose brackets join up and whose letters do not touch."
        rows = (
            AnswerRow(f"choose('{tier}')", _draw_glyph_sample(number, tier, words, is_chosen=tier == chosen))
            for number, (tier, words) in enumerate(TIERS, 1)
        )
        says = build_content(f"{instruction}\n{PLAIN_LOCALE}" if has_plain_locale else instruction)
        super().__init__("How do formulas look best?", says, *rows, corner="settings: ,")
