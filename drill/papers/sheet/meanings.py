"""What the paper's sentences say that its symbols mean: ten patterns, the most general ones first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from drill.papers.sheet.phrases import (
    AUXILIARIES,
    DETERMINERS,
    END,
    GENERIC,
    NO_HEADS,
    OF_ONE,
    PREPOSITIONS,
    WORDS,
    Phrase,
    Sentence,
    Token,
    phrase_at,
    phrase_before,
    said,
    sentences,
    text_of,
)
from drill.papers.source.document import Paragraph
from drill.papers.source.manuscript import Place

_VERBS: Final = {
    **dict.fromkeys(("is", "are", "be", "being"), "be"),
    **dict.fromkeys(WORDS["denoting"], "denote"),
}
_SKIPPED: Final = WORDS["skipped"]
_STEPS: Final = WORDS["steps"]
"""What a whole formula may be without its left side being that."""
_OTHERS: Final = WORDS["others"]
_NAMING: Final = WORDS["naming"]
_INDICES: Final = frozenset("ijklcst")
"""Letters that point at one of many: ``the weight of key $j$``."""
_INDEXED: Final = frozenset(("time", "timestep", "step", "iteration", "epoch", "layer", "node", "position"))
"""Nouns that point with the symbol behind them at one of many."""
_COUNTS: Final = frozenset("nmkdpqNMKDLTBHPJSCG")
_STATING: Final = frozenset(("\\mapsto", "\\neq", "\\approx", "\\leftarrow", "\\ll", "\\gg", "\\propto"))
_MARKS: Final = re.compile(r"\s+([,.;:)])")
_LONGEST_LINE: Final = 14
"""Words of an item that are one meaning."""
_MOST: Final = 160
"""Characters of a meaning; what is longer is cut before an attachment or left out."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one symbol means, as one sentence says."""

    symbol: str
    means: str
    section: int
    place: Place
    weight: int = 0
    """How much the sentence is there to say it: 2 a definition, 1 in passing, 0 with a word for anything."""
    sentence: str = ""
    """The whole sentence, as LaTeX."""


def meanings(paragraphs: Iterable[Paragraph]) -> Iterator[Meaning]:
    """What paragraphs say that symbols are, in order."""
    return (said for said in introductions(paragraphs) if said.means)


def introductions(paragraphs: Iterable[Paragraph]) -> Iterator[Meaning]:
    """What paragraphs say, in order, and every sentence that only names a symbol, with the weight -1."""
    for paragraph in paragraphs:
        for sentence in sentences(paragraph.text):
            whole = text_of(sentence, paragraph.text)
            for found in _of_sentence(sentence):
                if (means := _worded(found.phrase)) and means.lower() not in _OTHERS:
                    place = paragraph.place_of(found.token.at)
                    is_vague = found.phrase.end - found.phrase.start == 1 and found.phrase.head in GENERIC
                    weight = 0 if is_vague else 1 + found.is_defined
                    yield Meaning(found.symbol, means, paragraph.section, place, weight, whole)
            for token in sentence:
                for symbol in token.names.names if token.kind == "maths" and token.names else ():
                    yield Meaning(symbol, "", paragraph.section, paragraph.place_of(token.at), -1, whole)


@dataclass(frozen=True, slots=True)
class _Found:
    token: Token
    symbol: str
    phrase: Phrase
    is_defined: bool = False


@dataclass(frozen=True, slots=True)
class _Group:
    """Formulas that stand together: ``$a$, $b$ and $c$``."""

    start: int
    end: int
    members: tuple[tuple[Token, str], ...]
    """Each name with the formula in which it stands."""


def _of_sentence(sentence: Sentence) -> Iterator[_Found]:
    taken: set[int] = set()
    for group in _groups(sentence):
        for pattern in _PATTERNS:
            found = list(pattern(sentence, group))
            if found:
                yield from found
                taken.add(group.start)
                break


