"""Readings as s-expressions, as ``readings/README.md`` describes them, and the rows written down there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from drill.papers_first.formula.parser import parse_tokens
from drill.papers_first.formula.statements import pieces
from drill.papers_first.formula.tokens import RefusedError, canonical
from drill.papers_first.formula.tree import (
    Applied,
    Big,
    Binomial,
    Bracket,
    Call,
    Derivative,
    Differential,
    Factorial,
    Fraction,
    Function,
    Gradient,
    Node,
    Norm,
    Number,
    Power,
    Product,
    Ranged,
    Root,
    Said,
    Signed,
    Statement,
    Sum,
    Symbol,
    Table,
    Transpose,
    Words,
)
from drill.papers_first.formula.usage import usage_of

FOLDER: Final = Path(__file__).parent / "readings"
REFUSE: Final = "refuse"
_PREFIXES: Final = {
    "\\mathbf": "bf:",
    "\\mathcal": "cal:",
    "\\mathbb": "bb:",
    "\\mathrm": "rm:",
    "\\mathsf": "sf:",
}
_DRESSES: Final = frozenset(("\\hat", "\\bar", "\\tilde", "\\dot", "\\ddot", "\\vec"))
_SEPARATORS: Final = {"\\mid": "|", "\\|": "||"}
_NAMED: Final = {"": "list", "\\langle": "inner", "\\lfloor": "floor", "\\lceil": "ceil", "\\{": "set"}


@dataclass(frozen=True, slots=True)
class Row:
    """A formula, and its readings as a mathematician writes them down; ``refuse`` where unclear."""

    latex: str
    readings: tuple[str, ...]


def rows() -> Iterator[Row]:
    """Every row of the folder."""
    for path in sorted(FOLDER.glob("*.txt")):
        latex, readings = "", list[str]()
        for line in [*path.read_text(encoding="utf-8").splitlines(), ""]:
            if line.startswith("  "):
                readings.append(line.strip())
                continue
            if latex:
                yield Row(latex, tuple(readings))
            latex, readings = line, []


def read(latex: str) -> str:
    """How the program reads a row, or ``refuse``."""
    try:
        tokens = canonical(latex)
        usage = usage_of([tokens])
        said = [piece.tokens for piece in pieces(tokens) if not piece.is_condition]
        return " && ".join(form(parse_tokens(list(one), usage)) for one in said) or "none"
    except RefusedError:
        return REFUSE


def form(node: Node) -> str:
    """The s-expression of a tree."""
    match node:
        case Number(text):
            return text
        case Symbol():
            return _symbol(node)
        case Signed("+", body):
            return form(body)
        case Signed(sign, body):
            return f"({_raw((sign,))} {form(body)})"
        case Sum(terms, signs):
            return _list("+", [form(terms[0]), *map(_term, signs, terms[1:])])
        case Product(factors, signs):
            return _product(factors, signs)
        case Fraction(top, bottom):
            return _list("/", map(form, (top, bottom)))
        case Binomial(top, bottom):
            return _list("binom", map(form, (top, bottom)))
        case Power(base, exponent):
            return _list("^", map(form, (base, exponent)))
        case Transpose(base, _):
            return _list("T", [form(base)])
        case Factorial(body):
            return _list("!", [form(body)])
        case Root(body, degree):
            return _list("sqrt", [form(body)]) if degree is None else _list("root", map(form, (degree, body)))
        case Bracket():
            return _bracket(node)
        case Norm(bars, body, sub):
            name = "abs" if bars == "|" else "norm"
            return _list(name + _index(sub), [form(body)])
        case Call(head, arguments):
            call = _list("call", [form(head), *_arguments(arguments)])
            return _list("idx", [call, _raw(arguments.sub)]) if arguments.sub else call
        case Function(name, body, sub, power):
            exponent = "" if power is None else f"^{form(power)}"
            return _list(name[1:] + _index(sub) + exponent, [form(body)])
        case Big(name, lower, upper, body):
            bounds = f"{{{_raw(lower)}}}{{{_raw(upper)}}}" if lower or upper else ""
            return _list(name[1:] + bounds, [form(body)])
        case Ranged(body, bar, lower, upper):
            return _list(f"{'at' if bar else 'family'}{{{_raw(lower)}}}{{{_raw(upper)}}}", [form(body)])
        case Gradient(None, _, _):
            return "nabla"
        case Gradient(body, sub, power):
            return _list(
                f"grad{{{_raw(sub)}}}" + (f"{{{_raw(power)}}}" if power else ""), [form(body)] if body else []
            )
        case Derivative(top, bottom):
            return f"(d{{{_raw(top)}}}{{{_raw(bottom)}}})"
        case Applied(Derivative(top, bottom), body):
            return _list(f"D{{{_raw(top)}}}{{{_raw(bottom)}}}", [form(body)])
        case Applied(head, body):
            return _list("app", map(form, (head, body)))
        case Differential(sign, variable):
            return _list("diff", map(form, (sign, variable)))
        case Table(environment, rows_):
            return _list(environment, [_list("row", map(form, row)) for row in rows_])
        case Words(text):
            return f'"{text}"'
        case Said(words, body):
            return _list("said", [f'"{words}"', form(body)])
        case Statement():
            return _statement(node)


def _list(head: str, parts: Iterable[str]) -> str:
    return "(" + " ".join((head, *parts)) + ")"


def _term(sign: str, term: Node) -> str:
    return form(term) if sign == "+" else f"({_raw((sign,))} {form(term)})"


def _product(factors: tuple[Node, ...], signs: tuple[str, ...]) -> str:
    """Signs from the left; juxtaposition, dots and stars are one multiplication."""
    said, run = form(factors[0]), list[str]()
    for sign, factor in zip(signs, factors[1:], strict=True):
        if sign in ("", "\\cdot", "*", "\\ast"):
            run = run or [said]
            run.append(form(factor))
            said = _list("*", run)
        else:
            said, run = _list("/" if sign in ("/", "\\div") else _raw((sign,)), [said, form(factor)]), []
    return said


def _bracket(node: Bracket) -> str:
    single = len(node.parts) == 1
    is_plain = node.opening in ("(", "[") or not isinstance(node.parts[0], Symbol | Number)
    if single and node.opening in ("(", "[", "\\{") and is_plain:
        inner = form(node.parts[0])
    else:
        name = _NAMED.get(node.opening, "tuple" if node.opening == "(" else node.opening + node.closing)
        inner = _list(name, _arguments(node))
    return _list("idx", [inner, _raw(node.sub)]) if node.sub else inner


def _arguments(bracket: Bracket) -> Iterator[str]:
    shows_commas = not all(separator == "," for separator in bracket.separators)
    yield form(bracket.parts[0])
    for separator, part in zip(bracket.separators, bracket.parts[1:], strict=True):
        if separator != "," or shows_commas:
            yield _SEPARATORS.get(separator, separator)
        yield form(part)


def _statement(node: Statement) -> str:
    if not node.relations:
        return form(node.sides[0])
    names = [_raw((relation,)) for relation in node.relations]
    if len(set(names)) == 1 and names[0] != ":":
        return _list(names[0], map(form, node.sides))
    chain = [form(node.sides[0])]
    for name, side in zip(names, node.sides[1:], strict=True):
        chain += (name, form(side))
    return _list("rel", chain)


def _symbol(symbol: Symbol) -> str:
    font = _PREFIXES.get(symbol.font, "")
    accents = "".join("Delta" if accent == "\\Delta" else f"{accent[1:]}:" for accent in symbol.accents)
    mark = f"^{_raw(symbol.mark)}" if symbol.mark else ""
    return accents + font + symbol.base.lstrip("\\") + _index(symbol.sub) + "'" * symbol.primes + mark


def _index(sub: tuple[str, ...]) -> str:
    return f"_{_raw(sub)}" if sub else ""


def _raw(tokens: Iterable[str]) -> str:
    """Tokens as short text: no braces, fonts and accents as prefixes."""
    pieces_: list[str] = []
    for token in tokens:
        if token in _PREFIXES:
            pieces_.append(_PREFIXES[token])
        elif token in _DRESSES:
            pieces_.append(f"{token[1:]}:")
        elif token.startswith(("\\operatorname{", "\\text{")):
            pieces_.append(token[token.index("{") + 1 : -1])
        elif token in ("{", "}"):
            continue
        else:
            pieces_.append("||" if token == "\\|" else token.lstrip("\\"))
    return "".join(pieces_)
