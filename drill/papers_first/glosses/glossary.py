"""What a paper says its symbols mean, found by the ways in which papers say it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from drill.papers_first.formula.printing import join
from drill.papers_first.formula.tree import Symbol
from drill.papers_first.glosses.acronyms import Acronyms
from drill.papers_first.glosses.appositions import BEFORE
from drill.papers_first.glosses.braces import braced
from drill.papers_first.glosses.broken_off import (
    is_broken_off,
    is_imagined,
    is_supposed_to_be,
    without_subject,
)
from drill.papers_first.glosses.displayed import displayed
from drill.papers_first.glosses.examples import (
    begins_example,
    begins_theorem,
    explains_display,
    is_exemplary,
    is_set_in_case,
    overloads,
    tells_of_others,
)
from drill.papers_first.glosses.expressions import called_expressions
from drill.papers_first.glosses.groups import Group, Said, groups, lower_at, token_at
from drill.papers_first.glosses.heads import words
from drill.papers_first.glosses.implied import SIZED, Implied, glued, homes, laws
from drill.papers_first.glosses.inline import Inline, Sentence
from drill.papers_first.glosses.lexicon import tag
from drill.papers_first.glosses.likely import lone
from drill.papers_first.glosses.members import holds_next, without_members
from drill.papers_first.glosses.named_after import constants, is_constant
from drill.papers_first.glosses.names import Name, Names, as_symbol
from drill.papers_first.glosses.naming import is_passing, is_running
from drill.papers_first.glosses.nouns import (
    Phrase,
    is_plural_word,
    is_setting,
    is_size,
    is_telling,
    text_of,
    without_measure,
)
from drill.papers_first.glosses.other_things import counts, is_of_other
from drill.papers_first.glosses.remarks import without_remarks
from drill.papers_first.glosses.rivals import Rivals
from drill.papers_first.glosses.sayings import AFTER
from drill.papers_first.glosses.shapes import length_said, shape_of, size_of
from drill.papers_first.glosses.signs import may_stand_for
from drill.papers_first.source.document import Document, Paragraph
from drill.papers_first.source.manuscript import Place


@dataclass(frozen=True, slots=True)
class Occasion:
    """A place where a meaning is said, and in which words: there it may say less than elsewhere.

    ``is_local`` where it is said of an example or of one of many, ``is_running`` where of each of them
    in turn: ``a node $i$``.
    """

    place: Place
    section: int
    meaning: str
    is_local: bool = False
    is_running: bool = False
    explains: bool = False
    """Whether the sentence explains the formula right before it: ``where $x$ is``."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One meaning of one symbol.

    ``sure`` ones are shown and asked about without review; ``likely`` ones, all that is said of their
    symbol and yet not sure, are only shown."""

    symbol: tuple[str, ...]
    """Canonical tokens of the name."""
    meaning: str
    """A noun phrase without its article; formulas in it stand in dollars."""
    shape: str
    """Lengths of its axes, ``(m, n)``; empty where the paper does not say."""
    place: Place
    section: int
    sure: bool
    occasions: tuple[Occasion, ...] = ()
    """Every place where it is surely said, in the paper's order."""
    likely: bool = False

    @property
    def is_shown(self) -> bool:
        """Whether it is part of the glossary before anybody reviews it."""
        return self.sure or self.likely

    @property
    def name(self) -> Symbol | None:
        """The name as a symbol; None for a call such as ``p(x)`` and for what reads in several ways."""
        return as_symbol(self.symbol)

    @property
    def latex(self) -> str:
        """The name as LaTeX."""
        return join(self.symbol)

    @property
    def said(self) -> tuple[Occasion, ...]:
        """Where it is said, at least where it was found."""
        return self.occasions or (Occasion(self.place, self.section, self.meaning),)

    def reworded(self, meaning: str) -> Entry:
        """The entry in other words, which hold wherever it is said."""
        occasions = tuple(replace(occasion, meaning=meaning) for occasion in self.occasions)
        return replace(self, meaning=meaning, occasions=occasions)


_WITH_GRADIENTS: Final = words("steps step term terms update updates descent")
_NUMBERS: Final = frozenset("CNQRZ")
_TAKEN_APART: Final = ("decomposition", "decompositions", "factorization", "factorisation", "svd")
"""What is equal to a matrix without being its name."""
_FUNCTIONS: Final = words("function functions map mapping mappings maps operator operators transformation")
_MEMBERS: Final = re.compile(
    r"\b(?:family|class|collection) of (?:[\w-]+ )*"
    r"(?:functions|maps|mappings|distributions|densities|classifiers|predictors|kernels|operators|policies)$"
)
"""``a family of rough functions $g$``: each of them, where the name is a small letter."""
_SMALL_LETTER: Final = re.compile(r"[a-z]|\\[a-z]+")
_LONGEST: Final = 160


