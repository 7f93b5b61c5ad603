"""Type constraints from each kind of node: one table from node to constraint.

A constraint is tried again until nothing moves; one that fails is undone.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from drill.notation import tree, walk_nodes
from drill.papers.sheet.declarations import Declared, key_of_symbol
from drill.papers.sheet.symbol_keys import make_symbol_key
from drill.papers.sheet.types import Function
from drill.papers.sheet.unify import (
    NUMBER,
    ONE,
    ClashError,
    Dim,
    Shape,
    Term,
    Thing,
    Trail,
    Var,
    find_term_axes,
    find_unified_term,
    is_number_term,
    is_open_term,
)

# What the names of functions and laws mean in every paper


def _split_rule_words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Functions of a number that act on each entry of an array.
ELEMENTWISE: Final = _split_rule_words("""
    exp log ln lg sin cos tan cot sec csc sinh cosh tanh coth arcsin arccos arctan sigmoid relu ReLU erf
    sign sgn softplus logit GELU gelu SiLU silu stopgrad sg round
""")
SOFTMAX: Final = _split_rule_words("softmax Softmax softmin sparsemax")
TO_NUMBER: Final = _split_rule_words("det dim deg tr Tr trace rank logsumexp LSE")
# Those that take a square matrix.
SQUARE: Final = _split_rule_words("det tr Tr trace")
# Numbers that nobody computes from what stands in their brackets.
OF_LAWS: Final = _split_rule_words("KL JS MI ELBO Pr")
# Labels of ``D`` and ``d``.
DIVERGENCES: Final = _split_rule_words("KL JS TV JSD MMD")
LAWS: Final = _split_rule_words("""
    N U Bernoulli Bern Ber Beta Gamma Dirichlet Dir Categorical Cat Poisson Uniform Unif Normal Gaussian
    Multinomial Mult Exponential Exp Binomial Bin Laplace GP
