"""Twelve mechanical respellings of a key.

Some of them are read as the key, some are not, and some say something else: what the checker makes of each is
frozen as it is, because a change of it is seen that way and need not be argued about here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from drill.answers import Answer

GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "eta": "η", "theta": "θ",
    "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ",
    "phi": "φ", "psi": "ψ", "omega": "ω",
}  # fmt: skip
FUNCTIONS = "ln|log|exp|sinh|cosh|tanh|sin|cos|tan|max|min|det"
OPENING, CLOSING = "([{", ")]}"


def respell(key: Answer) -> list[Answer]:
    """Return the respellings of a key in order, without those that leave it as it is.

    Of parts each is respelled; what is chosen has one spelling.
    """
    spelled: list[Answer] = []
    for spell in SPELLINGS:
        if isinstance(key, str):
            spelled.append(spell(key))
        elif isinstance(key, Mapping):
            spelled.append({name: spell(text) for name, text in key.items()})
    return [answer for answer in spelled if answer != key]


def spell_in_latex(key: str) -> str:
    """Return a key as LaTeX: fractions of numbers, roots, functions, Greek letters and exponents."""
    text = _replace_calls(key, r"(?<![\w.])sqrt\(", r"\sqrt{", "}")
    text = _replace_calls(text, r"\^\(", "^{", "}")
    text = re.sub(r"(?<![\w.^])(\d+)/(\d+)(?![\w.])", r"\\frac{\1}{\2}", text)
    text = re.sub(rf"(?<![\w.\\])({FUNCTIONS}|{'|'.join(GREEK)})(?![a-z.])", r"\\\1", text)
    text = re.sub(r"\^(-?\w{2,})", r"^{\1}", text)
    text = text.replace("(", r"\left(").replace(")", r"\right)")
    return text.replace("*", r" \cdot ")


def spell_in_numpy(key: str) -> str:
    """Return a key as an expression of NumPy, with every product written out."""
    text = re.sub(r"(?<![\w.])ln\(", "np.log(", key)
    text = re.sub(r"(?<![\w.])(sqrt|exp|sinh|cosh|tanh|sin|cos|tan)\(", r"np.\1(", text)
    text = re.sub(r"(?<![\w.])pi(?!\w)", "np.pi", text)
    text = re.sub(r"(?<![\w.])(\d+)(?=[A-Za-z(])", r"\1*", text)
    text = re.sub(r"(?<=[\w)\]]) (?=[\w(\[])", "*", text)
    text = text.replace("^", "**")
    return f"np.array({text})" if text.startswith("[") else text


def spell_in_decimals(key: str) -> str:
    """Return a key with its fractions of numbers as decimals, a whole number with a zero behind its point."""
    if re.fullmatch(r"-?\d+", key):
        return f"{key}.0"
    return re.sub(
        r"(?<![\w.^])(\d+)/(\d+)(?![\w.^])",
        lambda found: f"{int(found[1]) / int(found[2]):.6g}" if int(found[2]) else found[0],
        key,
    )


def spell_in_unicode(key: str) -> str:
    """Return a key with the signs of Unicode for minus, times, roots, small powers and Greek letters."""
    text = re.sub(rf"(?<![\w.])({'|'.join(GREEK)})(?![a-z])", lambda found: GREEK[found[1]], key)
    text = re.sub(r"\^2(?![\w.])", "²", re.sub(r"\^3(?![\w.])", "³", text))
    return text.replace("sqrt", "√").replace("*", "·").replace("-", "−")


def reverse_order(key: str) -> str:
    """Return a key with the terms of its sum, else the factors of its product, in the other order."""
    if len(terms := _split(key, " + ", " - ")) > 1:
        signed = [text if mark == " - " else text.removeprefix("-") for mark, text in terms]
        marks = [mark.strip() or ("-" if key.startswith("-") else "+") for mark, _ in terms]
        first, *others = reversed(list(zip(marks, signed, strict=True)))
        return (
            ("-" if first[0] == "-" else "") + first[1] + "".join(f" {mark} {text}" for mark, text in others)
        )
    if "/" in key or "**" in key:
        return key
    return "*".join(reversed([text for _, text in _split(key, " * ", "*", " ")]))


def _split(text: str, *marks: str) -> list[tuple[str, str]]:
    """Return the parts of a text between marks that no bracket holds, each with the mark before it."""
    parts, depth, begun, before, place = list[tuple[str, str]](), 0, 0, "", 0
    while place < len(text):
        depth += (text[place] in OPENING) - (text[place] in CLOSING)
        mark = next((mark for mark in marks if depth == 0 and text.startswith(mark, place)), "")
        if mark and place > begun:
            parts.append((before, text[begun:place]))
            begun, before = place + len(mark), mark
        place += len(mark) or 1
    return [*parts, (before, text[begun:])]


def _replace_calls(text: str, opening: str, to: str, closing: str) -> str:
    """Replace each opening, and the bracket that closes it."""
    while found := re.search(opening, text):
        depth, end = 1, found.end()
        while end < len(text) and depth:
            depth += (text[end] in OPENING) - (text[end] in CLOSING)
            end += 1
        inner = text[found.end() : end - 1 if depth == 0 else end]
        text = f"{text[: found.start()]}{to}{inner}{closing}{text[end:]}"
    return text


SPELLINGS: tuple[Callable[[str], str], ...] = (
    lambda key: f"({key})",
    lambda key: f"${key}$",
    lambda key: key.replace("^", "**"),
    lambda key: key.replace(" ", ""),
    lambda key: f"= {key}",
    lambda key: f"  {key} .",
    lambda key: f"y = {key}",
    spell_in_latex,
    spell_in_numpy,
    spell_in_decimals,
    spell_in_unicode,
    reverse_order,
)
