"""Strategies for trees, and what tests of the printers compare."""

from __future__ import annotations

from hypothesis import strategies as st

from drill.maths.maths_tree import (
    Binary,
    Call,
    Const,
    Index,
    Interval,
    Logic,
    Neg,
    Node,
    Not,
    Num,
    Relation,
    Sequence,
    Sym,
    Union,
    list_parts,
    replace_parts,
)
from drill.maths.names import Names

NAMES = frozenset(("x", "y", "x_1", "m_hat", "lambda", "e5", "A"))
ANSWER = Names(declared=NAMES, matrices=frozenset("A"))
BANK = Names(declared=NAMES, matrices=frozenset("A"), functions="bank")

_LEAVES = st.one_of(
    st.sampled_from(("0", "1", "2", "10", "0.50", ".5", "1e-3", "12345678901234567890")).map(Num),
    st.sampled_from(sorted(NAMES)).map(Sym),
    st.sampled_from(("pi", "e", "i", "inf")).map(Const),
    st.sampled_from(("x'", "y''")).map(Sym),
)


def _larger(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    one = parts.map(lambda node: (node,))
    two = st.tuples(parts, parts)
    return st.one_of(
        st.builds(Neg, parts),
        st.builds(Binary, st.sampled_from("+-/^"), parts, parts),
        st.builds(
            lambda left, right, implicit: Binary("*", left, right, implicit), parts, parts, st.booleans()
        ),
        st.builds(Call, st.sampled_from(("sin", "ln", "sqrt", "abs", "factorial", "T", "gamma", "Phi")), one),
        st.builds(Call, st.sampled_from(("binomial", "max", "log", "normal", "beta", "root")), two),
        st.builds(
            Sequence, st.sampled_from(("list", "set")), st.lists(parts, min_size=1, max_size=3).map(tuple)
        ),
        st.builds(Sequence, st.just("tuple"), two),
    )


VALUES = st.recursive(_LEAVES, _larger, max_leaves=8)


def _statements(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    return st.one_of(
        st.builds(Logic, st.sampled_from(("and", "or")), parts, parts),
        st.builds(Not, parts),
        st.builds(Relation, st.sampled_from(("=", "!=", "<", "<=", ">", ">=")), parts, parts),
        st.builds(Union, parts, parts),
        st.builds(
            lambda low, high, open_low: Interval(low, high, open_low, not open_low),
            VALUES,
            VALUES,
            st.booleans(),
        ),
    )


STATEMENTS = st.recursive(VALUES, _statements, max_leaves=5)
BANK_VALUES = st.recursive(
    _LEAVES,
    lambda parts: st.one_of(
        _larger(parts),
        st.builds(lambda base, index: Index(base, (index, Num("1"))), parts, parts),
        st.builds(lambda body: Call("diff", (body, Sym("x"))), parts),
        st.builds(lambda body: Call("sum", (body, Sym("k"), Num("1"), Num("3"))), parts),
    ),
    max_leaves=8,
)

ARITHMETIC = st.recursive(
    st.one_of(st.sampled_from(("0", "1", "2", "3", "0.5", "1.25")).map(Num), st.sampled_from("xy").map(Sym)),
    lambda parts: st.one_of(
        st.builds(Neg, parts),
        st.builds(Binary, st.sampled_from("+-*/"), parts, parts, st.just(False)),
        st.builds(
            lambda base, exponent: Binary("^", base, exponent), parts, st.sampled_from("0123").map(Num)
        ),
        st.builds(lambda one, other: Call("max", (one, other)), parts, parts),
    ),
    max_leaves=12,
)


def explicit(node: Node) -> Node:
    """The tree with every product written with its sign."""
    parts = tuple(explicit(part) for part in list_parts(node))
    whole = replace_parts(node, parts)
    return Binary(whole.op, whole.left, whole.right) if isinstance(whole, Binary) else whole
