"""Spellings that people mean in two ways: an answer that is right in its other reading is handed back.

By convention ``e^3x`` is e^3 x, ``x^1/2`` is (x^1)/2, ``ln 10/7`` is ln(10)/7, ``sin 2*x`` is sin(2)·x,
``1/2x`` is x/2, ``9:4`` is 9/4, ``asin(x)`` is arcsin(x) also where ``a`` is a name, ``y(x) = 2`` is y·x = 2
and ``1,5, 2,5`` are four values. Whoever means otherwise has made no mistake in mathematics, so such an
answer costs nothing. It does only if its other reading is the key: whatever else is wrong stays wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, combinations, islice, permutations, product

from drill.checking.answer_reader import read_answer, read_respelt, respell_typed
from drill.checking.answer_verdict import Verdict, make_wrong_verdict
from drill.checking.kind import describe_tree_kind
from drill.checking.spec import Spec
from drill.errors import CheckError
from drill.explanation import record_step
from drill.maths import maths_tree
from drill.maths.characters import GREEK
from drill.maths.maths_tree import Binary, Node, change_parts
from drill.maths.names import BARE, SPELLINGS
from drill.notation import is_latex

_TIMES = r"[*·×⋅]|\\(?:cdot|times|ast)(?![A-Za-z])"
# Words behind which an argument may stand without brackets, the longest first.
_FUNCTIONS = "|".join(
    sorted({*BARE, *(word for word, name in SPELLINGS.items() if name in BARE)}, key=len, reverse=True)
)
_INDEX = r"(?:_\{[^{}]*\}|_\w+)?"
_PIECE = (
    r"(?P<open>\\left\s*\\?[(\[{|.⟨⌊⌈]|\\begin\{\w+\}|\\?[(\[{]|[⟨⌊⌈])"
    r"|(?P<close>\\right\s*\\?[)\]}|.⟩⌋⌉]|\\end\{\w+\}|\\?[)\]}]|[⟩⌋⌉])"
    r"|(?P<power>\^|\*\*)|(?P<quotient>[/÷])|(?P<infix>[⊙∘]|\.\*|(?:choose|nCr)(?![A-Za-z]))"
    rf"|(?P<sign>{_TIMES})|(?P<sum>[-+−–±])"
    r"|(?P<stop>[=<>≤≥≠,;&∪∧∨\n]|\\\\|\\(?:leq?|geq?|neq?|in|cup|quad)(?![A-Za-z])|(?:or|and)(?![A-Za-z]))"
    r"|(?P<after>[!%'²³⁰¹⁴-⁹⁺⁻ⁿ]|_(?:\{[^{}]*\}|\w))"
    rf"|(?P<value>NAMES{_INDEX})"
    rf"|(?P<function>[√∛]|(?:\\?(?:{_FUNCTIONS})|\\(?:operatorname|mathrm)\{{(?:{_FUNCTIONS})\}}){_INDEX})"
    rf"|(?P<other>\d+(?:\.\d+)?|\.\d+|\\[A-Za-z]+|[^\W\d_]{_INDEX}|\S)"
)
_VALUES = ("value", "other", "close", "after")
_OPERATORS = ("power", "quotient", "infix", "sign", "sum")
# What is within an extent, in the steps in which all constructs of a text take more alike.
_STEPS = tuple(
    frozenset(("power", *joints.split()))
    for joints in (
        "", "touch", "touch quotient", "touch blank", "sign", "touch sign", "touch blank sign",
        "touch blank sign quotient", "touch blank sign quotient sum",
    )
)  # fmt: skip
# Readings that are tried at most, of one value and of several: each of several costs a whole comparison.
_MOST_READINGS, _MOST_OF_SEVERAL = 48, 6
# The places of an opening and a closing bracket.
_Pair = tuple[int, int]
_Brackets = frozenset[_Pair]
_WORD = re.compile(r"(?P<font>\\(?:operatorname|mathrm)\{)?(?P<word>[A-Za-z]{2,12})(?(font)\})")
# The letter of an inverse function that may be a name.
_INVERSE = re.compile(r"(?<![A-Za-z])a(?=(?:sin|cos|tan|sec|csc|cot)h?\b)")
_DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d)")
# Numbers as they come out of a PDF, and as other countries write them: ``3 × 10−4`` for 3·10^-4, ``25.000``
# for 25000, ``1·25`` for 1.25, ``3 (2/5)`` for 3 + 2/5, ``3.10^8`` for 3·10^8, ``2e -3`` for 2e-3; and powers
# whose exponent came down: ``A−1b``, ``e−x``, ``2n−1`` for 2^(n-1), ``x`` and 2 on two lines.
_COPIED: Sequence[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]] = (
    (re.compile(r"(?<=\d)(\s*[×·⋅*xX]\s*10)\s*([-−–+]?\d{1,2})(?![\d.^*])"), r"\1^(\2)"),
    (re.compile(r"(?<![\w.)])10([-−–]\d{1,2})(?![\d.^*])"), r"10^(\1)"),
    (re.compile(r"(?<![\w.])(\d*\.)(\d*)\s?\((\d{1,6})\)"), r"\1\2\3\3\3…"),
    (re.compile(r"(?<![\d.,])[1-9]\d{0,2}(?:\.\d{3})+(?![\d.,])"), lambda number: number[0].replace(".", "")),
    (re.compile(r"(?<![\d.])(\d+)[·⋅](\d+)(?![\d.])"), r"\1.\2"),
    (re.compile(r"(?<![\w.)])(\d+)\s*\((\d+/\d+)\)(?!\s*[\w(^])"), r"(\1+\2)"),
    (re.compile(r"(?<![\d.])(\d+)\.10(?=\^|\*\*|[⁻⁰¹²³⁴-⁹])"), r"\1*10"),
    (re.compile(r"(?<=\d)\s*[eE]\s*([-−–+]?)\s*(\d+)(?![\w.])"), r"e\1\2"),
    (re.compile(r"(?<=[A-Za-z0-9)])−(\d+|[A-Za-z](?:/\d+)?)"), r"^(-\1)"),
    (re.compile(r"(?<=\d)([A-Za-z])−(\d+)"), r"^(\1-\2)"),
    (re.compile(r"(?<=[A-Za-z)])\s*\n\s*([-−]?\w+)"), r"^(\1)"),
)
# A value and the same once more in brackets, ``1/2 (0.5)``.
_RESTATED = re.compile(r"(?P<value>.*\S)\s*\((?P<again>[^()]+)\)\s*", re.DOTALL)
# Markup of LaTeX that its rendering hides.
_UNSHOWN = re.compile(r"[\s\\^_{}]")
_AS_LATEX = str.maketrans({**GREEK, "−": "-"})
_BARE_COMMA = re.compile(r",(?=\S)")
_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?!,?\d)")


def other_reading(spec: Spec, text: str, node: Node, judged: Callable[[Node], Verdict]) -> Verdict | None:
    """Return the verdict on a wrong answer whose other reading ``judged`` calls right; None for any other."""
    if (share := spec.read_as_share(text, node)) and _is_other_reading_right(share[0], judged):
        return _make_ambiguous_verdict(*share[1:])
    for same in _list_repetitions(text):
        with suppress(CheckError):
            nodes = [read_answer(spec, value) for value in same]
            if all(read is not None and _is_other_reading_right(read, judged) for read in nodes):
                return _make_ambiguous_verdict(same[0], spec.print_as_shown(node))
    seen: set[Node] = {node}
    most = _MOST_READINGS if spec.is_single_value else _MOST_OF_SEVERAL
    respelt = respell_typed(spec, text)
    bracketed = islice(_list_bracketed(respelt, spec.names.declared), most)
    for regrouped_text, is_split in chain(
        ((each, False) for each in bracketed), ((each, True) for each in _list_split_words(spec, respelt))
    ):
        try:
            regrouped = read_respelt(spec, regrouped_text)
        except CheckError:
            continue
        if regrouped in seen:
            continue
        seen.add(regrouped)
        if _is_other_reading_right(regrouped, judged):
            readings = spec.print_as_shown(regrouped), spec.print_as_shown(_with_brackets(node))
            return _make_ambiguous_verdict(
                *(_INVERSE.sub("arc", read) for read in readings) if is_split else readings
            )
    for respelt, other in _read_respellings(spec, text):
        if other != node and _is_other_reading_right(other, judged):
            return _make_ambiguous_verdict(respelt, spec.print_as_shown(node))
    return None


def _list_split_words(spec: Spec, text: str) -> Iterator[str]:
    """Yield a text with a blank in a word that holds a name of the exercise: ``a sin(x)`` of ``asin(x)``."""
    names = spec.names.declared
    for word in {match["word"]: match for match in _WORD.finditer(text)}.values():
        letters, font = word["word"], word["font"] or ""
        if any(name in letters and name != letters for name in names):
            for end in range(1, len(letters)):
                rest = f"{font}{letters[end:]}}}" if font else letters[end:]
                yield text.replace(word[0], f"{letters[:end]} {rest}")


# --- brackets that a line of text lacks ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Piece:
    """A piece of an answer's text; a bracket is as deep as what is around it."""

    kind: str
    text: str
    start: int
    end: int
    depth: int


