"""Derivations step by step: what a learner reads beside each line, where the comparison takes a rare turn."""

from __future__ import annotations

import pytest

from drill.checking import MarkedLine, MarkedText, mark_derivation


def mathematics(marked: MarkedText) -> list[MarkedLine]:
    return [line for line in marked.lines if line.kind != "text"]


def sign_by_sign(text: str) -> str:
    """The signs of the lines of mathematics, one word a line."""
    return " ".join(line.sign for line in mathematics(mark_derivation(text)))


def broken(text: str) -> list[int]:
    return [line.line for line in mark_derivation(text).breaks]


ANTICOMMUTING = r"""Let $A \in \mathbb{R}^{n \times n}$ and $B \in \mathbb{R}^{n \times n}$.
Here $AB = -BA$ holds.
\[ (A+B)^2 = A^2 + AB + BA + B^2 = A^2 + B^2 \]
"""
NO_LENGTH = r"""Let $x \in \mathbb{R}^n$ and $y \in \mathbb{R}^n$.
\[ \|x\| \le 0 \]
\[ 2x^\top y = x^\top y + x^\top y = 3x^\top y \]
"""
CHAIN = r"\[ (x+1)^2 - x^2 = 2x + 1 = %s \]"
EVEN_SUM = r"\[ (x+y)^2 = x^2 + 2xy + y^2 = %s \]"


# --- what follows ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        (r"\[ \sin(x) = 2\sin\frac{x}{2}\cos\frac{x}{2} \]", "follows"),
        (r"\[ \sin(x) = \cos\left(\frac{\pi}{2} - x\right) \]", "follows"),
        (r"\[ \frac23 \approx 0.667 \]", "follows"),
        (r"\[ \sqrt2 + 1 = 1 + \sqrt2 \approx 2.41 \]", "follows follows"),
        (r"\[ \int x^2\,dx = \int x^2\,dx + C \]", "follows"),
        (r"\[ \frac{2^{2000}}{2^{1998}} = 2^2 = 4 \]", "follows follows"),
        (r"\[ 10^{17} + 1 - 10^{17} = 1 \]", "follows"),
        ("```latex\n\\begin{align}\nx + x &= 2x \\\\\n &= 3x - x\n\\end{align}\n```", "follows follows"),
        ("```\nLet $x > 0$.\nsqrt(x^2) = x\n```", "follows"),
        ("`x + x = 2x`", "follows"),
        (r"\begin{align} x + x &= 2x \\ \intertext{and so} 3x &= x + 2x \end{align}", "follows follows"),
    ],
)
def test_a_right_line_has_its_sign(text: str, signs: str) -> None:
    assert sign_by_sign(text) == signs


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        # the sign of the second integral is lost; the constant is no new letter
        (r"\[ \int x e^x\,dx = x e^x - \int e^x\,dx = x e^x + e^x + C \]", [1]),
        ("```latex\n\\begin{align}\nx + x &= 2x \\\\\n &= 3x\n\\end{align}\n```", [4]),
        (r"\[ f(t) = t^2 + 1 \]" "\n" r"\[ f(2) = 2^2 + 3 = 7 \]", [2]),
        (r"\[ f(x) = (x+1)^2 = x^2 + x + 1 \]", [1]),
        # s and t can be what the equations say, whatever x is
        (r"$\sqrt{s} = x^2 + 1$" "\n" + CHAIN % "2x + 2", [2]),
        ("$x + y = p + q$\n" + EVEN_SUM % "x^2 + y^2 + xy", [2]),
    ],
)
def test_a_slip_is_shown_in_its_line(text: str, lines: list[int]) -> None:
    assert broken(text) == lines


