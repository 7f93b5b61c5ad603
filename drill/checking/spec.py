"""What is expected of an answer, one class a family of kinds. Keys are trees of the plain-maths language."""

from __future__ import annotations

from dataclasses import dataclass

from drill.arraycode import CodeTask
from drill.checking.answer import Option, Tolerance
from drill.maths.names import Names
from drill.maths.tree import Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """What all kinds share: the kind's name, the declared names, the LaTeX of some, and what is assumed."""

    kind: str
    names: Names
    assume: tuple[str, ...] = ()
    latex: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KeySpec(Spec):
    """A kind whose key is one tree: all that an interval, an equation, a shape or a distribution needs."""

    key: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueSpec(KeySpec):
    """A number or an expression; ``form`` is empty where any form will do."""

    tolerance: Tolerance | None = None
    form: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AntiderivativeSpec(KeySpec):
    """A function whose derivative by ``wrt`` is the key's; ``constant_due`` asks for ``+ C``."""

    wrt: str
    constant_due: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ArraySpec(KeySpec):
    """A vector or a matrix; ``up_to`` is empty, ``scale`` or ``sign``."""

    up_to: str = ""
    tolerance: Tolerance | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionSpec(KeySpec):
    """A set or a list."""

    tolerance: Tolerance | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EigenvectorSpec(KeySpec):
    """Any eigenvector of the matrix ``key`` for the eigenvalue ``value``."""

    value: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixExpressionSpec(KeySpec):
    """An expression of matrices: ``shapes`` has the axes of each, by letters or as numbers."""

    shapes: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def axes(self) -> tuple[str, ...]:
        """The names of lengths, in order."""
        named = (axis for _, axes in self.shapes for axis in axes if not axis.isdigit())
        return tuple(dict.fromkeys(named))


@dataclass(frozen=True, slots=True, kw_only=True)
class SolutionsSpec(Spec):
    """All solutions of a system: ``point`` is one of them, ``span`` the directions to the others, or None."""

    point: Node
    span: Node | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorisationSpec(Spec):
    """The factors of the matrix ``of``, by residual and structure."""

    method: str
    of: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class FormulaSpec(Spec):
    """A formula: its tree where it computes (else None), and its texts, which are compared as notation."""

    key: Node | None
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionsSpec(Spec):
    """Any value of a kind that satisfies conditions.

    ``value`` is ``number``, ``expression``, ``vector`` or ``matrix``; ``size`` has the lengths due, none for
    any. The conditions speak of the answer by one of ``ANSWER_NAMES``.
    """

    value: str
    size: tuple[int, ...]
    conditions: tuple[tuple[str, Node], ...]
    example: str


ANSWER_NAMES: tuple[str, ...] = ("X", "x", "v")
"""What the conditions of ``any`` call the answer, unless the exercise declares the name itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeSpec(Spec):
    """NumPy on declared arrays."""

    task: CodeTask


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionsSpec(Spec):
    """``choice``, ``choices`` or ``order``; the options of an order stand in the right order."""

    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultSpec(Spec):
    """The first wrong one of ``count`` lines, from 1; ``line`` is 0 where none is wrong."""

    line: int
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PartsSpec(Spec):
    """Several named answers."""

    parts: tuple[tuple[str, Spec], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfSpec(Spec):
    """The learner decides; ``text`` says beside what."""

    text: str
