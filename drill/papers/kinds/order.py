"""Order the steps: of an algorithm box, as far as its steps depend on each other, or of a derivation."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from drill.papers.draft import Draft, Skipped
from drill.papers.formula.printing import to_tokens
from drill.papers.making import exercise, opening, pick, pointed, skills_for, source_of
from drill.papers.paper import Paper
from drill.papers.reading import Reading
from drill.papers.source.document import Algorithm
from drill.papers.wording import inline, numbers_of, plain, resources, sentence, short_title, tall

_FEWEST: Final = 3
_MOST: Final = 12
_CONTROL: Final = re.compile(r"^(?:for|while|if|else|elif|repeat|until|end|return|loop|do)\b", re.IGNORECASE)
_HEADING: Final = re.compile(
    r"^(?:require|ensure|input|output|initiali[sz]e|data|result|parameters?)\b", re.IGNORECASE
)
_ASSIGNED: Final = re.compile(
    r"^(?P<left>.*?)(?:\\gets|\\leftarrow|:=|\\coloneqq|=|\\sim)(?![a-zA-Z])(?P<right>.*)$", re.DOTALL
)
_INDEX: Final = re.compile(r"[_^]\s*(?:\{[^{}]*\}|\\[a-zA-Z]+|.)|\([^()]*\)")
"""Indices, powers and arguments, which an assignment does not set."""
_NAME: Final = re.compile(r"(?:\\(?:hat|tilde|bar|dot|check)\s*\{?\s*)?(?:\\[a-zA-Z]+|[A-Za-z])")
_WORD: Final = re.compile(r"[A-Za-z]{2,}")
_NO_NAME: Final = re.compile(
    r"\\(?:gets|leftarrow|frac|sqrt|left|right|hat|tilde|bar|math\w+|bm|boldsymbol|text|operatorname|nabla|cdot"
    r"|in|times|sum|log|exp|max|min|odot|sim|top|ldots|dots|quad|qquad|ensuremath)"
)
_WORDED: Final = re.compile(r"\$\s*\\(?:text\w*|mathrm|mbox)\s*\{([A-Za-z ]+)\}\s*")
"""Words that a box sets as part of a formula: ``$\\text{initialise } w$``."""
_DANGLING: Final = re.compile(r"(?:\s+(?:from|of|in|by|see|following|[([].*))+$")
_UNKNOWN: Final = re.compile(r",?\s*(?:\b(?:[Ee]quations?|[Ee]qs?\.?|[Ll]ines?|[Ss]ections?)\s*)?\(…\)")
_LETTERS: Final = "abcdefghijkl"
_COMMENT: Final = re.compile(
    r"\{?\s*(?:\\(?:it|em|small|textit\{|emph\{))?\s*(?://|\\triangleright|\\Comment).*$"
)


def algorithm_id(algorithm: Algorithm) -> str:
    """The same for the same box: a hash of its steps."""
    return hashlib.sha256("\n".join(algorithm.steps).encode()).hexdigest()[:12]


def drafts(paper: Paper) -> Iterator[Draft | Skipped]:
    """One draft for each algorithm box, and for each long chain of equalities."""
    for algorithm in paper.document.algorithms:
        steps, is_proved = _grouped(paper, algorithm)
        name = plain(algorithm.caption) or algorithm.label or str(algorithm.place)
        if not steps:
            yield Skipped("order", name, "a step of it cannot be shown")
        elif not _FEWEST <= len(steps) <= _MOST:
            yield Skipped("order", name, f"it has not {_FEWEST} to {_MOST} steps that depend on each other")
        elif len({" ".join(step.split()) for step in steps}) < len(steps):
            yield Skipped("order", name, "two steps of it read the same")
        else:
            yield _of_algorithm(paper, algorithm, steps, proved=is_proved)
    for reading in paper.readings:
        if _is_derivation(reading):
            yield _of_derivation(paper.at(reading.formula), reading)


# --- algorithms --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Step:
    """One line: its text, the names it sets and the names it uses; control lines keep their place."""

    text: str
    sets: frozenset[str]
    uses: frozenset[str]
    is_fixed: bool
    is_sure: bool = True
    """Not a line in words, of which one cannot tell what it sets."""


def _grouped(paper: Paper, algorithm: Algorithm) -> tuple[list[str], bool]:
    """The steps, those that could change places put together, so that one order alone is right.

    Also whether that is proved: every step is an assignment or keeps its place.
    """
    numbers = numbers_of(paper.document)
    groups: list[list[_Step]] = []
    for line in algorithm.steps:
        step = _read(line, numbers)
        if step is None:
            return [], False
        if not step.text or _HEADING.match(step.text) or re.match(r"^end\b", step.text):
            continue
        if groups and not any(_depend(earlier, step) for earlier in groups[-1]):
            groups[-1].append(step)
        else:
            groups.append([step])
    texts = ["; ".join(step.text.rstrip(".;") for step in group) for group in groups]
    return texts, all(step.is_sure for group in groups for step in group)


def _read(line: str, numbers: Mapping[str, str]) -> _Step | None:
    stripped = _WORDED.sub(lambda found: f"{found[1].strip()} $", line.strip()).replace("$$", "")
    text = sentence(_COMMENT.sub("", stripped), numbers)
    if not text or not re.search(r"[A-Za-z]", text):
        return None if not text and stripped else _Step("", frozenset(), frozenset(), False)
    text = _UNKNOWN.sub("", text).replace("$$", "").strip().rstrip(",")
    is_fixed = bool(_CONTROL.match(text)) or "$" not in text
    pieces = re.findall(r"\$([^$]*)\$", stripped)
    assigned = [_ASSIGNED.search(piece) for piece in pieces]
    if any(found is None for found in assigned) or _WORD.search(re.sub(r"\$[^$]*\$", " ", stripped)):
        names = _names(" ".join(pieces))  # words may say anything of them
        return _Step(text, names, names, is_fixed, is_sure=is_fixed)
    sets = frozenset(name for found in assigned if found for name in _names(_INDEX.sub(" ", found["left"])))
    uses = frozenset(name for found in assigned if found for name in _names(found["right"]))
    return _Step(text, sets, uses, is_fixed)


def _names(latex: str) -> frozenset[str]:
    """The names in a formula, each with its accent; letters of subscripts too."""
    found = (match.group().replace("{", "").replace(" ", "") for match in _NAME.finditer(latex))
    return frozenset(name for name in found if not _NO_NAME.fullmatch(name))


def _depend(first: _Step, second: _Step) -> bool:
    """Whether two neighbouring steps cannot change places."""
    if first.is_fixed or second.is_fixed:
        return True
    return bool(first.sets & (second.uses | second.sets) or first.uses & second.sets)


def _of_algorithm(paper: Paper, algorithm: Algorithm, steps: list[str], *, proved: bool) -> Draft:
    caption = _caption(algorithm)
    name = f"the algorithm “{caption}”" if caption else f"the algorithm at line {algorithm.place.line}"
    what = f"{name} of {short_title(paper)}"
    ask = pick(
        algorithm.place.file + str(algorithm.steps),
        f"Put the steps of {what} into the order of the paper.",
        f"The steps of {what} are out of order. Put them right.",
    )
    body = exercise(
        prompt=ask,
        answer={"order": _entries(steps)},
        skills=(),
        level=2 if len(steps) <= 5 else 3,
        shape="a chain of steps, each of which needs what an earlier one made",
        motion="ask of each step what it needs, and which step makes that",
        hints=["What must be known before anything else can be computed?", f"It begins with: {steps[0]}"],
        steps=[f"{number}. {step}" for number, step in enumerate(steps, 1)],
        resources=resources(paper, None),
    )
    identity = algorithm_id(algorithm)
    return Draft("order", None, identity, "algorithm", body, proved=proved, about=identity)


def _caption(algorithm: Algorithm) -> str:
    words = algorithm.caption.replace(algorithm.label, "") if algorithm.label else algorithm.caption
    return _DANGLING.sub("", sentence(words).strip().rstrip(".:"))


def _entries(steps: Sequence[str]) -> list[dict[str, str]]:
    """The steps with ids that do not tell their place."""
    ids = sorted(range(len(steps)), key=lambda at: hashlib.sha256(steps[at].encode()).hexdigest())
    letters = {at: _LETTERS[rank] for rank, at in enumerate(ids)}
    return [{"id": letters[at], "text": step} for at, step in enumerate(steps)]


# --- derivations -------------------------------------------------------------------------------------------


def _is_derivation(reading: Reading) -> bool:
    statement = reading.statement
    if statement is None or not _FEWEST + 1 <= len(statement.sides) <= _MOST:
        return False
    sides = {tuple(to_tokens(side)) for side in statement.sides}
    return set(statement.relations) <= {"=", ":="} and len(sides) == len(statement.sides)


def _of_derivation(paper: Paper, reading: Reading) -> Draft:
    assert reading.statement is not None
    first, *others = reading.statement.sides
    steps = [f"$= {tall(to_tokens(side))}$" for side in others]
    body = exercise(
        prompt=f"{opening(paper, reading)}: the paper transforms {inline(first)} step by step. Put the steps "
        "into its order.",
        answer={"order": _entries(steps)},
        skills=skills_for(reading),
        level=3,
        shape="a chain of equalities, each a small change of the one before",
        motion="find the two that differ least, and ask which way the paper goes: to the simpler or known",
        hints=[f"It begins with {inline(first)}, and the first step is {steps[0]}"],
        steps=[
            f"{pointed(reading)}: {inline(first)}",
            *steps,
        ],
        resources=resources(paper, reading.formula),
    )
    return Draft("order", reading.formula, source_of(reading), "derivation", body, proved=False)
