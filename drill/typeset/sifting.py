"""Find what of a text cannot be typeset without setting it, for many texts that are never shown."""

from __future__ import annotations

from collections.abc import Iterator

from drill.typeset.block import SpanStyle
from drill.typeset.inline import TWO_DIMENSIONAL, Manner, Reader
from drill.typeset.markdown import DISPLAY_INDENT, NARROWEST, Part, Setter, split_clean_lines
from drill.typeset.render import left_over


def prose_left_over(markdown: str, *, width: int) -> tuple[str, ...]:
    """Return what ``prose`` of this width would list in its ``left_over``."""
    if "$" not in markdown and "\\" not in markdown:
        return ()  # no formula
    setter = _Setter(Manner("unicode", "linear", {}))
    parts = setter.all_parts(split_clean_lines(markdown), max(width, NARROWEST))
    return tuple(dict.fromkeys(left for part in parts for left in part.left_over))


class _Setter(Setter):
    """Goes through the blocks of a text without setting paragraphs."""

    def _paragraph(self, text: str, width: int) -> Iterator[Part]:
        reader = _Reader(self._manner, width, max(width - DISPLAY_INDENT, NARROWEST))
        reader.read(text, None)
        yield Part((), (), tuple(reader.found))


class _Reader(Reader):
    """Sets displays, which may be too large, but no words and no inline formulas."""

    def __init__(self, manner: Manner, width: int, display_width: int) -> None:
        super().__init__(manner, width, display_width)
        self.found: list[str] = []

    def _code(self, text: str) -> None:
        pass

    def _words(self, text: str, style: SpanStyle | None) -> None:
        pass

    def _set_display(self, latex: str) -> None:
        self.found += self._typeset(latex).left_over

    def _formula(self, latex: str, text: str, offset: int, style: SpanStyle | None) -> int:
        if TWO_DIMENSIONAL.search(latex):
            return self._display(latex, text, offset)
        self.found += left_over(latex, macros=self._macros)
        return offset
