"""Names in inline formulas, and the sentences of a paper that explain a name: quotes, by position.

A sentence says it where the name is the subject of *is* or *denotes*, or stands in apposition: beside a
comma, or right behind a noun with its article.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from drill.notation import DOTS, print_tokens_as_latex
from drill.notation.cursor import RELATIONS as FORMULA_RELATIONS
from drill.papers.sheet.symbol_keys import canonical_tokens, make_spelling_key, read_name
from drill.papers.source.document import Paragraph, Place
from drill.papers.source.outline import split_sentences
from drill.text import find_closing

# Max characters of an inline formula that may name something, and of a sentence that is no list.
_LONGEST = 400
_LONGEST_SENTENCE = 2_000
_OPENING = frozenset(("{", "(", "[", "\\{", "\\langle"))
_CLOSING = frozenset(("}", ")", "]", "\\}", "\\rangle"))
# Relations of a name in one case, and those of its range.
_ORDERS = frozenset(("<", ">", "\\leq", "\\geq"))
_CASES = _ORDERS | {"\\neq", "\\to", "\\rightarrow", "\\approx"}
RELATIONS = FORMULA_RELATIONS | {":", "\\coloneqq", "\\to", "\\triangleq"}


@lru_cache(maxsize=8192)
def read_names_in_formula(latex: str) -> tuple[str, ...]:
    """Return the names that a formula begins with, as LaTeX; none if it is another expression.

    A call names its function, too.
    """
    tokens = canonical_tokens(latex) if len(latex) <= _LONGEST else None
    if not tokens:
        return ()
    parts, relations = split_at(tokens, RELATIONS)
    listed = split_at_commas(parts[0])
    heads = [part for part in listed if part[0] not in DOTS]
    names = [name for part in heads if (name := read_named_thing(part))]
    if not names or len(names) != len(heads):
        return ()
    if len(heads) < len(listed):
        names = names[-1:]  # ``x_1, \\ldots, x_n`` is called by its last
    relation, value = (relations[0], "".join(parts[1])) if relations else ("", "")
    is_number = value.lstrip("-").replace(".", "").isdigit()
    if relation in _CASES and not (is_number and relation in _ORDERS):
        return ()
    if relation == "=":
        if is_number or DOTS & {*parts[1]}:
            return ()  # one case, or a range of an index
        names = names[:-1] if len(names) > 1 else names  # ``x_i, i = 1, \\ldots, n``
    called = [name.partition("(")[0] for name in names if "(" in name and "=" not in name]
    return (*names, *(name for name in called if read_name(name) is not None))


def read_named_thing(tokens: Sequence[str]) -> str:
    """Return the LaTeX of one named thing: a symbol, a call, a norm, a gradient; empty for none."""
    latex = print_tokens_as_latex(tokens)
    if latex in ("\\log", "\\exp", "\\ln", "\\max", "\\min"):
        return ""
    if read_name(latex) is not None:
        return latex if not latex[0].isdigit() else ""
    opening = next((index for index, token in enumerate(tokens) if token in ("(", "[")), len(tokens))
    is_called = (
        0 < opening < len(tokens) and find_closing(tokens, opening, _OPENING, _CLOSING) == len(tokens) - 1
    )
    name = print_tokens_as_latex(tokens[:opening])
    if is_called and (tokens[0] in ("\\Pr", "\\log") or read_name(name) is not None):
        return name if list(tokens[opening + 1 : -1]) == ["\\cdot"] else latex
    if tokens[0] == "\\nabla" and len(tokens) > 1:
        behind = tokens[1:]
        if behind[0] == "_":
            behind = behind[find_closing(behind, 1, _OPENING, _CLOSING) + 1 :]
        return latex if behind and read_named_thing(behind) else ""
    return ""


def split_at(tokens: Sequence[str], marks: frozenset[str]) -> tuple[list[list[str]], list[str]]:
    """Return the parts between separators outside of brackets, and the separators."""
    parts: list[list[str]] = [[]]
    separators: list[str] = []
    depth = 0
    for token in tokens:
        depth += (token in _OPENING) - (token in _CLOSING)
        if depth <= 0 and token in marks:
            separators.append(token)
            parts.append([])
        else:
            parts[-1].append(token)
    return parts, separators


def split_at_commas(tokens: Sequence[str]) -> list[list[str]]:
    """Return the parts between commas."""
    return [part for part in split_at(tokens, frozenset((",",)))[0] if part]


def is_balanced(tokens: Sequence[str]) -> bool:
    """Return whether every bracket is closed, and none before it opens."""
    depth = 0
    for token in tokens:
        depth += (token in _OPENING) - (token in _CLOSING)
        if depth < 0:
            return False
    return depth == 0


_INLINE = re.compile(r"(?<!\$)\$(?P<latex>[^$]+)\$(?!\$)")


def inline_formulas(text: str) -> Iterator[tuple[int, str]]:
    """Yield the offset and the LaTeX of each inline formula of a paragraph."""
    for match in _INLINE.finditer(text):
        yield match.start("latex"), match["latex"]


# What stands around a name that a sentence says something of.

# Max characters beside a name that are looked at.
_NEAR = 120
# Further names of a list, with the same words: ``$x$, $y$ and $z$ are``.
_OTHERS = re.compile(r"(?:\s*,?\s*(?:and\s*)?\$[^$]+\$)*")
_ARTICLE = r"(?:[Tt]he|[Aa]n?|[Oo]ur|[Ii]ts)"
# The verb of a subject, a comma, a colon or a bracket, each with the noun behind it.
_SUBJECT = re.compile(
    rf"\s*,?\s*(?:(?:is|are|be|being)\s+{_ARTICLE}\b|denot\w+|represents?\b"
    r"|are\s+(?!(?:[a-z-]+\s+)?[a-z-]+ed\b)(?:[a-z-]+\s+){0,3}[a-z-]+s\b)"
)
_BESIDE = re.compile(rf"\s*(?:[,(]?\s*{_ARTICLE}\s|:\s*[A-Za-z])")
# The words of a clause before its subject: none, or one or two that begin it.
_BEGINS = re.compile(
    r"(?:^|[.,;:(–—]|\$\$|\\\\|\band)\s*(?:[A-Za-z]+,?\s+){0,2}(?:\$[^$]+\$\s*,?\s*(?:and\s+)?)*$"
)
_BEGINS_WITHOUT_VERB = re.compile(
    r"(?:^|[.,;:(–—]|\$\$|\\\\)\s*(?:and\s+)?(?:(?:[Ww]here|[Hh]ere|[Ww]ith),?\s+)?(?:\$[^$]+\$\s*,?\s*(?:and\s+)?)*$"
)
_DENOTED = re.compile(r"\b[Dd]enot\w+(?:\b[^.;]{0,90}\b(?:by|as|with))?\s+(?:\$[^$]+\$\s*,?\s*(?:and\s+)?)*$")
_WRITTEN = re.compile(r"\bwrite\s+$", re.IGNORECASE)
_FOR = re.compile(rf"\s*for\s+{_ARTICLE}\b")
# A noun with its article, or behind a preposition, right before the name: no other word of a phrase.
_NOUN = (
    r"(?!(?:of|to|by|in|on|at|for|with|from|than|as|over|into|and|or|if|is|are|be|that|we|per|via|under|other"
    r"|when|where|which|whose|since|while|between|given|first|last|least|most|small|large|fixed|respect)\b)"
    r"[A-Za-z][\w'’-]*"
)
_WITH_ARTICLE = re.compile(
    rf"\b(?:{_ARTICLE}|[Tt]heir|[Ee]ach|[Ee]very)\s+(?:(?:{_NOUN}\s+){{0,3}}?{_NOUN}(?<!s)|(?:{_NOUN}\s+)?{_NOUN}(?<!['’]s))"
    r"\s+\(?(?:\$[^$]+\$\s*,?\s*(?:and\s+)?)*$"
)
_BARE = re.compile(rf"\b(?:of|with|at|in|on|over)\s+(?:{_NOUN}\s+){{0,2}}{_NOUN}(?<!ing)\s+\(?$")
# A display may end a sentence without a full stop: then the next one begins with a capital letter.
_AFTER_DISPLAY = re.compile(r"(?<=\$\$)\s+(?=[A-Z][a-z]* )")
_CAPTION = re.compile(r"\W*(?:table|tab\.|figure|fig\.|algorithm|listing)\s*\W?\d", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence that explains a symbol, with its place.

    ``weight`` is 4 where the symbol is a subject or is denoted, 3 beside a comma, 2 behind a noun with its
    article, 1 behind a noun without one.
    """

    symbol: str
    weight: int
    sentence: str
    section: int
    place: Place


