"""What a reader finds in a source, and how much of it a document holds."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

from drill.papers.sheet.symbol_keys import canonical_tokens
from drill.papers.source.document import Document

_UNREAD: Final = re.compile(r"\\(?:ensuremath|left|right|[bB]igg?[lr]?)(?![a-zA-Z])|\\[,;:!> ]|~")
_TOKEN: Final = re.compile(r"\\(?:[a-zA-Z]+|.)|\S", re.DOTALL)
_TABLE: Final = re.compile(r"(?:array|cases)\}$")
_ANGLES: Final = {"\\langle": "<", "\\rangle": ">"}
_BRACED: Final = ("\\{", "\\begin{table}")
CORPUS: Final = Path(__file__).parent / "corpus"


@dataclass(frozen=True, slots=True)
class Shown:
    """One display of a paper: its rows, with macros written out."""

    rows: tuple[str, ...]
    labels: tuple[str, ...] = ()

    @property
    def spelling(self) -> str:
        """The display in one spelling for all ways to write it."""
        return spelling(self.rows)


def spelling(rows: Iterable[str]) -> str:
    """Rows in canonical tokens, in plain LaTeX's where they are not read, with a blank between any two."""
    text = " ".join(rows).replace("&", " ")
    tokens = canonical_tokens(text) or tuple(_TOKEN.findall(_UNREAD.sub(" ", text)))
    tokens = [_ANGLES.get(token, token) for token in tokens]
    tokens = [_TABLE.sub("table}", token) for token in tokens]
    tokens = [token for token, following in pairwise([*tokens, ""]) if (token, following) != _BRACED]
    kept = (token for token in tokens if token not in ("\\quad", "\\\\", " ", ",", ".", ";"))
    return " ".join(token.replace(" ", "") for token in kept)


def read_truth(path: Path) -> list[Shown]:
    """The displays of a truth: text as the corpus has it, or JSON with ``formulas``."""
    if path.suffix == ".json":
        listed: list[Mapping[str, list[str]]] = json.loads(path.read_text(encoding="utf-8"))["formulas"]
        return [Shown(tuple(one["rows"]), tuple(one.get("labels", ()))) for one in listed]
    found: list[Shown] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("  "):
            _, *labels = line.split()
            found.append(Shown((), tuple(labels)))
        else:
            last = found.pop()
            found.append(Shown((*last.rows, line.strip()), last.labels))
    return found


def shown(document: Document) -> list[Shown]:
    """The displays of a document."""
    displays: dict[int, list[tuple[tuple[str, ...], str]]] = {}
    for formula in document.formulas:
        displays.setdefault(formula.display, []).append((formula.rows, formula.label))
    return [
        Shown(tuple(row for rows, _ in said for row in rows), tuple(label for _, label in said if label))
        for said in displays.values()
    ]


def missing(truth: Iterable[Shown], found: Iterable[Shown]) -> list[Shown]:
    """The displays of the truth that were not found as they are."""
    counts = Counter(one.spelling for one in found)
    lost: list[Shown] = []
    for one in truth:
        if counts[one.spelling]:
            counts[one.spelling] -= 1
        else:
            lost.append(one)
    return lost
