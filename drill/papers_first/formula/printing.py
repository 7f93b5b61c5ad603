"""A tree back to its canonical tokens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final

from drill.papers_first.formula.letter_runs import letters_of
from drill.papers_first.formula.numbered_letters import NUMBERED
from drill.papers_first.formula.occurrences import group_end
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
from drill.papers_first.formula.units import braced
from drill.papers_first.formula.vocabulary import INCREMENTS, SCRIPT, words_token

_ARRAY: Final = "\\begin{array}"
_NO_FACTOR: Final = frozenset("_^'})]=+-,") | {"\\,", "\\int", "\\leq", "\\geq"}
"""What stands behind a name and is nothing that is multiplied with it."""


def to_tokens(node: Node) -> list[str]:
    """The canonical tokens that ``node`` was read from."""
    return list(_kept(node))


@lru_cache(maxsize=4096)
def _kept(node: Node) -> tuple[str, ...]:
    return tuple(_tokens(node))


def _tokens(node: Node) -> list[str]:
    match node:
        case Number(text):
            return [text]
        case Words(text):
            return [words_token(text)] if text else []
        case Said(words, body):
            return [words_token(words), *_tokens(body)]
        case Symbol():
            return _symbol(node)
        case Signed(sign, body):
            return [sign, *_tokens(body)]
        case Sum(parts, signs) | Product(parts, signs) | Statement(parts, signs):
            return _joined(parts, signs)
        case Fraction(top, bottom):
            return ["\\frac", *_group(top), *_group(bottom)]
        case Power(base, exponent):
            return [*_base(base), "^", *_group(exponent)]
        case Factorial(body):
            return [*_tokens(body), "!"]
        case Transpose(base, mark):
            return [*_base(base), "^", "{", *mark, "}"]
        case Root(body, None):
            return ["\\sqrt", *_group(body)]
        case Root(body, degree):
            return ["\\sqrt", "[", *_tokens(degree), "]", *_group(body)] if degree is not None else []
        case Bracket("", "", parts, separators, _):
            return _joined(parts, separators)
        case Bracket(opening, closing, parts, separators, sub):
            return [opening, *_joined(parts, separators), closing, *braced("_", sub)]
        case Ranged(body, bar, lower, upper):
            mark = [bar] if bar else []
            return [*_tokens(body), *mark, *braced("_", lower), *braced("^", upper)]
        case Norm(bars, body, sub):
            return [bars, *_tokens(body), bars, *braced("_", sub)]
        case Call(head, arguments):
            return [*_tokens(head), *_tokens(arguments)]
        case Function(name, body, sub, power):
            exponent = [] if power is None else ["^", *_group(power)]
            return [name, *braced("_", sub), *exponent, *_tokens(body)]
        case Big(name, lower, upper, body):
            return [name, *braced("_", lower), *braced("^", upper), *_tokens(body)]
        case Gradient(body, sub, power):
            inner = [] if body is None else _tokens(body)
            return ["\\nabla", *braced("_", sub), *braced("^", power), *inner]
        case Derivative(top, bottom):
            return ["\\frac", "{", *top, "}", "{", *bottom, "}"]
        case Applied(head, body):
            return [*_tokens(head), *_tokens(body)]
        case Differential(sign, variable):
            return [*_tokens(sign), *_tokens(variable)]
        case Binomial(top, bottom):
            return ["\\binom", *_group(top), *_group(bottom)]
        case Table(environment, rows):
            return [f"\\begin{{{environment}}}", *_cells(rows), f"\\end{{{environment}}}"]


@lru_cache(maxsize=4096)
def to_latex(node: Node) -> str:
    """``node`` as LaTeX that typesets well."""
    return join(to_tokens(node))


def behind_differentials(tokens: Sequence[str]) -> Iterator[int]:
    """Where the differentials end that stand right behind their integral sign: ``\\int_a^b dx p(x)``."""
    for at, token in enumerate(tokens):
        if token != "\\int":
            continue
        at += 1
        while at + 1 < len(tokens) and tokens[at] in ("_", "^"):
            at = group_end(tokens, at + 1) if tokens[at + 1] == "{" else at + 2
        end = group_end(tokens, at + 2) if tokens[at + 2 : at + 3] == ["{"] else at + 2  # ``d\\mathbf{x}``
        if end < len(tokens) and tokens[at] == "d" and tokens[end] not in _NO_FACTOR:
            yield end


def join(tokens: Iterable[str]) -> str:
    """Tokens as text: blanks only where LaTeX needs one to end a command's name."""
    out: list[str] = []
    given = list(tokens)
    for at, token in enumerate(given):
        if out and out[-1][0] == "\\" and out[-1][-1].isalpha() and token[0].isalpha():
            out.append(" ")
        out.append(token)
        if token == _ARRAY:
            out.append(f"{{{'c' * _columns(given[at + 1 :])}}}")
    return "".join(out)


def _columns(tokens: Sequence[str]) -> int:
    """How many columns an array has whose rows ``tokens`` begin with: an array must say so."""
    widths, depth = [1], 0
    for token in tokens:
        depth += token.startswith("\\begin{") - token.startswith("\\end{")
        if depth < 0:
            break
        if depth == 0 and token == "\\\\":
            widths.append(1)
        widths[-1] += depth == 0 and token == "&"
    return max(widths)


def _symbol(symbol: Symbol) -> list[str]:
    if symbol.font == "\\operatorname":
        tokens = [f"\\operatorname{{{symbol.base}}}"]
    elif symbol.font == SCRIPT and symbol.base.isalpha():
        tokens = [token for letter in symbol.base for token in (SCRIPT, "{", letter, "}")]
    elif symbol.font:
        tokens = [symbol.font, "{", symbol.base, "}"]
    else:
        is_one = symbol.base[0] == "\\" or NUMBERED.match(symbol.base)
        tokens = [symbol.base] if is_one else letters_of(symbol.base)
    for accent in reversed(symbol.accents):
        tokens = [accent, *tokens] if accent in INCREMENTS else [accent, "{", *tokens, "}"]
    return [*tokens, *braced("_", symbol.sub), *["'"] * symbol.primes, *braced("^", symbol.mark)]


def _joined(parts: tuple[Node, ...], signs: tuple[str, ...]) -> list[str]:
    tokens = _tokens(parts[0]) if parts else []
    for sign, part in zip(signs, parts[1:], strict=True):
        tokens += ([sign] if sign else []) + _tokens(part)
    return tokens


def _base(node: Node) -> list[str]:
    tokens = _tokens(node)
    plain = (
        isinstance(node, Number | Bracket | Norm | Call)
        or (isinstance(node, Function) and isinstance(node.body, Bracket) and node.power is None)
        or (isinstance(node, Symbol) and not node.mark)
        or (isinstance(node, Gradient) and isinstance(node.body, Call))
        or (isinstance(node, Big) and not node.lower and isinstance(node.body, Bracket))
    )
    return tokens if plain else ["{", *tokens, "}"]


def _group(node: Node) -> list[str]:
    return ["{", *_tokens(node), "}"]


def _cells(rows: tuple[tuple[Node, ...], ...]) -> list[str]:
    tokens: list[str] = []
    for index, row in enumerate(rows):
        tokens += ["\\\\"] if index else []
        for column, cell in enumerate(row):
            tokens += (["&"] if column else []) + _tokens(cell)
    return tokens
