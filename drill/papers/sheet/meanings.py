"""What the paper's sentences say that its symbols mean: ten patterns, the most general ones first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from drill.papers.sheet.phrases import (
    AUXILIARIES,
    DETERMINERS,
    END,
    OF_ONE,
    PREPOSITIONS,
    Phrase,
    Sentence,
    Token,
    phrase_at,
    phrase_before,
    said,
    sentences,
)
from drill.papers.source.document import Paragraph
from drill.papers.source.manuscript import Place

_VERBS: Final = {
    **dict.fromkeys(("is", "are", "be", "being"), "be"),
    **dict.fromkeys(
        ("denote", "denotes", "denoting", "represent", "represents", "representing", "indicates", "indicate",
         "means", "describes", "signifies", "designates"),
        "denote",
    ),
}  # fmt: skip
_PHRASAL: Final = {
    ("stands", "for"),
    ("stand", "for"),
    ("refers", "to"),
    ("refer", "to"),
    ("corresponds", "to"),
}
_SKIPPED: Final = frozenset(
    ("again", "also", "both", "simply", "thus", "now", "then", "just", "usually", "typically", "here", "all",
     "respectively", "often", "still", "which", "that", "further", "the-notation")
)  # fmt: skip
_SYMBOLS: Final = frozenset(("notation", "symbol", "letter", "variable", "sign"))
_STEPS: Final = frozenset(
    ("update", "updates", "rule", "step", "iteration", "equation", "result", "solution", "problem", "system",
     "scheme", "recursion", "form", "relation", "expression", "inequality", "dynamics", "case", "choice", "setting")
)  # fmt: skip
"""What a whole formula may be without its left side being that."""
_OTHERS: Final = frozenset(("this", "these", "that", "those", "another", "other", "same", "its", "their"))
_TIMES: Final = frozenset(["time", "step", "iteration", "epoch", "layer", "index", "position", "round", "stage", "level"])
_CALLED: Final = frozenset(("call", "called", "denoted", "denote", "write", "written", "named", "dubbed"))
_MARKS: Final = re.compile(r"\s+([,.;:)])")
_MOST: Final = 160
"""Characters of a meaning; what is longer is cut before an attachment or left out."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one symbol means, as one sentence says; ``is_defined`` where the sentence is there to say it."""

    symbol: str
    means: str
    head: str
    section: int
    place: Place
    is_defined: bool = False


def meanings(paragraphs: Iterable[Paragraph]) -> Iterator[Meaning]:
    """What paragraphs say, in order."""
    for paragraph in paragraphs:
        for sentence in sentences(paragraph.text):
            for found in _of_sentence(sentence):
                if (means := _worded(found.phrase)) and means.lower() not in _OTHERS:
                    place = paragraph.place_of(found.token.at)
                    yield Meaning(
                        found.symbol, means, found.phrase.head, paragraph.section, place, found.is_defined
                    )


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
        for pattern in (_predicate, _denoted, _bracketed, _behind_comma, _item, _equated, _apposed):
            found = list(pattern(sentence, group))
            if found:
                yield from found
                taken.add(group.start)
                break


def _groups(sentence: Sentence) -> Iterator[_Group]:
    """Formulas of names, those joined by commas and ``and`` as one."""
    at = 0
    while at < len(sentence):
        if not _names(sentence, at):
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


def _predicate(sentence: Sentence, group: _Group) -> Iterator[_Found]:
    """``$x$ is the input``; ``let $x$ denote …``; ``$x$ and $y$ are the mean and the variance``."""
    at = group.end
    if (
        _lower(sentence, group.start - 1) in PREPOSITIONS - {"for", "with", "as"}
        and _lower(sentence, at) != "denotes"
    ):
        return
    at += _token(sentence, at).text == "," and _lower(sentence, at + 1) in _SKIPPED
    while _lower(sentence, at) in _SKIPPED:
        at += 1
    first = _lower(sentence, at)
    verb = _VERBS.get(first, "")
    if (first, _lower(sentence, at + 1)) in _PHRASAL:
        verb, at = "denote", at + 1
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
    before = {_lower(sentence, at - 1), _lower(sentence, at - 2)}
    return bool(
        before
        & {
            "if",
            "when",
            "whenever",
            "unless",
            "whether",
            "suppose",
            "assume",
            "assuming",
            "since",
            "because",
            "iff",
            "once",
            "until",
            "clear",
        }
    )