""")
NORMAL_LAWS: Final = _split_rule_words("N Normal Gaussian")
# Relations between things of one type.
EQUAL: Final = _split_rule_words(r"= := =: \leftarrow \equiv \triangleq \simeq \doteq \approx")
ENTRYWISE: Final = frozenset((r"\odot", r"\circ"))
# Signs that mean one thing here and another there between arrays: Kronecker products, convolutions.
OTHER_PRODUCTS: Final = frozenset((r"\otimes", r"\oplus", r"\star", "*", r"\ast", r"\times"))
INDEX_LETTERS: Final = frozenset("ijklmnrst")
CONSTANTS: Final = frozenset((r"\pi", "e", r"\infty"))
BOLD: Final = frozenset((r"\mathbf", r"\boldsymbol", r"\bm"))

Rule = Callable[..., bool]
_Nodes = tuple[tree.Node, ...]


@dataclass(slots=True)
class Constraint:
    """A rule with the terms that it constrains."""

    rule: Rule
    args: tuple[Any, ...]
    is_done: bool = False


class Network:
    """The constraints between the parts of a formula's statements, and the types of its symbols."""

    def __init__(self) -> None:
        self.trail = Trail()
        self.constraints: list[Constraint] = []
        self.vars: dict[str, Var] = {}
        self.symbols: dict[str, tree.Ref] = {}
        """The symbols as the formula writes them first, by their keys."""
        self.declared: dict[str, list[Declared]] = defaultdict(list)
        self.laws: frozenset[str] = frozenset()
        """Keys of names of laws: their values are numbers."""
        self.has_identity = True
        """Whether I, where nothing is declared of it, is the identity matrix."""
        self.steps: frozenset[str] = frozenset()
        """Letters that count steps."""
        self.running: set[str] = set()
        """Letters that run."""
        self.counts: list[tree.Ref] = []
        """Names of what ends a run: they count."""
        self.failures = 0
        """How many constraints did not hold."""
        self.values: dict[tree.Node, Term] = {}
        """The types of expectations, gradients and derivatives."""

    def infer(self, node: tree.Node) -> Term:
        """Return the type of a node, adding the constraints on its parts."""
        rule = NODES.get(type(node))
        term = rule(self, node) if rule else Var()
        if isinstance(node, tree.Expect | tree.Gradient | tree.Derivative):
            known = self.values.setdefault(node, term)
            if known is not term:
                self.add(constrain_same_type, known, term)
        return term

    def add(self, rule: Rule, *args: Any) -> None:
        """Add a constraint."""
        self.constraints.append(Constraint(rule, args))

    def result(self, rule: Rule, *args: Any) -> Term:
        """Return a new type that a constraint determines, passed to the rule after its other arguments."""
        term = Var()
        self.add(rule, *args, term)
        return term

    def unify(self, first: Term, second: Term) -> None:
        """Make two types one, or raise ClashError."""
        self.trail.unify(first, second)

    def settle(self) -> None:
        """Try the constraints until nothing changes; one that fails is undone and not tried again."""
        waiting = [constraint for constraint in self.constraints if not constraint.is_done]
        while True:
            before = len(self.trail.bound)
            for constraint in waiting:
                mark = len(self.trail.bound)
                try:
                    constraint.is_done = constraint.rule(self, *constraint.args)
                except ClashError:
                    self.trail.undo(mark)
                    constraint.is_done = True
                    self.failures += 1
            waiting = [constraint for constraint in waiting if not constraint.is_done]
            if len(self.trail.bound) == before:
                return

    # Symbols

    def row(self, ref: tree.Ref, is_called: bool = False) -> Var:
        """Return the type of a symbol, or what a function gives, which may still be open."""
        key = key_of_symbol(ref, is_called)
        self.symbols.setdefault(key, ref)
        for index in (*ref.below, *ref.above):
            if isinstance(index, tree.Running):
                self.running.add(index.letter)
        return self.vars.setdefault(key, Var())

    def declared_of(self, key: str) -> list[Declared]:
        """Return the declarations of a symbol; what is said of f is said of its values."""
        ones = self.declared.get(key, [])
        if not ones and key.endswith("(·)") and key.removesuffix("(·)") not in self.vars:
            ones = self.declared.get(key.removesuffix("(·)"), [])
        symbol = self.symbols.get(key)
        if not ones and symbol is not None and symbol.above and not symbol.opening:
            return self.declared_of(key_of_symbol(replace(symbol, above=()), key.endswith("(·)")))
        if not ones and symbol is not None and len(symbol.below) == 1 and not symbol.above:
            index = symbol.below[0]
            if isinstance(index, tree.Running) and index.letter in self.steps:  # a step of what is declared
                whole = key_of_symbol(replace(symbol, below=(), separators=()), key.endswith("(·)"))
                return [declared for declared in self.declared.get(whole, []) if not declared.is_weak]
        return ones

    def known(self, ref: tree.Ref) -> str:
        """Return the well-known function that a name is declared to be; empty for none."""
        kinds = (declared.declaration.type for declared in self.declared_of(key_of_symbol(ref, True)))
        return next((kind.known for kind in kinds if isinstance(kind, Function)), "")

    def is_declared(self, ref: tree.Ref) -> bool:
        """Return whether anything is declared of a name, so that no custom reads it otherwise."""
        return key_of_symbol(ref) in self.declared or key_of_symbol(ref, True) in self.declared


def strip_grouping_brackets(node: tree.Node) -> tree.Node:
    """Return the content of brackets that only group."""
    while isinstance(node, tree.Bracket) and node.opening in ("(", "[", "\\{", ""):
        node = node.body
    return node


def find_function_word(ref: tree.Ref) -> str:
    """Return the name of a function as people call it: ``log``, ``softmax``."""
    return ref.name.base.lstrip("\\")


def is_capital_head(node: tree.Node) -> bool:
    """Return whether a node is a capital letter, inverted, transposed or called: ``H(x)^{-1}``."""
    inner = strip_grouping_brackets(node)
    while isinstance(inner, tree.Inverse | tree.Transpose | tree.Pow):
        inner = strip_grouping_brackets(inner.base)
    return is_capital(inner.function if isinstance(inner, tree.Apply) else inner)


def is_capital(node: tree.Node) -> bool:
    """Return whether a node is a capital letter, which may be a matrix."""
    inner = strip_grouping_brackets(node)
    return isinstance(inner, tree.Ref) and inner.name.base.lstrip("\\")[:1].isupper()


# Nodes


def constrain_same_type(net: Network, first: Term, second: Term) -> bool:
    """Make two types one."""
    net.unify(first, second)
    return True


def _must_be_number(net: Network, term: Term) -> None:
    net.add(constrain_same_type, term, NUMBER)


