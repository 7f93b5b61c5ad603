"""Trees to text that can be typed: brackets only where they are needed, products as a person writes them.

What is printed reads back to the same tree, for answers and banks alike. For that, a product that was written
side by side gets its sign where the reading would otherwise fail or change: before a number (``x*2``).
``(1/2) x`` gets brackets and ``p (1 - p)`` its blank, since banks refuse ``1/2x`` and ``p(1 - p)``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from drill.maths import maths_tree
from drill.maths.characters import GREEK
from drill.maths.maths_tree import Binary, Call, Const, Node, Num, Sym, split_chain
from drill.maths.names import DISTRIBUTIONS
from drill.maths.operators import OPERATORS

# Trees to LaTeX: ``\frac``, ``\sqrt``, products side by side, Greek letters, matrices.
#
# A fraction in an exponent stays on its line: ``x^{2/3}``. Numbers side by side, and
# numbers beside fractions, are separated by ``\cdot``.

# What a word of a name is in LaTeX, where it is a letter.
LETTERS: Mapping[str, str] = {name: f"\\{name}" for name in GREEK.values()}
_PARTS = re.compile(r"([A-Za-z]+)([0-9]*)((?:_[A-Za-z0-9]+)*)('*)")
_NEEDS_BRACES = re.compile(r"[\s^_']")


def symbol_latex(name: str, names: Mapping[str, str], letters: Mapping[str, str] = LETTERS) -> str:
    r"""Return the LaTeX of a typed name.

    As ``names`` says, else ``x_1`` as ``x_{1}``, ``lambda`` as ``\lambda``, which is one of the ``letters``.
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
    below += [_word_latex(part, letters) for part in subscripts.split("_")[1:]]
    return _word_latex(first, letters) + (f"_{{{', '.join(below)}}}" if below else "") + marks


def as_base(latex: str) -> str:
    """Return a symbol's LaTeX as the base of a power: in braces if it has a script or a prime of its own."""
    is_dressed = _NEEDS_BRACES.search(latex) and not re.fullmatch(r"\\?\w+_\{\w+\}", latex)
    return f"{{{latex}}}" if is_dressed else latex


def _word_latex(word: str, letters: Mapping[str, str]) -> str:
    if word in letters:
        return letters[word]
    return word if len(word) == 1 or word.isdigit() else f"\\mathrm{{{word}}}"


# How strongly what is printed binds; a ``CALL`` ends with an argument that has no brackets.
SUM, PRODUCT, CALL, POWER, ATOM = range(5)

Printed = tuple[str, int]

_COMMANDS = {name: row.latex for name, row in OPERATORS.items() if row.latex}
_FAMILIES = {
    "normal": "\\mathcal{N}", "negativebinomial": "NegativeBinomial", "chisquare": "ChiSquare",
    "lognormal": "LogNormal", "inversegamma": "InverseGamma", "betabinomial": "BetaBinomial",
}  # fmt: skip
_TAKES_BARE = ("\\sin", "\\cos", "\\tan", "\\sec", "\\csc", "\\cot", "\\arc", "\\ln", "\\log", "\\det")
# Functions whose powers are written ``\sin^{2} x``.
_POWERED = frozenset(("sin", "cos", "tan", "sec", "csc", "cot", "sinh", "cosh", "tanh", "coth"))
_CONSTANTS = {"pi": "\\pi", "e": "e", "i": "i", "inf": "\\infty", "dne": "\\text{does not exist}"}
_RELATIONS = {"=": "=", "!=": "\\ne", "<": "<", ">": ">", "<=": "\\le", ">=": "\\ge"}
_BRACKETS = {"list": ("(", ")"), "tuple": ("(", ")"), "set": ("\\{", "\\}")}
_SETS = ("\\left\\{", "\\varnothing")
_NO_NAMES: Mapping[str, str] = {}


