r"""The part of a sentence that says what one symbol is, without what the sentence says of others.

From ``where $a$ is the scale, and $N$ is the dimension`` that is ``$a$ is the scale`` for the first.
"""

from __future__ import annotations

import re
from typing import Final

from drill.papers.source.outline import ABBREVIATED

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
# What a clause that says nothing by itself ends with.
_OPEN_END: Final = re.compile(
    r"(?:\b(?:by|as|as follows|that|to|of|with|such|for|and|or|but|the|an?|our|its|their|given|in|on|at"
    r"|from|under|over|into|via|using|between|than|is|are|be|being|denot\w+|represents?|describes?|controls?"
    r"|indicates?|specif\w+|solving|satisfying|which|whose|where|when|if|whether)|[:=(…])$"
)
# Characters that one reads at a glance.
_LONGEST: Final = 300
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
# Last words of such a phrase that name nothing, and those that only look like adjectives.
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
_TRUE_NOUN: Final = re.compile(
    r"agent|boundary|characteristic|client|coefficient|component|constant|content|critic|crossing|derivative|"
    r"determinant|dictionary|differential|document|element|embedding|encoding|environment|experiment|"
    r"exponent|exponential|family|forest|functional|goal|gradient|increment|integral|interest|interval|"
    r"invariant|logic|mapping|material|metric|moment|momentum|objective|padding|patient|polynomial|potential|"
    r"proposal|quadrant|quotient|ranking|rating|request|residual|scaling|seed|segment|setting|signal|spacing|"
    r"speed|statistic|string|summary|supply|test|timing|topic|trial|vocabulary|weighting"
)
# Words between an article and a noun that is not the article's, and that are no nouns.
_LINKING: Final = re.compile(
    r"about|across|after|against|along|although|and|are|around|as|at|because|before|between|by|during|for|"
    r"from|given|has|have|if|in|into|is|near|on|or|over|per|since|than|that|though|through|to|toward|towards|"
    r"under|until|using|via|was|when|whenever|where|whereas|whether|while|with|within|without"
)
# What is named with those that it is of: ``the number of vertices $n$``, not ``the degree of vertices $x$``.
_OF: Final = re.compile(r"\b(?:class|list|number|pair|sequence|series|set|vector) of (?:[\w-]+ )*\w+[^s]s$")


def cut_clause(sentence: str, start: int, end: int, *, is_named_before: bool) -> str:
    """Return the part of a sentence that says what the formula from ``start`` to ``end`` is; empty for none.

    ``is_named_before`` says that the words which do stand before it, as in ``denoted by $x$``.
    """
    begin = _find_start(sentence, start, end, is_named_before=is_named_before)
    stop = _find_end(sentence, start, end)
    clause = sentence[begin:stop].strip()
    if clause != sentence.strip():
        clause = clause.rstrip(" .,;:")
        clause = re.sub(r"^(?:where|while|whereas|and|but|here),?\s+", "", clause, flags=re.IGNORECASE)
    opened = _find_bracket(_mask_formulas(clause, keeps_displays=True))
    clause = clause[:opened].rstrip(" ,") if opened >= 0 else clause
    return clause if len(clause) <= _LONGEST and not _OPEN_END.search(clause.rstrip(" .")) else ""


def cut_noun(sentence: str, start: int, end: int) -> str:
    """Return the noun before a formula with it, ``the time lag $T$``; empty where none names it."""
    before = sentence[max(0, start - _LONGEST) : start]
    articles = list(_ARTICLE.finditer(before))
    named = _NOUN.match(before, articles[-1].start()) if articles else None
    if named is None or not _BEHIND_NOUN.match(sentence, end):
        return ""
    noun = named["noun"].lower()
    words = named["phrase"].lower().split()[1:-1]
    is_adjective = _ADJECTIVE.search(noun) is not None and not _TRUE_NOUN.fullmatch(noun)
    is_of_another = "of" in words and not _OF.search(named["phrase"].lower())
    is_none = is_adjective or _NO_NOUN.fullmatch(noun) or any(map(_LINKING.fullmatch, (*words, noun)))
    return "" if is_none or is_of_another else f"{named['phrase']} {sentence[start:end]}"


def _find_start(sentence: str, start: int, end: int, *, is_named_before: bool) -> int:
    if is_named_before:
        masked = _mask_formulas(sentence[:start], keeps_displays=True)
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
    """Return where further symbols end of which the same is said: ``$x$ and $y$ are``."""
    others = _OTHERS.match(sentence, end)
    return end if others is None or not _IS_OF_MANY.match(sentence, others.end()) else others.end()


def _find_end(sentence: str, start: int, end: int) -> int:
    """Return where the clause ends: before what is said of another symbol, or with its bracket."""
    masked = _mask_formulas(sentence, keeps_displays=True)
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


def _mask_formulas(text: str, *, keeps_displays: bool) -> str:
    """Return a text of the same length without the insides of formulas."""

    def blank(match: re.Match[str]) -> str:
        if keeps_displays and match[0].startswith("$$"):
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