def _groups(sentence: Sentence) -> Iterator[_Group]:
    """Formulas of names, those joined by commas and ``and`` as one."""
    at = 0
    while at < len(sentence):
        if not _names(sentence, at) and not _is_shown_name(sentence, at):
            at += 1
            continue
        start, end = at, at + 1
        while not _is_stated(sentence[end - 1]):
            joint = _joint(sentence, end)
            if joint is None:
                break
            end = joint
        members = tuple(
            (token, name)
            for token in sentence[start:end]
            if token.names is not None
            for name in token.names.names
        )
        yield _Group(start, end, members)
        at = end


def _names(sentence: Sentence, at: int) -> bool:
    token = _token(sentence, at)
    return token.kind == "maths" and token.names is not None


def _is_shown_name(sentence: Sentence, at: int) -> bool:
    """``the loss is $$L = …$$``: a display that sets one name."""
    token = sentence[at]
    return token.kind == "display" and token.names is not None and _is_stated(token)


def _is_stated(token: Token) -> bool:
    return token.names is not None and token.names.is_setting


def _joint(sentence: Sentence, end: int) -> int | None:
    """Where a group goes on behind a comma or ``and`` at ``end``."""
    at = end
    at += _token(sentence, at).text == ","
    at += _token(sentence, at).lower in ("and", "or")
    at += at == end + 1 and _token(sentence, at).lower in ("and", "or")
    return at + 1 if at > end and _names(sentence, at) else None


def _token(sentence: Sentence, at: int) -> Token:
    return sentence[at] if 0 <= at < len(sentence) else END


def _lower(sentence: Sentence, at: int) -> str:
    return _token(sentence, at).lower


def _named_before(sentence: Sentence, group: _Group) -> Iterator[_Found]:
    """``the proposal law $q(y)$ is a normal law``: what stands before it names it."""
    phrase = phrase_before(sentence, group.start)
    is_name = phrase is not None and phrase.determiner in ("the", "our")
    is_said = _lower(sentence, group.end) in ("is", "are") and _lower(sentence, group.end + 1) not in _NAMING
    if is_name and is_said and len(group.members) == 1:
        yield from _apposed(sentence, group)


def _predicate(sentence: Sentence, group: _Group) -> Iterator[_Found]:
    """``$x$ is the input``; ``let $x$ denote …``; ``$x$ and $y$ are the mean and the variance``."""
    at = group.end
    before = (_lower(sentence, group.start - 1), _lower(sentence, group.start - 2))
    is_attached = before[0] in _INDEXED and before[1] in PREPOSITIONS  # ``the state at time $t$ is``
    if is_attached or (
        before[0] in PREPOSITIONS - {"for", "with", "as"} and _lower(sentence, at) != "denotes"
    ):
        return
    at += _token(sentence, at).text == "," and _lower(sentence, at + 1) in _SKIPPED
    while _lower(sentence, at) in _SKIPPED:
        at += 1
    first = _lower(sentence, at)
    verb = _VERBS.get(first, "")
    if (first in WORDS["phrasal"] and _lower(sentence, at + 1) in ("for", "to")) or (
        first == "to" and _lower(sentence, at + 1) in _VERBS
    ):
        verb, at = "denote", at + 1
    if verb == "be" and _lower(sentence, at + 1) in ("called", "termed", "named", "known"):
        verb, at = "denote", at + 1 + (_lower(sentence, at + 2) == "as")
    if not verb or _is_supposed(sentence, group.start):
        return
    at += 1
    while _lower(sentence, at) in _SKIPPED or _token(sentence, at).text == ",":
        at += 1
    members = group.members
    if first in ("is", "denotes", "represents") and len(members) > 1:
        members = members[-1:]
    phrases = _several(sentence, at, len(members))
    if not phrases or not _is_definition(sentence, phrases[0], verb, group):
        return
    yield from _dealt(members, phrases, is_defined=True)
    yield from _further(sentence, phrases[-1].end)


def _is_supposed(sentence: Sentence, at: int) -> bool:
    """``if $x$ is a root``, ``assume that $f$ is a convex function``."""
    return not WORDS["supposing"].isdisjoint((_lower(sentence, at - 1), _lower(sentence, at - 2)))


