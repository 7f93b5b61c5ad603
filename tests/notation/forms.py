"""Readings as s-expressions, as ``readings/README.md`` describes them, and the rows written down there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from drill.errors import CheckError
from drill.latex import canonicalise_formula
from drill.notation import notation_of, split_statements, to_tokens
from drill.notation.tree import (
    Add,
    Apply,
    At,
    Binomial,
    Bracket,
    Cases,
    Derivative,
    Div,
    Entry,
    Expect,
    Factorial,
    Family,
    Gradient,
    Integral,
    Inverse,
    Listed,
    Matrix,
    Mul,
    Name,
    Neg,
    Node,
    Norm,
    Num,
    Opaque,
    Open,
    PlusMinus,
    Pow,
    Reduce,
    Ref,
    Root,
    Statement,
    Text,
    Transpose,
)

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
        tokens = canonicalise_formula(latex)
    except CheckError:
        return REFUSE
    found = split_statements(tokens, notation_of([tokens]))
    if any(one.statement is None for one in found):
        return REFUSE
    return " && ".join(form(one.statement) for one in found if one.statement is not None) or "none"


def form(node: Node) -> str:
    """The s-expression of a tree."""
    match node:
        case Num(text):
            return text
        case Ref():
            return _ref(node)
        case Open(sign):
            return _raw((sign,))
        case Text(text):
            return f'"{text}"'
        case Opaque(tokens):
            return f"(opaque {_raw(tokens)})"
        case Neg(body):
            return f"(- {form(body)})"
        case PlusMinus(sign, body):
            return form(body) if sign == "+" else f"({_raw((sign,))} {form(body)})"
        case Add(terms):
            return _list("+", map(form, terms))
        case Mul():
            return _product(*_flat(node))
        case Div(top, bottom):
            return _list("/", map(form, (top, bottom)))
        case Binomial(top, bottom):
            return _list("binom", map(form, (top, bottom)))
        case Pow(base, exponent):
            return _list("^", map(form, (base, exponent)))
        case Inverse(base):
            return _list("^", (form(base), "(- 1)"))
        case Transpose(base, _):
            return _list("T", [form(base)])
        case Factorial(body):
            return _list("!", [form(body)])
        case Root(body, degree):
            return _list("sqrt", [form(body)]) if degree is None else _list("root", map(form, (degree, body)))
        case Norm(body, bars, order):
            index = f"_{_raw(to_tokens(order))}" if order is not None else ""
            return _list(("abs" if bars == "|" else "norm") + index, [form(body)])
        case Bracket(body, opening, _):
            return _enclosed(opening, "", [body], [])
        case Listed(items, separators, opening, closing):
            return _enclosed(opening, closing, items, separators)
        case Entry(body):
            below = to_tokens(node)[len(to_tokens(body)) + 2 : -1]
            return _list("idx", [form(body), _raw(below)])
        case Statement():
            return _statement(node)
        case _:
            return _operator(node)


def _operator(node: Node) -> str:
    match node:
        case Apply():
            return _call(node)
        case Expect(operator, body, over, given, opening, _):
            head = form(operator) + (f"_{_raw(to_tokens(over))}" if over is not None else "")
            if operator.mark:
                mark = f"^{_raw([operator.mark])}"
                head = form(operator).removesuffix(mark) + head.removeprefix(form(operator)) + mark
            if not opening:
                return _list("app", [head, form(body)])
            inside = [body] if not (isinstance(body, Listed) and not body.opening) else list(body.items)
            extra = ["|", *map(form, given)] if given else []
            return _list("call", [head, *map(form, inside), *extra])
        case Reduce(operator, body, bound):
            return _list(operator[1:] + _bounds(to_tokens(bound) if bound is not None else []), [form(body)])
        case Integral(body, by, sign=sign):
            tokens = to_tokens(node)
            limits = _limits(tokens[1:])
            factors = list(body.factors) if isinstance(body, Mul) else [body]
            inside = [*map(form, factors), *(f"(diff {_d(node.differential)} {form(one)})" for one in by)]
            return _list(sign[1:] + _bounds(limits), [_list("*", inside) if len(inside) > 1 else inside[0]])
        case Family(body, bound, opening, closing):
            items = body.items if isinstance(body, Listed) else (body,)
            marks = body.separators if isinstance(body, Listed) else ()
            return _list("family" + _bounds(to_tokens(bound)), [_enclosed(opening, closing, items, marks)])
        case At(body, place):
            return _list(f"at{{{_raw(to_tokens(place))}}}{{}}", [form(body)])
        case Gradient(None):
            return "nabla"
        case Gradient(body, by, order):
            below = _raw([token for one in by for token in to_tokens(one)])
            above = f"{{{_raw(to_tokens(order))}}}" if order is not None else ""
            return _list(f"grad{{{below}}}{above}", [form(body)] if body is not None else [])
        case Derivative():
            return _derivative(node)
        case Matrix(rows_, environment):
            return _list(environment, [_list("row", map(form, row)) for row in rows_])
        case Cases(branches, environment, words):
            lines = []
            for (value, condition), said in zip(branches, [*words, *[""] * len(branches)], strict=False):
                told = [] if condition is None else [form(condition)]
                told = [f'(said "{said}" {told[0]})'] if said else told
                lines.append(_list("row", [form(value), *told]))
            return _list(environment, lines)
        case _:
            return _raw(to_tokens(node))


def _d(sign: str) -> str:
    return "d" if sign == "d" else "rm:d"


def _limits(tokens: Sequence[str]) -> list[str]:
    found: list[str] = []
    at = 0
    while at < len(tokens) and tokens[at] in ("_", "^"):
        depth, begun = 0, at
        at += 1
        while True:
            depth += (tokens[at] == "{") - (tokens[at] == "}")
            at += 1
            if not depth:
                break
        found += tokens[begun:at]
    return found


def _bounds(tokens: Sequence[str]) -> str:
    """Tokens ``_ { … } ^ { … }`` as two parts."""
    if not tokens:
        return ""
    below, above, depth = list[str](), list[str](), 0
    into = below
    for token in tokens:
        if depth == 0 and token in ("_", "^"):
            into = below if token == "_" else above
            continue
        depth += (token == "{") - (token == "}")
        into.append(token)
    return f"{{{_raw(below)}}}{{{_raw(above)}}}"


def _derivative(node: Derivative) -> str:
    tokens = to_tokens(node)
    if node.sign == "\\partial_":
        head = _raw(["\\partial", "_", *to_tokens(Listed(node.by, (",",) * len(node.by), "", ""))])
        return _list("app", [head, form(node.body)]) if node.body is not None else head
    if node.is_slash:
        return _raw(tokens)
    bare = (
        to_tokens(Derivative(node.body, node.by, node.sign, True))
        if node.is_inside
        else to_tokens(Derivative(None, node.by, node.sign, False))
    )
    depth, parts = 0, list[list[str]]()
    for token in bare[1:]:
        if token == "{" and depth == 0:
            parts.append([])
        depth += (token == "{") - (token == "}")
        parts[-1].append(token)
    top, bottom = map(_raw, parts)
    if node.body is not None and not node.is_inside:
        return _list(f"D{{{top}}}{{{bottom}}}", [form(node.body)])
    return f"(d{{{top}}}{{{bottom}}})"


def _call(node: Apply) -> str:
    head = node.function
    if node.opening == "{":
        return _list(f"{head.name.base[1:]}", map(form, node.args))
    is_command = head.name.base.startswith("\\") and not head.name.font and head.name.base[1:] in _KNOWN
    groups = [list(map(form, node.args))]
    if node.given:
        groups.append([_SEPARATORS.get(node.bar, node.bar), *map(form, node.given)])
    if node.parameters:
        groups.append([";", *map(form, node.parameters)])
    shows = len(groups) > 1
    said: list[str] = []
    for group in groups:
        mark = group[:1] if group[0] in ("|", "||", ";") else []
        rest = group[len(mark) :]
        said += mark
        for at, one in enumerate(rest):
            said += [",", one] if at and shows else [one]
    power = f"^{form(node.power)}" if node.power is not None else ""
    if is_command:
        body = said[0] if len(said) == 1 else _list("tuple", said)
        return _list(_ref(head) + power, [body])
    if power and power != "^(- 1)":
        return _list(power[0], [_list("call", [_ref(head), *said]), power[1:]])
    inverse = "^-1" if power else ""
    return _list("call" if node.opening else "app", [_ref(head) + inverse, *said])


_KNOWN: Final = frozenset(
    """exp log ln lg sin cos tan cot sec csc sinh cosh tanh coth arcsin arccos arctan det dim deg ker
    gcd Pr""".split()  # noqa: SIM905
)


def _flat(node: Mul) -> tuple[tuple[Node, ...], tuple[str, ...]]:
    return node.factors, node.signs


def _list(head: str, parts: Iterable[str]) -> str:
    return "(" + " ".join((head, *parts)) + ")"


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


def _enclosed(opening: str, closing: str, items: Sequence[Node], separators: Sequence[str]) -> str:
    is_plain = opening in ("(", "[", "{") or (bool(items) and not isinstance(items[0], Ref | Num))
    if len(items) == 1 and opening in ("(", "[", "\\{", "{") and is_plain:
        return form(items[0])
    shows = not all(separator == "," for separator in separators)
    said: list[str] = []
    for mark, one in zip(["", *separators], items, strict=False):
        said += [_SEPARATORS.get(mark, mark)] if mark and (mark != "," or shows) else []
        said.append(form(one))
    return _list(_NAMED.get(opening, "tuple" if opening == "(" else opening + closing), said)


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


def _ref(ref: Ref) -> str:
    name = ref.name
    if name.accents[:1] == ("d",):
        inner = Name(name.base, name.font, name.accents[1:], name.label, name.is_slanted)
        return f"(diff d {_ref(replace(ref, name=inner))})"
    font = _PREFIXES.get(name.font, "")
    accents = "".join("Delta" if accent == "\\Delta" else f"{accent[1:]}:" for accent in name.accents)
    bare = Ref(name, ref.below, separators=ref.separators)
    plain_name = Name(name.base, name.font, name.accents)
    plain = len(to_tokens(plain_name))
    sub = to_tokens(bare)[plain + 2 : -1]
    above = to_tokens(Ref(plain_name, (), ref.above, 0, ref.mark, (), ref.separators_above, ref.opening))
    mark = above[len(to_tokens(plain_name)) + 2 : -1]
    index = f"_{_raw(sub)}" if sub else ""
    return (
        accents
        + font
        + name.base.lstrip("\\")
        + index
        + "'" * ref.primes
        + (f"^{_raw(mark)}" if mark else "")
    )


def _raw(tokens: Iterable[str]) -> str:
    """Tokens as short text: no braces, fonts and accents as prefixes."""
    pieces: list[str] = []
    for token in tokens:
        if token in _PREFIXES:
            pieces.append(_PREFIXES[token])
        elif token in _DRESSES:
            pieces.append(f"{token[1:]}:")
        elif token.startswith(("\\operatorname{", "\\text{")):
            pieces.append(token[token.index("{") + 1 : -1])
        elif token in ("{", "}"):
            continue
        else:
            pieces.append("||" if token == "\\|" else token.lstrip("\\"))
    return "".join(pieces)
