"""What is said of code in NumPy: signs and their words, how a sign is read, what is mistaken for what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from drill.papers_first.arrays.array_functions import DETERMINANT, is_rounding
from drill.papers_first.arrays.arrays import HADAMARD, is_diagonal_part, is_ones
from drill.papers_first.arrays.candidates import MEAN
from drill.papers_first.arrays.identities import is_identity
from drill.papers_first.arrays.lowered import Lowered
from drill.papers_first.arrays.measured_vectors import is_joined
from drill.papers_first.formula.printing import to_latex
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tree import (
    Big,
    Bracket,
    Call,
    Differential,
    Fraction,
    Function,
    Node,
    Norm,
    Number,
    Power,
    Product,
    Root,
    Signed,
    Symbol,
    Table,
)
from drill.papers_first.wording import inline, listed

_AXIS: Final = re.compile(r", axis=(?:\d|\(\d, \d\))")
_ROUNDINGS: Final = (
    ("round", "floor", "`np.floor` goes down; the nearest whole number is asked for."),
    ("ceil", "floor", "`np.floor` goes down, `np.ceil` goes up."),
)
"""What is taken for another rounding, and why it is none."""
_CHOICES: Final = (
    ("argmin", "min", "`np.min` is the smallest value; its place is asked for."),
    ("argmin", "argmax", "`np.argmax` is the place of the largest value."),
    ("argmax", "max", "`np.max` is the largest value; its place is asked for."),
    ("argmax", "argmin", "`np.argmin` is the place of the smallest value."),
    ("min", "argmin", "`np.argmin` is the place of the smallest value; the value is asked for."),
    ("min", "max", "The smallest value is asked for, not the largest."),
    ("max", "argmax", "`np.argmax` is the place of the largest value; the value is asked for."),
    ("max", "min", "The largest value is asked for, not the smallest."),
)
"""What is taken for another choice, and why it is none."""


def words_of(node: Node, code: str) -> Iterator[tuple[str, str]]:
    """Signs of the formula that NumPy has words for."""
    for part in walk(node):
        match part:
            case Big("\\sum"):
                yield r"$\sum$", "np.sum"
            case Big("\\prod"):
                yield r"$\prod$", "np.prod"
            case Big("\\min" | "\\max" | "\\argmin" | "\\argmax" as name, (_, *_)):
                yield f"${name}$", f"np.{name[1:]}"
            case Big(name) if name == MEAN:
                yield "an expectation over draws", "np.mean"
            case Norm("\\|"):
                yield r"$\|\cdot\|$", "np.linalg.norm"
            case Root(_, None):
                yield r"$\sqrt{\;}$", "np.sqrt"
            case Function("\\log" | "\\ln" as name):
                yield f"${name}$", "np.log"
            case Function("\\exp"):
                yield r"$\exp$", "np.exp"
            case Call(head, _) if is_rounding(part) and isinstance(head, Symbol):
                yield inline(head), "np.clip" if len(part.arguments.parts) == 3 else f"np.{head.base}"
            case Bracket("\\lfloor", "\\rceil"):
                yield r"$\lfloor\cdot\rceil$", "np.round"
            case Symbol() if is_identity(part) and "np.eye(" in code:
                yield inline(part), "np.eye"
            case Product(_, signs) if HADAMARD & set(signs):
                yield f"${next(sign for sign in signs if sign in HADAMARD)}$", "*"
            case Power(_, Signed("-", Number("1"))) if "np.linalg.inv(" in code:
                yield "an inverse matrix", "np.linalg.inv"
            case Function("\\det"):
                yield r"$\det$", "np.linalg.det"
            case Table():
                is_choice = "np.where(" in code
                yield ("a choice by cases", "np.where") if is_choice else ("a matrix", "np.array")
            case Bracket("[", "]", (_, _, *_)) if "np.concatenate(" in code:
                yield "a joined vector", "np.concatenate"
            case Power(_, Number("2")) if "**" in code:
                yield "a square", "**2"
            case _:
                continue


def slips_of(code: str) -> Iterator[tuple[str, str]]:
    """Code that is taken for this, and why it is something else."""
    if " @ " in code:
        yield code.replace(" @ ", " * ", 1), "`*` multiplies entry by entry; a product of arrays is `@`."
    if "np.eye(" in code:
        yield (
            re.sub(r"np\.eye\(\w+\.shape\[\d\]\)", "1", code, count=1),
            "A number is added to every entry; the identity only to the diagonal.",
        )
    if "np.linalg.inv(" in code:
        yield (
            code.replace("np.linalg.inv(", "np.reciprocal(", 1),
            "`np.reciprocal` inverts every entry; an inverse matrix is `np.linalg.inv`.",
        )
    for name, other, say in (*_ROUNDINGS, *_CHOICES):
        if f"np.{name}(" in code:
            yield code.replace(f"np.{name}(", f"np.{other}(", 1), say
    if "np.sum(" in code:
        yield (
            code.replace("np.sum(", "np.mean(", 1),
            "`np.mean` divides by the number of terms; the formula's sum does not.",
        )
    if ", axis=" in code:
        yield _AXIS.sub("", code, count=1), "Only the axis of the running index is reduced: give `axis`."


def is_entrywise(lowered: Lowered) -> bool:
    """Whether powers, roots or quotients of arrays are taken entry by entry."""
    parts = list(walk(lowered.node))
    powers = [part for part in parts if _is_of_matrix(lowered, part)]
    exponents = {part for power in powers if isinstance(power, Power) for part in walk(power.exponent)}
    return bool(lowered.over) and any(
        part not in powers and part not in exponents and _acts_on_array(lowered, part) for part in parts
    )


def _acts_on_array(lowered: Lowered, part: Node) -> bool:
    """Whether a power, a root or a quotient is one of arrays, as far as that is known."""
    match part:
        case Power(base) | Root(base, _):
            inner = (base,)
        case Fraction(top, bottom):
            inner = (top, bottom)
        case _:
            return False
    return any(lowered.axes_of(one) != () for one in inner)


def _is_of_matrix(lowered: Lowered, part: Node) -> bool:
    """Whether it is the inverse, or a power, of a whole matrix."""
    if not isinstance(part, Power):
        return False
    axes = lowered.axes_of(part.base)
    return axes is not None and len(axes) == 2


def readings_of(lowered: Lowered) -> Iterator[str]:
    """What is said of signs that are read in one of several ways."""
    parts = list(dict.fromkeys(walk(lowered.node)))
    powers = [part for part in parts if isinstance(part, Power) and _is_of_matrix(lowered, part)]
    inverses = [
        inline(part)
        for part in powers
        if isinstance(part.exponent, Signed) and not lowered.is_diagonal(part.base)
    ]
    if inverses:
        are = "is the inverse matrix" if len(inverses) == 1 else "are inverse matrices"
        yield f"{listed(inverses)} {are}."
    for part in powers:
        if lowered.is_diagonal(part.base):
            yield f"{inline(part)} takes the power of every entry on the diagonal."
        elif not isinstance(part.exponent, Signed):
            yield f"{inline(part)} is a product of matrices."
    heads = {part.head for part in parts if isinstance(part, Call)}
    for part in (one for one in parts if is_ones(one) and one not in heads):
        yield f"{inline(part)} is a vector of ones."
    if "np.where(" in lowered.code and lowered.over:
        yield "Every entry of the array is taken by itself."
    if "np.diag(np.diag(" in lowered.code:
        kept = next(part for part in parts if is_diagonal_part(part))
        yield f"{inline(kept)} is a matrix with this diagonal, and 0 elsewhere."
    if "np.concatenate(" in lowered.code:
        are_barred = all(set(part.separators) == {"\\|"} for part in filter(is_joined, parts))
        where = "with bars between them" if are_barred else "in square brackets"
        yield f"Vectors {where} are joined, one behind the other."
    if DETERMINANT in lowered.code and "np.log(np.abs(" in lowered.code:
        yield "Under the logarithm take the absolute value of the determinant."
    if any(isinstance(part, Differential) and to_latex(part) in lowered.latex.values() for part in parts):
        yield "Differentials are what one small step of time adds."
    rings = [part for part in parts if isinstance(part, Product) and HADAMARD & set(part.signs)]
    if any("" in part.signs for part in rings):
        yield "Products side by side come before those entry by entry."
