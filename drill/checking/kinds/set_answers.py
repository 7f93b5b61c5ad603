"""Sets of values: written out, as an interval, or as an inequality."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache, partial
from typing import TYPE_CHECKING

from drill.checking.answer_verdict import Verdict
from drill.checking.interval_text import (
    COMMA_BEFORE_WORD,
    part_chain_anywhere,
    respell_list,
    respell_statement,
)
from drill.checking.kind import value_row, without_equals
from drill.checking.spec import KeySpec, RoundedSpec
from drill.checking.typed_text import parse_typed
from drill.errors import ParseError
from drill.maths.maths_tree import Interval, Node, Relation, Sequence, find_in_tree, find_symbols, list_parts
from drill.maths.names import Names
from drill.text import blank_match

if TYPE_CHECKING:
    from drill.checking.judges.context import Context

_EITHER_SIGN = re.compile(r"±|\\pm(?![A-Za-z])|\+/[-−]")
_VALUES = re.compile(r"[^,;]+")
# ``x =`` before a value of a set.
_NAMED = re.compile(r"(?<![\w\\<>!=])(?P<name>\\?[^\W\d]\w*(?:_\{\w+\})?)\s*=(?!=)")
# The index of a name: ``x_1 = 2, x_2 = 3`` are values of one.
_INDEX = re.compile(r"(?<=[^\W\d_])(?:_?[\d₀-₉]+|_\{\d+\})\Z")
# The sign between a name and a set, and a name behind one.
_ELEMENT_OF = re.compile(r"(?<=[\w}'])\s*(?:∈|\\in(?![A-Za-z])|\bin\b)(?=\s*\\?\{)")
_NAME_BEHIND = re.compile(r"(?<=\})\s*=\s*\\?[^\W\d]\w*\s*\Z")
_PLUS_MINUS = re.compile(r"\+-")
# The value of a function that is one side of a relation: ``y(x) =``.
_NAME = r"\\?[^\W\d_]\w*(?:_\{\w+\})?'*"
_CALL = rf"\s*({_NAME})\s*(?:\\left\s*)?\(\s*{_NAME}\s*(?:\\right\s*)?\)\s*"
_VALUE_OF = re.compile(rf"\A{_CALL}(?=[=<>≤≥])|(?<=[=<>≤≥]){_CALL}(?=\Z)")
_VARIABLE_AND_REALS = frozenset(("R", "x"))


@dataclass(frozen=True, kw_only=True)
class SetSpec(RoundedSpec):
    """A set."""

    @property
    def is_collection(self) -> bool:
        """Whether the key is a set of values."""
        return True

    def parse_answer(self, text: str, names: Names) -> Node:
        """Return the tree of a set; ``±`` yields two values."""
        is_flat = not any(isinstance(item, Sequence) for item in list_parts(self.key))
        text = respell_list(text) if is_flat else text
        trees = [
            parse_typed(signed, names, self.latex, "sequence") for signed in both_signs(_plain_set(text))
        ]
        if len(trees) == 1:
            return trees[0]
        elements: list[Node] = []
        for tree in trees:
            elements += (
                tree.items if isinstance(tree, Sequence) and tree.kind in ("set", "commas") else (tree,)
            )
        return Sequence("set", tuple(elements))

    def compare(self, answer: Node, context: Context) -> Verdict:
        """Compare the elements."""
        from drill.checking.judges.vectors_matrices import judge_set  # loads mpmath

        return judge_set(self, answer, context)


@dataclass(frozen=True, kw_only=True)
class StatementSpec(KeySpec):
    """A statement about one variable."""

    def parse_answer(self, text: str, names: Names) -> Node:
        """Return the tree of an interval or an inequality, however it is written."""
        respelt = respell_statement(
            text, self.names.declared, self.parameters, has_one_variable=self.kind == "interval"
        )
        return super().parse_answer(respelt, names)

    @cached_property
    def parameters(self) -> frozenset[str]:
        """The names in the ends of the key's intervals."""
        parts = list(find_in_tree(self.key, Interval, Sequence))
        return frozenset[str]().union(*map(find_symbols, parts))

    def respell(self, text: str) -> Iterator[str]:
        """Yield the text with a comma between two inequalities."""
        yield from part_chain_anywhere(text)

    def compare(self, answer: Node, context: Context) -> Verdict:
        """Compare where both are true."""
        from drill.checking.judges.statements import judge_statement  # loads mpmath

        return judge_statement(self, answer, context)

    def diagnose(self, answer: Node, context: Context) -> Verdict | None:
        """Return a diagnosis: an end is off, or the interval is backwards."""
        from drill.checking.judges.statements import diagnose_statement  # loads mpmath

        return diagnose_statement(self, answer, context)


