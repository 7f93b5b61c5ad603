r"""Spellings from LaTeX, SymPy, Word and Markdown whose meaning is sure, as answers write them.

``0.\overline{2}`` becomes (2/9), ``FiniteSet(1, 2)`` {1, 2}. Where they can, texts keep their length, so that
columns stay. Light: nothing numeric is imported here.
"""

from __future__ import annotations

import re
from typing import Final

from drill.errors import ParseError
from drill.maths.maths_tokens import evaluate_repeating_decimal
from drill.maths.names import Names
from drill.maths.plain import Mode

# Commas and thin spaces of LaTeX between groups of digits.
_GROUPED: Final = re.compile(r"(?<![\d.])\d+(?:(?:\{,\}|,\\!|\\,)\d+)+(?![\d.])")
_GROUP_SIGN: Final = re.compile(r"\{,\}|,\\!|\\,")
_REPEATING: Final = re.compile(
    r"(?<![\d.])(?P<whole>\d*)\.(?P<first>\d*)"
    r"(?:\\(?:overline|bar)\s*(?:\{(?P<block>\d+)\}|(?P<digit>\d))"
    r"|\\dot\s*\{?(?P<begin>\d)\}?(?:(?P<between>\d*)\\dot\s*\{?(?P<end>\d)\}?)?)"
)
_TIMES_TEN: Final = re.compile(r"(?<=\d)(\s*)([xX])(?=\s*10\s*(?:\^|\*\*))")
# An x between two numbers, but of ``0x1F``.
_TIMES: Final = re.compile(r"(?<=\d)(?<!\b0)(\s*)([xX])(?=\s*\d)")
# The linear format of Word: its brackets, its matrices of rows, and a root with its degree.
_WORD_SIGNS: Final = str.maketrans("〖〗", "()")
_WORD_ROWS: Final = re.compile(r"[(\[]\s*[■█]\(([^()]*)\)\s*[)\]]")
_WORD_ROOT: Final = re.compile(r"√\(([^()&]+)&([^()&]+)\)")
_QUOTED: Final = re.compile(r"\s*(['\"])(-?[\d./]+)\1\s*")
_D: Final = r"(?:\\(?:mathrm|text)\s*\{\s*d\s*\}|d)\s*"
_DERIVATIVE: Final = re.compile(
    rf"\\[dt]?frac\s*\{{\s*{_D}(?P<above>[A-Za-z])?\s*\}}\s*\{{\s*{_D}[A-Za-z]\s*\}}"
    r"|(?<![A-Za-z\\])d(?P<typed>[A-Za-z])\s*/\s*d[A-Za-z](?![A-Za-z])"
)
# A sign of a list item: before a bracket it is none of a value that has no sign.
_BULLET: Final = re.compile(r"\s*(?:[*•](?=\s)|(?:[-+]|\d[.)])(?=\s+\$?\\?[\[({]))")
# Formulas in dollars of their own, side by side.
_DOLLARS: Final = re.compile(
    r"\s*\$(?!\$)[^$]+\$(?:\s*(?:[,;]?\s*(?:and|or)|[,;])\s*\$(?!\$)[^$]+\$)+\s*", re.IGNORECASE
)
_AND: Final = re.compile(r"(?<=\$)\s*[,;]?\s*and\s*(?=\$)", re.IGNORECASE)
_SYMPY: Final = re.compile(
    r"(?<![\w.\\])(?:(?:sympy|sp|sym|fractions|decimal)\.)?(?P<name>(?:Immutable)?(?:Dense)?Matrix|FiniteSet|Tuple"
    r"|Rational|Fraction|Decimal|Eq|Ne|Gt"
    r"|Ge|Lt|Le|Union|Interval(?:\.(?:open|Lopen|Ropen))?)\("
)
_RELATIONS: Final = {"Eq": "=", "Ne": "!=", "Gt": ">", "Ge": ">=", "Lt": "<", "Le": "<="}
_OPEN_ENDS: Final = {".open": (True, True), ".Lopen": (True, False), ".Ropen": (False, True)}


def respell_answer(text: str, names: Names, mode: Mode, *, is_unsigned: bool) -> str:
    """Return an answer in the spelling of answers; ``is_unsigned`` says that what is asked for has no sign.

    Raises ParseError for a number that reads two ways, and for a derivative that is to be computed.
    """
    if (bullet := _BULLET.match(text)) and (is_unsigned or bullet[0].strip() in ("*", "•")):
        text = text[bullet.end() :].rjust(len(text))
    if _DOLLARS.fullmatch(text):
        inner = text if mode == "statement" else _AND.sub(lambda match: ",".ljust(len(match[0])), text)
        text = f"${inner.strip()[1:-1].replace('$', ' ')}$".rjust(len(text))
    if not text.isascii():
        rows = _WORD_ROWS.sub(_write_word_rows, text.translate(_WORD_SIGNS))
        text = _WORD_ROOT.sub(r"root(\2, \1)", rows)
    if "(" in text:
        text = _respell_sympy(text, names)
    if "\\" in text or "{," in text:
        text = _REPEATING.sub(_write_repeating_decimal, _GROUPED.sub(_join_groups, text))
    # with a letter x1, 5x1 is that letter's multiple
    if not any(name[0] in "xX" for name in names.declared) and names.undeclared != "allow":
        text = (_TIMES if mode == "value" else _TIMES_TEN).sub(r"\1*", text)
    return _DERIVATIVE.sub(lambda match: _name_derivative(match, names, mode), text)