def glossary(document: Document) -> tuple[Entry, ...]:
    """Every meaning that the paper states, those shown first; the same meaning of a symbol once."""
    inline = Inline()
    found: list[Entry] = []
    implied: list[Entry] = []
    examples: list[Entry] = []
    named: set[Name] = set()
    shapes: dict[tuple[Name, int], str] = {}
    properties: set[tuple[Name, int]] = set()
    rivals = Rivals()
    acronyms = Acronyms([paragraph.text for paragraph in document.paragraphs])
    for paragraph in document.paragraphs:
        rivals.add_text(paragraph.text)
        implied += _entries(acronyms.spelled_out(paragraph.text), paragraph)
        properties |= {(name, paragraph.section) for name in constants(paragraph.text)}
        is_example = begins_theorem(paragraph, document.macros.theorems)
        for whole in inline.sentences(paragraph):
            sentence = without_remarks(whole)
            is_example = is_example or begins_example(sentence)
            for said in _statements(sentence):
                given = list(_given(sentence, said, paragraph))
                passing = is_passing(sentence, said)
                is_local = is_example or passing or tells_of_others(sentence)
                runs = passing and is_running(said)
                explains = explains_display(sentence, said.group.first)
                given = [
                    _occasioned(one, is_local=is_local, is_running=runs, explains=explains) for one in given
                ]
                for one in given:
                    rivals.add(sentence, said, one.symbol, one.meaning)
                if passing:
                    given = [replace(one, sure=one.sure and one.symbol not in named) for one in given]
                if (
                    overloads(sentence)
                    or is_set_in_case(sentence, said)
                    or is_imagined(sentence, said.group.first)
                ):
                    given = [replace(one, sure=False) for one in given]
                if is_exemplary(sentence, said.group.first):
                    examples += given
                    continue
                named |= {entry.symbol for entry in given if entry.sure}
                for entry in given:
                    if entry.sure and length_said(entry.meaning) == entry.shape != "":
                        shapes.setdefault((entry.symbol, paragraph.section), entry.shape)
                found += given
                if not any(is_broken_off(sentence, said, phrase) for phrase in said.phrases):
                    implied += _entries((*homes(sentence, said), *laws(sentence, said)), paragraph)
            implied += _entries((*glued(sentence), *braced(whole), *called_expressions(sentence)), paragraph)
            for name, shape in _shapes(sentence):
                shapes.setdefault((name, paragraph.section), shape)
    found = [
        one for one in found if (one.symbol, one.section) not in properties or is_constant(one.meaning)
    ]  # the L of ``$L$-smooth`` is what it says, whatever it is called beside
    found = _without_rivals(found, rivals)
    letters = {_letter(entry.symbol) for entry in found}
    passing = {(one.symbol, one.meaning) for one in examples if _letter(one.symbol) in letters}
    found += [replace(one, sure=one.sure and _letter(one.symbol) not in letters) for one in examples]
    told = {entry.symbol for entry in found if entry.sure}
    found += [entry for entry in implied if entry.symbol not in told and len(entry.meaning) <= _LONGEST]
    merged = _merged(found)
    often = Counter(entry.symbol for entry in merged if entry.sure)
    entries = [_shaped(entry, shapes, is_only=often[entry.symbol] <= 1) for entry in merged]
    likely = lone(
        {entry.symbol for entry in entries if entry.sure},
        [
            (one.symbol, one.meaning)
            for one in entries
            if not one.sure and (one.symbol, one.meaning) not in passing
        ],
    )
    marked = [replace(one, likely=not one.sure and (one.symbol, one.meaning) in likely) for one in entries]
    return tuple(sorted(marked, key=lambda entry: (not entry.sure, not entry.likely, entry.section)))


def _without_rivals(entries: list[Entry], rivals: Rivals) -> list[Entry]:
    """The entries, those unsure that say of a symbol what may be another's."""
    sure: dict[Name, set[str]] = defaultdict(set)
    for one in entries:
        if one.sure:
            sure[one.symbol].add(one.meaning)
    return [
        replace(one, sure=False)
        if one.sure and rivals.is_doubtful(one.symbol, one.meaning, sorted(sure[one.symbol] - {one.meaning}))
        else one
        for one in entries
    ]


def _letter(name: Name) -> Name:
    """A name without its index and its arguments."""
    return name[: next((at for at, token in enumerate(name) if at and token in ("_", "(")), len(name))]