def print_tree_latex(
    node: Node, names: Mapping[str, str] = _NO_NAMES, *, family: bool = False, vectors: bool = True
) -> str:
    """Return the LaTeX of a tree; ``names`` maps typed names to LaTeX where they differ.

    ``family``: the tree is a distribution, so that ``binomial(n, p)`` is no binomial coefficient.
    ``vectors``: a list is a vector and is set as one, ``(1, 2)``, in a product as a column; else it keeps its
    square brackets, as ``[0, 1]`` must where it is an interval. What is set so reads back to the same tree.
    """
    printer = LatexPrinter(names, vectors=vectors)
    if family and isinstance(node, Call):
        return print_call(printer, node, family=True)[0]
    return printer.anything(node)


class LatexPrinter:
    """Printing with one set of names."""

    def __init__(self, names: Mapping[str, str], *, vectors: bool = True) -> None:
        self.names = names
        self._vectors = vectors
        self.closed = False
        """Whether more follows at once, so that ``\\sin x`` needs brackets."""
        self._in_exponent = False

    def anything(self, node: Node) -> str:
        """Print a node that has no neighbours."""
        outer, self.closed = self.closed, False
        text, _ = self.printed(node)
        self.closed = outer
        return text

    def at_least(self, node: Node, level: int) -> str:
        """Print a node in brackets if it binds more loosely than ``level``."""
        if level > SUM and is_sum_node(node):
            return bracket_latex(self.anything(node))
        text, own_level = self.printed(node)
        return text if own_level >= level else bracket_latex(text)

    def base(self, node: Node) -> str:
        """Print a node before a power, a factorial or a transpose."""
        return as_base(self.anything(node)) if isinstance(node, maths_tree.Sym) else self.at_least(node, ATOM)

    def listed(self, nodes: tuple[Node, ...]) -> str:
        """Print nodes in brackets, separated by commas."""
        return bracket_latex(", ".join(self.anything(node) for node in nodes))

    def column(self, node: Node) -> str:
        """Print a vector as a column; whatever else as it is."""
        if not isinstance(node, maths_tree.Sequence) or any(
            isinstance(item, maths_tree.Sequence) for item in node.items
        ):
            return self.anything(node)
        return print_matrix_latex([[self.anything(item)] for item in node.items])

    def printed(self, node: Node) -> Printed:
        """Print a node and how strongly its outermost operator binds."""
        match node:
            case maths_tree.Num(text):
                return print_number_latex(text)
            case maths_tree.Sym(name):
                return symbol_latex(name, self.names), ATOM
            case maths_tree.Const(name):
                return _CONSTANTS[name], ATOM
            case maths_tree.Neg(arg):
                return f"-{self.at_least(arg, PRODUCT)}", SUM
            case Binary():
                return self._binary(node)
            case Call():
                return print_call(self, node)
            case maths_tree.Sequence():
                return self._sequence(node), ATOM
            case maths_tree.Interval(low, high, open_low, open_high):
                ends = "(" if open_low else "[", ")" if open_high else "]"
                return f"\\left{ends[0]}{self.anything(low)}, {self.anything(high)}\\right{ends[1]}", ATOM
            case maths_tree.Index(base, indices):
                return f"{self.base(base)}_{{{', '.join(map(self.anything, indices))}}}", ATOM
            case maths_tree.Relation() | maths_tree.Logic() | maths_tree.Not() | maths_tree.Union():
                # Binds less than any operator: a statement within a value is in brackets.
                return self._statement(node), -1

    def _binary(self, node: Binary) -> Printed:
        match node.op:
            case "+" | "-":
                return self._sum(node), SUM
            case "/":
                return self._fraction(node)
            case "^":
                return self._power(node)
            case _:
                return self._product(node), PRODUCT

    def _sum(self, node: Binary) -> str:
        first, links = split_chain(node)
        middle = [f" {op} {self._before(term, PRODUCT)}" for op, term in links[:-1]]
        op, last = links[-1]
        return f"{self._before(first, SUM)}{''.join(middle)} {op} {self.at_least(last, PRODUCT)}"

    def _before(self, node: Node, level: int) -> str:
        """Print a left side before ``+`` or ``-``, so that an open argument does not swallow what follows."""
        outer, self.closed = self.closed, False
        text = self.at_least(node, level)
        self.closed = outer
        return text

    def _fraction(self, node: Binary) -> Printed:
        if self._in_exponent:
            outer, self.closed = self.closed, True
            above = self.at_least(node.left, PRODUCT)
            self.closed = outer
            return f"{above}/{self.at_least(node.right, POWER)}", PRODUCT
        return f"\\frac{{{self.anything(node.left)}}}{{{self.anything(node.right)}}}", CALL

    def _power(self, node: Binary) -> Printed:
        if isinstance(node.left, Call):
            raised = power_of_call(self, node.left, node.right)
            if raised is not None:
                return raised
        base = self.base(node.left)
        outer, self._in_exponent = self._in_exponent, True
        exponent = self.anything(node.right)
        self._in_exponent = outer
        return f"{base}^{{{exponent}}}", POWER

    def _product(self, node: Binary) -> str:
        outer, self.closed = self.closed, True
        left = self._factor(node.left, PRODUCT)
        self.closed = outer
        right = self._factor(node.right, CALL)
        return f"{left} \\cdot {right}" if needs_sign(node.left, right) else f"{left} {right}"

    def _factor(self, node: Node, level: int) -> str:
        if self._vectors and isinstance(node, maths_tree.Sequence) and node.kind in ("list", "tuple"):
            return self.column(node)
        return self.at_least(node, level)

    def _sequence(self, node: maths_tree.Sequence) -> str:
        items = node.items
        if node.kind == "commas":
            return ", ".join(self.anything(item) for item in items)
        if not items:
            return "\\varnothing"
        rows = [item.items for item in items if isinstance(item, maths_tree.Sequence) and item.kind == "list"]
        if node.kind == "list" and len(rows) == len(items):
            return print_matrix_latex([[self.anything(entry) for entry in row] for row in rows])
        opening, closing = _BRACKETS[node.kind] if self._vectors or node.kind != "list" else ("[", "]")
        return f"\\left{opening}{', '.join(self.anything(item) for item in items)}\\right{closing}"

    def _statement(
        self, node: maths_tree.Relation | maths_tree.Logic | maths_tree.Not | maths_tree.Union
    ) -> str:
        relations = maths_tree.split_comparison_chain(node)
        if relations:
            links = [f" {_RELATIONS[link.op]} {self._before(link.right, SUM)}" for link in relations]
            return self._before(relations[0].left, SUM) + "".join(links)
        match node:
            case maths_tree.Logic(op, left, right):
                return f"{self._joined(left, op)} \\text{{ {op} }} {self._joined(right, '')}"
            case maths_tree.Not(arg):
                return f"\\text{{not }} {self._joined(arg, 'not')}"
            case maths_tree.Union(left, right) | maths_tree.Relation(_, left, right):
                first = self.anything(left) if isinstance(left, maths_tree.Union) else self._side(left)
                return f"{first} \\cup {self._side(right)}"

    def _joined(self, node: Node, op: str) -> str:
        """Print a part of a statement: in brackets if joined by another word, or by the same on the right."""
        text = self.anything(node)
        is_other = (
            isinstance(node, maths_tree.Logic)
            and node.op != op
            and not maths_tree.split_comparison_chain(node)
        )
        return bracket_latex(text) if is_other else text

    def _side(self, node: Node) -> str:
        """Return a side of a union; there a list is an interval."""
        outer, self._vectors = self._vectors, False
        text = self._before(node, SUM)
        self._vectors = outer
        return text


