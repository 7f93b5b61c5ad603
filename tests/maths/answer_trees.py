"""Strategies for every tree that the language of answers can yield, and what LaTeX leaves of them."""

from __future__ import annotations

from hypothesis import strategies as st

from drill.maths.maths_tree import (
    Binary,
    Call,
    Const,
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
from drill.maths.names import DISTRIBUTIONS, FUNCTIONS, Names

DECLARED = frozenset(
    ("x", "y", "t", "x_1", "x_12", "m_hat", "w_t", "lambda", "theta_0", "e5", "nu1", "eps", "v_max", "A", "B")
)
LATEX = {"m_hat": r"\hat m_t", "w_t": r"\mathbf{w}_{t-1}"}
NAMES = Names(declared=DECLARED, matrices=frozenset("AB"))

_NUMBERS = ("0", "1", "2", "10", "0.50", ".5", "2.0", "1e-3", "2.5e6", "12345678901234567890")
_LEAVES = st.one_of(
    st.sampled_from(_NUMBERS).map(Num),
    st.sampled_from((*sorted(DECLARED), "x'", "y''", "theta_0'")).map(Sym),
    st.sampled_from(("pi", "e", "i", "inf", "dne")).map(Const),
)

_MOST_ARGUMENTS = 4
CALLS: tuple[tuple[str, int], ...] = tuple(
    sorted(
        {
            (name, count)
            for name, function in FUNCTIONS.items()
            if function.audience == "answer"
            for count in range(function.least, min(function.most, _MOST_ARGUMENTS) + 1)
        }
        | {
            (name, count)
            for name, parameters in DISTRIBUTIONS.items()
            for count in range(1, (len(parameters) or _MOST_ARGUMENTS) + 1)
            if name != "beta" or count == 2
        }
    )
)
"""Every function and family of answers, with every number of arguments that it takes (up to four)."""


def _calls(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    return st.sampled_from(CALLS).flatmap(
        lambda call: st.builds(Call, st.just(call[0]), st.tuples(*[parts] * call[1]))
    )


def _values(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(parts, min_size=1, max_size=3).map(tuple)
    rows = st.integers(1, 3).flatmap(
        lambda width: st.lists(
            st.builds(Sequence, st.just("list"), st.tuples(*[parts] * width)), min_size=1, max_size=3
        )
    )
    return st.one_of(
        st.builds(Neg, parts),
        st.builds(Binary, st.sampled_from("+-*/^"), parts, parts),
        st.builds(Binary, st.just("*"), parts, parts, st.just(True)),
        _calls(parts),
        st.builds(Sequence, st.just("list"), several),
        st.builds(Sequence, st.just("set"), st.lists(parts, max_size=3).map(tuple)),
        st.builds(Sequence, st.just("tuple"), st.lists(parts, min_size=2, max_size=3).map(tuple)),
        st.builds(Sequence, st.just("list"), rows.map(tuple)),
    )


def _statements(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    return st.one_of(
        _values(parts),
        st.builds(Logic, st.sampled_from(("and", "or")), parts, parts),
        st.builds(Not, parts),
        st.builds(Relation, st.sampled_from(("=", "!=", "<", "<=", ">", ">=")), parts, parts),
        st.builds(Union, parts, parts),
        st.booleans().flatmap(
            lambda is_open: st.builds(Interval, parts, parts, st.just(is_open), st.just(not is_open))
        ),
    )


ANSWER_VALUES = st.recursive(_LEAVES, _values, max_leaves=8)
ANSWERS = st.recursive(_LEAVES, _statements, max_leaves=8)
"""Any tree of an answer; most of them mean nothing."""
_INTERVALS = st.booleans().flatmap(
    lambda is_open: st.builds(Interval, ANSWER_VALUES, ANSWER_VALUES, st.just(is_open), st.just(not is_open))
)
_RELATIONS = st.builds(
    Relation, st.sampled_from(("=", "!=", "<", "<=", ">", ">=")), ANSWER_VALUES, ANSWER_VALUES
)
STATEMENTS = st.one_of(
    ANSWER_VALUES,
    st.recursive(_INTERVALS, lambda parts: st.builds(Union, parts, parts), max_leaves=3),
    st.recursive(
        _RELATIONS,
        lambda parts: st.one_of(
            st.builds(Not, parts), st.builds(Logic, st.sampled_from(("and", "or")), parts, parts)
        ),
        max_leaves=4,
    ),
)
"""Values, sets, and statements about values."""


def as_read(node: Node) -> Node:
    """The tree with what LaTeX does not show made equal.

    The sign of a product, how a number is written, the names of roots and inverses, bars within bars, which
    are those of a norm.
    """
    whole = replace_parts(node, tuple(as_read(part) for part in list_parts(node)))
    match whole:
        case Num(text):
            return _number(text)
        case Binary(op, left, right):
            return Binary(op, left, right)
        case Call("cbrt", (arg,)):
            return Call("root", (arg, Num("3")))
        case Call("inv", (arg,)):
            return Binary("^", arg, Neg(Num("1")))
        case Call("abs", (Call("abs") as inner,)):
            return inner
        case Call("log", (arg, Num("2" | "10" as base))):
            return Call(f"log{base}", (arg,))
        case _:
            return whole


def _number(text: str) -> Node:
    digits, _, exponent = text.partition("e")
    digits = f"0{digits}" if digits.startswith(".") else digits
    if not exponent:
        return Num(digits)
    power: Node = Num(exponent.removeprefix("-"))
    return Binary("*", Num(digits), Binary("^", Num("10"), Neg(power) if exponent[0] == "-" else power))
