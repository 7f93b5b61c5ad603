"""Any value that satisfies conditions, so the key is only an example."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from collections.abc import Sequence as Listed
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any

from drill.arraycode import read_axes
from drill.checking.answer_verdict import Verdict
from drill.checking.kind import Axes, plain_row, without_equals
from drill.checking.kinds.matrix_expression_answers import LENGTH_LIMIT
from drill.checking.kinds.vectors import blank_vector_name, parse_matrix, parse_vector
from drill.checking.spec import AnswerCondition, Conditions, Filling, Key, Path, Spec
from drill.errors import CheckError, ParseError
from drill.maths.maths_tree import Node, Sequence, find_in_tree
from drill.maths.names import Names
from drill.maths.plain import Mode
from drill.reading import AsMapping, ByShape, Check, Derived, UnderTag, WrittenAs
from drill.text import blank_match

if TYPE_CHECKING:
    from drill.checking.judges.context import Context

# Names of the answer in conditions, unless the exercise declares the name itself.
ANSWER_NAMES: tuple[str, ...] = ("X", "x", "v")
_LENGTHS_OF = {"number": 0, "expression": 0, "vector": 1, "vectors": 1, "matrix": 2}
_MODES: dict[str, Mode] = {"vector": "vector", "vectors": "matrix", "matrix": "matrix"}
_SPAN = re.compile(
    r"\s*(?:\\(?:operatorname|mathrm|text)\s*\{\s*span\s*\}|\\?[sS]pan)\s*(?=\\left|\\\{|[({\[])"
)


_ONE_KIND = "one kind of value is expected, such as {matrix: [2, 2]}"


# A kind of value with its lengths, none if they are open.
_Asked = tuple[tuple[str, Axes], ...]


def _require_one(asked: Listed[object]) -> None:
    if len(asked) != 1:
        raise ValueError(_ONE_KIND)


def _read_asked_kind(written: str | _Asked) -> _Asked:
    return ((written, ()),) if isinstance(written, str) else written


def _written_kind(asked: _Asked) -> str | _Asked:
    ((value, lengths),) = asked
    return asked if lengths else value


@dataclass(frozen=True, kw_only=True)
class ConditionsSpec(Spec):
    """Any value of a kind that satisfies conditions.

    ``value`` is ``number``, ``expression``, ``vector``, ``vectors`` or ``matrix``; ``lengths`` those due,
    none for any. The conditions speak of the answer by one of ``ANSWER_NAMES``; several vectors are the rows
    of a matrix.
    """

    asked: Annotated[
        _Asked,
        UnderTag(),
        WrittenAs(
            Annotated[str | Annotated[_Asked, AsMapping(), Check(_require_one)], ByShape(_ONE_KIND)],
            _read_asked_kind,
            _written_kind,
        ),
    ] = (("", ()),)
    such_that: Conditions = ()
    example: str = ""
    # Names of a vector's entries in the prompt, in order; none if it has no names for them.
    entries: Annotated[tuple[str, ...], Derived()] = ()

    @property
    def value(self) -> str:
        """The required kind of value."""
        return self.asked[0][0]

    @property
    def lengths(self) -> tuple[str, ...]:
        """The lengths that are due, none for any."""
        return self.asked[0][1]

    def filled(self, put: Filling, path: str) -> dict[str, Any]:
        """Return the example and the conditions."""
        example = self.fill_text(put, self.example, f"{path}.example") if self.example else ""
        return {"example": example, "such_that": fill_conditions(self.such_that, put, path)}

    def typeable_key(self, put: Filling) -> Key:
        """Return the example."""
        return self.example

    def sentences(self) -> Iterator[tuple[Path, str]]:
        """Yield the replies of conditions."""
        for index, condition in enumerate(self.such_that):
            yield ("such-that", index, "say"), condition.say

    def expressions(self) -> Iterator[tuple[Path, str]]:
        """Yield the example."""
        yield ("example",), self.example

    @property
    def mode(self) -> Mode | None:
        """The mode in which such a value is read."""
        if self.value not in _LENGTHS_OF:
            return None
        return _MODES.get(self.value, "value")

    @cached_property
    def size(self) -> tuple[int, ...]:
        """The lengths as numbers: two of ``{matrix: [2, 2]}``, none of ``number``.

        Raises CheckError for others.
        """
        if self.value not in _LENGTHS_OF:
            raise CheckError(f"any: one of {', '.join(_LENGTHS_OF)} is expected, such as {{matrix: [2, 2]}}")
        due = _LENGTHS_OF[self.value]
        read = ()
        if due and self.lengths:
            read = read_axes("any", self.value, self.lengths, most=due, longest=LENGTH_LIMIT)
        if any(axis.letter for axis in read) or len(read) not in (0, due):
            message = f"any: the lengths of a {self.value} must be numbers, such as {{matrix: [2, 2]}}"
            raise CheckError(message)
        return tuple(axis.offset for axis in read)

    @property
    def length_of_vector(self) -> int:
        """Number of entries of a vector; 0 for other values, and if it is open."""
        return self.size[0] if self.value == "vector" and self.size else 0

    @property
    def answer_names(self) -> tuple[str, ...]:
        """The possible names of the answer in conditions."""
        return tuple(name for name in ANSWER_NAMES if name not in self.names.declared)

    @cached_property
    def conditions(self) -> tuple[tuple[str, Node], ...]:
        """The conditions as trees, each with the reply for an answer that fails it.

        Raises CheckError for none.
        """
        if not self.such_that:
            raise CheckError("such-that: the conditions are expected, such as det(X) = 0")
        unnamed = frozenset(self.answer_names)
        return read_conditions(self, self.such_that, unnamed, unnamed if self.is_array else ())

    def read(self) -> None:
        """Read the size and the conditions."""
        _ = self.size, self.conditions

    @property
    def is_array(self) -> bool:
        """Whether the answer is one vector, several, or a matrix."""
        return self.value in _MODES

    @property
    def typed_names(self) -> Names:
        """The names that may be typed; of vectors and matrices with ``diag``, ``eye`` and ``norm``."""
        if self.is_array:
            return replace(self.names, functions="matrix")
        return self.names

    def parse_answer(self, text: str, names: Names) -> Node:
        """Return the tree of a value; it may be typed after a name of its own."""
        if self.value == "vector":
            return parse_vector(self, self.entries, text, names)
        if self.value == "vectors":
            return self._parse_vectors(_SPAN.sub(blank_match, blank_vector_name(text, self), 1), names)
        return parse_matrix(self, self.size, blank_vector_name(text, self), names)

    def _parse_vectors(self, text: str, names: Names) -> Node:
        """Return the tree of a list of vectors: one vector, or several side by side or in brackets."""
        try:
            node = self.parse_as(text, names, "matrix")
        except ParseError as error:
            try:
                node = self.parse_as(
                    text, names, "vector"
                )  # which has angle brackets, and one row of numbers
            except ParseError:
                raise error from None
        # each with a vector somewhere in it, perhaps after a factor
        items = node.items if isinstance(node, Sequence) else ()
        has_several = all(any(find_in_tree(item, Sequence)) for item in items)
        return Sequence("list", items if items and has_several else (node,))

    def compare(self, answer: Node, context: Context) -> Verdict:
        """Try every condition."""
        from drill.checking.judges.condition_judge import judge_conditions  # loads mpmath

        return judge_conditions(self, answer, context)

    def fits_tree(self, mistake: Node, answer: Node, context: Context) -> bool:
        """Compare it with the tree of the mistake."""
        from drill.checking.judges.condition_judge import fits_conditions  # loads mpmath

        return fits_conditions(self, mistake, answer, context)


def read_conditions(
    spec: Spec, such_that: Listed[AnswerCondition], called: frozenset[str], matrices: Iterable[str]
) -> tuple[tuple[str, Node], ...]:
    """Return conditions as trees, each with its reply; they call answers by the names ``called``."""
    names = Names(spec.names.declared | called, frozenset(matrices), "bank")
    return tuple(
        (condition.say, spec.parsed("such-that", condition.that, "statement", names))
        for condition in such_that
    )


def fill_conditions(
    such_that: Listed[AnswerCondition], put: Filling, path: str, called: Listed[str] = ()
) -> tuple[AnswerCondition, ...]:
    """Return conditions with the values of a draw; ``called`` are names of parts."""
    field = f"{path}.such-that"
    return tuple(
        AnswerCondition(put.condition(condition.that, field, called), put.render(condition.say, field))
        for condition in such_that
    )


ROWS = (
    plain_row(
        name="any", spec=ConditionsSpec, written="conditions", asks="a value is asked for",
        unwrap=without_equals, has_mistakes_by_text=True, proof="example", mistakes="text",
        line_break="; ", help="Matrices",
    ),
)  # fmt: skip