def _list_bracketed(text: str, names: frozenset[str]) -> Iterator[str]:
    """Yield a text with brackets where a page needs none: around what is raised, over or under a line, under
    a root, or behind a function; first for one of these constructs, then for several, by whole steps."""
    pieces = _split_pieces(text, names)
    constructs = ("quotient", "function") if is_latex(text) else ("power", "quotient", "function")
    extents = [_list_extents(pieces, construct) for construct in constructs]
    sides = _list_sides(pieces)
    by_steps = [steps for steps, _ in extents] + [sides]
    singles = chain(*by_steps, *(single for _, single in extents))
    several = (combinations(by_steps, count) for count in (2, 3))
    chosen = chain.from_iterable(product(*some) for some in chain.from_iterable(several))
    seen: set[_Brackets] = set()
    for pairs in chain(singles, (frozenset[_Pair]().union(*each) for each in chosen)):
        if pairs in seen:
            continue
        seen.add(pairs)
        if not any(first[0] < second[0] < first[1] < second[1] for first, second in permutations(pairs, 2)):
            yield _put_brackets(text, pairs)


def _put_brackets(text: str, pairs: Iterable[_Pair]) -> str:
    places = [(place, sign) for pair in pairs for place, sign in zip(pair, "()", strict=True)]
    for place, sign in sorted(places, key=lambda each: (each[0], each[1] == "("), reverse=True):
        text = text[:place] + sign + text[place:]
    return text


