"""How far what is said of a letter reaches: which of its meanings holds where a formula stands.

A meaning holds in the section where it is said, and in what that section holds. It is carried on to others
only where nothing speaks against it: no other meaning of the letter, no new use of it there, no section that
has a notation of its own. Letters that count things are used anew all the time: theirs hold near by.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Final, NamedTuple

from drill.papers_first.formula.printing import to_latex
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tree import Big, Call, Node, Statement, Symbol, symbols
from drill.papers_first.glosses.glossary import Entry, Occasion, narrows
from drill.papers_first.glosses.heads import GENERIC, words
from drill.papers_first.glosses.introduced import (
    families,
    introduced,
    letters_called,
    listed,
    named_beside,
    nouns_beside,
    set_within,
)
from drill.papers_first.glosses.names import applied_name
from drill.papers_first.glosses.naming import SIZES
from drill.papers_first.glosses.nouns import singular
from drill.papers_first.glosses.put_for import put_for
from drill.papers_first.reading import Reading
from drill.papers_first.source.document import Document, Formula, Section
from drill.papers_first.source.manuscript import Place
from drill.papers_first.source.sections import RUN_IN

_COUNTING: Final = frozenset("ijklmnt")
_NEAR: Final = 25
"""Lines of the source within which one still speaks of the same thing."""
_BEHIND: Final = 8
"""Lines of the source within which what follows a formula explains it."""
_LEADING: Final = 4
"""Lines of the source that a sentence takes which leads to a formula."""
_SMALL: Final = words("a an and at by each for from in its of on or our that the their this to which with")
_FORMULAS: Final = re.compile(r"\$[^$]*\$")
_SUMMING: Final = ("\\sum", "\\prod")
_FAR: Final = 100_000


class _Saying(NamedTuple):
    entry: Entry
    occasion: Occasion


class Scopes:
    """The meanings of a paper's symbols by the places where they hold."""

    def __init__(self, document: Document, readings: Sequence[Reading], entries: Sequence[Entry]) -> None:
        self._sections = document.sections or (Section(),)
        self._document = document
        self._readings = readings
        self._sayings: dict[Symbol, list[_Saying]] = defaultdict(list)
        self._doubtful: dict[Symbol, list[Entry]] = defaultdict(list)
        self._applied: dict[Symbol, list[Entry]] = defaultdict(list)
        for entry in entries:
            if entry.name is None:
                if entry.sure and (head := applied_name(entry.symbol)) is not None:
                    self._applied[head].append(entry)
                continue
            if entry.sure:
                self._sayings[entry.name] += (_Saying(entry, occasion) for occasion in entry.said)
            else:
                self._doubtful[entry.name].append(entry)

    def meanings(self, name: Symbol) -> tuple[Entry, ...]:
        """All that is surely said of a symbol anywhere."""
        return tuple(dict.fromkeys(saying.entry for saying in self._sayings.get(name, ())))

    def meaning(self, name: Symbol, formula: Formula) -> Entry | None:
        """What a symbol means in a formula; None where that is not sure."""
        sayings = [
            saying
            for saying in self._sayings.get(name, ())
            if self._is_of_work(saying.occasion.place, formula.place)
        ]
        if name in self._called[formula]:
            sayings = [saying for saying in sayings if self._calls(name, saying.occasion)]
        if name in self._given[formula]:
            # what a formula gives is no ``node $i$`` of many
            sayings = [saying for saying in sayings if not saying.occasion.is_running]
        if not sayings:
            return None
        around = self._around(formula.section)
        near = [saying for saying in sayings if self._home(saying.occasion.section) in around]
        found = self._nearest(name, near, formula) if near else self._carried(name, sayings, formula)
        if found is None or _is_led_otherwise(name, found, formula) or _is_drawn_anew(name, found, formula):
            return None
        is_argument = name in self._taken[formula]
        return None if is_argument and self._is_of_others(found, formula) else found

    # --- where it is said ---------------------------------------------------------------------------

    def _nearest(self, name: Symbol, near: list[_Saying], formula: Formula) -> Entry | None:
        """Of what is said in the formula's own section and those that hold it: what was said last before.

        What follows the formula counts as well, and more than what was said before where it stands nearer.
        """
        near = [saying for saying in near if self._is_reached(name, saying, formula)]
        chosen = self._chosen(near, formula)
        if chosen is None or self._is_of_other_formula(name, chosen, formula):
            return None
        if self._may_be_a_size(name, chosen, formula):
            return None
        return self._worded(chosen, near, formula)

    def _may_be_a_size(self, name: Symbol, chosen: _Saying, formula: Formula) -> bool:
        """``for the mask $C$``, further on ``a cache of size $C$``: whether what stands nearer, though nobody
        is sure of it, says that a letter measures something.
        """
        before = chosen.occasion.place
        return any(
            entry.section == formula.section
            and entry.place.file == formula.place.file == before.file
            and before.line < entry.place.line <= formula.place.line
            and _words(entry.meaning.split(" of ")[0]) & SIZES
            and not are_alike(entry, chosen.entry)
            for entry in self._doubtful.get(name, ())
        )

    def _chosen(self, near: list[_Saying], formula: Formula) -> _Saying | None:
        """Which of these holds; None where that is not sure."""
        before = [saying for saying in near if self._is_before(saying.occasion, formula)]
        after = [saying for saying in near if not self._is_before(saying.occasion, formula)]
        last = min(before, key=lambda saying: _lines(saying.occasion.place, formula.place), default=None)
        following = min(after, key=lambda saying: _lines(saying.occasion.place, formula.place), default=None)
        if following is not None and self._leads_on(following, formula):
            following = None
        if last is None or following is None or are_alike(last.entry, following.entry):
            return last or following
        gap = _lines(following.occasion.place, formula.place)
        if gap <= _BEHIND and self._explains(following.occasion, formula):
            return following
        if gap >= _lines(last.occasion.place, formula.place):
            return last
        return following if gap <= _BEHIND else None

    def _leads_on(self, saying: _Saying, formula: Formula) -> bool:
        """``With friction $c$,`` before another formula: it is said of what that one sets out anew."""
        occasion = saying.occasion
        said = _carrying(occasion.meaning)
        return any(
            other.display != formula.display
            and not (occasion.explains and other.before[:1].islower())
            and other.place.file == occasion.place.file
            and occasion.place.line <= other.place.line <= occasion.place.line + _LEADING
            and said <= _words(other.before)
            and not other.before.rstrip().endswith(".")
            for other in self._document.formulas
        )

    def _explains(self, occasion: Occasion, formula: Formula) -> bool:
        """Whether it is said of this formula: in its own ``where``, no other display between."""
        first, last = formula.place.line, occasion.place.line
        others = (other for other in self._document.formulas if other.display != formula.display)
        return occasion.explains and not any(
            other.place.file == formula.place.file and first <= other.place.line <= last for other in others
        )

    def _is_of_others(self, entry: Entry, formula: Formula) -> bool:
        """Whether it is only said in what explains other formulas."""
        return all(
            one.explains and (self._is_before(one, formula) or not self._explains(one, formula))
            for one in entry.said
        )

    def _worded(self, saying: _Saying, sayings: Sequence[_Saying], formula: Formula) -> Entry:
        """The meaning in the fullest of the words that are said of it in these places.

        What is narrowed further on, to the ``damped rate`` or the ``second width``, was not meant so before.
        """
        said = [other.occasion for other in sayings if other.entry == saying.entry]
        held = [one for one in saying.entry.said if not self._is_further_on(one, formula)] or said[:1]
        fit = [
            one
            for one in said
            if one in held or not any(narrows(one.meaning, other.meaning) for other in held)
        ]
        return replace(saying.entry, meaning=max((one.meaning for one in fit or held), key=len))

    def _is_of_work(self, said: Place, used: Place) -> bool:
        """Whether both stand in one work: of several that lie in a folder each has its own notation."""
        works = self._document.works
        return works.get(said.file) == works.get(used.file)

    def _is_further_on(self, occasion: Occasion, formula: Formula) -> bool:
        """Whether it is said behind the formula, and not right behind it."""
        return not self._is_before(occasion, formula) and _lines(occasion.place, formula.place) > _BEHIND

    def _is_reached(self, name: Symbol, saying: _Saying, formula: Formula) -> bool:
        """Whether the formula stands near enough, where what is said is said of few formulas."""
        is_few = saying.occasion.is_local or self._is_counter(name)
        return not is_few or _lines(saying.occasion.place, formula.place) <= _NEAR

    def _is_of_other_formula(self, name: Symbol, saying: _Saying, formula: Formula) -> bool:
        """Whether a paragraph with a heading of its own explains its formula, and the name is something else
        in another section.
        """
        section = saying.occasion.section
        if not saying.occasion.explains or section == formula.section:
            return False
        is_aside = self._section(section).depth == RUN_IN and section not in self._holders(formula.section)
        home = self._home(formula.section)
        return is_aside and any(
            self._home(other.occasion.section) != home and not are_alike(saying.entry, other.entry)
            for other in self._sayings.get(name, ())
        )

    def _is_before(self, occasion: Occasion, formula: Formula) -> bool:
        if occasion.section != formula.section or occasion.place.file != formula.place.file:
            return occasion.section < formula.section
        return occasion.place.line <= formula.place.line

    # --- further on ---------------------------------------------------------------------------------

    def _carried(self, name: Symbol, sayings: list[_Saying], formula: Formula) -> Entry | None:
        """What is said in another section, where nothing speaks against it."""
        lasting = [saying for saying in sayings if self._lasts(saying.occasion, formula)]
        if not lasting:
            return None
        first = lasting[0]
        is_other = any(not are_alike(first.entry, saying.entry) for saying in sayings)
        if is_other or self._is_anew(name, first.entry, formula):
            return None
        if self._is_counter(name) and not _is_said_twice(lasting):
            return None
        is_letter = name == Symbol(name.base)
        before = [saying for saying in lasting if self._is_before(saying.occasion, formula)]
        if not before and (is_letter or self._is_set_earlier(name, lasting, formula)):
            return None
        if not before and self._is_introduced_earlier(name, lasting[0].entry, formula):
            return None
        if not before and all(self._leads_to_own(name, saying) for saying in lasting):
            return None
        return self._worded((before or lasting)[0], before or lasting, formula)

    def _is_set_earlier(self, name: Symbol, sayings: Sequence[_Saying], formula: Formula) -> bool:
        """Whether a formula, or the words beside it, set a name to something, and only further on, beside
        formulas of its own, the name is said to be what it means there.
        """
        homes = {self._home(saying.occasion.section) for saying in sayings}
        uses = {self._home(reading.formula.section) for reading, part in self._parts() if part == name}
        is_set = name in self._set[formula] | self._set_within[self._home(formula.section)]
        return is_set and bool(homes & uses)

    def _is_introduced_earlier(self, name: Symbol, entry: Entry, formula: Formula) -> bool:
        """Whether members of its family are introduced up to here, ``rates $b_1, \\ldots``, in other words
        than those that are said of it further on.
        """
        family = Symbol(name.base, name.font, name.accents)
        said = _words(" ".join(occasion.meaning for occasion in entry.said))
        return bool(name.sub) and any(
            symbol == family and noun not in said
            for number in range(formula.section + 1)
            for symbol, noun in self._listed[number]
        )

    def _leads_to_own(self, name: Symbol, saying: _Saying) -> bool:
        """Whether it is said in the sentence that leads to a formula of the name: ``with shares $p_i$``."""
        occasion = saying.occasion
        return any(
            part == name
            and reading.formula.place.file == occasion.place.file
            and occasion.place.line <= reading.formula.place.line <= occasion.place.line + _LEADING
            and _carrying(occasion.meaning) <= _words(reading.formula.before)
            and not reading.formula.before.rstrip().endswith(".")
            for reading, part in self._parts()
        )

    def _lasts(self, occasion: Occasion, formula: Formula) -> bool:
        """Whether what is said there is said for other sections, too."""
        matter = self._section(occasion.section).matter
        here = self._section(formula.section).matter
        return not occasion.is_local and matter in ("", here) and here != "aside"

    def _is_anew(self, name: Symbol, entry: Entry, formula: Formula) -> bool:
        """Whether the formula's section takes a name for something of its own."""
        home = self._home(formula.section)
        if name in self._bound[home] | self._introduced[home] | self._given[formula] | self._taken[formula]:
            return True
        if self._is_named_otherwise(name, entry) or self._is_of_family(name, entry, formula):
            return True
        # ``a path $\\gamma(t)$``: the letter alone is a path there
        applied = () if name in self._called[formula] else self._applied.get(name, ())
        doubts = (*self._doubtful.get(name, ()), *applied)
        return any(self._home(one.section) == home and not are_alike(entry, one) for one in doubts)

    def _is_of_family(self, name: Symbol, entry: Entry, formula: Formula) -> bool:
        """Whether members of a letter's own are introduced in between: ``Let $X_1, \\ldots, X_n$ be``."""
        last = max(occasion.section for occasion in entry.said)
        later = range(last + 1, formula.section + 1)
        return any(name in self._families[number] for number in later)

    def _is_named_otherwise(self, name: Symbol, entry: Entry) -> bool:
        """Whether a noun that its meaning does not hold stands before a name in another section."""
        own = {self._home(occasion.section) for occasion in entry.said}
        said = _words(" ".join(occasion.meaning for occasion in entry.said))
        nouns = (found[name] for home, found in self._nouns.items() if home not in own and name in found)
        return any(not found & said for found in nouns)

    @cached_property
    def _bound(self) -> dict[int, set[Symbol]]:
        """By section the indices of its sums and products."""
        found: dict[int, set[Symbol]] = defaultdict(set)
        for reading, part in self._parts():
            if isinstance(part, Big) and part.name in _SUMMING and part.lower[1:2] in ((), ("=",)):
                found[self._home(reading.formula.section)] |= {Symbol(one) for one in part.lower[:1]}
        return found

    @cached_property
    def _introduced(self) -> dict[int, set[Symbol]]:
        """By section the names that its words take for anything: ``for all $x$``, ``Let $x \\in X$``."""
        found: dict[int, set[Symbol]] = defaultdict(set)
        for paragraph in self._document.paragraphs:
            found[self._home(paragraph.section)] |= introduced(paragraph.text)
        return found

    @cached_property
    def _families(self) -> dict[int, frozenset[Symbol]]:
        """By section the letters of which it introduces numbered members."""
        found: dict[int, frozenset[Symbol]] = defaultdict(frozenset)
        for paragraph in self._document.paragraphs:
            found[paragraph.section] |= families(paragraph.text)
        return found

    @cached_property
    def _listed(self) -> dict[int, tuple[tuple[Symbol, str], ...]]:
        """By section the letters of which it lists numbered members, with what these are called."""
        found: dict[int, tuple[tuple[Symbol, str], ...]] = defaultdict(tuple)
        for paragraph in self._document.paragraphs:
            found[paragraph.section] += tuple(listed(paragraph.text))
        return found

    @cached_property
    def _set_within(self) -> dict[int, frozenset[Symbol]]:
        """By section the names that formulas in its words set to something."""
        found: dict[int, frozenset[Symbol]] = defaultdict(frozenset)
        for paragraph in self._document.paragraphs:
            found[self._home(paragraph.section)] |= set_within(paragraph.text)
        return found

    @cached_property
    def _nouns(self) -> dict[int, dict[Symbol, set[str]]]:
        """By section the nouns that stand right before a name."""
        found: dict[int, dict[Symbol, set[str]]] = defaultdict(lambda: defaultdict(set))
        for paragraph in self._document.paragraphs:
            for name, noun in nouns_beside(paragraph.text):
                found[self._home(paragraph.section)][name].add(noun)
        return found

    @cached_property
    def _taken(self) -> dict[Formula, set[Symbol]]:
        """By formula the plain letters of its left side's call."""
        found: dict[Formula, set[Symbol]] = defaultdict(set)
        for reading in self._readings:
            match reading.statement:
                case Statement((Call(_, arguments), _, *_)):
                    found[reading.formula] |= {one for one in symbols(arguments) if one.base.isalpha()}
                case _:
                    continue
        return found

    @cached_property
    def _given(self) -> dict[Formula, set[Symbol]]:
        """By formula the plain letters that it sets to something."""
        found: dict[Formula, set[Symbol]] = defaultdict(set)
        for reading in self._readings:
            match reading.statement:
                case Statement((Symbol() as left, _, *_), relations):
                    if relations[0] in ("=", ":=") and left == Symbol(left.base, left.font):
                        found[reading.formula].add(left)
                case _:
                    continue
        return found

    @cached_property
    def _set(self) -> dict[Formula, set[Symbol]]:
        """By formula the names, with their indices, that it sets to something."""
        found: dict[Formula, set[Symbol]] = defaultdict(set)
        for reading in self._readings:
            if reading.statement is None:
                continue
            found[reading.formula] |= put_for(reading.statement)
            match reading.statement:
                case Statement((Symbol() as left, _, *_), ("=" | ":=", *_)):
                    found[reading.formula].add(left)
                case _:
                    continue
        return found

    @cached_property
    def _called(self) -> dict[Formula, set[Symbol]]:
        """By formula the letters that have arguments."""
        found: dict[Formula, set[Symbol]] = defaultdict(set)
        for reading, part in self._parts():
            if isinstance(part, Call) and isinstance(part.head, Symbol):
                found[reading.formula].add(part.head)
        return found

    def _calls(self, name: Symbol, occasion: Occasion) -> bool:
        """Whether a letter has arguments where its meaning is said."""
        if name != Symbol(name.base):
            return True
        if name in self._uncalled[occasion.section] and self._section(occasion.section).depth == RUN_IN:
            return False
        return name.base in self._arguments[self._home(occasion.section)]

    @cached_property
    def _uncalled(self) -> dict[int, set[Symbol]]:
        """By section, and by paragraph with a heading, the names that no formula of it gives arguments."""
        found: dict[int, set[Symbol]] = defaultdict(set)
        called: dict[int, set[Symbol]] = defaultdict(set)
        for reading in self._readings:
            if reading.statement is not None:
                found[reading.formula.section] |= set(symbols(reading.statement))
                called[reading.formula.section] |= self._called[reading.formula]
        return defaultdict(set, {section: names - called[section] for section, names in found.items()})

    @cached_property
    def _arguments(self) -> dict[int, set[str]]:
        """By section the letters that have arguments in its words."""
        found: dict[int, set[str]] = defaultdict(set)
        for paragraph in self._document.paragraphs:
            found[self._home(paragraph.section)] |= letters_called(paragraph.text)
        return found

    # --- letters and sections -----------------------------------------------------------------------

    def _is_counter(self, name: Symbol) -> bool:
        return name == Symbol(name.base) and name.base in _COUNTING and name.base in self._indices

    @cached_property
    def _indices(self) -> frozenset[str]:
        """Letters that count things somewhere: in subscripts, below sums."""
        return frozenset(
            token
            for _, part in self._parts()
            for token in (
                part.sub if isinstance(part, Symbol) else part.lower if isinstance(part, Big) else ()
            )
        )

    def _parts(self) -> Iterator[tuple[Reading, Node]]:
        for reading in self._readings:
            for part in walk(reading.statement) if reading.statement is not None else ():
                yield reading, part

    def _section(self, number: int) -> Section:
        return self._sections[min(number, len(self._sections) - 1)]

    def _home(self, number: int) -> int:
        """The section that a paragraph's heading stands in, or the section itself."""
        while self._section(number).depth == RUN_IN and self._section(number).holder:
            number = self._section(number).holder
        return number

    def _around(self, number: int) -> frozenset[int]:
        """A section with those that hold it; of a paragraph with a heading its section with those."""
        return self._holders(self._home(number))

    def _holders(self, number: int) -> frozenset[int]:
        """A section, or such a paragraph, with those that hold it."""
        found = {number}
        while number := self._section(number).holder:
            found.add(number)
        return frozenset(found)


