"""How a paper uses its symbols, seen from all of its formulas together: as functions, with indices above."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Final

from drill.papers_first.formula.bars import is_parted
from drill.papers_first.formula.chance_powers import Raised, chance_powers
from drill.papers_first.formula.coefficients import coefficients_of
from drill.papers_first.formula.compared import compared_numbers
from drill.papers_first.formula.doubled_names import primed_alone, transposing
from drill.papers_first.formula.function_labels import with_function_labels
from drill.papers_first.formula.heads import MATRICES, STEPS
from drill.papers_first.formula.indexed_values import indexed_values
from drill.papers_first.formula.kept_powers import may_keep_power
from drill.papers_first.formula.labels import Label, labels
from drill.papers_first.formula.last_steps import last_steps
from drill.papers_first.formula.lettered_signs import (
    delta_alone,
    differences,
    forms_with,
    increments,
    names_by_themselves,
    says_difference,
)
from drill.papers_first.formula.named_slopes import named_slopes
from drill.papers_first.formula.nested_places import arrays
from drill.papers_first.formula.numbered import Family, numbered
from drill.papers_first.formula.occurrences import occurrences
from drill.papers_first.formula.outer_squares import vectors_squared
from drill.papers_first.formula.plain_values import matrices, plain_values
from drill.papers_first.formula.polynomials import polynomial_names
from drill.papers_first.formula.raised import (
    INDICES,
    group_begin,
    is_step,
    is_worded,
    labelled_names,
    powered_names,
)
from drill.papers_first.formula.row_exponents import raised_in
from drill.papers_first.formula.running_labels import with_running_labels
from drill.papers_first.formula.schedules import Schedules, schedules
from drill.papers_first.formula.series import Named, has_exponentials, raised_names
from drill.papers_first.formula.shared_labels import with_shared_labels
from drill.papers_first.formula.spelled import runs_of_letters
from drill.papers_first.formula.statements import pieces
from drill.papers_first.formula.told_indices import told_indices
from drill.papers_first.formula.tree import Symbol
from drill.papers_first.formula.typed_inverses import inverted_names
from drill.papers_first.formula.typed_maps import typed_maps
from drill.papers_first.formula.vocabulary import (
    DIFFERENCE,
    DRESSES,
    FONTED,
    FUNCTIONS,
    INVERSES,
    LETTERS,
    RELATIONS,
    TRANSPOSES,
)
from drill.papers_first.formula.worded_values import worded_values

_EQUALITIES: Final = frozenset(("=", ":=", "\\leftarrow"))
_OF_MATRICES: Final = TRANSPOSES | INVERSES
_NO_NAMES: Final = frozenset(("+", "-", "\\frac", "\\sqrt", "\\binom", "\\ldots", "\\cdots"))
"""What tells nothing, alone in brackets, of a name before them: what dots leave out may be a factor, too."""
_BEFORE_FACTORS: Final = frozenset(("", "+", "-", "{", "(", "d", "\\cdot", "\\times", "/"))


@dataclass(frozen=True, slots=True)
class Usage:
    """Bare symbols (without indices) that a paper applies to arguments; those that are factors somewhere and
    never applied; those that it counts above, and the letters that it counts with.
    """

    functions: frozenset[Symbol] = frozenset()
    factors: frozenset[Symbol] = frozenset()
    counted: frozenset[Symbol] = frozenset()
    counters: frozenset[str] = frozenset()
    defined: frozenset[Symbol] = frozenset()
    """Symbols that stand alone on a left side, and are applied nowhere."""
    lowered: frozenset[str] = frozenset()
    """Index letters that stand alone below a name somewhere."""
    powered: frozenset[tuple[str, ...]] = frozenset()
    """Names, as tokens, that a series raises to powers: a letter above them is no index."""
    labelled: frozenset[tuple[str, ...]] = frozenset()
    """Names, as tokens, over which letters stand that tell kinds: views ``A`` and ``B``."""
    has_delta: bool = False
    """Whether ``\\Delta`` stands by itself somewhere, so that it makes no difference of what follows it."""
    has_step: bool = False
    """Whether it does so without an index, so that it may scale a matrix: ``\\Delta A``."""
    differences: frozenset[Symbol] = frozenset()
    """Bare symbols that ``\\Delta`` makes a difference of, wherever it stands by itself otherwise."""
    increments: frozenset[Symbol] = frozenset()
    """Bare symbols that ``\\delta`` makes one name with, as the paper defines it."""
    values: frozenset[Symbol] = frozenset()
    """Bare symbols that are shown to be values, and are applied nowhere."""
    spelled: frozenset[str] = frozenset()
    """Names of several plain letters."""
    raised: frozenset[Named] = frozenset()
    """Symbols without scripts, each with its index, that a series raises to powers."""
    labels: frozenset[Label] = frozenset()
    """Symbols without scripts, each with what labels it where it stands above."""
    doubtful: frozenset[str] = frozenset()
    """Letters side by side that may be names of several letters."""
    primed: frozenset[Symbol] = frozenset()
    """Bare symbols that stand with a prime where nothing follows that it could be transposed for."""
    alone: frozenset[str] = frozenset(("T", "t", "\\delta"))
    """Which of ``T``, ``t`` and ``\\delta``, which are signs, too, are names by themselves somewhere."""
    concentrations: frozenset[str] = frozenset()
    """Capitals that stand in square brackets where nothing could be called with them: ``K + [S]``."""
    worded: frozenset[str] = frozenset()
    """Upright words that stand for numbers."""
    inverted: frozenset[Symbol] = frozenset()
    """Bare capitals whose inverses' entries are typed, ``K^{-1}_{ij}``, and not the inverses of their own."""
    has_exponentials: bool = False
    """Whether e is raised to what can only be an exponent."""
    numbered: Mapping[Family, frozenset[tuple[str, ...]]] = field(
        default_factory=dict[Family, frozenset[tuple[str, ...]]]
    )
    """Names that superscripts number, with what numbers them."""
    timed: frozenset[Symbol] = frozenset()
    """Letters above which ``T`` is the last step."""
    primes_transpose: bool = False
    """Whether primes behind factors transpose: ``X'X``, ``A P A'``."""
    called_words: frozenset[str] = frozenset()
    """Those of the names of several plain letters that stand before brackets alone."""
    coefficients: frozenset[Symbol] = frozenset()
    """Bare symbols that, with numbers below, weigh what stands behind them."""
    schedules: Schedules = field(default_factory=dict[Symbol, frozenset[str]])
    """Rates that are given a step in one place and are factors in others."""
    matrices: frozenset[Symbol] = frozenset()
    """Bare symbols that the text calls matrices or that stand in quadratic forms, and are applied nowhere."""
    slopes: frozenset[tuple[str, ...]] = frozenset()
    """Names, as tokens, whose gradients are defined as a whole: ``\\nabla \\ell_i = \\dots``."""
    indexed: frozenset[Symbol] = frozenset()
    """Letters, without scripts, that are numbers wherever an index stands below them."""
    squared: frozenset[Symbol] = frozenset()
    """Symbols, without scripts, that are vectors: ``a a^T`` stands somewhere."""
    transposes: bool = False
    """Whether ``T`` above transposes somewhere, as forms show."""
    compared: frozenset[Symbol] = frozenset()
    """Numbered rates that are compared with numbers, and are applied nowhere."""
    arrays: frozenset[Symbol] = frozenset()
    """Symbols, without scripts, that stand before two places: ``x[i][j]``."""
    both: frozenset[Symbol] = frozenset()
    """Bare symbols that are applied somewhere, and factors somewhere else."""
    averages: bool = False
    """Whether an E has an argument in square brackets somewhere."""
    chances: frozenset[Raised] = frozenset()
    """Names with what this statement raises them to, as it raises what they leave to 1."""


