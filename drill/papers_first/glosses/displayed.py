"""What a sentence says of a display's left side: ``The loss is [L = …]``, ``[L = …] is the loss``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from drill.papers_first.glosses.appositions import OWNERS, STEPS
from drill.papers_first.glosses.groups import Group, Said, lower_at, token_at
from drill.papers_first.glosses.heads import words
from drill.papers_first.glosses.inline import Sentence
from drill.papers_first.glosses.names import Names
from drill.papers_first.glosses.naming import MODELS
from drill.papers_first.glosses.nouns import Phrase, is_bare, is_definite, is_deictic, is_known, is_plural
from drill.papers_first.glosses.phrases import core_before, full, subject_before
from drill.papers_first.glosses.predicates import predicate
from drill.papers_first.glosses.tails import with_tail

_EQUALITIES: Final = frozenset(("=", ":=", "\\coloneqq", "\\triangleq", "\\leftarrow"))
_BOUNDS: Final = frozenset(("\\leq", "\\geq", "<", ">", "\\lesssim", "\\gtrsim"))
_BOUND_LEADS: Final = words("above as below by follows")
_SIDES: Final = words("lower upper")
_EQUATING: Final = words("is reads becomes equals are")
_LEADS: Final = words("""
    as by calculated computed defined expressed follows formalised formalized formulated given simply then
    therefore thus written
""")
_CLAUSE_STARTS: Final = words("and that then so thus where hence while")
_DEFINING: Final = words("""
    add adding adds compute computes computing consider considers define defines defining gives give have
    introduce introduces introducing maximise maximises maximising maximize maximizes maximizing minimise
    minimises minimising minimize minimizes minimizing obtain obtains optimise optimises optimize
    optimizes use uses using yields yield
    build building builds construct constructing constructs derive deriving estimate estimates estimating
    evaluate evaluates form forming forms get gets getting has reach reaches
""")
_CHANCES: Final = words("chance likelihood odds probability")
"""What is told with a clause: ``the probability that a row is chosen``."""
_OPTIMISING: Final = words("""
    maximise maximises maximising maximize maximizes maximizing minimise minimises minimising minimize
    minimizes minimizing optimise optimises optimize optimizes
""")
_INTRODUCING: Final = words("define defines defining introduce introduces introducing")
_COMPUTING: Final = words("compute computes computing define defines defining introduce introduces")
_USING: Final = words("by use uses using")
_TOOLS: Final = words("""
    approximation convention duality function normalisation normalization parameterisation
    parameterization reparameterisation reparameterization substitution
""")
"""What one uses to come to a formula, and is not its left side."""
_QUANTITIES: Final = words("""
    cost distance error gain gradient loss measure metric objective penalty probability rate reward score
    similarity value weight
""")
"""What a formula gives rather than what computes by it."""
_TURNING: Final = words("amounts corresponds leads reduces simplifies tends")
_SAYING: Final = words("where with which in let")
_JOINING: Final = words("all and as both")
_COMPUTED: Final = words("""
    calculated computed constructed defined derived determined estimated evaluated expressed factorised
    factorized formed formulated obtained reconstructed recovered represented written
""")
_NO_MODIFIERS: Final = frozenset(("auxiliary", "verb", "stop"))
_WHOLES: Final = words("""
    decomposition eigendecomposition estimator expansion factorisation factorization identity inverse
