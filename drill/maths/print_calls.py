"""Calls to LaTeX: each function in the form that books give it."""

from __future__ import annotations

from collections.abc import Callable
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
    """The LaTeX of a call; ``family``: a name that is a function and a distribution stands for the latter."""
    name, args = call.name, call.args
    if name in DISTRIBUTIONS and (family or _is_family(name, args)):
        return _family(printer, name, args), ATOM
    special = _SPECIAL.get(name)
    if special is not None and len(args) in _ARGUMENTS.get(name, (1,)):
        return special(printer, args)
    return _plain_call(printer, _command(name), args)


def power_of_call(printer: LatexPrinter, call: Call, exponent: Node) -> Printed | None:
    """``\\sin^{2} x`` where powers of the function are written so, for a whole exponent from 2."""
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
    shown = (
        name.capitalize() if name == "normal" and len(args) == 1 else _FAMILIES.get(name, name.capitalize())
    )
    return (shown if shown.startswith("\\") else f"\\operatorname{{{shown}}}") + printer.listed(args)


def _command(name: str) -> str:
    return _COMMANDS.get(name, f"\\operatorname{{{name}}}")


def _plain_call(printer: LatexPrinter, command: str, args: tuple[Node, ...]) -> Printed:
    is_bare = command.startswith(_TAKES_BARE) and len(args) == 1 and not printer.closed
    if is_bare and isinstance(args[0], Num | Sym | Const) and printer.printed(args[0])[1] == ATOM:
        return f"{command} {printer.anything(args[0])}", CALL
    return command + printer.listed(args), ATOM


def _root(printer: LatexPrinter, args: tuple[Node, ...]) -> Printed:
    degree = f"[{printer.anything(args[1])}]" if len(args) == 2 else ""
    return f"\\sqrt{degree}{{{printer.anything(args[0])}}}", ATOM


def _between(opening: str, closing: str) -> Callable[[LatexPrinter, tuple[Node, ...]], Printed]:
    def print_between(printer: LatexPrinter, args: tuple[Node, ...]) -> Printed:
        return f"\\left{opening}{printer.anything(args[0])}\\right{closing}", ATOM

    return print_between


def _behind(mark: str, level: int) -> Callable[[LatexPrinter, tuple[Node, ...]], Printed]:
    def print_behind(printer: LatexPrinter, args: tuple[Node, ...]) -> Printed:
        return printer.base(args[0]) + mark, level

    return print_behind


def _infix(sign: str) -> Callable[[LatexPrinter, tuple[Node, ...]], Printed]:
    def print_infix(printer: LatexPrinter, args: tuple[Node, ...]) -> Printed:
        return f"{printer.at_least(args[0], POWER)} {sign} {printer.at_least(args[1], POWER)}", PRODUCT

    return print_infix


def _logarithm(printer: LatexPrinter, args: tuple[Node, ...]) -> Printed:
    command = f"\\log_{{{printer.anything(args[1])}}}" if len(args) == 2 else "\\log"
    return _plain_call(printer, command, args[:1])


def _derivative(printer: LatexPrinter, args: tuple[Node, ...]) -> Printed:
    names = [printer.anything(name) for name in args[1:]]
    d = "d" if len(set(names)) == 1 else "\\partial"
    order = f"^{{{len(names)}}}" if len(names) > 1 else ""
    below = f"{d} {names[0]}{order}" if d == "d" else " ".join(f"{d} {name}" for name in names)
    return f"\\frac{{{d}{order}}}{{{below}}} {printer.at_least(args[0], PRODUCT)}", PRODUCT


def _integral(printer: LatexPrinter, args: tuple[Node, ...]) -> Printed:
    ends = [printer.anything(end) for end in args[2:]]
    limits = f"_{{{ends[0]}}}^{{{ends[1]}}}" if len(ends) == 2 else ""
    return f"\\int{limits} {printer.at_least(args[0], PRODUCT)} \\, d{printer.anything(args[1])}", PRODUCT


def _limit(printer: LatexPrinter, args: tuple[Node, ...]) -> Printed:
    to = f"{printer.anything(args[1])} \\to {printer.anything(args[2])}"
    return f"\\lim_{{{to}}} {printer.at_least(args[0], PRODUCT)}", PRODUCT


def _big(command: str) -> Callable[[LatexPrinter, tuple[Node, ...]], Printed]:
    def print_big(printer: LatexPrinter, args: tuple[Node, ...]) -> Printed:
        name, low, high = (printer.anything(part) for part in args[1:])
        return f"{command}_{{{name}={low}}}^{{{high}}} {printer.at_least(args[0], PRODUCT)}", PRODUCT

    return print_big


def _binomial(printer: LatexPrinter, args: tuple[Node, ...]) -> Printed:
    return f"\\binom{{{printer.anything(args[0])}}}{{{printer.anything(args[1])}}}", ATOM


def _column(printer: LatexPrinter, args: tuple[Node, ...]) -> Printed:
    return printer.column(args[0]), ATOM


def _itself(printer: LatexPrinter, args: tuple[Node, ...]) -> Printed:
    return printer.printed(args[0])


def _identity(printer: LatexPrinter, args: tuple[Node, ...]) -> Printed:
    return f"I_{{{printer.anything(args[0])}}}", ATOM


_SPECIAL: dict[str, Callable[[LatexPrinter, tuple[Node, ...]], Printed]] = {
    "sqrt": _root, "root": _root,
    "cbrt": lambda printer, args: (f"\\sqrt[3]{{{printer.anything(args[0])}}}", ATOM),
    "abs": _between("|", "|"), "norm": _between("\\|", "\\|"), "floor": _between("\\lfloor ", "\\rfloor"),
    "ceil": _between("\\lceil ", "\\rceil"), "ind": _between("[", "]"), "factorial": _behind("!", POWER),
    "T": _behind("^{\\top}", POWER), "inv": _behind("^{-1}", POWER), "dot": _infix("\\cdot"),
    "cross": _infix("\\times"), "log": _logarithm, "binomial": _binomial, "diff": _derivative,
    "integrate": _integral, "limit": _limit, "sum": _big("\\sum"), "prod": _big("\\prod"), "col": _column,
    "raw": _itself, "dec": _itself, "eye": _identity,
}  # fmt: skip
_ARGUMENTS: dict[str, tuple[int, ...]] = {
    "root": (2,), "dot": (2,), "cross": (2,), "binomial": (2,), "log": (1, 2), "diff": (2, 3, 4, 5),
    "integrate": (2, 4), "limit": (3,), "sum": (4,), "prod": (4,), "dec": (1, 2),
}  # fmt: skip
"""Numbers of arguments that a special form takes; one, unless it stands here."""
