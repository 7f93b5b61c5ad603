"""What a superscript says: a power, a transposition, or a mark such as an index; refused where unclear."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from enum import Enum
from typing import Final

from drill.papers_first.formula.cursor import is_letter
from drill.papers_first.formula.numbered_letters import NUMBERED
from drill.papers_first.formula.occurrences import group_end
from drill.papers_first.formula.printing import to_tokens
from drill.papers_first.formula.raised import is_part_of_step, is_step, is_worded
from drill.papers_first.formula.raw import RefusedError
from drill.papers_first.formula.series import is_euler
from drill.papers_first.formula.spelled import ABBREVIATIONS
from drill.papers_first.formula.superscripts import (
    is_accented,
    is_bold_letter,
    is_computed,
    is_dressed_word,
    is_indexed,
    is_indexed_twice,
    is_inner,
    is_of_letters,
    is_pair,
    is_spelled,
    is_starred,
    is_tensor,
    is_word,
)
from drill.papers_first.formula.tree import (
    Bracket,
    Call,
    Gradient,
    Node,
    Norm,
    Number,
    Signed,
    Symbol,
    symbols,
)
from drill.papers_first.formula.usage import Usage
from drill.papers_first.formula.vocabulary import (
    ACCENTED,
    COUNTING,
    DIFFERENCE,
    GREEK,
    INVERSES,
    MARKS,
    SCALARS,
    SIGNS,
    TRANSPOSES,
    VALUES,
)

_COUNTERS: Final = (("i",), ("j",))
"""Letters that count things, and hardly ever steps."""


class Script(Enum):
    """What stands above."""

    POWER = "power"
    TRANSPOSE = "transpose"
    MARK = "mark"


_SMALL: Final = (("t",), ("-", "t"))
_SETS: Final = frozenset(("\\mathcal", "\\mathbb"))
_NUMBERS: Final = frozenset("RZNQC")
_VECTORS: Final = frozenset(("\\mathbf", "\\mathsf"))
_TRANSPOSED: Final = frozenset("abcdghpqruvwxyz")
_TRANSPOSING: Final = (("T",), ("H",))
"""Letters that rather transpose than count how often a matrix is multiplied."""
_POWERS: Final = frozenset(("\\alpha", "\\beta", "\\kappa"))
"""Letters that are seldom labels above a name."""
_NO_EXPONENTS: Final = frozenset((":", "\\pm", "\\mp", "<", ">", "\\mid", "|", ",", "\\infty", "\\setminus"))
_ARROW: Final = "\\vec"
_HEADS: Final = frozenset("QKVO")
_POLICIES: Final = frozenset(("\\pi", "\\mu"))
_RETURNS: Final = frozenset("VGRQA")
_PARAMETERS: Final = frozenset(("\\theta", "\\phi", "\\psi", "\\omega", "\\Theta"))
_PLACES: Final = frozenset("ijklpq")
_COUNTED: Final = frozenset("mn")
"""Letters that count places too, but doubled name a block by its size: ``K_{mm}``."""
_MIXED: Final = frozenset(("\\top", "\\dagger", "\\star", "\\ast", ","))
_CONJUGATED: Final = frozenset((font, "{", "H", "}") for font in ("\\mathsf", "\\mathrm", "\\mathbf"))
_CALLIGRAPHIC: Final = frozenset(("\\mathcal", "{", letter, "}") for letter in "TH")
"""Letters of sets and tasks, in which some transpose, too."""
_DISCOUNTS: Final = frozenset(("\\gamma", "\\lambda"))
"""What is raised to the last step rather than transposed."""
_DECAYS: Final = frozenset(("\\gamma", "\\beta", "\\rho", "\\lambda"))
"""What is raised to the number of steps."""
_NOT_POWERS: Final = frozenset("ac")
_LABELS: Final = frozenset("uvwfghco")
"""Letters that rather label than raise to a power."""
_SHORT_WORDS: Final = frozenset(
    ("lr", "hr", "gt", "tr", "te", "op", "up", "id", "sr", "bg", "fg", "tgt", "src")
)


def bare(symbol: Symbol) -> Symbol:
    """A symbol without its indices and marks."""
    return Symbol(symbol.base, symbol.font, symbol.accents)


def script_of(
    base: Node, content: tuple[str, ...], usage: Usage, *, beside: bool, again: bool = False
) -> Script:
    """What ``content`` above ``base`` says; ``beside`` tells whether a factor stands next to it, ``again``
    whether the same name stands behind it in its product, as in ``a^T M a``.

    Raises:
        RefusedError: it reads in two ways.
    """
    if content in TRANSPOSES and content != ("T",):
        return Script.TRANSPOSE
    if isinstance(base, Symbol) and _is_capital(base) and _is_bracketed_call(content):
        return Script.MARK
    if isinstance(base, Symbol) and _is_set(base) and base.sub == ("+", "+"):
        return Script.POWER  # of positive members so many at once
    if (tuple(to_tokens(base)), content) in usage.chances:
        return Script.POWER
    is_numbered = any(map(NUMBERED.match, content)) and isinstance(base, Symbol) and not is_euler(base)
    is_told = isinstance(base, Symbol) and (bare(base), content) in usage.labels
    if is_numbered or _is_bold_number(content) or (_holds_index(base, content) and not is_told):
        raise RefusedError("what stands above is a power or an index")
    if content in _CONJUGATED or (content[0] == "-" and content[1:] in TRANSPOSES and not _is_scalar(base)):
        raise RefusedError("a transposition with more to it")
    if content in _CALLIGRAPHIC and _may_be_transposed(base) and not is_told:
        raise RefusedError("a transposition or a label")
    is_multiple = content[0].isdigit() and content[1:2] == ("(",) and content[-1] == ")"
    if is_multiple and not (_is_scalar(base) and SIGNS & set(content)):
        raise RefusedError("a power and an index above each other")
    if content == ("T",) and _is_vector(base, usage):
        return Script.TRANSPOSE
    transposes = content in _SMALL and "t" not in usage.alone
    if transposes and not isinstance(base, Symbol):
        return _small_t(base, content, beside=beside)
    if isinstance(base, Symbol) and content == ("-", "1") and _is_entry(base):
        if bare(base) in usage.inverted and not base.base.islower():
            return Script.MARK
        raise RefusedError("an entry of an inverse or the inverse of an entry")
    if isinstance(base, Symbol):
        if again and content == ("T",) and "T" not in usage.alone and bare(base) not in usage.counted:
            return Script.TRANSPOSE
        if again and content == ("T",) and _is_scalar(base):
            raise RefusedError(f"{base.base}^T reads in two ways")
        return _of_symbol(base, content, usage, beside=beside)
    if again and content == ("t",):
        raise RefusedError("^t reads in two ways")
    if _is_number(base) and is_indexed(content):
        return Script.POWER
    is_rest = isinstance(base, Call) and content[:3] == ("(", "1", "-") and len(content) == 5
    if (is_indexed(content) and not is_rest) or content in MARKS:
        raise RefusedError("an index above brackets")
    if content == ("T",):
        return _t_of_group(base, usage)
    if isinstance(base, Gradient) and not (base.power == ("2",) and content in INVERSES):
        raise RefusedError("a power of a gradient reads in two ways")
    if isinstance(base, Bracket) and base.opening == "\\{" and base.sub:
        raise RefusedError("an indexed family is no power")
    if isinstance(base, Call) and (is_word(content) or is_spelled(content)):
        raise RefusedError("a word above a call names it anew")
    return Script.POWER


def _is_number(base: Node) -> bool:
    """``2``, ``(-1)``."""
    match base:
        case Bracket("(", ")", (Number() | Signed(_, Number()),), (), ()):
            return True
        case _:
            return isinstance(base, Number)


def _is_vector(base: Node, usage: Usage) -> bool:
    """``\\delta`` and ``(\\delta^i)`` where ``\\delta \\delta^T`` stands somewhere."""
    if isinstance(base, Bracket) and len(base.parts) == 1:
        base = base.parts[0]
    return isinstance(base, Symbol) and bare(base) in usage.squared


def _is_bold_number(content: tuple[str, ...]) -> bool:
    """``^{\\mathbf{1}}``, which numbers, if it is no power of all that is bold."""
    return len(content) == 4 and content[0] == "\\mathbf" and content[2].isdigit()


def _is_bracketed_call(content: tuple[str, ...]) -> bool:
    """``^{(\\deg(i))}``: brackets around something with brackets of its own."""
    depths = [content[: at + 1].count("(") - content[: at + 1].count(")") for at in range(len(content))]
    return content[0] == "(" and all(depths[:-1]) and max(depths) > 1 and depths[-1] == 0


def _holds_index(base: Node, content: tuple[str, ...]) -> bool:
    """``w^{(\\deg(i))}``, ``\\hat{y}^{G_S}``, ``r_\\perp^{G(b)}``: brackets, or a capital with an index or
    arguments, which counts nothing; ``L_n^{t_n}``: any letter with an index above an indexed capital.
    """
    if not isinstance(base, Symbol) or is_euler(base) or base.base in SCALARS:
        return False
    if _is_bracketed_call(content):
        return True
    is_capital = content[0].isupper() and content[0] not in COUNTING
    is_called = content[1:2] == ("(",) and content[-1] == ")" and content.count("(") == 1
    is_with_index = content[1:2] == ("_",) and group_end(content, 2) == len(content)
    if is_with_index and is_letter(content[0]) and base.sub and _is_capital(base):
        return True
    return is_capital and (is_called or is_with_index)


def _of_symbol(symbol: Symbol, content: tuple[str, ...], usage: Usage, *, beside: bool) -> Script:
    if is_euler(symbol) and is_indexed(content) and (is_computed(content) or is_inner(content)):
        return Script.POWER
    if content in MARKS or is_indexed(content) or is_word(content) or is_starred(content):
        return Script.MARK
    if content == ("\\infty",) and _is_capital(symbol) and not _is_space(symbol):
        return Script.MARK  # what a loss or a matrix tends to
    if not is_euler(symbol) and (is_indexed_twice(content) or is_dressed_word(content)):
        return Script.MARK
    if _is_transport(symbol) and len(content) == 1 and content[0].isupper() and content != ("T",):
        return Script.MARK
    if symbol.base == "\\chi" and DIFFERENCE in symbol.accents:
        return _unclear(symbol, content)  # chi squared is a name, whose difference is taken
    numbers = usage.numbered.get((_undifferenced(symbol), bool(symbol.sub)), frozenset())
    is_raised = tuple(to_tokens(bare(symbol))) in usage.powered or (bare(symbol), symbol.sub) in usage.raised
    if content in numbers and not is_raised:
        return Script.MARK
    if numbers and len(content) == 1 and content[0].isdigit():
        return _unclear(symbol, content)
    is_exponent = len(content) == 1 and is_letter(content[0]) and content not in _TRANSPOSING
    is_bare = not symbol.sub and tuple(to_tokens(bare(symbol))) in usage.powered
    if is_exponent and (is_bare or (bare(symbol), symbol.sub) in usage.raised):
        return Script.POWER
    if (
        not is_euler(symbol)
        and (_undifferenced(symbol), content) in usage.labels
        and tuple(to_tokens(bare(symbol))) not in usage.powered
    ):
        return Script.MARK
    if is_pair(content) or (_is_capital(symbol) and not _is_set(symbol) and "\\times" in content):
        return Script.MARK  # of a matrix its shape
    if content == ("T",) and Symbol(symbol.base, symbol.font) in usage.timed:
        return Script.MARK
    if _is_calligraphic(content) and not (is_euler(symbol) or _is_set(symbol)):
        is_of_maps = symbol.base.isupper() and not (symbol.sub or symbol.font) and symbol.base not in VALUES
        return _unclear(symbol, content) if is_of_maps or symbol.base in SCALARS else Script.MARK
    if _ARROW in symbol.accents and len(content) == 1 and content != ("T",) and is_letter(content[0]):
        return Script.MARK  # nobody raises a vector to a letter
    if not is_euler(symbol) and content[1:] and "".join(content) in usage.spelled:
        return Script.MARK if symbol.accents or symbol.base not in SCALARS else _unclear(symbol, content)
    if not is_euler(symbol) and "".join(content) in _SHORT_WORDS:
        return _unclear(symbol, content)
    if not is_euler(symbol) and (
        "".join(content) in ABBREVIATIONS or (symbol.base not in SCALARS and is_spelled(content))
    ):
        return Script.MARK
    if (symbol.base in VALUES or symbol.font == "\\mathcal") and content[0] in _POLICIES:
        return Script.MARK
    if symbol.base in _RETURNS and symbol.sub and content == ("\\lambda",):
        return Script.MARK  # means over numbers of steps, weighed by powers of it
    if "\\times" in content and _is_capital(symbol) and not _is_set(symbol):
        return _unclear(symbol, content)  # rather how large a matrix is
    if not is_euler(symbol) and (is_tensor(content) or (len(content) > 1 and _MIXED & set(content))):
        return _unclear(symbol, content)
    counted = usage.counted & {bare(symbol), Symbol(symbol.base, symbol.font)}
    if counted and content == ("T",) and beside:
        return _unclear(symbol, content)  # of the last step, or transposed for what stands beside it
    if counted and (is_step(content) or content in (("0",), ("1",), ("T",), ("K",), ("N",))):
        return Script.MARK
    if content == ("T",):
        return _t_of_symbol(symbol, usage, beside=beside)
    if content in _SMALL and "t" not in usage.alone and not is_euler(symbol):
        return _small_t(symbol, content, beside=beside)
    if len(content) == 1 and content[0].isalpha() and tuple(to_tokens(bare(symbol))) in usage.labelled:
        return Script.MARK
    if _is_of_parameters(symbol, content):
        return _unclear(symbol, content)
    if not is_euler(symbol) and len(content) == 1 and content[0] in _PARAMETERS:
        return _unclear(symbol, content)
    if content in (("0",), ("1",)) and usage.has_exponentials and is_euler(symbol):
        return Script.POWER
    if content in (("0",), ("1",)):
        raise RefusedError("a power of 0 or 1 is rather an index")
    if is_step(content) and not symbol.sub and tuple(to_tokens(bare(symbol))) in usage.powered:
        return Script.POWER
    if is_step(content) and (bare(symbol), symbol.sub) in usage.raised and symbol.base in GREEK:
        return Script.POWER
    if is_step(content):
        return _step(symbol, content, usage)
    is_labelled = not is_euler(symbol) and any(one == bare(symbol) for one, _ in usage.labels)
    if is_labelled and len(content) == 1 and is_letter(content[0]):
        return _unclear(symbol, content)  # other letters label it
    if is_accented(content) and symbol.base not in SCALARS and not is_euler(symbol):
        return _unclear(symbol, content)
    is_named = _is_capital(symbol) or (symbol.font == "\\operatorname" and len(symbol.base) > 1)
    if is_named and symbol.font != "\\mathbb" and len(content) > 1 and is_of_letters(content):
        return _unclear(symbol, content)
    if len(content) == 1 and content[0].isalpha() and len(content[0]) == 1:
        return _letter(symbol, content[0], usage)
    if len(content) == 1 and content[0] in GREEK and _is_array(symbol):
        return _unclear(symbol, content)
    if is_bold_letter(content) and _is_array(symbol):
        return _unclear(symbol, content)  # rather what it is an array of
    return Script.POWER if _raises(symbol, content) else _unclear(symbol, content)


def _raises(symbol: Symbol, content: tuple[str, ...]) -> bool:
    """Whether what stands above is a number, or computed as exponents are; of other letters nobody knows."""
    if is_euler(symbol) or symbol.font == "\\mathbb":
        return True
    if _NO_EXPONENTS & set(content):
        return False
    if content[0][0].isdigit() or content[0] == "-" or {"-", "/", "\\frac"} & set(content):
        return True
    if _is_space(symbol):
        return True
    is_rate = symbol.base in SCALARS and not any(map(is_letter, symbol.sub))
    return content[0] in _POWERS if len(content) == 1 else is_rate


def _is_calligraphic(content: tuple[str, ...]) -> bool:
    """``^{\\mathcal{V}}``, ``^{\\hat{\\mathcal{V}}_{i+1}}``: the letter of a set or a space, with what is on
    it and below it; it is no number.
    """
    inner = content[2:] if content[0] in ACCENTED and content[1:2] == ("{",) else content
    closing = ("}",) if inner is not content else ()
    is_letter_of_set = inner[:1] == ("\\mathcal",) and inner[2:3] != () and inner[2].isupper()
    if not is_letter_of_set or inner[3 : 4 + len(closing)] != ("}", *closing):
        return False
    rest = inner[4 + len(closing) :]
    return not rest or (rest[0] == "_" and group_end(rest, 1) == len(rest))


def _is_array(symbol: Symbol) -> bool:
    """Whether a letter is set as a vector, or as one of several matrices."""
    return symbol.font in _VECTORS or (bool(symbol.sub) and symbol.base.isupper())


def _is_transport(symbol: Symbol) -> bool:
    """``\\mathrm{PT}_{x \\to y}``: a word for a map, with where from and where to; the capital above is the
    curvature, or another thing that the map depends on.
    """
    is_word = symbol.font == "\\operatorname" or (len(symbol.base) > 1 and symbol.base.isalpha())
    return is_word and "\\rightarrow" in symbol.sub


def _undifferenced(symbol: Symbol) -> Symbol:
    """``x`` of ``\\Delta x_i``, without scripts."""
    return Symbol(symbol.base, symbol.font, tuple(one for one in symbol.accents if one != DIFFERENCE))


def _is_of_parameters(symbol: Symbol, content: tuple[str, ...]) -> bool:
    """``\\theta^\\mu``, ``\\theta^{Q'}``: whose parameters they are, or a power; ``z^{vv'}``: of what."""
    is_lettered = is_letter(content[0])
    is_primed = "'" in content[1:] and all(token == "'" or is_letter(token) for token in content)
    is_parameter = symbol.base in _PARAMETERS and (is_primed or (len(content) == 1 and content[0] in GREEK))
    is_named = is_primed and symbol.base not in SCALARS and not is_euler(symbol)
    return is_lettered and (is_parameter or is_named)


def _is_entry(symbol: Symbol) -> bool:
    """``H_{:,p}``, ``A_{ij}``, ``A_{mn}``: a part of a matrix by its place."""
    letters = [token for token in symbol.sub if token != ","]
    places = _PLACES if len(set(letters)) == 1 else _PLACES | _COUNTED
    is_pair = len(letters) == 2 and set(letters) <= places
    return ":" in symbol.sub or (is_pair and (symbol.base.isupper() or symbol.base in GREEK))


def _t_of_symbol(symbol: Symbol, usage: Usage, *, beside: bool) -> Script:
    """``^T``: transposes what is set as a vector or a matrix; of a discount it is a power."""
    if symbol.base == "\\gamma":
        return Script.POWER
    if (
        symbol.font in _VECTORS
        or symbol.base.isupper()
        or symbol.base in ("\\Sigma", "\\Phi", "\\Psi", "\\Lambda")
    ):
        return Script.TRANSPOSE
    is_unit = symbol.base == "e" and bool(symbol.sub)
    is_latin = len(symbol.base) == 1 and symbol.base.islower() and symbol.base != "e"
    plain = (
        is_unit
        or (symbol.base in _TRANSPOSED if "T" in usage.alone else is_latin)
        or (symbol.base in GREEK and symbol.base not in SCALARS)
        or (symbol.base in SCALARS and symbol.base not in _DISCOUNTS and "T" not in usage.alone)
    )
    if beside and plain:
        return Script.TRANSPOSE
    if symbol.base in SCALARS and symbol.base != "\\beta" and "T" in usage.alone and not usage.transposes:
        return Script.POWER
    raise RefusedError(f"{symbol.base}^T reads in two ways")


def _small_t(base: Node, content: tuple[str, ...], *, beside: bool) -> Script:
    """``c^t``, ``\\Lambda^t`` where t is nothing else in the paper: it transposes vectors and matrices."""
    inside = (base,) if isinstance(base, Symbol) else symbols(base)
    is_array = any(_is_capital(one) or one.base.lstrip("\\")[0].isupper() for one in inside)
    is_vector = isinstance(base, Bracket) or (isinstance(base, Symbol) and base.base in _TRANSPOSED)
    if content == ("t",) and beside and (is_array or is_vector):
        return Script.TRANSPOSE
    raise RefusedError("^t reads in two ways")


def _t_of_group(base: Node, usage: Usage) -> Script:
    if isinstance(base, Call | Gradient) or (isinstance(base, Bracket) and "," in base.separators):
        return Script.TRANSPOSE
    if base == Number("1"):
        raise RefusedError("a power of 1, or ones transposed")
    if isinstance(base, Number | Norm):
        return Script.POWER
    inside = symbols(base)
    holds_numbers = isinstance(base, Bracket) and "Number(" in repr(base.parts)
    if not holds_numbers and any(
        one.font in _VECTORS
        or one.base.isupper()
        or one.base in _TRANSPOSED
        or one.base in ("\\mu", "\\theta")
        for one in inside
    ):
        return Script.TRANSPOSE
    is_of_scalars = not any(one.font in _VECTORS or one.base.isupper() for one in inside) and all(
        one.base in SCALARS for one in inside
    )
    if is_of_scalars and (holds_numbers or not usage.transposes):
        return Script.POWER
    raise RefusedError("^T reads in two ways")


def _is_scalar(base: Node) -> bool:
    return isinstance(base, Number) or (isinstance(base, Symbol) and (base.base in SCALARS or is_euler(base)))


def _may_be_transposed(base: Node) -> bool:
    if isinstance(base, Symbol):
        return _is_capital(base) and not _is_set(base)
    return not isinstance(base, Number) and not (isinstance(base, Bracket) and base.opening == "\\{")


def _is_capital(symbol: Symbol) -> bool:
    return symbol.base.isupper() or symbol.font in _VECTORS


def _is_set(symbol: Symbol) -> bool:
    is_bold = symbol.font == "\\mathbf" and symbol.base in _NUMBERS and set(symbol.sub) <= {"+", "*"}
    return symbol.font in _SETS or is_bold


def _is_space(symbol: Symbol) -> bool:
    """Whether it is a set of which a letter above tells how many members go together, ``\\mathcal{X}^n``."""
    return _is_set(symbol) and (symbol.font != "\\mathcal" or not (symbol.sub or symbol.base == "L"))


def _step(symbol: Symbol, content: tuple[str, ...], usage: Usage) -> Script:
    """An index letter above: a power of a number, an index of anything else."""
    if _is_space(symbol) or is_euler(symbol):
        return Script.POWER
    if symbol.base in SCALARS and symbol.font not in _VECTORS:
        is_counted = content[0] in usage.counters or any(content == one for _, one in usage.labels)
        is_rate = not symbol.sub and symbol.base not in _DECAYS
        if symbol.sub and content[0] in ("l", "\\ell"):
            return _unclear(symbol, content)  # rather a layer's than a power of a part
        if content in _COUNTERS and is_worded(symbol.sub) and content[0] in usage.lowered:
            return _unclear(
                symbol, content
            )  # ``\\eta_{\\min}^i`` beside ``T_i``: rather that of the i-th run
        is_sample = content in _COUNTERS and symbol.base not in _DECAYS
        if (is_counted and is_rate) or is_sample or _is_one_of_several(symbol):
            return _unclear(symbol, content)
        return Script.POWER
    if content[0] in usage.counters:
        return Script.MARK
    if content[0] in ("l", "\\ell"):
        is_power = is_part_of_step(content) and not symbol.sub  # nothing says that r^{l + 1/2} is counted
        return _unclear(symbol, content) if is_power or content[0] in usage.lowered else Script.MARK
    if len(content) == 3:
        is_index = content[0] == "t" and symbol.base not in SCALARS and not _is_capital(symbol)
        return Script.MARK if is_index else _unclear(symbol, content)
    return _unclear(symbol, content)


def _is_one_of_several(symbol: Symbol) -> bool:
    """``\\lambda_k``: a letter stands below, so that one above may count, too."""
    return any(is_letter(token) for token in symbol.sub)


def _letter(symbol: Symbol, letter: str, usage: Usage) -> Script:
    if symbol.sub and (letter in _NOT_POWERS or any(above == (letter,) for _, above in usage.labels)):
        return _unclear(symbol, (letter,))
    if _is_space(symbol) or is_euler(symbol):
        return Script.POWER
    if symbol.base in SCALARS:
        is_counted = letter.islower() or letter in COUNTING
        is_label = not is_counted or symbol.base not in _DECAYS or _is_one_of_several(symbol)
        return _unclear(symbol, (letter,)) if is_label else Script.POWER
    if letter == "c" and symbol.base.isupper() and not symbol.sub:
        return Script.MARK
    if letter in _LABELS or _PARAMETERS & set(symbol.sub[:1]):
        return _unclear(symbol, (letter,))  # of what a network gives rather the input than a power
    if letter in _HEADS and (
        (symbol.base.isupper() and (letter not in COUNTING or symbol.base == "W"))
        or (symbol.font in _VECTORS and symbol.base.islower())
        or symbol.base in ("b", "q", "k", "v")
    ):
        return Script.MARK
    return _unclear(symbol, (letter,))


def _unclear(symbol: Symbol, content: Sequence[str]) -> Script:
    raise RefusedError(f"{symbol.base}^{''.join(content)} is a power or an index")


def marked(symbol: Symbol, content: tuple[str, ...]) -> Symbol:
    """The symbol with its superscript as a mark."""
    return replace(symbol, mark=content)