def find_quotes(paragraphs: Iterable[Paragraph]) -> Iterator[Quote]:
    """Yield the sentences that explain a symbol, in order, once for each symbol."""
    for paragraph in paragraphs:
        begin = 0
        for whole in split_sentences(paragraph.text):
            place = paragraph.place_of(begin)
            begin += len(whole)
            for sentence in _AFTER_DISPLAY.split(whole):
                if len(sentence) <= _LONGEST_SENTENCE and not is_beside_text(sentence):
                    for symbol, weight in _find_said_symbols(sentence):
                        yield Quote(symbol, weight, sentence, paragraph.section, place)


def is_beside_text(sentence: str) -> bool:
    """Return whether a sentence is a caption or a row of a table."""
    return _CAPTION.match(sentence) is not None or "&" in sentence


def weight_of(sentence: str, symbol: str) -> int:
    """Return the weight of a sentence for a symbol, as of a `Quote`; 0 if it does not explain it."""
    key = make_spelling_key(symbol)
    said = _find_said_symbols(sentence)
    return max((weight for name, weight in said if make_spelling_key(name) == key), default=0)


@lru_cache(maxsize=4096)
def _find_said_symbols(sentence: str) -> tuple[tuple[str, int], ...]:
    weights: dict[str, int] = {}
    for match in _INLINE.finditer(sentence):
        weight = _weigh(sentence[max(0, match.start() - _NEAR) : match.start()], sentence[match.end() :])
        for name in read_names_in_formula(match["latex"].strip()) if weight else ():
            weights[name] = max(weight, weights.get(name, 0))
    return tuple(weights.items())


def _weigh(before: str, behind: str) -> int:
    """Return how much the text around a name says of it."""
    if before[-1:].isalnum() or before.endswith("-") or behind.startswith("-"):
        return 0
    if _DENOTED.search(before) or (_WRITTEN.search(before) and _FOR.match(behind)):
        return 4
    if _BEGINS.search(before):
        others = _OTHERS.match(behind)
        rest = behind[others.end() if others else 0 :][:_NEAR]
        if _SUBJECT.match(rest):
            return 4
        if _BEGINS_WITHOUT_VERB.search(before) and _BESIDE.match(rest):
            return 3
    if _WITH_ARTICLE.search(before):
        return 2
    return 1 if _BARE.search(before) else 0
