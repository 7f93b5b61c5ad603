"""Vectors and matrices as grids of scalar trees, and the algebra that learners may type with them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any, Generic, Self, TypeVar

from drill.checking.kind import describe_tree_kind, make_kind_error, require_scalar
from drill.errors import ParseError, TooLargeError, UndefinedError
from drill.maths.maths_tree import (
    Binary,
    BinaryOp,
    Call,
    Neg,
    Node,
    Num,
    find_in_tree,
    list_parts,
    replace_parts,
)
from drill.maths.maths_tree import Sequence as MathsTreeSequence
from drill.maths.operators import ENTRYWISE

# Vectors and matrices of anything that is written out: trees here, trees of numbers in banks.

# Max entries along one side of a vector or matrix: more than anybody types, and still computed at once.
ENTRIES_LIMIT = 400
# Max exponent of a matrix: a dozen products.
POWER_LIMIT = 64
# Max rows of ``eye``: more than anybody types.
EYE_LIMIT = 20

Entry = TypeVar("Entry")


@dataclass(frozen=True, slots=True)
class EntryGrid(Generic[Entry]):
    """Rows of entries, all equally long; a vector is one column, marked as such."""

    rows: tuple[tuple[Entry, ...], ...]
    is_vector: bool = False

    @classmethod
    def vector(cls, entries: Iterable[Entry]) -> Self:
        """Make a vector."""
        return cls(tuple((entry,) for entry in entries), is_vector=True)

    @classmethod
    def diagonal(cls, entries: Sequence[Entry], zero: Entry) -> Self:
        """Make a square matrix with these entries on its diagonal."""
        places = range(len(entries))
        return cls(tuple(tuple(entries[i] if i == j else zero for j in places) for i in places))

    @property
    def size(self) -> tuple[int, int]:
        """Rows and columns."""
        return len(self.rows), len(self.rows[0])

    @property
    def is_square(self) -> bool:
        """Whether there are as many rows as columns."""
        return len(self.rows) == len(self.rows[0])

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All entries, row by row."""
        return tuple(entry for row in self.rows for entry in row)

    @property
    def columns(self) -> tuple[tuple[Entry, ...], ...]:
        """The columns, left to right."""
        return tuple(zip(*self.rows, strict=True))

    def as_vector(self) -> Self:
        """Return the vector of all entries."""
        return self.vector(self.entries)

    def transposed(self) -> Self:
        """Exchange rows and columns; a vector becomes a row."""
        return type(self)(self.columns)

    def each(self, change: Callable[[Entry], Entry]) -> Self:
        """Return the matrix with every entry changed."""
        return type(self)(tuple(tuple(map(change, row)) for row in self.rows), self.is_vector)

    def combined(self, other: Self, combine: Callable[[Entry, Entry], Entry]) -> Self:
        """Combine two matrices of one size entry by entry, as a sum does."""
        rows = (tuple(map(combine, *pair)) for pair in zip(self.rows, other.rows, strict=True))
        return type(self)(tuple(rows), self.is_vector and other.is_vector)

    def times(self, other: Self, inner: Callable[[tuple[Entry, ...], tuple[Entry, ...]], Entry]) -> Self:
        """Multiply, where ``inner`` is the product of a row with a column."""
        columns = other.columns
        rows = tuple(tuple(inner(row, column) for column in columns) for row in self.rows)
        return type(self)(rows, other.is_vector)


def eliminate_rows(
    rows: list[list[Any]], columns: int, is_zero: Callable[[Any], bool], over: Callable[[Any, Any], Any]
) -> tuple[tuple[int, ...], Any]:
    """Reduce rows in place over their first columns, by Gauss and Jordan with the largest pivots; return the
    columns that lead a row, and the product of the pivots."""
    leads: list[int] = []
    product = 1
    for column in range(columns):
        done = len(leads)
        pivot = max(range(done, len(rows)), key=lambda candidate: abs(rows[candidate][column]), default=None)
        if pivot is None or is_zero(rows[pivot][column]):
            continue
        rows[done], rows[pivot] = rows[pivot], rows[done]
        head = rows[done][column]
        product = product * head if pivot == done else -product * head
        rows[done] = [over(entry, head) for entry in rows[done]]
        for index, row in enumerate(rows):
            if index != done and row[column] != 0:
                factor = row[column]
                rows[index] = [x - factor * y for x, y in zip(row, rows[done], strict=True)]
        leads.append(column)
    return tuple(leads), product