def _is_definition(sentence: Sentence, phrase: Phrase, verb: str, group: _Group) -> bool:
    after = _token(sentence, phrase.end)
    if after.lower in ("if", "iff", "when", "than", "plus", "minus") or phrase.head in _STEPS:
        return verb == "denote" and phrase.head not in ("same",)
    if verb == "denote":
        return True
    if _lower(sentence, phrase.start + 1) == "by":  # ``$a$ is determined by the data``
        return False
    if phrase.determiner in ("the", "our", "some", "its", "their"):
        return phrase.text.lower().split()[0] not in WORDS["pointing"]
    if phrase.determiner in ("a", "an"):
        is_opened = _lower(sentence, group.start - 1) in ("where", "here", "let", "and", "with", "")
        return is_opened or phrase.end - phrase.start > 1
    is_opened = _lower(sentence, group.start - 1) in ("where", "here", "let", "with")
    is_several = phrase.head.endswith("s") or phrase.end - phrase.start > 1
    return (
        is_opened
        and is_several
        and not phrase.determiner
        and _lower(sentence, phrase.start) not in AUXILIARIES
    )


def _several(sentence: Sentence, at: int, count: int) -> list[Phrase]:
    """The phrase at ``at``, or as many as there are names, joined by commas and ``and``."""
    first = phrase_at(sentence, at)
    if first is None:
        return []
    phrases = [first]
    while len(phrases) < count:
        end = phrases[-1].end
        joint = end + (_token(sentence, end).text == ",")
        joint += _lower(sentence, joint) in ("and", "or")
        further = phrase_at(sentence, joint) if joint > end else None
        if further is None:
            break
        phrases.append(further)
    return phrases if len(phrases) == count else [first]


def _dealt(
    members: Sequence[tuple[Token, str]], phrases: Sequence[Phrase], *, is_defined: bool
) -> Iterator[_Found]:
    for at, (token, symbol) in enumerate(members):
        yield _Found(token, symbol, phrases[at if len(phrases) > 1 else 0], is_defined)


def _further(sentence: Sentence, at: int) -> Iterator[_Found]:
    """``… and $y$ the target`` behind a predicate."""
    at += _token(sentence, at).text in (",", ";")
    at += _lower(sentence, at) == "and"
    names = _token(sentence, at).names
    phrase = phrase_at(sentence, at + 1) if _lower(sentence, at + 1) in DETERMINERS else None
    if _names(sentence, at) and names is not None and phrase is not None:
        yield from (_Found(sentence[at], name, phrase, True) for name in names.names)
        yield from _further(sentence, phrase.end)


def _denoted(sentence: Sentence, group: _Group) -> Iterator[_Found]:
    """``denote by $x$ the input``; ``the input is denoted (by) $x$``; ``we write $x$ for the input``."""
    before, second = _lower(sentence, group.start - 1), _lower(sentence, group.start - 2)
    phrase: Phrase | None = None
    if before == "call" or (before == "by" and second in ("denote", "denoting")):
        phrase = phrase_at(sentence, group.end)
    elif _lower(sentence, group.end) in ("for", "to") and _is_written(sentence, group.start):
        at = group.end + 1 + (_lower(sentence, group.end + 1) in ("denote", "represent"))
        phrase = phrase_at(sentence, at)
    elif before in _NAMING or (before in ("by", "as") and second in _NAMING):
        end = group.start - (1 if before in _NAMING else 2)
        end -= _lower(sentence, end - 1) in AUXILIARIES
        end -= _token(sentence, end - 1).text == ","
        phrase = _subject(sentence, end)
    elif before in ("by", "as", "with"):  # ``we denote the mean of all rows by $m$``
        verbs = [at for at in range(max(0, group.start - 14), group.start) if _is_denoting(sentence[at])]
        phrase = phrase_at(sentence[: group.start - 1], verbs[-1] + 1) if verbs else None
        phrase = phrase if phrase is not None and phrase.end == group.start - 1 else None
    if phrase is not None and phrase.head not in NO_HEADS:
        yield from _dealt(group.members, [phrase], is_defined=True)