def is_sum_node(node: Node) -> bool:
    """Return whether a node is a sum, a difference or a negative."""
    return isinstance(node, maths_tree.Neg) or (isinstance(node, Binary) and node.op in ("+", "-"))


def bracket_latex(latex: str) -> str:
    """Put LaTeX in brackets that grow with what they hold."""
    return f"\\left({latex}\\right)"


def print_matrix_latex(rows: list[list[str]]) -> str:
    """Print rows of entries between round brackets."""
    return "\\begin{pmatrix}" + " \\\\ ".join(" & ".join(row) for row in rows) + "\\end{pmatrix}"


def print_number_latex(text: str) -> Printed:
    """Print a number as written; ``1e-3`` as a power of ten."""
    digits, _, exponent = text.lower().partition("e")
    digits = f"0{digits}" if digits.startswith(".") else digits.removesuffix(".")
    return (f"{digits} \\cdot 10^{{{int(exponent)}}}", PRODUCT) if exponent else (digits, ATOM)


def needs_sign(left: Node, right: str) -> bool:
    r"""Return whether two factors need a ``\cdot`` between them."""
    if right[0].isdigit() or right.startswith(_SETS):
        return True
    while isinstance(left, Binary) and left.op == "*":
        left = left.right
    is_fraction = isinstance(left, Binary) and left.op == "/"
    return right.startswith("\\frac") and (is_fraction or isinstance(left, maths_tree.Num))


