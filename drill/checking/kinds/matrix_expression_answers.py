"""Expressions of matrices."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from drill.arraycode import read_axes
from drill.checking.answer_verdict import Verdict
from drill.checking.kind import LengthsByName, value_row, without_equals
from drill.checking.spec import Filling, KeySpec
from drill.errors import CheckError, ParseError
from drill.latex.nodes import COMMANDS
from drill.maths.characters import SUBSCRIPTS
from drill.maths.maths_tree import Node
from drill.maths.names import Names

if TYPE_CHECKING:
    from drill.checking.judges.context import Context

# The longest axis that is declared as a number: matrices of that size are still computed at once.
LENGTH_LIMIT = 12
# A sign of LaTeX with what follows: MATLAB's backslashes precede a blank, a bracket or a name.
_BACKSLASH = re.compile(r"[\\{}$]([A-Za-z]\w*|.?)", re.DOTALL)
_OPERAND_END = re.compile(r"[\w)\]'⊤ᵀ⁻¹]\s*\Z")
# Functions of NumPy and PyTorch, and an outer product of two names.
_SOLVE = re.compile(r"\b(?:np|numpy|torch)\.linalg\.solve\(([^(),]+),([^(),]+)\)")
_OUTER = re.compile(r"(?<![\w.])(?:(?:np|numpy|torch)\.)?outer\(\s*([^(),]+?)\s*,\s*([^(),]+?)\s*\)")
_CIRCLED = re.compile(r"\b(\w+)\s*(?:⊗|\\otimes(?![A-Za-z]))\s*(\w+)")
# ``I_n``, ``\mathbf{I}_{n \times n}``.
_IDENTITY = re.compile(
    r"(?:\\math(?:bf|bb|rm)\s*\{I\}|(?<![A-Za-z\\])I)"
    rf"(?:_\{{?\s*(?P<axis>[A-Za-z0-9]+)(?:\s*(?:\\times|×)\s*(?P=axis)\s*)?\}}?|(?P<low>[{''.join(SUBSCRIPTS)}]))"
)
# A 1 that is a term.
_ONE = re.compile(r"(?<!\^[-−])(?<![\w.^/*_{)])1(?=\s*(?:[-+−)]|\Z))")


@dataclass(frozen=True, kw_only=True)
class MatrixExpressionSpec(KeySpec):
    """An expression of matrices: ``shapes`` has the axes of each, by letters or as numbers."""

    shapes: LengthsByName = ()

    @property
    def axes(self) -> tuple[str, ...]:
        """The names of lengths, in order."""
        named = (axis for _, axes in self.shapes for axis in axes if not axis.isdigit())
        return tuple(dict.fromkeys(named))

    @cached_property
    def names(self) -> Names:
        """Matrices by their shapes; the letters of axes are numbers, ``I`` an identity that fits.

        Raises CheckError without shapes.
        """
        if not self.shapes:
            raise CheckError("shapes: a mapping is expected")
        for name, axes in self.shapes:
            read_axes("shapes", name, axes, most=2, longest=LENGTH_LIMIT)
        arrays = frozenset(name for name, axes in self.shapes if axes)
        declared = frozenset((*self.vars, *dict(self.latex), *dict(self.shapes), *self.axes))
        matrices = arrays | {"I"} if self.has_identity else arrays
        return Names(declared | matrices, matrices, "matrix")

    @cached_property
    def key(self) -> Node:
        """The tree of the text."""
        return self.parsed(self.kind, self.text, "value", self.names)

    def filled(self, put: Filling, path: str) -> dict[str, Any]:
        """Return the expression, and the lengths of its axes."""
        return super().filled(put, path) | {"shapes": put.lengths(self.shapes)}

    def fill_text(self, put: Filling, text: str, field: str) -> str:
        """Return an expression with all values but those of its matrices."""
        return put.unevaluated(self, text, field)

    def parse_answer(self, text: str, names: Names) -> Node:
        r"""Return the tree of an expression. Raises ParseError, also for MATLAB's ``A \ b``."""
        text = self._write_out(text)
        signs = list(_BACKSLASH.finditer(text))
        divides = all(
            sign[1] in ("(", "[")
            or sign[1].isspace()
            or (sign[1] in names.declared and sign[1] not in COMMANDS)
            for sign in signs
        )
        if signs and divides and _OPERAND_END.search(text, 0, signs[0].start()):
            column = signs[0].start() + 1
            hint = "write A^-1 b, or A b for the product"
            raise ParseError("A \\ b reads two ways", column, hint=hint)
        return super().parse_answer(text, names)

    def respell(self, text: str) -> Iterator[str]:
        """Yield a text with the identity for a 1 that is a term."""
        if self.has_identity:
            yield _ONE.sub("I", text)

    @property
    def has_identity(self) -> bool:
        """Whether ``I`` is the identity, and no array of the exercise."""
        return "I" not in {*self.vars, *dict(self.latex), *dict(self.shapes), *self.axes}

    def _write_out(self, text: str) -> str:
        """Return a text with products in place of other notations of them, and ``eye(n)`` for ``I_n``.

        One factor of an outer product is a vector: then the product has no size unless both are.
        """
        vectors = {name for name, axes in self.shapes if len(axes) == 1}

        def write_outer(match: re.Match[str]) -> str:
            left, right = match.groups()
            if vectors.isdisjoint((left, right)):
                return match[0]
            return f"(({left}) ({right})^T)"

        def write_identity(match: re.Match[str]) -> str:
            axis = match["axis"] or SUBSCRIPTS[match["low"]]
            name = r"\operatorname{eye}" if "\\" in text else "eye"
            if axis.isdigit() or axis in self.axes:
                return f"{name}({axis})"
            return match[0]

        written = _CIRCLED.sub(write_outer, _OUTER.sub(write_outer, _SOLVE.sub(r"((\1)^-1 (\2))", text)))
        if self.has_identity:
            return _IDENTITY.sub(write_identity, written)
        return written

    def read(self) -> None:
        """Read the shapes and the key."""
        _ = self.key

    def compare(self, answer: Node, context: Context) -> Verdict:
        """Compare values at random matrices."""
        from drill.checking.judges.matrix_expressions import judge_matrix_expression  # loads mpmath

        return judge_matrix_expression(self, answer, context)

    def diagnose(self, answer: Node, context: Context) -> Verdict | None:
        """Find a slip, such as a transpose."""
        from drill.checking.judges.matrix_expressions import diagnose_matrix_expression  # loads mpmath

        return diagnose_matrix_expression(self, answer, context)

    def fits_tree(self, mistake: Node, answer: Node, context: Context) -> bool:
        """Compare it with the tree of the mistake."""
        from drill.checking.judges.matrix_expressions import fits_matrix_expression  # loads mpmath

        return fits_matrix_expression(self, mistake, answer, context)


ROWS = (
    value_row(
        name="matrix-expression", unwrap=without_equals, spec=MatrixExpressionSpec, mode="value",
        bank_modes=("value",), key_modes=("value",), has_mistakes_by_text=True, line_break="; ",
        asks="an expression of matrices is asked for, such as A^T B", help="Products of matrices",
    ),
)  # fmt: skip
