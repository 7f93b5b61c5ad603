"""Any string is typeset without an exception and in time: ``python tests/bench/typeset_fuzz.py [CASES]``.

Random text, soups of LaTeX, formulas of the corpus with pieces exchanged, macros that call themselves, deep
nestings, huge matrices and long strings, each through every form. Prints how many cases there were, the
slowest and what failed; exits 1 if one failed or took longer than the limit.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

from drill.latex.commands import HANDLERS
from drill.latex.symbols import COMMANDS
from drill.typeset import linear, prose, spoken, typeset
from drill.typeset.caching import forget

LIMIT = 100.0
"""Milliseconds for one string in one form."""
CORPUS = Path(__file__).parents[1] / "typeset" / "formulas.jsonl"

_PIECES = r"""
{ } { } [ ] ( ) _ ^ ' & \\ $ $$ # ~ % < > | = + - * / , ; : . ! " ` ``` ** 1 23 4.5 x y z a b \, \! \quad
\begin{matrix} \end{matrix} \begin{cases} \end{cases} \begin{align} \end{align} \begin{array}{c|c} \end{array}
\begin{pmatrix} \end{pmatrix} \begin{ \end \end{x} \left( \right) \left. \right| \middle| \frac \sqrt[3] \hat
\def\a{\a\a} \a \newcommand{\b}[2][x]{\b{#1}#2} \b \let\c\d \text{a $ b} \operatorname* \limits \over \atop
\color{red} \tag{1} \label{q} \intertext{so} \hline \cr \unknown é 中 𝔸 ² ₁ \x \ \" \DeclarePairedDelimiter
"""
PIECES = _PIECES.split()

NESTS = (
    ("{", "}"), ("\\frac{", "}{2}"), ("\\sqrt{", "}"), ("x^{", "}"), ("x_{", "}"), ("\\left(", "\\right)"),
    ("\\overline{", "}"), ("\\text{", "}"), ("\\text{$", "$}"), ("\\begin{matrix}", "\\end{matrix}"),
    ("\\begin{cases}1&", "\\end{cases}"), ("\\begin{aligned}a&=", "\\\\b\\end{aligned}"),
    ("\\underbrace{", "}_{b}"), ("\\boxed{", "}"), ("\\hat{", "}"), ("\\substack{", "}"),
    ("\\binom{", "}{k}"), ("\\xrightarrow{", "}"), ("\\prescript{a}{", "}{c}"), ("**", "**"), ("*", "*"),
    ("> ", ""), ("- ", ""), ("| a |\n|---|\n| ", " |"), ("(", ")"), ("$$", "$$"), ("\\overset{", "}{=}"),
    ("|", "|"), ("\\mathop{", "}_{i}"), ("\\phantom{", "}"),
)  # fmt: skip

BOMBS = (
    "", " ", "\\", "\x00", "\x1b[2J", "\u202ex", "\\\\" * 2000, "&" * 3000, "$" * 3000, "^" * 500,
    "_" * 500, "'" * 5000, "x" * 100_000, "x+" * 50_000, "中" * 50_000, "e\u0301" * 20_000, "\\frac" * 1000,
    "\\frac12" * 900, "\\sqrt" * 900, "\\def\\a{\\a\\a}\\a", "\\def\\a{\\b\\b}\\def\\b{\\a\\a}\\a",
    "\\newcommand{\\b}{\\b}\\b",
    "".join(f"\\def\\{chr(97 + n)}{{{2 * (chr(92) + chr(98 + n))}}}" for n in range(25)) + "\\a",
    "\\begin{matrix}" + "1&" * 700 + "\\end{matrix}", "\\begin{matrix}" + "1\\\\" * 900 + "\\end{matrix}",
    "\\begin{matrix}" + ("1&2&3&4\\\\" * 200) + "\\end{matrix}",
    "\\begin{array}{" + "c" * 2000 + "}1\\end{array}",
    "\\begin{array}{*{99}{*{99}{*{99}{c}}}}1\\end{array}",
    "\\begin{pmatrix}" + ("\\frac12&" * 9 + "\\\\") * 40 + "\\end{pmatrix}",
    "\\left(" * 30 + "\\frac12" * 20 + "\\right)" * 30, "\\hat{x}_{" * 19 + "}" * 19, "a = b " * 500,
    "\\text{" + "word " * 500 + "}", "\\hspace{" + "9" * 5000 + "cm}x", "\\hdotsfor{" + "9" * 4000 + "}",
    "\\kern" + "9" * 4000, "\\color{" * 300, "\\left" * 900, "(" * 1400 + ")" * 1400, "|" * 2900,
    "[" * 20_000, "`" * 20_000, "*" * 20_000, "**a " * 8000, "> " * 9000, "- " * 9000, "| a " * 5000,
    "|a|b|\n|-|-|\n" + "|x|y|\n" * 4000, "|a|\n|-|\n|" + "x" * 90_000 + "|", "[a](http://" * 4000,
    "$x$ " * 9000, "$$x$$ " * 2000, "word " * 20_000, "\\begin{align}" * 3000, "\n" * 90_000,
    "1. a\n" * 9000, "```\n" * 9000, "#" * 9000, "~" * 9000, "a_b^c" * 700, "\\sum_{i}^{n}" * 400,
    "\\underbrace{x}_{y}" * 200, "\\not" * 900, "\\qty" * 900, "\\num{" + "1" * 9000 + "e5}",
    "\\si{" + "\\metre" * 900 + "}", "\\text{\\'" * 500, "\\sideset" * 900,
    "\\DeclarePairedDelimiterXPP" * 500,
)  # fmt: skip


def strings(dice: random.Random) -> Iterator[str]:
    """The bombs, the nestings, then random strings without end."""
    yield from BOMBS
    for left, right in NESTS:
        for depth in (3, 12, 38, 60, 600, 6000):
            yield left * depth + "x" + right * depth
            yield left * depth
            yield (left + "x+") * min(depth, 60) + right * min(depth, 60)
    formulas = [json.loads(line)["latex"] for line in CORPUS.read_text(encoding="utf-8").splitlines()]
    commands = ["\\" + name for name in (*COMMANDS, *HANDLERS)]
    makers: tuple[Callable[[], str], ...] = (
        lambda: _soup(dice, PIECES, 40),
        lambda: _soup(dice, PIECES, 40),
        lambda: _soup(dice, [*PIECES, *dice.sample(commands, 12)], 30),
        lambda: _soup(dice, [*dice.sample(commands, 20), "{", "}", "x", "_", "^"], 25),
        lambda: _mutated(dice, dice.choice(formulas)),
        lambda: _mutated(dice, dice.choice(formulas) + dice.choice(formulas)),
        lambda: _text(dice),
        lambda: "\n".join(_markdown(dice, formulas) for _ in range(dice.randint(1, 8))),
    )
    while True:
        yield dice.choice(makers)()


def _soup(dice: random.Random, pieces: list[str], most: int) -> str:
    return dice.choice(("", " ", "", "\n")).join(dice.choices(pieces, k=dice.randint(1, most)))


def _mutated(dice: random.Random, formula: str) -> str:
    for _ in range(dice.randint(1, 4)):
        start = dice.randrange(len(formula) + 1)
        end = min(len(formula), start + dice.randint(0, 6))
        change = dice.choice(("", dice.choice(PIECES), formula[start:end] * 2, dice.choice("{}\\$&_^")))
        formula = formula[:start] + change + formula[end:]
    return formula


def _text(dice: random.Random) -> str:
    ranges = (
        (32, 127),
        (32, 127),
        (0, 0x250),
        (0x2190, 0x22FF),
        (0x300, 0x370),
        (0x4E00, 0x4F00),
        (0x1D400, 0x1D7FF),
        (0, 0x10FFFF),
    )
    low, high = dice.choice(ranges)
    points = (dice.randint(low, high) for _ in range(dice.randint(0, 60)))
    return "".join(chr(point) for point in points if not 0xD800 <= point < 0xE000)


def _markdown(dice: random.Random, formulas: list[str]) -> str:
    formula = dice.choice(formulas)
    forms = (
        f"text ${formula}$ more", f"$${formula}$$", f"- item ${formula}$", "  - inner", f"1. ${formula}$",
        "> quoted `code`", f"| a | ${formula}$ |", "|---|--:|", "```", "**bold *both*** [l](http://x)",
        "# Heading", "", "---", _text(dice).replace("\n", " "),
    )  # fmt: skip
    return dice.choice(forms)


def forms(text: str, dice: random.Random) -> Iterator[tuple[str, Callable[[], object]]]:
    """Every form of ``text``, by name."""
    tier = dice.choice(("full", "safe", "ascii"))
    width = dice.choice((1, 8, 20, 40, 76, 80, 120))
    yield f"typeset {tier} {width}", lambda: typeset(text, tier=tier, width=width)
    yield f"linear {tier}", lambda: linear(text, tier=tier)
    yield "spoken", lambda: spoken(text)
    yield f"prose {tier} {width}", lambda: prose(text, tier=tier, width=width)


def fault_of(form: str, result: object) -> str:
    """What is wrong with a result: controls or a line that is too wide; empty for nothing."""
    lines = result if isinstance(result, str) else "\n".join(result.lines)  # type: ignore[attr-defined]
    if any(unicodedata.category(character) == "Cc" for character in lines.replace("\n", "")):
        return "a control character"
    kind, *options = form.split()
    if kind == "typeset" and int(options[1]) >= 16 and result.width > int(options[1]):  # type: ignore[attr-defined]
        return "too wide"
    return "not ASCII" if "ascii" in options and not lines.isascii() else ""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("cases", type=int, nargs="?", default=100_000, help="strings, each in four forms")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    dice = random.Random(options.seed)
    failed = 0
    slowest: list[tuple[float, str, str]] = []
    for number, text in enumerate(strings(dice)):
        if number == options.cases:
            break
        forget()
        for form, make in forms(text, dice):
            begun = time.process_time()
            try:
                fault = fault_of(form, make())
            except Exception as error:  # noqa: BLE001 - the measure is that there is none
                fault = repr(error)
            took = (time.process_time() - begun) * 1000
            if fault or took > LIMIT:
                failed += 1
                print(f"{form}: {fault or f'{took:.0f} ms'}: {text[:120]!r} ({len(text)})", flush=True)
            slowest = sorted([*slowest, (took, form, text[:60])], reverse=True)[:5]
    print(f"{options.cases} strings, each typeset, on one line, spoken and as prose: {failed} failed")
    for took, form, text in slowest:
        print(f"  {took:.1f} ms {form}: {text!r}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