def _infer_reference_type(net: Network, node: tree.Ref) -> Term:
    name = node.name
    if not net.is_declared(node):
        if is_undeclared_constant(node):
            return NUMBER
        if is_identity(node) and net.has_identity:
            size = Dim(
                node.below[0].letter if node.below and isinstance(node.below[0], tree.Running) else None
            )
            return Shape((size, size))
        if name.base in ("0", "1"):
            return Var()
        if name.font == "\\mathbb":
            return Thing("set", Var())
    if any(isinstance(index, tree.Open) for index in node.below):
        return Var()
    return net.row(node)


def is_identity(node: tree.Node) -> bool:
    r"""Return whether a node may be an identity matrix: ``I``, ``\mathbf{I}_n``."""
    if (
        not isinstance(node, tree.Ref)
        or node.above
        or len(node.below) > 1
        or node.name.accents
        or node.name.label
    ):
        return False
    return node.name.base == "I" and node.name.font in ("", "\\mathrm", "\\mathbb", *BOLD)


def is_ones(node: tree.Node) -> bool:
    r"""Return whether a node is a vector of ones where it is transposed, ``\mathbf{1}``."""
    return isinstance(node, tree.Ref) and node.name.base == "1" and not node.above


def _infer_bracket_type(net: Network, node: tree.Bracket) -> Term:
    inside = net.infer(node.body)
    return NUMBER if isinstance(node.body, tree.Statement) else inside


def _constrain_sum(net: Network, nodes: _Nodes, terms: list[Term], result: Term) -> bool:
    """Constrain terms to be alike; an unknown one may be a number next to the root of an array (Adam's
    epsilon).
    """
    if any(isinstance(find_unified_term(term), Thing) for term in terms):
        raise ClashError
    arrays = [term for term in (*terms, result) if find_term_axes(term)]
    has_root = any(
        isinstance(part, tree.Root)
        for node in nodes
        for part in (strip_grouping_brackets(node), *_list_stripped_factors(node))
    )
    if arrays:
        for term in terms:
            if not is_number_term(term) and not (is_open_term(term) and has_root):
                net.unify(term, arrays[0])
        net.unify(result, arrays[0])
        return not any(map(is_open_term, terms))
    if all(map(is_number_term, terms)) or is_number_term(result):
        for term in (*terms, result):
            net.unify(term, NUMBER)
        return True
    for term in () if has_root else filter(is_open_term, terms):
        net.unify(term, result)
    return False


def _list_stripped_factors(node: tree.Node) -> _Nodes:
    inner = strip_grouping_brackets(node)
    return tuple(map(strip_grouping_brackets, inner.factors)) if isinstance(inner, tree.Mul) else ()


def _as_pair(axes: tuple[Dim, ...]) -> tuple[Dim, Dim]:
    """Return rows and columns; a vector is a column."""
    return (axes[0], ONE) if len(axes) == 1 else (axes[0], axes[1])


def _of_pair(rows: Dim, columns: Dim) -> Shape:
    if columns.is_one:
        return NUMBER if rows.is_one else Shape((rows,))
    return Shape((rows, columns))


def _multiply_types(net: Network, term: Term, factor: Term, sign: str) -> Term:
    """Return the type of a product of two known types; open if it has no usual one."""
    first, second = find_term_axes(term), find_term_axes(factor)
    if not first and sign != "/":
        return factor
    if not second:
        return term
    if sign in ENTRYWISE or sign == "/":
        net.unify(term, factor)
        return term
    if sign in OTHER_PRODUCTS or len(first) > 2 or len(second) > 2:
        return Var()
    if len(first) == len(second) == 1:
        if sign == r"\cdot":
            net.unify(term, factor)
            return NUMBER
        raise ClashError
    if len(first) == 1 and len(second) == 2 and not second[0].is_one:  # papers that write x W + b: x is a row
        net.trail.unify_lengths(first[0], second[0])
        return Shape(second[1:])
    rows, inner = _as_pair(first)
    inner_too, columns = _as_pair(second)
    net.trail.unify_lengths(inner, inner_too)
    return _of_pair(rows, columns)


def _constrain_product(
    net: Network, nodes: _Nodes, terms: list[Term], signs: tuple[str, ...], result: Term
) -> bool:
    """Constrain a product: numbers drop, matrices and vectors chain, one unknown factor follows."""
    if any(isinstance(find_unified_term(term), Thing) for term in terms):
        return True
    unknown = [index for index, term in enumerate(terms) if is_open_term(term)]
    if not unknown:
        product = terms[0]
        for term, sign in zip(terms[1:], signs[1:], strict=True):
            product = _multiply_types(net, product, term, sign)
            if is_open_term(product):
                return True
        net.unify(result, product)
        return True
    return len(unknown) == 1 and _last_factor(net, nodes, terms, signs, result, unknown[0])


