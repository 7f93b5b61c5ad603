"""What a noun beside a symbol belongs to: ``the parameters $w$ of the encoder``, ``whose mean $m$``."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from drill.papers_first.glosses.coordination import of_both
from drill.papers_first.glosses.groups import Group, Said, lower_at, token_at
from drill.papers_first.glosses.heads import words
from drill.papers_first.glosses.inline import Sentence
from drill.papers_first.glosses.lexicon import POINTERS
from drill.papers_first.glosses.naming import EQUATIONS, SIZES, STATEMENTS, is_adverbial, names_it
from drill.papers_first.glosses.nouns import Phrase, is_bare, is_deictic, is_known, is_plural, text_of
from drill.papers_first.glosses.phrases import core, core_before, full, object_end, subject_before
from drill.papers_first.glosses.tails import with_tail

COUNTING: Final = words(
    "number amount count total fraction percentage proportion set sequence sum cardinality"
)
_PARTS: Final = words("""
    bandwidth bias biases capacity centre center columns components covariance decay degree depth edges
    eigenvalues eigenvectors entries intercept logits mean means momentum nodes parameter parameters precision
    radius rank rows slope variance variances vertices weights width
""")
"""What belongs to the thing that has it, and says too little alone."""
_HAVING: Final = words("has have had having")
_MADE: Final = words("""
    defined described determined given governed parameterised parameterized parametrised parametrized
    represented specified
""")
_LAWS: Final = words("density distribution law posterior prior probability")
_LAW_LETTERS: Final = frozenset("fghmpqrstuvwxyz")
_DRAWN: Final = words("chosen drawn generated sampled selected taken")
_LOOSE: Final = words("about among at between for in of on over under")
_SETTINGS: Final = words("""
    coefficient coefficients constant constants factor factors hyper-parameter hyper-parameters hyperparameter
    hyperparameters parameter parameters scalar scalars variable variables weight weights
""")
_GOVERNING: Final = words("""
    balance balances control controls determine determines govern governs modulate modulates regulate
    regulates scale scales set sets shift shifts weigh weighs weight weights
