"""Which equation a sentence of the paper uses: its label is the key."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from drill.papers_first.draft import Draft, Skipped, formula_id
from drill.papers_first.formula.parser import parse_tokens
from drill.papers_first.formula.printing import to_tokens
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import Call, Node, Statement, Symbol
from drill.papers_first.formula.vocabulary import RELATIONS
from drill.papers_first.making import capital, choice_of, exercise
from drill.papers_first.paper import Paper
from drill.papers_first.skills import skills_of
from drill.papers_first.source.document import Formula, Mention
from drill.papers_first.source.outline import sentences
from drill.papers_first.wording import (
    is_clean,
    numbered,
    numbers_of,
    place,
    resources,
    sentence,
    short_title,
    shown,
    with_formulas,
)

_FEWEST: Final = 3
_OTHERS: Final = 3
_FEWEST_WORDS: Final = 9
_LONGEST: Final = 420
_LONGEST_ROW: Final = 260
_GAP: Final = "BLANKEQUATION"
_POINTER: Final = (
    r"(?:\b(?:[Ee]q(?:uation|n|u)?s?\.?|[Ff]ormulas?|[Rr]elations?)[\s~]*)?"
    r"(?P<opening>\()?\\[a-zA-Z]*(?:ref|eqn)\*?\s*\{LABEL\}(?(opening)\))"
)
_NO_SENTENCE: Final = re.compile(
    r"algorithmic|tabular|\\(?:State|STATE|Require|For|FOR|If|IF|caption|begin)(?![a-z])"
)
"""Boxes, tables and captions, whose text is no running text."""
_WORD: Final = re.compile(r"[A-Za-z]{3,}")
_DISPLAYED: Final = "$$"
_UNSEEN: Final = re.compile(r"[\s&]+")
"""What a formula is laid out with."""
_INLINE: Final = re.compile(r"\$[^$]*\$")
_LETTER: Final = re.compile(r"\\[a-zA-Z]+|(?<![a-zA-Z\\])[a-zA-Z](?![a-zA-Z])")
_NO_LETTERS: Final = re.compile(
    r"\\(?:text|operatorname|mathrm|label|begin|end)\*?\s*\{[^{}]*\}"
    r"|\\(?:left|right|frac|sum|prod|in|infty|rightarrow|to|cdot|times|leq?|geq?)(?![a-zA-Z])"
)
"""Words of formulas, and commands that name nothing."""
_RANGE: Final = re.compile(
    r"\(\d+\) ?(?:-+|–|to) ?\*\*equation|\*\*equation \(\?\)\*\* ?(?:-+|–|to) ?(?:\S+ )?\("
)
"""``Eq. (4) - (5)``: what is said of all of them tells none."""
_DONE: Final = re.compile(
    r"\b(?:substitut\w+|insert(?:s|ed|ing)?|plug(?:s|ged|ging)?|extend(?:s|ed|ing)?|rearrang\w+|solv(?:e|es|ed|ing))\b"
    r"[^.]{0,40}\*\*equation",
    re.IGNORECASE,
)
"""What is done with a formula, which tells nothing of the formula itself."""
_LAWS: Final = frozenset(("p", "q", "P", "Q", "f"))
"""Letters that many functions of a paper share."""
_PLAIN_LABELS: Final = frozenset(("eqn", "equ", "equation", "main", "def", "the", "loss", "eqs"))


def drafts(paper: Paper) -> Iterator[Draft | Skipped]:
    """One draft a formula that sentences point at; none in a paper with too few formulas."""
    labelled = _labelled(paper)
    numbers = numbers_of(paper.document)
    made: set[str] = set()
    seen: set[str] = set()
    for mention in paper.document.mentions:
        formula = labelled.get(mention.label)
        if formula is None or mention.label in made:
            continue
        asked = _asked(mention, numbers)
        why = _unfit(asked, mention, seen)
        others = _others(paper, formula, mention)
        if not why and len(others) < _FEWEST:
            why = "the paper shows too few other formulas"
        if why:
            yield Skipped("which", formula.name, why)
            continue
        seen.add(asked)
        made.add(mention.label)
        yield _draft(paper, formula, others[:_OTHERS], asked, mention)


def _labelled(paper: Paper) -> dict[str, Formula]:
    """The formulas by their labels; none by a label that stands at several different ones.

    Of a formula that is shown again with its label the last counts, as it does for the paper's own numbers.
    """
    found: dict[str, Formula] = {}
    doubled: set[str] = set()
    for formula in paper.document.formulas:
        if not formula.label:
            continue
        if formula_id(found.get(formula.label, formula)) != formula_id(formula):
            doubled.add(formula.label)
        found[formula.label] = formula
    return {label: one for label, one in found.items() if label not in doubled and not one.is_words}


def _asked(mention: Mention, numbers: Mapping[str, str]) -> str:
    """The part of the mention's sentence that points at the formula, the pointer left blank."""
    pointer = re.compile(_POINTER.replace("LABEL", re.escape(mention.label)))
    if _NO_SENTENCE.search(mention.sentence):
        return ""
    parts = [part for part in _outside_displays(mention.sentence) if pointer.search(part)]
    if not parts:
        return ""
    pointing = [one for one in sentences(parts[0]) if pointer.search(one)]
    if not pointing:
        return ""
    shown_text = sentence(pointer.sub(f" {_GAP} ", pointing[0]), numbers)
    said = shown_text.replace(_GAP, "**equation (?)**").strip()
    return f"{said.rstrip(' ,:;')} …" if said[-1:] in (",", ":", ";") else said