def _last_factor(
    net: Network, nodes: _Nodes, terms: list[Term], signs: tuple[str, ...], result: Term, position: int
) -> bool:
    """Determine the one unknown factor from the others and the result."""
    unknown = terms[position]
    arrays = [index for index, term in enumerate(terms) if find_term_axes(term)]
    if not arrays:
        if signs[position] == "/":
            return not is_open_term(unknown)
        net.unify(unknown, result)
        return True
    next_sign = signs[position + 1] if position + 1 < len(signs) else ""
    if signs[position] in ENTRYWISE or (next_sign in ENTRYWISE and position + 1 in arrays):
        net.unify(unknown, terms[arrays[0]])
        return False
    is_large = is_capital_head(nodes[position])
    behind = find_term_axes(terms[position + 1]) if position + 1 < len(terms) and not next_sign else ()
    if is_large and behind and isinstance(strip_grouping_brackets(nodes[position]), tree.Inverse):
        net.unify(unknown, Shape((behind[0], behind[0])))
        return True
    before = find_term_axes(terms[position - 1]) if position and not signs[position] else ()
    last = strip_grouping_brackets(nodes[position])
    names = last.terms if isinstance(last, tree.Add) else (last,)
    names = tuple(name.body if isinstance(name, tree.Neg) else name for name in names)
    is_last_name = position == len(terms) - 1 and all(isinstance(name, tree.Ref) for name in names)
    is_small_last = is_last_name and not any(map(is_capital, names))
    if is_small_last and len(before) == 2 and not before[0].is_one:  # M ?: a vector
        net.unify(unknown, Shape((before[1],)))
        return False
    if len(arrays) > 1:
        if is_large and len(before) == 2 and behind:  # x' M y, where M is no number
            net.unify(unknown, Shape((before[1], behind[0])))
            return True
        return False
    axes, result_axes = find_term_axes(terms[arrays[0]]), find_term_axes(result)
    is_row = len(axes) == 2 and axes[0].is_one
    are_vectors = len(behind) == 1 and len(result_axes) == 1
    if is_capital(nodes[position]) and are_vectors and position == len(terms) - 2:  # M v = w
        net.unify(unknown, Shape((*result_axes, *behind)))
        return True
    if len(axes) == 2 and len(result_axes) == 1 and not is_row and arrays[0] < position:
        if axes[1].root() is not result_axes[0].root():  # M ? = v: a vector
            net.trail.unify_lengths(axes[0], result_axes[0])
            net.unify(unknown, Shape((axes[1],)))
            return True
    elif len(axes) == len(result_axes) == 1 and not is_large:  # ? v = w: a number
        net.unify(unknown, NUMBER)
    elif is_row and is_number_term(result) and arrays[0] < position:  # x' ? is a number
        net.unify(unknown, Shape(axes[1:]))
        return True
    if len(axes) == 2 and not is_row and is_small_last:  # M ?: a vector
        net.unify(unknown, Shape((axes[1],)))
    return False


def _constrain_quotient(net: Network, top: Term, bottom: Term, result: Term) -> bool:
    """Constrain a quotient: divide by a number, or one vector by another entry by entry."""
    axes = find_term_axes(bottom)
    if axes:
        if len(axes) > 1:
            raise ClashError
        if is_open_term(top):
            return False
        if not is_number_term(top):
            net.unify(top, bottom)
        net.unify(result, bottom)
        return True
    if is_number_term(bottom):
        net.unify(top, result)
        return True
    if is_number_term(top):
        net.unify(bottom, NUMBER)
    return False


def is_index(ref: tree.Ref) -> bool:
    """Return whether a name is a letter that counts in every paper, such as ``i``."""
    name = ref.name
    is_plain = not (name.font or name.accents or name.label or ref.below or ref.above or ref.mark)
    return is_plain and name.base in INDEX_LETTERS


def is_undeclared_constant(ref: tree.Ref) -> bool:
    """Return whether a name that nothing is declared of is a number that everybody knows."""
    name = ref.name
    return name.base in CONSTANTS and not (ref.below or ref.above or name.accents or name.label)