def _is_definition(sentence: Sentence, phrase: Phrase, verb: str, group: _Group) -> bool:
    after = _token(sentence, phrase.end)
    if (
        after.lower in ("if", "iff", "when", "than", "plus", "minus")
        or phrase.head in _STEPS | {"given", "time"} - _TIMES
    ):
        return verb == "denote" and phrase.head not in ("same",)
    if verb == "denote":
        return True
    if phrase.determiner in ("the", "our", "some", "its", "their"):
        words = phrase.text.lower().split()
        return words[0] not in (
            "same",
            "only",
            "following",
            "number-one",
            "case",
            "key",
            "most",
            "least",
            "best",
        )
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
    """``…, $y$ the target and $z$ a shift`` behind a predicate."""
    while True:
        at += _token(sentence, at).text in (",", ";")
        at += _lower(sentence, at) in ("and", "while")
        token = _token(sentence, at)
        if not _names(sentence, at) or _lower(sentence, at + 1) not in DETERMINERS or token.names is None:
            return
        phrase = phrase_at(sentence, at + 1)
        if phrase is None:
            return
        for name in token.names.names:
            yield _Found(token, name, phrase, True)
        at = phrase.end


def _denoted(sentence: Sentence, group: _Group) -> Iterator[_Found]:
    """``denote by $x$ the input``; ``the input is denoted by $x$``; ``we write $x$ for the input``."""
    before, second = _lower(sentence, group.start - 1), _lower(sentence, group.start - 2)
    phrase = None
    if before in ("by", "as", "with", "call", "called", "dubbed") and (
        second in _CALLED or before in _CALLED
    ):
        end = group.start - (1 if before in _CALLED else 2)
        if second == "denote" and before == "by":
            phrase = phrase_at(sentence, group.end)
        else:
            end -= _lower(sentence, end - 1) in AUXILIARIES or _token(sentence, end - 1).text == ","
            phrase = _subject(sentence, end)
    elif before in ("write", "use") and _lower(sentence, group.end) in ("for", "to"):
        at = group.end + 1 + (_lower(sentence, group.end + 1) in ("denote", "represent"))
        phrase = phrase_at(sentence, at)
    elif before in ("by", "as"):  # ``we denote the mean of all rows by $m$``
        verbs = [at for at in range(max(0, group.start - 14), group.start) if sentence[at].lower == "denote"]
        phrase = phrase_at(sentence, verbs[-1] + 1) if verbs else None
        phrase = phrase if phrase is not None and phrase.end == group.start - 1 else None
    if phrase is not None:
        yield from _dealt(group.members, [phrase], is_defined=True)


def _subject(sentence: Sentence, end: int) -> Phrase | None:
    """The whole phrase, with what hangs on it, that ends right before ``end``."""
    for start in range(max(0, end - 12), end):
        if sentence[start].lower in DETERMINERS:
            phrase = phrase_at(sentence, start)
            if phrase is not None and phrase.end == end:
                return phrase
    return phrase_before(sentence, end)


def _bracketed(sentence: Sentence, group: _Group) -> Iterator[_Found]:
    """``$x$ (the input)``; ``the input ($x$)``."""
    if _token(sentence, group.end).text == "(" and _token(sentence, group.start - 1).text != "(":
        phrase = phrase_at(sentence, group.end + 1)
        is_whole = phrase is not None and _token(sentence, phrase.end).text == ")"
        if phrase is not None and is_whole and (phrase.determiner or phrase.end - phrase.start > 1):
            yield from _dealt(group.members[-1:], [phrase], is_defined=True)
    elif _token(sentence, group.start - 1).text == "(" and _token(sentence, group.end).text in (")", ","):
        phrase = _owner(sentence, group.start - 1)
        if phrase is not None and not _is_stated(group.members[0][0]):
            yield from _dealt(group.members, [phrase], is_defined=True)


def _behind_comma(sentence: Sentence, group: _Group) -> Iterator[_Found]:
    """``$x$, the input, …``; ``the input, $x$, …``."""
    if _token(sentence, group.end).text == "," and _lower(sentence, group.end + 1) in ("the", "a", "an"):
        phrase = phrase_at(sentence, group.end + 1)
        is_aside = phrase is not None and (
            phrase.end == len(sentence) or _token(sentence, phrase.end).text == ","
        )
        if (
            phrase is not None
            and is_aside
            and _lower(sentence, group.start - 1) not in PREPOSITIONS - {"of", "by", "with"}
        ):
            yield from _dealt(group.members[-1:], [phrase], is_defined=True)
    elif _token(sentence, group.start - 1).text == "," and _ends(sentence, group.end, (",",)):
        phrase = _subject(sentence, group.start - 1)
        if phrase is not None and phrase.determiner in ("the", "a", "an", "our") and len(group.members) == 1:
            if not _is_stated(group.members[0][0]):
                yield from _dealt(group.members, [phrase], is_defined=False)


