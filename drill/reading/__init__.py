"""Plain data as typed values, and back: the one reader of banks, workers, logs, papers and settings.

A dataclass is the format. The annotation of a field defines its possible values by a type and by marks.

    @dataclass(frozen=True)
    class Link:
        title: Annotated[str, Check(require_title)]
        pages: Annotated[tuple[str, ...], Lone(), Size(most=5)] = ()
        arxiv: Annotated[str, Pattern(r"[0-9.]+", "an arXiv id")] = ""

    read_typed(Link, {"title": "Adam", "pages": "3"}, scalars="text")     # Link("Adam", ("3",), "")

Reading: ``read_typed(type, data, scalars="json" | "text", unknown="refuse" | "pass")`` returns a value or
raises `FaultyData`, a CheckError with **all** faults: each a `DataFault` with the path of its part, a
message, a hint and a stable code. ``is_of_name`` tells faults in a name from those in the value at the path;
the path to a missing name ends with it. With ``scalars="text"`` every scalar is a text, as people write it (a
number of JSON is converted to its text, and null means absent), a text must not be empty unless it
`MayBeEmpty`, and `Derived` fields are only read if ``with_derived=True``. With ``"json"`` scalars have their
types, a text may be empty, and null is read if the type allows it.

Types: str, bool, int, float, Fraction, Literal, NewTypes of these, "or None", tuples and lists, mappings from
texts, dataclasses, `Written` and Any for data that are interpreted later. The types of a union must have
different shapes: at most one text, one number, one list and one mapping (`ByShape` gives the message for
other data). Several dataclasses are distinguished by a key that only one of them has (`ByKey`) or by a word
under a key (`ByWord`); this mark is on the annotation, or is the class attribute ``READ_BY`` of a base class.

Marks for conditions on a value: `Check` (any rule that raises ValueError), `Pattern`, `Whole`, `Size`,
`MayBeEmpty`. Marks for its written form: `WrittenName`, `Required` (in spite of a default), `Derived`, `Lone`
(one entry for a list of one), `Short` (a text for a mapping of one field), `AsMapping` (pairs), `WrittenAs`
(as another type, such as dates), `UnderTag`. Rules between fields are in the ``__post_init__`` of the class,
which runs if all fields are valid: it raises ValueError, or `FieldFault` to name a field.

Writing: ``write_plain(value, type=None, with_derived=True)`` omits values that equal a default, and writes
short forms. The type is required if the class of the value does not determine its tag.
`make_json_schema` describes the written form. The package is light: it imports only `drill.codec`,
`drill.errors` and `drill.text`.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