# Max size of determinants that are written out: 24 products.
_EXPANDED_SIZE = 4
_GROUP = "square brackets make a vector here: group with ( )"
_ZERO = Num("0")
_ONE = Num("1")


class Grid(EntryGrid[Node]):
    """A vector or a matrix of scalar trees."""

    __slots__ = ()


_T = TypeVar("_T", bound=Grid | Node)


def write_out_scalar(kind: str, node: Node) -> Node:
    """Return the tree of one number, with vectors and matrices inside it (as in ``det``) written out.

    Raises ParseError that names the required kind, if the tree is not one number.
    """
    if not any(find_in_tree(node, MathsTreeSequence)):
        require_scalar(kind, node)
        return node
    if describe_tree_kind(node):
        raise make_kind_error(kind, node)
    try:
        lifted = convert_to_grid(node)
    except UndefinedError:
        if _groups_with_squares(node):
            raise ParseError(_GROUP, 1, code="kind") from None
        raise
    if isinstance(lifted, Grid):
        raise (
            ParseError(_GROUP, 1, code="kind") if _groups_with_squares(node) else make_kind_error(kind, node)
        )
    require_scalar(kind, lifted)
    return lifted


def _groups_with_squares(node: Node) -> bool:
    """Return whether square brackets only group one thing, as papers use them."""
    return any(
        len(part.items) == 1 and not isinstance(part.items[0], MathsTreeSequence)
        for part in find_in_tree(node, MathsTreeSequence)
    )


def convert_to_grid(node: Node) -> Grid | Node:
    """Return the grid that a tree denotes, or the tree itself if it is a scalar.

    Raises ParseError for ragged rows and for sets, UndefinedError for sizes that do not fit.
    """
    match node:
        case MathsTreeSequence("set"):
            raise ParseError("brackets [ ] are expected here, not { }", 1, code="kind")
        case MathsTreeSequence(_, items):
            return _from_items([convert_to_grid(item) for item in items])
        case Neg(arg):
            inner = convert_to_grid(arg)
            return inner.each(Neg) if isinstance(inner, Grid) else node
        case Binary(op, left, right):
            return _combine_grids(node, op, convert_to_grid(left), convert_to_grid(right))
        case Call(name, args):
            return _apply_function_to_grids(node, name, [convert_to_grid(arg) for arg in args])
        case _:
            return node


def _require_bounded_trees(value: _T) -> _T:
    """Return the value itself. Raises TooLargeError if walking its trees would meet too many nodes.

    A part that occurs in them many times is one object, so that they are counted without being walked.
    """
    entries = value.entries if isinstance(value, Grid) else (value,)
    counted: dict[int, int] = {}
    left = list(entries)
    while left:
        below = list_parts(left[-1])
        uncounted = [part for part in below if id(part) not in counted]
        left.extend(uncounted)
        if not uncounted:
            counted[id(left.pop())] = 1 + sum(counted[id(part)] for part in below)
    # An inverse has at least five times as many nodes as its matrix.
    if sum(counted[id(entry)] for entry in entries) > 10_000:
        raise TooLargeError("this is too large when it is written out")
    return value


def _from_items(items: list[Grid | Node]) -> Grid:
    rows = [item for item in items if isinstance(item, Grid)]
    if not items or len(items) > ENTRIES_LIMIT:
        message = "this is too large" if items else "a vector or matrix has entries"
        raise ParseError(message, 1, code="kind")
    if not rows:
        return Grid.vector(item for item in items if not isinstance(item, Grid))
    if len(rows) < len(items) or any(not row.is_vector for row in rows):
        raise ParseError("every row of a matrix is a list", 1, code="kind")
    flat = tuple(row.entries for row in rows)
    if len({len(row) for row in flat}) > 1:
        raise ParseError("the rows of a matrix are equally long", 1, code="kind")
    return Grid(flat)


