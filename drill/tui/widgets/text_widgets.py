"""Widgets that show text; none of them reads markup."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from drill.tui.looks import (
    AIR_FROM,
    EMPTY,
    READING_CELLS,
    TWO_DIMENSIONS_FROM,
    build_content,
    capitalise_text,
    of_block,
    stack_labelled_texts,
    stack_lines,
)

if TYPE_CHECKING:
    from drill.tui.app import DrillApp
    from drill.typeset import Tier


def width_of(widget: Widget) -> int:
    """Return the cells of a widget's content; before its first layout those that it will have on the screen,
    so that nothing is painted empty, or in a narrow column, and then again."""
    room = next((node.size.width for node in widget.ancestors if isinstance(node, Widget) and node.size), 0)
    return widget.content_size.width or max(0, min(READING_CELLS, room - 1) - widget.gutter.width)


class Text(Static):
    """A static widget that takes only `Content`, never markup."""

    app: DrillApp

    def __init__(
        self, content: Content | None = None, *, id: str | None = None, classes: str | None = None
    ) -> None:
        super().__init__(content or Content(""), markup=False, id=id, classes=classes)
        self.content_text = content.plain if content is not None else ""

    @property
    def rows(self) -> int:
        """How many rows it takes, with the margins above and below it."""
        if not self.content_text:
            return 0
        return self.content_text.count("\n") + 1 + self.styles.margin.height

    def on_unmount(self) -> None:
        """Drop the drawn text, because Textual keeps the caches of the last thousand widgets."""
        self.refresh()

    def show(self, content: Content, *, layout: bool = True) -> None:
        """Replace the shown text; without ``layout`` its size stays."""
        self.content_text = content.plain
        self.update(content, layout=layout)


class Wrapped(Text):
    """A text that is wrapped to the widget's width, and again in another."""

    class Settled(Message):
        """Its size has changed: the widgets below have moved."""

    def on_resize(self) -> None:
        """Wrap again, or note that the requested size was granted."""
        self._draw()
        self.post_message(self.Settled())

    def _wrap(self, width: int) -> Content:
        """Return the text in lines of at most ``width`` cells."""
        raise NotImplementedError

    def _draw(self) -> None:
        width = width_of(self)
        if width > 0:
            self.show(self._wrap(width))
            self.call_after_refresh(self._take_room)

    def _take_room(self) -> None:
        """Request a layout, again if a running one loses the request."""
        if self.is_attached and self.content_size.height != self.content_text.count("\n") + 1:
            self.refresh(layout=True)


class Prose(Wrapped):
    """Markdown with formulas; hidden while it is empty.

    With ``sets_formulas`` those in its sentences have two dimensions, if that leaves half of the screen.
    """

    DEFAULT_CSS = "Prose {height: auto; padding: 0 2; display: none;} Prose.-shown {display: block;}"

    def __init__(
        self,
        markdown: str = "",
        *,
        id: str | None = None,
        classes: str | None = None,
        sets_formulas: bool = False,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._markdown, self._sets_formulas = markdown, sets_formulas
        self.set_class(bool(markdown), "-shown")

    def set(self, markdown: str) -> None:
        """Show another text."""
        self._markdown = markdown
        self.set_class(bool(markdown), "-shown")
        self._draw()

    def _wrap(self, width: int) -> Content:
        from drill.typeset import set_prose

        tier, height = self.app.looks.tier, self.app.size.height
        block = set_prose(self._markdown, width=width, tier=tier)
        if self._sets_formulas and height >= TWO_DIMENSIONS_FROM and tier != "ascii":
            drawn = set_prose(self._markdown, width=width, tier=tier, inline="two-d")
            block = drawn if drawn.height <= max(height // 2 - 1, block.height) else block
        return of_block(block, ground=width if height >= AIR_FROM else 0)


class LabelledTexts(Wrapped):
    """Texts with their labels, below each other; each is wrapped next to its own."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._head = EMPTY
        self._named_texts: Sequence[tuple[str, str]] = ()

    def set(self, named_texts: Sequence[tuple[str, str]], head: Content = EMPTY) -> None:
        """Show other texts, below a head."""
        self._named_texts, self._head = named_texts, head
        self._draw()

    def _wrap(self, width: int) -> Content:
        texts = stack_labelled_texts(self._named_texts, width, self.app.looks.tier)
        return stack_lines([part for part in (self._head, texts) if part.plain])


class Formula(Text):
    """One formula in two dimensions, over the whole width, so that only its height moves others."""

    DEFAULT_CSS = "Formula {width: 100%; height: auto; padding: 0 5; text-wrap: nowrap;}"

    def set(self, latex: str, *, width: int, tier: Tier) -> None:
        """Show a formula."""
        from drill.typeset import typeset_formula

        self.put(of_block(typeset_formula(latex, width=max(1, width), tier=tier)))

    def put(self, content: Content) -> None:
        """Show something else in its place."""
        self.show(content, layout=self.size.height != max(1, content.plain.count("\n") + 1))


class Banner(Text):
    """A line about what needs an act, else hidden; that marks are not kept stays shown."""

    DEFAULT_CSS = "Banner {height: auto; padding: 0 2; background: $surface; display: none;}"
    stays = False

    def say(self, *messages: str | None) -> None:
        """Show messages below each other, empty ones left out; none hides it."""
        sentences = [capitalise_text(message) for message in (self.app.not_kept, *messages) if message]
        if not sentences and not self.display:
            return
        self.display, self.stays = bool(sentences), False
        self.show(build_content(("\n".join(sentences), "bold")))

    def put(self, content: Content) -> None:
        """Show a text with formulas in place of the messages; it stays while one types."""
        self.display = self.stays = True
        self.show(content)


class Inset(Vertical):
    """A container with margins: the margin of one widget would narrow all those next to it."""

    DEFAULT_CSS = "Inset {height: auto; padding: 0 1 0 2;}"