def _write_word_rows(match: re.Match[str]) -> str:
    rows = [f"[{row.replace('&', ',')}]" if "&" in match[1] else row for row in match[1].split("@")]
    return f"[{','.join(rows)}]"


def _join_groups(match: re.Match[str]) -> str:
    """Return a number without its commas for thousands, or with a point for its decimal comma."""
    first, *groups = _GROUP_SIGN.split(match[0])
    is_grouped = len(first) <= 3 and first[0] != "0" and all(len(group) == 3 for group in groups)
    is_comma = "{,}" in match[0] and len(groups) == 1
    if is_comma and is_grouped:
        hint = f"write {first}{groups[0]} or {first}.{groups[0]}"
        raise ParseError(f"{match[0]} reads two ways", match.start() + 1, hint=hint)
    if is_comma or is_grouped:
        return ("." if is_comma else "").join((first, *groups)).rjust(len(match[0]))
    return match[0]


def _write_repeating_decimal(match: re.Match[str]) -> str:
    dotted = "".join(digits or "" for digits in match.group("begin", "between", "end"))
    block = match["block"] or match["digit"] or dotted
    value = evaluate_repeating_decimal(match["whole"], match["first"], block)
    return f"({value})".rjust(len(match[0]))


def _name_derivative(match: re.Match[str], names: Names, mode: Mode) -> str:
    """Return ``y'`` for dy/dx where that is a name, or where it only says what the answer is."""
    text, name = match.string, f"{match['above'] or match['typed'] or ''}'"
    is_left_side = not text[: match.start()].strip(" $\n") and text[match.end() :].lstrip().startswith("=")
    if name in names.declared or (is_left_side and mode != "statement"):
        return name.ljust(len(match[0]))
    if match["typed"] or "d" in names.declared or names.undeclared == "allow":
        return match[0]
    hint = "type the derivative itself, or a name such as y'"
    raise ParseError(
        "this derivative is not computed here", match.start() + 1, code="unknown-name", hint=hint
    )


def _respell_sympy(text: str, names: Names) -> str:
    """Return a text with what SymPy prints for matrices, sets, intervals, fractions and relations in the
    signs of mathematics."""
    while calls := [call for call in _SYMPY.finditer(text) if call["name"] not in names.declared]:
        call = calls[-1]  # with no other one in its brackets
        depth, begin, parts = 1, call.end(), list[str]()
        for index in range(call.end(), len(text)):
            depth += (text[index] in "([{") - (text[index] in ")]}")
            if depth == 0 or (depth == 1 and text[index] == ","):
                parts.append(text[begin:index])
                begin = index + 1
            if depth == 0:
                break
        else:
            return text
        written = _write_sympy(call["name"], parts)
        if written is None:
            return text
        text = text[: call.start()] + written.rjust(begin - call.start()) + text[begin:]
    return text


def _write_sympy(name: str, parts: list[str]) -> str | None:
    """Return a call in the signs of mathematics; None for arguments that it does not print."""
    kind, _, _ = name.partition(".")
    match kind, parts:
        case "FiniteSet", _:
            return f"{{{','.join(parts)}}}"
        case "Tuple", _:
            return f"({','.join(parts)})"
        case "Union", [_, *_]:
            return " U ".join(parts)
        case "Rational" | "Fraction", [above, below]:
            return f"({above}/{below})"
        case "Rational" | "Fraction" | "Decimal", [text] if number := _QUOTED.fullmatch(text):
            return f"({number[2]})"
        case "Interval", [low, high, *ends] if all(end.strip() in ("True", "False") for end in ends):
            flags = [*(end.strip() == "True" for end in ends), False, False]
            left, right = _OPEN_ENDS.get(name.removeprefix("Interval"), flags[:2])
            left, right = left or "oo" in low, right or "oo" in high
            return f"{'(' if left else '['}{low},{high}{')' if right else ']'}"
        case _, [left, right] if kind in _RELATIONS:
            return f"{left} {_RELATIONS[kind]}{right}"
        case _, [rows] if kind.endswith("Matrix") and rows.lstrip().startswith("["):
            return rows
        case _:
            return None