@dataclass(frozen=True, kw_only=True)
class IntervalSpec(StatementSpec):
    """An interval, or several."""

    @property
    def typed_names(self) -> Names:
        """The names, with those of a statement about a variable, and ``R`` for all reals."""
        return _declare_more_names(self.names, _VARIABLE_AND_REALS)

    def parse_answer(self, text: str, names: Names) -> Node:
        """Return the tree of an interval, or of a statement about a variable that has any letter.

        Raises ParseError for a name that is not known.
        """
        try:
            return super().parse_answer(text, names)
        except ParseError as error:
            if error.code != "unknown-name":
                raise
        with suppress(ParseError):
            node = super().parse_answer(text, replace(names, undeclared="allow"))
            variables = find_symbols(node) - self.parameters
            if len(variables) == 1 and variables <= _stated_of(node):
                return node
        try:
            return super().parse_answer(text, replace(names, declared=self.names.declared | {"x"}))
        except ParseError as error:
            if self.names.declared or not error.hint.startswith("the only name"):
                raise
            raise ParseError(error.message, error.at, code=error.code, hint="its ends are numbers") from None


@dataclass(frozen=True, kw_only=True)
class RelationSpec(StatementSpec):
    """An inequality."""

    def respell(self, text: str) -> Iterator[str]:
        """Yield the text with ``y`` for a side ``y(x)``, and as the pairs of a chain."""
        yield _VALUE_OF.sub(lambda call: f" {call[1] or call[2]} ", text.strip("$")).strip()
        yield from super().respell(text)


@lru_cache(maxsize=64)
def _declare_more_names(names: Names, more: frozenset[str]) -> Names:
    return replace(names, declared=names.declared | more)


def _stated_of(node: Node) -> frozenset[str]:
    """Return the names in the relations of a statement."""
    return frozenset[str]().union(*map(find_symbols, find_in_tree(node, Relation)))


def _plain_set(text: str) -> str:
    """Return ``x=2 or x=-2`` as ``2 or -2``, if all values are those of one name.

    Raises ParseError for ``+-``, which reads two ways.
    """
    text = _ELEMENT_OF.sub(lambda sign: "=".ljust(len(sign[0])), _NAME_BEHIND.sub(blank_match, text), 1)
    text = COMMA_BEFORE_WORD.sub(" ", without_equals(text))
    text = _drop_names(text)
    signs = _PLUS_MINUS.search(text)
    if signs:
        raise ParseError("+- reads two ways", signs.start() + 1, hint="write both values, such as {-2, 2}")
    return text


def _drop_names(text: str) -> str:
    """Return values without their name, if all are values of one name."""
    names = {_INDEX.sub("", match["name"]) for match in _NAMED.finditer(text)}
    return _NAMED.sub(blank_match, text) if len(names) == 1 else text


def both_signs(text: str) -> tuple[str, ...]:
    """Return a text with ``±`` read as plus and as minus; without one the text alone.

    Raises ParseError for two of them in one value, which read two ways.
    """
    if not _EITHER_SIGN.search(text):
        return (text,)
    for value in _VALUES.finditer(text):
        signs = list(_EITHER_SIGN.finditer(value.group()))
        if len(signs) > 1:
            position = value.start() + signs[1].start() + 1
            raise ParseError("two signs ± in one value read two ways", position, hint="write all values")
    return tuple(
        _EITHER_SIGN.sub(lambda match, sign=sign: sign.ljust(len(match.group())), text) for sign in "+-"
    )


_statement = partial(
    value_row, may_round=True, mode="statement", bank_modes=("statement", "value"),
    key_modes=("statement", "value"),
)  # fmt: skip
ROWS = (
    value_row(
        name="set", spec=SetSpec, may_round=True, mode="sequence", bank_modes=("sequence", "value"),
        key_modes=("sequence", "value"), asks="a set is asked for, such as {1, 2}", unwrap=_plain_set,
        help="Sets",
    ),
    _statement(
        name="interval", spec=IntervalSpec,
        asks="an interval is asked for, such as [0, 1)", help="Intervals",
    ),
    _statement(
        name="inequality", spec=RelationSpec, asks="an inequality is asked for, such as x > 2",
        help="Inequalities",
    ),
)  # fmt: skip
