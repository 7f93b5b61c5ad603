r"""The law of the one-line form: what is printed reads as what was meant.

A formula that ``maths`` reads from its LaTeX must be read from its one-line form as the same tree, by the
reader of typed answers. Of a formula that neither of them reads the nesting of brackets is compared: it must
nest as it does when every fraction, root and exponent of its LaTeX gets brackets of its own. A formula that
only one of them reads (``(1, 2; 3, 4)`` for a matrix) is no case.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from drill.banks import Variant
from drill.errors import ParseError
from drill.maths.latex import read_latex
from drill.maths.names import Names
from drill.maths.plain import parse
from drill.maths.tree import Binary, Call, Neg, Node, children, symbols, walk
from drill.typeset import Tier, linear

Outcome = Literal["same", "other", "one reader", "nested alike", "nested otherwise", "not compared"]

FAULTS: frozenset[Outcome] = frozenset(("other", "nested otherwise"))
TIERS: tuple[Tier, ...] = ("full", "common", "safe", "ascii")

_FORMULA = re.compile(r"(?<!\\)\$\$(?P<display>.+?)\$\$|(?<!\\)\$(?P<inline>(?:\\.|[^$\\])+?)\$", re.DOTALL)
_NO_PRODUCT = re.compile(
    r"(?<![A-Za-z\\])[fghpqFGHLPQEVZ](?:'|_\w|_\{[^{}]*\})*\s*(?:\\left|\\[bB]ig+l?)?[(\[]"
    r"|\\[dt]?frac\s*\{*\s*(?:d|\\partial)(?![a-z]{2})"
)
"""Letters that stand for functions, and differential quotients: ``maths`` takes both for products."""
_OPEN = Names(undeclared="allow")


def texts(variant: Variant) -> Iterator[str]:
    """Yield all that is shown of a variant as sentences."""
    yield from (variant.setting, variant.shape, variant.motion, variant.theory)
    for stage in variant.stages:
        yield from (stage.prompt, stage.result, *stage.lines, *stage.steps, *stage.hints)
        yield from (mistake.say for mistake in stage.wrong)
        for option in stage.options:
            yield from (option.text, option.say)


def formulas(text: str) -> Iterator[str]:
    """Yield the LaTeX of the formulas in a text."""
    for found in _FORMULA.finditer(text):
        yield found["display"] or found["inline"]


def faults(latex: str) -> list[str]:
    """Return the one-line forms of a formula that read otherwise than it was meant."""
    return [linear(latex, tier=tier).lines[0] for tier in TIERS if outcome(latex, tier) in FAULTS]


def misread(latex: str) -> list[str]:
    """Return the one-line forms that are surely read otherwise: as another tree, by the reader of answers.

    How brackets nest is compared where neither reader reads; that is for the typesetter's own tests, and too
    unsure to refuse an author's formula.
    """
    return [linear(latex, tier=tier).lines[0] for tier in TIERS if outcome(latex, tier) == "other"]


def outcome(latex: str, tier: Tier) -> Outcome:
    """Say how the one-line form of a formula reads."""
    line = " ".join(linear(latex, tier=tier).lines)
    if not _NO_PRODUCT.search(latex):
        meant = _meant(latex)
        if meant is not None:
            read = [_read(line, names) for names in (_OPEN, _declaring(meant))]
            if any(tree is not None and _flat(tree) == _flat(meant) for tree in read):
                return "same"
            return "one reader" if read == [None, None] else "other"
        if _read(line, _OPEN) is not None:
            return "one reader"
    if tier == "ascii":
        return "not compared"  # its signs are words, and words before brackets look like functions
    bracketed = " ".join(linear(_Rewriter(latex, bracketed=True).row(), tier=tier).lines)
    return "nested alike" if nesting(line) == nesting(bracketed) else "nested otherwise"


# --- reading ------------------------------------------------------------------------------------------------


def _meant(latex: str) -> Node | None:
    """What LaTeX says: braces that do not show are not there."""
    try:
        return read_latex(_Rewriter(latex, bracketed=False).row(), _OPEN, {}, "statement")
    except ParseError:
        return None


def _read(line: str, names: Names) -> Node | None:
    try:
        return parse(line, names, "statement")
    except ParseError:
        return None


def _declaring(tree: Node) -> Names:
    """The names of an exercise whose symbols these are: a γ that is declared is no function."""
    turned = [part for part in walk(tree) if isinstance(part, Call) and part.name in ("T", "inv")]
    matrices = frozenset[str]().union(*(symbols(part) for part in turned))
    return Names(symbols(tree), matrices, undeclared="allow")


def _flat(node: Node) -> object:
    """A tree without what no bracket tells: ``a·(b/c)`` is ``(a·b)/c``, and ``(-a)/b`` is ``-(a/b)``."""
    if isinstance(node, Neg) or (isinstance(node, Binary) and node.op in "*/"):
        sign, above, below = _factors(node)
        return sign, tuple(above), tuple(below)
    parts = children(node)
    # A node without its parts is told by its fields that are none.
    return (*_own(node), *map(_flat, parts)) if parts else node


def _own(node: Node) -> tuple[object, ...]:
    fields = ("op", "name", "kind", "open_low", "open_high")
    return type(node), *(getattr(node, field, None) for field in fields)


def _factors(node: Node) -> tuple[int, list[object], list[object]]:
    """Sign, numerator and denominator of a chain of products and quotients."""
    match node:
        case Neg(inner):
            sign, above, below = _factors(inner)
            return -sign, above, below
        case Binary("*" | "/" as op, left, right):
            sign, above, below = _factors(left)
            other, over, under = _factors(right)
            over, under = (over, under) if op == "*" else (under, over)
            return sign * other, above + over, below + under
        case _:
            return 1, [_flat(node)], []


# --- brackets -----------------------------------------------------------------------------------------------

_TOKEN = re.compile(r"\\(?:[A-Za-z]+|.)|.", re.DOTALL)
_WITH_ARGUMENT = re.compile(
    r"\\(?:text|math|operatorname|b[mf]|bold|hat|bar|dot|d+ot|tilde|vec|check|wide|over|under|box|begin|end|tag|"
    r"label|m?box|pmod|substack|phantom|color|x(?:left|right))"
)


class _Rewriter:
    """Rewrites LaTeX: braces that do not show go; ``bracketed`` gives all that groups brackets that show."""

    def __init__(self, latex: str, *, bracketed: bool) -> None:
        self._tokens = _TOKEN.findall(latex)
        self._at = 0
        self._bracketed = bracketed

    def row(self, end: str = "") -> str:
        """All up to ``end``, which is read as well."""
        written = ""
        while self._at < len(self._tokens):
            token = self._next()
            if token == end:
                break
            written += self._piece(token)
        return written

    def _next(self) -> str:
        self._at += 1
        return self._tokens[self._at - 1]

    def _piece(self, token: str) -> str:
        if token == "{":
            body = self.row("}")
            return f"{{{body}}}" if self._peek() in ("^", "_", "'") else f" {body} "
        if token in ("^", "_"):
            script = self._argument()
            shows = self._bracketed and token == "^" and not re.fullmatch(r"\s*(?:.|\\\w+)\s*", script)
            return f"{token}{{{_shown(script) if shows else script}}}"
        if token in ("\\frac", "\\dfrac", "\\tfrac", "\\binom"):
            above, below = self._argument(), self._argument()
            if self._bracketed and token != "\\binom":
                return _shown(f"{_shown(above)}/{_shown(below)}")
            return f"{token}{{{above}}}{{{below}}}"
        if token == "\\sqrt":
            degree = f"[{self.row(']')}]" if self._follows("[") else ""
            body = self._argument()
            return f"{token}{degree}{{{_shown(body) if self._bracketed else body}}}"
        if _WITH_ARGUMENT.match(token) and self._follows("{"):
            return f"{token}{{{self.row('}')}}}"
        return token

    def _peek(self) -> str:
        """The token that comes next, behind blanks."""
        return next((token for token in self._tokens[self._at :] if not token.isspace()), "")

    def _follows(self, token: str) -> bool:
        """Whether a token comes next; it is read then."""
        if self._peek() != token:
            return False
        self._at = self._tokens.index(token, self._at) + 1
        return True

    def _argument(self) -> str:
        if self._follows("{"):
            return self.row("}")
        token = self._peek()
        return self._piece(token) if token and self._follows(token) else ""


def _shown(latex: str) -> str:
    return f"\\left({latex}\\right)"


_RAISED, _LOWERED = (
    re.compile(f"[{signs}]+") for signs in ("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᴬ-ᵡʰʲʳʷʸˡˢˣⁱⁿᶜᶠᶻᶿⱽ", "₀-₎ₐ-ₜᵢ-ᵪⱼ")
)
_PIECE = re.compile(r"\s+|∂?(?:(?:[^\W\d_][\u0300-\u036f\u20d0-\u20ef]*)+|\d+(?:\.\d+)?)['′″‴]*|.")
_CLOSING = {"(": ")", "[": "]", "{": "}", "|": "|", "‖": "‖"}
_BARS = ("|", "‖")
_FUNCTION_LETTERS = "fghpqFGHLPQEVZC"


def nesting(line: str) -> object:
    """Say what a line of any mathematics nests in what; brackets that change nothing are left out."""
    for run, mark in ((_RAISED, "^"), (_LOWERED, "_")):
        line = run.sub(lambda found, mark=mark: f"{mark}({unicodedata.normalize('NFKC', found[0])})", line)
    return _Nesting(_PIECE.findall(line.replace("−", "-").replace("∣", "|"))).row("")


@dataclass(frozen=True)
class _Quotient:
    above: list[object]
    below: list[object]


class _Nesting:
    """Reads signs by how tightly they bind: all others, then sums, then products, then scripts and roots."""

    def __init__(self, pieces: list[str]) -> None:
        self._pieces = pieces
        self._at = 0
        self._ends = [""]

    def row(self, end: str) -> object:
        """Sums and the signs between them, up to ``end``."""
        self._ends.append(end)
        items: list[object] = []
        terms: list[object] = []
        while (piece := self._peek()) is not None and piece != end:
            if piece in "+-±∓":
                terms.append(self._next())
            elif self._is_operand(piece):
                terms.append(self._product())
            else:
                items += [_one(terms), self._next()]
                terms = []
        self._at += 1
        self._ends.pop()
        return _one([*items, _one(terms)])

    def _peek(self) -> str | None:
        while self._at < len(self._pieces) and self._pieces[self._at].isspace():
            self._at += 1
        return self._pieces[self._at] if self._at < len(self._pieces) else None

    def _next(self) -> str:
        self._at += 1
        return self._pieces[self._at - 1]

    def _is_operand(self, piece: str) -> bool:
        if piece in ("and", "or", "not"):
            return False
        if piece in _BARS:
            return piece != self._ends[-1] and self._is_closed(piece)
        return piece in _CLOSING or any(map(str.isalnum, piece)) or piece[-1] in "√^_∑∏∫∂∇∞…'′″‴*%"

    def _is_closed(self, bar: str) -> bool:
        """Whether a bar ends what the next one begins, before the bracket round both ends."""
        depth = 0
        for piece in self._pieces[self._at + 1 :]:
            depth += (piece in "([{") - (piece in ")]}")
            if depth <= 0 and (depth < 0 or piece == bar):
                return depth == 0
        return False

    def _product(self) -> object:
        above: list[object] = []
        below: list[object] = []
        side = above
        while (piece := self._peek()) is not None:
            if piece in "/·×":
                self._next()
                side = below if piece == "/" else above
            elif not self._is_operand(piece):
                break
            else:
                over, under = _parts(self._factor())
                side += over
                (above if side is below else below).extend(under)
                side = above
        return _quotient(above, below)

    def _factor(self) -> object:
        """One factor with what stands behind it: scripts, a factorial, the argument of a function."""
        if self._peek() == "√":
            return (self._next(), self._factor())
        if self._peek() == "^":  # the degree of a root
            return (self._next(), self._atom(), self._factor())
        factor = "" if self._peek() == "_" else self._atom()
        is_called = isinstance(factor, str) and (_is_word(factor) or factor[:1] in _FUNCTION_LETTERS)
        factor = self._scripted(factor)
        return self._scripted((factor, self._atom())) if is_called and self._peek() == "(" else factor

    def _scripted(self, factor: object) -> object:
        """A factor with what is raised, lowered or behind it; so is a call, ``f(x)²``."""
        while self._at < len(self._pieces) and (piece := self._pieces[self._at]) in "^_!":
            factor = (factor, self._next()) if piece == "!" else (factor, self._next(), self._atom())
        return factor

    def _atom(self) -> object:
        piece = self._peek()
        if piece is None:
            return ""
        self._next()
        if piece not in _CLOSING:
            return piece
        inner = self.row(_CLOSING[piece])
        return inner if piece == "(" else (piece, inner)


def _is_word(text: str) -> bool:
    return len(unicodedata.normalize("NFC", text)) > 1 and text.isalpha()


def _parts(factor: Any) -> tuple[list[Any], list[Any]]:
    """What stands above and below the slashes of a factor; a product within a product needs no brackets."""
    match factor:
        case ["-", inner]:
            over, under = _parts(inner)
            return ["-", *over], under
        case _Quotient(above, below):
            return above, below
        case _:
            return [factor], []


def _quotient(above: list[object], below: list[object]) -> object:
    unsigned = [factor for factor in above if factor != "-"]
    is_one = len(unsigned) == 1 and not below
    whole = unsigned[0] if is_one else _Quotient(unsigned, below)
    return ["-", whole] if (len(above) - len(unsigned)) % 2 else whole


def _one(items: list[Any]) -> Any:
    match items:
        case [only] | ["-", ["-", only]]:
            return only
        case _:
            return items
