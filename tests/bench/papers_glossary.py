"""How right and how complete the glossary is: ``python tests/bench/papers_glossary.py FOLDER [-v]``.

FOLDER holds papers (a folder, a ``.tex`` or a ``.md`` each) and ``truth/<paper>.json`` with ``symbols``, a
list of ``{"symbol": LaTeX, "definitions": [ways to say what it means]}``, and ``referenced_not_shown``. An
entry that is shown by default counts as right where its symbol is in the truth and its words are those of
one of the definitions, but for small words. Entries of symbols that the truth does not list count as wrong,
and are also told apart: ``of listed`` is the share that is right of the others.
"""

from __future__ import annotations

import argparse
import json
import re
import time
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, cast

from drill.papers_first.formula.tokens import RefusedError, canonical
from drill.papers_first.glosses.glossary import Entry, glossary
from drill.papers_first.glosses.heads import words
from drill.papers_first.glosses.names import read_names
from drill.papers_first.read import read_paper
from drill.papers_first.source.document import Document
from drill.papers_first.source.expansion import ExpansionError, expand

_SMALL: Final = words("a an the of for in on at by to with and or its their our some from")
_JOINED: Final = re.compile(r"^(data|mini|non|step|time)(batch|batche|linearit|point|set|size|step)")
"""Words that are written as one or as two: ``minibatch``, ``mini-batch``."""
_ACCENT: Final = re.compile(r"\\[\"'`^=.~]\s?\{?([a-z])\}?")
_SUFFIXES: Final = ("", ".tex", ".md", ".html", ".tar.gz", ".zip")


@dataclass
class Result:
    """What was found of one paper, or of all."""

    right: int = 0
    wrong: list[str] = field(default_factory=list[str])
    unlisted: int = 0
    """Those of the wrong ones whose symbol the truth does not list."""
    found: int = 0
    missed: list[str] = field(default_factory=list[str])
    waiting: int = 0
    shapes: int = 0
    shapes_found: int = 0
    absent_found: int = 0
    absent_missed: list[str] = field(default_factory=list[str])
    absent_wrong: list[str] = field(default_factory=list[str])
    seconds: float = 0.0

    @property
    def precision(self) -> float:
        """The share of what is shown that is right."""
        return self.right / max(1, self.right + len(self.wrong))

    @property
    def recall(self) -> float:
        """The share of the truth that is shown."""
        return self.found / max(1, self.found + len(self.missed))

    def add(self, other: Result) -> None:
        """Sum up."""
        self.right += other.right
        self.wrong += other.wrong
        self.unlisted += other.unlisted
        self.found += other.found
        self.missed += other.missed
        self.waiting += other.waiting
        self.shapes += other.shapes
        self.shapes_found += other.shapes_found
        self.absent_found += other.absent_found
        self.absent_missed += other.absent_missed
        self.absent_wrong += other.absent_wrong
        self.seconds += other.seconds

    def line(self, name: str) -> str:
        """One line of the report."""
        shown, listed = self.right + len(self.wrong), self.found + len(self.missed)
        known = shown - self.unlisted
        return (
            f"{name:14} precision {_share(self.right, shown)} ({self.right}/{shown}), of listed"
            f" {_share(self.right, known)}  "
            f"recall {_share(self.found, listed)} ({self.found}/{listed})  "
            f"with unsure {_share(self.found + self.waiting, listed)}  "
            f"shapes {self.shapes_found}/{self.shapes}  not shown {self.absent_found}/"
            f"{self.absent_found + len(self.absent_missed)} and {len(self.absent_wrong)} wrong  "
            f"{self.seconds * 1000:.0f} ms"
        )


@dataclass(frozen=True)
class Defined:
    """A line of the truth."""

    symbol: tuple[str, ...]
    definitions: tuple[str, ...]
    shape: str = ""


def measure(document: Document, truth: Mapping[str, object]) -> Result:
    """Compare the glossary of ``document`` with ``truth``."""
    begin = time.perf_counter()
    entries = glossary(document)
    result = Result(seconds=time.perf_counter() - begin)
    _compare_absent(document, cast("Sequence[str]", truth.get("referenced_not_shown", ())), result)
    listed = cast("Sequence[Mapping[str, object]]", truth["symbols"])
    wanted = [_defined(document, line) for line in listed]
    by_symbol: dict[tuple[str, ...], list[Defined]] = defaultdict(list)
    for line in wanted:
        by_symbol[line.symbol].append(line)
    for entry in entries:
        if entry.is_shown:
            lines = list(_lines(entry.symbol, by_symbol))
            if any(_agrees(entry.meaning, line.definitions) for line in lines):
                result.right += 1
            else:
                result.unlisted += not lines
                mark = "" if lines else "(unlisted) "
                result.wrong.append(f"{mark}{entry.latex}: {entry.meaning}  [{entry.place}]")
    for line in wanted:
        fitting = [entry for entry in entries if _fits(entry, line)]
        if any(entry.is_shown for entry in fitting):
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


def _compare_absent(document: Document, wanted: Sequence[str], result: Result) -> None:
    """Count which of the formulas of other works are listed."""
    listed = [absent.what for absent in document.absent]
    result.absent_missed = [text for text in wanted if not any(_agrees(text, (what,)) for what in listed)]
    result.absent_found = len(wanted) - len(result.absent_missed)
    result.absent_wrong = [what for what in listed if not any(_agrees(text, (what,)) for text in wanted)]


def source_of(truth: Path) -> Path | None:
    """The paper that a truth is of; None where there is none."""
    folder = truth.parent.parent
    return next((path for suffix in _SUFFIXES if (path := folder / f"{truth.stem}{suffix}").exists()), None)


def _defined(document: Document, line: Mapping[str, object]) -> Defined:
    latex = str(line["symbol"])
    with suppress(ExpansionError):
        latex = expand(latex, document.macros.commands)
    latex = re.sub(r"\\ensuremath\s*", "", latex)
    definitions = tuple(str(said) for said in cast("Iterable[object]", line["definitions"]))
    named = read_names(latex)
    # a whole statement, ``G = (V, E)``, is listed for what it names
    symbol = (
        named.names[0] if named is not None and named.relation and len(named.names) == 1 else _tokens(latex)
    )
    return Defined(symbol, definitions, str(line.get("shape", "")))


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
    spaced = re.sub(r"[\\${}_^'’–-]", " ", _ACCENT.sub(r"\1", text.lower()))
    plain = unicodedata.normalize("NFKD", spaced).encode("ascii", "ignore").decode()
    found = (_JOINED.sub(r"\1 \2", word).split() for word in re.findall(r"[a-z0-9]+", plain))
    return {_singular(part) for parts in found for part in parts if part not in _SMALL}


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
        source = source_of(path)
        if source is None:
            print(f"{path.stem}: no source")
            continue
        result = measure(read_paper(source), json.loads(path.read_text(encoding="utf-8")))
        total.add(result)
        print(result.line(path.stem))
        if arguments.verbose:
            print(*(f"   absent missed {text}" for text in result.absent_missed), sep="\n")
            print(*(f"   absent wrong  {text}" for text in result.absent_wrong), sep="\n")
            print(*(f"   wrong  {text}" for text in result.wrong), sep="\n")
            print(*(f"   missed {text}" for text in result.missed), sep="\n")
    print(total.line("all"))


if __name__ == "__main__":
    main()