def is_e(node: tree.Node) -> bool:
    """Return whether a node is Euler's number."""
    inner = strip_grouping_brackets(node)
    return isinstance(inner, tree.Ref) and inner.name.base == "e" and not (inner.below or inner.above)


def _infer_power_type(net: Network, node: tree.Pow) -> Term:
    exponent = net.infer(node.exponent)
    base = net.infer(node.base)
    if is_e(node.base) and not is_open_term(base):
        return exponent
    return net.result(_constrain_power, strip_grouping_brackets(node.exponent), base, exponent)


def _constrain_power(net: Network, exponent: tree.Node, term: Term, power: Term, result: Term) -> bool:
    """Constrain a power to the type of its base."""
    if isinstance(exponent, tree.Num | tree.Neg | tree.Div):
        net.unify(term, result)
        axes = find_term_axes(term)
        if isinstance(exponent, tree.Neg | tree.Div) and len(axes) == 2:
            net.trail.unify_lengths(axes[0], axes[1])
        return not is_open_term(term)
    if is_open_term(power):
        net.unify(power, NUMBER)
    net.unify(term, result)
    return True


def _constrain_inverse(net: Network, base: Term, result: Term) -> bool:
    net.unify(base, result)
    axes = find_term_axes(base)
    if len(axes) == 1:
        raise ClashError
    if len(axes) == 2:
        net.trail.unify_lengths(axes[0], axes[1])
    return not is_open_term(base)


def _constrain_transpose(net: Network, base: Term, result: Term) -> bool:
    """Constrain a transpose: rows and columns change places; a vector becomes a row."""
    if is_number_term(base):
        raise ClashError
    axes = find_term_axes(base)
    if 0 < len(axes) < 3:
        rows, columns = _as_pair(axes)
        net.unify(result, _of_pair(columns, rows))
    return not is_open_term(base)


def _infer_number_type(net: Network, node: Any) -> Term:
    """Constrain a value made of numbers, such as a factorial, to a number."""
    for part in (node.body,) if isinstance(node, tree.Factorial) else (node.top, node.bottom):
        _must_be_number(net, net.infer(part))
    return NUMBER


def _infer_norm_type(net: Network, node: tree.Norm) -> Term:
    body = net.infer(node.body)
    if node.order is not None:
        net.infer(node.order)
    if node.bars == "|":
        return net.result(_constrain_absolute_value, body)
    return NUMBER


def _constrain_absolute_value(net: Network, body: Term, result: Term) -> bool:
    """Constrain bars to a number; around a vector they may act on each entry."""
    if not is_open_term(body) and len(find_term_axes(body)) != 1:
        net.unify(result, NUMBER)
    return not is_open_term(body)


def _infer_matrix_type(net: Network, node: tree.Matrix) -> Term:
    for entry in (entry for row in node.rows for entry in row):
        net.infer(entry)
    return Var()


def _infer_list_type(net: Network, node: tree.Listed) -> Term:
    terms = [net.infer(item) for item in node.items if not isinstance(item, tree.Open | tree.Text)]
    if node.opening == "\\langle" and len(terms) == 2:
        net.add(constrain_same_type, terms[0], terms[1])
        return NUMBER
    if node.opening == "\\{":
        return Thing("set", terms[0] if terms else Var())
    return Var()


# Functions


def is_divergence(function: tree.Ref) -> bool:
    """Return whether a name is that of a divergence: ``D_{KL}``."""
    return function.name.label in DIVERGENCES


def is_indicator(function: tree.Ref) -> bool:
    r"""Return whether a name is that of an indicator: ``\mathbb{1}[x > 0]``, ``\mathbb{I}``."""
    return function.name.base == "1" or (function.name.base == "I" and function.name.font == "\\mathbb")


def is_law(function: tree.Ref) -> bool:
    r"""Return whether a name is that of a distribution: ``\mathcal{N}``, ``Bernoulli``."""
    return function.name.base in LAWS and (len(function.name.base) > 1 or function.name.font == "\\mathcal")