@lru_cache(maxsize=64)
def _compile_pieces(names: frozenset[str]) -> re.Pattern[str]:
    long = sorted((name for name in names if len(name) > 1), key=len, reverse=True)
    return re.compile(_PIECE.replace("NAMES", f"(?:{'|'.join(map(re.escape, long)) or '(?!)'})"))


def _split_pieces(text: str, names: frozenset[str]) -> list[_Piece]:
    pieces: list[_Piece] = []
    depth = 0
    for match in _compile_pieces(names).finditer(text):
        kind = match.lastgroup or ""
        depth -= kind == "close"
        pieces.append(_Piece(kind, match[0], match.start(), match.end(), depth))
        depth += kind == "open"
    return pieces


def _list_extents(pieces: Sequence[_Piece], construct: str) -> tuple[list[_Brackets], list[_Brackets]]:
    """Return what brackets take one step more around all constructs of a kind or one, and any around one."""
    is_function = construct == "function"
    found = [
        (pieces[first].start, list(_list_ends(pieces, first, of_function=is_function)))
        for first in _list_first_pieces(pieces, construct)
    ]
    steps: dict[_Brackets, None] = {}
    for step in _STEPS if found[1:] else ():
        pairs: list[_Pair] = []
        for start, ends in found:
            end = max((end for end, joints in ends if joints <= step), default=start)
            pairs += [(start, end)] if end > start and (not pairs or start >= pairs[-1][1]) else []
        if pairs[1:]:
            steps[frozenset(pairs)] = None
    for start, ends in found:
        firsts = {joints: end for end, joints in reversed(ends)}
        lasts = {joints: end for end, joints in ends}
        steps |= {frozenset(((start, end),)): None for end in (*firsts.values(), *lasts.values())}
    return list(steps), [frozenset(((start, end),)) for start, ends in found for end, _ in ends]


