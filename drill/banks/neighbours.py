r"""Reading the LaTeX beside a value: what kind of neighbour stands left and right of it.

Blanks and spacing commands are looked past, ``\quad`` parts what it stands between.
"""

from __future__ import annotations

import re
from typing import Literal

Edge = Literal["number", "fraction", "letter", "function", "bracket", "minus", "other"]

Left = Literal[
    "open",  # nothing, an opening bracket, a relation, a comma: nothing that binds
    "script",  # ^ or _
    "argument",  # a macro that waits for its argument
    "operator",  # + or ±
    "minus",
    "slash",
    "times",  # \cdot, \times
    "function",  # \log
    "large",  # \sum_{i=1}^n, \int, \lim_{x \to 0}: what follows is its body, not a factor beside it
    "number",
    "letter",
    "fraction",
    "bracket",
]
Right = Literal[
    "end",  # nothing that binds
    "postfix",  # ^, !, a prime
    "times",  # \cdot, \times, /
    "digit",
    "fraction",
    "atom",  # a letter, function, bracket or root: a coefficient 1 goes before it
    "factor",  # binds as a factor, but a coefficient 1 stays before it
]

_SPACING = r"(?:\s|~|\\[,;:! ]|\\(?:thin|med|thick|en)space(?![A-Za-z]))"
_LEADING = re.compile(rf"{_SPACING}+")
_TRAILING = re.compile(rf"(?<!\\)(?:{_SPACING})+$")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_LETTERS = _words(
    """alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi varpi
    rho varrho sigma varsigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma
    Upsilon Phi Psi Omega ell partial nabla infty hbar imath jmath top Re Im hat bar tilde vec dot ddot
    widehat widetilde overline underline mathbf mathcal mathbb mathit mathsf mathfrak boldsymbol bm"""
)
_FUNCTIONS = _words(
    """log ln lg exp sin cos tan cot sec csc sinh cosh tanh coth arcsin arccos arctan det max min lim sup inf
    arg deg dim gcd ker Pr operatorname"""
)
_ROMAN = _words("mathrm rm")
_FRACTIONS = _words("frac dfrac tfrac")
_ROOTS = _words("sqrt")
_OPENING = _words("left big Big bigl Bigl biggl Biggl lvert lVert langle")
_CLOSING = _words("rvert rVert rangle rfloor rceil")
_LARGE = _words("sum prod int iint iiint oint bigcup bigcap")
_LARGE_WITH_LIMITS = _words("lim max min sup inf")
_TIMES = _words("cdot times ast div")
_OPERATORS = _words("pm mp")
_TEXT = _words("text textbf textit textrm mbox begin")
_ARGUMENTS = {
    **dict.fromkeys(_FRACTIONS | _words("binom dbinom tbinom"), 2),
    **dict.fromkeys(
        _ROOTS
        | _ROMAN
        | (_TEXT - {"begin"})
        | _words("operatorname hat bar tilde vec dot ddot widehat widetilde overline underline mathbf")
        | _words("mathcal mathbb mathit mathsf mathfrak boldsymbol bm boxed"),
        1,
    ),
}
_COMMAND_AT_END = re.compile(r"\\([A-Za-z]+)$")
_COMMAND = re.compile(r"\\([A-Za-z]+)")
_SCRIPT_AT_END = re.compile(r"(?<!\\)[_^]\s*(?:\\[A-Za-z]+|[^\W_]|[*+-]|)$")
_LIMITS_AT_END = re.compile(r"\\(?:no|display)?limits\s*$")


def right_of(latex: str) -> Right:
    """What kind of neighbour LaTeX begins with."""
    gap = _LEADING.match(latex)
    rest = latex[gap.end() :] if gap else latex
    command = _COMMAND.match(rest)
    if command is not None:
        return _right_command(command[1])
    head = rest[:1]
    if head and head in "^!'":
        return "postfix"
    if head == "/":
        return "times"
    if head.isdigit():
        return "digit"
    if head.isalpha() or head in ("(", "[") or rest.startswith((r"\{", r"\|")):
        return "atom"
    return "factor" if head == "{" else "end"


def _right_command(name: str) -> Right:
    if name in _LETTERS or name in _FUNCTIONS or name in _OPENING or name in _ROOTS:
        return "atom"
    if name in _FRACTIONS:
        return "fraction"
    if name in _TIMES:
        return "times"
    if name in _ROMAN or name in _LARGE or name == "begin":
        return "factor"
    return "postfix" if name == "prime" else "end"


