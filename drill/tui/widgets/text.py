"""Widgets that show text; none of them reads markup."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from drill import typeset
from drill.tui.content import of_block


class Text(Static):
    """A static widget that takes `Content` alone, never markup."""

    def __init__(self, content: Content | None = None, *, id: str | None = None, classes: str | None = None):
        super().__init__(content or Content(""), markup=False, id=id, classes=classes)

    def show(self, content: Content) -> None:
        """Replace what is shown."""
        self.update(content)


class Prose(Text):
    """Markdown with formulas, wrapped to the widget's width."""

    DEFAULT_CSS = "Prose {height: auto; padding: 0 2;}"

    def __init__(
        self,
        markdown: str = "",
        *,
        tier: typeset.Tier = "safe",
        id: str | None = None,
        classes: str | None = None,
    ):
        super().__init__(id=id, classes=classes)
        self._markdown = markdown
        self._tier: typeset.Tier = tier

    def set(self, markdown: str, *, tier: typeset.Tier | None = None) -> None:
        """Show another text."""
        self._markdown = markdown
        self._tier = tier or self._tier
        self._draw()

    def on_resize(self) -> None:
        """Wrap anew."""
        self._draw()

    def _draw(self) -> None:
        width = self.content_size.width
        if width > 0:
            self.show(of_block(typeset.prose(self._markdown, width=width, tier=self._tier)))


class Formula(Text):
    """One formula in two dimensions; it scrolls sideways where it is too wide."""

    DEFAULT_CSS = "Formula {height: auto; padding: 0 5; text-wrap: nowrap;}"

    def set(self, latex: str, *, width: int, tier: typeset.Tier, style: str = "") -> None:
        """Show a formula."""
        self.show(of_block(typeset.typeset(latex, width=max(1, width), tier=tier), style=style))
