"""One phrase for several symbols, or one each: ``the mean and the variance``, ``the rows of $A$ and $B$``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice, pairwise, takewhile
from typing import Final

from drill.papers_first.glosses.groups import lower_at, token_at
from drill.papers_first.glosses.inline import Sentence
from drill.papers_first.glosses.nouns import Phrase, is_plural, is_plural_word
from drill.papers_first.glosses.phrases import closes, core, full
from drill.papers_first.glosses.tails import with_tail

_MODIFIERS: Final = frozenset(("adjective", "participle"))
_GATHERED: Final = frozenset(("activations", "parameters", "states", "values", "vectors", "weights"))
"""What one symbol stands for several of."""
_MANY_OF_EACH: Final = frozenset(("various", "several", "different"))
"""``various row and column shifts`` for two symbols: many of both."""
_MEASURES: Final = frozenset(
    ("average", "dimension", "dimensionality", "length", "mean", "median", "number", "size", "variance")
)
"""What is taken of each of several things."""
_MOST: Final = 6


def several(sentence: Sentence, start: int, count: int) -> list[Phrase]:
    """One phrase, or as many as there are symbols; each with what tells which thing it is.

    Empty where none fits.
    """
    each = _by_slashes(sentence, start, count) or _gapped(sentence, start, count)
    if each:
        return each
    first = full(sentence, start)
    if first is None:
        return []
    if count == 1:
        return [with_tail(sentence, of_both(sentence, _both(sentence, first)))]
    if sentence[start].lower in _MANY_OF_EACH:
        return [] if lower_at(sentence, first.end) == "and" else [with_tail(sentence, first)]
    found = _listed(sentence, first, count)
    if len(found) == count and _is_ambiguous(sentence, first, found[1]):
        return []
    is_list = len(found) == count
    if is_list and count == 2 and _is_for_each(sentence, first, found[1]):
        rest = replace(found[1], start=first.start, head=first.head, determiner=first.determiner)
        left_out = (first.head + 2, found[1].start)
        return [replace(first, is_one=True), replace(rest, left_out=left_out, is_one=True)]
    if is_list and count == 2 and _shares_last(sentence, first, found[1]):
        end, left_out = found[1].end, (first.end, found[1].head)
        rest = replace(first, end=end, left_out=(first.head + 2, found[1].start), is_one=True)
        return [replace(first, end=end, left_out=left_out, is_one=True), rest]
    if is_list and (_is_cut_list(sentence, first, found[1]) or _have_own(sentence, found[1])):
        return []
    if is_list and _are_of_plurals(sentence, found):
        of, is_one = first.head + 2, sentence[first.head].lower not in _GATHERED
        is_bare = token_at(sentence, of).tag != "determiner"
        if not is_bare or not is_plural_word(lower_at(sentence, first.end - 1)):
            return []  # ``the slopes of the loss and weights, respectively``: slopes, or weights
        rest = (replace(first, end=one.end, left_out=(of, one.start), is_one=is_one) for one in found[1:])
        return [replace(first, is_one=is_one), *rest]
    if is_list and _is_measure_of_each(sentence, found):
        of = first.head + 2
        return [first, *(replace(first, end=one.end, left_out=(of, one.start)) for one in found[1:])]
    if is_list and _are_parts(sentence, first, found):
        return _of_each(sentence, first, count) or found
    if is_list and (
        not is_plural(sentence, first) or any(token.lower == "respectively" for token in sentence)
    ):
        return _sharing(sentence, found)
    if is_plural(sentence, first):
        each = _of_each(sentence, first, count) or _for_each_symbol(sentence, first, count)
        if not each and count > 2:
            each = _kinds(sentence, first, count)
        if not each and is_list and _are_alike(sentence, found):
            return _sharing(sentence, found)
        if not each and count == 2:
            is_one = sentence[first.head].lower not in _GATHERED
            each = shared_head(sentence, replace(with_tail(sentence, first), is_one=is_one))
        if not each and is_dealt_out(sentence, first.end):
            return []  # ``the colours of the walls of rooms $i$ and $j$, respectively``
        return each or [with_tail(sentence, first)]
    if count == 2 and (of_kinds := _of_two_kinds(sentence, first)):
        return of_kinds
    return shared_head(sentence, first) if count == len(found) + 1 == 2 else []


def _of_two_kinds(sentence: Sentence, first: Phrase) -> list[Phrase]:
    """``the number of odd and even pages``: for two symbols that of either kind."""
    whole = with_tail(sentence, first)
    tail = range(first.head + 1, whole.end)
    joint = next((at for at in tail if lower_at(sentence, at) == "and"), None)
    if joint is None or sentence[first.head].lower not in _MEASURES or is_plural(sentence, first):
        return []
    kinds = [token_at(sentence, at) for at in (joint - 1, joint + 1)]
    is_led = lower_at(sentence, first.head + 1) == "of" and joint == first.head + 3
    if not is_led or any(kind.tag not in _MODIFIERS for kind in kinds):
        return []
    if joint + 3 > whole.end or not is_plural_word(lower_at(sentence, joint + 2)):
        return []
    return [
        replace(whole, left_out=(joint, joint + 2), is_one=True),
        replace(whole, left_out=(joint - 1, joint + 1), is_one=True),
    ]


def is_dealt_out(sentence: Sentence, at: int) -> bool:
    """Whether what stands from there on is said to be for each of several, outside of brackets."""
    rest = takewhile(lambda token: token.text not in ("(", ";") and token.kind != "display", sentence[at:])
    return any(token.lower == "respectively" for token in rest)


def _is_cut_list(sentence: Sentence, first: Phrase, second: Phrase) -> bool:
    """``the slopes with respect to $t$ and the last input, respectively``: it is cut in the list."""
    is_led = token_at(sentence, first.head + 1).tag == "preposition"
    is_uneven = is_plural(sentence, first) and not is_plural(sentence, second) and bool(second.determiner)
    return is_led and is_uneven and is_dealt_out(sentence, first.head)


def _are_of_plurals(sentence: Sentence, found: list[Phrase]) -> bool:
    """``the numbers of cats and dogs, respectively``: a plural of each of the plurals behind it."""
    first, *rest = found
    is_led = lower_at(sentence, first.head + 1) in ("at", "for", "from", "in", "of", "on")
    are_bare = all(is_plural(sentence, one) and not one.determiner for one in rest)
    return is_led and is_plural(sentence, first) and are_bare and is_dealt_out(sentence, rest[-1].end)


def _have_own(sentence: Sentence, second: Phrase) -> bool:
    """``the mean on the batch $b$ and the set $s$, respectively``: what is joined has its own symbols."""
    at = second.start - 1
    is_beside = lower_at(sentence, at) == "and" and token_at(sentence, at - 1).kind == "maths"
    return is_beside and token_at(sentence, second.end).kind == "maths" and is_dealt_out(sentence, second.end)


def _shares_last(sentence: Sentence, first: Phrase, second: Phrase) -> bool:
    """``rates for parrot and pigeon eyes respectively``: the last noun belongs to both modifiers."""
    is_led = first.end == first.head + 3 and token_at(sentence, first.head + 1).tag == "preposition"
    is_pair = is_led and lower_at(sentence, first.end) == "and" and second.start == first.end + 1
    are_bare = is_plural(sentence, first) and not is_plural_word(lower_at(sentence, first.end - 1))
    is_compound = second.head == second.first + 1 and not second.determiner and is_plural(sentence, second)
    return is_pair and are_bare and is_compound and is_dealt_out(sentence, second.end)


def _is_measure_of_each(sentence: Sentence, found: list[Phrase]) -> bool:
    """``the mean of prices, costs and gains``: of each of the nouns in the list."""
    first = found[0]
    is_led = first.determiner == "the" and lower_at(sentence, first.head + 1) == "of"
    is_bare = token_at(sentence, first.head + 2).tag != "determiner" and not is_plural(sentence, first)
    rest = all(one.end == one.head + 1 and not one.determiner for one in found[1:])
    return is_led and is_bare and rest and lower_at(sentence, first.head) in _MEASURES


def _are_alike(sentence: Sentence, found: list[Phrase]) -> bool:
    """``the doors and windows of the hall``: plurals that only ``and`` and commas join."""
    joints = ("and", ",")
    return all(
        one.end == one.head + 1
        and is_plural(sentence, one)
        and token_at(sentence, one.end).text in joints
        and not following.determiner
        for one, following in pairwise(found)
    ) and is_plural(sentence, found[-1])


def _is_ambiguous(sentence: Sentence, first: Phrase, second: Phrase) -> bool:
    """``the pair of left and right shoes``: what seems to be two phrases is one."""
    is_cut = first.end == first.head + 3 and lower_at(sentence, first.head + 1) == "of"
    is_word = token_at(sentence, first.end - 1).kind == "word"
    is_one = not is_plural_word(lower_at(sentence, first.end - 1)) and not is_plural(sentence, first)
    return is_cut and is_word and is_one and not second.determiner and is_plural(sentence, second)


def _gapped(sentence: Sentence, start: int, count: int) -> list[Phrase]:
    """``the positive and the negative example``: two phrases with one head; empty where it is none."""
    at = start + 1
    while token_at(sentence, at).tag in _MODIFIERS:
        at += 1
    is_cut = token_at(sentence, start).tag == "determiner" and at > start + 1 and count == 2
    if not is_cut or lower_at(sentence, at) != "and" or token_at(sentence, at + 1).tag != "determiner":
        return []
    last = full(sentence, at + 1)
    if last is None or last.head == last.first:
        return []
    last = with_tail(sentence, last)
    first = replace(last, start=start, determiner=sentence[start].lower, left_out=(at, last.head))
    return [first, last]


def _by_slashes(sentence: Sentence, start: int, count: int) -> list[Phrase]:
    """``the left/right side matrices``: one for each word between slashes; empty where it is none."""
    first = at = start + (token_at(sentence, start).tag == "determiner")
    while token_at(sentence, at + 1).text == "/" and sentence[at].kind == "word":
        at += 2
    if at == first or (at - first) // 2 + 1 != count:
        return []
    last = full(sentence, at)
    if last is None or last.determiner or last.head == last.first or not is_plural(sentence, last):
        return []
    last = replace(with_tail(sentence, last), is_one=sentence[last.head].lower not in _GATHERED)
    return [
        *(replace(last, start=word, left_out=(word + 1, at + 1)) for word in range(first, at, 2)),
        last,
    ]


def _listed(sentence: Sentence, first: Phrase, count: int) -> list[Phrase]:
    """The phrases that commas and ``and`` join to the first, at most ``count``."""
    found, at = [first], first.end
    while len(found) < count:
        while token_at(sentence, at).text == "," or lower_at(sentence, at) == "and":
            at += 1
        following = full(sentence, at) if at > found[-1].end else None
        if following is None:
            break
        found.append(following)
        at = following.end
    return found


def _both(sentence: Sentence, first: Phrase) -> Phrase:
    """``the weights and biases of the last layer``: two nouns for one symbol."""
    if (
        first.end != first.head + 1
        or lower_at(sentence, first.end) != "and"
        or not is_plural(sentence, first)
    ):
        return first
    other = core(sentence, first.end + 1)
    if other is None or other.determiner or not is_plural(sentence, other):
        return first
    whole = full(sentence, first.end + 1)
    if whole is None or (whole.end == other.end and not closes(sentence, whole.end)):
        return first
    ends = (
        lower_at(sentence, whole.end) not in ("is", "are") and token_at(sentence, whole.end).kind != "maths"
    )
    return replace(first, end=whole.end) if ends else first


def of_both(sentence: Sentence, phrase: Phrase) -> Phrase:
    """``the size of the key and query vectors``, ``the weights of the nest and the tree.``: of both."""
    at = phrase.end
    last = token_at(sentence, at - 1)
    if at == phrase.head + 1 or lower_at(sentence, at) != "and" or last.kind != "word":
        return phrase
    other = core(sentence, at + 1, any_head=True)
    if other is None or is_plural_word(last.lower):
        return phrase
    after = token_at(sentence, other.end)
    is_shared = not other.determiner and is_plural(sentence, other) and other.head > other.first
    is_alike = other.determiner == "the" or (lower_at(sentence, at - 2) == "of" and not other.determiner)
    is_pair = is_alike and other.end == other.head + 1 and not is_plural(sentence, other)
    ends = other.end >= len(sentence) or after.kind in ("mark", "item", "pointer")
    takes = (is_shared and after.kind != "maths") or (is_pair and ends)
    return replace(phrase, end=other.end) if takes else phrase


def _sharing(sentence: Sentence, found: list[Phrase]) -> list[Phrase]:
    """With what only the last says: ``input and output of the layer``, ``the key and value vectors``."""
    last = with_tail(sentence, found[-1])
    is_plain = all(
        phrase.end == phrase.head + 1 and token_at(sentence, phrase.end).text in ("and", ",")
        for phrase in found[:-1]
    )
    if not is_plain or any(phrase.determiner for phrase in found[1:]):
        return [*found[:-1], last]
    if all(_is_short(sentence, phrase) for phrase in found[:-1]) and _is_plural_compound(sentence, last):
        each = (
            replace(
                last,
                start=phrase.start,
                determiner=phrase.determiner,
                left_out=(phrase.end, last.first + 1),
                is_one=True,
            )
            for phrase in found[:-1]
        )
        return [*each, replace(last, is_one=True)]
    after = last.head + 1
    if last.end == after or lower_at(sentence, after) not in ("of", "per"):
        return [*found[:-1], last]
    return [
        *(replace(phrase, end=last.end, left_out=(phrase.end, after)) for phrase in found[:-1]),
        last,
    ]


def _is_short(sentence: Sentence, phrase: Phrase) -> bool:
    """Whether a phrase is one word but for adjectives: ``wide scale`` of ``wide scale and shift maps``."""
    return all(token.tag in _MODIFIERS or token.text == "," for token in sentence[phrase.first : phrase.head])


def _is_plural_compound(sentence: Sentence, phrase: Phrase) -> bool:
    return phrase.head > phrase.first and is_plural(sentence, phrase)


def _are_parts(sentence: Sentence, first: Phrase, found: list[Phrase]) -> bool:
    """``the widths of the table and door``: a plural of two things, of which the second seems a phrase."""
    is_joined = len(found) == 2 and lower_at(sentence, first.end) == "and" and not found[1].determiner
    is_of = first.determiner == "the" and lower_at(sentence, first.head + 1) == "of"
    return is_joined and is_of and is_plural(sentence, first) and not is_plural(sentence, found[1])


def _is_for_each(sentence: Sentence, first: Phrase, second: Phrase) -> bool:
    """``the rates for the nest and the tree``: a plural of two things, each behind a preposition."""
    is_led = token_at(sentence, first.head + 1).lower in ("at", "for", "in", "of", "on")
    is_one = is_led and not is_plural_word(lower_at(sentence, first.end - 1))
    is_alike = lower_at(sentence, first.head + 2) == second.determiner != ""
    return is_plural(sentence, first) and is_one and is_alike and not is_plural(sentence, second)


def _kinds(sentence: Sentence, phrase: Phrase, count: int) -> list[Phrase]:
    """``left, right and lower sides``: as many kinds of a noun as there are symbols; empty for others."""
    starts = [phrase.first]
    for at in range(phrase.first, phrase.head):
        joins = token_at(sentence, at).text == "," or lower_at(sentence, at) == "and"
        if joins and token_at(sentence, at + 1).tag in _MODIFIERS | {"noun"}:
            starts.append(at + 1)
    if len(starts) != count or starts[-1] == phrase.head:
        return []
    last = replace(with_tail(sentence, phrase), is_one=True)
    cut = starts[-1] + 1
    return [
        replace(last, left_out=(starts[1] - 1, cut)),
        *(
            replace(last, start=start, determiner="", left_out=(end - 1, cut))
            for start, end in pairwise(starts[1:])
        ),
        replace(last, start=starts[-1], determiner=""),
    ]


def shared_head(sentence: Sentence, phrase: Phrase) -> list[Phrase]:
    """``the preferred and dispreferred completion``: two phrases with one head; empty where it is none."""
    for at in range(phrase.first + 1, phrase.head - 1):
        kinds = {token_at(sentence, at - 1).tag, token_at(sentence, at + 1).tag}
        if lower_at(sentence, at) == "and" and kinds <= _MODIFIERS:
            return [
                replace(phrase, left_out=(at, at + 2)),
                replace(phrase, left_out=(phrase.first, at + 1)),
            ]
    return []


def _of_each(sentence: Sentence, first: Phrase, count: int) -> list[Phrase]:
    """``the densities of $P$ and $Q$``: one of each for each symbol; empty where it is none."""
    is_open = not first.determiner and token_at(sentence, first.head + 2).kind == "maths"
    if not (first.determiner == "the" or is_open) or lower_at(sentence, first.head + 1) != "of":
        return []
    items = list(islice(_items(sentence, first.head + 2), count))
    if len(items) != count:
        return []
    if count == 2 and _is_modifier(sentence, *items):
        (begin, middle), (after, end) = items
        whole = replace(first, end=end, is_one=True)
        return [replace(whole, left_out=(middle, after + 1)), replace(whole, left_out=(begin, after))]
    return [replace(first, end=end, left_out=(first.head + 2, begin), is_one=True) for begin, end in items]


def _for_each_symbol(sentence: Sentence, first: Phrase, count: int) -> list[Phrase]:
    """``outputs for word $i$ and $j$``: one for each of two; empty where it is none."""
    end = first.end
    is_led = token_at(sentence, first.head + 1).lower in ("at", "for", "in", "of", "on")
    is_one = is_led and end > first.head + 3 and not is_plural_word(lower_at(sentence, end - 2))
    is_pair = token_at(sentence, end - 1).kind == token_at(sentence, end + 1).kind == "maths"
    if count != 2 or not (is_one and is_pair and lower_at(sentence, end) == "and"):
        return []
    if not closes(sentence, end + 2):
        return []
    first = replace(first, is_one=True)
    return [first, replace(first, end=end + 2, left_out=(end - 1, end + 1))]


def _is_modifier(sentence: Sentence, one: tuple[int, int], other: tuple[int, int]) -> bool:
    """``of encoder and decoder states``: the first of two nouns stands for more."""
    is_word = one[1] == one[0] + 1 and sentence[one[0]].kind == "word"
    is_longer = other[1] > other[0] + 1 and is_plural_word(sentence[other[1] - 1].lower)
    return is_word and is_longer and not is_plural_word(sentence[one[0]].lower)


def _items(sentence: Sentence, at: int) -> Iterator[tuple[int, int]]:
    """Where the formulas or the nouns without an article that ``and`` joins begin and end."""
    for _ in range(_MOST):
        if token_at(sentence, at).kind == "maths":
            end = at + 1
        else:
            item = core(sentence, at, any_head=True)
            if item is None:
                return
            end = item.end
        yield at, end
        joint = end
        joint += token_at(sentence, joint).text == ","
        joint += lower_at(sentence, joint) == "and"
        if joint == end:
            return
        at = joint
