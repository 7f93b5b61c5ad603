"""Translate mathematics that second authors type as Python, and list the readings of ambiguous texts.

Nothing is evaluated: ``ast`` parses, and a part without a translation stays as it was written.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Callable, Iterable, Sequence
from functools import partial, reduce

from drill.banks.templates import list_template_references
from drill.errors import BankError, CheckError, ParseError
from drill.maths.maths_tree import (
    Binary,
    BinaryOp,
    Call,
    Const,
    Neg,
    Node,
    Num,
    Relation,
    RelationOp,
    Sym,
    change_parts,
    substitute_symbols,
)
from drill.maths.maths_tree import Sequence as Row
from drill.maths.names import Names
from drill.maths.plain import ANSWER_LIMIT, parse
from drill.maths.print import to_plain

# Signs that a text is Python; all else is left to the bank's own parser.
_PYTHON = re.compile(
    r"\*\*|\b(?:np|numpy|math|stats|norm|scipy)\.|\bnorm(?:cdf|pdf)\b|\b(?:round|Rational|Fraction)\(|\bfor\b|\bif\b|==|//"
)
# ``a/b:.3f``, as in Python's own texts.
_FORMAT = re.compile(r"(.+?)\s*:\s*\.(\d{1,2})f", re.DOTALL)
# Operations whose results have endless decimals as a rule.
_IRRATIONAL = re.compile(
    r"\b(?:ln|log|log2|log10|exp|sqrt|cbrt|sin|cos|tan|tanh|atan|sigmoid|softplus|erf|Phi|phi|pi|e)\b"
    r"|\^\s*(?:\(?-?\(?\d+/|-?\d*\.\d)"
)
# References that specify their own format.
_PRINTED = re.compile(r"\b(?:dec|raw|plural|diff|integrate|limit|pick)\s*\(")
_MODULES = (
    "np", "numpy", "math", "np.linalg", "numpy.linalg", "scipy.special", "sympy", "sp", "fractions",
)  # fmt: skip
# Python functions that have another name in a bank.
_FUNCTIONS = {
    "log": "ln", "maximum": "max", "minimum": "min", "expit": "sigmoid", "absolute": "abs", "fabs": "abs",
    "comb": "binomial", "transpose": "T", "norm.cdf": "Phi", "normcdf": "Phi", "norm.pdf": "phi",
    "normpdf": "phi",
}  # fmt: skip
# Functions by name and number of arguments, as a bank writes them of ``a``, ``b`` and ``c``; a choice is a
# sum of two terms, one of them multiplied by 0.
_SPELLED = {
    ("power", 2): "a^b", ("pow", 2): "a^b", ("square", 1): "a^2", ("Rational", 2): "a/b",
    ("Fraction", 2): "a/b", ("log1p", 1): "ln(1 + a)", ("expm1", 1): "exp(a) - 1", ("dot", 2): "a*b",
    ("matmul", 2): "a*b", ("where", 3): "ind(a)*b + (1 - ind(a))*c",
    **dict.fromkeys(
        ((name, 1) for name in ("array", "asarray", "float", "float64", "Rational", "Fraction")), "a"
    ),
}  # fmt: skip
_OPERATORS: dict[type[ast.operator], BinaryOp] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "^", ast.MatMult: "*",
}  # fmt: skip
_RELATIONS: dict[type[ast.cmpop], RelationOp] = {
    ast.Eq: "=", ast.NotEq: "!=", ast.Lt: "<", ast.Gt: ">", ast.LtE: "<=", ast.GtE: ">=",
}  # fmt: skip
_ONE = Num("1")
_ENDLESS = Const("inf")
_TWO_WAYS = "reads two ways"
# Max ambiguous texts in one exercise, and max factors of one text, because all readings are tried.
MOST_DOUBLE = 3


class _UntranslatableError(Exception):
    """Python that a bank has no notation for."""


def translate_python(text: str) -> str:
    """Return an expression in a bank's notation; unchanged if it is not Python, or needs no translation."""
    return _translate_python_text(text, lambda tree: tree)


