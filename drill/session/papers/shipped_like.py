"""Which paper of drill an import looks like, before it is kept: by arXiv id, title and formulas."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from drill.codec import is_list, is_mapping, parse_json
from drill.files import shipped_banks, text_of
from drill.papers import PAPER_SUFFIX, Paper
from drill.session.standing.paper_names import name_paper_bank
from drill.text import count

# Formulas that both papers have, as they are written, without a title in common.
_LEAST_FORMULAS: Final = 3
_ARXIV: Final = re.compile(r"(?:arxiv\.org/(?:abs|pdf|e-print)/|arxiv:|^)(\d{4}\.\d{4,5})", re.IGNORECASE)
_SPACE: Final = re.compile(r"\s+|\\[,;:! ]")


@dataclass(frozen=True, slots=True)
class ShippedLike:
    """A paper that comes with drill, and how many exercises it has."""

    bank: str
    title: str
    exercises: int

    @property
    def told(self) -> str:
        """The likeness as a sentence."""
        name = self.title.partition(": ")[0]
        return f"This looks like {name}, which drill has: {count(self.exercises, 'exercise')} by hand."


def find_like_source(source: str) -> ShippedLike | None:
    """Return the paper that has the arXiv id which a source names, before anything is fetched."""
    match = _ARXIV.search(source.strip())
    if match is None or Path(source).exists():
        return None
    return next((_make_like(path) for path, sheet in _list_sheets() if match[1] in _list_ids(sheet)), None)


def find_like_paper(paper: Paper) -> ShippedLike | None:
    """Return the paper that a paper which was read has the arXiv id, the title, or the formulas of."""
    ids = {match[1] for link in paper.links if (match := _ARXIV.search(link.url))}
    title, formulas = _simplify_title(paper.title), {_SPACE.sub("", row.latex) for row in paper.formulas}
    for path, sheet in _list_sheets():
        shared = formulas & {
            _SPACE.sub("", str(row.get("latex", ""))) for row in _list_rows(sheet, "formulas")
        }
        known = _simplify_title(str(sheet.get("title", "")))
        is_called_so = known == title or (bool(shared) and known.split(":")[0] == title.split(":")[0])
        if not ids.isdisjoint(_list_ids(sheet)) or is_called_so or len(shared) >= _LEAST_FORMULAS:
            return _make_like(path)
    return None


def _list_sheets() -> Iterator[tuple[Path, Mapping[str, Any]]]:
    for path in sorted((shipped_banks() / "papers").glob(f"*{PAPER_SUFFIX}")):
        sheet = parse_json(text_of(path))
        if is_mapping(sheet):
            yield path, sheet


def _list_rows(sheet: Mapping[str, Any], name: str) -> Iterator[Mapping[str, Any]]:
    rows = sheet.get(name)
    yield from (row for row in rows if is_mapping(row)) if is_list(rows) else ()


def _list_ids(sheet: Mapping[str, Any]) -> set[str]:
    """Return the arXiv ids of the links that are marked as the paper itself."""
    addresses = [str(row.get("url", "")) for row in _list_rows(sheet, "links") if row.get("what") == "paper"]
    return {match[1] for address in addresses[:1] if (match := _ARXIV.search(address))}


def _make_like(path: Path) -> ShippedLike:
    slug = path.name.removesuffix(PAPER_SUFFIX)
    bank = path.with_name(f"{slug}.yaml")
    files = [bank] if bank.is_file() else sorted(path.with_name(slug).glob("*.yaml"))
    exercises = sum(text_of(file).count("\n- id: ") for file in files)
    title = str(parse_json(text_of(path)).get("title", slug))
    return ShippedLike(name_paper_bank(slug), title, exercises)


def _simplify_title(title: str) -> str:
    return " ".join(re.findall(r"[\w:]+", title.casefold()))
