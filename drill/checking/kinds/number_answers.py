"""Numbers and expressions: one value, compared as a number or as a function."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Literal

from drill.checking.answer_verdict import Verdict
from drill.checking.kind import value_row, without_equals
from drill.checking.spec import KeySpec, RoundedSpec, Spec
from drill.errors import ParseError
from drill.maths.maths_tree import Binary, Node, Num
from drill.maths.names import FUNCTIONS, SPELLINGS, Names

if TYPE_CHECKING:
    from drill.checking.judges.context import Context

# Two numbers as a ratio, ``9:4``.
RATIO = re.compile(r"\s*(\d+(?:\.\d+)?)\s*:\s*(\d+(?:\.\d+)?)\s*")
# Numbers up to 100 that may be percents without their sign.
_PERCENTS = re.compile(r"[-−]?(?:100|\d{1,2}(?:\.\d+)?)")
# Functions whose value may be the answer; with any other one, ``ln(x) = 2`` is an equation for x.
_ASKED_FUNCTIONS = frozenset(("det", "trace", "tr", "rank", "norm"))
# Label before a value: ``x``, ``x_1``, ``f'(x)``, ``E[X]``, ``P(A | B)``, ``loss``, a derivative.
# Not a few letters without brackets, because they are a product.
_LABEL = re.compile(
    r"\s*(?:\\?(?:(?:mathbb|mathrm|operatorname|text)\s*\{)?"
    r"(?P<name>(?!ln|lo?g|exp|sqrt|arc|sin|cos|tan)[^\W\d_]{4,}|[^\W\d_](?![^\W\d_])|[^\W\d_]+(?=\}?\s*[(\[])"
    r"|(?<=\\)[a-z]+)\}?(?:_\w+|_\{\w+\})?'*\s*(?:\((?![^()]*(?P=name))[^()]*\)|\[[^\[\]]*\])?"
    r"|\\[dt]?frac\s*\{\s*\\partial[^{}]*\}\s*\{\s*\\partial[^{}]*\}|∂\s*\w+\s*/\s*∂\s*\w+)\s*=(?!=)"
)


@dataclass(frozen=True, kw_only=True)
class ValueSpec(KeySpec):
    """A number or an expression; ``form`` is empty if any form will do."""

    @property
    def is_single_value(self) -> bool:
        """Whether the key is one number or expression."""
        return True

    def parse_answer(self, text: str, names: Names) -> Node:
        """Return the tree of a value, without a left side that only names it.

        Raises ParseError if it cannot be read.
        """
        try:
            return super().parse_answer(text, names)
        except ParseError:
            label = _LABEL.match(text)
            name = label["name"] if label else None
            is_function = name in SPELLINGS or name in FUNCTIONS
            if label is None or name in names.declared or (is_function and name not in _ASKED_FUNCTIONS):
                raise
            return super().parse_answer(text[label.end() :].rjust(len(text)), names)

    @property
    def loose(self) -> Spec:
        """Return this spec without its required form."""
        return replace(self, form="")

    def compare(self, answer: Node, context: Context) -> Verdict:
        """Return the verdict on a number or an expression."""
        from drill.checking.judges.value_judge import judge_value  # loads mpmath

        return judge_value(self, answer, context)

    def diagnose(self, answer: Node, context: Context) -> Verdict | None:
        """Find a slip, such as a sign or a factor."""
        from drill.checking.judges.value_judge import diagnose_value  # loads mpmath

        return diagnose_value(self, answer, context)


@dataclass(frozen=True, kw_only=True)
class NumberSpec(ValueSpec, RoundedSpec):
    """A number, exact unless a tolerance is declared."""

    form: Literal["", "exact", "lowest", "single-fraction"] = ""

    @property
    def is_percent(self) -> bool:
        """Whether the key is written in percent; then the number of percents is right, too."""
        return self.text.rstrip().endswith("%")

    def reread(self, node: Node, text: str, is_right: Callable[[Node], bool]) -> Node:
        """Return a number as a percentage, if the exercise requires percents.

        Raises ParseError to ask back, if the number is right without its sign.
        """
        has_sign = text.rstrip().endswith("%")
        if self.is_percent and not has_sign:
            return Binary("/", node, Num("100"))
        percents = node.left if has_sign and isinstance(node, Binary) and node.op == "/" else None
        if percents is not None and is_right(percents):
            raise ParseError("did you mean the number without its %?", len(text.rstrip()))
        return node

    def read_as_share(self, text: str, node: Node) -> tuple[Node, str, str] | None:
        """Return ``9:4`` as 9/(9 + 4), and ``43`` as 43/100, with both readings in words.

        The words for ``43`` name no number, because one of both is the key.
        """
        ratio = RATIO.fullmatch(text)
        if ratio is None and not self.is_percent and _PERCENTS.fullmatch(text.strip()):
            return Binary("/", node, Num("100")), "a part of a hundred", "the number as it is"
        if ratio is None or not isinstance(node, Binary):
            return None
        first, second = ratio.groups()
        share = Binary("/", node.left, Binary("+", node.left, node.right))
        return share, f"the ratio {first}/{second}", f"the share {first}/({first} + {second})"


@dataclass(frozen=True, kw_only=True)
class ExpressionSpec(ValueSpec):
    """An expression in declared names."""

    form: Literal["", "factored", "expanded", "lowest", "simplified", "partial-fractions",
                  "completed-square", "single-fraction", "as-written"] = ""  # fmt: skip


def _plain_number(text: str) -> str:
    """Return ``9:4`` as 9/4."""
    if RATIO.fullmatch(text):
        return text.replace(":", "/")
    return without_equals(text)


_scalar = partial(
    value_row, mode="value", bank_modes=("value",), key_modes=("value",), unwrap=without_equals,
)  # fmt: skip
ROWS = (
    _scalar(
        name="number", may_round=True, spec=NumberSpec, asks="a number is asked for", unwrap=_plain_number,
        help="Numbers",
    ),
    _scalar(name="expression", spec=ExpressionSpec, asks="an expression is asked for",
            help="Products and fractions"),
)  # fmt: skip
