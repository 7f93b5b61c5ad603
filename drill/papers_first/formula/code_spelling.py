"""Raw tokens of formulas that are typed as in code, ``sqrt(x**2)`` or ``Hits@k``, as LaTeX writes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

UNDERSCORE: Final = "\\_"
_TYPED: Final = frozenset(("*", "√", "@", "q"))
"""One of these stands in all that is rewritten but a name with a number."""
_ROOT: Final = list("sqrt")
_WORDED: Final = frozenset(
    ("\\text", "\\operatorname", "\\textrm", "\\textit", "\\texttt", "\\mathrm", "\\mathit", "\\mathtt")
)
_RATIOS: Final = ("P", "R")
"""Precision and recall."""
_CLOSING: Final = {"(": ")", "{": "}"}


def as_latex(raw: list[str]) -> list[str]:
    """``raw`` with roots, powers and cut-offs in LaTeX's words, and ``F1`` of ``F1 = …`` as one name."""
    out = _with_named_side(_without_braced_marks(raw))
    if UNDERSCORE in out:
        out = _with_numbered_names(out)
    if _TYPED & set(out):
        out = _with_powers(_with_cut_offs(_with_roots(out)))
    return out


def _with_named_side(raw: list[str]) -> list[str]:
    """A capital with a number behind it, which is a whole left side, as a name."""
    begin = next((at for at, token in enumerate(raw) if token != " "), 0)
    rest = [token for token in raw[begin + 2 : begin + 5] if token not in (" ", "&")]
    side = raw[begin : begin + 2]
    if len(side) < 2 or rest[:1] not in (["="], [":="]):
        return raw
    is_name = len(side[0]) == 1 and side[0].isascii() and side[0].isupper() and side[1].isdigit()
    return [*raw[:begin], "\\mathrm", "{", *side, "}", *raw[begin + 2 :]] if is_name else raw


def _without_braced_marks(raw: list[str]) -> list[str]:
    """``v{_1}^2`` with the index at its name."""
    out = list(raw)
    for at in range(len(raw) - 4, 0, -1):
        is_mark = raw[at] == "{" and raw[at + 1] in ("_", "^") and raw[at + 3] == "}"
        if is_mark and (_is_letter(raw[at - 1]) or raw[at - 1] in ("}", ")")):
            out[at : at + 4] = raw[at + 1 : at + 3]
    return out


def _with_numbered_names(raw: list[str]) -> list[str]:
    """``l1\\_ratio`` upright: a name with a number and an underscore in it."""
    out: list[str] = []
    at = 0
    while at < len(raw):
        end = at
        begins = _is_letter(raw[at])
        while (
            begins
            and end < len(raw)
            and (_is_letter(raw[end]) or raw[end].isdigit() or raw[end] == UNDERSCORE)
        ):
            end += 1
        name = raw[at:end]
        is_numbered = UNDERSCORE in name and any(map(str.isdigit, name))
        is_alone = not (at and (raw[at - 1] == "{" or _is_letter(raw[at - 1])))
        out += ["\\mathrm", "{", *name, "}"] if is_numbered and is_alone else raw[at : max(end, at + 1)]
        at = max(end, at + 1)
    return out


def _with_roots(raw: list[str]) -> list[str]:
    """``sqrt(x)`` and ``√(x)``, ``√2``, ``√TPR`` with what the root is taken of in braces."""
    out: list[str] = []
    closing: set[int] = set()
    at = 0
    while at < len(raw):
        is_spelled = raw[at : at + 4] == _ROOT and not _is_letter(raw[at - 1] if at else "")
        body = at + 4 if is_spelled else at + 1
        if (is_spelled or raw[at] == "√") and (end := _group_end(raw, body)):
            out += ["\\sqrt", "{"]
            closing.add(end - 1)
            at = body + 1
        elif raw[at] == "√" and (inside := _under_sign(raw, body)):
            out += ["\\sqrt", "{", *inside, "}"]
            at = body + len(inside)
        else:
            out.append("}" if at in closing else raw[at])
            at += 1
    return out