def usage_of(
    formulas: Iterable[Sequence[str]],
    beside: Iterable[Sequence[str]] = (),
    texts: Iterable[str] = (),
    sources: Iterable[str] = (),
) -> Usage:
    """What the canonical tokens of a paper's formulas tell about its symbols.

    Formulas ``beside`` them, inside of sentences, tell what is called and whether ``\\Delta`` is a name;
    the sentences, ``texts``, what a name with something above it means; ``sources``, the formulas as they are
    typed, which letters stand apart.
    """
    formulas, beside, texts, sources = list(formulas), list(beside), list(texts), list(sources)
    functions: set[Symbol] = set()
    factors: set[Symbol] = set()
    counted: set[Symbol] = set()
    counters: set[str] = set()
    defined: set[Symbol] = set()
    lowered: set[str] = set()
    has_delta = False
    powered: set[tuple[str, ...]] = set()
    labelled: set[tuple[str, ...]] = set()
    for tokens in beside:
        has_delta = has_delta or delta_alone(tokens)
        functions |= called_symbols(tokens)
    for tokens in formulas:
        powered |= powered_names(tokens)
        labelled |= labelled_names(tokens)
        has_delta = has_delta or delta_alone(tokens)
        lowered |= lowered_letters(tokens)
        functions |= called_symbols(tokens)
        factors |= factor_symbols(tokens)
        for piece in pieces(list(tokens)):
            said = list(piece.tokens)
            if len(said) > 1 and said[1] in _EQUALITIES and len(said[0]) == 1 and said[0].isalpha():
                defined.add(Symbol(said[0]))
            step = counted_symbol(said)
            if step is not None:
                counted.add(step[0])
                counters.add(step[1])
    coefficients = coefficients_of(formulas)
    functions = functions - coefficients | typed_maps((*formulas, *beside))
    if any(says_difference(piece.tokens) for row in (*formulas, *beside) for piece in pieces(list(row))):
        has_delta = False
    values = plain_values(formulas, beside, texts)
    runs = runs_of_letters(formulas, beside, texts, sources)
    transposes = transposing((*formulas, *beside))
    of_polynomials = polynomial_names((*formulas, *beside), texts)
    told = told_indices((*formulas, *beside))
    running = with_running_labels(formulas, beside, labels(formulas, beside, texts))
    labelling = with_function_labels((*formulas, *beside), told | running)
    labelling = with_shared_labels(formulas, beside, labelling)
    return Usage(
        frozenset(functions),
        frozenset(factors - functions),
        frozenset(counted),
        frozenset(counters),
        frozenset(defined - functions),
        frozenset(lowered),
        frozenset(powered),
        frozenset(labelled),
        has_delta,
        has_delta and any(delta_alone(row, indexed=False) for row in (*formulas, *beside)),
        differences((*formulas, *beside), () if Symbol(DIFFERENCE) in values else beside),
        increments((*formulas, *beside)),
        values - functions,
        runs.names,
        raised_names(formulas) | {(one, ()) for one in of_polynomials},
        frozenset(label for label in labelling if label[0] not in of_polynomials),
        runs.doubtful,
        frozenset(one for row in (*formulas, *beside) for one in primed_alone(row, transposes=transposes)),
        names_by_themselves((*formulas, *beside)),
        frozenset(letter for tokens in (*formulas, *beside) for letter in _concentrations(tokens)),
        worded_values((*formulas, *beside)),
        inverted_names(sources),
        has_exponentials(formulas),
        numbered(formulas, beside, texts),
        last_steps((*formulas, *beside)),
        transposes,
        runs.called,
        frozenset(coefficients),
        schedules((*formulas, *beside)),
        matrices(texts, (*formulas, *beside)) - functions,
        named_slopes((*formulas, *beside)),
        indexed_values((*formulas, *beside)),
        vectors_squared((*formulas, *beside)),
        forms_with("T", (*formulas, *beside)),
        both=frozenset((factors | raised_matrices(formulas)) & functions),
        compared=frozenset(compared_numbers((*formulas, *beside)) - functions),
        arrays=arrays((*formulas, *beside)),
        averages=any(("E", "[") in pairwise(row) for row in (*formulas, *beside)),
    )


