"""A kind of answer is one row: whole, or it is none."""

from __future__ import annotations

from dataclasses import fields
from importlib import import_module

import pytest

from drill.checking import KINDS, Spec
from drill.session.drilling.answer_help import read_help_topics
from tests.rows import each_row

NUMBER = KINDS["number"]
FIELDS = [each.name for each in fields(NUMBER)]


@each_row("field", FIELDS)
def test_a_row_without_a_field_fails_when_it_is_imported(field: str) -> None:
    given = {name: getattr(NUMBER, name) for name in FIELDS if name != field}
    with pytest.raises(TypeError, match=field):
        type(NUMBER)(**given)


@each_row("kind", KINDS)
def test_a_row_names_a_spec_and_a_topic(kind: str) -> None:
    row = KINDS[kind]
    assert issubclass(row.spec, Spec)
    assert row.help in {"", *(topic.title for topic in read_help_topics())}


def test_every_module_of_kinds_has_rows() -> None:
    modules = {row.spec.__module__ for row in KINDS.values()} | {"drill.checking.kinds.set_answers"}
    assert all(import_module(module).ROWS for module in modules if module.startswith("drill.checking.kinds."))
