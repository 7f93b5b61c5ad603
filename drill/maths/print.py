"""Trees to text: the typed language, and LaTeX, by one walk that puts brackets only where they are needed.

Typed text reads back to the same tree, for answers and banks alike. For that, a product that was written
side by side gets its sign where the reading would otherwise fail or change: before a number (``x*2``).
``(1/2) x`` gets brackets and ``p (1 - p)`` its blank, since banks refuse ``1/2x`` and ``p(1 - p)``.

In LaTeX, a fraction in an exponent stays on its line: ``x^{2/3}``. Numbers side by side, and numbers next to
fractions, are separated by ``\\cdot``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from string import Formatter

from drill.maths import maths_tree
from drill.maths.characters import GREEK
from drill.maths.maths_tree import Binary, Call, Const, Node, Num, Sym, split_chain
from drill.maths.names import DISTRIBUTIONS
from drill.maths.operators import OPERATORS

__all__ = ["print_tree_latex", "to_plain"]

# Precedence of printed text, weakest first; a ``CALL`` ends with an argument that has no brackets.
OR, AND, NOT, RELATION, UNION, SUM, PRODUCT, CALL, POWER, ATOM = range(10)

Printed = tuple[str, int]


def to_plain(node: Node) -> str:
    """Return the text of a tree, in the language of :func:`drill.maths.plain.parse`."""
    printer = _TypedPrinter()
    if isinstance(node, maths_tree.Sequence) and node.kind == "commas" and len(node.items) > 1:
        return printer.print_list(node.items)
    return printer.print_whole(node)


class _TypedPrinter:
    """The walk of a tree, in the typed language; another language overrides how parts are written.

    Functions call each other at most four times a level, because trees are 200 levels high.
    """

    # Signs, words and constants that the language writes in a way of its own.
    signs: Mapping[str, str] = {}
    # The level of the sides of a relation.
    side_level = UNION

    def __init__(self) -> None:
        # Whether more follows at once, so that ``\sin x`` needs brackets.
        self.is_closed = False

    def print_whole(self, node: Node) -> str:
        """Print a node that has no neighbours."""
        outer = self.is_closed
        self.is_closed = False
        text, _ = self.print_node(node)
        self.is_closed = outer
        return text

    def print_before(self, node: Node, level: int) -> str:
        """Print a node before a sign, so that an open argument does not swallow what follows."""
        outer = self.is_closed
        self.is_closed = False
        text = self.at_least(node, level)
        self.is_closed = outer
        return text

    def at_least(self, node: Node, level: int) -> str:
        """Print a node in brackets if it binds more loosely than ``level``."""
        outer = self.is_closed
        if level > SUM and _is_sum(node):
            self.is_closed = False
        text, own_level = self.print_node(node)
        self.is_closed = outer
        return text if own_level >= level else self.enclose("(", text, ")")

    def print_list(self, nodes: Iterable[Node]) -> str:
        """Print nodes, separated by commas."""
        return ", ".join(map(self.print_whole, nodes))

    def print_node(self, node: Node) -> Printed:
        """Print a node, and return how strongly its outermost operator binds."""
        match node:
            case Num(text):
                return self.print_number(text)
            case Sym(name):
                return self.print_symbol(name), ATOM
            case Const(name):
                return self.signs.get(name, name), ATOM
            case maths_tree.Neg(arg):
                return f"-{self.at_least(arg, PRODUCT)}", SUM
            case Binary(op="+" | "-"):
                return self._print_sum(node), SUM
            case Binary(op="/"):
                return self.print_fraction(node)
            case Binary(op="^"):
                return self.print_power(node)
            case Binary():
                return self._print_product(node), PRODUCT
            case Call():
                return self.print_call(node)
            case maths_tree.Sequence():
                return self.print_sequence(node), ATOM
            case maths_tree.Interval(low, high, open_low, open_high):
                opening = "(" if open_low else "["
                closing = ")" if open_high else "]"
                return self.enclose(opening, self.print_list((low, high)), closing), ATOM
            case maths_tree.Index():
                return self.print_entry(node), ATOM
            case _:
                return self._print_statement(node)

    def _print_sum(self, node: Binary) -> str:
        first, links = split_chain(node)
        text = self.print_before(first, SUM)
        for op, term in links[:-1]:
            text += f" {op} {self.print_before(term, PRODUCT)}"
        op, last = links[-1]
        return f"{text} {op} {self.at_least(last, PRODUCT)}"

    def _print_product(self, node: Binary) -> str:
        outer = self.is_closed
        self.is_closed = True
        left = self.print_factor(node.left, PRODUCT)
        self.is_closed = outer
        return self.join_factors(node, left, self.print_factor(node.right, CALL))

    def _print_statement(self, node: Node) -> Printed:
        relations = maths_tree.split_comparison_chain(node)
        if relations:
            text = self.print_before(relations[0].left, self.side_level)
            for link in relations:
                sign = self.signs.get(link.op, link.op)
                text += f" {sign} {self.print_before(link.right, self.side_level)}"
            return text, RELATION if len(relations) == 1 else AND
        match node:
            case maths_tree.Logic(op, left, right):
                level = OR if op == "or" else AND
                first = self.print_joined(left, level, op)
                return f"{first} {self.signs.get(op, op)} {self.print_joined(right, level + 1)}", level
            case maths_tree.Not(arg):
                return f"{self.signs.get('not', 'not')} {self.print_joined(arg, NOT, 'not')}", NOT
            case maths_tree.Union(left, right):
                first = self.print_united(left, UNION)
                return f"{first} {self.signs.get('U', 'U')} {self.print_united(right, SUM)}", UNION
            case _:
                raise TypeError(type(node).__name__)

    # Signs that languages write in their own way

    def enclose(self, opening: str, text: str, closing: str) -> str:
        """Put a text in brackets."""
        return f"{opening}{text}{closing}"

    def print_number(self, text: str) -> Printed:
        """Print a number as written."""
        return text, ATOM

    def print_symbol(self, name: str) -> str:
        """Print a name."""
        return name

    def print_factor(self, node: Node, level: int) -> str:
        """Print a factor of a product."""
        return self.at_least(node, level)

    def join_factors(self, node: Binary, left: str, right: str) -> str:
        """Put a sign, a blank or nothing between the factors of a product."""
        if not node.implicit or right[0].isdigit() or right[0] in ".{":
            return f"{left}*{right}"
        if isinstance(node.left, Binary) and node.left.op == "/":
            left = f"({left})"
        return f"{left}{_find_gap_between_factors(node.left, left, right)}{right}"

    def print_fraction(self, node: Binary) -> Printed:
        """Print a quotient on one line."""
        outer = self.is_closed
        self.is_closed = True
        above = self.at_least(node.left, PRODUCT)
        self.is_closed = outer
        return f"{above}/{self.at_least(node.right, POWER)}", PRODUCT

    def print_power(self, node: Binary) -> Printed:
        """Print a power, whose exponent is in brackets unless it is a number or a name."""
        exponent = self.print_whole(node.right)
        if not isinstance(node.right, Num | Sym | Const):
            exponent = f"({exponent})"
        return f"{self.at_least(node.left, ATOM)}^{exponent}", POWER

    def print_call(self, call: Call) -> Printed:
        """Print the value of a function."""
        if call.name == "factorial" and len(call.args) == 1:
            return f"{self.at_least(call.args[0], ATOM)}!", POWER
        return f"{call.name}({self.print_list(call.args)})", ATOM

    def print_sequence(self, node: maths_tree.Sequence) -> str:
        """Print a list, a tuple or a set."""
        opening, closing = _TYPED_BRACKETS[node.kind]
        text = self.print_list(node.items)
        if len(node.items) == 1:
            if node.kind == "tuple":
                text += ","  # (m,), since (m) is m
            elif node.kind == "list" and " " in text and not isinstance(node.items[0], maths_tree.Sequence):
                text = f"({text})"  # [x y] is two entries where a vector is read
        return f"{opening}{text}{closing}"

    def print_entry(self, node: maths_tree.Index) -> str:
        """Print an entry of an array."""
        text = self.at_least(node.base, ATOM)
        if not isinstance(node.base, Sym) and not text.endswith((")", "]")):
            text = f"({text})"  # 2[1] would be a product
        return f"{text}[{self.print_list(node.indices)}]"

    def print_joined(self, node: Node, level: int, op: str = "") -> str:
        """Print a part of a statement, which a word joins with another one."""
        return self.at_least(node, level)

    def print_united(self, node: Node, level: int) -> str:
        """Print a side of a union."""
        return self.at_least(node, level)


_TYPED_BRACKETS = {"list": "[]", "tuple": "()", "set": "{}", "commas": "()"}


def _find_gap_between_factors(node: Node, left: str, right: str) -> str:
    """Return a blank between two factors, unless they read well without: ``2x``, ``(x + 1)(y)``."""
    if isinstance(node, Num):
        is_power_of_ten = "e" in left.lower() or (right[0] in "eE" and right[1:2].isdigit())
        begins_word = len(right) > 1 and right[:2].isalpha()
        return " " if right[0] == "[" or is_power_of_ten or begins_word else ""
    if left[-1] == ")" and right[0] == "(" and not isinstance(node, Call):
        return ""
    return " "


def _is_sum(node: Node) -> bool:
    """Return whether a node is a sum, a difference or a negative."""
    return isinstance(node, maths_tree.Neg) or (isinstance(node, Binary) and node.op in ("+", "-"))


# LaTeX

# LaTeX of a name's words that are letters.
LETTERS: Mapping[str, str] = {name: f"\\{name}" for name in GREEK.values()}
_PARTS = re.compile(r"([A-Za-z]+)([0-9]*)((?:_[A-Za-z0-9]+)*)('*)")
_NEEDS_BRACES = re.compile(r"[\s^_']")
_SUBSCRIPTED = re.compile(r"\\?\w+_\{\w+\}")


def symbol_latex(name: str, names: Mapping[str, str], letters: Mapping[str, str] = LETTERS) -> str:
    r"""Return the LaTeX of a typed name.

    ``names`` first, else ``x_1`` as ``x_{1}``, ``lambda`` as ``\lambda``, which is one of the ``letters``.
    """
    declared = names.get(name)
    if declared is not None:
        return declared
    primes = len(name) - len(name.rstrip("'"))
    if primes and name[:-primes] in names:
        return names[name[:-primes]] + "'" * primes
    parts = _PARTS.fullmatch(name)
    if parts is None:
        return f"\\mathrm{{{name}}}"
    first, digits, subscripts, marks = parts.groups()
    below = [digits] if digits else []
    below += [_print_word(part, letters) for part in subscripts.split("_")[1:]]
    base = _print_word(first, letters)
    if below:
        base += f"_{{{', '.join(below)}}}"
    return base + marks


def _print_word(word: str, letters: Mapping[str, str]) -> str:
    if word in letters:
        return letters[word]
    return word if len(word) == 1 or word.isdigit() else f"\\mathrm{{{word}}}"


def print_tree_latex(
    node: Node, names: Mapping[str, str] | None = None, *, family: bool = False, vectors: bool = True
) -> str:
    """Return the LaTeX of a tree; ``names`` maps typed names to LaTeX where they differ.

    ``family``: the tree is a distribution, so that ``binomial(n, p)`` is not a binomial coefficient.
    ``vectors``: a list is a vector, set as ``(1, 2)`` and in a product as a column; else it keeps its square
    brackets, as the interval ``[0, 1]`` must. The result reads back to the same tree.
    """
    printer = _LatexPrinter(names or {}, vectors=vectors)
    if family and isinstance(node, Call) and node.name in DISTRIBUTIONS:
        return printer.print_family(node)
    return printer.print_whole(node)


# Precedence of a form of a call, by the styles of its arguments that are not in brackets.
_LEVELS = {"base": POWER, "product": PRODUCT, "power": PRODUCT}


def _list_forms() -> Iterator[tuple[tuple[str, int], Printed]]:
    """Yield the forms that books have for calls, by name and number of arguments."""
    for row in OPERATORS.values():
        for form in row.latex.split(" / "):
            if "{0" in form:
                styles = {slot: style for _, slot, style, _ in Formatter().parse(form) if slot}
                level = min(_LEVELS.get(style or "", ATOM) for style in styles.values())
                yield (row.name, len(styles)), (form, level)


_FORMS = dict(_list_forms())
_COMMANDS = {name: row.latex for name, row in OPERATORS.items() if row.latex and "{0" not in row.latex}
_FAMILIES = {
    "normal": "\\mathcal{N}", "negativebinomial": "NegativeBinomial", "chisquare": "ChiSquare",
    "lognormal": "LogNormal", "inversegamma": "InverseGamma", "betabinomial": "BetaBinomial",
}  # fmt: skip
_TAKES_BARE = (
    "\\sin", "\\cos", "\\tan", "\\sec", "\\csc", "\\cot", "\\arc", "\\ln", "\\log", "\\det",
)  # fmt: skip
# Functions whose powers are written ``\sin^{2} x``.
_POWERED = frozenset(("sin", "cos", "tan", "sec", "csc", "cot", "sinh", "cosh", "tanh", "coth"))
_LATEX_BRACKETS = {"list": ("(", ")"), "tuple": ("(", ")"), "set": ("\\{", "\\}")}
_SETS = ("\\left\\{", "\\varnothing")


class _LatexPrinter(_TypedPrinter):
    """The walk of a tree in LaTeX, with one set of names."""

    signs: Mapping[str, str] = {
        "pi": "\\pi", "inf": "\\infty", "dne": "\\text{does not exist}", "!=": "\\ne", "<=": "\\le",
        ">=": "\\ge", "U": "\\cup", "and": "\\text{ and }", "or": "\\text{ or }", "not": "\\text{not }",
    }  # fmt: skip
    side_level = SUM

    def __init__(self, names: Mapping[str, str], *, vectors: bool) -> None:
        super().__init__()
        self._names = names
        self._vectors = vectors
        self._in_exponent = False

    def enclose(self, opening: str, text: str, closing: str) -> str:
        return f"\\left{opening}{text}\\right{closing}"

    def print_number(self, text: str) -> Printed:
        """Print a number as written; ``1e-3`` as a power of ten."""
        digits, _, exponent = text.lower().partition("e")
        digits = f"0{digits}" if digits.startswith(".") else digits.removesuffix(".")
        if exponent:
            return (f"{digits} \\cdot 10^{{{int(exponent)}}}", PRODUCT)
        return (digits, ATOM)

    def print_symbol(self, name: str) -> str:
        return symbol_latex(name, self._names)

    def print_base(self, node: Node) -> str:
        """Print a node before a power, a factorial or a transpose.

        A symbol is in braces if it has a script or a prime of its own.
        """
        if not isinstance(node, Sym):
            return self.at_least(node, ATOM)
        latex = self.print_symbol(node.name)
        is_dressed = _NEEDS_BRACES.search(latex) and not _SUBSCRIPTED.fullmatch(latex)
        return f"{{{latex}}}" if is_dressed else latex

    def print_column(self, node: Node) -> str:
        """Print a vector as a column; any other value unchanged."""
        items = node.items if isinstance(node, maths_tree.Sequence) else (node,)
        if items == (node,) or any(isinstance(item, maths_tree.Sequence) for item in items):
            return self.print_whole(node)
        return self._print_matrix([(item,) for item in items])

    def _print_matrix(self, rows: Iterable[Iterable[Node]]) -> str:
        lines = (" & ".join(map(self.print_whole, row)) for row in rows)
        return "\\begin{pmatrix}" + " \\\\ ".join(lines) + "\\end{pmatrix}"

    def print_factor(self, node: Node, level: int) -> str:
        if self._vectors and isinstance(node, maths_tree.Sequence) and node.kind in ("list", "tuple"):
            return self.print_column(node)
        return self.at_least(node, level)

    def join_factors(self, node: Binary, left: str, right: str) -> str:
        if _needs_sign(node.left, right):
            return f"{left} \\cdot {right}"
        return f"{left} {right}"

    def print_fraction(self, node: Binary) -> Printed:
        if self._in_exponent:
            return super().print_fraction(node)
        return f"\\frac{{{self.print_whole(node.left)}}}{{{self.print_whole(node.right)}}}", CALL

    def print_power(self, node: Binary) -> Printed:
        match node.left, node.right:
            case Call(name, args), Num(text) if name in _POWERED and text.isdigit() and int(text) >= 2:
                return self._print_function(f"{_find_command(name)}^{{{text}}}", args)
            case _:
                base = self.print_base(node.left)
        outer = self._in_exponent
        self._in_exponent = True
        raised = self.print_whole(node.right)
        self._in_exponent = outer
        return f"{base}^{{{raised}}}", POWER

    def print_sequence(self, node: maths_tree.Sequence) -> str:
        items = node.items
        if node.kind == "commas":
            return self.print_list(items)
        if not items:
            return "\\varnothing"
        rows = [item.items for item in items if isinstance(item, maths_tree.Sequence) and item.kind == "list"]
        if node.kind == "list" and len(rows) == len(items):
            return self._print_matrix(rows)
        opening, closing = _LATEX_BRACKETS[node.kind]
        if node.kind == "list" and not self._vectors:
            opening, closing = "[", "]"
        return self.enclose(opening, self.print_list(items), closing)

    def print_entry(self, node: maths_tree.Index) -> str:
        return f"{self.print_base(node.base)}_{{{self.print_list(node.indices)}}}"

    def print_joined(self, node: Node, level: int, op: str = "") -> str:
        """Print a part of a statement: in brackets if joined by another word, or by the same on the right."""
        text = self.print_whole(node)
        is_other = isinstance(node, maths_tree.Logic) and node.op != op
        if is_other and not maths_tree.split_comparison_chain(node):
            return self.enclose("(", text, ")")
        return text

    def print_united(self, node: Node, level: int) -> str:
        """Print a side of a union; there a list is an interval."""
        outer = self._vectors
        self._vectors = False
        text = self.print_before(node, level)
        self._vectors = outer
        return text

    # Calls, each in the form that books give it

    def print_call(self, call: Call) -> Printed:
        name = call.name
        args = call.args
        if name in DISTRIBUTIONS and (name not in ("binomial", "beta", "gamma") or _is_gamma_law(call)):
            return self.print_family(call), ATOM
        if name in ("raw", "dec"):
            return self.print_node(args[0])
        if name == "log" and len(args) == 2:
            return self._print_function(f"\\log_{{{self.print_whole(args[1])}}}", args[:1])
        form, level = _FORMS.get((name, len(args)), ("", 0))
        if form:
            return form.format(*(_Part(self, argument) for argument in args)), level
        return self._print_function(_find_command(name), args)

    def print_family(self, call: Call) -> str:
        """Print a distribution."""
        name = _FAMILIES.get(call.name, call.name.capitalize())
        if call.name == "normal" and len(call.args) == 1:
            name = "Normal"
        if not name.startswith("\\"):
            name = f"\\operatorname{{{name}}}"
        return name + self.enclose("(", self.print_list(call.args), ")")

    def _print_function(self, command: str, args: tuple[Node, ...]) -> Printed:
        is_bare = command.startswith(_TAKES_BARE) and len(args) == 1 and not self.is_closed
        if is_bare and isinstance(args[0], Num | Sym | Const):
            text, level = self.print_node(args[0])
            if level == ATOM:
                return f"{command} {text}", CALL
        return command + self.enclose("(", self.print_list(args), ")"), ATOM


class _Part:
    """An argument to be inserted into a form: bare, or in brackets if it binds too loosely."""

    def __init__(self, printer: _LatexPrinter, node: Node) -> None:
        self._printer = printer
        self._node = node

    def __format__(self, style: str) -> str:
        match style:
            case "product":
                return self._printer.at_least(self._node, PRODUCT)
            case "power":
                return self._printer.at_least(self._node, POWER)
            case "base":
                return self._printer.print_base(self._node)
            case "column":
                return self._printer.print_column(self._node)
            case "degree":
                text = self._printer.print_whole(self._node)
                return f"{{{text}}}" if "]" in text else text
            case _:
                return self._printer.print_whole(self._node)


def _find_command(name: str) -> str:
    return _COMMANDS.get(name, f"\\operatorname{{{name}}}")


def _is_gamma_law(call: Call) -> bool:
    return call.name == "gamma" and len(call.args) > 1


def _needs_sign(left: Node, right: str) -> bool:
    r"""Return whether two factors need a ``\cdot`` between them."""
    if right[0].isdigit() or right.startswith(_SETS):
        return True
    while isinstance(left, Binary) and left.op == "*":
        left = left.right
    is_fraction = isinstance(left, Binary) and left.op == "/"
    return right.startswith("\\frac") and (is_fraction or isinstance(left, Num))