def called_symbols(tokens: Sequence[str]) -> set[Symbol]:
    """Symbols that somewhere stand before one plain symbol in round brackets, ``X(t)``.

    Nobody writes a product of two symbols that way: wherever else brackets follow them, they hold arguments.
    """
    found: set[Symbol] = set()
    for index, token in enumerate(tokens):
        is_sequence = token == "[" and (_is_sequence(tokens, index) or _is_functional(tokens, index))
        if is_sequence or (token == "(" and _holds_one_name(tokens, index)):
            head = _head(tokens, index)
            is_estimate = head is not None and list(tokens[index + 2 : index + 5]) == ["{", head.base, "}"]
            below = _below(tokens, index)
            if (
                head is not None
                and not is_estimate
                and not may_keep_power(replace(head, sub=below), tokens, index)
            ):
                found.add(replace(head, sub=below if is_worded(below) else ()))
                found |= set() if below and below[0] in INDICES else {replace(head, sub=below)}
    return found


def _called_with_indices(tokens: Sequence[str]) -> set[Symbol]:
    """``\\ell_t`` of ``\\ell_t(w)``, index and all: a function in this statement, whatever it is given there.

    A step in the brackets tells nothing: what depends on time, ``x_i(t)``, is written without it, too.
    """
    return {
        replace(head, sub=below)
        for index, token in enumerate(tokens)
        if token == "(" and _holds_one_name(tokens, index) and tokens[index + 1] not in STEPS
        if (head := _head(tokens, index)) is not None and (below := _below(tokens, index))
        if not may_keep_power(replace(head, sub=below), tokens, index)
    }


