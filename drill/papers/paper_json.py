"""A paper as JSON text: what the worker sends, and what is stored in ``<slug>.paper.json``.

What an import makes lies under ``made``, of formulas by their ids.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from drill.codec import is_list, is_mapping
from drill.errors import PaperError
from drill.papers.model import MADE, MADE_OF_FORMULA, Paper
from drill.reading import FaultyData, read_typed, write_plain
from drill.text import clean_text

# Escapes of JSON that may stand for a character that is removed.
_ESCAPES: Final = ("\\u", "\\b", "\\f", "\\r")
# Raised when fields change their meaning.
FORMAT: Final = 3
# What is called otherwise under ``made``.
_READ_FROM: Final = "source"


def print_paper(paper: Paper) -> str:
    """Return a paper as JSON text with one line for each entry of a list or mapping."""
    plain = write_plain(paper)
    derived: dict[str, Any] = {_READ_FROM: plain.pop("read_from", ""), "formulas": {}}
    derived |= {name: plain.pop(name) for name in MADE if name in plain}
    for row in plain.get("formulas", ()):
        of_formula = {name: row.pop(name) for name in MADE_OF_FORMULA if name in row}
        derived["formulas"] |= {row["id"]: of_formula} if of_formula else {}
    lines = [*_print_json_entries({"format": FORMAT, **plain}), *_lines_of_made(derived)]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def parse_paper(text: str) -> Paper:
    """Read a paper that `print_paper` wrote; texts are cleaned, unknown names passed over.

    Raises:
        PaperError: it is no paper, or another version wrote it.
    """
    data = _load_paper_data(text)
    return _build_paper_from_data(data, data.pop("made", {}))


def _load_paper_data(text: str) -> dict[str, Any]:
    try:
        data = json.loads(text)
        if _may_hold_controls(text):
            data = _clean_paper_data(data)
    except (ValueError, RecursionError) as error:
        raise PaperError(f"this is no paper: {error}") from error
    if not is_mapping(data) or data.get("format") != FORMAT:
        raise PaperError("another version of drill wrote this paper", "import the paper again")
    return dict(data)


def _may_hold_controls(text: str) -> bool:
    """Return whether strings of JSON text have to be cleaned one by one; those of most papers need not."""
    others = text.replace("\\\\", "")
    return any(escape in others for escape in _ESCAPES) or clean_text(text) != text


def _build_paper_from_data(data: dict[str, Any], derived: object) -> Paper:
    """Return the paper in plain data, with what was ``derived`` of it."""
    derived = dict(derived) if is_mapping(derived) else {"drafts": derived}
    of_formulas, rows = derived.pop("formulas", {}), data.get("formulas", ())
    if is_mapping(of_formulas) and is_list(rows):
        data["formulas"] = [
            {**row, **of_formula}
            if is_mapping(row) and is_mapping(of_formula := of_formulas.get(str(row.get("id")), {}))
            else row
            for row in rows
        ]
    data["read_from"] = derived.pop(_READ_FROM, "")
    data |= {name: derived[name] for name in MADE if name in derived}
    try:
        return read_typed(Paper, data, unknown="pass")
    except FaultyData as error:
        fault = error.faults[0]
        location = " ".join(map(str, fault.path))
        raise PaperError(
            f"this paper is damaged at {location}: {fault.message}", "import the paper again"
        ) from error


def _lines_of_made(derived: Mapping[str, Any]) -> Iterator[str]:
    if lines := [*_print_json_entries(derived, " ")]:
        yield '"made": {\n' + ",\n".join(lines) + "\n}"


def _print_json_entries(plain: Mapping[str, Any], indent: str = "") -> Iterator[str]:
    """Yield the entries of a mapping as JSON, lists and mappings with a line for each of their entries."""
    for name, value in plain.items():
        head = f"{indent}{json.dumps(name)}: "
        if value and is_list(value):
            rows = ",\n".join(f"{indent} {_one_line(entry)}" for entry in value)
            yield f"{head}[\n{rows}\n{indent}]"
        elif value and is_mapping(value):
            rows = ",\n".join(
                f"{indent} {json.dumps(key)}: {_one_line(entry)}" for key, entry in value.items()
            )
            yield f"{head}{{\n{rows}\n{indent}}}"
        elif value not in ([], {}, ""):
            yield f"{head}{_one_line(value)}"


def _one_line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _clean_paper_data(value: Any) -> Any:
    if isinstance(value, str):
        return clean_text(value)
    if is_list(value):
        return [_clean_paper_data(entry) for entry in value]
    if is_mapping(value):
        return {clean_text(str(name)): _clean_paper_data(entry) for name, entry in value.items()}
    return value