def laws_of(statement: tree.Statement) -> Iterator[tree.Ref]:
    r"""Yield names that a statement writes as laws: ``p(x|y)``, ``x \sim q``, ``E_{q(z)}``, ``p(x) \log
    q(x)``.
    """
    for node in walk_nodes(statement):
        match node:
            case tree.Apply(function, args, given, parameters):
                if given or is_probability(function):
                    yield function
                if is_divergence(function) or find_function_word(function) in OF_LAWS:
                    yield from (arg.function for arg in (*args, *parameters) if isinstance(arg, tree.Apply))
            case tree.Mul(factors):  # an entropy
                calls = [factor for factor in factors if isinstance(factor, tree.Apply)]
                logs = [call for call in calls if find_function_word(call.function) in ("log", "ln")]
                inside = [
                    call_inside
                    for log in logs
                    for call_inside in walk_nodes(log)
                    if isinstance(call_inside, tree.Apply)
                ]
                args = {call.args for call in calls if call not in logs} & {
                    call_inside.args for call_inside in inside
                }
                yield from (
                    call_inside.function for call_inside in (*calls, *inside) if call_inside.args in args
                )
            case tree.Expect(over=tree.Apply(function)):
                yield function
            case tree.Statement((_, tree.Ref() as law), ("\\sim",)):
                yield law
            case tree.Statement((_, tree.Apply(function)), ("\\sim",)):
                yield function
            case _:
                pass


def is_probability(function: tree.Ref) -> bool:
    r"""Return whether a name is the sign of a probability: ``\Pr``, ``\mathbb{P}``."""
    return find_function_word(function) == "Pr" or function.name == tree.Name("P", "\\mathbb")


def is_elementwise(net: Network, node: tree.Apply) -> bool:
    """Return whether a function acts on each entry of its one argument."""
    if len(node.args) != 1 or node.given:
        return False
    return (net.known(node.function) or find_function_word(node.function)) in ELEMENTWISE | SOFTMAX


def _infer_application_type(net: Network, node: tree.Apply) -> Term:
    args = [net.infer(part) for part in node.args]
    conditions = [net.infer(part) for part in (*node.given, *node.parameters)]
    if node.power is not None:
        net.infer(node.power)
    function, name = node.function, find_function_word(node.function)
    if net.known(function):
        net.row(function, True)
    if is_elementwise(net, node):
        return args[0]
    if name in ("max", "min", "clip") and args and not node.given:
        return net.result(_constrain_maximum, node.args, args)
    if name == "diag" and len(args) == 1:
        return Var()
    if name in SQUARE and len(args) == 1:
        net.add(_constrain_square_argument, args[0])
    if name in TO_NUMBER | OF_LAWS or is_divergence(function) or is_indicator(function):
        return NUMBER
    if is_law(function) and not conditions:
        return _infer_law_type(net, node)
    if is_law(function):
        if function.name.base in NORMAL_LAWS:
            net.add(constrain_same_type, args[0], conditions[0])
        return NUMBER
    value = net.row(function, True)
    if node.opening == "[" and len(args) + len(conditions) > 1 and len(find_term_axes(value)) == 2:
        return Var()  # a matrix times what is joined, whose length is no name
    if make_symbol_key(function) in net.laws:
        _must_be_number(net, value)
    return value


def _constrain_square_argument(net: Network, inside: Term) -> bool:
    """Constrain the argument of a determinant or a trace to a square matrix."""
    size = Dim()
    if not is_number_term(inside):
        net.unify(inside, Shape((size, size)))
    return True


def _infer_law_type(net: Network, node: tree.Apply) -> Term:
    """Constrain what is drawn from a distribution to the type of its mean."""
    args = [net.infer(part) for part in (*node.args, *node.given, *node.parameters)]
    name = find_function_word(node.function)
    has_mean = (
        name in NORMAL_LAWS and len(args) > 1 and not node.given and not isinstance(node.args[0], tree.Num)
    )
    drawn = args[0] if has_mean else Var()
    return Thing("law", drawn)


def _constrain_maximum(net: Network, nodes: _Nodes, terms: list[Term], result: Term) -> bool:
    """Constrain ``max(0, x)`` to act on each entry of x."""
    alike = [
        term
        for node, term in zip(nodes, terms, strict=True)
        if not isinstance(strip_grouping_brackets(node), tree.Num | tree.Neg)
    ]
    for term in alike or terms:
        net.unify(term, result)
    return True


def _infer_expectation_type(net: Network, node: tree.Expect) -> Term:
    if node.over is not None:
        net.infer(node.over)
    for part in node.given:
        net.infer(part)
    body = net.infer(node.body)
    if node.operator.name.base == "E":
        return body
    return net.result(_constrain_variance, body)