def of_statement(usage: Usage, tokens: Sequence[str]) -> Usage:
    """``usage`` for one statement: a name that multiplies what follows it, ``\\lambda \\exp(x)``, and is
    given no plain name in it, is a value there; what it raises to numbers is raised to powers.
    """
    if chances := chance_powers(tokens):
        usage = replace(usage, chances=chances)
    raised = raised_in(tokens)
    labelled = {symbol for symbol, _ in usage.labels}
    raised = {one for one in raised if one[0] not in labelled}
    if raised:
        usage = replace(usage, raised=usage.raised | raised)
    if not usage.functions:
        return usage
    usage = replace(usage, functions=usage.functions | _called_with_indices(tokens))
    values = {
        one.symbol
        for one in occurrences(tokens)
        if not (one.sub or one.above or one.is_called) and _begins_factor(tokens[one.end : one.end + 1])
    }
    values = values & usage.functions - called_symbols(tokens)
    return replace(usage, functions=usage.functions - values) if values else usage


def _begins_factor(following: Sequence[str]) -> bool:
    """Whether a name, a function or a fraction stands next."""
    return bool(following) and (
        (len(following[0]) == 1 and following[0].isalpha())
        or following[0] in LETTERS | FUNCTIONS | DRESSES
        or following[0] in ("\\frac", "\\sqrt", "\\sum", "\\prod")
    )


def _below(tokens: Sequence[str], bracket: int) -> tuple[str, ...]:
    """What stands below the name before a bracket.

    A word makes a name of its own of it: ``B_{crit}(L)`` tells nothing of ``B``.
    """
    end = bracket - 1
    while end >= 0 and tokens[end] == "'":
        end -= 1
    if end < 0 or tokens[end] != "}":
        return ()
    begin = group_begin(tokens, end)
    return tuple(tokens[begin + 1 : end]) if begin >= 1 and tokens[begin - 1] == "_" else ()


def _is_sequence(tokens: Sequence[str], bracket: int) -> bool:
    """``X[k] = …``: a name with a place in square brackets is set equal to something."""
    is_place = tokens[bracket + 1 : bracket + 2] and tokens[bracket + 1] in INDICES
    is_set = is_place and tuple(tokens[bracket + 2 : bracket + 4]) in (("]", "="), ("]", ":="))
    return bool(is_set) and _start(tokens, bracket) == 0


def _is_functional(tokens: Sequence[str], bracket: int) -> bool:
    """``Z[\\mathbf{h}] = …``: a capital with one bold name in square brackets, which a row sets."""
    end = bracket + 5  # behind the letter and its dress
    is_bold = tuple(tokens[bracket + 1 : bracket + 3]) == ("\\mathbf", "{")
    if not is_bold or tuple(tokens[end - 1 : end + 1]) != ("}", "]") or _start(tokens, bracket) != 0:
        return False
    is_set = tuple(tokens[end + 1 : end + 2]) in (("=",), (":=",))
    return is_set and tokens[0].isupper() and tokens[0] not in MATRICES


def factor_symbols(tokens: Sequence[str]) -> set[Symbol]:
    """Symbols right before another name, ``\\mu v``, after a number, ``(1 - \\mu)``, or below a line."""
    found: set[Symbol] = set()
    for index, token in enumerate(tokens):
        is_name = (len(token) == 1 and token.isalpha()) or token in LETTERS
        ends = token == ")" and index > 2 and tokens[index - 2] in ("+", "-") and tokens[index - 3].isdigit()
        if tokens[index - 2 : index] == ["}", "{"] and is_name and tokens[index + 1 : index + 2] == ["}"]:
            found.add(Symbol(token))
        if not (is_name or ends or token in DRESSES) or tokens[index - 1 : index] == ["{"]:
            continue
        head = _head(tokens, index)
        if head is not None and tokens[index - 1] not in FONTED:
            found.add(head)
    return found


