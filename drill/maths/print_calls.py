"""Calls to LaTeX: each function in the form that books give it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drill.maths.functions import DISTRIBUTIONS
from drill.maths.tree import Call, Const, Node, Num, Sym

if TYPE_CHECKING:
    from drill.maths.print_latex import LatexPrinter

SUM, PRODUCT, CALL, POWER, ATOM = range(5)
"""How strongly what is printed binds; a ``CALL`` ends with an argument that has no brackets."""

Printed = tuple[str, int]

_COMMANDS = {
    **{name: f"\\{name}" for name in ("sin", "cos", "tan", "sec", "csc", "cot", "sinh", "cosh", "tanh")},
    **{name: f"\\{name}" for name in ("coth", "exp", "ln", "log", "max", "min", "det", "gcd")},
    **{f"a{name}": f"\\arc{name}" for name in ("sin", "cos", "tan")},
    **{f"a{name}": f"\\operatorname{{arc{name}}}" for name in ("sec", "csc", "cot")},
    **{f"a{name}h": f"\\operatorname{{ar{name}h}}" for name in ("sin", "cos", "tan", "sec", "csc", "cot")},
    "log2": "\\log_{2}", "log10": "\\log_{10}", "Phi": "\\Phi", "phi": "\\varphi", "sigmoid": "\\sigma",
    "gamma": "\\Gamma", "digamma": "\\psi", "beta": "\\operatorname{Beta}", "trace": "\\operatorname{tr}",
}  # fmt: skip
_FAMILIES = {
    "normal": "\\mathcal{N}", "negativebinomial": "NegativeBinomial", "chisquare": "ChiSquare",
    "lognormal": "LogNormal", "inversegamma": "InverseGamma", "betabinomial": "BetaBinomial",
}  # fmt: skip
_TAKES_BARE = ("\\sin", "\\cos", "\\tan", "\\sec", "\\csc", "\\cot", "\\arc", "\\ln", "\\log", "\\det")
_POWERED = frozenset(("sin", "cos", "tan", "sec", "csc", "cot", "sinh", "cosh", "tanh", "coth"))
"""Functions whose powers are written ``\\sin^{2} x``."""


def print_call(printer: LatexPrinter, call: Call, *, family: bool = False) -> Printed:
    """Give the LaTeX of a call.

    ``family``: a name that is a function and a distribution stands for the latter.
    """
    name, args = call.name, call.args
    if name in DISTRIBUTIONS and (family or _is_family(name, args)):
        return _family(printer, name, args), ATOM
    if name in ("raw", "dec"):
        return printer.printed(args[0])
    if name == "log" and len(args) == 2:
        return _plain_call(printer, f"\\log_{{{printer.anything(args[1])}}}", args[:1])
    form = _FORMS.get((name, len(args)))
    if form is not None:
        return form[0].format(*(_Part(printer, argument) for argument in args)), form[1]
    return _plain_call(printer, _command(name), args)


def power_of_call(printer: LatexPrinter, call: Call, exponent: Node) -> Printed | None:
    """Give ``\\sin^{2} x`` where powers of the function are written so, for a whole exponent from 2."""
    if call.name not in _POWERED or not isinstance(exponent, Num) or not exponent.text.isdigit():
        return None
    if int(exponent.text) < 2:
        return None
    return _plain_call(printer, f"{_command(call.name)}^{{{exponent.text}}}", call.args)


def _is_family(name: str, args: tuple[Node, ...]) -> bool:
    if name == "gamma":
        return len(args) > 1
    return name not in ("binomial", "beta")


def _family(printer: LatexPrinter, name: str, args: tuple[Node, ...]) -> str:
    shown = "Normal" if name == "normal" and len(args) == 1 else _FAMILIES.get(name, name.capitalize())
    return (shown if shown.startswith("\\") else f"\\operatorname{{{shown}}}") + printer.listed(args)


def _command(name: str) -> str:
    return _COMMANDS.get(name, f"\\operatorname{{{name}}}")


def _plain_call(printer: LatexPrinter, command: str, args: tuple[Node, ...]) -> Printed:
    is_bare = command.startswith(_TAKES_BARE) and len(args) == 1 and not printer.closed
    if is_bare and isinstance(args[0], Num | Sym | Const) and printer.printed(args[0])[1] == ATOM:
        return f"{command} {printer.anything(args[0])}", CALL
    return command + printer.listed(args), ATOM


class _Part:
    """An argument to be put into a form: as it stands alone, or in brackets if it binds too loosely there."""

    def __init__(self, printer: LatexPrinter, node: Node) -> None:
        self._printer = printer
        self._node = node

    def __format__(self, place: str) -> str:
        match place:
            case "product":
                return self._printer.at_least(self._node, PRODUCT)
            case "power":
                return self._printer.at_least(self._node, POWER)
            case "base":
                return self._printer.base(self._node)
            case "column":
                return self._printer.column(self._node)
            case "degree":
                text = self._printer.anything(self._node)
                return f"{{{text}}}" if "]" in text else text
            case _:
                return self._printer.anything(self._node)


_FORMS: dict[tuple[str, int], Printed] = {
    ("sqrt", 1): (r"\sqrt{{{0}}}", ATOM), ("root", 2): (r"\sqrt[{1:degree}]{{{0}}}", ATOM),
    ("cbrt", 1): (r"\sqrt[3]{{{0}}}", ATOM), ("abs", 1): (r"\left|{0}\right|", ATOM),
    ("norm", 1): (r"\left\|{0}\right\|", ATOM), ("floor", 1): (r"\left\lfloor {0}\right\rfloor", ATOM),
    ("ceil", 1): (r"\left\lceil {0}\right\rceil", ATOM), ("ind", 1): (r"\left[{0}\right]", ATOM),
    ("factorial", 1): (r"{0:base}!", POWER), ("T", 1): (r"{0:base}^{{\top}}", POWER),
    ("inv", 1): (r"{0:base}^{{-1}}", POWER), ("dot", 2): (r"{0:power} \cdot {1:power}", PRODUCT),
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
"""Calls that books give a form of their own, by name and number of arguments, and how strongly it binds."""
