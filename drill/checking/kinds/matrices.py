"""Expressions of matrices, all solutions of a system, and factorisations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any

from drill.arraycode import read_axes
from drill.checking.field_types import LengthsByName, WrittenAs
from drill.checking.kinds.kind import Given, Mistake, value_row, without_equals
from drill.checking.spec import OPTION, Filling, KeySpec, Path, Raw, Shapes, Spec, TextSpec, option
from drill.checking.verdict import Verdict
from drill.errors import CheckError, ParseError
from drill.latex.symbols import COMMANDS
from drill.maths.names import Names
from drill.maths.tree import Node

if TYPE_CHECKING:
    from drill.checking.judges.context import Context

FACTORISATIONS: tuple[str, ...] = ("lu", "plu", "qr", "svd", "eigen", "cholesky")
# The longest axis that is declared as a number: matrices of that size are still computed at once.
LENGTH_LIMIT = 12
# A sign of LaTeX with what follows: MATLAB's backslashes precede a blank, a bracket or a name.
_BACKSLASH = re.compile(r"[\\{}$]([A-Za-z]\w*|.?)", re.DOTALL)
_OPERAND_END = re.compile(r"[\w)\]'⊤ᵀ⁻¹]\s*\Z")


@dataclass(frozen=True, kw_only=True)
class MatrixExpressionSpec(KeySpec):
    """An expression of matrices: ``shapes`` has the axes of each, by letters or as numbers."""

    shapes: Annotated[Shapes, WrittenAs(LengthsByName)] = field(default=(), metadata=OPTION)

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
        from drill.checking.judges.matrix_expressions import judge_matrix_expression  # imports this module

        return judge_matrix_expression(self, answer, context)

    def diagnose(self, answer: Node, context: Context) -> Verdict | None:
        """Find a slip, such as a transpose."""
        from drill.checking.judges.matrix_expressions import diagnose_matrix_expression  # imports this module

        return diagnose_matrix_expression(self, answer, context)

    def fits_tree(self, mistake: Node, answer: Node, context: Context) -> bool:
        """Compare it with the tree of the mistake."""
        from drill.checking.judges.matrix_expressions import fits_matrix_expression  # imports this module

        return fits_matrix_expression(self, mistake, answer, context)


@dataclass(frozen=True, kw_only=True)
class SolutionsSpec(TextSpec):
    """All solutions of a system: the text is one of them, ``directions`` span the differences."""

    directions: str = ""

    @classmethod
    def own(cls, raw: Raw) -> dict[str, Any]:
        """Return a point, and what spans the rest. Raises CheckError for other fields."""
        written = raw.pairs("solutions", is_due=True)
        if "point" not in written or not set(written) <= {"point", "span"}:
            raise CheckError("solutions: {point: …, span: …} is expected; without span there is one solution")
        return {"text": str(written["point"]), "directions": str(written.get("span") or "")}

    def written(self) -> object:
        """Return a point, and what spans the rest."""
        return {"point": self.text} | ({"span": self.directions} if self.directions else {})

    def filled(self, put: Filling, path: str) -> dict[str, Any]:
        """Return the point and the directions."""
        field = f"{path}.solutions"
        texts = self.text, self.directions
        point, span = (put.value("any", text, field, self) if text else "" for text in texts)
        return {"text": point, "directions": span}

    def expressions(self) -> Iterator[tuple[Path, str]]:
        """Yield the point and the directions."""
        yield ("solutions", "point"), self.text
        yield ("solutions", "span"), self.directions

    @cached_property
    def point(self) -> Node:
        """One solution."""
        return self.parsed("solutions", self.text, "sequence")

    @cached_property
    def span(self) -> Node | None:
        """The directions to the others; None where there is one solution."""
        return self.parsed("solutions", self.directions, "sequence") if self.directions else None

    @property
    def trees(self) -> tuple[Node, ...]:
        """The point, and the directions."""
        return (self.point,) if self.span is None else (self.point, self.span)

    @property
    def typed_names(self) -> Names:
        """Any names: the letters of parameters are the learner's."""
        return replace(self.names, undeclared="allow")

    def compare(self, answer: Node, context: Context) -> Verdict:
        """Compare the sets of points."""
        from drill.checking.judges.solutions import judge_solutions  # imports this module

        return judge_solutions(self, answer, context)

    def fits_tree(self, mistake: Node, answer: Node, context: Context) -> bool:
        """Compare it with the tree of the mistake."""
        from drill.checking.judges.solutions import fits_solutions  # imports this module

        return fits_solutions(self, mistake, answer, context)


@dataclass(frozen=True, kw_only=True)
class FactorisationSpec(Spec):
    """The factors of the matrix ``of``, judged by residual and structure."""

    method: str = ""
    matrix: str = option("", "of")

    @classmethod
    def own(cls, raw: Raw) -> dict[str, Any]:
        """Return the method."""
        return {"method": raw.text(raw.kind)}

    def written(self) -> object:
        """Return the method."""
        return self.method

    def filled(self, put: Filling, path: str) -> dict[str, Any]:
        """Return the matrix."""
        return {"matrix": put.value("any", self.matrix, f"{path}.of", self) if self.matrix else ""}

    def expressions(self) -> Iterator[tuple[Path, str]]:
        """Yield the matrix."""
        yield ("of",), self.matrix

    @cached_property
    def of(self) -> Node:
        """The matrix."""
        return self.parsed("of", self.matrix, "matrix")

    @property
    def trees(self) -> tuple[Node, ...]:
        """The matrix."""
        return (self.of,)

    def read(self) -> None:
        """Read the method and the matrix. Raises CheckError for an unknown method."""
        if self.method not in FACTORISATIONS:
            known = "known are " + ", ".join(FACTORISATIONS)
            raise CheckError(f"factorisation: {self.method!r} is not known", known)
        _ = self.of, self.names

    def judge(self, answer: Given, mistakes: Sequence[Mistake], option_order: Sequence[str]) -> Verdict:
        """Return the verdict."""
        from drill.checking.judges.factorisations import judge_factorisation  # imports this module

        return judge_factorisation(self, answer, mistakes)


ROWS = (
    value_row(
        name="matrix-expression", unwrap=without_equals, spec=MatrixExpressionSpec, mode="value",
        bank_modes=("value",), key_modes=("value",), has_mistakes_by_text=True, line_break="; ",
        asks="an expression of matrices is asked for, such as A^T B", help="Products of matrices",
    ),
    value_row(
        name="solutions", spec=SolutionsSpec, written="solutions", mode="vector", has_mistakes_by_text=True,
        asks="the solutions are asked for, such as [1, 0, 2] + s[1, 1, 0]",
        proof="flat", mistakes="solutions", help="Solutions of a system",
    ),
    value_row(
        name="factorisation", spec=FactorisationSpec, written="method", has_mistakes_by_text=True,
        asks="factors are asked for, such as Q = [[1, 0], [0, 1]]; R = [[1, 2], [0, 3]]",
        proof="flat", mistakes="factors", help="Factorisations",
    ),
)  # fmt: skip
