"""Inline formulas that a sentence names together, and what stands around them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from drill.papers_first.glosses.heads import words
from drill.papers_first.glosses.inline import Sentence, Token
from drill.papers_first.glosses.names import SETTING
from drill.papers_first.glosses.nouns import Phrase, is_plural, is_plural_word
from drill.papers_first.glosses.phrases import core_before

_SWITCH: Final = ("\\{", "0", ",", "1", "\\}")
_CONDITIONS: Final = words("""
    if when whenever unless since because than once until iff whether as then hence thus therefore
""")
_BOUNDARIES: Final = words("where here and let")
_SINGULAR: Final = words("is denotes represents stands has means")
_JOINTS: Final = ("and", "or")
_REACH: Final = 6


@dataclass(frozen=True, slots=True)
class Group:
    """Formulas ``$a$, $b$ and $c$`` from the token at ``first`` up to ``end``; all of them are names."""

    first: int
    end: int
    members: tuple[Token, ...]
    joined: bool = False
    """Whether ``and`` stands before the last one."""

    def last(self) -> Group:
        """The last formula alone."""
        return Group(self.end - 1, self.end, self.members[-1:])

    def head(self) -> Group:
        """The first formula alone."""
        return Group(self.first, self.first + 1, self.members[:1])

    def rest(self, sentence: Sentence) -> Group:
        """All but the first formula, of at least two."""
        return Group(sentence.index(self.members[1], self.first), self.end, self.members[1:], self.joined)

    @property
    def is_joined(self) -> bool:
        """Whether ``and`` stands before its last formula, or one formula holds all names."""
        return self.joined or len(self.members) == 1

    @property
    def count(self) -> int:
        """How many names there are."""
        return sum(len(member.names.names) for member in self.members if member.names)

    @property
    def is_number(self) -> bool:
        """Whether the last formula gives a number: ``\\alpha = 2``."""
        names = self.members[-1].names
        return names is not None and names.is_number

    @property
    def is_statement(self) -> bool:
        """Whether the last formula says more than what a name equals: ``a = b = c``, ``a \\to 0``."""
        names = self.members[-1].names
        return names is not None and names.is_statement


@dataclass(frozen=True, slots=True)
class Said:
    """What a way of saying it finds: one phrase for all formulas of a group, or one for each."""

    group: Group
    phrases: tuple[Phrase, ...]
    sure: bool
    form: str = "{}"
    """How the meaning is made of the phrase: ``number of {}``."""


def groups(sentence: Sentence) -> Iterator[Group]:
    """Every run of names joined by commas and ``and``."""
    at = 0
    while at < len(sentence):
        if not _is_name(sentence, at):
            at += 1
            continue
        first, members = at, [sentence[at]]
        at += 1
        while not _is_statement(members[-1]) and (following := _after_joint(sentence, at)) is not None:
            if len(members) == 1 and _begins_clause(sentence, at, following):
                break
            if len(members) == 1 and _ends_object(sentence, first, following):
                break
            if _is_further_count(sentence, first, following):
                break
            is_last = len(members) > 1 and lower_at(sentence, at - 2) in _JOINTS
            if is_last and lower_at(sentence, following - 1) not in _JOINTS:
                break  # ``with weights $u$ and $v$, $f$ is the filter``
            if _says_otherwise(sentence, at, members[-1], following):
                break
            if len(members) > 1 and lower_at(sentence, at - 2) == lower_at(sentence, following - 1) == "and":
                if token_at(sentence, at).text == ",":
                    break  # ``over rows $u$ and $v$, and $w$ is``
                at -= 2  # ``with inputs $u$ and $v$ and $w$ are``: the last two may be told of together
                members.pop()
                break
            members.append(sentence[following])
            at = following + 1
        yield Group(first, at, tuple(members), lower_at(sentence, at - 2) in _JOINTS)


def _is_name(sentence: Sentence, at: int) -> bool:
    return at < len(sentence) and sentence[at].kind == "maths" and sentence[at].names is not None


def _is_statement(token: Token) -> bool:
    return token.names is not None and token.names.is_statement


def _after_joint(sentence: Sentence, at: int) -> int | None:
    """The name that follows a comma, ``and``, or both."""
    start = at
    if at < len(sentence) and sentence[at].text == ",":
        at += 1
    if at < len(sentence) and sentence[at].lower in ("and", "or"):
        at += 1
    return at if at > start and _is_name(sentence, at) else None


def _begins_clause(sentence: Sentence, at: int, following: int) -> bool:
    """``with weights $w$, and $b$ denotes the bias``: a verb for one alone begins a clause of its own."""
    if following != at + 2 or token_at(sentence, at).text != ",":
        return False
    behind = lower_at(sentence, following + 1)
    goes_on = behind == "and" and _is_name(sentence, following + 2)
    is_told = (
        behind == "the" and lower_at(sentence, at - 2) not in _BOUNDARIES
    )  # ``with $a$, and $b$ the sum``
    return goes_on or is_told or behind in _SINGULAR


def _ends_object(sentence: Sentence, first: int, following: int) -> bool:
    """``a tree with leaves $l$ and $r$ is its root``: of the one behind ``and`` alone a clause tells."""
    if following != first + 2 or lower_at(sentence, following + 1) not in _SINGULAR:
        return False
    owner = core_before(sentence, first)
    if owner is None or lower_at(sentence, owner.start - 1) != "with" or not is_plural(sentence, owner):
        return False
    return any(token.tag in ("auxiliary", "verb") for token in sentence[: owner.start])


def _is_further_count(sentence: Sentence, first: int, following: int) -> bool:
    """``with a row $r$ and $n$ columns``: behind ``and`` a number of other things."""
    latex = sentence[following].latex
    is_letter = len(latex) == 1 and (latex.isupper() or latex in "mnk") and latex.isalpha()
    if not is_letter or lower_at(sentence, following - 1) != "and" or following != first + 2:
        return False
    noun, owner = token_at(sentence, following + 1), core_before(sentence, first)
    return noun.tag == "noun" and is_plural_word(noun.lower) and owner is not None


def _says_otherwise(sentence: Sentence, at: int, last: Token, following: int) -> bool:
    """``where $t = a + b$, $u$ and $v$ are``: behind a comma, one alone is set to something."""
    relations = [token.names.relation for token in (last, sentence[following]) if token.names is not None]
    is_one_set = len({relation in SETTING for relation in relations}) > 1
    return token_at(sentence, at).text == "," and is_one_set


def is_conditional(sentence: Sentence, at: int) -> bool:
    """Whether the clause before ``at`` began with ``if``, ``then`` or their like."""
    for index in range(at - 1, max(-1, at - 1 - _REACH), -1):
        token = sentence[index]
        if token.lower in _CONDITIONS:
            return True
        if token.kind in ("mark", "item", "display") or token.lower in _BOUNDARIES:
            return False
    return False


def token_at(sentence: Sentence, at: int) -> Token:
    """The token at ``at``; an empty mark outside of the sentence."""
    return sentence[at] if 0 <= at < len(sentence) else _OUTSIDE


def lower_at(sentence: Sentence, at: int) -> str:
    """The word at ``at`` in lower case; empty outside of the sentence."""
    return token_at(sentence, at).lower


def follows(sentence: Sentence, at: int, words: str) -> int | None:
    """Where ``words`` end if they stand at ``at``."""
    for word in words.split(" "):
        if lower_at(sentence, at) != word:
            return None
        at += 1
    return at


_OUTSIDE: Final = Token("mark", "", -1)


def tells_whether(group: Group) -> bool:
    """``$m \\in \\{0, 1\\}$ indicates a quiet hall``: it tells whether that is so, and is no hall."""
    names = group.members[0].names
    return names is not None and names.relation == "\\in" and names.rest == _SWITCH
