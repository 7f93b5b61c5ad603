"""How right and how complete meanings are: ``python tests/bench/papers_meanings.py FOLDER [-v]``.

FOLDER holds papers and ``truth/<paper>.json`` with ``symbols``, a list of ``{"symbol": LaTeX, "definitions":
[ways to say what it means]}``, and ``referenced_not_shown``. A meaning counts as right where its symbol is in
the truth and its words are those of one of the definitions, but for small words.
"""

from __future__ import annotations

import argparse
import json
import re
import time
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from drill.papers.read import sheet_of
from drill.papers.sheet.spelling import canonical_tokens, latex_of
from drill.papers.source.document import Document
from drill.papers.source.expansion import written_out
from drill.papers.source.reading import read_paper

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
_JOINED: Final = re.compile(r"^(data|mini|non|step|time)(batch|batche|linearit|point|set|size|step)")
_SUFFIXES: Final = ("", ".tex", ".md", ".html")


def same(said: str, wanted: str) -> bool:
    """Whether two texts say the same up to small words."""
    left, right = _words(said), _words(wanted)
    both = len(left & right)
    return both > 0 and (both == len(right) or (2 * both >= len(right) and 5 * both >= 2 * len(left)))


def _words(text: str) -> set[str]:
    spaced = re.sub(r"[\\${}_^'’–-]", " ", text.lower())
    plain = unicodedata.normalize("NFKD", spaced).encode("ascii", "ignore").decode()
    found = (_JOINED.sub(r"\1 \2", word).split() for word in re.findall(r"[a-z0-9]+", plain))
    return {_singular(part) for parts in found for part in parts if part not in _SMALL}


def _singular(word: str) -> str:
    if word.endswith("ices"):
        return f"{word[:-4]}ix"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word


def spelled(latex: str, document: Document) -> tuple[str, ...]:
    """A symbol's canonical tokens, the paper's macros written out."""
    tokens = canonical_tokens(re.sub(r"\\ensuremath\s*", "", written_out(latex, document.macros.commands)))
    while tokens[:1] == ("{",) and tokens[-1:] == ("}",):
        tokens = tokens[1:-1]
    at = next((at for at, token in enumerate(tokens) if token == "="), len(tokens))
    return tokens[:at] or (latex,)


def bare(tokens: tuple[str, ...]) -> tuple[str, ...]:
    """A name without its index and its arguments."""
    at = next((at for at, token in enumerate(tokens) if at and token in ("_", "(")), len(tokens))
    return tokens[:at]


def measure(path: Path, truth: dict[str, Any], *, is_verbose: bool) -> list[int]:
    """Right, shown, found and listed."""
    begin = time.perf_counter()
    document = read_paper(path)
    sheet = sheet_of(document, path)
    took_ms = (time.perf_counter() - begin) * 1000
    entries = [(spelled(row.symbol, document), row) for row in sheet.symbols if row.means]
    wanted = [(spelled(one["symbol"], document), one["definitions"]) for one in truth["symbols"]]
    right, unlisted, wrong = 0, 0, list[str]()
    for tokens, row in entries:
        lines = [line for line in wanted if line[0] == tokens] or [
            line for line in wanted if bare(line[0]) == bare(tokens)
        ]
        if any(same(row.means, one) for _, ways in lines for one in ways):
            right += 1
        else:
            unlisted += not lines
            wrong.append(f"{'' if lines else '(unlisted) '}{row.symbol}: {row.means}  [{row.line}]")
    missed = [
        f"{latex_of(tokens)}: {ways[0]}"
        for tokens, ways in wanted
        if not any(bare(one) == bare(tokens) and _says(row.means, ways) for one, row in entries)
    ]
    absent = [row.what for row in sheet.absent]
    gone = [
        one for one in truth.get("referenced_not_shown", ()) if not any(same(one, what) for what in absent)
    ]
    listed, found = len(wanted), len(wanted) - len(missed)
    count = len(truth.get("referenced_not_shown", ()))
    counted = [right, len(entries), len(entries) - unlisted, found, listed]
    print(f"{path.stem:16} {shares(counted)}  symbols {len(sheet.symbols)}", end="  ")
    print(f"absent {count - len(gone)}/{count} of {len(absent)}  {took_ms:.0f} ms")
    if is_verbose:
        for name, lines in (("wrong", wrong), ("missed", missed), ("absent", absent), ("not found", gone)):
            print(*(f"   {name}  {line}" for line in lines), sep="\n")
    return counted


def shares(counted: list[int]) -> str:
    """Precision and recall of what was counted."""
    right, shown, known, found, listed = counted
    return (
        f"precision {right / max(1, shown):.2f} ({right}/{shown}), of listed {right / max(1, known):.2f},"
        f" recall {found / max(1, listed):.2f} ({found}/{listed})"
    )


def _says(means: str, ways: Iterable[str]) -> bool:
    return any(same(means, one) for one in ways)


def measured(folder: Path, *, is_verbose: bool = False) -> list[int]:
    """Right, shown, shown of listed symbols, found and listed, of all papers; a line is printed for each."""
    total = [0] * 5
    for truth in sorted((folder / "truth").glob("*.json")):
        places = (folder / f"{truth.stem}{suffix}" for suffix in _SUFFIXES)
        path = next((place for place in places if place.exists()), None)
        if path is not None:
            counted = measure(path, json.loads(truth.read_text("utf-8")), is_verbose=is_verbose)
            total = [one + more for one, more in zip(total, counted, strict=True)]
    return total


def main() -> None:
    """Print one line a paper, and the total."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("-v", "--verbose", action="store_true", help="show what is wrong and what is missed")
    arguments = parser.parse_args()
    print(f"all: {shares(measured(arguments.folder, is_verbose=arguments.verbose))}")


if __name__ == "__main__":
    main()
