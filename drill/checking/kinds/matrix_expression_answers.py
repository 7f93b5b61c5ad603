"""Expressions of matrices."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from drill.arraycode import read_axes
from drill.checking.answer_verdict import Verdict
from drill.checking.field_types import LengthsByName
from drill.checking.kind import value_row, without_equals
from drill.checking.spec import Filling, KeySpec
from drill.errors import CheckError, ParseError
from drill.latex.symbols import COMMANDS
from drill.maths.maths_tree import Node
from drill.maths.names import Names

if TYPE_CHECKING:
    from drill.checking.judges.context import Context

# The longest axis that is declared as a number: matrices of that size are still computed at once.
LENGTH_LIMIT = 12
# A sign of LaTeX with what follows: MATLAB's backslashes precede a blank, a bracket or a name.
_BACKSLASH = re.compile(r"[\\{}$]([A-Za-z]\w*|.?)", re.DOTALL)
_OPERAND_END = re.compile(r"[\w)\]'⊤ᵀ⁻¹]\s*\Z")


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
        matrices = arrays if "I" in declared else arrays | {"I"}
        return Names(declared | matrices, matrices, "matrix")

    @cached_property
    def key(self) -> Node:
        """The tree of the text."""
        return self.parsed(self.kind, self.text, "value", self.names)

    def filled(self, put: Filling, path: str) -> dict[str, Any]:
        """Return the expression, and the lengths of its axes."""
        return super().filled(put, path) | {"shapes": put.lengths(self.shapes)}

    def parse_answer(self, text: str, names: Names) -> Node:
        r"""Return the tree of an expression. Raises ParseError, also for MATLAB's ``A \ b``."""
        signs = list(_BACKSLASH.finditer(text))
        divides = all(
            sign[1] in ("(", "[")
            or sign[1].isspace()
            or (sign[1] in names.declared and sign[1] not in COMMANDS)
            for sign in signs
        )
        if signs and divides and _OPERAND_END.search(text, 0, signs[0].start()):
            column, hint = signs[0].start() + 1, "write A^-1 b, or A b for the product"
            raise ParseError("A \\ b reads two ways", column, hint=hint)
        return super().parse_answer(text, names)

    def read(self) -> None:
        """Read the shapes and the key."""
        _ = self.key

    def compare(self, answer: Node, context: Context) -> Verdict:
        """Compare values at random matrices."""
        from drill.checking.judges.matrix_expressions import judge_matrix_expression  # with mpmath

        return judge_matrix_expression(self, answer, context)

    def diagnose(self, answer: Node, context: Context) -> Verdict | None:
        """Find a slip, such as a transpose."""
        from drill.checking.judges.matrix_expressions import diagnose_matrix_expression  # with mpmath

        return diagnose_matrix_expression(self, answer, context)

    def fits_tree(self, mistake: Node, answer: Node, context: Context) -> bool:
        """Compare it with the tree of the mistake."""
        from drill.checking.judges.matrix_expressions import fits_matrix_expression  # with mpmath

        return fits_matrix_expression(self, mistake, answer, context)


ROWS = (
    value_row(
        name="matrix-expression", unwrap=without_equals, spec=MatrixExpressionSpec, mode="value",
        bank_modes=("value",), key_modes=("value",), has_mistakes_by_text=True, line_break="; ",
        asks="an expression of matrices is asked for, such as A^T B", help="Products of matrices",
    ),
)  # fmt: skip
