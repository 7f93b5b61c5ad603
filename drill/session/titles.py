"""What an exercise is called whose id says nothing: importers make ids that end in a hash.

A title is also seen beside an exercise that is being answered, so it shows no formula: that may be the key.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from drill import typeset
from drill.gyr import ItemId
from drill.papers_first.bank.record import FormulaRecord
from drill.session.papers import called, former_ids, is_paper, record_paths
from drill.session.workspace import Workspace
from drill.text import one_line
from drill.typeset import Tier

_HASHED: Final = re.compile(r"-[0-9a-f]{10}$")
_MOST_AT_HAND: Final = 64
_MOST_CHARACTERS: Final = 80


def title_of(workspace: Workspace, item: str) -> str:
    """The author's title; of an imported paper kind and formula, ``recall (3) QHM``; else empty."""
    entry = workspace.catalogue.entries.get(ItemId(item))
    if entry is not None and entry.title:
        return entry.title
    if entry is None or not is_paper(entry.bank) or not _HASHED.search(entry.id):
        return ""
    bank = workspace.catalogue.bank(entry.bank)
    for path in record_paths(workspace.places, bank) if bank is not None else ():
        titles = _titles(path, workspace.settings.glyphs)
        if found := next((titles[each] for each in former_ids(entry) if each in titles), ""):
            return found
    return ""


def _titles(path: Path, tier: Tier) -> Mapping[str, str]:
    try:
        found = path.stat()
        return _titles_in(path, tier, found.st_mtime_ns, found.st_size)
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {}  # no record, or a damaged one: whoever opens the paper is told


@lru_cache(maxsize=_MOST_AT_HAND)
def _titles_in(path: Path, tier: Tier, _time: int, _size: int) -> Mapping[str, str]:
    """Titles by the ids of exercises. Reading and checking the whole record would take ten times as long."""
    record: Any = json.loads(path.read_text(encoding="utf-8"))
    blocks = {each["number"]: each["title"] for each in record.get("blocks", ())}
    symbols = {each["latex"]: _linear(each["latex"], tier) for each in record.get("symbols", ())}
    boxes = {each["id"]: each.get("caption", "") for each in record.get("algorithms", ())}
    formulas = {each["id"]: _formula(each, blocks) for each in record.get("formulas", ())}
    names = symbols | boxes | formulas
    return {
        each["id"]: _title(each["kind"], names.get(about := each.get("about", ""), about))
        for each in record.get("exercises", ())
    }


def _title(kind: str, name: str) -> str:
    return one_line(f"{kind.replace('-', ' ')} {name}".strip())[:_MOST_CHARACTERS]


def _formula(each: Mapping[str, Any], blocks: Mapping[int, str]) -> str:
    """Its number and name; where the paper gives it no name, where it stands."""
    record = FormulaRecord(
        each["id"],
        each["latex"],
        each.get("file", ""),
        each.get("line", 0),
        number=each.get("number", ""),
        label=each.get("label", ""),
        called=each.get("called", ""),
    )
    block = blocks.get(each.get("block", 0), "").rstrip(".")
    return called(record) if record.called or not block or "$" in block else f"{called(record)}, {block}"


def _linear(latex: str, tier: Tier) -> str:
    return " ".join(typeset.linear(latex, tier=tier).lines)
