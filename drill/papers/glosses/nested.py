"""Which of two nouns a symbol names: in ``the rows of the weight matrix $W$`` it is the matrix."""

from __future__ import annotations

from typing import Final

from drill.papers.glosses.groups import Group, token_at
from drill.papers.glosses.heads import words
from drill.papers.glosses.inline import Sentence
from drill.papers.glosses.names import Name
from drill.papers.glosses.naming import LAWS
from drill.papers.glosses.nouns import Phrase, is_bare, is_deictic, is_plural

_ACTS: Final = words("""
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
_VALUES: Final = words("choice choices range value values")
"""What a quantity has: ``three values of the depth $d$``."""
_OF_LAWS: Final = words("entropy mean means mode modes moments support tail tails variance variances")
_LAW_LETTERS: Final = frozenset("pqPQ") | {"\\pi", "\\rho"}
_DRESSES: Final = frozenset(("\\mathbf", "\\mathcal", "\\mathbb", "\\hat", "\\bar", "\\tilde", "{"))


def names_inner(sentence: Sentence, outer: Phrase, inner: Phrase, group: Group) -> bool:
    """Whether the symbol behind ``the outer of the inner`` surely stands for the inner one."""
    names = group.members[0].names
    if names is None or group.is_statement or is_bare(sentence, inner) or is_deictic(sentence, inner):
        return False
    if token_at(sentence, group.end).tag in ("noun", "either"):
        return False  # ``a sketch of the split $x$ update``
    name, head = names.names[0], sentence[outer.head].lower
    if head in _ACTS or (head in _VALUES and not is_plural(sentence, inner)):
        return True
    letter = _letter(name)
    if head in _PARTS and not is_plural(sentence, inner):
        return letter.isalpha() and letter.isupper() and "_" not in name and letter.lower() != head[0]
    return head in _OF_LAWS and sentence[inner.head].lower in LAWS and letter in _LAW_LETTERS


def _letter(name: Name) -> str:
    """A name's letter without its dress."""
    return next((token for token in name if token not in _DRESSES), "")
