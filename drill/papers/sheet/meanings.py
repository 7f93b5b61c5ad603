"""What the paper's sentences say that its symbols mean: proposals, until somebody confirms them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from drill.papers.sheet.names import Names
from drill.papers.sheet.phrases import (
    DETERMINERS,
    WORDS,
    Phrase,
    Sentence,
    Token,
    phrase_at,
    phrase_before,
    sentences,
    text_of,
    token_at,
)
from drill.papers.source.document import Paragraph, Place

_OF_ONE: Final = ("is", "denotes", "represents")
_NONE: Final = Names(())
_MARKS: Final = re.compile(r"\s+([,.;:)])")
# Characters of a meaning; what is longer is cut before an attachment or left out.
_MOST: Final = 160


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one symbol means, as one sentence says."""

    symbol: str
    means: str
    section: int
    place: Place
    # How much the sentence is there to say it: 2 a definition, 1 in passing, 0 with a word for anything.
    weight: int = 0
    # The whole sentence, as LaTeX.
    sentence: str = ""


def meanings(paragraphs: Iterable[Paragraph]) -> Iterator[Meaning]:
    """What paragraphs say that symbols are, in order."""
    return (said for said in introductions(paragraphs) if said.means)


def introductions(paragraphs: Iterable[Paragraph]) -> Iterator[Meaning]:
    """What paragraphs say, in order, and every sentence that only names a symbol, with the weight -1."""
    for paragraph in paragraphs:
        for sentence in sentences(paragraph.text):
            whole = text_of(sentence, paragraph.text)
            for group in _groups(sentence):
                is_defined, phrases = _said(sentence, group)
                members = group.members
                if is_defined and _lower(sentence, group.end) in _OF_ONE:  # ``of pixel $i$, $h$ is``
                    members = members[-1:]
                elif not is_defined and not (phrases and _is_plural(phrases[0])):
                    members = members[:1]
                for at, (token, symbol) in enumerate(members):
                    if not phrases or (at and _is_set(token) and not is_defined):
                        continue
                    phrase = phrases[min(at, len(phrases) - 1)]
                    if means := _worded(phrase):
                        weight = 0 if phrase.text in WORDS["generic"] else 1 + is_defined
                        place = paragraph.place_of(token.at)
                        yield Meaning(symbol, means, paragraph.section, place, weight, whole)
            for token in sentence:
                for symbol in token.names.names if token.kind == "maths" and token.names else ():
                    yield Meaning(symbol, "", paragraph.section, paragraph.place_of(token.at), -1, whole)


@dataclass(frozen=True, slots=True)
class _Group:
    """Formulas that stand together: ``$a$, $b$ and $c$``."""

    start: int
    end: int
    # Each name with the formula in which it stands.
    members: tuple[tuple[Token, str], ...]


def _groups(sentence: Sentence) -> Iterator[_Group]:
    """Formulas of names, those joined by commas and ``and`` as one; a display that sets a name is one."""
    at = 0
    while at < len(sentence):
        start = at
        at += 1
        if not _is_named(sentence[start]) and not _is_set(sentence[start]):
            continue
        while not _is_set(sentence[at - 1]):
            joint = at + (_lower(sentence, at) == ",")
            joint += _lower(sentence, joint) in ("and", "or")
            if joint == at or not _is_named(token_at(sentence, joint)):
                break
            at = joint + 1
        tokens = [token for token in sentence[start:at] if token.names is not None]
        yield _Group(start, at, tuple((one, name) for one in tokens for name in (one.names or _NONE).names))


def _is_named(token: Token) -> bool:
    return token.kind == "maths" and token.names is not None


def _is_set(token: Token) -> bool:
    return token.names is not None and token.names.is_setting


def _lower(sentence: Sentence, at: int) -> str:
    """A word in small letters, or a mark."""
    token = token_at(sentence, at)
    return token.lower or token.text


