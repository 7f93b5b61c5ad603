"""What to type instead: advice for what is not read, by the word, the sign or the name that was typed."""

from __future__ import annotations

import re
from collections.abc import Mapping

_EMPTY = "write {} for no solution, dne for a limit that does not exist"
_ALONE = "give the value alone"

WORDS: Mapping[str, str] = {
    **dict.fromkeys(("none", "nothing", "empty", "undefined", "nan", "null", "impossible"), _EMPTY),
    **dict.fromkeys(("infinite", "unbounded"), "write inf"),
    **dict.fromkeys(("if", "for", "when", "where", "otherwise", "then", "about", "approximately"), _ALONE),
    **dict.fromkeys(("true", "false", "yes"), "write the formula itself"),
    **dict.fromkeys(("degrees", "degree", "deg"), "angles are in radians: write 45 pi/180"),
    **dict.fromkeys(("all", "reals", "any", "everything"), "write (-inf, inf)"),
    **{"plus": "write +", "minus": "write -", "times": "write *", "equals": "write =", "percent": "write %"},
    **{"over": "write /", "divided": "write /", "squared": "write ^2", "cubed": "write ^3"},
    **{"mod": "give the remainder itself", "to": "write an interval, such as [0, 1]"},
    **{"oder": "write or", "und": "write and"},
}
"""Words that are no mathematics here, unless they are declared."""

IN_A_SET = re.compile(r"in\s*(?:[\[({]|R\b)")
"""``x in [0, 1]``, which is no product of i and n."""
IN_ADVICE = "write the set or the relation itself, such as [0, 1] or x > 0"

SIGN_PAIRS: Mapping[tuple[str, str], str] = {
    ("/", "/"): "write one /", ("^", "^"): "write one ^", ("+", "/"): "write both values, such as {-2, 2}",
    ("-", ">"): "give the value itself", ("=", "/"): "write !=",
}  # fmt: skip
"""Signs that stand side by side in other languages."""

_LEFT_SIDE = re.compile(r"\s*[A-Za-z]\w*\s*\([^()=]*\)\s*=")
_DERIVATIVE = re.compile(r"\s*d(?:\^?\d)?\s*[A-Za-z]?(?:\([a-z]\))?\s*/\s*d\s*[A-Za-z]")
_CHOOSE = re.compile(r"[0-9nm]\s*C\s*_?[0-9krm]")
_NAMES: Mapping[str, str] = {"u": "write U for a union", "E": "the number is e", "EXP": "write exp"}


def for_text(text: str) -> str:
    """Give advice where the text is ``f(x) = …``, a derivative in differentials, ``5C2`` or a phrase."""
    if _LEFT_SIDE.match(text):
        return "type only what comes after the ="
    if _DERIVATIVE.match(text):
        return "type the derivative itself, or a name such as y'"
    if _CHOOSE.search(text):
        return "write C(n, k)"
    return _EMPTY if text.lower().split()[:1] == ["no"] else ""


def for_name(name: str) -> str:
    """Give advice about a name that is known elsewhere under another spelling; else empty."""
    return _NAMES.get(name, "")
