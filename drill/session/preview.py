"""The live preview of what is being typed: read, and turned into LaTeX for the typesetter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from drill.errors import CheckError, ParseError


@dataclass(frozen=True, slots=True)
class Preview:
    """``latex`` where the text is read; else ``message`` and the column (from 1) of what is wrong."""

    latex: str | None
    message: str = ""
    at: int | None = None


def typed(text: str, expect: Mapping[str, object]) -> Preview:
    """Read ``text`` as an answer to ``expect``; blank text and kinds without mathematics have no preview."""
    from drill.checking.fields import kind_of
    from drill.checking.reading import mode_of, read
    from drill.maths.print import to_latex

    if not text.strip():
        return Preview(None)
    try:
        tree = read(expect, text)
    except ParseError as error:
        return Preview(None, str(error), error.at)
    except CheckError as error:
        return Preview(None, error.message)
    if tree is None:
        return Preview(None)
    names = expect.get("names")
    latex = to_latex(
        tree,
        dict(names) if isinstance(names, Mapping) else {},
        family=kind_of(expect) == "distribution",
        vectors=mode_of(expect) not in ("statement", "sequence"),
    )
    return Preview(latex)