def _said(sentence: Sentence, group: _Group) -> tuple[bool, list[Phrase]]:
    """Whether a sentence is there to say what symbols are, and the phrase for all or for each of them."""
    for pattern in (_denoted, _predicate, _aside, _equated):
        if phrases := pattern(sentence, group):
            return True, phrases
    return False, _apposed(sentence, group)


def _denoted(sentence: Sentence, group: _Group) -> list[Phrase]:
    """``denote by $x$ the input``; ``we call $x$ the input``; ``the input is denoted by $x$``."""
    before, second = (_lower(sentence, group.start - back) for back in (1, 2))
    phrase: Phrase | None = None
    if before == "call" or (before == "by" and second in ("denote", "denoting")):
        phrase = phrase_at(sentence, group.end)
    elif before in WORDS["naming"] or (before in ("by", "as") and second in WORDS["naming"]):
        end = group.start - (1 if before in WORDS["naming"] else 2)
        phrase = _subject(sentence, end - (_lower(sentence, end - 1) in WORDS["auxiliaries"]))
    return [phrase] if phrase is not None else []


def _subject(sentence: Sentence, end: int) -> Phrase | None:
    """The whole phrase, with what hangs on it, that ends right before ``end``."""
    for start in range(max(0, end - 12), end):
        if sentence[start].lower in DETERMINERS:
            phrase = phrase_at(sentence[:end], start)
            if phrase is not None and phrase.end == end:
                return phrase
    return phrase_before(sentence, end)


def _predicate(sentence: Sentence, group: _Group) -> list[Phrase]:
    """``$x$ is the input``; ``let $x$ denote …``; ``$x$ and $y$ are the mean and the variance``."""
    lead, at = _lower(sentence, group.start - 1), group.end
    is_one = _lower(sentence, at) in _OF_ONE
    if WORDS["supposing"] & {lead, _lower(sentence, group.start - 2)}:
        return []
    while _lower(sentence, at) in WORDS["skipped"]:
        at += 1
    at += _lower(sentence, at) == "to"
    is_denoting = _lower(sentence, at) in WORDS["denoting"]
    if _lower(sentence, at) in WORDS["phrasal"]:
        at, is_denoting = at + 1, _lower(sentence, at + 1) in ("for", "to")
    elif _lower(sentence, at) in ("is", "are", "be"):
        is_denoting = _lower(sentence, at + 1) in WORDS["naming"]
        at += is_denoting
    elif not is_denoting:
        return []
    own = phrase_before(sentence, group.start)  # ``the law $q(y)$ is a normal law``, ``at time $t$ is``
    before = lead if own is None else _lower(sentence, own.start - 1 - bool(own.determiner))
    is_named = own is not None and own.determiner in ("the", "our")
    is_named |= before in WORDS["prepositions"] - {"for", "with", "as"}
    if is_named and not is_denoting and not (is_one and len(group.members) > 1):
        return []
    at += 1
    while _lower(sentence, at) in WORDS["skipped"]:
        at += 1
    phrases = _several(sentence, at, 1 if is_one else len(group.members))
    is_opened = lead in ("where", "here", "let", "with")
    is_said = is_denoting or (bool(phrases) and (bool(phrases[0].determiner) or is_opened))
    if phrases and not is_denoting and phrases[0].head in WORDS["steps"]:
        return []
    is_pointing = bool(phrases) and phrases[0].text.lower().split()[0] in WORDS["pointing"]
    return phrases if is_said and not is_pointing else []


def _several(sentence: Sentence, at: int, count: int) -> list[Phrase]:
    """The phrase at ``at``, or as many as there are names, joined by commas and ``and``."""
    found: list[Phrase] = []
    while (phrase := phrase_at(sentence, at)) is not None and len(found) < count:
        found.append(phrase)
        joint = phrase.end + (_lower(sentence, phrase.end) == ",")
        at = joint + (_lower(sentence, joint) == "and")
        if at == phrase.end:
            break
    return found if len(found) == count else found[:1]