def _combine_grids(node: Node, op: BinaryOp, left: Grid | Node, right: Grid | Node) -> Grid | Node:
    match left, right:
        case (Grid(), Grid()) if op in ("+", "-"):
            if left.size != right.size:
                raise UndefinedError("the sizes of a sum do not fit")
            grid = left.combined(right, lambda first, second: Binary(op, first, second))
        case (Grid(), Grid()) if op == "*":
            grid = _multiply_grids(left, right)
            if left.size[0] == right.size[1] == 1 < left.size[1]:
                return grid.rows[0][0]  # an inner product
        case (Grid(), Grid()):
            raise UndefinedError("you cannot divide by a matrix: multiply by its inverse")
        case (Grid(), _) if op in ("*", "/"):
            grid = left.each(lambda entry: Binary(op, entry, right))
        case (Grid(), _) if op == "^":
            grid = _raise_grid(left, right)
        case (Grid(), _):
            raise UndefinedError("a number is not added to a vector or matrix")
        case (_, Grid()) if op == "*":
            grid = right.each(lambda entry: Binary("*", left, entry))
        case (_, Grid()):
            raise UndefinedError("a number and a matrix do not go together like this")
        case _:
            return replace_parts(node, (left, right))
    return _require_bounded_trees(grid)


def _multiply_grids(left: Grid, right: Grid) -> Grid:
    if left.size[1] != right.size[0]:
        raise UndefinedError("the sizes of a matrix product do not fit")
    if left.size[0] * right.size[1] * right.size[0] > ENTRIES_LIMIT * _EXPANDED_SIZE:
        raise TooLargeError("a matrix product is too large")
    return left.times(right, inner_product)


def inner_product(row: tuple[Node, ...], column: tuple[Node, ...]) -> Node:
    """Write out the inner product of two vectors."""
    return reduce(_make_sum_node, (Binary("*", *pair) for pair in zip(row, column, strict=True)))


def _make_sum_node(left: Node, right: Node) -> Node:
    return Binary("+", left, right)


def _make_product_node(left: Node, right: Node) -> Node:
    return Binary("*", left, right)


def _raise_grid(base: Grid, exponent: Node) -> Grid:
    if isinstance(exponent, Neg) and exponent.arg == _ONE:
        return write_out_inverse(base)
    # Larger powers of a matrix are not written out.
    if not isinstance(exponent, Num) or exponent.value.denominator != 1 or exponent.value > 8:
        raise UndefinedError("this power of a matrix is not computed")
    if not base.is_square:
        raise UndefinedError("only square matrices have powers")
    item = Grid.diagonal([_ONE] * base.size[0], _ZERO)
    return reduce(_multiply_grids, [base] * int(exponent.value), item)


def _apply_function_to_grids(node: Node, name: str, args: list[Grid | Node]) -> Grid | Node:
    of_grids = _OF_GRIDS.get(name)
    if len(args) == 1 and isinstance(args[0], Grid) and of_grids is not None:
        return _require_bounded_trees(of_grids(args[0]))
    if name in ("abs", "norm"):
        return _write_out_norm(name, *args)
    if name in ("diag", "eye"):
        return _make_diagonal_grid(name, args)
    grids = [arg for arg in args if isinstance(arg, Grid)]
    if not grids:
        numbers = tuple(arg for arg in args if not isinstance(arg, Grid))
        return _make_product_node(*numbers) if name == "hadamard" else replace_parts(node, numbers)
    if name == "hadamard" and len(grids) == 2 and grids[0].size == grids[1].size:
        return _require_bounded_trees(grids[0].combined(grids[1], _make_product_node))
    # A number beside one array goes to each entry: max(0, x).
    is_cut = name in ("max", "min") and len(args) > 1
    if len(grids) > 1 or not (is_cut or name in ENTRYWISE):
        raise UndefinedError(f"{name} is not applied to a vector or matrix")
    return _require_bounded_trees(grids[0].each(lambda entry: _put_entry(name, entry, args)))


def _put_entry(name: str, entry: Node, args: Sequence[Grid | Node]) -> Node:
    return Call(name, tuple(entry if isinstance(arg, Grid) else arg for arg in args))


def _write_out_softmax(grid: Grid) -> Grid:
    """Return the shares of a vector's entries, or of those of each row of a matrix."""
    rows = (grid.entries,) if grid.is_vector else grid.rows
    shares = tuple(tuple(_list_shares(row)) for row in rows)
    return Grid.vector(shares[0]) if grid.is_vector else Grid(shares)


def _list_shares(row: Sequence[Node]) -> list[Node]:
    weights = [Call("exp", (entry,)) for entry in row]
    total = reduce(_make_sum_node, weights)
    return [Binary("/", weight, total) for weight in weights]