# Calls, each in the form that books give it


def print_call(printer: LatexPrinter, call: Call, *, family: bool = False) -> Printed:
    """Return the LaTeX of a call.

    ``family``: a name that is a function and a distribution stands for the latter.
    """
    name, args = call.name, call.args
    if name in DISTRIBUTIONS and (family or _is_family(name, args)):
        return _print_family_latex(printer, name, args), ATOM
    if name in ("raw", "dec"):
        return printer.printed(args[0])
    if name == "log" and len(args) == 2:
        return _plain_call(printer, f"\\log_{{{printer.anything(args[1])}}}", args[:1])
    form = _FORMS.get((name, len(args)))
    if form is not None:
        return form[0].format(*(_Part(printer, argument) for argument in args)), form[1]
    return _plain_call(printer, _find_latex_command(name), args)


def power_of_call(printer: LatexPrinter, call: Call, exponent: Node) -> Printed | None:
    r"""Return ``\sin^{2} x``, for functions whose powers are written so and integer exponents from 2."""
    if call.name not in _POWERED or not isinstance(exponent, Num) or not exponent.text.isdigit():
        return None
    if int(exponent.text) < 2:
        return None
    return _plain_call(printer, f"{_find_latex_command(call.name)}^{{{exponent.text}}}", call.args)


def _is_family(name: str, args: tuple[Node, ...]) -> bool:
    return len(args) > 1 if name == "gamma" else name not in ("binomial", "beta")


def _print_family_latex(printer: LatexPrinter, name: str, args: tuple[Node, ...]) -> str:
    family_name = "Normal" if name == "normal" and len(args) == 1 else _FAMILIES.get(name, name.capitalize())
    return (
        family_name if family_name.startswith("\\") else f"\\operatorname{{{family_name}}}"
    ) + printer.listed(args)


def _find_latex_command(name: str) -> str:
    return _COMMANDS.get(name, f"\\operatorname{{{name}}}")


def _plain_call(printer: LatexPrinter, command: str, args: tuple[Node, ...]) -> Printed:
    is_bare = command.startswith(_TAKES_BARE) and len(args) == 1 and not printer.closed
    if is_bare and isinstance(args[0], Num | Sym | Const) and printer.printed(args[0])[1] == ATOM:
        return f"{command} {printer.anything(args[0])}", CALL
    return command + printer.listed(args), ATOM


class _Part:
    """An argument to be inserted into a template: as it is, or in brackets if it binds too loosely."""

    def __init__(self, printer: LatexPrinter, node: Node) -> None:
        self._printer = printer
        self._node = node

    def __format__(self, slot: str) -> str:
        match slot:
            case "product" | "power":
                return self._printer.at_least(self._node, PRODUCT if slot == "product" else POWER)
            case "base":
                return self._printer.base(self._node)
            case "column":
                return self._printer.column(self._node)
            case "degree":
                text = self._printer.anything(self._node)
                return f"{{{text}}}" if "]" in text else text
            case _:
                return self._printer.anything(self._node)


