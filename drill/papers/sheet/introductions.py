"""The sentences of a paper that introduce its symbols."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from drill.notation import print_tokens_as_latex
from drill.papers.sheet.symbol_keys import canonical_tokens, make_spelling_key, read_name
from drill.papers.source.document import Paragraph, Place
from drill.papers.source.outline import ABBREVIATED, split_sentences

# The names in an inline formula, and its statement on them: ``$x, y \in \mathbb{R}^n$``.

# Characters of an inline formula that may name something.
_LONGEST: Final = 400
_OPENING: Final = frozenset(("{", "(", "[", "\\{", "\\langle"))
_CLOSING: Final = frozenset(("}", ")", "]", "\\}", "\\rangle"))
DOTS: Final = frozenset(("\\ldots", "\\cdots", "\\dots"))
RELATIONS: Final = frozenset((
    "=", ":=", ":", "<", ">", "\\in", "\\subset", "\\subseteq", "\\sim", "\\geq", "\\leq", "\\rightarrow",
    "\\to", "\\approx", "\\neq", "\\equiv", "\\triangleq", "\\propto", "\\ll", "\\gg", "\\leftarrow",
    "\\mapsto",
    "\\coloneqq", "\\notin", "\\succ", "\\succeq",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Names:
    """The names that a formula begins with, as LaTeX, and the relation after them."""

    names: tuple[str, ...]
    relation: str = ""


@lru_cache(maxsize=8192)
def read_names_in_formula(latex: str) -> Names | None:
    """Return the names in a formula; None if it is another expression or cannot be read."""
    tokens = canonical_tokens(latex) if len(latex) <= _LONGEST else None
    if not tokens:
        return None
    parts, relations = split_at(tokens, RELATIONS)
    heads = [part for part in split_at_commas(parts[0]) if part[:1] and part[0] not in DOTS]
    names = [name for part in heads if (name := read_named_thing(part))]
    if not names or len(names) != len(heads):
        return None
    if len(heads) < len(split_at_commas(parts[0])):
        names = names[-1:]  # ``x_1, \\ldots, x_n`` is called by its last
    if not relations:
        return Names(tuple(names))
    if len(names) > 1 and relations[0] == "=":
        return Names(tuple(names[:-1]))  # ``x_i, i = 1, \\ldots, n``
    return Names(tuple(names), relations[0])


def read_named_thing(tokens: Sequence[str]) -> str:
    """Return the LaTeX of one named thing: a symbol, a call, a norm, a gradient; empty for none."""
    latex = print_tokens_as_latex(tokens)
    if latex in ("\\log", "\\exp", "\\ln", "\\max", "\\min"):
        return ""
    if read_name(latex) is not None:
        return latex if not latex[0].isdigit() else ""
    opening = next((index for index, token in enumerate(tokens) if token in ("(", "[")), len(tokens))
    is_called = 0 < opening < len(tokens) and _find_closing_token(tokens, opening) == len(tokens) - 1
    if is_called and (
        tokens[0] in ("\\Pr", "\\log") or read_name(print_tokens_as_latex(tokens[:opening])) is not None
    ):
        inside = tokens[opening + 1 : -1]
        is_open = list(inside) == ["\\cdot"]
        return print_tokens_as_latex(tokens[:opening]) if is_open else latex
    if tokens[0] == "\\nabla" and len(tokens) > 1:
        behind = tokens[1:]
        if behind[0] == "_" and (end := _find_closing_token(behind, 1)):
            behind = behind[end + 1 :]
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


def _find_closing_token(tokens: Sequence[str], opening: int) -> int:
    """Return where the bracket that opens at ``opening`` closes; 0 if it does not."""
    depth = 0
    for index in range(opening, len(tokens)):
        depth += (tokens[index] in _OPENING) - (tokens[index] in _CLOSING)
        if depth == 0:
            return index
    return 0


def inline_formulas(text: str) -> Iterator[tuple[int, str]]:
    """Yield the offset and the LaTeX of each inline formula of a paragraph."""
    pieces = text.split("$")
    offset = 0
    is_display = False
    for number, segment in enumerate(pieces):
        if number % 2 == 1 and segment and not is_display:
            yield offset, segment
        is_display ^= not segment and 0 < number < len(pieces) - 1
        offset += len(segment) + 1


# The part of a sentence that defines one symbol, without the sentence's words on others.
#
# From ``where $a$ is the scale, and $N$ is the dimension`` that is ``$a$ is the scale`` for the first.

# A formula in a sentence, between single dollars or double ones.
_FORMULA: Final = re.compile(r"\$\$.*?\$\$|\$[^$]*\$", re.DOTALL)
_SYMBOLS: Final = r"\$[^$]+\$(?:\s*,?\s*(?:and\s+)?\$[^$]+\$)*"
_VERB: Final = (
    r"(?:is|are|be|being|denotes?|denoting|represents?|stands? for|refers? to|indicates?|specifies|specify|"
    r"controls?|describes?|the|an?)\b"
)
# Where another symbol's definition begins, or a statement on something else.
_END: Final = re.compile(
    rf"\$\$|;|\\\\|[.!?](?=\s|$)|\s(?:[-–—•]|ITEM)\s|\s*,?\s+and\s+{_SYMBOLS}\s*(?:{_VERB}|[:,])"
    rf"|,\s*(?:and\s+)?{_SYMBOLS}\s*(?:{_VERB}|:)"
    r"|,\s*(?:(?:and|but)\s+)?(?:where(?:as|by|in)?|while|so|but|then|thus|hence|we|since|because|let|see|which)\b"
    r"|\s+where\s+\$|\s+and\s+(?:let|we|so|hence|thus|therefore|it|this|these|there)\b"
    r"|\s+(?:(?:such|so) that|because|whereas|we (?:can|find|get|have|may|must|obtain|see|will))\b"
    r"|,?\s+and\s+(?:the|an?|its|their|all|each|both)\s+"
    r"(?:(?!(?:that|which|whose|where|when|if)\b)(?:\$[^$]+\$|[\w-]+)\s+){1,6}?"
    r"(?:is|are|was|were|has|have|can|will|must|may|follows?|holds?|depends?|denotes?|represents?)\b"
)
_AND: Final = re.compile(r",\s*and\b")
_START: Final = re.compile(
    r"\$\$|;|\\\\|[.!?]\s|\s(?:[-–—•]|ITEM)\s|,\s*(?:(?:and|but)\s+)?(?:where(?:as)?|while|let|we)\b|,\s*and\b"
)
_LET: Final = re.compile(r"\bLet\s+$")
_ALSO: Final = re.compile(r"(?:\$[^$]+\$\s*,?\s*(?:and\s*)?)+$")
_OTHERS: Final = re.compile(r"(?:\s*,\s*\$[^$]+\$)*\s*,?\s*and\s*\$[^$]+\$")
_IS_OF_MANY: Final = re.compile(
    r"\s*(?:are|denote|represent|stand for|refer to|indicate|specify|control|describe)\b"
)
# Ends of a clause that is incomplete by itself.
_OPEN_END: Final = re.compile(
    r"(?:\b(?:by|as|as follows|that|to|of|with|such|for|and|or|but|the|an?|our|its|their|given|in|on|at"
    r"|from|under|over|into|via|using|between|than|is|are|be|being|denot\w+|represents?|describes?|controls?"
    r"|indicates?|specif\w+|solving|satisfying|which|whose|where|when|if|whether)|[:=(…])$"
)
# Characters that one reads at a glance.
_INTRODUCTIONS_LONGEST: Final = 300

# A noun that names the symbol behind it, with its article.
_NOUN: Final = re.compile(
    r"\b(?P<phrase>(?:the|an?|our|its|their|each|every) (?:[a-z][a-z-]* ){0,3}?"
    r"(?P<noun>[a-z][a-z-]{2,}))\s*$",
    re.IGNORECASE,
)
_ARTICLE: Final = re.compile(r"\b(?:the|an?|our|its|their|each|every) ", re.IGNORECASE)
_BEHIND_NOUN: Final = re.compile(
    r"\s*(?:$|[.,;:()]|(?:is|are|was|and|or|of|in|with|for|on|at|as|by|which|that|from|given|such|can|will|"
    r"has|have|into|under|using|where|when|if|over|via|between|we|through|does|must|should|may)\b)"
)
# Last words of such a phrase that name nothing, and what adjectives end with.
_NO_NOUN: Final = re.compile(
    r"above|above-mentioned|algorithm|all|also|any|appendix|assumption|be|before|below|bigger|both|case|"
    r"certain|common|condition|constraint|did|do|does|each|enough|entire|equation|every|exact|example|"
    r"expression|fact|few|figure|first|form|former|formula|greater|hence|higher|however|inclusion|inequality|"
    r"its|large|larger|last|latter|least|lemma|less|letter|lower|many|maximum|minimum|more|most|new|next|not|"
    r"notation|one|only|other|our|pair|particular|previous|proposition|quantity|random|requirement|"
    r"restriction|same|second|section|shape|similar|simple|single|small|smaller|so|some|such|sum|symbol|"
    r"table|term|their|then|theorem|third|three|thus|top|triple|true|tuple|two|unknown|various|whole"
)
_ADJECTIVE: Final = re.compile(r"(?:al|ive|ous|ic|able|ible|ary|ed|ing|est|ly|ent|ant)$")
# Words between an article and a noun that is not the article's; they are not nouns.
_LINKING: Final = re.compile(
    r"about|across|after|against|along|although|and|are|around|as|at|because|before|between|by|during|for|"
    r"from|given|has|have|if|in|into|is|near|of|on|or|over|per|since|than|that|though|through|to|toward|towards|"
    r"under|until|using|via|was|when|whenever|where|whereas|whether|while|with|within|without"
)


def cut_clause(sentence: str, start: int, end: int, *, is_named_before: bool) -> str:
    """Return the part of a sentence that defines the formula from ``start`` to ``end``; empty without one.

    With ``is_named_before`` the defining words are before it, as in ``denoted by $x$``.
    """
    begin = _find_start(sentence, start, end, is_named_before=is_named_before)
    stop = _find_end(sentence, start, end)
    clause = sentence[begin:stop].strip()
    if clause != sentence.strip():
        clause = clause.rstrip(" .,;:")
        clause = re.sub(r"^(?:where|while|whereas|and|but|here),?\s+", "", clause, flags=re.IGNORECASE)
    opened = _find_bracket(_mask_formulas(clause))
    clause = clause[:opened].rstrip(" ,") if opened >= 0 else clause
    return (
        clause if len(clause) <= _INTRODUCTIONS_LONGEST and not _OPEN_END.search(clause.rstrip(" .")) else ""
    )


def cut_noun(sentence: str, start: int, end: int) -> str:
    """Return the noun before a formula with it, ``the time lag $T$``; empty where none names it."""
    before = sentence[max(0, start - _INTRODUCTIONS_LONGEST) : start]
    articles = list(_ARTICLE.finditer(before))
    named = _NOUN.match(before, articles[-1].start()) if articles else None
    if named is None or not _BEHIND_NOUN.match(sentence, end):
        return ""
    noun = named["noun"].lower()
    words = named["phrase"].lower().split()[1:]
    is_none = _ADJECTIVE.search(noun) or _NO_NOUN.fullmatch(noun) or any(map(_LINKING.fullmatch, words))
    return "" if is_none else f"{named['phrase']} {sentence[start:end]}"


def _find_start(sentence: str, start: int, end: int, *, is_named_before: bool) -> int:
    if is_named_before:
        masked = _mask_formulas(sentence[:start])
        begins = [
            match.end() if match[0][0] != "," else match.start() + 1 for match in _START.finditer(masked)
        ]
        begins = [at for at in begins if not ABBREVIATED.search(sentence[max(0, at - 12) : at].rstrip())]
        return max((*begins, _find_bracket(masked) + 1), default=0)
    before = sentence[:start]
    also = _ALSO.search(before)
    if also is not None and _IS_OF_MANY.match(sentence, _skip_others(sentence, end)):
        before = before[: also.start()]
    let = _LET.search(before)
    return let.start() if let is not None else len(before)


def _skip_others(sentence: str, end: int) -> int:
    """Return where further symbols with the same definition end: ``$x$ and $y$ are``."""
    others = _OTHERS.match(sentence, end)
    return end if others is None or not _IS_OF_MANY.match(sentence, others.end()) else others.end()


def _find_end(sentence: str, start: int, end: int) -> int:
    """Return where the clause ends: before the words on another symbol, or with its bracket."""
    masked = _mask_formulas(sentence)
    limit = len(sentence)
    if (opened := _find_bracket(masked[:start])) >= 0:
        closings = (at for at in range(end, limit) if masked[at] == ")")
        limit = next((at for at in closings if _find_bracket(masked[: at + 1]) < opened), limit)
    for match in _END.finditer(sentence, _skip_others(sentence, end), limit):
        at = match.start()
        is_dot = match[0][0] in ".!?" and ABBREVIATED.search(sentence[max(0, at - 12) : at])
        if masked[at] != "\x00" and not is_dot:
            limit = at
            break
    ends = (match.start() for match in _AND.finditer(masked, end, limit))
    return next((at for at in ends if "," not in masked[end:at]), limit)  # otherwise it ends a list


def _mask_formulas(text: str) -> str:
    """Return a text of the same length without the insides of formulas."""

    def blank(match: re.Match[str]) -> str:
        if match[0].startswith("$$"):
            return "$$" + "\x00" * (len(match[0]) - 4) + "$$"
        return "$" + "\x00" * (len(match[0]) - 2) + "$"

    return _FORMULA.sub(blank, text)


def _find_bracket(masked: str) -> int:
    """Return where the bracket opens that is not closed before the end; -1 where none is open."""
    opened: list[int] = []
    for at, character in enumerate(masked):
        if character == "(":
            opened.append(at)
        elif character == ")" and opened:
            opened.pop()
    return opened[-1] if opened else -1


_INLINE: Final = re.compile(r"(?<!\$)\$(?P<latex>[^$]+)\$(?!\$)")
# Words right behind a symbol that may define it.
_DEFINED_BEHIND: Final = re.compile(
    r"^\W*(?:(?:(?:is|are|be) (?:the|a|an|our|some|called|given)\b|denot\w+|represents?\b|stands? for|"
    r"refers? to|indicates?\b|specif\w+|controls?\b|describes?\b|the \w+|being the)|:)",
    re.IGNORECASE,
)
# Words right before or behind that do define it.
_CALLED: Final = re.compile(
    r"(?<!\bto )(?<!\bto respectively )"
    r"\b(?:denot(?:e|es|ed|ing)(?: (?:it|them|this)| (?:the|an?|our|its) (?:[\w-]+ ){0,4}?[\w-]+(?= by| as))?"
    r"(?: (?:by|as|with))?|calls?|called)\W*$",
    re.IGNORECASE,
)
_SAID_BEHIND: Final = re.compile(
    r"^\s*(?:(?:is|are|be) (?:the|a|an|our|some|called|given)\b|denot(?:es?|ing)\b|represents?\b|stands? for|"
    r"refers? to|indicates?\b|specif\w+|controls?\b|describes?\b|being the|the \w+|"
    r"to (?:denote|represent|refer to|indicate|mean)\b|"
    r": *(?:the|an?|our) |"
    r"[,(] *(?:the|an?) (?:[\w-]+ ){0,3}[\w-]+ ?(?:[,.;)]|and\b|$))",
    re.IGNORECASE,
)
# Other symbols with the same definition: the verb is a plural.
_AND_OTHERS: Final = re.compile(
    r"^(?:\s*,\s*\$[^$]+\$)*\s*,?\s*and\s*\$[^$]+\$"
    r"(?=\s*(?:are|be|denote|represent|stand|refer|indicate|specify|control|describe)\b|\s*[,:(]| the\b)"
)
# ``we write $\alpha$ for the learning rate``
_WRITTEN: Final = re.compile(r"\b(?:write|use|choose|reserve)\W*$", re.IGNORECASE)
_FOR: Final = re.compile(
    r"\s*(?:(?:for|as) (?:the|an?|our)|to (?:denote|represent|refer to|indicate|mean))\b"
)
# A statement on one case does not define a symbol.
_CASE: Final = re.compile(r"(?:if|when|whenever|unless|once)\b", re.IGNORECASE)
# Beginnings of a sentence before its subject: ``For any $y$, the optimal filter is``.
_FRONTED: Final = re.compile(
    r"(?:^|[.;,]|\$\$|\\\\)\s*(?:for|given|with|at|in|on|since|as|from|by|of|under|over|using|to)\b[^,;.$]*$",
    re.IGNORECASE,
)
# A noun with its article, right before a symbol: ``the learning rate $\alpha$``.
_NAMED_BEFORE: Final = re.compile(
    r"\b(?:the|a|an|our|each|every|some|with|of) (?:[a-z-]+ ){0,3}[a-z-]{3,}\W*$", re.IGNORECASE
)
# A noun behind a symbol, without a verb.
_APPOSITION: Final = re.compile(r"\s*(?:[,(] *)?(?:the|an?)\b")
# An item of a list that begins with a symbol: ``$k$: kernel size``.
_ITEM_BEFORE: Final = re.compile(r"(?:^|[.;:]?\s(?:[-–—•]|ITEM)\s|^[-–—•]\s)\s*$")
_ITEM_BEHIND: Final = re.compile(r"\s*:\s*[A-Za-z]")
# Signs after a symbol with its noun: nothing, or the set that it is from, rather than a value that it has.
_FROM_A_SET: Final = frozenset(("", ":", "\\in", "\\subset", "\\subseteq"))
# Words before a symbol, or the last of several, that make it no subject of what follows: ``elements of $V$
# are``, ``since $x$ is``, ``the case where $b$ is``.
_NO_SUBJECT: Final = re.compile(
    r"\b(?:of|to|for|from|in|on|at|by|under|over|between|than|into|per|via|since|because|as|if|when|unless"
    r"|whether|until|given|any|every|(?:cases?|settings?) where)\s+(?:\$[^$]+\$\s*,?\s*(?:and\s+)?)*$",
    re.IGNORECASE,
)
_CAPTION: Final = re.compile(r"\W*(?:table|tab\.|figure|fig\.|algorithm|listing)\s*\W?\d", re.IGNORECASE)
# Max characters around a symbol in its definition.
_NEAR: Final = 60
# Max characters of a sentence for readers; a longer one is a list.
_LONGEST_SENTENCE: Final = 2_000


@dataclass(frozen=True, slots=True)
class Introduced:
    """A symbol that a sentence introduces."""

    symbol: str
    # 3 if the sentence defines it, 2 if it may, 1 for a noun.
    weight: int
    # The part of the sentence that defines it, or a noun with it; empty for neither.
    clause: str


@dataclass(frozen=True, slots=True)
class Introduction:
    """A sentence that introduces a symbol, and where it is."""

    of: Introduced
    sentence: str
    section: int
    place: Place


def find_introductions(paragraphs: Iterable[Paragraph]) -> Iterator[Introduction]:
    """Yield the sentences that introduce a symbol, in order."""
    for paragraph in paragraphs:
        begin = 0
        for whole in split_sentences(paragraph.text):
            sentence = whole
            behind = whole.rpartition("$$")[2].strip()
            if "$$" in whole and behind[:1].isupper():
                sentence = behind  # a display may end a sentence without a full stop
            origin = paragraph.place_of(begin)
            is_written = len(sentence) <= _LONGEST_SENTENCE
            for found in _find_introduced_symbols(sentence) if is_written else ():
                yield Introduction(found, sentence, paragraph.section, origin)
            begin += len(whole)


def is_beside_text(sentence: str) -> bool:
    """Return whether a sentence is a caption or a row of a table."""
    return _CAPTION.match(sentence) is not None or "&" in sentence


def weight_of(sentence: str, symbol: str) -> int:
    """Return the weight of a sentence for a symbol, as in an `Introduced`."""
    key = make_spelling_key(symbol)
    weights = (
        found.weight for found in _find_introduced_symbols(sentence) if make_spelling_key(found.symbol) == key
    )
    return max(weights, default=0)


@lru_cache(maxsize=4096)
def _find_introduced_symbols(sentence: str) -> tuple[Introduced, ...]:
    introduced: list[Introduced] = []
    for match in _INLINE.finditer(sentence):
        named = read_names_in_formula(match["latex"].strip())
        if named is None:
            continue
        before = _INLINE.sub("", sentence[max(0, match.start() - _NEAR) : match.start()])
        behind = sentence[match.end() : match.end() + _NEAR]
        is_called = _CALLED.search(before) is not None
        is_called |= _WRITTEN.search(before) is not None and _FOR.match(behind) is not None
        is_said = is_called or _is_said_behind(sentence, match, named)
        weight = (
            3 if is_said else 2 if _DEFINED_BEHIND.match(behind) else 1 if _NAMED_BEFORE.search(before) else 0
        )
        if not weight:
            continue
        clause = ""
        if is_said:
            clause = cut_clause(sentence, match.start(), match.end(), is_named_before=is_called)
        if not is_called and named.relation in _FROM_A_SET:
            # a subject with its name is a definition, not an action: ``the weights $w$ are``
            clause = cut_noun(sentence, match.start(), match.end()) or clause
        introduced += (Introduced(name, weight, clause) for name in named.names)
    return tuple(introduced)


def _is_said_behind(sentence: str, match: re.Match[str], named: Names) -> bool:
    """Return whether the words behind a symbol define it in general and not in one case."""
    before = sentence[: match.start()]
    if _CASE.match(before.rpartition("$$")[2].rpartition(";")[2].strip()) or _NO_SUBJECT.search(before):
        return False
    behind = sentence[match.end() :]
    of_all = _AND_OTHERS.sub("", behind)[:_NEAR]
    if not _SAID_BEHIND.match(of_all):
        return _ITEM_BEFORE.search(before) is not None and _ITEM_BEHIND.match(behind) is not None
    if _APPOSITION.match(of_all):  # without a verb it may belong to something else
        return named.relation in _FROM_A_SET and not _FRONTED.search(before)
    return True
