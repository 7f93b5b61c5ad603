"""What a sentence says of a display's left side: ``The loss is [L = …]``, ``we define the loss [L = …]``."""

from __future__ import annotations

from typing import Final

from drill.papers.appositions import OWNERS, STEPS
from drill.papers.groups import lower_at, token_at
from drill.papers.inline import Sentence
from drill.papers.lexicon import words
from drill.papers.names import Names
from drill.papers.nouns import Phrase, is_bare, is_deictic, is_known, is_plural
from drill.papers.phrases import subject_before

_EQUALITIES: Final = frozenset(("=", ":=", "\\coloneqq", "\\triangleq"))
_EQUATING: Final = words("is reads becomes equals")
_LEADS: Final = words("as by then thus defined given written therefore simply")
_CLAUSE_STARTS: Final = words("and that then so thus where hence while")
_DEFINING: Final = words("""
    compute computes computing consider considers define defines defining introduce introduces
    introducing maximise maximises maximising maximize maximizes maximizing minimise minimises
    minimising minimize minimizes minimizing obtain obtains optimise optimises optimize optimizes use
    uses using
""")


def displayed(sentence: Sentence, at: int) -> Phrase | None:
    """The phrase that surely says what the left side of the display at ``at`` is; None for none."""
    names = sentence[at].names
    if names is None or names.relation not in _EQUALITIES or len(names.names) != 1 or _chooses(names):
        return None
    end = _before_lead(sentence, at)
    owner = subject_before(sentence, end)
    if owner is None or not _can_own(sentence, owner):
        return None
    before = token_at(sentence, owner.start - 1)
    opens = before.kind in ("item", "mark") or before.lower in _CLAUSE_STARTS
    is_equated = lower_at(sentence, end) in _EQUATING or (end == at and owner.start <= 1)
    return owner if (opens and is_equated) or before.lower in _DEFINING else None


def _can_own(sentence: Sentence, owner: Phrase) -> bool:
    """Whether the phrase names one certain thing that a formula can be."""
    if owner.determiner not in OWNERS or is_bare(sentence, owner) or is_deictic(sentence, owner):
        return False
    if sentence[owner.head].lower in STEPS or sentence[owner.end - 1].lower in STEPS:
        return False
    return is_known(sentence, owner) and not is_plural(sentence, owner)


def _before_lead(sentence: Sentence, at: int) -> int:
    """Where ``is then given by`` and its like right before ``at`` begin."""
    while token_at(sentence, at - 1).text == ":" or token_at(sentence, at - 1).tag == "adverb":
        at -= 1
    while lower_at(sentence, at - 1) in _EQUATING | _LEADS:
        at -= 1
    return at


def _chooses(names: Names) -> bool:
    """Whether the right side is a choice, ``\\argmin``: then the phrase tells of what is chosen by."""
    return any("arg" in token or token in ("\\min", "\\max") for token in names.rest[:2])