def _is_led_otherwise(name: Symbol, entry: Entry, formula: Formula) -> bool:
    """Whether the sentence that leads to a formula names the letter by a noun that is none of its meaning's.

    ``A convolution of padding $p$ gives`` the p of its formula, whatever p is elsewhere.
    """
    said = _words(" ".join(occasion.meaning for occasion in entry.said))
    nouns = {noun for symbol, noun in named_beside(formula.before) if symbol == name}
    return bool(nouns) and not nouns & said


def _is_drawn_anew(name: Symbol, entry: Entry, formula: Formula) -> bool:
    """Whether the sentence that leads to a formula draws the letter, ``draw $c \\sim p$``, and says nothing
    of what it means elsewhere.
    """
    drawn = re.search(rf"\$\s*{re.escape(to_latex(name))}\s*\\sim\b", formula.before)
    return drawn is not None and not _carrying(entry.meaning) <= _words(formula.before)


def are_alike(one: Entry, other: Entry) -> bool:
    """Whether two meanings may be of one thing: the words that carry the one are among the other's."""
    first, second = _carrying(one.meaning), _carrying(other.meaning)
    return first <= second or second <= first


def _carrying(meaning: str) -> frozenset[str]:
    return _words(meaning) - _SMALL - GENERIC


def _words(meaning: str) -> frozenset[str]:
    found = re.findall(r"[^\W\d_]+", _FORMULAS.sub(" ", meaning.lower()))
    return frozenset(map(singular, found))


def _is_said_twice(sayings: Sequence[_Saying]) -> bool:
    """Whether it is said at places that are not one passage."""
    first = sayings[0].occasion.place
    return any(_lines(first, saying.occasion.place) > _BEHIND for saying in sayings[1:])


def _lines(place: Place, other: Place) -> int:
    return abs(place.line - other.line) if place.file == other.file else _FAR
