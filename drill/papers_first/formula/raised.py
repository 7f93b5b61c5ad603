"""What a row tells of the letters above its names: powers of a series, labels of views, steps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from drill.papers_first.formula.vocabulary import DRESSES, GREEK

INDICES: Final = frozenset((*"tkijnlms", "\\ell", "\\tau"))
_PARTING: Final = frozenset(("&", ",", ";"))
_ENDING: Final = frozenset(("&", ",", ";", "]", ")", "\\end{bmatrix}", "\\end{pmatrix}", "\\\\"))
_EXPONENTS: Final = frozenset("nmkpqrdstijlNMKTLDHxyz")
"""Letters that may well be exponents."""


def is_step(content: Sequence[str], *, alone: bool = True) -> bool:
    """``t``, ``k+1``, ``l-1``: an index letter, with what is added; a mere letter where ``alone`` says so."""
    if not content or content[0] not in INDICES:
        return False
    if len(content) == 1:
        return alone or content[0] in ("l", "\\ell")
    return is_part_of_step(content) or (
        len(content) == 3
        and content[1] in ("+", "-")
        and (content[2].isdigit() or content[2] in INDICES or content[2].isalpha())
    )


def is_part_of_step(content: Sequence[str]) -> bool:
    """``\\ell + \\frac{1}{2}``, ``k + 1/3``: between one step and the next."""
    match list(content):
        case [letter, "+" | "-", "\\frac", "{", top, "}", "{", bottom, "}"] | [
            letter,
            "+" | "-",
            top,
            "/",
            bottom,
        ]:
            return letter in INDICES and top.isdigit() and bottom.isdigit()
        case _:
            return False


def is_worded(sub: Sequence[str]) -> bool:
    """Whether a word stands below a name: ``{crit}``, ``\\text{old}``, ``\\min``."""
    if len(sub) == 1:
        return sub[0].startswith("\\operatorname") or sub[0] in ("\\min", "\\max")
    return len(sub) > 2 and all(len(token) == 1 and token.isalpha() for token in sub)


def powered_names(tokens: Sequence[str]) -> set[tuple[str, ...]]:
    """Names of matrices that a row raises to the powers of a series: ``\\sum_{k=0}^{K} A^k B`` beside a bare
    ``A``, ``\\sum_{k=1}^\\infty J^k``, ``CB, CAB, \\ldots, C A^{n} B``.
    """
    series = _series_letters(tokens)
    has_dots = "\\ldots" in tokens or "\\cdots" in tokens
    found: set[tuple[str, ...]] = set()
    for index, token in enumerate(tokens):
        if token != "^" or not is_step(tokens[index + 2 : index + 3]):
            continue
        name = _matrix(tokens, index)
        if not name:
            continue
        if _solves(tokens, index, name) or _is_geometric(tokens, index, name):
            found.add(name)
            continue
        letter = tokens[index + 2]
        if _is_response(tokens, index, name) or _steps_back(tokens, index, name):
            found.add(name)
            continue
        is_bare = _stands_bare(tokens, name)
        if series.get(letter) == "endless" or (is_bare and (has_dots or letter in series)):
            found.add(name)
    return found


def _is_response(tokens: Sequence[str], script: int, name: tuple[str, ...]) -> bool:
    """``C A^k B``: the answer of a linear system after so many steps, all three letters dressed alike."""
    if "A" not in name:
        return False
    begin = script - len(name)
    after = script + 4  # a letter in braces
    left, right = (tuple(letter if token == "A" else token for token in name) for letter in "CB")
    return (
        tuple(tokens[begin - len(left) : begin]) == left
        and tuple(tokens[after : after + len(right)]) == right
    )


def _above(tokens: Sequence[str], script: int) -> tuple[str, ...]:
    """What stands in the braces behind a script's sign."""
    end = next((at for at in range(script, len(tokens)) if tokens[at] == "}"), script)
    return tuple(tokens[script + 2 : end])


def _solves(tokens: Sequence[str], script: int, name: tuple[str, ...]) -> bool:
    """``x_{t+1} = A^{t+1} x_0``, ``q_t = q_1 N^{t-1}``: what a recurrence gives after so many steps from its
    first value, which stands beside the power.
    """
    above = _above(tokens, script)
    relation = tokens.index("=") if "=" in tokens else 0
    left = tuple(tokens[:relation])
    begin, end = script - len(name), script + len(above) + 3
    if not relation or begin < relation or "_" not in left or left[-1:] != ("}",):
        return False
    below = left[left.index("_") + 2 : -1]
    for first in ("0", "1"):
        step = above if first == "0" else (above[0],) if above[1:] == ("-", "1") else ()
        if step and below[-len(step) :] == step:
            value = (*left[: left.index("_") + 2], *below[: -len(step)], first, "}")
            behind, before = tuple(tokens[end : end + len(value)]), tuple(tokens[begin - len(value) : begin])
            if value in (behind, before):
                return True
    return False