def _list_first_pieces(pieces: Sequence[_Piece], construct: str) -> Iterator[int]:
    """Yield the places of the pieces at which an operand begins that no brackets show."""
    for place, piece in enumerate(pieces):
        if piece.kind != construct or (construct == "power" and pieces[place - 1].kind == "function"):
            continue
        first = place + 1
        while construct == "function" and first < len(pieces) and pieces[first].kind in ("after", "power"):
            first = _skip_exponent(pieces, first) if pieces[first].kind == "power" else first + 1
        if first == len(pieces):
            continue
        is_shown = pieces[first].kind == "open" and (construct == "power" or pieces[first].text != "{")
        if construct == "quotient" or not is_shown:
            yield first


def _skip_exponent(pieces: Sequence[_Piece], power: int) -> int:
    """Return the place behind the exponent of a function, ``sin^2 x`` or ``tanh^{-1} x``."""
    depth = pieces[power].depth
    behind = power + 1
    while behind < len(pieces) and (pieces[behind].depth > depth or pieces[behind].kind in ("sum", "open")):
        behind += 1
    return min(behind + 1, len(pieces))


def _list_ends(
    pieces: Sequence[_Piece], first: int, *, of_function: bool
) -> Iterator[tuple[int, frozenset[str]]]:
    """Yield where an operand may end beyond its first power, with what joins its pieces: signs, a blank or
    nothing.

    That of a function may end before, as in ``ln x^2`` for (ln x)^2.
    """
    depth = pieces[first].depth
    joints: set[str] = set()
    before = None
    for piece in pieces[first:]:
        if piece.depth < depth or (piece.depth == depth and piece.kind == "stop"):
            break
        if piece.depth > depth:
            continue
        if before is not None and before.kind in _VALUES and piece.text != "{" and piece.kind != "close":
            beside = "touch" if before.end == piece.start else "blank"
            joint = piece.kind if piece.kind in (*_OPERATORS, "after") else beside
            if of_function or (joint not in ("power", "after") and joints - {"power"}):
                yield before.end, frozenset(joints)
            joints |= {joint} - {"after"}
        before = piece
    if before is not None and before.kind in _VALUES and (of_function or joints - {"power"}):
        yield before.end, frozenset(joints)


def _list_sides(pieces: Sequence[_Piece]) -> list[_Brackets]:
    """Return the brackets around a sum over a line, and around the sides of ``choose`` and ``⊙``."""
    options: list[_Brackets] = []
    for place, piece in enumerate(pieces):
        if piece.kind not in ("quotient", "infix") or not 0 < place < len(pieces) - 1:
            continue
        end = pieces[place - 1].end
        begins = list(_list_begins(pieces, place))
        if piece.kind == "quotient":
            options += [frozenset(((begin, end),)) for begin in begins]
            continue
        start = pieces[place + 1].start
        for last, _ in _list_ends(pieces, place + 1, of_function=True):
            options += [frozenset(((start, last),))]
            for begin in begins:
                options += [frozenset(((begin, end), (start, last))), frozenset(((begin, last),))]
        options += [frozenset(((begin, end),)) for begin in begins]
    return options


