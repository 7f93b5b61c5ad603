"""Which of two nouns a symbol names: in ``the rows of the weight matrix $W$`` it is the matrix."""

from __future__ import annotations

from typing import Final

from drill.papers_first.glosses.groups import Group, token_at
from drill.papers_first.glosses.heads import HEADS, words
from drill.papers_first.glosses.initials import is_initial, letter_of
from drill.papers_first.glosses.inline import Sentence
from drill.papers_first.glosses.naming import LAWS, SIZES
from drill.papers_first.glosses.nouns import Phrase, is_bare, is_deictic, is_plural

ACTS: Final = words("""
    absence application behaviour behavior calculation comparison composition computation conjugation
    construction convergence dependence derivation description design diagram discretisation discretization
    estimation evolution existence illustration influence initialisation initialization inversion knowledge
    learning maximisation maximization minimisation minimization modelling modeling optimisation optimization
    plot plots presence properties sampling sketch structure study training tuning usage validity
    visualisation visualization
""")
"""What is done with a thing or told of it, and has no symbol."""
_PARTS: Final = words("""
    columns components coordinates derivatives diagonal eigenvalues eigenvectors elements entries minima
    minimisers minimizers moments rows zeros
""")
"""What a thing has many of, each with an index of its own."""
_AMOUNTS: Final = words("amount choice cost level number position price probability rate value weight")
"""What a thing has, whose letter may be the thing's: ``the price of the stock $S$``."""
_SCALES: Final = _AMOUNTS | (SIZES - words("density norm variance"))
_USUAL: Final = {
    "parameters": ("\\theta", "\\vartheta", "\\phi", "\\psi", "\\omega", "w", "W"),
    "weights": ("\\theta", "\\phi", "\\psi", "\\omega", "w", "W"),
    "variance": ("\\sigma",), "deviation": ("\\sigma",), "mean": ("\\mu",), "covariance": ("\\Sigma",),
    "rate": ("\\eta", "\\alpha"), "size": ("n", "N", "m", "M", "B", "b"), "length": ("n", "N", "L", "T"),
    "dimension": ("d", "D", "n", "p"), "dimensionality": ("d", "D", "n", "p"),
}  # fmt: skip
"""Letters that commonly stand for a thing whatever has it."""
_KINDS: Final = words("case form kind order shape type")
_VALUES: Final = words("choice choices range value values")
"""What a quantity has: ``three values of the depth $d$``."""
_OF_LAWS: Final = words("entropy mean means mode modes moments support tail tails variance variances")
_LAW_LETTERS: Final = frozenset("pqPQ") | {"\\pi", "\\rho"}


def names_inner(sentence: Sentence, outer: Phrase, inner: Phrase, group: Group) -> bool:
    """Whether the symbol behind ``the outer of the inner`` surely stands for the inner one."""
    names = group.members[0].names
    if names is None or group.is_statement or is_bare(sentence, inner) or is_deictic(sentence, inner):
        return False
    if token_at(sentence, group.end).tag in ("noun", "either"):
        return False  # ``a sketch of the split $x$ update``
    name, head = names.names[0], sentence[outer.head].lower
    if head in ACTS or (head in _VALUES and not is_plural(sentence, inner)):
        return True
    letter = letter_of(name)
    if sentence[inner.head].lower in _KINDS:
        return False
    if (
        head not in _SCALES
        and not is_plural(sentence, inner)
        and is_initial(name, sentence[inner.head].lower)
    ):
        return not is_initial(name, head)
    if head in _PARTS and not is_plural(sentence, inner):
        return letter.isalpha() and letter.isupper() and "_" not in name and letter.lower() != head[0]
    return head in _OF_LAWS and sentence[inner.head].lower in LAWS and letter in _LAW_LETTERS


def names_outer(sentence: Sentence, outer: Phrase, inner: Phrase, group: Group) -> bool:
    """Whether it surely stands for the whole: ``the mean of the rows $m$``, by its letter."""
    names = group.members[0].names
    if names is None or names.relation not in ("", "=") or group.count > 1 or outer.determiner != "the":
        return False
    head, name = sentence[outer.head].lower, names.names[0]
    if is_initial(name, sentence[inner.head].lower):
        return False
    if letter_of(name) in _USUAL.get(head, ()):
        return True
    is_its = is_initial(name, head) and head in HEADS and head not in ACTS | _VALUES
    return is_its and not is_plural(sentence, outer)


def may_be_either(sentence: Sentence, outer: Phrase, inner: Phrase, group: Group) -> bool:
    """``the price of the stock $S$``, ``the state of the system $s$``: its letter does not tell which."""
    names, head = group.members[0].names, sentence[outer.head].lower
    if names is None or not is_initial(names.names[0], sentence[inner.head].lower):
        return False
    return head in _SCALES or is_initial(names.names[0], head)
