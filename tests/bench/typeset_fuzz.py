"""Hostile strings are typeset without an exception and in time: ``python tests/bench/typeset_fuzz.py``.

Macros that call themselves, deep nestings, huge matrices and long strings, each through every form. Prints
how many there were, the slowest and what failed; exits 1 if one failed or took longer than the limit. What
holds for any string is in ``tests/typeset/test_laws.py``; ``DRILL_EXAMPLES=400`` tries thousands.
"""

from __future__ import annotations

import random
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator

from drill.typeset import linear, prose, spoken, typeset
from drill.typeset.caching import forget

LIMIT = 100.0
"""Milliseconds for one string in one form."""
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


def strings() -> Iterator[str]:
    """The bombs and the nestings."""
    yield from BOMBS
    for left, right in NESTS:
        for depth in (3, 12, 38, 60, 600, 6000):
            yield left * depth + "x" + right * depth
            yield left * depth
            yield (left + "x+") * min(depth, 60) + right * min(depth, 60)


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
    dice = random.Random(0)
    failed = 0
    slowest: list[tuple[float, str, str]] = []
    hostile = list(strings())
    for text in hostile:
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
    print(f"{len(hostile)} strings, each typeset, on one line, spoken and as prose: {failed} failed")
    for took, form, text in slowest:
        print(f"  {took:.1f} ms {form}: {text!r}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