def _translate_python_text(text: str, change: Callable[[Node], Node]) -> str:
    if len(text) > ANSWER_LIMIT or not _PYTHON.search(text):
        return text
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            body = ast.parse(text.strip(), mode="eval").body
        return to_plain(change(_to_tree(body)))
    except (SyntaxError, ValueError, RecursionError, MemoryError, _UntranslatableError, CheckError):
        return text


def translate_references(
    text: str, *, key: str = "", decimals: int = 0, irrational: Iterable[str] = ()
) -> str:
    """Return a text with each ``@{…}`` in a bank's notation: ``round(a/b, 3)`` is ``dec(a/b, 3)``.

    With the ``decimals`` of a numeric ``key``, the key and values with endless decimals are rounded alike;
    ``irrational`` are names of such values. ``answer`` is the key.
    """
    try:
        found = list_template_references(text) if "@" in text else ()
    except BankError:
        return text
    parts = list[str]()
    end = 0
    for reference in found:
        source = reference.source.strip()
        if source.startswith("plural("):
            source = source.replace('"', "'")  # a bank writes the noun in single quotes
        if match := _FORMAT.fullmatch(source):
            source = f"round({match[1]}, {match[2]})"
        source = (
            key if key and source == "answer" else _translate_python_text(source, _replace_rounding_calls)
        )
        names = {*re.findall(r"[^\W\d]\w*", source)}
        is_rounded = source == key or has_endless_decimals(source) or not names.isdisjoint(irrational)
        if decimals and is_rounded and not _PRINTED.search(source):
            source = f"dec({source}, {decimals})"
        if source != reference.source:
            parts += [text[end : reference.start], f"@{{{source}}}"]
            end = reference.end
    return "".join((*parts, text[end:]))


def has_endless_decimals(text: str) -> bool:
    """Return whether a value usually has endless decimals: a root, a logarithm, an exponential."""
    return _IRRATIONAL.search(text) is not None


def _replace_rounding_calls(tree: Node) -> Node:
    match tree:
        case Call("round" | "around", (value,)):
            return Call("dec", (_replace_rounding_calls(value), Num("0")))
        case Call("round" | "around", (value, Num() as places)):
            return Call("dec", (_replace_rounding_calls(value), places))
        case _:
            return change_parts(tree, _replace_rounding_calls)


def _to_tree(node: ast.expr) -> Node:
    match node:
        case ast.Constant(value=bool()):
            raise _UntranslatableError
        case ast.Constant(value=int() | float() as value):
            return Num(repr(value))
        case ast.Name(id=name):
            return Sym(name)
        case ast.Attribute(value=ast.Name(id="np" | "numpy" | "math"), attr="pi" | "e" | "inf" as name):
            return Const(name)
        case ast.Attribute(value=array, attr="T"):
            return Call("T", (_to_tree(array),))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return Neg(_to_tree(operand))
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return _to_tree(operand)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            return Binary(_OPERATORS[type(op)], _to_tree(left), _to_tree(right))
        case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in _RELATIONS:
            return Relation(_RELATIONS[type(op)], _to_tree(left), _to_tree(right))
        case ast.IfExp(test=test, body=body, orelse=orelse):
            return _call_to_tree("where", (test, body, orelse))
        case ast.List(elts=items) | ast.Tuple(elts=items):
            return Row("list", tuple(map(_to_tree, items)))
        case ast.Call(func=called, args=arguments, keywords=[]):
            return _call_to_tree(_find_python_function(called), arguments)
        case _:
            raise _UntranslatableError


def _find_python_function(called: ast.expr) -> str:
    """Return the function's name without its module."""
    if isinstance(called, ast.Name):
        return called.id
    written = ast.unparse(called).removeprefix("scipy.").removeprefix("stats.")
    if written in _FUNCTIONS:
        return written
    module, _, name = written.rpartition(".")
    if module not in _MODULES:
        raise _UntranslatableError
    return name


