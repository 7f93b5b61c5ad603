"""How right and how complete the glossary is: ``python tests/bench/papers_glossary.py FOLDER [-v]``.

FOLDER holds papers (a folder, a ``.tex`` or a ``.md`` each) and ``truth/<paper>.json`` with ``symbols``: a list of
``{"symbol": LaTeX, "definitions": [ways to say what it means]}``. An entry that is shown by default counts as
right where its symbol is in the truth and its words are those of one of the definitions, but for small words.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, cast

from drill.papers.document import Document
from drill.papers.expansion import ExpansionError, expand
from drill.papers.formula.tokens import RefusedError, canonical
from drill.papers.glossary import Entry, glossary
from drill.papers.read import read_paper

_SMALL: Final = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "for",
        "in",
        "on",
        "at",
        "by",
        "to",
        "with",
        "and",
        "or",
        "its",
        "their",
        "our",
        "some",
        "from",
    ]
)
_SUFFIXES: Final = ("", ".tex", ".md", ".html", ".tar.gz", ".zip")


@dataclass
class Result:
    """What was found of one paper, or of all."""

    right: int = 0
    wrong: list[str] = field(default_factory=list[str])
    found: int = 0
    missed: list[str] = field(default_factory=list[str])
    waiting: int = 0
    shapes: int = 0
    shapes_found: int = 0
    seconds: float = 0.0

    def add(self, other: Result) -> None:
        """Sum up."""
        self.right += other.right
        self.wrong += other.wrong
        self.found += other.found
        self.missed += other.missed
        self.waiting += other.waiting
        self.shapes += other.shapes
        self.shapes_found += other.shapes_found
        self.seconds += other.seconds

    def line(self, name: str) -> str:
        """One line of the report."""
        shown, listed = self.right + len(self.wrong), self.found + len(self.missed)
        return (
            f"{name:14} precision {_share(self.right, shown)} ({self.right}/{shown})  "
            f"recall {_share(self.found, listed)} ({self.found}/{listed})  "
            f"with unsure {_share(self.found + self.waiting, listed)}  "
            f"shapes {self.shapes_found}/{self.shapes}  {self.seconds * 1000:.0f} ms"
        )


@dataclass(frozen=True)
class Defined:
    """A line of the truth."""

    symbol: tuple[str, ...]
    definitions: tuple[str, ...]
    shape: str = ""


def measure(document: Document, truth: Sequence[Mapping[str, object]]) -> Result:
    """Compare the glossary of ``document`` with ``truth``."""
    begin = time.perf_counter()
    entries = glossary(document)
    result = Result(seconds=time.perf_counter() - begin)
    wanted = [_defined(document, line) for line in truth]
    by_symbol: dict[tuple[str, ...], list[Defined]] = defaultdict(list)
    for line in wanted:
        by_symbol[line.symbol].append(line)
    for entry in entries:
        if entry.sure:
            lines = _lines(entry.symbol, by_symbol)
            if any(_agrees(entry.meaning, line.definitions) for line in lines):
                result.right += 1
            else:
                result.wrong.append(f"{entry.latex}: {entry.meaning}  [{entry.place}]")
    for line in wanted:
        fitting = [entry for entry in entries if _fits(entry, line)]
        if any(entry.sure for entry in fitting):
            result.found += 1
        else:
            result.waiting += bool(fitting)
            result.missed.append(
                f"{' '.join(line.symbol)}: {line.definitions[0]}{' (unsure)' if fitting else ''}"
            )
        result.shapes += bool(line.shape)
        result.shapes_found += bool(line.shape) and any(
            _squeezed(entry.shape) == _squeezed(line.shape) for entry in fitting
        )
    return result


def _defined(document: Document, line: Mapping[str, object]) -> Defined:
    latex = str(line["symbol"])
    try:
        latex = expand(latex, document.macros.commands)
    except ExpansionError:
        pass
    latex = re.sub(r"\\ensuremath\s*", "", latex)
    definitions = tuple(str(said) for said in cast("Iterable[object]", line["definitions"]))
    return Defined(_tokens(latex), definitions, str(line.get("shape", "")))


def _tokens(latex: str) -> tuple[str, ...]:
    try:
        tokens = tuple(canonical(latex))
    except RefusedError:
        return (latex,)
    while tokens[:1] == ("{",) and tokens[-1:] == ("}",):
        tokens = tokens[1:-1]
    return tokens


def _lines(symbol: tuple[str, ...], by_symbol: Mapping[tuple[str, ...], list[Defined]]) -> Iterable[Defined]:
    """The truth's lines of a symbol; of the same without arguments or index where it has none."""
    return by_symbol.get(symbol) or [
        line for name, lines in by_symbol.items() if _bare(name) == _bare(symbol) for line in lines
    ]


def _fits(entry: Entry, line: Defined) -> bool:
    return (entry.symbol == line.symbol or _bare(entry.symbol) == _bare(line.symbol)) and _agrees(
        entry.meaning, line.definitions
    )


def _bare(tokens: tuple[str, ...]) -> tuple[str, ...]:
    """A name without its index and its arguments."""
    for index, token in enumerate(tokens):
        if index and token in ("_", "("):
            return tokens[:index]
    return tokens


def _agrees(meaning: str, definitions: Iterable[str]) -> bool:
    said = _words(meaning)
    return any(_same(said, _words(definition)) for definition in definitions)


def _same(said: set[str], wanted: set[str]) -> bool:
    both = len(said & wanted)
    return both > 0 and (both == len(wanted) or (2 * both >= len(wanted) and 5 * both >= 2 * len(said)))


def _words(text: str) -> set[str]:
    words = re.findall(r"[a-z0-9]+", re.sub(r"[\\${}_^'’-]", " ", text.lower()))
    return {_singular(word) for word in words if word not in _SMALL}


def _singular(word: str) -> str:
    if word.endswith("ices"):
        return f"{word[:-4]}ix"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word


def _squeezed(shape: str) -> str:
    return re.sub(r"\s", "", shape)


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.2f}" if whole else "none"


def main() -> None:
    """Print one line a paper, and the total."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("-v", "--verbose", action="store_true", help="show what is wrong and what is missed")
    arguments = parser.parse_args()
    total = Result()
    for path in sorted((arguments.folder / "truth").glob("*.json")):
        sources = [
            found for suffix in _SUFFIXES if (found := path.parent.parent / f"{path.stem}{suffix}").exists()
        ]
        if not sources:
            print(f"{path.stem}: no source")
            continue
        result = measure(read_paper(sources[0]), json.loads(path.read_text(encoding="utf-8"))["symbols"])
        total.add(result)
        print(result.line(path.stem))
        if arguments.verbose:
            print(*(f"   wrong  {text}" for text in result.wrong), sep="\n")
            print(*(f"   missed {text}" for text in result.missed), sep="\n")
    print(total.line("all"))


if __name__ == "__main__":
    main()