def _write_out_norm(name: str, value: Grid | Node, *order: Grid | Node) -> Node:
    """Write out a norm, or the bars around a vector. Raises UndefinedError for bars around a matrix."""
    if not isinstance(value, Grid):
        return Call("abs", (value,))
    if order not in ((), (Num("2"),)) or (order and 1 not in value.size):
        raise UndefinedError("of lists only the 2-norm and the Frobenius norm are computed here")
    if name == "abs" and (1 not in value.size or value.size == (1, 1)):
        raise UndefinedError("bars around a matrix read two ways: write det(A) or norm(A)")
    squares = (Binary("^", entry, Num("2")) for entry in value.entries)
    return _require_bounded_trees(Call("sqrt", (reduce(_make_sum_node, squares),)))


def _make_diagonal_grid(name: str, args: list[Grid | Node]) -> Grid:
    match name, args:
        case "eye", [Num() as size] if size.value.denominator == 1 and 1 <= size.value <= EYE_LIMIT:
            return Grid.diagonal([_ONE] * int(size.value), _ZERO)
        case "diag", [Grid() as vector] if 1 in vector.size:
            return Grid.diagonal(vector.entries, _ZERO)
        case "diag", [*entries]:
            numbers = [entry for entry in entries if not isinstance(entry, Grid)]
            if len(numbers) == len(entries):
                return Grid.diagonal(numbers, _ZERO)
        case _:
            pass
    raise UndefinedError(f"{name} makes a matrix of numbers: diag(1, 2), eye(2)")


def _write_out_trace(grid: Grid) -> Node:
    if not grid.is_square:
        raise UndefinedError("only square matrices have a trace")
    return reduce(_make_sum_node, (row[index] for index, row in enumerate(grid.rows)))


def write_out_determinant(grid: Grid) -> Node:
    """Return the determinant as a tree, by the first row; up to 4 × 4. Raises UndefinedError for a matrix
    that is not square, TooLargeError beyond that size."""
    size, columns = grid.size
    if size != columns:
        raise UndefinedError("only square matrices have a determinant")
    if size > _EXPANDED_SIZE:
        raise TooLargeError("the determinant of this matrix is too large to be written out")
    if size == 1:
        return grid.rows[0][0]
    total = Binary("*", grid.rows[0][0], write_out_determinant(_delete_row_and_column(grid, 0, 0)))
    for column, entry in enumerate(grid.rows[0][1:], 1):
        term = Binary("*", entry, write_out_determinant(_delete_row_and_column(grid, 0, column)))
        total = Binary("-" if column % 2 else "+", total, term)
    return total


def _delete_row_and_column(grid: Grid, row: int, column: int) -> Grid:
    remaining = (entries for index, entries in enumerate(grid.rows) if index != row)
    return Grid(tuple(entries[:column] + entries[column + 1 :] for entries in remaining))


def write_out_inverse(grid: Grid) -> Grid:
    """Return the inverse as trees, by cofactors; up to 4 × 4. Raises UndefinedError for a matrix that is not
    square, TooLargeError beyond that size."""
    whole = write_out_determinant(grid)
    size = grid.size[0]
    if size == 1:
        return _require_bounded_trees(Grid(((Binary("/", _ONE, whole),),)))

    def entry(i: int, j: int) -> Node:
        cofactor = write_out_determinant(_delete_row_and_column(grid, j, i))
        signed = Neg(cofactor) if (i + j) % 2 else cofactor
        return Binary("/", signed, whole)

    return _require_bounded_trees(Grid(tuple(tuple(entry(i, j) for j in range(size)) for i in range(size))))


def _write_out_pseudoinverse(grid: Grid) -> Grid:
    """Return the pseudoinverse of a matrix of full rank: of another it divides by zero."""
    wide = grid.transposed()
    if grid.size[0] >= grid.size[1]:
        return _multiply_grids(write_out_inverse(_multiply_grids(wide, grid)), wide)
    return _multiply_grids(wide, write_out_inverse(_multiply_grids(grid, wide)))


_OF_GRIDS: Mapping[str, Callable[[Grid], Grid | Node]] = {
    "T": Grid.transposed, "inv": write_out_inverse, "col": lambda grid: grid, "det": write_out_determinant,
    "trace": _write_out_trace, "softmax": _write_out_softmax, "pinv": _write_out_pseudoinverse,
}  # fmt: skip
