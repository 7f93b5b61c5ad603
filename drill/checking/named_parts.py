"""Named answers typed in one text, `mean = 2; variance = 3`, taken apart."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from drill.errors import ParseError

_NO_SPELLINGS: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Piece:
    """The text of one part and where it begins in the whole answer."""

    text: str
    offset: int = 0


def read_parts(
    answer: str | Mapping[str, str] | Sequence[str],
    names: Sequence[str],
    spelled: Mapping[str, str] = _NO_SPELLINGS,
) -> dict[str, Piece]:
    """Return the text of every part. Raises ParseError for a missing or an unknown name.

    ``spelled`` has other names of parts and what they stand for: a part, or a part in another form such as
    ``V^T``, which the result then has in place of it.
    """
    if isinstance(answer, str):
        given = _from_text(answer, names, spelled)
    elif isinstance(answer, Mapping):
        given = {str(name): Piece(str(text)) for name, text in answer.items()}
    else:
        given = dict(zip(names, (Piece(str(text)) for text in answer), strict=False))
    found: dict[str, Piece] = {}
    for word, piece in given.items():
        name = word if word in names else spelled.get(word, word)
        if _plain(name) not in names:
            raise ParseError(f"no part is called {word!r}", None, code="unknown-name", hint=_all(names))
        if name in found:
            raise ParseError(f"{name} is given twice", piece.offset or None)
        found[name] = piece
    for name in names:
        if not any(_plain(each) == name and piece.text.strip() for each, piece in found.items()):
            raise ParseError(f"{name} is missing", None, hint=_all(names))
    return dict(sorted(found.items(), key=lambda pair: list(names).index(_plain(pair[0]))))


def _plain(name: str) -> str:
    """A part's name without the mark of another form."""
    return name.removesuffix("^T")


def _all(names: Sequence[str]) -> str:
    return "; ".join(f"{name} = …" for name in names)


def _from_text(text: str, names: Sequence[str], spelled: Mapping[str, str]) -> dict[str, Piece]:
    """Parts by name, or in order where no name is typed."""
    ordered = sorted((*names, *spelled), key=len, reverse=True)
    known = "|".join(re.escape(name) for name in ordered)
    begins = list(re.finditer(rf"(?:^|[;,\n])\s*({known})\s*[=:]", text, re.IGNORECASE))
    if not begins:
        return _by_place(text, names)
    if text[: begins[0].start()].strip():
        raise ParseError("a name is due first", 1, hint=_all(names))
    ends = [match.start() for match in begins[1:]] + [len(text)]
    folded = {name.casefold(): name for name in (*spelled, *names)}
    found: dict[str, Piece] = {}
    for match, end in zip(begins, ends, strict=True):
        word = match.group(1)
        name = word if word in names or word in spelled else folded[word.casefold()]
        if name in found:
            raise ParseError(f"{name} is given twice", match.start(1) + 1)
        found[name] = Piece(text[match.end() : end].rstrip(" ;\n"), match.end())
    return found


def _by_place(text: str, names: Sequence[str]) -> dict[str, Piece]:
    found: dict[str, Piece] = {}
    offset = 0
    pieces = _split(text)
    if len(pieces) != len(names):
        raise ParseError("give every part with its name", 1, hint=_all(names))
    for name, piece in zip(names, pieces, strict=True):
        found[name] = Piece(piece, offset)
        offset += len(piece) + 1
    return found


def _split(text: str) -> list[str]:
    """The text between semicolons and line ends outside of brackets."""
    pieces = [""]
    depth = 0
    for character in text:
        depth += (character in "([{") - (character in ")]}")
        if character in ";\n" and depth <= 0:
            pieces.append("")
        else:
            pieces[-1] += character
    return pieces
