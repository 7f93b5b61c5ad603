"""Lower formulas as written to mathematics one can compute with: the only way between the two trees.

`Lowering` handles the arithmetic of a tree; its subclasses decide the meaning of names, calls and the rest,
because it depends on the caller: `latex_answers` knows the names of an exercise, and `Atoms` takes every
other part for a number.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence

from drill.errors import ParseError
from drill.maths import maths_tree as maths
from drill.maths.maths_tokens import MAX_DIGITS
from drill.maths.maths_tree import Binary, Call, Const, Num, RelationOp
from drill.maths.names import BARE, FUNCTIONS
from drill.notation import tree as written
from drill.notation.cursor import BRACKETS
from drill.notation.tree import NOWHERE

# Relations in mathematics to compute with; a definition becomes an equation.
RELATIONS: dict[str, RelationOp] = {
    **dict.fromkeys(("=", ":=", "=:", "\\leftarrow", "\\equiv"), "="),
    **{"<": "<", ">": ">", "\\leq": "<=", "\\geq": ">=", "\\neq": "!="},
}
# Functions that may omit brackets and whose values are numbers.
_OF_NUMBERS = BARE - {"det", "trace"}
_PRODUCTS = frozenset(("", "\\cdot", "*", "\\ast", "\\odot", "\\times"))
# Products entry by entry, which bind weaker than matrix products: ``a \odot V^T g``.
_ENTRYWISE = frozenset(("\\odot", "\\circ"))
_TRANSPOSING = ("T", "\\top")
_CLOSED: dict[str, maths.SequenceKind] = {"(": "tuple", "[": "list", "\\{": "set", "\\langle": "list"}
_MINUS_ONE = maths.Neg(Num("1"))
_TWO_WAYS = "use brackets"


class Lowering(ABC):
    """Lowers the parts of one formula; ``places`` are the offsets of its tokens in the text."""

    def __init__(self, places: Sequence[int] = (), *, has_arrays: bool = False) -> None:
        self.places = places
        self.has_arrays = has_arrays
        """Whether names may stand for vectors and matrices."""
        self.here = 0
        """The first token of the part that is being lowered."""

    @abstractmethod
    def find_named(self, node: written.Node) -> maths.Node | None:
        r"""Return the symbol that a whole part denotes, ``p(x)`` or ``\sigma^2``; None if it denotes none."""

    @abstractmethod
    def lower_name(self, ref: written.Ref) -> maths.Node:
        """Return the value of a name."""

    @abstractmethod
    def lower_call(self, call: written.Apply) -> maths.Node:
        """Return the value of a function call, without a power on the function's name."""

    @abstractmethod
    def lower_transpose(self, node: written.Node, mark: str) -> maths.Node:
        """Return a transpose, or a power where ``T`` is a number."""

    def lower_other(self, node: written.Node) -> maths.Node:
        """Return the value of any other part; here it is refused."""
        raise self.refused("this does not compute", "give the value itself")

    def refused(self, message: str, hint: str = "", code: str = "parse") -> ParseError:
        """Return the error for the part that is being lowered, with its place."""
        position = self.places[self.here] + 1 if self.here < len(self.places) else None
        return ParseError(message, position, code=code, hint=hint)

    def lower(self, node: written.Node) -> maths.Node:
        """Return the value of a part.

        Raises:
            ParseError: it does not compute, or reads two ways.
        """
        if node.span != NOWHERE:
            self.here = node.span[0]
        if (symbol := self.find_named(node)) is not None:
            return symbol
        if (united := _split_union(node)) is not None:
            return maths.Union(*map(self.lower, united))
        match node:
            case written.Num(text):
                if len(text) > MAX_DIGITS:
                    raise self.refused(f"this number has more than {MAX_DIGITS} digits", code="too-large")
                return Num(text)
            case written.Ref():
                return self.lower_name(node)
            case written.Neg(body):
                return maths.Neg(self.lower(body))
            case written.PlusMinus("+", body):
                return self.lower(body)
            case written.Add(terms):
                return self._lower_sum(terms)
            case written.Mul():
                return self._lower_product(node)
            case written.Div(top, bottom):
                return Binary("/", self.lower(top), self.lower(bottom))
            case written.Pow(base, exponent):
                return self._lower_power(base, exponent)
            case written.Inverse(base):
                return Binary("^", self.lower(base), _MINUS_ONE)
            case written.Root(body, None):
                return Call("sqrt", (self.lower(body),))
            case written.Root(body, degree) if degree is not None:
                return Call("root", (self.lower(body), self.lower(degree)))
            case written.Apply(power=power):
                called = self.lower_call(node)
                return called if power is None else self._raise_called(called, power)
            case written.Transpose(base, mark):
                return self.lower_transpose(base, mark)
            case written.Statement():
                return self.lower_statement(node)
            case _:
                return self._lower_enclosed(node)

    def _lower_enclosed(self, node: written.Node) -> maths.Node:
        match node:
            case written.Bracket(written.Matrix(rows), "(" | "["):
                return self.lower_rows(rows)
            case written.Bracket(body, "(" | "{"):
                return self.lower(body)
            case written.Bracket(body, "[" | "\\{" | "\\langle" as opening):
                return maths.Sequence(_CLOSED[opening], (self.lower(body),))
            case written.Bracket(body, "\\lfloor" | "\\lceil" as opening):
                return Call("floor" if opening == "\\lfloor" else "ceil", (self.lower(body),))
            case written.Norm(body, "|", None):
                return Call("abs", (self.lower(body),))
            case written.Factorial(written.Pow() | written.Inverse() | written.Transpose()):
                raise self.refused("! after a power reads two ways", _TWO_WAYS)
            case written.Factorial(body):
                return Call("factorial", (self.lower(body),))
            case written.Binomial(top, bottom):
                return Call("binomial", (self.lower(top), self.lower(bottom)))
            case written.Reduce(
                "\\max" | "\\min" as operator, written.Listed() | written.Bracket() as body, None
            ):
                items = body.items if isinstance(body, written.Listed) else (body.body,)
                return Call(operator[1:], tuple(map(self.lower, items)))
            case written.Listed():
                return self._lower_listed(node)
            case written.Matrix(rows, "pmatrix" | "bmatrix"):
                return self.lower_rows(rows)
            case _:
                return self.lower_other(node)

    def lower_rows(self, rows: Sequence[Sequence[written.Node]]) -> maths.Node:
        """Return a matrix, a list of its rows."""
        return _make_matrix_tree([map(self.lower, row) for row in rows])

    def lower_statement(self, node: written.Statement) -> maths.Node:
        """Return the value of a side alone, a relation, or a chain of relations."""
        sides = [self.lower(side) for side in node.sides]
        chain: maths.Node | None = None
        for index, sign in enumerate(node.relations):
            operator = RELATIONS.get(sign)
            if operator is None:
                self.here = node.sides[index].span[1]
                return self.lower_other(node)
            relation = maths.Relation(operator, sides[index], sides[index + 1])
            chain = relation if chain is None else maths.Logic("and", chain, relation)
        return sides[0] if chain is None else chain

    def _lower_sum(self, terms: Sequence[written.Node]) -> maths.Node:
        total = self.lower(terms[0])
        for term in terms[1:]:
            match term:
                case written.Neg(body):
                    total = Binary("-", total, self.lower(body))
                case _:
                    total = Binary("+", total, self.lower(term))
        return total

    def _lower_product(self, node: written.Mul) -> maths.Node:
        """Return the product of factors, from the left; of arrays those entry by entry last."""
        if self.has_arrays and not _ENTRYWISE.isdisjoint(node.signs):
            left, right = _split_product_at(node, _ENTRYWISE)
            return Call("hadamard", (self.lower(left), self.lower(right)))
        product = self.lower(node.factors[0])
        for sign, before, factor in zip(node.signs, node.factors, node.factors[1:], strict=False):
            if sign == "\\div":
                product = Binary("/", product, self.lower(factor))
            elif sign in _PRODUCTS:
                if not sign:
                    self.check_beside(before, factor)
                product = Binary("*", product, self.lower(factor), implicit=not sign)
            else:
                self.here = before.span[1]
                return self.lower_other(node)
        return product

    @abstractmethod
    def check_beside(self, before: written.Node, factor: written.Node) -> None:
        """Refuse factors side by side that can be read in two ways."""

    def _lower_power(self, base: written.Node, exponent: written.Node) -> maths.Node:
        match exponent:
            case written.Neg(written.Ref(written.Name(letter), (), (), 0, "")) if letter in _TRANSPOSING:
                return self.lower_transpose(written.Inverse(base, span=base.span), letter)
            case _:
                return Binary("^", self.lower(base), self.lower(exponent))

    def _raise_called(self, called: maths.Node, power: written.Node) -> maths.Node:
        if power != written.Neg(written.Num("1")):
            return Binary("^", called, self.lower(power))
        if not isinstance(called, Call) or f"a{called.name}" not in FUNCTIONS:
            raise self.refused("an inverse function or a quotient: this reads two ways", "write the quotient")
        return Call(f"a{called.name}", called.args)

    def _lower_listed(self, node: written.Listed) -> maths.Node:
        kind = _CLOSED.get(node.opening)
        if kind is None or set(node.separators) - {",", ";"}:
            return self.lower_other(node)
        items = tuple(map(self.lower, node.items))
        if node.closing != BRACKETS[node.opening]:
            if len(items) != 2:
                self.here = node.span[1] - 1
                raise self.refused(f"this {node.closing} does not close the {node.opening}")
            return maths.Interval(items[0], items[1], node.opening == "(", node.closing == ")")
        if ";" not in node.separators:
            return maths.Sequence(kind, items)
        rows: list[list[maths.Node]] = [[items[0]]]
        for sign, item in zip(node.separators, items[1:], strict=True):
            if sign == ";":
                rows.append([])
            rows[-1].append(item)
        return _make_matrix_tree(rows)