def _constrain_variance(net: Network, body: Term, result: Term) -> bool:
    """Constrain a variance: of a number a number, of a vector a vector or a matrix."""
    if is_number_term(body):
        net.unify(result, NUMBER)
    return not is_open_term(body)


# What runs


def _constrain_bound(net: Network, bound: tree.Bound) -> None:
    ranged = bound.lower is not None or bound.upper is not None
    among = net.infer(bound.among) if bound.among is not None else None
    for name in bound.names:
        letter = name.name.base
        is_index = ranged or among is None or (letter in INDEX_LETTERS and not name.name.font)
        if is_index and not name.below and (ranged or letter in INDEX_LETTERS):
            net.running.add(letter)
        term = net.infer(name)
        if ranged or (among is not None and is_index):
            _must_be_number(net, term)
        elif among is not None:
            net.add(constrain_same_type, among, Thing("set", term))
    for end in (bound.lower, bound.upper):
        if end is not None:
            net.infer(end)
    if (
        bound.upper is not None
        and isinstance(strip_grouping_brackets(bound.upper), tree.Ref)
        and not is_infinity_node(bound.upper)
    ):
        net.counts.append(strip_grouping_brackets(bound.upper))  # type: ignore[arg-type]  # a name, as asked above
    if bound.condition is not None:
        net.infer(bound.condition)


def is_infinity_node(node: tree.Node) -> bool:
    """Return whether a node is the sign of infinity."""
    return isinstance(node, tree.Ref) and node.name.base == "\\infty"


def find_operator_name(node: tree.Reduce) -> str:
    """Return the name of an operator: ``sum``, ``argmin``."""
    return re.sub(r"operatorname\*?|[^a-z]", "", node.operator.removeprefix("\\"))


def _infer_reduction_type(net: Network, node: tree.Reduce) -> Term:
    if node.bound is not None:
        _constrain_bound(net, node.bound)
    body = net.infer(node.body)
    name = find_operator_name(node)
    if name in ("sum", "prod", "lim", "limsup", "liminf", "bigoplus", "bigodot"):
        return body
    if name.startswith("arg"):
        if node.bound is None:
            return Var()
        _must_be_number(net, body)
        return net.infer(node.bound.names[0]) if node.bound.names else NUMBER
    if name in ("max", "min", "sup", "inf"):
        inside = strip_grouping_brackets(node.body)
        if node.bound is None and isinstance(inside, tree.Listed):
            return net.result(_constrain_maximum, inside.items, [net.infer(item) for item in inside.items])
        if node.bound is not None and not isinstance(body, Thing):
            _must_be_number(net, body)
            return NUMBER
        return body
    return Var()


def _infer_integral_type(net: Network, node: tree.Integral) -> Term:
    for part in (*node.by, node.lower, node.upper, node.among):
        if part is not None:
            net.infer(part)
    return net.infer(node.body)


# Slopes


def _infer_gradient_type(net: Network, node: tree.Gradient) -> Term:
    body = net.infer(node.body) if node.body is not None else NUMBER
    by = [net.infer(name) for name in node.by]
    inner = strip_grouping_brackets(node.body) if node.body is not None else None
    if not by and isinstance(inner, tree.Apply) and len(inner.args) == 1 and not is_elementwise(net, inner):
        by = [net.infer(inner.args[0])]
    if len(by) != 1 or node.order is not None:
        return Var()
    return net.result(_slope_of_number, body, by[0])


def _slope_of_number(net: Network, body: Term, by: Term, result: Term) -> bool:
    """Constrain a number's gradient to the shape of its variable."""
    if is_open_term(body):
        net.unify(body, NUMBER)
    if is_number_term(body):
        net.unify(result, by)
    return True


def _infer_derivative_type(net: Network, node: tree.Derivative) -> Term:
    """Return the type of a derivative: its shape follows from the body and the variable."""
    body = net.infer(node.body) if node.body is not None else Var()
    by = [net.infer(name) for name in node.by]
    if len(by) == 1:
        return net.result(_constrain_derivative, body, by[0])
    for term in by:
        _must_be_number(net, term)
    return body


def _constrain_derivative(net: Network, body: Term, by: Term, result: Term) -> bool:
    """Constrain a derivative: by a number it has the shape of the body, of a number that of ``by``."""
    if find_term_axes(result) and not find_term_axes(body):
        net.unify(body, NUMBER)
        net.unify(by, result)
        return True
    if is_number_term(by):
        net.unify(result, body)
        return True
    if is_number_term(body) and not is_open_term(by):
        net.unify(result, by)
        return True
    return not is_open_term(body) and not is_open_term(by)


