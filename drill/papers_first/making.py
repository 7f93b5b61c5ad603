"""What drafts of all kinds have in common: the fields of an exercise in the bank format, in their order."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from drill.checking.answer import option_id
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tree import Applied, Call, Node, Power, Statement, Symbol, symbols
from drill.papers_first.giving_away import gives_away
from drill.papers_first.paper import Paper
from drill.papers_first.plausible.known_numbers import is_base_e
from drill.papers_first.reading import Reading
from drill.papers_first.skills import skills_of
from drill.papers_first.source.document import Formula
from drill.papers_first.wording import inline, is_clean, is_the, meant, numbered, numbers_of, place, sentence

_T = TypeVar("_T")
_NO_QUANTITIES = frozenset(("E", "d", "e", "\\infty", "\\ldots", "\\cdots"))
_BARE_ALONE = frozenset(("d", "e"))
_SPEAKS_OF_LAST = re.compile(
    r"(?:(?:is|are|was|were|be|being|has|have|holds?|can|may|will|denotes?|represents?|describes?|measures?"
    r"|gives?|means|stands?|follows|yields)|respectively)\b"
)
"""The beginning of words that carry on a sentence whose subject is the formula before them."""


def exercise(
    *,
    prompt: str,
    answer: Mapping[str, object],
    skills: Sequence[str],
    level: int,
    shape: str,
    motion: str,
    hints: Iterable[str],
    steps: Iterable[str],
    resources: Iterable[str],
    names: Mapping[str, str] | None = None,
    assume: Sequence[str] = (),
    wrong: Sequence[Mapping[str, object]] = (),
    witness: Mapping[str, object] | None = None,
) -> dict[str, object]:
    """An exercise as a bank holds it; empty fields are left out."""
    whole: dict[str, object] = {
        "skill": skills[0] if skills else "",
        "needs": list(skills[1:]),
        "level": level,
        "names": dict(names or {}),
        "assume": list(assume),
        "prompt": prompt,
        "answer": dict(answer),
        "shape": shape,
        "motion": motion,
        "hints": [hint for hint in hints if hint],
        "steps": [step for step in steps if step],
        "wrong": [dict(each) for each in wrong],
        "witness": dict(witness or {}),
        "resources": list(resources),
    }
    return {field: value for field, value in whole.items() if value not in ("", [], {})}


def choice_of(right: str, wrong: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    """Options of a choice, in an order that does not tell the right one; each wrong one with what it says."""
    options: list[dict[str, str]] = [
        {"id": "", "right": right},
        *({"id": "", "wrong": text, "say": say} for text, say in wrong),
    ]
    options.sort(key=lambda option: pick(str(option), *range(251)))
    return [{**option, "id": option_id(option.get("right") or option["wrong"])} for option in options]


def source_of(reading: Reading) -> str:
    """A statement's canonical spelling, of which ids are hashes."""
    return " ".join(reading.tokens)


def skills_for(reading: Reading) -> tuple[str, ...]:
    """The skills that a statement rests on."""
    return skills_of(reading.statement, reading.tokens)


def pick(seed: str, *texts: _T) -> _T:
    """One of several wordings, always the same for the same exercise."""
    return texts[hashlib.sha256(seed.encode()).digest()[0] % len(texts)]


def called(paper: Paper, side: Node, asked: Reading) -> str:
    """A side of a formula with its meaning where the glossary knows it: ``$m_t$ (the momentum buffer)``.

    What is asked for is not in it.
    """
    entry = paper.meaning(side) if isinstance(side, Symbol) else None
    if entry is None or gives_away(entry.meaning, asked):
        return inline(side)
    return f"{inline(side)} ({is_the(entry.meaning).partition(' ')[2]})"


def words_before(formula: Formula, numbers: Mapping[str, str]) -> str:
    """The sentence that leads to a formula; empty where it goes on to speak of the one before it."""
    return "" if _SPEAKS_OF_LAST.match(formula.before) else sentence(formula.before, numbers)


def led_by(paper: Paper, reading: Reading) -> str:
    """The paper's words before a formula, as a sentence of a prompt.

    Empty where they cannot be shown, tell the formula, or go on to speak of the one before it.
    """
    if gives_away(reading.formula.before, reading):
        return ""
    words = re.sub(r"^\[[^\]]*\]\s*", "", words_before(reading.formula, numbers_of(paper.document)))
    if not words or "(…)" in words or not 20 <= len(words) <= 300:
        return ""
    return f"The paper leads to it with these words: “{words.rstrip(' :,;.')} …”"


def opening(paper: Paper, reading: Reading) -> str:
    """How a prompt points at a formula."""
    return capital(place(paper, reading.formula))


def glossed(paper: Paper, reading: Reading) -> str:
    """What the symbols of a statement mean, as a sentence; empty where the glossary knows none."""
    if reading.statement is None:
        return ""
    clause = meant(paper, used_symbols(reading.statement), reading.statement, reading.formula)
    return f"Here {clause}." if clause else ""


def used_symbols(node: Node) -> tuple[Symbol, ...]:
    """The symbols of a formula that stand for something: no E of an expectation, no d of a differential."""
    taken = {part.head for part in walk(node) if isinstance(part, Call | Applied)}
    return tuple(
        symbol for symbol in symbols(node) if not _is_no_quantity(symbol) or _is_value(symbol, taken)
    )


def _is_value(symbol: Symbol, taken: set[Node]) -> bool:
    """Whether an E takes no mean, as in ``I = U / E``."""
    return symbol == Symbol("E") and symbol not in taken


def _is_no_quantity(symbol: Symbol) -> bool:
    """Whether a symbol is an operator or a constant; ``d_t`` and ``e_t`` with an index are quantities."""
    is_bare = not (symbol.sub or symbol.accents or symbol.mark)
    return symbol.base in _NO_QUANTITIES and (is_bare or symbol.base not in _BARE_ALONE)


def named_symbols(node: Node) -> tuple[Symbol, ...]:
    """The symbols of a formula; the base of its exponentials is no name."""
    bases = {part.base for part in walk(node) if isinstance(part, Power) and is_base_e(part.base)}
    return tuple(symbol for symbol in symbols(node) if symbol not in bases)


def left_of(statement: Statement) -> Node:
    """What a statement is about."""
    return statement.sides[0]


def pointed(reading: Reading) -> str:
    """A formula's own name in a sentence, with a capital."""
    return capital(numbered(reading.formula))


def capital(text: str) -> str:
    """A text as the beginning of a sentence."""
    return text[:1].upper() + text[1:]


def signs(tokens: Iterable[str]) -> int:
    """How many signs one writes: tokens without braces."""
    return sum(token not in ("{", "}") for token in tokens)


def is_shown_well(latex: str) -> bool:
    """Whether a formula is typeset without anything left over."""
    return is_clean(f"$${latex}$$")
