"""Meanings beside each other: what sort of thing one names, and whether two could be said of one symbol."""

from __future__ import annotations

import re
from typing import Final

from drill.papers_first.glosses.heads import words
from drill.papers_first.wording import carrying_words

_SORTS: Final = {
    "count": words("""
        number size length dimension dimensionality rank depth width height horizon capacity cardinality
        budget order amount total radius
    """),
    "factor": words("""
        rate coefficient factor temperature scale strength threshold penalty parameter decay probability
        ratio exponent margin constant discount variance deviation bandwidth lengthscale stepsize momentum
        multiplier gain bias weight period scalar eigenvalue
    """),
    "array": words("""
        matrix matrice vector embedding weight parameter query querie key value state input output
        representation gradient signal feature observation action token image latent code variable point
        sample mean momentum buffer estimate residual target label completion prompt example direction
        iterate covariate activation attention
    """),
    "function": words("""
        function network encoder decoder kernel activation policy critic map transform transformation
        projection operator classifier head discriminator generator softmax sigmoid nonlinearity
    """),
    "law": words("distribution density prior posterior likelihood law process model marginal evidence"),
    "measure": words("""
        loss objective divergence distance norm entropy bound error reward return advantage energy cost
        regret perplexity elbo similarity information accuracy risk
    """),
    "set": words("set graph dataset space neighbourhood neighborhood family simplex node edge vocabulary"),
    "index": words("step time timestep index layer iteration epoch round lag"),
}
_SAME: Final = (
    words("stepsize rate step"),
    words("step time timestep iteration round"),
    words("dimension dimensionality width size"),
    words("loss objective cost criterion risk error entropy"),
    words("parameter weight"),
    words("input feature observation datum data sample example image point covariate"),
    words("output prediction"),
    words("label target"),
    words("dataset data"),
    words("node vertex vertice"),
    words("state latent representation embedding code"),
    words("distribution density law"),
    words("probability likelihood"),
    words("network model map function"),
    words("gain scale factor multiplier"),
)
"""Heads that may be said of one thing."""
_SYNONYMS: Final = {
    "density": re.compile(r"\b(?:pdfs?|probability density functions?|density functions?|densities)\b"),
    "cumulative distribution": re.compile(
        r"\b(?:cdfs?|(?:cumulative )?distribution functions?|cumulative density functions?)\b"
    ),
    "network": re.compile(r"\b(?:neural networks?|neural nets?|nns?)\b"),
    "divergence": re.compile(r"\b(?:kl|kullback[- ]leibler) divergences?\b"),
    "mean": re.compile(r"\b(?:expected values?|expectations?|averages?)\b"),
    "step": re.compile(r"\b(?:time[ -]?steps?|iterations?|rounds?|epochs?|steps)\b"),
    "estimate": re.compile(r"\bestimat(?:ors?|es)\b"),
    "number": re.compile(r"\b(?:sizes?|counts?|cardinality|amounts?|numbers)\b"),
}
"""Words that the field uses for one thing, by the plainest of them."""
_APART: Final = words("number size rate dimension length coefficient probability variance matrix vector loss")
"""Heads that two things share, where what stands beside them tells the things apart."""
_LOOSE: Final = words("""
    weight projection learned learnable trainable random square total final overall new
    current initial full training stochastic
""")
"""What stands beside a head without telling two things apart."""
_STEP_SIZE: Final = re.compile(r"\bstep[ -]size")
_ATTACHED: Final = re.compile(
    r" (?:of|in|for|at|on|from|with|to|that|over|between|per|being|used|given|taken|sampled|drawn)\b.*"
)


def sort_of(meaning: str) -> str:
    """What sort of thing a meaning names: a ``count``, a ``factor``, an ``array``; empty where unknown."""
    head = head_of(meaning)
    return next((sort for sort, heads in _SORTS.items() if head in heads), "")


def head_of(meaning: str) -> str:
    """The main noun of a meaning, without a plural's ending."""
    found = re.findall(r"[a-z]+", _ATTACHED.sub("", _STEP_SIZE.sub("stepsize", meaning.lower())))
    return found[-1].removesuffix("s") if found else ""


def may_be_same(first: str, second: str) -> bool:
    """Whether two meanings could be said of one symbol, as far as their words tell."""
    if _abbreviates(first, second) or _abbreviates(second, first):
        return True
    return _may_be_same(first, second) or _may_be_same(_plainest(first), _plainest(second))


def _abbreviates(short: str, long: str) -> bool:
    """``GPS term`` beside ``Global Passenger Score``: capitals that are the first letters of words."""
    initials = "".join(re.findall(r"\b[A-Za-z]", long)).upper()
    return any(letters in initials for letters in re.findall(r"\b[A-Z]{2,6}\b", short))


def may_be_relatives(first: str, second: str) -> bool:
    """Whether two meanings name one sort of thing and nothing beside tells the things apart.

    Of a letter with and without an index or a hat both may be said.
    """
    one, other = _plainest(first), _plainest(second)
    heads = {head_of(one), head_of(other)}
    if len(heads) > 1 and not any(heads <= alike for alike in _SAME):
        return False
    own, its = carrying_words(one) - heads - _LOOSE, carrying_words(other) - heads - _LOOSE
    return not (own - its and its - own)


def _plainest(meaning: str) -> str:
    """A meaning with one word for all that mean the same."""
    text = _STEP_SIZE.sub("stepsize", meaning.lower())
    for plain, others in _SYNONYMS.items():
        text = others.sub(plain, text)
    return text


def _may_be_same(first: str, second: str) -> bool:
    one, other = carrying_words(first), carrying_words(second)
    heads = {head_of(first), head_of(second)}
    if len(heads) == 1 and heads <= _APART:
        own, its = one - heads - _LOOSE, other - heads - _LOOSE
        if heads == {"number"}:
            return not (own - its and its - own)
        return not (own and its) or bool(own & its)
    return bool(one & other) or any(heads <= alike for alike in _SAME)