def _call_to_tree(name: str, arguments: Sequence[ast.expr]) -> Node:
    match name, arguments:
        case "sum" | "prod", [ast.GeneratorExp() | ast.ListComp() as each]:
            return _translate_python_sum(name, each)
        case "sum", [ast.List(elts=[_, *_] as items)]:
            return reduce(partial(Binary, "+"), map(_to_tree, items))
        case "mean", [ast.List(elts=[_, *_] as items)]:
            return Binary("/", _call_to_tree("sum", arguments), Num(str(len(items))))
        case _:
            parts = tuple(map(_to_tree, arguments))
            if spelled := _SPELLED.get((name, len(parts))):
                return _respell(spelled, *parts)
            return Call(_FUNCTIONS.get(name, name), parts)


def _respell(spelled: str, *parts: Node) -> Node:
    """Return the tree of a text in a bank's notation, its letters ``a``, ``b``, ``c`` replaced by parts."""
    names = Names(functions="bank", undeclared="allow")
    return substitute_symbols(parse(spelled, names), dict(zip("abc", parts, strict=False)))


def _translate_python_sum(name: str, each: ast.GeneratorExp | ast.ListComp) -> Node:
    """Return ``sum(f for k in range(a, b))`` as ``sum(f, k, a, b - 1)``."""
    match each.generators:
        case [ast.comprehension(target=ast.Name(id=index), iter=ast.Call() as span, ifs=[], is_async=0)]:
            if _find_python_function(span.func) not in ("range", "arange") or span.keywords:
                raise _UntranslatableError
            if not 1 <= len(span.args) <= 2:
                raise _UntranslatableError
            ends = [Num("0"), *map(_to_tree, span.args)][-2:]
            return Call(name, (_to_tree(each.elt), Sym(index), ends[0], _one_less(ends[1])))
        case _:
            raise _UntranslatableError


def _one_less(end: Node) -> Node:
    if end == _ENDLESS:
        return end
    if isinstance(end, Binary) and end.op == "+" and end.right == _ONE:
        return end.left
    return Binary("-", end, _ONE)


def list_readings(text: str, declared: Iterable[str]) -> tuple[str, ...]:
    """Return the readings of a text of mathematics, the one from the left first; itself if that is certain.

    ``a/b c`` is ``a/b*c`` or ``a/(b c)``, and ``b 2`` a product.
    """
    names = Names(frozenset(declared), frozenset(), "bank", "refuse")
    readings = [text]
    for _ in range(MOST_DOUBLE):
        parted = [_part_readings(reading, names) for reading in readings]
        if parted == [(reading,) for reading in readings]:
            break
        readings = [reading for parts in parted for reading in parts]
    return tuple(readings) if len(readings) <= 2**MOST_DOUBLE else (text,)


def _part_readings(text: str, names: Names) -> tuple[str, ...]:
    try:
        parse(text, names, "value")
    except ParseError as error:
        if _TWO_WAYS not in error.message or error.at is None or "percent" in error.message:
            return (text,)
        before = text[: error.at - 1].rstrip()
        after = text[error.at - 1 :]
        product = f"{before}*{after}"
        slash = _slash_before(before)
        if slash < 0 or "number" in error.message:
            return (product,)
        end = _end_of_factors(after)
        return product, f"{before[: slash + 1]}({before[slash + 1 :].strip()}*{after[:end]}){after[end:]}"
    except CheckError:
        pass
    return (text,)


def _slash_before(text: str) -> int:
    """Return the position of the slash whose divisor is the end of a text."""
    depth = 0
    for place in range(len(text) - 1, -1, -1):
        depth += (text[place] in ")]}") - (text[place] in "([{")
        if depth < 0:
            return -1
        if text[place] == "/" and depth == 0:
            return place
    return -1


def _end_of_factors(text: str) -> int:
    """Return the end of the product at the beginning of a text."""
    depth = 0
    for place, sign in enumerate(text):
        is_sign_of_exponent = sign in "+-" and text[:place].rstrip().endswith(("^", "**"))
        if depth == 0 and sign in "+-,;=<>*/)]}" and not is_sign_of_exponent:
            return len(text[:place].rstrip())
        depth += (sign in "([{") - (sign in ")]}")
    return len(text.rstrip())