# Calls that books give a form of their own, by name and number of arguments, and how strongly it binds.
_FORMS: dict[tuple[str, int], Printed] = {
    ("sqrt", 1): (r"\sqrt{{{0}}}", ATOM), ("root", 2): (r"\sqrt[{1:degree}]{{{0}}}", ATOM),
    ("cbrt", 1): (r"\sqrt[3]{{{0}}}", ATOM), ("abs", 1): (r"\left|{0}\right|", ATOM),
    ("norm", 1): (r"\left\|{0}\right\|", ATOM), ("norm", 2): (r"\left\|{0}\right\|_{{{1}}}", ATOM),
    ("floor", 1): (r"\left\lfloor {0}\right\rfloor", ATOM),
    ("ceil", 1): (r"\left\lceil {0}\right\rceil", ATOM), ("ind", 1): (r"\left[{0}\right]", ATOM),
    ("factorial", 1): (r"{0:base}!", POWER), ("T", 1): (r"{0:base}^{{\top}}", POWER),
    ("inv", 1): (r"{0:base}^{{-1}}", POWER), ("dot", 2): (r"{0:power} \cdot {1:power}", PRODUCT),
    ("hadamard", 2): (r"{0:power} \odot {1:power}", PRODUCT),
    ("cross", 2): (r"{0:power} \times {1:power}", PRODUCT), ("binomial", 2): (r"\binom{{{0}}}{{{1}}}", ATOM),
    ("diff", 2): (r"\frac{{d}}{{d {1}}} {0:product}", PRODUCT),
    ("diff", 3): (r"\frac{{\partial^{{2}}}}{{\partial {1} \partial {2}}} {0:product}", PRODUCT),
    ("integrate", 2): (r"\int {0:product} \, d{1}", PRODUCT),
    ("integrate", 4): (r"\int_{{{2}}}^{{{3}}} {0:product} \, d{1}", PRODUCT),
    ("limit", 3): (r"\lim_{{{1} \to {2}}} {0:product}", PRODUCT),
    ("sum", 4): (r"\sum_{{{1}={2}}}^{{{3}}} {0:product}", PRODUCT),
    ("prod", 4): (r"\prod_{{{1}={2}}}^{{{3}}} {0:product}", PRODUCT), ("col", 1): (r"{0:column}", ATOM),
    ("eye", 1): (r"I_{{{0}}}", ATOM),
}  # fmt: skip


__all__ = ["print_tree_latex", "to_plain"]

_OR, _AND, _NOT, _RELATION, _UNION, _SUM, _PRODUCT, _POWER, _ATOM = range(9)
_PRINT_BRACKETS = {"list": "[]", "tuple": "()", "set": "{}", "commas": "()"}


def to_plain(node: Node) -> str:
    """Return the text of a tree, in the language of :func:`drill.maths.plain.parse`."""
    if isinstance(node, maths_tree.Sequence) and node.kind == "commas" and len(node.items) > 1:
        return ", ".join(_at_least(item, _OR) for item in node.items)
    return _at_least(node, _OR)


def _at_least(node: Node, level: int) -> str:
    """Print a node, in brackets if it binds more loosely than ``level``."""
    text, own_level = _print_node(node)
    return text if own_level >= level else f"({text})"


def _print_node(node: Node) -> tuple[str, int]:
    """Return the text of a node, and how strongly its outermost operator binds."""
    match node:
        case maths_tree.Num(text):
            return text, _ATOM
        case maths_tree.Sym(name) | maths_tree.Const(name):
            return name, _ATOM
        case maths_tree.Neg(arg):
            # a minus belongs to the whole product after it; a sum or another minus needs brackets
            return f"-{_print_operand(arg, _PRODUCT)}", _PRODUCT
        case Binary():
            return _print_binary(node)
        case Call(name, args):
            return _print_call(name, args)
        case maths_tree.Sequence(kind, items):
            return _print_sequence(kind, items), _ATOM
        case maths_tree.Interval(low, high, open_low, open_high):
            ends = "(" if open_low else "[", ")" if open_high else "]"
            return f"{ends[0]}{_at_least(low, _OR)}, {_at_least(high, _OR)}{ends[1]}", _ATOM
        case maths_tree.Union(left, right):
            return f"{_at_least(left, _UNION)} U {_at_least(right, _SUM)}", _UNION
        case maths_tree.Relation(op, left, right):
            return f"{_at_least(left, _UNION)} {op} {_at_least(right, _UNION)}", _RELATION
        case maths_tree.Logic():
            return _print_logic(node)
        case maths_tree.Not(arg):
            return f"not {_at_least(arg, _NOT)}", _NOT
        case maths_tree.Index(base, indices):
            text = _at_least(base, _ATOM)
            if not (isinstance(base, maths_tree.Sym) or text.endswith((")", "]"))):
                text = f"({text})"  # 2[1] would be a product
            return f"{text}[{', '.join(_at_least(index, _OR) for index in indices)}]", _ATOM