def _aside(sentence: Sentence, group: _Group) -> list[Phrase]:
    """``$x$, the input, …``; ``$x$ (input gate)``; ``\\item $x$: the input``; ``… and $y$ the target``."""
    lead, mark = (token_at(sentence, at) for at in (group.start - 1, group.end))
    is_item = lead.kind == "start" or lead.text in ("[", ";") or group.start == 0
    if is_item and (mark.text in (":", "=", "]", "&", "--", "---", "–", "—")):
        return [phrase] if (phrase := phrase_at(sentence, group.end + 1)) is not None else []
    is_further = lead.lower == "and" and mark.lower in ("the", "a", "an")
    phrase = phrase_at(sentence, group.end + (not is_further))
    if phrase is None or not (is_further or mark.text in (",", "(")):
        return []
    is_named = phrase.determiner in ("the", "a", "an") or (mark.text == "(" and phrase.end > phrase.start + 1)
    inside = sentence[phrase.start : phrase.end]
    if (mark.text == "(" and lead.lower == "of") or any(map(_relation, inside)):  # of what stands before
        return []
    is_closed = is_further or _lower(sentence, phrase.end) in ((")",) if mark.text == "(" else (",", "", ";"))
    return [phrase] if is_named and is_closed else []


def _equated(sentence: Sentence, group: _Group) -> list[Phrase]:
    """``the learning rate is $\\alpha$``; ``let the loss be $L$``; ``the loss is $$L = …$$``."""
    is_shown = sentence[group.start].kind == "display"
    is_last = is_shown or _lower(sentence, group.end) in ("", ",", ";", ":", "and", "where")
    if _lower(sentence, group.start - 1) not in ("is", "are", "be") or not is_last:
        return []
    phrase = _subject(sentence, group.start - 1)
    is_named = (
        phrase is not None and phrase.determiner in ("the", "our") and phrase.head not in WORDS["steps"]
    )
    is_set = not is_shown and any(_relation(token) for token, _ in group.members)
    return [phrase] if phrase is not None and is_named and not is_set else []


def _relation(token: Token) -> str:
    return token.names.relation if token.names is not None else ""


def _apposed(sentence: Sentence, group: _Group) -> list[Phrase]:
    """``the rate $\\alpha$``; ``the rate ($\\alpha$)``; ``the number of nodes $n$``."""
    first = group.members[0][0]
    end = group.start - (_lower(sentence, group.start - 1) in ("(", ","))
    inner = phrase_before(sentence, end)
    is_shown = sentence[group.start].kind == "display"
    if inner is None or inner.determiner in WORDS["others"] - {"its", "their"}:
        return []
    if (inner.head in WORDS["steps"] and _relation(first)) or (is_shown and inner.determiner != "the"):
        return []
    if end < group.start and (_relation(first) or inner.determiner != "the"):
        return []
    begin = inner.start - bool(inner.determiner)
    outer = phrase_before(sentence, begin - 1) if _lower(sentence, begin - 1) == "of" else None
    is_whole = outer is not None and outer.head in WORDS["of-one" if _is_plural(inner) else "amounts"]
    if outer is None or not is_whole:
        return [inner]
    text = f"{outer.text} of {'the ' if inner.determiner == 'the' else ''}{inner.text}"
    return [Phrase(outer.start, inner.end, outer.head, outer.determiner, text)]


def _is_plural(phrase: Phrase) -> bool:
    return phrase.head.endswith("s") and not phrase.head.endswith("ss")


def _worded(phrase: Phrase) -> str:
    """The words of a meaning on one line; those at its end that hang on it go where it is too long."""
    text = _MARKS.sub(r"\1", phrase.text)
    while len(text) > _MOST and " of " in text:
        text = text.rpartition(" of ")[0]
    has_words = any(len(word) > 1 and word[0] != "$" for word in text.split())
    return text if has_words and len(text) <= _MOST else ""