""")
"""What is equal to a left side without being its name."""
_OF_OTHERS: Final = words("approximation approximations bound bounds estimate limit")
"""What a formula shows of its left side."""
_SQUARED: Final = words("variance squared square norm")


def displayed(sentence: Sentence, at: int) -> Said | None:
    """What the words before the display at ``at``, or those after it, surely say of its left side."""
    names = sentence[at].names
    if names is None or len(names.names) != 1 or _chooses(names):
        return None
    group = Group(at, at + 1, (sentence[at],))
    if names.relation in _BOUNDS:
        bounded = _bounded(sentence, at)
        return None if bounded is None else Said(group, (bounded,), True)
    if not (_equates(names) or _is_law(names)):
        return None
    if sentence[at].latex.lstrip().startswith("\\begin{cases}"):
        return None  # several formulas of which one is read
    phrase = _before(sentence, at) or _title(sentence, at)
    if phrase is not None and is_plural(sentence, phrase) and "\\\\" in sentence[at].latex:
        return None  # the name of one of several rows, or of all
    if phrase is not None and _points_back(sentence, phrase, at):
        return None
    if phrase is not None and _fits(sentence, phrase, names):
        return Said(group, (phrase,), True)
    if lower_at(sentence, at - 1) in _SAYING:
        said = predicate(sentence, group)
        return said if said is not None and said.sure else None
    return None


def _points_back(sentence: Sentence, phrase: Phrase, at: int) -> bool:
    """``For one, this is the law of a bird, [X = A, \\quad f(x) = x]``: of what was there before."""
    is_copula = lower_at(sentence, phrase.start - 1) == "is" and "\\quad" in sentence[at].latex
    return is_copula and lower_at(sentence, phrase.start - 2) in ("it", "that", "this")


def _equates(names: Names) -> bool:
    return names.relation in _EQUALITIES or (names.relation == "\\in" and ":=" in names.rest)


def _is_law(names: Names) -> bool:
    """Whether a law is told but for its factor: ``p(x) \\propto a(x)``."""
    return names.relation == "\\propto" and names.names[0][-1] == ")"


def _fits(sentence: Sentence, phrase: Phrase, names: Names) -> bool:
    """Whether a left side may be called that: ``W^2`` is no distance, but may be a variance."""
    is_squared = names.names[0][-4:] == ("^", "{", "2", "}")
    is_call = "(" in names.names[0]
    said = {token.lower for token in sentence[phrase.first : phrase.end]}
    is_whole = is_call and sentence[phrase.head].lower in _WHOLES
    return not is_whole and (not is_squared or bool(said & _SQUARED))


def _before(sentence: Sentence, at: int) -> Phrase | None:
    if token_at(sentence, at - 1).text == ",":
        return _before_comma(sentence, at)
    end = _before_lead(sentence, at)
    nearest = core_before(sentence, end) if end == at else None
    if nearest is not None and lower_at(sentence, nearest.start - 1) == "with":
        return nearest if _can_own(sentence, nearest, at) else _computed(sentence, end)
    owner = subject_before(sentence, end)
    if owner is not None and _can_own(sentence, owner, at):
        before = token_at(sentence, owner.start - 1)
        opens = before.kind in ("item", "mark") or before.lower in _CLAUSE_STARTS
        is_equated = lower_at(sentence, end) in _EQUATING or (end == at and _is_beside(sentence, owner, at))
        if (opens and is_equated) or _is_object(sentence, owner, end, at):
            return owner
    if lower_at(sentence, end) in _EQUATING:
        return _subject(sentence, end, at)
    verb = _passive(sentence, at)
    if verb is not None:
        return _subject(sentence, verb, at)
    return _computed(sentence, end) if end == at else None


def _bounded(sentence: Sentence, at: int) -> Phrase | None:
    """``The error is bounded by [E \\leq 2 a]``: what the bound is of."""
    end = at - _ends_in_colon(sentence, at)
    while end > 0 and lower_at(sentence, end - 1) in _BOUND_LEADS:
        end -= 1
    if lower_at(sentence, end) not in ("above", "below", "by") or lower_at(sentence, end - 1) != "bounded":
        return None
    end -= 1
    while token_at(sentence, end - 1).tag in ("auxiliary", "adverb") or lower_at(sentence, end - 1) in _SIDES:
        end -= 1
    return _subject(sentence, end, at)


def _title(sentence: Sentence, at: int) -> Phrase | None:
    """``• Tidal divergence: [D = …]``: what an item of a list is called before its formula."""
    end = at - _ends_in_colon(sentence, at)
    if sentence[0].kind != "item" or sentence[0].text or end == at:
        return None
    owner = full(sentence, 1)
    is_whole = owner is not None and owner.end == end and owner.end > owner.first + 1
    if owner is None or not is_whole or is_plural(sentence, owner) or is_deictic(sentence, owner):
        return None
    return owner if is_known(sentence, owner) and not _is_step(sentence, owner) else None


def _before_comma(sentence: Sentence, at: int) -> Phrase | None:
    """``Another choice is the squared gap, [G = …]``, ``The cost is computed as their sum, [C = …]``."""
    owner = subject_before(sentence, at - 1)
    is_choice = owner is not None and lower_at(sentence, owner.start - 1) == "is"
    if owner is not None and is_choice and _can_own(sentence, owner, at):
        return owner if _is_object(sentence, owner, at - 1, at - 1) else None
    verb = _passive(sentence, at)
    return None if verb is None else _subject(sentence, verb, at)


def _passive(sentence: Sentence, at: int) -> int | None:
    """Where the verb of ``is computed as the sum of them`` before the display at ``at`` begins."""
    for index in range(at - 1, 0, -1):
        token = sentence[index]
        is_clause = token.tag == "verb" or (token.tag == "stop" and token.lower not in _JOINING)
        if token.kind in ("display", "item") or is_clause:
            return None
        if token.tag == "auxiliary":
            after = index + 1 + (token_at(sentence, index + 1).tag == "adverb")
            return index if token.lower == "is" and lower_at(sentence, after) in _COMPUTED else None
    return None


def _is_beside(sentence: Sentence, owner: Phrase, at: int) -> bool:
    """``The loss [L = …]`` opens the sentence, or ``that the loss [L = …] is finite`` a clause."""
    is_clause = (
        lower_at(sentence, owner.start - 1) == "that" and token_at(sentence, at + 1).tag == "auxiliary"
    )
    return owner.start <= 1 or is_clause


def _is_object(sentence: Sentence, owner: Phrase, end: int, at: int) -> bool:
    """Whether a verb before the phrase makes it: ``which gives the loss [L = …]``."""
    before = token_at(sentence, owner.start - 1)
    if before.lower in _OPTIMISING and _is_estimate(sentence[at].names):
        return False  # ``the best width is found by minimising the cost: [\\hat{w} = …]``
    if end == at and before.lower in ("with", "in"):
        return before.lower == "with" or lower_at(sentence, owner.start - 2) == "interested"
    if end == at and before.lower == "by":
        return owner.determiner in ("its", "their")
    if before.lower in _USING and sentence[owner.head].lower in _TOOLS:
        return False
    if before.lower == "uses" and _is_computed(sentence, owner.start - 1):
        return False  # ``the final score uses the share of each: [s = a b]``
    if before.lower == "using" and token_at(sentence, owner.start - 2).kind == "word":
        return False  # ``we may throw it using the least force: [v = …]``
    if end == at and before.lower == "to":
        return lower_at(sentence, owner.start - 2) in _TURNING
    if end == at and before.lower == "is":
        # ``the measure of it is the time [T = …]``, but not ``$k$ is the key``
        return token_at(sentence, owner.start - 2).kind == "word" and not _ends_in_colon(sentence, at)
    return before.lower in _DEFINING


def _is_computed(sentence: Sentence, verb: int) -> bool:
    """Whether the subject before a verb is a quantity, and no method or machine that computes one."""
    subject = core_before(sentence, verb)
    return subject is not None and bool(_QUANTITIES & set(sentence[subject.head].lower.split("-")))


def _is_estimate(names: Names | None) -> bool:
    """Whether a name is dressed as what is found: ``\\hat{w}``, ``w^*``."""
    name = names.names[0] if names is not None else ()
    return name[:1] in (("\\hat",), ("\\tilde",)) or not {"*", "\\star", "\\ast"}.isdisjoint(name)


def _ends_in_colon(sentence: Sentence, at: int) -> bool:
    return token_at(sentence, at - 1).text == ":"


def _computed(sentence: Sentence, end: int) -> Phrase | None:
    """``computes attention coefficients [a = …]``, ``with mean function [m = …]``: without an article."""
    owner = core_before(sentence, end)
    if owner is None or owner.determiner or owner.end - owner.first < 2 or not is_known(sentence, owner):
        return None
    before = lower_at(sentence, owner.start - 1)
    is_said = before in _COMPUTING or (before == "with" and not is_plural(sentence, owner))
    return owner if is_said and not _is_step(sentence, owner) else None


def _subject(sentence: Sentence, end: int, at: int) -> Phrase | None:
    """The nearest phrase that opens a clause and has ``is`` at ``end`` for its verb, whatever modifies it."""
    for start in range(end - 1, -1, -1):
        if not _opens_clause(sentence, start):
            continue
        phrase = full(sentence, start)
        if phrase is not None and _can_own(sentence, phrase, at):
            if lower_at(sentence, phrase.end) == "that" and sentence[phrase.head].lower in _CHANCES:
                phrase = with_tail(sentence, phrase, is_subject=True)
            return phrase if _is_modified(sentence, phrase.end, end) else None
    return None


def _opens_clause(sentence: Sentence, start: int) -> bool:
    before = token_at(sentence, start - 1)
    if before.kind == "maths" and token_at(sentence, 1).tag == "preposition":  # For $p \ge 1$ the distance is
        return all(sentence[index].tag not in _NO_MODIFIERS for index in range(1, start))
    return before.kind in ("item", "mark", "display") or before.lower in _CLAUSE_STARTS


def _is_modified(sentence: Sentence, start: int, end: int) -> bool:
    """Whether nothing but remarks and what belongs to a noun stands from ``start`` up to ``end``."""
    kept = list(_without_remarks(sentence, start, end))
    if not kept:
        return start < end or sentence[start - 1].kind == "word" or sentence[start - 1].kind == "maths"
    first = sentence[kept[0]]
    attached = first.tag in ("preposition", "participle") or first.kind == "pointer"
    return attached and all(sentence[index].tag not in _NO_MODIFIERS for index in kept)


def _without_remarks(sentence: Sentence, start: int, end: int) -> Iterator[int]:
    """Indices from ``start`` up to ``end`` but for what stands between two commas or in brackets."""
    closing = ""
    for index in range(start, end):
        text = sentence[index].text
        if closing:
            closing = "" if text == closing else closing
        elif text in (",", "("):
            closing = "," if text == "," else ")"
        else:
            yield index


def _can_own(sentence: Sentence, owner: Phrase, at: int) -> bool:
    """Whether the phrase names one certain thing that a formula can be."""
    is_behind = token_at(sentence, owner.head + 1).lower in ("for", "of", "on", "to")
    if (owner.determiner in ("its", "their") or is_behind) and sentence[owner.head].lower in _OF_OTHERS:
        return False  # ``we have its lower bound [D = …]``, ``an approximation of the loss``
    is_owned = owner.determiner in OWNERS or (not owner.determiner and is_definite(sentence, owner))
    is_owned |= owner.determiner in ("a", "an") and lower_at(sentence, owner.start - 1) in _INTRODUCING
    is_new = owner.determiner == "our" and sentence[owner.first].lower == "new"
    is_other = is_deictic(sentence, owner) and not is_new
    if not is_owned or is_bare(sentence, owner) or is_other or _is_step(sentence, owner):
        return False
    verb = lower_at(sentence, owner.start - 1 if token_at(sentence, at - 1).text == "," else at - 1)
    if verb == "are" and lower_at(sentence, owner.start - 1) == "and":
        return False
    return (is_known(sentence, owner) or verb == "is") and (
        not is_plural(sentence, owner) or verb == "are" or _are_given(sentence, owner, at)
    )


def _are_given(sentence: Sentence, owner: Phrase, at: int) -> bool:
    """``The later weights are given by [w = …]``."""
    return lower_at(sentence, owner.end) == "are" and _before_lead(sentence, at) == owner.end


def _is_step(sentence: Sentence, owner: Phrase) -> bool:
    return bool({sentence[owner.head].lower, sentence[owner.end - 1].lower} & (STEPS | MODELS))


def _before_lead(sentence: Sentence, at: int) -> int:
    """Where ``is then given by`` and its like right before ``at`` begin; citations are passed over."""
    while token_at(sentence, at - 1).text == ":" or token_at(sentence, at - 1).tag == "adverb":
        at -= 1
    while token_at(sentence, at - 1).kind == "pointer":
        at -= 1
    while lower_at(sentence, at - 1) in _EQUATING | _LEADS:
        at -= 1
    return at


def _chooses(names: Names) -> bool:
    """Whether the right side is a choice, ``\\argmin``: then the phrase tells of what is chosen by."""
    return any("arg" in token or token in ("\\min", "\\max") for token in names.rest[:2])
