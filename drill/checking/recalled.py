"""A formula from memory as its notation: read once, compared up to spelling, lowered where it computes."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from drill.checking.kinds.formula import FormulaSpec
from drill.errors import CheckError, DrillError, ParseError
from drill.latex import canonical
from drill.maths.latex import is_latex
from drill.maths.print_names import symbol_latex
from drill.maths.tree import Binary, BinaryOp, Call, Const, Node, Num, Relation, RelationOp, Sym
from drill.maths.tree import Neg as Negative
from drill.notation import (
    FONTS,
    Difference,
    Notation,
    NotationError,
    commutes,
    difference,
    forms,
    read,
    same,
    statements,
    typed_latex,
)
from drill.notation import tree as written

_RELATIONS: Final[Mapping[str, RelationOp]] = {
    **dict.fromkeys(("=", ":=", "=:", "\\leftarrow", "\\equiv"), "="),
    **{"<": "<", ">": ">", "\\leq": "<=", "\\geq": ">=", "\\neq": "!="},
}
_FUNCTIONS: Final = {
    **{f"\\{name}": name for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh", "exp")},
    **{"\\log": "ln", "\\ln": "ln", "\\arcsin": "arcsin", "\\arccos": "arccos", "\\arctan": "arctan"},
}
_PRODUCTS: Final = frozenset(("", "\\cdot", "*", "\\ast", "\\odot", "\\times"))
_TYPED: Final = Notation(is_typed=True)


@dataclass(frozen=True, slots=True)
class Recalled:
    """A formula as it was written: its canonical tokens, and its statements where they are read."""

    tokens: tuple[str, ...]
    statements: tuple[written.Statement, ...] | None

    @property
    def statement(self) -> written.Statement | None:
        """The one statement that it is."""
        return self.statements[0] if self.statements and len(self.statements) == 1 else None


def recalled(text: str, due: Sequence[str] = (), names: Sequence[str] = ()) -> Recalled:
    """Return a formula in LaTeX or as people type it; raises ParseError where its brackets do not match."""
    tokens = canonical(typed_latex(text, due, names))
    for notation in (Notation(), _TYPED) if is_latex(text) else (_TYPED,):
        found = statements(tokens, notation)
        if found and all(one.statement is not None for one in found):
            return Recalled(tuple(tokens), tuple(one.statement for one in found if one.statement is not None))
    return Recalled(tuple(tokens), None)


@lru_cache(maxsize=256)
def keys_of(spec: FormulaSpec) -> tuple[Recalled, ...]:
    """Return the formulas that are due, as they are written."""
    return tuple(_keys(spec.texts))


def _keys(texts: Sequence[str]) -> Iterator[Recalled]:
    for text in texts:
        try:
            yield recalled(text)
        except DrillError:
            continue


def are_same(key: Recalled, answer: Recalled) -> bool:
    """Whether an answer is a formula up to spelling; token by token where one of them is not read."""
    if key.tokens == answer.tokens:
        return True
    if key.statements is None or answer.statements is None:
        return False
    if key.statement is not None and _says_how(key.statement):
        return _without_fonts(key.tokens) == _without_fonts(answer.tokens)
    pairs = zip(key.statements, answer.statements, strict=False)
    return len(key.statements) == len(answer.statements) and all(same(one, other) for one, other in pairs)


def _says_how(statement: written.Statement) -> bool:
    """Whether a formula's sides are the same up to spelling: then it is the spelling that it tells."""
    return len(statement.sides) > 1 and same(statement.sides[0], statement.sides[1])


def _without_fonts(tokens: Sequence[str]) -> list[str]:
    return [token for token in tokens if token not in FONTS and token not in ("{", "}")]


def is_some_sides(key: Recalled, answer: Recalled) -> bool:
    """Whether an answer is some of a key's sides, in their order: the first alone says nothing."""
    if key.statement is None or answer.statement is None:
        return False
    due, given = _sides(key.statement), _sides(answer.statement)
    if not 0 < len(given) < len(due):
        return False
    left = iter(due if len(given) > 1 else due[1:])
    return all(any(same(side, one) for side in left) for one in given)


def _sides(statement: written.Statement) -> tuple[written.Node, ...]:
    """What stands between equals signs; nothing where others relate."""
    is_chain = all(_RELATIONS.get(one) == "=" for one in statement.relations)
    return statement.sides if is_chain else ()


def has_sides(key: Recalled) -> int:
    """Count how many sides an equation has."""
    return len(_sides(key.statement)) if key.statement is not None else 0


def where_it_differs(keys: Sequence[Recalled], answer: Recalled) -> Difference | None:
    """Return the smallest difference from one of the formulas that are due."""
    for key in keys:
        if key.statement is not None and answer.statement is not None:
            return difference(key.statement, answer.statement)
    return None


# Lowering: what computes


def lowered(spec: FormulaSpec, text: str) -> Node:
    """Return the tree of an answer whose names are those that the exercise declares, in whatever spelling.

    Where a value is due, a left side that only gives it a name is left out.

    Raises ParseError where it does not compute.
    """
    names = sorted(spec.names.declared)
    found = recalled(text, (), names).statement
    if found is None:
        raise ParseError("this is not read", None)
    lowering = _Lowering(_Declared(_shown(spec)))
    left = found.sides[0]
    if not isinstance(spec.key, Relation) and found.relations == ("=",) and isinstance(left, written.Ref):
        return lowering.node(found.sides[1])
    sides = [lowering.node(side) for side in found.sides]
    if not found.relations:
        return sides[0]
    relation = _RELATIONS.get(found.relations[0])
    if len(found.relations) > 1 or relation is None:
        raise ParseError("this does not compute", None)
    return Relation(relation, sides[0], sides[1])