def _is_written(sentence: Sentence, at: int) -> bool:
    """Whether ``we write`` governs what stands at ``at``, alone or behind another name."""
    return any(token.lower in ("write", "use") for token in sentence[max(0, at - 14) : at])


def _is_denoting(token: Token) -> bool:
    return token.lower in ("denote", "denoting", "denotes")


def _subject(sentence: Sentence, end: int) -> Phrase | None:
    """The whole phrase, with what hangs on it, that ends right before ``end``."""
    for start in range(max(0, end - 12), end):
        if sentence[start].lower in DETERMINERS:
            phrase = phrase_at(sentence[:end], start)
            if phrase is not None and phrase.end == end:
                return phrase
    return phrase_before(sentence, end)


def _aside(sentence: Sentence, group: _Group) -> Iterator[_Found]:
    """``$x$, the input, …``; ``$x$ (input gate)``; ``the input, $x$, …``."""
    before, mark = _token(sentence, group.start - 1), _token(sentence, group.end).text
    phrase = phrase_at(sentence, group.end + 1) if mark in (",", "(") else None
    if phrase is not None:
        is_named = phrase.determiner in ("the", "a") or (mark == "(" and phrase.end - phrase.start > 1)
        closing = (")",) if mark == "(" else (",", "", ";", ")")
        is_closed = _token(sentence, phrase.end).text in closing
        begins = group.start < 2 or _token(sentence, group.start - 2).kind in ("mark", "start")
        if is_named and is_closed and not (begins and before.lower in PREPOSITIONS):
            yield from _dealt(group.members[-1:], [phrase], is_defined=True)
    elif before.text == "," and _ends(sentence, group.end) and not _is_stated(group.members[0][0]):
        phrase = _subject(sentence, group.start - 1)
        if phrase is not None and phrase.determiner in ("the", "our"):
            yield from _dealt(group.members[:1], [phrase], is_defined=False)


def _item(sentence: Sentence, group: _Group) -> Iterator[_Found]:
    """``\\item $x$: the input``; ``\\item[$x$] the input``; a row of a table."""
    begin = group.start - (_token(sentence, group.start - 1).text == "[")
    lead = _token(sentence, begin - 1)
    mark = _token(sentence, group.end)
    is_mark = mark.text in (":", "--", "---", "–", "—", "&", "|", "=") or (
        begin < group.start and mark.text == "]"
    )
    if is_mark and (begin == 0 or lead.kind == "start" or lead.text in (";", "|")):
        phrase = phrase_at(sentence, group.end + 1)
        if phrase is not None:
            yield from _dealt(group.members, [_whole_line(sentence, phrase)], is_defined=True)


def _whole_line(sentence: Sentence, phrase: Phrase) -> Phrase:
    """A phrase with all that follows it up to a mark, where that is short and no sentence of its own."""
    end = phrase.end
    while end < len(sentence) and sentence[end].kind in ("word", "maths"):
        end += 1
    is_long = end - phrase.start > _LONGEST_LINE
    if is_long or any(token.lower in AUXILIARIES - {"be", "being"} for token in sentence[phrase.end : end]):
        return phrase
    return replace(phrase, end=end, text=said(sentence, phrase.start, end))


def _equated(sentence: Sentence, group: _Group) -> Iterator[_Found]:
    """``the learning rate is $\\alpha$``; ``let the loss be $L$``; ``the loss is $$L = …$$``."""
    verb = _lower(sentence, group.start - 1)
    is_shown = sentence[group.start].kind == "display"
    if verb not in ("is", "are", "be") or not (is_shown or _ends(sentence, group.end)):
        return
    phrase = _subject(sentence, group.start - 1)
    if phrase is None or phrase.determiner not in ("the", "our") or phrase.head in _STEPS | NO_HEADS:
        return
    is_plain = all(token.names is not None and not token.names.relation for token, _ in group.members)
    if is_plain or is_shown or "(" in group.members[0][1]:
        yield from _dealt(group.members, [phrase], is_defined=verb == "be" or is_shown)


def _ends(sentence: Sentence, at: int) -> bool:
    token = _token(sentence, at)
    return token.text in ("", ",", ";", ":") or token.lower in ("and", "where")


