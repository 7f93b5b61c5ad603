"""A paper's outline as a JSON file beside its bank: what its screens show without reading the source again.

The importer writes it together with the bank; of a hand-written bank it may be missing or hold less. Keys that
this version does not know are passed over.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Final, TypeVar, cast

from drill.errors import PaperError
from drill.text import clean

VERSION: Final = 1
MOST_BYTES: Final = 8_000_000

_T = TypeVar("_T")
_Data = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class OutlineBlock:
    """Formulas that build towards one result."""

    number: int
    title: str = ""


@dataclass(frozen=True, slots=True)
class OutlineFormula:
    """A displayed formula: ``id`` is a hash of its canonical tokens, ``number`` what the paper prints."""

    id: str
    latex: str
    label: str = ""
    number: str = ""
    name: str = ""
    """What people call it (``QHAdam``); empty where nobody has said."""
    file: str = ""
    line: int = 0
    block: int = 0
    read: bool = True
    """False where it could not be parsed, so that it has structural exercises at most."""
    special_cases: tuple[str, ...] = ()
    """One Markdown text each: ``$\\nu_1 = \\nu_2 = 1$ gives Adam``."""
    exercises: tuple[str, ...] = ()
    """Ids within the bank."""


@dataclass(frozen=True, slots=True)
class OutlineSymbol:
    """One meaning of one symbol (LaTeX); ``decision`` is the review's: ``kept``, ``left-out`` or nothing."""

    symbol: str
    meaning: str = ""
    shape: str = ""
    file: str = ""
    line: int = 0
    section: int = 0
    sure: bool = True
    decision: str = ""
    exercises: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OutlineReferenced:
    """Something that the paper leans on and does not show."""

    what: str
    file: str = ""
    line: int = 0
    exercises: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OutlineAlgorithm:
    """A box of pseudo-code: its steps as LaTeX, indented by two blanks a level."""

    steps: tuple[str, ...]
    label: str = ""
    caption: str = ""
    file: str = ""
    line: int = 0
    exercises: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OutlineFigure:
    """A figure of the paper: how it is called, and what its caption says."""

    name: str
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Outline:
    """All of it; ``fingerprint`` is that of the source it was read from."""

    title: str
    slug: str
    fingerprint: str = ""
    authors: str = ""
    blocks: tuple[OutlineBlock, ...] = ()
    formulas: tuple[OutlineFormula, ...] = ()
    referenced: tuple[OutlineReferenced, ...] = ()
    symbols: tuple[OutlineSymbol, ...] = ()
    algorithms: tuple[OutlineAlgorithm, ...] = ()
    figures: tuple[OutlineFigure, ...] = ()


def outline_path(bank: Path) -> Path:
    """Where the outline of a bank (a file or a folder) lies: ``qhadam.json`` beside ``qhadam.yaml``."""
    return (
        bank.with_suffix(".json") if bank.suffix in (".yaml", ".yml") else bank.parent / f"{bank.name}.json"
    )


def outline_text(outline: Outline) -> str:
    """The file's text; reading it gives the outline again."""
    return json.dumps({"version": VERSION, **asdict(outline)}, ensure_ascii=False, indent=1) + "\n"


def read_outline(path: Path) -> Outline | None:
    """The outline in a file, cleaned; ``None`` where there is no file.

    Raises:
        PaperError: the file is no outline, or one of a newer version.
    """
    try:
        if not path.is_file():
            return None
        if path.stat().st_size > MOST_BYTES:
            raise PaperError("the outline is too large", _MEND, path=str(path))
        data: object = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise PaperError(f"the outline cannot be read: {error}", _MEND, path=str(path)) from error
    try:
        return _outline(_mapping(data, "the file"))
    except _WrongError as error:
        raise PaperError(f"the outline is faulty: {error}", _MEND, path=str(path)) from error


_MEND: Final = "import the paper again, or move the file away: the exercises do without it"


class _WrongError(Exception):
    """What is wrong with the data, and where."""


def _outline(data: _Data) -> Outline:
    version = data.get("version")
    if version != VERSION:
        raise _WrongError(f"its version is {version!r}, this program knows {VERSION}")
    return _made(
        Outline,
        data,
        {
            "blocks": lambda each: _made(OutlineBlock, each),
            "formulas": lambda each: _made(OutlineFormula, each),
            "referenced": lambda each: _made(OutlineReferenced, each),
            "symbols": lambda each: _made(OutlineSymbol, each),
            "algorithms": lambda each: _made(OutlineAlgorithm, each),
            "figures": lambda each: _made(OutlineFigure, each),
        },
    )


def _made(kind: type[_T], data: _Data, inner: Mapping[str, Callable[[_Data], object]] | None = None) -> _T:
    """A dataclass of the values in ``data``; ``inner`` makes those of its lists of mappings."""
    known: dict[str, object] = {}
    for field in fields(kind):  # type: ignore[arg-type]
        name = field.name
        if name not in data:
            continue
        value = data[name]
        if inner and name in inner:
            known[name] = tuple(inner[name](_mapping(each, name)) for each in _list(value, name))
        else:
            known[name] = _READERS[str(field.type)](value, name)
    try:
        return kind(**known)
    except TypeError as error:
        raise _WrongError(f"{kind.__name__.removeprefix('Outline').lower() or 'outline'}: {error}") from error


def _mapping(value: object, name: str) -> _Data:
    if not isinstance(value, dict):
        raise _WrongError(f"{name} is no mapping")
    return cast(_Data, value)


def _list(value: object, name: str) -> list[object]:
    if not isinstance(value, list):
        raise _WrongError(f"{name} is no list")
    return cast(list[object], value)


def _text(value: object, name: str) -> str:
    if not isinstance(value, str):
        raise _WrongError(f"{name} is no text")
    return clean(value)


def _texts(value: object, name: str) -> tuple[str, ...]:
    return tuple(_text(each, name) for each in _list(value, name))


def _number(value: object, name: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise _WrongError(f"{name} is no whole number")
    return value


def _truth(value: object, name: str) -> bool:
    if not isinstance(value, bool):
        raise _WrongError(f"{name} is neither true nor false")
    return value


_READERS: Final[Mapping[str, Callable[[object, str], object]]] = {
    "str": _text,
    "int": _number,
    "bool": _truth,
    "tuple[str, ...]": _texts,
}
