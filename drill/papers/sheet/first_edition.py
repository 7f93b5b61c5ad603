"""What the first edition kept of a paper, ``<slug>.json``, as a sheet: its formulas and what was decided."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Final, TypeVar, cast

from drill.errors import PaperError
from drill.papers.sheet import model
from drill.papers.sheet.spelling import symbol_key
from drill.papers.sheet.symbols import free_name, read_name
from drill.text import clean

_FORMAT: Final = 1
_DECISIONS: Final[Mapping[str, model.Decision]] = {"kept": "kept", "left-out": "left", "waiting": "waiting"}
_SHAPE: Final = re.compile(r"\(\s*([^()]*?)\s*,?\s*\)")
_YOU: Final = model.Origin("you")
Plain = Mapping[str, object]
Row = TypeVar(
    "Row", bound=model.FormulaRow | model.BlockRow | model.AlgorithmRow | model.AbsentRow | model.NoteRow
)


@dataclass(frozen=True)
class FirstEdition:
    """A record of the first edition; ``edits`` are exercises in the learner's own version, by draft."""

    sheet: model.Sheet
    edits: Mapping[str, Plain] = field(default_factory=dict[str, Plain])


def read_first_edition(text: str, path: str = "") -> FirstEdition:
    """Read a record of the first edition.

    Raises:
        PaperError: it is none.
    """
    try:
        data = json.loads(clean(text))
    except (ValueError, RecursionError) as error:
        raise PaperError(f"this is no record of a paper: {error}", path=path) from error
    if not isinstance(data, dict) or "bank" not in data or data.get("format", _FORMAT) != _FORMAT:
        raise PaperError("this is no record of a paper", "import the paper again", path=path)
    record = _Record(cast("Plain", data))
    review = record.mappings("review")
    return FirstEdition(
        model.Sheet(
            record.text("bank").removeprefix("papers/"),
            title=record.text("title"),
            authors=record.text("authors"),
            source=model.SourceRow(record.text("source")),
            symbols=_symbols(record),
            formulas=_rows(model.FormulaRow, (row for row in record.rows("formulas") if row.text("id"))),
            blocks=_rows(model.BlockRow, record.rows("blocks")),
            algorithms=_rows(model.AlgorithmRow, record.rows("algorithms")),
            absent=_rows(model.AbsentRow, record.rows("absent")),
            notes=_rows(model.NoteRow, record.rows("notes")),
            decisions={
                id_: _DECISIONS[said]
                for id_, one in review.items()
                if (said := one.text("decision")) in _DECISIONS
            },
        ),
        edits={id_: edit for id_, one in review.items() if (edit := one.mapping("exercise"))},
    )


class _Record:
    """Plain data of which nothing is sure: what is not of the kind asked for counts as not there."""

    def __init__(self, data: object) -> None:
        self._data = cast("Plain", data) if isinstance(data, dict) else {}

    def text(self, name: str) -> str:
        value = self._data.get(name)
        return value.strip() if isinstance(value, str) else ""

    def number(self, name: str) -> int:
        value = self._data.get(name)
        return max(0, value) if isinstance(value, int) else 0

    def texts(self, name: str) -> tuple[str, ...]:
        value = self._data.get(name)
        found = cast("Sequence[object]", value) if isinstance(value, list) else ()
        return tuple(one for one in found if isinstance(one, str))

    def value(self, name: str, kind: str) -> object:
        return (self.number if kind == "int" else self.texts if kind.startswith("tuple") else self.text)(name)

    def rows(self, name: str) -> tuple[_Record, ...]:
        value = self._data.get(name)
        return tuple(map(_Record, cast("Sequence[object]", value))) if isinstance(value, list) else ()

    def mapping(self, name: str) -> Plain:
        value = self._data.get(name)
        return cast("Plain", value) if isinstance(value, dict) else {}

    def mappings(self, name: str) -> Mapping[str, _Record]:
        return {key: _Record(value) for key, value in self.mapping(name).items()}


def _rows(of: type[Row], rows: Iterable[_Record]) -> tuple[Row, ...]:
    """Rows of the sheet, whose fields have the names that they had in the first edition."""
    known = {one.name: str(one.type) for one in fields(of)}
    return tuple(
        cast("Row", of(**{name: row.value(name, kind) for name, kind in known.items()}))  # pyright: ignore[reportArgumentType]
        for row in rows
    )


def _symbols(record: _Record) -> tuple[model.SymbolRow, ...]:
    """What was kept of the glossary in review, which is yours; the paper says the rest again."""
    decisions = record.mappings("glossary")
    found: dict[str, model.SymbolRow] = {}
    for row in record.rows("symbols"):
        latex, means = row.text("latex"), row.text("meaning")
        decided = decisions.get(f"{latex} = {means}", _Record({}))
        key = symbol_key(latex)
        if latex and means and key not in found and decided.text("decision") == "kept":
            ref = read_name(latex)
            typed = free_name(ref, {one.typed for one in found.values()}) if ref is not None else ""
            declared = declared_shape(typed, decided.text("shape"))
            found[key] = model.SymbolRow(
                latex,
                typed,
                declared=declared,
                means=decided.text("meaning") or means,
                declared_from=_YOU if declared else None,
                means_from=_YOU,
                line=row.number("line"),
                file=row.text("file"),
            )
    return tuple(found.values())


def declared_shape(typed: str, shape: str) -> str:
    """``(n, d)`` of ``X`` as ``X in R^(n x d)``; empty where there is nothing to declare."""
    match = _SHAPE.fullmatch(shape)
    if match is None or not typed:
        return ""
    axes = [axis.strip() for axis in match[1].split(",") if axis.strip()]
    if not axes:
        return f"{typed} in R"
    return (
        f"{typed} in R^{axes[0]}"
        if len(axes) == 1 and axes[0].isalnum()
        else f"{typed} in R^({' x '.join(axes)})"
    )