def raised_matrices(rows: Iterable[Sequence[str]]) -> set[Symbol]:
    """Capitals that stand transposed or inverted somewhere, with no arguments: ``H^{-1} v``."""
    return {
        one.symbol
        for row in rows
        for one in occurrences(row)
        if one.symbol.base.lstrip("\\")[0].isupper() and one.above in _OF_MATRICES and not one.is_called
    }


def counted_symbol(tokens: Sequence[str]) -> tuple[Symbol, str] | None:
    """The symbol that stands alone on the left with a step above, and the letter that counts: nobody defines
    a power as in ``x^{k+1} = …``.
    """
    end = next((index for index, token in enumerate(tokens) if token in _EQUALITIES), None)
    if end is None or tokens[end - 1 : end] != ["}"]:
        return None
    begin = group_begin(tokens, end - 1)
    if begin < 1 or tokens[begin - 1] != "^" or not is_step(tokens[begin + 1 : end - 1], alone=False):
        return None
    head = _head(tokens, begin - 1)
    return None if head is None or _start(tokens, begin - 1) != 0 else (head, tokens[begin + 1])


def lowered_letters(tokens: Sequence[str]) -> set[str]:
    """Index letters that stand alone below a name: ``k`` of ``x_k``."""
    return {
        letter
        for index, letter in enumerate(tokens)
        if letter in INDICES and tokens[index - 2 : index] == ["_", "{"] and tokens[index + 1] == "}"
    }


def _concentrations(tokens: Sequence[str]) -> Iterator[str]:
    """``S`` of ``K + [S]``, ``d[S]``: alone in square brackets, with no name before them."""
    for at, token in enumerate(tokens):
        before = tokens[at - 1] if at else ""
        is_alone = token == "[" and tokens[at + 2 : at + 3] == ["]"] and tokens[at + 1].isupper()
        if is_alone and (before in _BEFORE_FACTORS or before in RELATIONS):
            yield tokens[at + 1]


def _head(tokens: Sequence[str], bracket: int) -> Symbol | None:
    """The bare symbol before a bracket or script, over its indices and marks."""
    at = _name_end(tokens, bracket)
    if at is None:
        return None
    if tokens[at] == "}":
        begin = group_begin(tokens, at)
        dressed = begin >= 1 and at - begin == 2 and tokens[begin - 1] in FONTED
        return Symbol(tokens[begin + 1], tokens[begin - 1]) if dressed else None
    token = tokens[at]
    return Symbol(token) if (len(token) == 1 and token.isalpha()) or token in LETTERS else None


def _start(tokens: Sequence[str], script: int) -> int:
    """Where the name under a script begins."""
    at = _name_end(tokens, script)
    if at is None:
        return -1
    return group_begin(tokens, at) - 1 if tokens[at] == "}" else at


def _name_end(tokens: Sequence[str], after: int) -> int | None:
    """The last token of the name whose scripts end before ``after``."""
    at = after - 1
    while at >= 0 and tokens[at] in ("'", "}"):
        if tokens[at] == "'":
            at -= 1
            continue
        begin = group_begin(tokens, at)
        if begin < 1:
            return None
        if tokens[begin - 1] in DRESSES:
            return at
        if tokens[begin - 1] not in ("_", "^"):
            return None
        if tokens[begin - 1] == "^" and tokens[begin + 1 : at] not in (["*"], ["\\star"]):
            return None
        at = begin - 2
    return at if at >= 0 else None


def _holds_one_name(tokens: Sequence[str], bracket: int) -> bool:
    """Whether the bracket holds one symbol with its indices, or is a conditional; ``(A^{-1})^\\top`` and
    ``(A^i)^\\top`` are factors.
    """
    depth = 0
    top: list[str] = []
    end = bracket
    while end < len(tokens):
        token = tokens[end]
        depth += (token in ("(", "{")) - (token in (")", "}"))
        if depth == 0:
            break
        if depth == 1 and token not in ("(", "}"):
            top.append(token)
        end += 1
    if "^" in top and tuple(tokens[end + 1 : end + 2]) in (("^",), ("'",)):
        return False
    names = [token for token in top if token not in ("_", "^", "'")]
    if is_parted(top, by_commas=False):
        return True
    return len(names) <= 1 and not (names and names[0] in _NO_NAMES)