def _entries(implied: Iterable[Implied], paragraph: Paragraph) -> Iterator[Entry]:
    for one in implied:
        yield Entry(one.name, one.meaning, "", paragraph.place_of(one.at), paragraph.section, sure=True)


def _occasioned(entry: Entry, *, is_local: bool, is_running: bool, explains: bool) -> Entry:
    occasion = Occasion(entry.place, entry.section, entry.meaning, is_local, is_running, explains)
    return replace(entry, occasions=(occasion,))


def _statements(sentence: Sentence) -> Iterator[Said]:
    for group in groups(sentence):
        yield from _best(sentence, group)
    for at, token in enumerate(sentence):
        if token.kind == "display" and token.names is not None:
            said = displayed(sentence, at)
            if said is not None:
                yield said


def _best(sentence: Sentence, group: Group) -> Iterator[Said]:
    """What the words after the group and before it surely say; where nothing is sure, the first of them."""
    if is_supposed_to_be(sentence, group.first):
        return
    around = (token_at(sentence, group.first - 1), token_at(sentence, group.end))
    if all(token.kind == "maths" or not token.text for token in around):
        return
    after = [said for saying in AFTER if (said := saying(sentence, group)) is not None]
    before = [said for saying in BEFORE if (said := saying(sentence, group)) is not None]
    sure = [next((said for said in side if said.sure), None) for side in (after, before)]
    if (
        sure[0] is not None
        and sure[1] is not None
        and sure[1].form == "{}"
        and is_setting(sentence, sure[1].phrases[0])
    ):
        sure = sure[:1]  # ``the parameter $a$ is the width``
    chosen = [said for said in sure if said is not None]
    yield from chosen or (after + before)[:1]


def _given(sentence: Sentence, said: Said, paragraph: Paragraph) -> Iterator[Entry]:
    """Give each name its meaning: one for all, or one each where as many are said."""
    named = [
        (token, name) for token in said.group.members if token.names for name in without_members(token.names)
    ]
    if len(said.phrases) not in (1, len(named)):
        return
    for index, (token, name) in enumerate(named):
        phrase = said.phrases[index if len(said.phrases) > 1 else 0]
        if phrase.end <= said.group.first:
            phrase = without_subject(sentence, phrase)
        meaning = said.form.replace("{}", text_of(sentence, phrase))
        if token.names is not None and token.names.is_number:
            meaning = without_measure(meaning)
        tells = 1 < len(meaning) <= _LONGEST and _is_of_kind(name, meaning)
        tells = tells and not (
            _is_of_function(token.names, name, phrase, sentence) or counts(token.names, name)
        )
        tells = tells and not (is_broken_off(sentence, said, phrase) or is_of_other(sentence, said, phrase))
        if tells and is_telling(sentence, phrase) and not _is_cut(sentence, phrase):
            place = paragraph.place_of(token.at)
            is_entry = name[-1] == "]"  # ``an $m \\times n$ table $R[i, j]$``
            sized = "" if is_entry else _sized(sentence, phrase) or length_said(meaning)
            shape = _stated(token.names, name) or sized
            sure = said.sure and not _names_itself(sentence, phrase, name)
            yield Entry(name, meaning, shape, place, paragraph.section, sure)


def _is_of_function(names: Names | None, name: Name, phrase: Phrase, sentence: Sentence) -> bool:
    """``$y = g(x)$ for a smooth map``: what is called a function is g, and not its value; what a matrix is
    taken apart into, ``$K = U S U^T$ be the eigendecomposition``, is what stands on the other side.
    """
    if names is None or names.relation not in ("=", ":="):
        return False
    head = sentence[phrase.head].lower
    is_value = "(" not in name and names.rest[-1:] == (")",) and "(" in names.rest
    return (is_value and head in _FUNCTIONS) or head.endswith(_TAKEN_APART)


def _names_itself(sentence: Sentence, phrase: Phrase, name: Name) -> bool:
    """``$X = UV$ for the decomposition of $X$``: what a thing is made of is not its name."""
    inside = range(phrase.first, phrase.end)
    used = (sentence[at].names for at in inside if lower_at(sentence, at - 1) == "of")
    return not phrase.left_out[1] and any(names is not None and name in names.names for names in used)


def _is_cut(sentence: Sentence, phrase: Phrase) -> bool:
    """``in the upper/lower half``: a phrase that ends in a word of several, unless all of them are meant, as
    of ``the number of units/cells``.
    """
    slash, after = token_at(sentence, phrase.end), token_at(sentence, phrase.end + 1)
    is_joined = slash.text == "/" and after.kind == "word" and after.at == slash.at + 1
    return is_joined and not (is_plural_word(after.lower) and is_plural_word(sentence[phrase.end - 1].lower))


