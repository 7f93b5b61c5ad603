"""Tables of a test's rows, read inside of one test: a case a row would cost more than most rows take."""

from __future__ import annotations

import hashlib
import inspect
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, wraps
from pathlib import Path
from typing import Any, TypeVar

import pytest
import yaml

Test = Callable[..., None]
T = TypeVar("T")
ALL_ROWS = os.environ.get("DRILL_TESTS") in ("all", "night")
"""Whether the large tables are tried whole, and not by a seventh of their rows."""
EVERYTHING = os.environ.get("DRILL_TESTS") == "night"
"""Whether tests look at all of what they have a sample of, and try laws on hundreds of examples, too."""
ONE_ROW_IN = 7
tried_tables: dict[str, int] = {}
"""The large tables that this process has tried, by test, with the number of rows that were tried."""


def sample(things: Sequence[T], one_in: int) -> Sequence[T]:
    """Return every ``one_in``-th of many things, in every run the same; with ``DRILL_TESTS=night`` all."""
    return things if EVERYTHING else things[::one_in]


@cache
def table_beside(test: str, name: str) -> Any:
    """A table that is written in YAML, in the folder ``data`` beside the file of a test."""
    return yaml.load((Path(test).parent / "data" / name).read_bytes(), yaml.CSafeLoader)


def each_row(
    names: str | tuple[str, ...], rows: Iterable[Any] | Callable[[], Iterable[Any]], *, is_large: bool = False
) -> Callable[[Test], Test]:
    """As ``pytest.mark.parametrize``, but one case: every row is tried, and all that fail are told.

    Rows that are given by a function are read when the test runs, and not by every process that collects it.
    A row marked with a strict ``xfail`` has to fail.

    Of a table that ``is_large`` a seventh is tried, the same in every run whatever is added or moved: a row
    belongs to it by its hash. With ``DRILL_TESTS=all`` all of it is.
    """
    named = tuple(name.strip() for name in names.split(",")) if isinstance(names, str) else names
    source = rows if callable(rows) else list(rows)

    def decorate(test: Test) -> Test:
        @wraps(test)
        def run(**fixtures: Any) -> None:
            table = [_read(row, named) for row in (source() if callable(source) else source)]
            if is_large:
                table = _thin_out(table)
                tried_tables[f"{test.__module__}.{test.__qualname__}"] = len(table)
            assert table, "no row"
            failed = [said for given, is_limit in table if (said := _fault(test, given | fixtures, is_limit))]
            if failed:
                told = "\n\n".join(failed)
                pytest.fail(f"{len(failed)} of {len(table)} rows fail:\n\n{told}", pytrace=False)

        signature = inspect.signature(test)
        left = [each for name, each in signature.parameters.items() if name not in named]
        run.rows = source  # type: ignore[attr-defined]
        run.__signature__ = signature.replace(parameters=left)  # type: ignore[attr-defined]
        return run

    return decorate


def _read(row: Any, names: tuple[str, ...]) -> tuple[Mapping[str, Any], bool]:
    """A row by its names, and whether it is a known limit."""
    marks: Any = getattr(row, "marks", ())
    values = getattr(row, "values", row) if marks or type(row).__name__ == "ParameterSet" else row
    if len(names) == 1 and values is row:
        values = (row,)
    return dict(zip(names, values, strict=True)), any(mark.name == "xfail" for mark in marks)


def _thin_out(table: list[tuple[Mapping[str, Any], bool]]) -> list[tuple[Mapping[str, Any], bool]]:
    """The rows of a large table that this run tries."""
    if ALL_ROWS:
        return table
    return [row for row in table if hashlib.sha256(repr(row[0]).encode()).digest()[0] % ONE_ROW_IN == 0]


def _fault(test: Test, given: Mapping[str, Any], is_limit: bool) -> str:
    """What is off with a row, with what it says; empty where all is well."""
    told = ", ".join(f"{name}={value!r}" for name, value in given.items())
    try:
        test(**given)
    except (Exception, pytest.fail.Exception) as error:  # noqa: BLE001  all rows are to be told
        return "" if is_limit else f"{told}\n{type(error).__name__}: {error}"
    return f"{told}\na known limit that holds by now" if is_limit else ""