def _shown(spec: FormulaSpec) -> Mapping[str, tuple[written.Node, ...]]:
    """The declared names, each as it is shown."""
    return {name: _as_shown(name, spec.latex) for name in sorted(spec.names.declared)}


@lru_cache(maxsize=512)
def _as_shown(name: str, latex: tuple[tuple[str, str], ...]) -> tuple[written.Node, ...]:
    try:
        return (read(canonical(symbol_latex(name, dict(latex)))).sides[0],)
    except (CheckError, NotationError):
        return ()


def both_lowered(key: Recalled, answer: Recalled) -> tuple[Node, Node] | None:
    """Return the values that two formulas give the same left side, among names that nobody declared.

    What is no arithmetic (``f(x)``, ``\\sum_i x_i``) is a number by itself, the same where it is spelled the
    same. None where there is nothing to compare, or where the order of factors may matter.
    """
    one, other = key.statement, answer.statement
    if one is None or other is None or _says_how(one) or not commutes(one, other):
        return None
    due, given = _sides(one), _sides(other)
    if len(due) != len(given) or len(due) not in (1, 2):
        return None
    if len(due) == 2 and not same(due[0], given[0]):
        return None
    lowering = _Lowering(_Atoms(forms(one)))
    try:
        return lowering.node(due[-1]), lowering.node(given[-1])
    except ParseError:
        return None


class _Declared:
    """Names as the exercise declares them, by how they are shown or typed."""

    def __init__(self, shown: Mapping[str, tuple[written.Node, ...]]) -> None:
        self.shown = shown

    def name(self, node: written.Node) -> str:
        """The declared name that a part is, as it is shown or as it is typed; empty for none."""
        if isinstance(node, written.Pow) and not isinstance(node.base, written.Ref):
            return ""
        for name, shown in self.shown.items():
            if any(same(one, node) for one in shown):
                return name
        typed = _flat(node) if isinstance(node, written.Ref) else ""
        return typed if typed in self.shown else ""

    def other(self, node: written.Node) -> str:
        """No name for what does not compute."""
        return ""


class _Atoms:
    """A name for each part that is no arithmetic, the same for what is the same up to spelling."""

    def __init__(self, form: Callable[[written.Node], Hashable]) -> None:
        self.form = form
        self.names: dict[Hashable, str] = {}

    def name(self, node: written.Node) -> str:
        """The name of a part that is a name or an unknown function's value."""
        is_known = isinstance(node, written.Apply) and node.function.name.base in _FUNCTIONS
        is_e = isinstance(node, written.Ref) and node.name.base == "e"
        return "" if is_known or is_e or isinstance(node, written.Pow) else self.other(node)

    def other(self, node: written.Node) -> str:
        """The name of any part."""
        return self.names.setdefault(self.form(node), f"a{len(self.names) + 1}")


class _Lowering:
    """Notation to mathematics."""

    def __init__(self, names: _Declared | _Atoms) -> None:
        self.names = names

    def node(self, node: written.Node) -> Node:
        """The tree of a part; raises ParseError where it does not compute."""
        match node:
            case written.Num(text):
                return Num(text)
            case written.Ref() | written.Apply() | written.Pow(written.Ref()) if name := self.names.name(
                node
            ):
                return Sym(name)
            case written.Ref(written.Name("e", ""), (), (), 0, ""):
                return Const("e")
            case written.Ref(written.Name("\\pi", ""), (), (), 0, ""):
                return Const("pi")
            case written.Bracket(body, "(" | "[" | "{" | "\\{"):
                return self.node(body)
            case written.Neg(body):
                return Negative(self.node(body))
            case written.Add(terms):
                return self._sum(terms)
            case written.Mul(factors, signs) if _PRODUCTS.issuperset(signs):
                return self._folded("*", factors)
            case written.Div(top, bottom):
                return Binary("/", self.node(top), self.node(bottom))
            case written.Pow(base, exponent):
                return Binary("^", self.node(base), self.node(exponent))
            case written.Inverse(base):
                return Binary("^", self.node(base), Negative(Num("1")))
            case written.Root(body, None):
                return Call("sqrt", (self.node(body),))
            case written.Norm(body, "|", None):
                return Call("abs", (self.node(body),))
            case written.Apply(written.Ref(written.Name(base), ()), (arg,), (), ()) if base in _FUNCTIONS:
                called = Call(_FUNCTIONS[base], (self.node(arg),))
                return called if node.power is None else Binary("^", called, self.node(node.power))
            case _:
                if name := self.names.other(node):
                    return Sym(name)
                raise ParseError("this does not compute", None)

    def _sum(self, terms: Sequence[written.Node]) -> Node:
        total = self.node(terms[0])
        for term in terms[1:]:
            match term:
                case written.Neg(body):
                    total = Binary("-", total, self.node(body))
                case _:
                    total = Binary("+", total, self.node(term))
        return total

    def _folded(self, op: BinaryOp, parts: Sequence[written.Node]) -> Node:
        total = self.node(parts[0])
        for part in parts[1:]:
            total = Binary(op, total, self.node(part))
        return total


def _flat(ref: written.Ref) -> str:
    """A name in letters, as one types it: ``m_hat`` and ``mhat``, ``d_next`` and ``dnext``."""
    below = "".join(_index(one) for one in ref.below)
    marks = "".join(accent[1:] for accent in ref.name.accents)
    return ref.name.base.removeprefix("\\") + marks + ref.name.label + below + "'" * ref.primes


def _index(index: written.Index) -> str:
    match index:
        case written.Running(letter, 0):
            return letter.removeprefix("\\")
        case written.Fixed(text):
            return text
        case _:
            return " "