def _is_geometric(tokens: Sequence[str], script: int, name: tuple[str, ...]) -> bool:
    """``A^i B, A^{i-1} B, \\ldots, B``: each member once less multiplied, up to the last."""
    above = _above(tokens, script)
    end = script + len(above) + 3
    stop = next((at for at in range(end, len(tokens)) if tokens[at] in _PARTING), end)
    factor = tuple(tokens[end:stop])
    following = (*name, "^", "{", *above, "-", "1", "}", *factor)
    rest = tuple(tokens[stop + 1 :])
    dots = next((at for at, token in enumerate(rest) if token in ("\\ldots", "\\cdots")), 0)
    if not factor or len(above) != 1 or rest[: len(following)] != following or not dots:
        return False
    last = rest[dots + 2 : dots + 2 + len(factor) + 1]
    return last[:-1] == factor and last[-1:] != () and last[-1] in _ENDING


def _steps_back(tokens: Sequence[str], script: int, name: tuple[str, ...]) -> bool:
    """``\\sum_{k=1}^{t} A^{t-k} e_k`` beside a bare ``A``: what came in k was multiplied ever since."""
    above = _above(tokens, script)
    if len(above) != 3 or above[1] != "-" or not _stands_bare(tokens, name):
        return False
    bounds = ("\\sum", "_", "{", above[2], "=")
    starts = (at for at in range(script) if tuple(tokens[at : at + len(bounds)]) == bounds)
    return any(tuple(tokens[at + 6 : at + 11]) == ("}", "^", "{", above[0], "}") for at in starts)


def _series_letters(tokens: Sequence[str]) -> dict[str, str]:
    """The letters that sums count with from 0, or for ever."""
    found: dict[str, str] = {}
    for index, token in enumerate(tokens):
        if token != "\\sum" or tokens[index + 1 : index + 3] != ["_", "{"] or tokens[index + 4] != "=":
            continue
        letter, first = tokens[index + 3], tokens[index + 5]
        if tokens[index + 6 : index + 10] == ["}", "^", "{", "\\infty"]:
            found[letter] = "endless"
        elif first == "0":
            found.setdefault(letter, "from 0")
    return found


def _matrix(tokens: Sequence[str], script: int) -> tuple[str, ...]:
    """The name under a script where it is a capital without an index; nothing else."""
    at = script - 1
    if at < 0:
        return ()
    begin = group_begin(tokens, at) - 1 if tokens[at] == "}" else at
    name = tuple(tokens[max(begin, 0) : at + 1])
    letters = [token for token in name if len(token) == 1 and token.isalpha()]
    is_dressed = len(name) == 1 or name[0] in DRESSES
    return name if is_dressed and len(letters) == 1 and letters[0].isupper() else ()


def _stands_bare(tokens: Sequence[str], name: tuple[str, ...]) -> bool:
    """Whether a name stands somewhere in a row with nothing above or below it."""
    size = len(name)
    return any(
        tuple(tokens[index : index + size]) == name
        and (*tokens[index + size : index + size + 1], "")[0] not in ("_", "^", "'", "}")
        and (index == 0 or tokens[index - 1] not in ("_", "^", "{") or size > 1)
        for index in range(len(tokens) - size + 1)
    )


def labelled_names(tokens: Sequence[str]) -> set[tuple[str, ...]]:
    """Names over which a row writes different letters that do not stand in it alone: ``z^A``, ``x_i^a``."""
    letters: dict[tuple[str, ...], set[str]] = {}
    for index, token in enumerate(tokens):
        if token == "^" and tokens[index + 3 : index + 4] == ["}"] and len(tokens[index + 2]) == 1:
            name = _name_below(tokens, index)
            is_label = tokens[index + 2].isupper() or tokens[index - 1] == "}"
            if name and is_label and tokens[index + 2].isalpha():
                letters.setdefault(name, set()).add(tokens[index + 2])
    return {
        name
        for name, above in letters.items()
        if len(above) > 1
        and above - _EXPONENTS
        and not any(_stands_bare(tokens, (letter,)) for letter in above)
        and name[0] not in GREEK
    }


def _name_below(tokens: Sequence[str], script: int) -> tuple[str, ...]:
    """The name under a script, without its index; nothing under brackets."""
    at = script - 1
    while at > 0 and tokens[at] == "'":
        at -= 1
    if tokens[at] == "}":
        begin = group_begin(tokens, at)
        if begin >= 1 and tokens[begin - 1] == "_":
            return _name_below(tokens, begin - 1)
        is_dressed = begin >= 1 and tokens[begin - 1] in DRESSES
        return tuple(tokens[begin - 1 : at + 1]) if is_dressed else ()
    return (tokens[at],) if len(tokens[at]) == 1 and tokens[at].isalpha() else ()


def group_begin(tokens: Sequence[str], end: int) -> int:
    """Where the group that ends there begins; -1 where it does not."""
    depth = 0
    for index in range(end, -1, -1):
        depth += (tokens[index] == "}") - (tokens[index] == "{")
        if depth == 0:
            return index
    return -1