def _make_matrix_tree(rows: Sequence[Iterable[maths.Node]]) -> maths.Node:
    return maths.Sequence("list", tuple(maths.Sequence("list", tuple(row)) for row in rows))


def _split_product_at(node: written.Mul, at_signs: Collection[str]) -> tuple[written.Node, written.Node]:
    """Return the factors before and after the last of some signs in a product."""
    cut = max(index for index, sign in enumerate(node.signs, 1) if sign in at_signs)
    left, right = (
        written.Mul(part, signs) if signs else part[0]
        for part, signs in (
            (node.factors[:cut], node.signs[: cut - 1]),
            (node.factors[cut:], node.signs[cut:]),
        )
    )
    return left, right


def _split_union(node: written.Node) -> tuple[written.Node, written.Node] | None:
    r"""Return the sides of the last ``\cup`` in a sum or product, where it binds most loosely."""
    match node:
        case written.Mul(_, signs) if "\\cup" in signs:
            return _split_product_at(node, {"\\cup"})
        case written.Neg(body) if (sides := _split_union(body)) is not None:
            return written.Neg(sides[0]), sides[1]
        case written.Add(terms):
            for index in reversed(range(len(terms))):
                if (sides := _split_union(terms[index])) is not None:
                    left, right = (*terms[:index], sides[0]), (sides[1], *terms[index + 1 :])
                    return written.Add(left), written.Add(right)
            return None
        case _:
            return None