NOT_CERTAIN = {
    "a value of a function, which is no rule": r"\[ f(a) = 3 \]" "\n" r"\[ f(b) = 2 + 3 = 5 \]",
    "a recursion": r"\[ f(n) = f(n-1) + n \]" "\n" r"\[ f(3) = f(2) + 3 = f(1) + 5 \]",
    "a rule in a letter that has a value": (
        "With $t = 3$ we have\n" r"\[ f(t) = t^2 + 1 \]" "\n" r"\[ f(2) = 2^2 + 3 = 7 \]"
    ),
    "a rule that is not read": r"\[ f(n) = 1 + 2 + \dots + n \]" "\n" r"\[ f(3) = 3 + f(2) = 3 + 3 \]",
    "a condition behind": EVEN_SUM % "x^2 + y^2" + "\nif $x$ or $y$ vanishes.",
    "a condition in the list below": "Now $3x = 2x + x = 4x$.\n  * If $x$ vanishes, that is.",
    "an inequality that ties a letter": r"\[ x^2 \le 0 \]" "\n" r"\[ (x+1)^2 = x^2 + 2x + 1 = 3x + 1 \]",
    "a root that is real at one place": (
        r"\[ \sqrt{-x^2} \ge 0 \]" "\n" r"\[ (x+1)^2 = x^2 + 2x + 1 = 3x + 1 \]"
    ),
    "matrices that anticommute": ANTICOMMUTING,
    "a vector without length": NO_LENGTH,
    "a line with a minus that goes on": (
        r"\begin{align} (a+b)^2 - (a-b)^2 &= 2ab \\ - (-2ab) &= 4ab \\ a + a &= 2a \end{align}"
    ),
    "a square that is real from some value on": (
        "Put $s^2 = x - 3$.\n" r"\[ |x-3| + 1 = x - 3 + 1 = x - 2 \]"
    ),
    "equations in more letters than are solved": (
        "We have $x + y = p + q + r + s + t + u + v + w + z$.\n" + EVEN_SUM % "x^2 + y^2 + xy"
    ),
}  # fmt: skip


@pytest.mark.parametrize("text", NOT_CERTAIN.values(), ids=NOT_CERTAIN.keys())
def test_what_may_hold_is_not_called_wrong(text: str) -> None:
    assert broken(text) == []


# --- what is said of a line -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "sign", "said"),
    [
        ("x + 1 = ", "unread", "Nothing is written here."),
        (r"\[ 1 + \sqrt2 = \sqrt2 + 1 \approx 2.6 \]", "undecided", "Approximations are not judged."),
        (r"\[ x + \sin x = \sin x + x \approx 2x \]", "undecided", "Approximations are not judged."),
        (r"\[ \int 2x\,dx + 1 = \int 2t\,dt + 1 \]", "undecided", "The integrals are by different letters."),
        (r"\[ \int\int x\,dx\,dx = \frac{x^3}{6} \]", "undecided", "The two could not be computed."),
        (r"\[ \left(\int x\,dx\right)^2 = \frac{x^4}{4} \]", "undecided", "The two could not be computed."),
        (
            r"\[ 1 + x^2 = x^2 + 1 = \sqrt{-1-x^2}\sqrt{-1-x^2} \]",
            "undecided",
            "The two have no real values to compare.",
        ),
        (
            r"\[ n + 0 = n = \sqrt{(n-1)(1-n)} + 1 \]",
            "undecided",
            "The two have real values at too few points.",
        ),
        (
            r"\[ \cos(0)\pi = \pi = \frac{355}{113} \]",
            "undecided",
            "The two differ by less than rounding may.",
        ),
        (
            r"\[ 1 + |x-y| = |x-y| + 1 = x - y + 1 \]",
            "undecided",
            "Not judged: which of x and y is larger is not given.",
        ),
        (
            r"\[ 1 + |x-y| = |x-y| + 1 = y - x + 1 \]",
            "undecided",
            "Not judged: which of x and y is larger is not given.",
        ),
        (
            r"Let $A \in \mathbb{R}^{n \times n}$." "\n" r"\[ 2A = A + A = \sum_{k=1}^{2} A \]",
            "undecided",
            "Arrays are not computed here.",
        ),
        (
            r"\[ (1, 2) + (3, 4) = (4, 6) \]",
            "undecided",
            "Several values in brackets read in more than one way.",
        ),
        (
            r"\[ 1 + \sqrt{x^2} = \sqrt{x^2} + 1 = x + 1 \]",
            "undecided",
            "Not judged: the range of x is not given.",
        ),
        ("1/x < 2\n1 < 2x", "undecided", "Not judged: nothing says what this inequality follows from."),
        (r"\[ E[X] + x = x + E[X] = x + 1 \]", "undecided", "Not judged: E[X] is not computed here."),
        (
            EVEN_SUM % "x^2 + y^2" + "\nif $x$ or $y$ vanishes.",
            "undecided",
            "If x, y are numbers: does not follow.",
        ),
    ],
)
def test_why_a_line_is_not_judged_is_said(text: str, sign: str, said: str) -> None:
    last = mathematics(mark_derivation(text))[-1]
    assert (last.kind if last.kind == "unread" else last.sign, last.message) == (sign, said)