def _list_begins(pieces: Sequence[_Piece], place: int) -> Iterator[int]:
    """Yield where the left side of a sign may begin; that of a quotient only before a sum."""
    depth = pieces[place].depth
    is_sum = pieces[place].kind == "infix"
    for index in range(place - 1, -1, -1):
        piece = pieces[index]
        if piece.depth < depth or (piece.depth == depth and piece.kind == "stop"):
            return
        if piece.depth > depth:
            continue
        is_sign = index == 0 or pieces[index - 1].kind not in _VALUES or pieces[index - 1].depth < depth
        if piece.kind == "sum" and not is_sign:
            is_sum = True
        elif is_sum and piece.kind in ("value", "other", "function", "open", "sum") and piece.text != "{":
            before = pieces[index - 1] if index else None
            if piece.kind == "sum" or before is None or before.kind not in _VALUES or before.depth < depth:
                yield piece.start


def describe_decimals(spec: Spec, text: str, judged: Callable[[Node], Verdict]) -> str:
    """Return the readings of several values with ambiguous commas between digits: ``[1.5, 2] or …``.

    Whether one of them is right makes no difference; empty for a single value, and if none is readable.
    """
    if spec.mode == "value" or not spec.may_round or not _DECIMAL_COMMA.search(text):
        return ""
    readings: dict[Node, str] = {}
    for respelt, node in _read_respellings(spec, text):
        with suppress(CheckError):
            if describe_tree_kind(node):
                judged(node)
                readings.setdefault(node, respelt)
    return " or ".join(readings.values())


def _read_respellings(spec: Spec, text: str) -> Iterator[tuple[str, Node]]:
    """Yield a text with other signs and its tree.

    They are decimal points, or thousands without commas, where it has commas between digits; a copied number
    as it was printed; ``y`` for a side ``y(x)``; and a comma between two inequalities.
    """
    spellings: list[str] = []
    if _DECIMAL_COMMA.search(text):
        pointed = _DECIMAL_COMMA.sub(".", text)
        whole = _THOUSANDS.sub(lambda number: number[0].replace(",", ""), text)
        # commas that separate values are followed by a blank, or semicolons separate them: not in 1,-1,0
        has_commas_alike = ";" not in text and _BARE_COMMA.search(pointed)
        spellings += [] if has_commas_alike else [pointed.replace(";", ","), pointed, whole]
    spellings += [respelt for pattern, written in _COPIED if (respelt := pattern.sub(written, text)) != text]
    for respelt in (*spellings, *spec.respell(text)):
        with suppress(CheckError):
            if respelt != text and (node := read_answer(spec, respelt)) is not None:
                yield "; ".join(filter(None, map(str.strip, respelt.splitlines()))), node


def _list_repetitions(text: str) -> Iterator[tuple[str, ...]]:
    """Yield the values of a text that may be one value twice or thrice: ``1/2 (0.5)``, ``x+1x + 1x+1``.

    A formula copied from a page appears as shown, as its LaTeX and as shown.
    """
    if restated := _RESTATED.fullmatch(text):
        yield restated["value"], restated["again"]
    text = text.strip()
    for length in range(1, len(text) // 3 + 1):
        shown = text[:length]
        latex = text[length:-length]
        if text.endswith(shown) and _UNSHOWN.sub("", latex).translate(_AS_LATEX) == _UNSHOWN.sub(
            "", shown
        ).translate(_AS_LATEX):
            yield (latex.strip(),)


def _make_ambiguous_verdict(alternative: str, read: str) -> Verdict:
    return make_wrong_verdict("ambiguous", f"Did you mean {alternative} or {read}?")


def _is_other_reading_right(node: Node, judged: Callable[[Node], Verdict]) -> bool:
    try:
        verdict = judged(node)
    except CheckError:
        return False
    record_step("judge another reading", tree=node, verdict=verdict, above=1)
    return verdict.verdict == "correct" or verdict.code in ("ambiguous", "rounding")


def _with_brackets(node: Node) -> Node:
    """Return the tree with brackets around the numerators that end in a power: ``(x^1)/2``."""
    match change_parts(node, _with_brackets):
        case Binary("/", Binary("^") | Binary("*", _, Binary("^")) as above, below):
            return Binary("/", maths_tree.Sequence("commas", (above,)), below)
        case changed:
            return changed