def _outside_displays(said: str) -> list[str]:
    """The words between displays; a full stop in a display's end has cut it in two, ``$$ Under (1) …``."""
    is_cut = said.count(_DISPLAYED) % 2 == 1
    return (said.removeprefix(_DISPLAYED) if is_cut else said).split(_DISPLAYED)[::2]


def _unfit(asked: str, mention: Mention, seen: set[str]) -> str:
    if not asked or len(asked) > _LONGEST or asked.count("**equation (?)**") != 1:
        return "the sentence that points at it cannot be shown"
    words = _WORD.findall(re.sub(r"\$[^$]*\$|equations? (?:\([^()]*\)[, and]*)+", " ", asked))
    if len(words) < _FEWEST_WORDS:
        return "the sentence that points at it says too little"
    if _RANGE.search(asked):
        return "the sentence points at several equations in a row"
    if "$" not in asked and _DONE.search(asked):
        return "the sentence says what is done with it and not what it is"
    if asked in seen:
        return "the sentence asks for another formula already"
    spoken = {word.lower() for word in words}
    telling = {word.lower() for word in _WORD.findall(mention.label)} - _PLAIN_LABELS
    if telling & spoken:
        return "the sentence names it"
    return ""


def _others(paper: Paper, formula: Formula, mention: Mention) -> list[Formula]:
    """Other formulas that can be shown, near ones first.

    None that the same sentence points at or leads to, that is about what this one is about, or that holds all
    the letters which the sentence speaks of, or more of them than this one; no row of its display either,
    where one of the two has no number of its own, for a system of equations is often pointed at by one of its
    rows.
    """
    named = {other.label for other in paper.document.mentions if other.sentence == mention.sentence}
    own, found = formula_id(formula), dict[str, Formula]()
    formulas = [one for one in paper.document.formulas if not one.is_words]
    about = _about(paper, formula)
    spoken = _letters(" ".join(_INLINE.findall(mention.sentence)))
    told = spoken & _letters(formula.latex)
    led_to = _UNSEEN.sub("", mention.sentence.rpartition(mention.label)[2])
    at = formulas.index(formula)
    for other in sorted(formulas, key=lambda one: abs(formulas.index(one) - at)):
        identity = formula_id(other)
        is_fit = len(other.latex) <= _LONGEST_ROW and is_clean(shown(other))
        is_other = identity != own and not (about & _about(paper, other))
        letters = _letters(other.latex)
        is_other = is_other and not (told and told <= letters) and len(spoken & letters) <= len(told)
        is_other = is_other and (other.display != formula.display or bool(other.number and formula.number))
        is_other = is_other and _UNSEEN.sub("", other.latex) not in led_to
        if is_other and is_fit and not (other.label and other.label in named):
            found.setdefault(identity, other)
        if len(found) > _OTHERS:
            break
    return list(found.values()) if len(formula.latex) <= _LONGEST_ROW and is_clean(shown(formula)) else []


def _letters(latex: str) -> frozenset[str]:
    """The letters of formulas, Latin and Greek; not those of words and commands."""
    return frozenset(_LETTER.findall(_NO_LETTERS.sub(" ", latex)))


def _about(paper: Paper, formula: Formula) -> frozenset[tuple[str, ...]]:
    """What stands on the left of its statements, of functions their names; what something is drawn from."""
    found: set[tuple[str, ...]] = set()
    for reading in paper.readings:
        if reading.formula != formula:
            continue
        match reading.statement:
            case None:
                found.update(_beginnings(reading.tokens))
            case Statement((left, *rights), relations):
                found.add(_name(left))
                found.update(
                    _name(right) for sign, right in zip(relations, rights, strict=True) if sign == "\\sim"
                )
    return frozenset(found)


def _name(side: Node) -> tuple[str, ...]:
    """A side's tokens; of a function of its own, ``p_\\theta(x)``, those of its name."""
    match side:
        case Call(Symbol(base, _, _, sub) as head) if sub or base not in _LAWS:
            return tuple(to_tokens(head))
        case _:
            return tuple(to_tokens(side))


def _beginnings(tokens: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The sides that a formula which was not read begins with: the first, and what it is drawn from."""
    places = [at for at, token in enumerate(tokens) if token in RELATIONS]
    for begin, end in zip((-1, *places), (*places, len(tokens)), strict=True):
        if begin < 0 or tokens[begin] == "\\sim":
            side = tokens[begin + 1 : end]
            try:
                yield _name(parse_tokens(list(side)).sides[0])
            except RefusedError:
                yield side


def _draft(paper: Paper, formula: Formula, others: list[Formula], asked: str, mention: Mention) -> Draft:
    options = choice_of(shown(formula), ((shown(other), _say(paper, other)) for other in others))
    statement = next((one.statement for one in paper.readings if one.formula is formula), None)
    body = exercise(
        prompt=f"{capital(short_title(paper))} says: “{asked}”\n\nWhich equation does this sentence use?",
        answer={"choice": options},
        skills=skills_of(statement, ()),
        level=2,
        shape="a sentence that leans on a formula",
        motion="ask which quantities the sentence is about, and which formula ties them together",
        hints=["Which symbols or quantities does the sentence speak of?"],
        steps=[
            f"The sentence points at {numbered(formula)}: {shown(formula)}",
            f"It stands at {place(paper, formula)}.",
        ],
        resources=resources(paper, formula),
    )
    slot = f"{mention.label}\n{asked}"
    return Draft("which", formula, formula_id(formula), slot, body, proved=True)


def _say(paper: Paper, other: Formula) -> str:
    block = paper.block(other)
    where = (
        f" in section “{with_formulas(block.title.rstrip(' .:'))}”"
        if block is not None and block.title
        else ""
    )
    return f"That is {numbered(other)}{where}."