@pytest.mark.parametrize(
    ("text", "letters", "breaks"),
    [
        (r"Where the action is certain, $\log \pi = 0$.", (), False),
        (r"The log-odds vanish there: $\log \pi - \log(1 - \pi) = 0$.", (), False),
        (r"\[ -\pi \log \pi = 0 \]", (), False),
        (r"The $L$ of a letter: $L = 2\pi - \pi = \pi = 1/2$", (), False),
        (r"With the error $e$ the bias is $\log e = 0$.", (), False),
        (r"The index of the first is $i^2 = 1$.", (), False),
        (r"A policy in an angle: $L = \pi\cos(0) = \pi = 3$", ("pi",), False),
        (r"\[ (x + i y)^2 = x^2 + 2 i x y - y^2 \]", ("i",), False),
        (r"\[ \cos(2\pi) = -1 \]", (), True),
        (r"\[ \log\sqrt{2\pi} = \frac12\log(2\pi) = \log(2\pi) \]", (), True),
        (r"\[ \log(\pi^2) = 2\log\pi = \log(2\pi) \]", ("pi",), True),
    ],
)
def test_a_letter_is_not_the_constant_of_its_name(text: str, letters: tuple[str, ...], breaks: bool) -> None:
    assert bool(mark_derivation(text, letters=frozenset(letters)).breaks) == breaks


def test_what_follows_a_value_that_is_not_read_is_not_judged() -> None:
    (unread, step) = mathematics(mark_derivation(r"\[ S = 1 + 2 + \dots + 9 = 45 \]"))
    assert (unread.kind, step.sign, step.message) == ("unread", "undecided", "The line before was not read.")
    (unread, step) = mathematics(
        mark_derivation("\\begin{align} S &= 1 + \\dots + 9 \\\\ &= 45 \\end{align}")
    )
    assert (unread.kind, step.sign, step.message) == ("unread", "undecided", "The line before was not read.")


def test_lines_beyond_the_limit_are_told_and_never_called_wrong() -> None:
    marked = mark_derivation("\n\n".join(["2 + 2 = 3 + 1"] * 400 + ["2 + 2 = 5"]))
    first, *_, last_checked, beyond = mathematics(marked)
    assert (first.sign, last_checked.sign) == ("follows", "follows")
    assert (beyond.line, beyond.sign, beyond.message) == (801, "undecided", "The text has too many lines.")


def shown_point(text: str) -> tuple[dict[str, float], float, float]:
    (line,) = mark_derivation(text).breaks
    assert line.counterexample is not None
    pairs = (pair.split(" = ") for pair in line.counterexample.place.split(", "))
    at = {name: float(value) for name, value in pairs}
    return at, float(line.counterexample.first), float(line.counterexample.second)


def test_a_point_lies_in_the_domain_that_is_declared() -> None:
    at, first, second = shown_point("Let $x > 100$.\n" + CHAIN % "2x + 2")
    assert at["x"] > 100
    assert (first, second) == pytest.approx((2 * at["x"] + 1, 2 * at["x"] + 2), rel=1e-3)
    assert first < second


def test_a_point_has_all_letters_of_a_long_line() -> None:
    text = r"\[ p(q+r+s+t+u+v) = pq+pr+ps+pt+pu+pv = pq+pr+ps+pt+pu+v \]"
    at, first, second = shown_point(text)
    assert set(at) == set("pqrstuv")
    rest = at["p"] * (at["q"] + at["r"] + at["s"] + at["t"] + at["u"])
    assert first - second == pytest.approx(at["p"] * at["v"] - at["v"], rel=0.05)
    assert (first, second) == pytest.approx((rest + at["p"] * at["v"], rest + at["v"]), rel=0.05)
