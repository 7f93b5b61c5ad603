"""What a paper says of a quantity's shape: stated shapes, fonts, meanings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final, Literal, TypeGuard

from drill.papers_first.arrays.eigenbases import eigenbases
from drill.papers_first.arrays.outer_means import is_outer_mean, is_square_mean
from drill.papers_first.arrays.set_squares import is_set_square
from drill.papers_first.formula.raised import is_worded
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.scripts import bare
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import (
    Applied,
    Big,
    Call,
    Derivative,
    Differential,
    Function,
    Gradient,
    Node,
    Norm,
    Product,
    Symbol,
)
from drill.papers_first.paper import Paper, at_steps, once
from drill.papers_first.plausible.ranges import Range
from drill.papers_first.sides import lines

Told = tuple[Literal["number", "column", "row", "matrix", "diagonal"], tuple[str, ...]]
"""A kind and the names of its axes, empty names where they are not known. A ``diagonal`` matrix is square and
given by the array on its diagonal."""
Known = Mapping[Node, Told]
"""Kinds that follow from other formulas of a paper, by ``timeless`` quantities."""

NUMBER: Final[Told] = ("number", ())
COLUMN: Final[Told] = ("column", ("",))
MATRIX: Final[Told] = ("matrix", ("", ""))
KINDS: Final[Mapping[str, Told]] = {
    "number": NUMBER,
    "column": COLUMN,
    "row": ("row", ("",)),
    "matrix": MATRIX,
    "diagonal": ("diagonal", ("",)),
}
"""Every kind with axes of unknown lengths."""

ARRAY_WORDS: Final = re.compile(
    r"\b(?:vector|vectors|parameters|weights|gradient|buffer|velocity|moment|embedding|hidden state"
    r"|activations?)\b",
    re.IGNORECASE,
)
_NUMBER_WORDS: Final = re.compile(
    r"\b(?:scalar|loss|number of|probabilit|size of|length|norms?\b)", re.IGNORECASE
)
_NUMBER_MEANT: Final = re.compile(
    r"\b(?:number|size|length|count|horizon|dimension|width|height|depth|rank|rate|probability|constant|weight"
    r"|coefficient|factor|steps?|threshold|budget|momentum|decay|discount|temperature|strength)\b",
    re.IGNORECASE,
)
"""What a capital means that is a number."""
_HEAD_ENDS: Final = re.compile(
    r"\s*(?:\b(?:of|at|in|for|to|from|on|with|that|which|whose|or|and|by)\b|[,;:($]).*", re.DOTALL
)
"""Where the head of a meaning ends: ``matrix of weights`` is a matrix."""
_IS_MATRIX: Final = re.compile(r"\b(?:matri(?:x|ces)|laplacian|hessian|jacobian)$", re.IGNORECASE)
_IS_DIAGONAL: Final = re.compile(r"\b(?:degree|diagonal)(?: \w+)? matrix$", re.IGNORECASE)
_IS_SQUARE: Final = re.compile(
    r"\b(?:(?:permutation|triangular|rotation|covariance|precision|square|adjacency|laplacian|hessian|gram|kernel"
    r"|correlation|fisher(?: information)?)(?: \w+)? matrix|covariance|triangular factor|orthogonal projector"
    r"|cholesky (?:factor|decomposition|factorization|factorisation|root))$",
    re.IGNORECASE,
)
_BETWEEN_TWO: Final = re.compile(r"\bcross[- ]?\w", re.IGNORECASE)
"""What is as wide as there are things of one sort, and as high as there are of another."""
_ROOT_LETTER: Final = "L"
"""The letter of a Cholesky factor in papers that speak of one."""
_IS_COUNT: Final = re.compile(r"^(?:the )?(?:total |whole )?number$", re.IGNORECASE)
"""The head of ``number of steps``."""
_IS_VECTOR: Final = re.compile(r"\bvectors?$", re.IGNORECASE)
_NUMBER_ROLES: Final = frozenset(("rate", "small", "tiny", "count", "exponent", "probability"))
_NUMBER_HEADS: Final = frozenset(("p", "q", "P", "L", "J", "KL", "E", "H", "Pr"))
_GREEK_MATRICES: Final = frozenset(("\\Sigma", "\\Lambda", "\\Omega", "\\Phi", "\\Psi", "\\Theta", "\\Gamma"))
_TIMES: Final = frozenset((Symbol("t"), Symbol("s"), Symbol("\\tau")))
"""What runs is a number where it is time."""
_LENGTH: Final = re.compile(r"[A-Za-z][A-Za-z0-9]{0,7}|[1-9]\d?")
_NAMELESS: Final = re.compile(r"[1-9]?[A-Za-z]'+|[1-9][A-Za-z]")
"""Lengths that NumPy's arrays have, but no plain names: ``F'``, ``2d``."""
_BATCHED: Final = 3
_BATCHES: Final = frozenset(("B", "b", "\\mathcal{B}", "\\text{batch}"))
"""Lengths of the axis along a batch."""
_UNNAMED: Final = frozenset(("I", "0", "1"))


def told_of(paper: Paper, node: Node, role: Range) -> Told | None:
    """What the paper says of a quantity's shape; None where it says nothing.

    Raises:
        RefusedError: it has a shape that arrays here do not have.
    """
    match node:
        case Symbol():
            return _of_symbol(paper, node, role)
        case Call(Symbol() as head) if head in paper.value_shapes:
            return shape_told(paper.value_shapes[head])
        case Call(Symbol(base, font)) | Applied(Symbol(base, font)) if font == "\\mathbf" and base != "1":
            return _bold(base)
        case Call(Symbol("E")) | Applied(Symbol("E")) if _holds_gradient(node):
            return COLUMN
        case _ if is_outer_mean(node):
            return MATRIX
        case Call(Symbol(base)) | Applied(Symbol(base)) if base in _NUMBER_HEADS:
            return NUMBER
        case Differential(_, Symbol() as variable):
            return NUMBER if variable in _TIMES else told_of(paper, variable, role)
        case Function() | Big() | Norm():
            return NUMBER
        case Derivative(("\\partial" | "d", "\\mathbf", "{", base, *_), bottom) if "\\mathbf" not in bottom:
            return _bold(base)
        case _:
            return None


def _holds_gradient(node: Node) -> bool:
    """Whether an expectation is one of gradients rather than of their sizes."""
    parts = list(walk(node))
    return any(isinstance(part, Gradient) for part in parts) and not any(
        isinstance(part, Norm) for part in parts
    )


def _of_star(symbol: Symbol) -> Told | None:
    """``k_{*n}`` and ``k_{n*}``: a row and a column of values of one point at n others; ``k_{**}``: one."""
    match symbol.sub:
        case ("*", "*"):
            return NUMBER
        case ("*", letter) if letter.isalpha():
            return ("row", ("",))
        case (letter, "*") if letter.isalpha():
            return COLUMN
        case _:
            return None


def _of_symbol(paper: Paper, symbol: Symbol, role: Range) -> Told | None:
    entry = paper.meaning(symbol)
    head = _head(paper, symbol)
    if _IS_DIAGONAL.search(head):
        return _of_diagonal(entry.shape if entry is not None else "")
    if entry is not None and entry.shape:
        if entry.shape != "()" and _IS_COUNT.search(head):
            raise RefusedError("a number of things with axes: two meanings of one letter")
        return shape_told(entry.shape)
    if _is_disputed(paper, symbol):
        raise RefusedError("the paper states several shapes of it")
    kin = {symbol, replace(symbol, accents=(), sub=())} if is_worded(symbol.sub) else {symbol}
    for name, shape in paper.memberships:
        if name in kin and shape.count(",") > 1:
            shape_told(shape)  # more than two axes are none of a matrix, nor of F_{out} beside such an F
    if "\\vec" in symbol.accents:
        return COLUMN
    if symbol.base.islower() and (told := _of_star(symbol)) is not None:
        return told
    if symbol.font in ("\\mathbf",):
        if symbol.base in _UNNAMED:
            raise RefusedError("an identity or a constant array")
        if _bold(symbol.base) == MATRIX and bare(symbol) in _set_to_vectors(paper):
            raise RefusedError("a matrix, or the diagonal of one")
        is_matrix = bool(_IS_MATRIX.search(head)) or _is_called_matrix(paper, symbol)
        return MATRIX if is_matrix else _bold(symbol.base)
    if _IS_MATRIX.search(head):
        return MATRIX
    if _IS_VECTOR.search(head):
        return COLUMN
    by_name_alone = symbol.base.isupper() and (entry is None or not _NUMBER_MEANT.search(entry.meaning))
    if (role.role in _NUMBER_ROLES and not by_name_alone) or (
        role.role == "positive" and symbol.base in ("\\sigma", "\\tau")
    ):
        return NUMBER
    if entry is not None and _NUMBER_WORDS.search(entry.meaning):
        return NUMBER
    return None


def _is_disputed(paper: Paper, symbol: Symbol) -> bool:
    """Whether a paper gives a name, or that of a step before or after, shapes with different numbers of axes:
    which of them holds in a formula is told by its section at best.
    """
    names = {one for one in (symbol, *at_steps(symbol)) if bool(one.sub) == bool(symbol.sub)}
    stated = [shape.strip("()").split(",") for name, shape in paper.memberships if name in names]
    return len({sum(bool(part.strip()) for part in parts) for parts in stated}) > 1


def _is_called_matrix(paper: Paper, symbol: Symbol) -> bool:
    """Whether a sentence says in passing that it is one: ``the quantities $a$ and $b$ are matrices``."""
    said = (entry.meaning.lower() for entry in paper.entries if entry.name == symbol)
    return any(one in ("matrix", "matrices") for one in said)


@once
def _set_to_vectors(paper: Paper) -> frozenset[Symbol]:
    """Bold capitals, without scripts, that some formula sets to a bold small letter alone, ``A_t = g_t``:
    ``A_t x`` is meant entry by entry there.
    """
    return frozenset(
        bare(left)
        for line in lines(paper)
        if isinstance(left := line.left, Symbol) and left.font == "\\mathbf"
        for right in line.rights
        if isinstance(right, Symbol) and right.font == "\\mathbf"
        if _bold(left.base) == MATRIX and _bold(right.base) == COLUMN
    )


def told_by_diagonal(paper: Paper, symbol: Symbol) -> Told:
    """A matrix with one power on both sides of another: a diagonal one where the paper says what its entries
    ``D_{ii}`` alone are, or nothing of a bold D.

    Under a tilde it is still the same sort of thing.
    """
    indices = (name.sub for name in (entry.name for entry in paper.entries) if _is_entry_of(name, symbol))
    of_entries = [sub[0] == sub[1] for sub in indices if len(sub) == 2]
    is_usual = (symbol.base, symbol.font) == ("D", "\\mathbf") and not of_entries and not _head(paper, symbol)
    return KINDS["diagonal"] if is_usual or (of_entries and all(of_entries)) else MATRIX


def _is_entry_of(name: Symbol | None, symbol: Symbol) -> TypeGuard[Symbol]:
    return (
        name is not None
        and bool(name.sub)
        and replace(name, sub=(), accents=(), font="") == replace(symbol, accents=(), font="")
    )


def _head(paper: Paper, symbol: Symbol) -> str:
    """The noun that says what a symbol is; under a hat or a tilde it is still the same sort of thing."""
    entry = paper.meaning(symbol)
    if entry is None and symbol.accents:
        entry = paper.meaning(replace(symbol, accents=()))
    return _HEAD_ENDS.sub("", entry.meaning) if entry is not None else ""


def _of_diagonal(shape: str) -> Told:
    axes = shape_told(shape)[1] if shape else ("",)
    return ("diagonal", axes[:1]) if len(set(axes)) == 1 else MATRIX


def _bold(base: str) -> Told:
    """Bold capitals are matrices, other bold letters are columns."""
    is_matrix = base.isupper() or (base[0] == "\\" and base[1].isupper())
    return MATRIX if is_matrix else COLUMN


def shape_told(shape: str) -> Told:
    """The kind and the axes of a shape such as ``(m, n)``; of a batch of matrices those of one of them.

    Raises:
        RefusedError: a length has no plain name, or there are more than two axes.
    """
    lengths = [part.strip() for part in shape.strip("()").split(",") if part.strip()]
    if not lengths:
        return NUMBER
    names = tuple("" if _NAMELESS.fullmatch(latex) else axis_name(latex) for latex in lengths)
    if is_of_batch(shape):
        names = names[1:]
    if len(names) > 2:
        raise RefusedError("it has more than two axes")
    return ("column", names) if len(names) == 1 else ("matrix", names)


def is_of_batch(shape: str) -> bool:
    """Whether a shape is that of a batch of matrices, ``(B, n, d)``: its first axis counts them."""
    lengths = [part.strip() for part in shape.strip("()").split(",") if part.strip()]
    return len(lengths) == _BATCHED and lengths[0] in _BATCHES


def axis_name(latex: str) -> str:
    """The length of an axis as a plain name. Raises RefusedError where it is none."""
    plain = re.sub(r"\\(?:text|mathrm|operatorname|mathit|rm)\b|[\\{}_ ]", "", latex)
    if not _LENGTH.fullmatch(plain):
        raise RefusedError(f"the length {latex} is no plain name")
    return plain


def matrix_like(node: Node) -> Told | None:
    """A plain capital is a matrix where there are arrays at all."""
    if not isinstance(node, Symbol) or node.font:
        return None
    is_capital = len(node.base) == 1 and node.base.isupper()
    return MATRIX if is_capital or node.base in _GREEK_MATRICES else None


def is_said_number(paper: Paper, symbol: Symbol) -> bool:
    """Whether the paper states that a symbol is a number, or calls it what is one."""
    entry = paper.meaning(symbol)
    if entry is None:
        return False
    words = (_NUMBER_WORDS, _NUMBER_MEANT)
    return entry.shape == "()" or any(word.search(entry.meaning) for word in words)


def is_said_matrix(paper: Paper, symbol: Symbol, known: Known) -> bool:
    """Whether the paper states two axes of a symbol, or calls it a matrix."""
    entry = paper.meaning(symbol)
    has_two_axes = entry is not None and "," in entry.shape.rstrip(",)")
    is_known = known.get(symbol, NUMBER)[0] == "matrix"
    return has_two_axes or is_known or bool(_IS_MATRIX.search(_head(paper, symbol)))


def multiplies_matrices(paper: Paper, node: Node) -> bool:
    """Whether something is multiplied by what is said to be a matrix, so that the order counts."""
    factors = (factor for part in walk(node) if isinstance(part, Product) for factor in part.factors)
    return any(
        is_said_matrix(paper, name, {})
        for factor in factors
        if isinstance(factor, Symbol)
        for name in (factor, *_whole(factor))
    )


def _whole(symbol: Symbol) -> tuple[Symbol, ...]:
    """``B`` of ``B_0`` and of ``\\bar{B}``, which is of one sort with it; not of its entry ``B_{ij}``."""
    is_entry = len(symbol.sub) > 1 and not is_worded(symbol.sub)
    return () if is_entry else (replace(symbol, sub=(), accents=()),)


def is_said_square(paper: Paper, node: Node) -> bool:
    """Whether the paper makes a symbol as high as wide; ``K_{mn}`` may be of two sorts of points."""
    if is_square_mean(node) or node in eigenbases(paper) or is_set_square(paper, node):
        return True
    if not isinstance(node, Symbol) or len(set(node.sub)) > 1:
        return False
    head = _head(paper, node)
    if head:
        return bool(_IS_SQUARE.search(head)) and not _BETWEEN_TWO.search(head)
    return node.base == _ROOT_LETTER and any(
        "cholesky" in paragraph.text.lower() for paragraph in paper.document.paragraphs
    )


def told_by_indices(told: Mapping[Node, Told | None]) -> dict[Node, Told]:
    """Matrices whose indices are numbers of the same formula: of ``K_{nn}`` beside ``n`` both axes are n."""
    counts = {node.base for node in told if isinstance(node, Symbol) and node == Symbol(node.base)}
    return {
        node: ("matrix", (node.sub[0], node.sub[1]))
        for node, one in told.items()
        if isinstance(node, Symbol) and one == MATRIX and len(node.sub) == 2 and set(node.sub) <= counts
    }


def is_array_like(paper: Paper, node: Node) -> bool:
    """Whether a quantity is an array by what it means: a gradient, parameters, a state."""
    match node:
        case Gradient() | Derivative():
            return True
        case Symbol():
            entry = paper.meaning(node)
            return entry is not None and bool(ARRAY_WORDS.search(entry.meaning))
        case _:
            return False