def _is_of_kind(name: Name, meaning: str) -> bool:
    """Whether what is said of a logarithm is one, of a gradient no step with it; numbers mean themselves."""
    if name[0] == "\\mathbb" and name[2] in _NUMBERS and name[4:5] in ((), ("^",)):
        return False
    if not may_stand_for(name, meaning):
        return False
    if len(name) == 1 and _SMALL_LETTER.fullmatch(name[0]) and _MEMBERS.search(meaning):
        return False
    if name[0] == "\\nabla":
        return meaning.rpartition(" ")[2] not in _WITH_GRADIENTS
    return name[0] not in ("\\log", "\\ln") or "log" in meaning.lower()


def _stated(names: Names | None, name: Name) -> str:
    """The shape of a name that its formula says; of ``(x_1, x_2), x_i \\in S`` none of the pair."""
    if names is None or names.relation != "\\in" or (name == names.names[0] and holds_next(names)):
        return ""
    return shape_of(names.rest)


def _sized(sentence: Sentence, phrase: Phrase) -> str:
    """The shape that the phrase itself says: ``$m \\times n$ matrix``, ``$d$-dimensional vector``."""
    for token in sentence[phrase.first : phrase.head]:
        if token.kind == "maths" and is_size(token):
            return size_of(token.latex)
        if (
            token.latex
            and token.lower.endswith(SIZED)
            and sentence[phrase.head].lower.startswith(("vector", "embedding"))
        ):
            return size_of(token.latex)
    return ""


def _shapes(sentence: Sentence) -> Iterator[tuple[Name, str]]:
    for token in sentence:
        for name in token.names.names if token.names is not None else ():
            shape = _stated(token.names, name)
            if shape:
                yield name, shape


def _shaped(entry: Entry, shapes: dict[tuple[Name, int], str], *, is_only: bool) -> Entry:
    """With the shape said where it is said; for a symbol's only meaning with the only one said anywhere."""
    if entry.shape:
        return entry
    own = {shapes[key] for one in entry.said if (key := (entry.symbol, one.section)) in shapes}
    if not own and is_only:
        own = {shape for (name, _), shape in shapes.items() if name == entry.symbol}
    return replace(entry, shape=own.pop()) if len(own) == 1 else entry


def _merged(entries: list[Entry]) -> list[Entry]:
    """Each meaning of a symbol once, at its first place; a part of a longer meaning goes with that."""
    kept: dict[Name, list[list[Entry]]] = {}
    for entry in entries:
        known = kept.setdefault(entry.symbol, [])
        same = next(
            (alike for alike in known if any(_same(entry.meaning, other.meaning) for other in alike)), None
        )
        if same is None:
            known.append([entry])
        else:
            same.append(entry)
    return [_chosen(alike) for known in kept.values() for alike in known]


def _same(one: str, other: str) -> bool:
    """Whether one meaning is the other, or its end or beginning: ``rate``, ``learning rate``.

    A beginning that a noun follows is of another thing: ``parameter``, ``parameter distribution``.
    """
    short, long = sorted((_folded(one), _folded(other)), key=len)
    if long.startswith(f"{short} "):
        following = long.removeprefix(short).split()[0]
        return following[0] == "$" or tag(following) not in ("noun", "either", "adjective")
    return short == long or long.endswith(f" {short}")


def _folded(meaning: str) -> str:
    return meaning.lower().replace("-", " ").rstrip("s")


def narrows(meaning: str, other: str) -> bool:
    """Whether a meaning is another of some kind: ``damped rate`` beside ``rate``, not ``learning rate``."""
    before = meaning.lower().removesuffix(other.lower())
    if not before or before == meaning.lower() or not before.endswith(" "):
        return False
    return any(tag(word) in ("adjective", "participle", "adverb") for word in before.split())


def _chosen(alike: list[Entry]) -> Entry:
    """Of meanings that are one: said most often, then at most length; at the first place that is sure.

    What a later one narrows is what it is of the whole paper.
    """
    sure = [entry for entry in alike if entry.sure] or alike
    often = Counter(_folded(entry.meaning) for entry in sure)
    plain = [
        entry
        for place, entry in enumerate(sure)
        if not any(narrows(entry.meaning, earlier.meaning) for earlier in sure[:place])
    ]
    best = max(plain, key=lambda entry: (often[_folded(entry.meaning)], len(entry.meaning)))
    shape = next((entry.shape for entry in alike if entry.shape), "")
    occasions = tuple(dict.fromkeys(occasion for entry in sure for occasion in entry.said))
    return replace(best, place=sure[0].place, section=sure[0].section, shape=shape, occasions=occasions)