class Atoms(Lowering):
    """Lowers formulas with undeclared names: every part outside of arithmetic becomes a number of its own.

    Parts with the same ``form`` become the same number.
    """

    def __init__(self, form: Callable[[written.Node], Hashable]) -> None:
        super().__init__()
        self.form = form
        self.names: dict[Hashable, str] = {}

    def find_named(self, node: written.Node) -> maths.Node | None:
        """Return the number for a part outside of arithmetic."""
        match node:
            case written.Bracket(opening="(" | "[" | "{" | "\\{") | written.Norm(bars="|", order=None):
                return None
            case written.Num() | written.Neg() | written.Add() | written.Div() | written.Inverse():
                return None
            case written.Pow() | written.Root(degree=None):
                return None
            case written.Mul(_, signs) if _PRODUCTS.issuperset(signs):
                return None
            case written.Apply(written.Ref(written.Name(base), ()), (_,), (), ()) if base[1:] in _OF_NUMBERS:
                return None
            case written.Ref(written.Name("e", ""), (), (), 0, ""):
                return Const("e")
            case _:
                return self.lower_other(node)

    def lower_other(self, node: written.Node) -> maths.Node:
        """Return the number for a part."""
        return maths.Sym(self.names.setdefault(self.form(node), f"a{len(self.names) + 1}"))

    def lower_name(self, ref: written.Ref) -> maths.Node:
        """Return the number for a name."""
        return self.lower_other(ref)

    def lower_call(self, call: written.Apply) -> maths.Node:
        """Return the value of a known function."""
        name = call.function.name.base[1:]
        return Call("ln" if name == "log" else name, (self.lower(call.args[0]),))

    def lower_transpose(self, node: written.Node, mark: str) -> maths.Node:
        """Return the number for a transpose."""
        return self.lower_other(written.Transpose(node, mark))

    def check_beside(self, before: written.Node, factor: written.Node) -> None:
        """Accept factors side by side, as papers write them."""

    def _lower_enclosed(self, node: written.Node) -> maths.Node:
        if isinstance(node, written.Bracket):
            return self.lower(node.body)
        return super()._lower_enclosed(node)