def _apposed(sentence: Sentence, group: _Group) -> Iterator[_Found]:
    """``the rate $\\alpha$``; ``the rate ($\\alpha$)``; ``weights $W_1$, $W_2$``; ``the loss $$L = …$$``."""
    is_inside = _token(sentence, group.start - 1).text == "("
    phrase = _owner(sentence, group.start - is_inside, group)
    members = group.members
    names = members[0][0].names
    is_aside = is_inside and (_is_stated(members[0][0]) or _token(sentence, group.end).text != ")")
    if phrase is None or is_aside:
        return
    relation = names.relation if names is not None else ""
    is_shown = sentence[group.start].kind == "display"
    if (
        relation in _STATING
        or (relation and phrase.head in _STEPS)
        or (is_shown and phrase.determiner != "the")
    ):
        return
    is_all = _is_plural(
        phrase.head
    )  # one thing is no name of what stands behind it: ``precision $b$ and $N$ items``
    named = (one for one in members if one[0] is members[0][0] or (is_all and not _is_stated(one[0])))
    yield from _dealt(list(named), [phrase], is_defined=False)


def _counted(sentence: Sentence, group: _Group) -> Iterator[_Found]:
    """``$n$ samples``: a letter for a number before what it counts."""
    token, name = group.members[0]
    is_letter = name in _COUNTS and token.names is not None and not token.names.relation
    is_letter &= not _is_supposed(sentence, group.start) and _lower(sentence, group.start - 1) != "as"
    if (
        not is_letter
        or len(group.members) > 1
        or _lower(sentence, group.start - 1) in ("all", "each", "every")
    ):
        return
    phrase = phrase_at(sentence, group.end, most=4)
    if phrase is not None and phrase.start == group.end and _is_plural(phrase.head) and not phrase.determiner:
        text = f"number of {phrase.text.partition(' of ')[0]}"
        yield _Found(token, name, Phrase(phrase.start, phrase.end, "number", "", text))


def _owner(sentence: Sentence, end: int, group: _Group) -> Phrase | None:
    """What the words right before a symbol say that it is: ``the number of nodes``, not ``the nodes``."""
    inner = phrase_before(sentence, end)
    if inner is None or inner.determiner in _OTHERS - {"its", "their"}:
        return None
    begin = inner.start - bool(inner.determiner)
    lead = _lower(sentence, begin - 1)
    if lead == "of":
        outer = phrase_before(sentence, begin - 1)
        is_call = "(" in group.members[0][1] and outer is not None and outer.head == "function"
        is_index = group.members[0][1] in _INDICES and not _is_plural(inner.head)
        is_whole = (not inner.determiner and not is_index) or is_call
        is_whole |= outer is not None and outer.head in WORDS["amounts"]
        if outer is not None and is_whole and (_singular(outer.head) in OF_ONE or is_call):
            return Phrase(outer.start, end, outer.head, outer.determiner, said(sentence, outer.start, end))
    if lead in ("of", "with") and inner.text in WORDS["sizes"]:
        is_named = _token(sentence, begin - 2).kind == "maths"  # ``a batch $B$ of size $b$``
        whole = phrase_before(sentence, begin - 1 - is_named)
        if whole is not None:
            return replace(inner, text=f"{inner.text} of the {whole.text}")
    return inner


_PATTERNS: Final = (
    _denoted, _item, _named_before, _predicate, _aside, _equated, _apposed, _counted,
)  # fmt: skip
"""The first that says anything counts."""


def _is_plural(head: str) -> bool:
    return head.endswith("s") and not head.endswith("ss")


def _singular(word: str) -> str:
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _worded(phrase: Phrase) -> str:
    """The words of a meaning on one line; those at its end that hang on it go where it is too long."""
    text = _MARKS.sub(r"\1", phrase.text)
    while len(text) > _MOST and " of " in text:
        text = text.rpartition(" of ")[0]
    has_words = any(len(word) > 1 and word[0] != "$" for word in text.split())
    return text if has_words and len(text) <= _MOST else ""