def _under_sign(raw: Sequence[str], at: int) -> list[str]:
    """The number, the letter or the capitals that begin there; nothing of letters that may be factors."""
    word = [*raw[at : _word_end(raw, at)]]
    return word if len(word) == 1 or "".join(word).isupper() else []


def _with_cut_offs(raw: list[str]) -> list[str]:
    """``Hits@k``, ``\\mathrm{DCG}@5``, ``\\mathrm{DCG@k}`` as words, whatever they are set in."""
    if "@" not in raw:
        return raw
    out: list[str] = []
    at = 0
    while at < len(raw):
        name, end = _named(raw, at)
        if name and "@" not in name and raw[end : end + 1] == ["@"]:
            name, end = [*name, "@"], end + 1
        if name[-1:] == ["@"]:
            cut_off = _cut_off(raw, end)
            name, end = ([*name, *cut_off[0]], cut_off[1]) if cut_off[0] else ([], end)
        if "@" in name:
            out += ["\\text", "{", *name, "}"]
            at = end
            continue
        out.append(raw[at])
        at += 1
    return out


def _named(raw: Sequence[str], at: int) -> tuple[list[str], int]:
    """The letters of a name of several that begins there, upright or not, and where it ends."""
    if raw[at] in _WORDED and raw[at + 1 : at + 2] == ["{"]:
        end = _group_end(raw, at + 1)
        inside = raw[at + 2 : end - 1] if end else []
        return (
            ([*inside], end) if inside and all(one.isalnum() or one in "-@" for one in inside) else ([], at)
        )
    if at and _is_letter(raw[at - 1]):
        return [], at
    end = _word_end(raw, at)
    is_name = end - at > 1 or (raw[at] in _RATIOS and end > at)
    return ([*raw[at:end]], end) if is_name else ([], at)


def _cut_off(raw: Sequence[str], at: int) -> tuple[list[str], int]:
    """The number or the letter up to which is counted."""
    end = _group_end(raw, at) if raw[at : at + 1] == ["{"] else 0
    inside = raw[at + 1 : end - 1] if end else raw[at : at + 1]
    is_one = len(inside) == 1 and inside[0].isascii() and inside[0].isalnum()
    return ([*inside], end or at + 1) if is_one else ([], at)


def _with_powers(raw: list[str]) -> list[str]:
    """``x**2``, ``x**(a + b)`` with what stands above in braces."""
    out: list[str] = []
    closing: set[int] = set()
    at = 0
    while at < len(raw):
        body = at + 2
        is_power = raw[at:body] == ["*", "*"] and out and out[-1] not in ("{", "^")
        if is_power and (end := _group_end(raw, body)):
            out += ["^", "{"]
            closing.add(end - 1)
            at = body + 1
        elif is_power and (end := _number_end(raw, body)) > body:
            out += ["^", "{", *raw[body:end], "}"]
            at = end
        else:
            out.append("}" if at in closing else raw[at])
            at += 1
    return out


def _number_end(raw: Sequence[str], at: int) -> int:
    """Behind the number that begins there, with its sign and blanks before it, or the letter right there."""
    end = at
    while raw[end : end + 1] == [" "]:
        end += 1
    end += raw[end : end + 1] == ["-"]
    is_number = end < len(raw) and raw[end][0].isdigit()
    return end + 1 if is_number or (end == at and end < len(raw) and _is_letter(raw[end])) else at


def _word_end(raw: Sequence[str], at: int) -> int:
    """Behind the number or the letters side by side that begin there."""
    if at < len(raw) and raw[at][0].isdigit():
        return at + 1
    end = at
    while end < len(raw) and _is_letter(raw[end]):
        end += 1
    return end


def _group_end(raw: Sequence[str], at: int) -> int:
    """Behind the brackets or braces that open there; 0 where none do, or they never close."""
    opening = raw[at] if at < len(raw) else ""
    closing = _CLOSING.get(opening)
    depth = 0
    for end in range(at, len(raw) if closing else at):
        depth += (raw[end] == opening) - (raw[end] == closing)
        if depth == 0:
            return end + 1
    return 0


def _is_letter(token: str) -> bool:
    return len(token) == 1 and token.isascii() and token.isalpha()
