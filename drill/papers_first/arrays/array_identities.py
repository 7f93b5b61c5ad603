"""Identity matrices in sums of arrays: which terms hold one, and how large it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from drill.maths import tree as maths
from drill.papers_first.arrays.array_values import ATOM, ONE, Axis, Value
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import Node, Product, Signed, Symbol

TIMES: Final = frozenset(("", "\\cdot", "\\times"))
"""Signs of products that are none entry by entry."""


class Identities:
    """The identity matrix of one side, under its ``symbol``.

    Where ``makes_square``, what it is added to is square for that alone; ``size`` is the length of its axes
    where the paper says it.
    """

    def __init__(self, symbol: Symbol, size: Axis | None, *, makes_square: bool) -> None:
        self._symbol = symbol
        self._size = size
        self._makes_square = makes_square
        self._met: list[Value] = []

    def holds(self, term: Node) -> bool:
        """Whether a term is the identity or something times it."""
        match term:
            case Signed(_, body):
                return self.holds(body)
            case Product((*_, last), (*_, sign)) if sign in TIMES:
                return last == self._symbol
            case _:
                return term == self._symbol

    def eye(self, term: Node, like: Value, quantities: Mapping[Node, Value]) -> Value:
        """The identity as large as the matrix ``like``, the value of the term that it is added to.

        Raises:
            RefusedError: that is no matrix, or no array tells how large it is.
        """
        if like.kind != "matrix":
            raise RefusedError("an identity is added to what is no matrix")
        if self._makes_square:
            like.axes[0].equal(like.axes[1])
        if self._size is not None:
            like.axes[0].equal(self._size)
        self._met.append(like)

        def entry(i: maths.Node, j: maths.Node) -> maths.Node:
            apart = maths.Call("abs", (maths.Binary("-", i, j),))
            return maths.Call("max", (maths.Num("0"), maths.Binary("-", ONE, apart)))

        def whole() -> maths.Node:
            return maths.Call("eye", (maths.Sym(like.axes[0].name),))

        code = f"np.eye({_length(like, term, quantities)})"
        return Value("matrix", like.axes, code, ATOM, entry, matrix=whole)

    def check_squares(self) -> None:
        """That identities were added to square matrices; to be called when axes that are equal are one.

        Raises:
            RefusedError: nothing tells that one of them is square.
        """
        for value in self._met:
            if value.axes[0].root is not value.axes[1].root:
                raise RefusedError("I may be an identity")


def _length(like: Value, term: Node, quantities: Mapping[Node, Value]) -> str:
    """The length of a square term's axis as NumPy has it."""
    roots = [axis.root for axis in like.axes]
    for value in (quantities[part] for part in walk(term) if part in quantities):
        for place, mine in enumerate(value.axes):
            if mine.root in roots:
                return f"{value.code}.shape[{place}]"
    raise RefusedError("no array tells how large the identity is")
