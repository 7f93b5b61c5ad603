"""Plain data as typed values, and back: the one reader of banks, workers, logs, papers and settings.

A dataclass is the format. What may be written in a field says its annotation: its type, and marks beside it.

    @dataclass(frozen=True)
    class Link:
        title: Annotated[str, Check(require_title)]
        pages: Annotated[tuple[str, ...], Lone(), Size(most=5)] = ()
        arxiv: Annotated[str, Pattern(r"[0-9.]+", "an arXiv id")] = ""

    read_typed(Link, {"title": "Adam", "pages": "3"}, scalars="text")     # Link("Adam", ("3",), "")

Reading: ``read_typed(type, data, scalars="json" | "text", unknown="refuse" | "pass")`` returns a value or
raises `FaultyData`, a CheckError with **all** faults: each a `DataFault` with the path of its part, a
message, a hint and a stable code. ``is_of_name`` says whether the name or the value at the path is meant; of
a missing name the path has the name. With ``scalars="text"`` every scalar is a text, as people write it (a
number of JSON counts as its text, null as absent), no text is empty unless it `MayBeEmpty`, and `Derived`
fields are not read, unless ``with_derived=True``. With ``"json"`` scalars have their types, a text may be
empty, and null is read where the type says so.

Types: str, bool, int, float, Fraction, Literal, NewTypes of these, "or None", tuples and lists, mappings from
texts, dataclasses, `Written` and Any for data that something else reads later. Unions are told apart by
shape: at most one text, one number, one list, one mapping (`ByShape` has a sentence for data that are none).
Several dataclasses are told by a key that only one of them has (`ByKey`) or by a word under a key (`ByWord`),
on the annotation or, for a base class wherever it is named, as its class attribute ``READ_BY``.

Marks of what a value must be: `Check` (any rule that raises ValueError), `Pattern`, `Whole`, `Size`,
`MayBeEmpty`. How it is written: `WrittenName`, `Required` (in spite of a default), `Derived`, `Lone` (one
entry for a list of one), `Short` (a text for a mapping of one field), `AsMapping` (pairs), `WrittenAs` (as
another type: dates and such), `UnderTag`. Rules between fields are the class's ``__post_init__``, which runs
when all fields are right: it raises ValueError, or `FieldFault` to name a field.

Writing: ``write_plain(value, type=None, with_derived=True)`` leaves out what equals a default, and writes
short forms. The type is due where the value's class alone does not say how it is told from others.
`make_json_schema` describes what people write. Light: imports nothing but `drill.codec`, `drill.errors` and
`drill.text`.
"""

from __future__ import annotations

from drill.reading.data_writer import plan_record, split_marks, write_plain
from drill.reading.marks import (
    AsMapping,
    ByKey,
    ByShape,
    ByWord,
    Check,
    DataFault,
    DataPath,
    Derived,
    FaultyData,
    FieldFault,
    FieldsOf,
    Lone,
    Mark,
    MayBeEmpty,
    Pattern,
    Required,
    Schema,
    Short,
    Size,
    UnderTag,
    Whole,
    Written,
    WrittenAs,
    WrittenName,
)
from drill.reading.type_schema import make_json_schema
from drill.reading.typed_reader import MOST_DEPTH, MOST_FAULTS, make_reader, read_typed

__all__ = [
    "MOST_DEPTH", "MOST_FAULTS", "AsMapping", "ByKey", "ByShape", "ByWord", "Check", "DataFault", "DataPath",
    "Derived", "FaultyData", "FieldFault", "FieldsOf", "Lone", "Mark", "MayBeEmpty", "Pattern", "Required",
    "Schema", "Short", "Size", "UnderTag", "Whole", "Written", "WrittenAs", "WrittenName",
    "make_json_schema", "make_reader", "plan_record", "read_typed", "split_marks", "write_plain",
]  # fmt: skip