def _print_operand(node: Node, level: int) -> str:
    """Print a node after an operator or as a factor, where a leading minus needs brackets."""
    return f"({_at_least(node, _OR)})" if isinstance(node, maths_tree.Neg) else _at_least(node, level)


def _print_binary(node: Binary) -> tuple[str, int]:
    match node.op:
        case "+" | "-":
            first, links = split_chain(node)
            terms = [f" {op} {_print_operand(term, _PRODUCT)}" for op, term in links]
            return _at_least(first, _SUM) + "".join(terms), _SUM
        case "/":
            return f"{_print_operand(node.left, _PRODUCT)}/{_print_operand(node.right, _POWER)}", _PRODUCT
        case "^":
            base = node.left
            postfix = isinstance(base, Call) and base.name == "factorial"
            left = f"({_at_least(base, _OR)})" if postfix else _at_least(base, _ATOM)
            simple = isinstance(node.right, maths_tree.Num | maths_tree.Sym | maths_tree.Const)
            right = _at_least(node.right, _OR)
            return f"{left}^{right if simple else f'({right})'}", _POWER
        case _:
            return _print_product(node), _PRODUCT


def _print_product(node: Binary) -> str:
    left = _print_operand(node.left, _PRODUCT)
    right = _print_operand(node.right, _POWER)
    if not node.implicit or right[0].isdigit() or right[0] in ".{":
        return f"{left}*{right}"
    if isinstance(node.left, Binary) and node.left.op == "/":
        left = f"({left})"
    return f"{left}{_find_gap_between_factors(node.left, left, right)}{right}"


def _find_gap_between_factors(node: Node, left: str, right: str) -> str:
    """Return a blank between two factors, unless they read well without: ``2x``, ``(x + 1)(y)``."""
    if isinstance(node, maths_tree.Num):
        is_power_of_ten = "e" in left.lower() or (right[0] in "eE" and right[1:2].isdigit())
        begins_word = len(right) > 1 and right[:2].isalpha()
        return " " if right[0] == "[" or is_power_of_ten or begins_word else ""
    return "" if left[-1] == ")" and right[0] == "(" and not isinstance(node, Call) else " "


def _print_call(name: str, args: tuple[Node, ...]) -> tuple[str, int]:
    if name == "factorial" and len(args) == 1:
        arg = args[0]
        nested = isinstance(arg, Call) and arg.name == "factorial"
        return f"({_at_least(arg, _OR)})!" if nested else f"{_at_least(arg, _ATOM)}!", _ATOM
    return f"{name}({', '.join(_at_least(arg, _OR) for arg in args)})", _ATOM


def _print_sequence(kind: str, items: tuple[Node, ...]) -> str:
    opening, closing = _PRINT_BRACKETS[kind]
    texts = [_at_least(item, _OR) for item in items]
    if (
        kind == "list"
        and len(texts) == 1
        and " " in texts[0]
        and not isinstance(items[0], maths_tree.Sequence)
    ):
        texts[0] = f"({texts[0]})"  # [x y] is two entries where a vector is read
    last = "," if kind == "tuple" and len(texts) == 1 else ""  # (m,), since (m) is m
    return f"{opening}{', '.join(texts)}{last}{closing}"


def _print_logic(node: maths_tree.Logic) -> tuple[str, int]:
    relations = maths_tree.split_comparison_chain(node)
    if len(relations) > 1:
        first = _at_least(relations[0].left, _UNION)
        return first + "".join(f" {link.op} {_at_least(link.right, _UNION)}" for link in relations), _AND
    level = _OR if node.op == "or" else _AND
    return f"{_at_least(node.left, level)} {node.op} {_at_least(node.right, level + 1)}", level