def left_of(latex: str) -> Left:
    """What kind of neighbour LaTeX ends with."""
    written = trimmed(latex)
    if not written:
        return "open"
    if awaits_argument(written):
        return "argument"
    if written[-1] in "^_":
        return "script"
    base = _without_scripts(written)
    if base != written:
        return _left_scripts(base)
    command = _COMMAND_AT_END.search(written)
    if command is not None:
        return _left_command(command[1])
    tail = written[-1]
    if written.endswith((r"\}", r"\|")):
        return "bracket" if tail == "}" else "open"
    if tail == "}":
        return _left_group(written)
    simple: dict[str, Left] = {"-": "minus", "−": "minus", "+": "operator", "/": "slash", "*": "times"}
    if tail in simple:
        return simple[tail]
    if tail in ")]":
        return "bracket"
    if tail.isdigit():
        return "number"
    return "letter" if tail.isalpha() or tail in "'!" else "open"


def _without_scripts(written: str) -> str:
    """LaTeX without the indices, exponents and limits at its end."""
    while True:
        grouped = written.endswith("}") and not written.endswith(r"\}")
        mark = trimmed(written[: _group_start(written)]) if grouped else written
        script = _SCRIPT_AT_END.search(mark)
        if script is None or (grouped and mark[-1] not in "^_"):
            return written
        written = trimmed(_LIMITS_AT_END.sub("", mark[: script.start()]))


def _left_scripts(base: str) -> Left:
    """What a base with scripts is to its right neighbour: an operator, or one factor."""
    command = _COMMAND_AT_END.search(base)
    if command is not None and command[1] in _LARGE_WITH_LIMITS:
        return "large"
    kind = left_of(base)
    return kind if kind in ("function", "large") else "letter"


def _left_command(name: str) -> Left:
    if name in _LARGE:
        return "large"
    if name in _FUNCTIONS:
        return "function"
    if name in _LETTERS:
        return "letter"
    if name in _TIMES:
        return "times"
    if name in _OPERATORS:
        return "operator"
    return "bracket" if name in _CLOSING else "open"


def _left_group(written: str) -> Left:
    """What a closing brace closes."""
    start = _group_start(written)
    before = trimmed(written[:start])
    content = written[start + 1 : -1]
    command = _COMMAND_AT_END.search(before)
    if command is not None:
        return _left_macro(command[1], content)
    if before.endswith("}"):
        inner = trimmed(before[: _group_start(before)])
        command = _COMMAND_AT_END.search(inner)
        if command is not None and command[1] in _FRACTIONS:
            return "fraction"
    return "number" if re.fullmatch(r"[\d.]+", content) else "letter"


def _left_macro(name: str, content: str) -> Left:
    if name in _TEXT:
        return "open"
    if name == "operatorname":
        return "function"
    if name == "end":
        return "bracket" if content.endswith("matrix") else "open"
    return "letter"


def awaits_argument(written: str) -> bool:
    """Whether a macro at the end still waits for an argument."""
    rest, groups = written, 0
    while rest.endswith("}") and not rest.endswith(r"\}"):
        rest = trimmed(rest[: _group_start(rest)])
        groups += 1
    command = _COMMAND_AT_END.search(rest)
    return command is not None and groups < _ARGUMENTS.get(command[1], 0)


def _group_start(written: str) -> int:
    """The offset of the brace that the last one closes; 0 where none does."""
    depth = 0
    for place in range(len(written) - 1, -1, -1):
        if place and written[place - 1] == "\\":
            continue
        depth += {"}": 1, "{": -1}.get(written[place], 0)
        if depth == 0:
            return place
    return 0


def trimmed(written: str) -> str:
    """LaTeX without the blanks and spacing commands at its end."""
    while True:
        gap = _TRAILING.search(written)
        if gap is None:
            return written
        written = written[: gap.start()]


def only_spacing(text: str) -> bool:
    return not text or _LEADING.fullmatch(text) is not None


def first_edge(latex: str) -> Edge:
    head = latex[:1]
    if head == "-":
        return "minus"
    if head.isdigit():
        return "number"
    kind = right_of(latex)
    if kind == "fraction":
        return "fraction"
    command = _COMMAND.match(latex)
    if command is not None and command[1] in _FUNCTIONS:
        return "function"
    if head in ("(", "[") or (command is not None and command[1] in _OPENING):
        return "bracket"
    return "letter" if kind == "atom" else "other"