# Several things


def _infer_cases_type(net: Network, node: tree.Cases) -> Term:
    result = Var()
    for body, condition in node.branches:
        net.add(constrain_same_type, net.infer(body), result)
        if condition is not None:
            net.infer(condition)
    return result


def _infer_statement_type(net: Network, node: tree.Statement) -> Term:
    terms: list[Term] = []
    for index, side in enumerate(node.sides):
        if index and node.relations[index - 1] == "\\sim" and isinstance(side, tree.Apply):
            terms.append(_infer_law_type(net, side))
        elif isinstance(side, tree.Listed) and not side.opening:
            item_terms = [net.infer(item) for item in side.items]
            for term in item_terms[1:]:
                net.add(constrain_same_type, item_terms[0], term)
            terms.append(item_terms[0])
        else:
            terms.append(net.infer(side))
    for index, relation in enumerate(node.relations):
        left, right = terms[index], terms[index + 1]
        if relation in EQUAL:
            if node.sides[index + 1] not in (tree.Num("0"), tree.Num("1")):
                is_slope = any(isinstance(side, tree.Derivative) for side in node.sides[index : index + 2])
                net.add(_constrain_equal_sides if is_slope else constrain_same_type, left, right)
        elif relation == "\\sim":
            net.add(_constrain_drawn_symbol, left, right)
        elif relation == "\\in":
            net.add(_constrain_set_member, left, right)
    for condition in node.conditions:
        net.infer(condition)
    return Var()


def _constrain_equal_sides(net: Network, left: Term, right: Term) -> bool:
    """Make two sides alike, of which a slope may be written as a row or as a column."""
    if is_open_term(left) or is_open_term(right):
        return False
    first, second = find_term_axes(left), find_term_axes(right)
    if {len(first), len(second)} == {1, 2}:
        net.trail.unify_lengths(first[-1], second[-1])
    else:
        net.unify(left, right)
    return True


def _constrain_drawn_symbol(net: Network, left: Term, right: Term) -> bool:
    law = find_unified_term(right)
    if isinstance(law, Thing) and law.kind == "law":
        net.unify(left, law.of)
    return not isinstance(law, Var)


def _constrain_set_member(net: Network, left: Term, right: Term) -> bool:
    among = find_unified_term(right)
    if isinstance(among, Thing) and among.kind == "set":
        net.unify(left, among.of)
    return not isinstance(among, Var)


# Each node with what it says; a node that is missing says nothing.
NODES: Final[dict[type, Callable[[Network, Any], Term]]] = {
    tree.Num: lambda net, node: NUMBER,
    **dict.fromkeys((tree.Neg, tree.PlusMinus, tree.Root), lambda net, node: net.infer(node.body)),
    tree.Ref: _infer_reference_type,
    tree.Bracket: _infer_bracket_type,
    tree.Add: lambda net, node: net.result(_constrain_sum, node.terms, [*map(net.infer, node.terms)]),
    tree.Mul: lambda net, node: net.result(
        _constrain_product, node.factors, [*map(net.infer, node.factors)], ("", *node.signs)
    ),
    tree.Div: lambda net, node: net.result(_constrain_quotient, net.infer(node.top), net.infer(node.bottom)),
    tree.Pow: _infer_power_type,
    tree.Transpose: lambda net, node: (
        Shape((ONE, Dim())) if is_ones(node.base) else net.result(_constrain_transpose, net.infer(node.base))
    ),
    tree.Inverse: lambda net, node: net.result(_constrain_inverse, net.infer(node.base)),
    tree.Factorial: _infer_number_type,
    tree.Binomial: _infer_number_type,
    tree.Norm: _infer_norm_type,
    tree.Listed: _infer_list_type,
    tree.Matrix: _infer_matrix_type,
    tree.Apply: _infer_application_type,
    tree.Expect: _infer_expectation_type,
    tree.Reduce: _infer_reduction_type,
    tree.Integral: _infer_integral_type,
    tree.Gradient: _infer_gradient_type,
    tree.Derivative: _infer_derivative_type,
    tree.Cases: _infer_cases_type,
    tree.Statement: _infer_statement_type,
}