def _item(sentence: Sentence, group: _Group) -> Iterator[_Found]:
    """``\\item $x$: the input``; a row of a table."""
    if group.start > 1 or (group.start == 1 and sentence[0].kind != "start"):
        return
    mark = _token(sentence, group.end)
    if mark.text in (":", "--", "---", "–", "—", "=") or mark.kind == "start":
        phrase = phrase_at(sentence, group.end + 1)
        if phrase is not None:
            yield from _dealt(group.members, [phrase], is_defined=True)


def _equated(sentence: Sentence, group: _Group) -> Iterator[_Found]:
    """``the learning rate is $\\alpha$``; ``let the loss be $L$``."""
    verb = _lower(sentence, group.start - 1)
    if verb not in ("is", "are", "be") or not _ends(sentence, group.end, (",", ";", ":")):
        return
    phrase = _subject(sentence, group.start - 1)
    is_plain = all(token.names is not None and not token.names.relation for token, _ in group.members)
    if phrase is not None and phrase.determiner in ("the", "our") and is_plain and phrase.head not in _STEPS:
        yield from _dealt(group.members, [phrase], is_defined=verb == "be")


def _ends(sentence: Sentence, at: int, marks: Sequence[str]) -> bool:
    return at >= len(sentence) or sentence[at].text in marks or sentence[at].lower in ("and", "where")


def _apposed(sentence: Sentence, group: _Group) -> Iterator[_Found]:
    """``the learning rate $\\alpha$``; ``weights $W_1$ and $W_2$``."""
    phrase = _owner(sentence, group.start)
    if phrase is None:
        return
    members = group.members
    relation = next(
        (token.names.relation for token, _ in members if token.names and token.names.relation), ""
    )
    is_singular = not phrase.head.endswith("s") or phrase.head.endswith("ss")
    if relation and (
        phrase.head in _STEPS or relation in ("\\rightarrow", "\\to", "\\mapsto", "\\neq", "\\approx")
    ):
        if relation not in ("\\rightarrow", "\\to") or phrase.head in _STEPS:
            return
    if is_singular and len(members) > 1 and phrase.determiner:
        members = tuple(one for one in members if one[0] is members[0][0])
    yield from _dealt(members, [phrase], is_defined=False)


def _owner(sentence: Sentence, end: int) -> Phrase | None:
    """What the words right before a symbol say that it is: ``the number of nodes``, not ``the nodes``."""
    inner = phrase_before(sentence, end)
    if inner is None or inner.determiner in _OTHERS - {"its", "their"} or inner.text.lower() in _OTHERS:
        return None
    begin = inner.start - bool(inner.determiner)
    if _lower(sentence, begin - 1) == "of" and (
        inner.determiner not in ("the", "our", "a", "an") or _is_bare_of(sentence, begin)
    ):
        outer = phrase_before(sentence, begin - 1)
        if outer is not None and _singular(outer.head) in OF_ONE | {_singular(outer.head)} & _TIMES:
            return Phrase(outer.start, end, outer.head, outer.determiner, said(sentence, outer.start, end))
    is_told = bool(inner.determiner) or inner.end - inner.start > 1 or _is_plain_lead(sentence, begin)
    return inner if is_told else None


def _is_bare_of(sentence: Sentence, begin: int) -> bool:
    """``number of the …`` never names what it counts."""
    return _lower(sentence, begin - 2) in ("number", "size", "dimension", "length", "cardinality")


def _is_plain_lead(sentence: Sentence, begin: int) -> bool:
    """Whether a lone noun without article stands where one needs none: behind a preposition, ``and``, a mark."""
    before = _token(sentence, begin - 1)
    return (
        before.kind in ("mark", "start")
        or before.text == ""
        or before.lower in PREPOSITIONS | {"and", "or", "where", "let"}
    )


def _singular(word: str) -> str:
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _worded(phrase: Phrase) -> str:
    """The words of a meaning on one line; those at its end that hang on it go where it is too long."""
    text = _MARKS.sub(r"\1", phrase.text)
    while len(text) > _MOST and " of " in text:
        text = text.rpartition(" of ")[0]
    has_words = any(len(word) > 1 and word[0] != "$" for word in text.split())
    return text if has_words and len(text) <= _MOST else ""
