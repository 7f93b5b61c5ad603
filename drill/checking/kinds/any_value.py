"""Any value that satisfies conditions: the key is an example, and any other value is as good."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from collections.abc import Sequence as Listed
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
from drill.errors import CheckError, ParseError
from drill.maths.names import Names
from drill.maths.plain import Mode
from drill.maths.tree import Node, Sequence, walk

if TYPE_CHECKING:
    from drill.checking.judges.context import Context

# What the conditions call the answer, unless the exercise declares the name itself.
ANSWER_NAMES: tuple[str, ...] = ("X", "x", "v")
_LENGTHS_OF = {"number": 0, "expression": 0, "vector": 1, "vectors": 1, "matrix": 2}
_MODES: dict[str, Mode] = {"vector": "vector", "vectors": "matrix", "matrix": "matrix"}
_SPAN = re.compile(
    r"\s*(?:\\(?:operatorname|mathrm|text)\s*\{\s*span\s*\}|\\?[sS]pan)\s*(?=\\left|\\\{|[({\[])"
)


@dataclass(frozen=True, kw_only=True)
class ConditionsSpec(Spec):
    """Any value of a kind that satisfies conditions.

    ``value`` is ``number``, ``expression``, ``vector``, ``vectors`` or ``matrix``; ``lengths`` those due,
    none for any. The conditions speak of the answer by one of ``ANSWER_NAMES``; several vectors are the rows
    of a matrix.
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
        written, conditions = raw.mapping["any"], conditions_with_replies(raw)
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
        if not self.such_that:
            raise CheckError("such-that: the conditions are expected, such as det(X) = 0")
        unnamed = frozenset(self.answer_names)
        return read_conditions(self, self.such_that, self.says, unnamed, unnamed if self.is_array else ())

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
        return replace(self.names, functions="matrix") if self.is_array else self.names

    def parse_answer(self, text: str, names: Names) -> Node:
        """Return the tree of a value; it may be typed after a name of its own."""
        if self.value == "vector":
            return parse_vector(self, self.entries, text, names)
        if self.value == "vectors":
            return self._parse_vectors(
                _SPAN.sub(lambda word: " " * len(word[0]), unnamed(text, self), 1), names
            )
        return parse_matrix(self, self.size, unnamed(text, self), names)

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
        has_several = all(any(isinstance(part, Sequence) for part in walk(item)) for item in items)
        return Sequence("list", items if items and has_several else (node,))

    def compare(self, answer: Node, context: Context) -> Verdict:
        """Try every condition."""
        from drill.checking.judges.conditions import judge_conditions  # imports this module

        return judge_conditions(self, answer, context)

    def fits_tree(self, mistake: Node, answer: Node, context: Context) -> bool:
        """Compare it with the tree of the mistake."""
        from drill.checking.judges.conditions import fits_conditions  # imports this module

        return fits_conditions(self, mistake, answer, context)


def read_conditions(
    spec: Spec, such_that: Listed[str], says: Listed[str], called: frozenset[str], matrices: Iterable[str]
) -> tuple[tuple[str, Node], ...]:
    """Return conditions as trees, each with its reply; they call answers by the names ``called``."""
    names = Names(spec.names.declared | called, frozenset(matrices), "bank")
    trees = (spec.parsed("such-that", text, "statement", names) for text in such_that)
    return tuple(zip(says or ("",) * len(such_that), trees, strict=True))


def conditions_with_replies(raw: Raw) -> dict[str, tuple[str, ...]]:
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