""")
_COUNT_REACH: Final = 9
_INDEFINITE: Final = words("any each some")


def governing(sentence: Sentence, group: Group) -> Said | None:
    """``the coefficient $c$ controls the width``: the coefficient that controls the width."""
    owner = core_before(sentence, group.first)
    if owner is None or owner.end != owner.first + 1 or sentence[owner.head].lower not in _SETTINGS:
        return None
    if lower_at(sentence, group.end) not in _GOVERNING or is_deictic(sentence, owner):
        return None
    if group.count > 1 and any(token.lower == "respectively" for token in sentence):
        return None  # each governs something else
    governed = full(sentence, group.end + 1)
    if governed is None or governed.determiner not in ("the", "its", "their"):
        return None
    whole = Phrase(group.end, with_tail(sentence, governed).end, governed.head)
    all_named = is_plural(sentence, owner) and group.is_joined
    form = f"{text_of(sentence, owner)} that {{}}"
    return Said(group if all_named else group.head(), (whole,), True, form)


def carried_on(sentence: Sentence, owner: Phrase, group: Group) -> Said | None:
    """``the parameters $w$ of the encoder``, ``a vector $u$ drawn from the prior``: with what follows."""
    names = group.members[0].names
    if names is not None and names.relation == "\\mapsto":
        return None  # ``the sequence $t \\mapsto u$ of heights``
    is_equation = names is not None and names.relation not in ("", "\\in")
    if is_equation and sentence[owner.head].lower in STATEMENTS | EQUATIONS:
        return None
    return _with_object(sentence, owner, group) or _with_clause(sentence, owner, group)


def _with_object(sentence: Sentence, owner: Phrase, group: Group) -> Said | None:
    word = lower_at(sentence, group.end)
    is_item = not owner.determiner and token_at(sentence, owner.start - 1).kind in ("item", "mark")
    if word == "of" and (owner.determiner in ("the", "its") or (is_item and _is_amount(sentence, owner))):
        is_whole = owner.determiner == "the" and token_at(sentence, group.end + 1).tag == "determiner"
        is_sure = names_it(sentence, owner, group) or is_bare(sentence, owner)
        is_sure |= is_whole and not is_deictic(sentence, owner) and not group.is_statement
    elif is_bare(sentence, owner) and word in ("for", "of", "over", "between"):
        is_sure = owner.determiner in ("a", "an", "the")
    else:
        return None
    return _up_to(sentence, owner, group, group.end + 1, is_sure=is_sure)


def _is_amount(sentence: Sentence, owner: Phrase) -> bool:
    """``Number``, ``Size``: one word that says nothing without what it is the number or size of."""
    return owner.end == owner.first + 1 and sentence[owner.head].lower in COUNTING | SIZES


def _up_to(sentence: Sentence, owner: Phrase, group: Group, start: int, *, is_sure: bool) -> Said | None:
    """The owner with what belongs to it up to the end of the noun that begins at ``start``."""
    behind = core(sentence, start, any_head=True)
    if behind is None or is_deictic(sentence, behind) or behind.determiner in _INDEFINITE:
        return None
    if not (behind.determiner or is_plural(sentence, behind)) or token_at(sentence, behind.end).text == "(":
        return None
    end = behind.end
    if lower_at(sentence, end) == "of":
        end = object_end(sentence, end + 1) or end
    whole = Phrase(owner.start, end, owner.head, owner.determiner, (group.first, group.end))
    whole = of_both(sentence, whole)
    return Said(group.head(), (whole,), is_sure and not is_adverbial(sentence, owner, group))


def _with_clause(sentence: Sentence, owner: Phrase, group: Group) -> Said | None:
    """``the parameter $c$ controlling the width``, ``a bias $b$ for the first layer``."""
    is_one = owner.end == owner.first + 1
    is_for = is_one and lower_at(sentence, group.end) == "for"
    is_plain = is_bare(sentence, owner) or (is_one and sentence[owner.head].lower in _SETTINGS)
    if owner.determiner not in ("a", "an", "the") or not (is_plain or is_for):
        return None
    before = token_at(sentence, owner.start - 1)
    if before.lower in _LOOSE and token_at(sentence, owner.start - 2).tag in ("noun", "either"):
        return None  # ``a law on the weights $p(w)$ that minimises it``: the law does
    behind = token_at(sentence, group.end)
    is_clause = behind.tag in ("participle", "gerund") or behind.lower in ("that", "to", "which") or is_for
    whole = with_tail(sentence, replace(owner, end=group.end), is_subject=True)
    if not is_clause or is_adverbial(sentence, owner, group):
        return None
    if whole.end == group.end:
        is_drawn = behind.tag == "participle" and token_at(sentence, group.end + 1).tag == "preposition"
        return (
            _up_to(sentence, owner, group, group.end + 2, is_sure=True) if is_drawn and not is_for else None
        )
    return Said(group.head(), (replace(whole, left_out=(group.first, group.end)),), not group.is_statement)


def size_of(sentence: Sentence, whole: Phrase, owner: Phrase, group: Group) -> Said:
    """``a batch of size $b$``: the size of the batch; with ``sets of points of size $b$`` it is unclear."""
    form = f"{{}} of the {text_of(sentence, whole)}"
    is_named = is_known(sentence, whole) or bool(whole.determiner)
    counted = core_before(sentence, whole.start - 1) if lower_at(sentence, whole.start - 1) == "of" else None
    is_clear = counted is None or sentence[counted.head].lower in ("amount", "number")
    is_clear = is_clear and is_named
    if group.count > 1 or lower_at(sentence, group.end) == "and":
        is_clear = is_clear and not any(token.lower == "respectively" for token in sentence)
    sure = is_clear and not is_deictic(sentence, owner) and not group.is_statement
    is_axis = sentence[owner.head].lower == "dimension" and group.members[0].latex in ("i", "j", "k", "l")
    return Said(group.head(), (owner,), sure and not is_axis, form)


def gathered(sentence: Sentence, whole: Phrase, group: Group) -> Said:
    """``the number of birds $n_i$ that nest in tree $i$``: with what tells which."""
    behind = token_at(sentence, group.first + 1)
    longer = replace(whole, end=group.first + 1)
    if behind.lower in ("that", "whose") or behind.tag == "participle":
        longer = with_tail(sentence, longer, is_subject=True)
    if longer.end > group.first + 1:
        whole = replace(longer, left_out=(group.first, group.first + 1))
    is_count = bool(whole.determiner) or sentence[whole.head].lower == "number"
    return Said(group.head(), (whole,), is_count and not group.is_statement)


def part_of(sentence: Sentence, owner: Phrase, group: Group) -> Said | None:
    """``a network with weights $w$ and biases $b$``: the biases of the network."""
    if owner.determiner or owner.end != owner.first + 1 or sentence[owner.head].lower not in _PARTS:
        return None
    whole = _whole(sentence, owner.start)
    if whole is None or is_deictic(sentence, whole) or group.is_statement:
        return None
    before = token_at(sentence, whole.start - 1)
    is_pointing = any(token.lower in POINTERS for token in sentence[whole.first : whole.head])
    is_predicate = before.lower in ("is", "are") and not (whole.determiner or is_plural(sentence, whole))
    is_thing = bool(whole.determiner) or is_known(sentence, whole)
    if not is_thing or before.lower in _LOOSE or before.text == "/" or is_pointing or is_predicate:
        return None
    all_named = is_plural(sentence, owner) and group.is_joined
    if _is_index_of_another(sentence, whole, group):
        return Said(group if all_named else group.head(), (owner,), True)
    behind = token_at(sentence, group.end + 1) if lower_at(sentence, group.end) == "and" else None
    if behind is not None and behind.kind == "maths" and behind.names is None and group.count == 1:
        return None  # ``with parameters $a$ and $b + c$``
    form = f"{{}} of the {text_of(sentence, whole)}"
    return Said(group if all_named else group.head(), (owner,), True, form)


def _is_index_of_another(sentence: Sentence, whole: Phrase, group: Group) -> bool:
    """``a model $p_w$ that sends the key $k$ to a code $c$ with weights $w$``: those of the model."""
    names = group.members[0].names
    if names is None:
        return False
    name = "".join(token for token in names.names[0] if token not in ("{", "}"))
    index = re.compile(rf"_\{{?{re.escape(name)}(?![A-Za-z])")
    earlier = sentence[: whole.start]
    return any(token.kind == "maths" and index.search(token.latex) for token in earlier)


def _whole(sentence: Sentence, start: int) -> Phrase | None:
    """What has the thing that begins at ``start``, or another that ``and`` joins with it."""
    before = lower_at(sentence, start - 1)
    if before == "with" or before in _HAVING:
        return core_before(sentence, start - 1 - (token_at(sentence, start - 2).kind == "maths"))
    if before == "by" and lower_at(sentence, start - 2) in _MADE:
        return core_before(sentence, start - 2)
    if before == "and" and token_at(sentence, start - 2).kind == "maths":
        other = core_before(sentence, start - 2)
        is_part = other is not None and not other.determiner and sentence[other.head].lower in _PARTS
        return _whole(sentence, other.start) if other is not None and is_part else None
    return None


def measured(sentence: Sentence, group: Group) -> Said | None:
    """``A cage (height $h = 2$ m, width $w$)``: the height of the cage."""
    names, owner = group.members[0].names, core_before(sentence, group.first)
    if owner is None or owner.determiner or owner.end != owner.first + 1 or names is None:
        return None
    if sentence[owner.head].lower not in SIZES or group.count > 1 or "(" in names.names[0]:
        return None
    opening = owner.start - 1
    while opening > 0 and token_at(sentence, opening).text not in ("(", ")"):
        opening -= 1
    whole = core_before(sentence, opening) if token_at(sentence, opening).text == "(" else None
    begins = token_at(sentence, owner.start - 1).text in ("(", ",")
    if whole is None or not begins or not (names.relation in ("", "=") and whole.determiner):
        return None
    is_told = whole.determiner in ("a", "an", "the") and is_known(sentence, whole)
    return Said(group, (owner,), is_told, f"{{}} of the {text_of(sentence, whole)}")


def had(sentence: Sentence, group: Group) -> Said | None:
    """``The cage has the height $h$``: the height of the cage."""
    owner = core_before(sentence, group.first)
    at = owner.start - 1 if owner is not None else 0
    is_one = owner is not None and owner.end == owner.first + 1 and owner.determiner in ("a", "an", "the")
    if owner is None or not is_one or lower_at(sentence, at) != "has" or group.is_statement:
        return None
    whole = core_before(sentence, at)
    if whole is None or sentence[owner.head].lower not in SIZES or not whole.determiner:
        return None
    if is_deictic(sentence, whole) or token_at(sentence, whole.start - 1).tag == "preposition":
        return None
    return Said(group.head(), (owner,), True, f"{{}} of the {text_of(sentence, whole)}")


def owned(sentence: Sentence, group: Group) -> Said | None:
    """``the bird $b$ whose weight $w_b$ is known``: the weight of the bird."""
    is_told = lower_at(sentence, group.first - 1) in ("is", "are")
    owner = core_before(sentence, group.first - is_told)
    at = owner.start - 1 if owner is not None else 0
    if owner is None or owner.determiner or lower_at(sentence, at) != "whose" or group.is_statement:
        return None
    at -= token_at(sentence, at - 1).text == ","
    symbol = token_at(sentence, at - 1)
    whole = core_before(sentence, at - (symbol.kind == "maths"))
    if whole is None and is_told and owner.end - owner.first > 1:
        return Said(group.head(), (owner,), True)
    if whole is None or is_deictic(sentence, whole):
        return None
    said = text_of(sentence, whole)
    form = f"{{}} of the {said} {symbol.text}" if symbol.kind == "maths" else f"{{}} of the {said}"
    return Said(group.head(), (owner,), True, form)


def drawn(sentence: Sentence, owner: Phrase, group: Group) -> Said | None:
    """``a row $r$ is drawn from the distribution $p$``: the distribution of the row."""
    if owner.end != owner.first + 1 or sentence[owner.head].lower not in _LAWS:
        return None
    at = owner.start - 1
    if lower_at(sentence, at) != "from" or lower_at(sentence, at - 1) not in _DRAWN:
        return None
    at -= 1
    while token_at(sentence, at - 1).tag in ("auxiliary", "adverb"):
        at -= 1
    if token_at(sentence, at - 1).kind == "maths":
        at -= 1
    whole = core_before(sentence, at)
    if whole is None or not whole.determiner or is_deictic(sentence, whole):
        return None
    return Said(group.head(), (owner,), not group.is_statement, f"{{}} of the {text_of(sentence, whole)}")


def law_over(sentence: Sentence, owner: Phrase, group: Group) -> Said | None:
    """``the distribution over the words $p(w)$``: a law has arguments, words have none."""
    if "(" not in group.members[0].latex or lower_at(sentence, owner.start - 1) not in ("on", "over"):
        return None
    law = core_before(sentence, owner.start - 1)
    if law is None or sentence[law.head].lower not in _LAWS:
        return None
    whole = Phrase(law.start, owner.end, law.head, law.determiner)
    letter = group.members[0].latex.lstrip("\\")[:1]
    is_named = bool(law.determiner) and not is_deictic(sentence, law) and letter.lower() in _LAW_LETTERS
    return Said(group.head(), (whole,), is_named and not group.is_statement)


def count_in_each(sentence: Sentence, owner: Phrase) -> Phrase | None:
    """``the number of birds seen in each tree $n$``: the whole of it, where ``owner`` is each tree."""
    for start in range(owner.start - 2, max(-1, owner.start - _COUNT_REACH), -1):
        if sentence[start].kind != "word":
            return None
        if sentence[start].lower in COUNTING and sentence[start + 1].lower == "of":
            counted = full(sentence[: owner.start], start - 1)
            is_whole = counted is not None and counted.determiner == "the"
            return replace(counted, end=owner.end) if counted is not None and is_whole else None
    return None


def rate_of(sentence: Sentence, owner: Phrase, group: Group) -> Said | None:
    """``the number of lessons per week $n$``: the whole of it."""
    if lower_at(sentence, owner.start - 1) != "per":
        return None
    whole = subject_before(sentence, group.first)
    is_count = whole is not None and sentence[whole.head].lower in COUNTING and bool(whole.determiner)
    return Said(group.head(), (whole if whole is not None else owner,), is_count)
