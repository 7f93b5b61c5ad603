"""Any value that satisfies conditions: the key is an example, and any other value is as good."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from drill.arraycode import read_axes
from drill.checking.kinds.kind import plain_row, without_equals
from drill.checking.kinds.matrices import LENGTH_LIMIT
from drill.checking.kinds.vectors import parse_matrix, parse_vector, unnamed
from drill.checking.spec import Filling, Path, Raw, Spec, axes, by_text, option
from drill.checking.verdict import Verdict
from drill.codec import is_list, is_mapping, is_tuple
from drill.errors import CheckError
from drill.maths.names import Names
from drill.maths.plain import Mode
from drill.maths.tree import Node

if TYPE_CHECKING:
    from drill.checking.judges.context import Context

# What the conditions call the answer, unless the exercise declares the name itself.
ANSWER_NAMES: tuple[str, ...] = ("X", "x", "v")
_LENGTHS_OF = {"number": 0, "expression": 0, "vector": 1, "matrix": 2}
_MODES: dict[str, Mode] = {"vector": "vector", "matrix": "matrix"}


@dataclass(frozen=True, kw_only=True)
class ConditionsSpec(Spec):
    """Any value of a kind that satisfies conditions.

    ``value`` is ``number``, ``expression``, ``vector`` or ``matrix``; ``lengths`` those due, none for any.
    The conditions speak of the answer by one of ``ANSWER_NAMES``.
    """

    value: str = ""
    lengths: tuple[str, ...] = ()
    such_that: tuple[str, ...] = option(())
    # What to say where a condition does not hold, one each; empty where none says anything.
    says: tuple[str, ...] = option((), "say")
    example: str = option("")
    # What the prompt calls the entries of a vector, in order; none where it does not say.
    entries: tuple[str, ...] = ()

    @classmethod
    def own(cls, raw: Raw) -> dict[str, Any]:
        """Return a kind of value, or one with its lengths. Raises CheckError for several."""
        written, conditions = raw.mapping["any"], _conditions_with_replies(raw)
        if isinstance(written, str):
            return {"value": written.strip(), **conditions}
        pairs = list(by_text(written).items()) if is_mapping(written) else []
        if len(pairs) != 1:
            raise CheckError("any: one kind of value is expected, such as {matrix: [2, 2]}")
        ((value, lengths),) = pairs
        return {"value": value, "lengths": axes(lengths), **conditions}

    def written(self) -> object:
        """Return the kind of value with its lengths."""
        return {self.value: list(self.lengths)} if self.lengths else self.value

    def filled(self, put: Filling, path: str) -> dict[str, Any]:
        """Return the example and the conditions."""
        example = put.value("any", self.example, f"{path}.example", self) if self.example else ""
        such_that = tuple(put.condition(text, f"{path}.such-that") for text in self.such_that)
        says = tuple(put.render(text, f"{path}.such-that") for text in self.says)
        return {"example": example, "such_that": such_that, "says": says}

    def sentences(self) -> Iterator[tuple[Path, str]]:
        """Yield the replies of conditions."""
        for index, text in enumerate(self.says):
            yield ("such-that", index, "say"), text

    def expressions(self) -> Iterator[tuple[Path, str]]:
        """Yield the example."""
        yield ("example",), self.example

    @property
    def mode(self) -> Mode | None:
        """How such a value is read."""
        return _MODES.get(self.value, "value") if self.value in _LENGTHS_OF else None

    @cached_property
    def size(self) -> tuple[int, ...]:
        """The lengths as numbers: two of ``{matrix: [2, 2]}``, none of ``number``.

        Raises CheckError for others.
        """
        if self.value not in _LENGTHS_OF:
            raise CheckError(f"any: one of {', '.join(_LENGTHS_OF)} is expected, such as {{matrix: [2, 2]}}")
        due, read = _LENGTHS_OF[self.value], ()
        if due and self.lengths:
            read = read_axes("any", self.value, self.lengths, most=due, longest=LENGTH_LIMIT)
        if not all(axis.isdigit() for axis in read) or len(read) not in (0, due):
            message = f"any: the lengths of a {self.value} must be numbers, such as {{matrix: [2, 2]}}"
            raise CheckError(message)
        return tuple(map(int, read))

    @property
    def length_of_vector(self) -> int:
        """How many entries a vector has; 0 for other values, and where that is open."""
        return self.size[0] if self.value == "vector" and self.size else 0

    @property
    def answer_names(self) -> tuple[str, ...]:
        """What the conditions may call the answer."""
        return tuple(name for name in ANSWER_NAMES if name not in self.names.declared)

    @cached_property
    def conditions(self) -> tuple[tuple[str, Node], ...]:
        """The conditions as trees, each with the reply for an answer that fails it.

        Raises CheckError for none.
        """
        unnamed = frozenset(self.answer_names)
        matrices = unnamed if self.value in ("vector", "matrix") else frozenset[str]()
        names = Names(self.names.declared | unnamed, matrices, "bank")
        if not self.such_that:
            raise CheckError("such-that: the conditions are expected, such as det(X) = 0")
        says = self.says or ("",) * len(self.such_that)
        trees = (self.parsed("such-that", text, "statement", names) for text in self.such_that)
        return tuple(zip(says, trees, strict=True))

    def read(self) -> None:
        """Read the size and the conditions."""
        _ = self.size, self.conditions

    @property
    def typed_names(self) -> Names:
        """The names that may be typed; of vectors and matrices with ``diag``, ``eye`` and ``norm``."""
        return replace(self.names, functions="matrix") if self.value in ("vector", "matrix") else self.names

    def parse_answer(self, text: str, names: Names) -> Node:
        """Return the tree of a value; it may be typed after a name of its own."""
        if self.value == "vector":
            return parse_vector(self, self.entries, text, names)
        return parse_matrix(self, self.size, unnamed(text, self), names)

    def compare(self, answer: Node, context: Context) -> Verdict:
        """Try every condition."""
        from drill.checking.judges.conditions import judge_conditions  # imports this module

        return judge_conditions(self, answer, context)

    def fits_tree(self, mistake: Node, answer: Node, context: Context) -> bool:
        """Compare it with the tree of the mistake."""
        from drill.checking.judges.conditions import fits_conditions  # imports this module

        return fits_conditions(self, mistake, answer, context)


def _conditions_with_replies(raw: Raw) -> dict[str, tuple[str, ...]]:
    """Return the conditions with their replies, which a bank writes as ``{that: …, say: …}``."""
    listed = raw.mapping.get("such-that")
    if not (is_list(listed) or is_tuple(listed)) or not any(map(is_mapping, listed)):
        return {}
    pairs = [
        by_text(condition) if is_mapping(condition) else {"that": condition, "say": ""}
        for condition in listed
    ]
    if not all(set(pair) == {"that", "say"} for pair in pairs):
        raise CheckError("such-that: a condition is a relation or {that: …, say: …}")
    such_that, says = (tuple(str(pair[name]) for pair in pairs) for name in ("that", "say"))
    return {"such_that": such_that, "says": says}


ROWS = (
    plain_row(
        name="any", spec=ConditionsSpec, written="conditions", asks="a value is asked for",
        unwrap=without_equals, has_mistakes_by_text=True, proof="example", mistakes="text",
        line_break="; ", help="Matrices",
    ),
)  # fmt: skip
