"""How to type answers, by example: the text behind ``drill help answers`` and the app's page.

Light: data alone. Each example carries an answer that it is right for, so that what is shown can be set,
and the tests can hold every claim against the checker.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from drill.checking import Answer, answer_from


@dataclass(frozen=True, slots=True)
class HelpExample:
    """What is typed, and an answer that it is right for; ``note`` says what it means, if need be.

    ``refused`` examples are unreadable on purpose: the note says what to type instead.
    """

    typed: str
    expect: Answer
    note: str = ""
    refused: bool = False


@dataclass(frozen=True, slots=True)
class HelpTopic:
    """One thing to type: its title, a sentence or two, and examples."""

    title: str
    what: str
    examples: tuple[HelpExample, ...]


def topics() -> tuple[HelpTopic, ...]:
    """All topics, in the order in which a learner meets them."""
    return _TOPICS


_X = ("x",)


def _number(typed: str, value: str = "", note: str = "") -> HelpExample:
    return HelpExample(typed, Answer(kind="number", key=value or typed), note)


def _expression(typed: str, value: str = "", note: str = "", names: tuple[str, ...] = _X) -> HelpExample:
    return HelpExample(typed, Answer(kind="expression", key=value or typed, vars=names), note)


def _of(kind: str, typed: str, value: str = "", note: str = "", names: tuple[str, ...] = ()) -> HelpExample:
    return HelpExample(typed, Answer(kind=kind, key=value or typed, vars=names), note)


def _example(typed: str, expect: Mapping[str, object], note: str = "") -> HelpExample:
    return HelpExample(typed, answer_from(expect), note)


def _refused(typed: str, note: str, expect: Mapping[str, object]) -> HelpExample:
    return HelpExample(typed, answer_from(expect), note, refused=True)


_CHOICE: Mapping[str, object] = {"choice": [{"right": "yes"}, {"wrong": "no"}], "keep-order": True}
_CHOICES: Mapping[str, object] = {
    "choices": [{"right": "one"}, {"wrong": "two"}, {"right": "three"}],
    "keep-order": True,
}
_PARTS: Mapping[str, object] = {"parts": {"mean": {"number": "2"}, "variance": {"number": "3"}}}
_SHAPES: Mapping[str, object] = {"A": ["n", "n"], "B": ["n", "m"]}
_ARRAYS: Mapping[str, object] = {"A": ["m", "n"], "x": ["n"], "b": ["m"]}

_TOPICS = (
    HelpTopic(
        "Numbers",
        "Type the exact value: 0.75 counts as 3/4, and a rounded value only where rounding is asked for.",
        (
            *map(_number, ("3/4", "0.75", "-2", "sqrt(2)/2", "2pi/3", "e^2", "5!", "1.5e-3")),
            _number("75%", "3/4"),
            _number("C(5, 2)", "10"),
            _number("5 choose 2", "10"),
            _number("inf"),
            _number("-inf"),
            _number("dne", "dne", "a limit that does not exist"),
        ),
    ),
    HelpTopic(
        "Products and fractions",
        "A product is written side by side, with a blank, or with *. A fraction is read from left to right.",
        (
            *(_expression(typed, "2x") for typed in ("2x", "2 x", "2*x", "2·x")),
            _expression("x(x+1)"),
            _expression("1/2x", "(1/2)*x", "is half of x"),
            _expression("1/(2x)", "1/(2*x)", "one over 2x needs its brackets"),
            _expression("(x+1)/(x-1)", "", "and so does a sum above or below"),
        ),
    ),
    HelpTopic(
        "Powers and roots",
        "A power is ^ or **, with brackets around an exponent of more than one thing.",
        (
            *(_expression(typed, "x^2") for typed in ("x^2", "x**2", "x²")),
            _expression("e^(2x)"),
            _expression("2^(x+1)"),
            _expression("e^2x", "(e^2)*x", "is e² times x"),
            _expression("e^-x", "e^(-x)"),
            _expression("sqrt(x)"),
            _expression("√x", "sqrt(x)"),
            _expression("root(x, 3)", "", "the third root"),
        ),
    ),
    HelpTopic(
        "Functions",
        "Brackets around the argument are always right. Without them a function takes the product beside it. "
        "log is the natural logarithm, like ln.",
        (
            *map(_expression, ("sin(2x)", "ln(x)", "|x|", "exp(x)", "arctan(x)", "max(0, x)", "floor(x)")),
            _expression("sin 2x", "sin(2*x)", "is sin(2x)"),
            _expression("sin x^2", "sin(x^2)", "is sin(x²)"),
            _expression("sin^2 x", "(sin(x))^2", "is sin(x)²"),
            _expression("sin^-1 x", "arcsin(x)", "is arcsin(x)"),
            _expression("log_2(x)", "log(x, 2)", "another base: also log(x, 2)"),
        ),
    ),
    HelpTopic(
        "Names and Greek letters",
        "The names of an exercise stand under the input; other names are not known. Greek letters are typed "
        "as words or as they are.",
        (
            *(_expression(typed, "lambda", names=("lambda",)) for typed in ("lambda", "λ")),
            _expression("x_1 + x_2", names=("x_1", "x_2")),
            _expression("sigma^2", names=("sigma",)),
            _expression("y'", names=("y'",)),
        ),
    ),
    HelpTopic(
        "Antiderivatives",
        "The constant belongs to them, and so do the bars of a logarithm.",
        (
            _of("antiderivative", "x^2/2 + C", "x^2/2", names=_X),
            _of("antiderivative", "ln|x| + C", "ln(abs(x))", names=_X),
        ),
    ),
    HelpTopic(
        "Vectors",
        "Entries are parted by commas, or by blanks in square brackets.",
        tuple(
            _of("vector", typed, "[1, t, 0]", names=("t",))
            for typed in ("[1, t, 0]", "(1, t, 0)", "<1, t, 0>", "[1 t 0]")
        ),
    ),
    HelpTopic(
        "Matrices",
        "Row by row, rows parted by brackets or semicolons, or each on a line of its own.",
        tuple(
            _of("matrix", typed, "[[1, 2], [3, 4]]")
            for typed in ("[[1, 2], [3, 4]]", "[1, 2; 3, 4]", "[1 2; 3 4]", "1 2; 3 4")
        ),
    ),
    HelpTopic(
        "Products of matrices",
        "Letters that stand for matrices; a transpose is ^T or a prime, an inverse ^-1.",
        tuple(
            _example(typed, {"matrix-expression": value, "shapes": _SHAPES})
            for typed, value in (
                ("A^T B", "A^T B"),
                ("A'B", "A^T B"),
                ("A^-1 B", "A^-1 B"),
                ("(A + I) B", "A B + B"),
            )
        ),
    ),
    HelpTopic(
        "Solutions of a system",
        "A point and multiples of vectors; the letters of the multiples are yours.",
        (_example("[1, 0, 2] + s[1, 1, 0]", {"solutions": {"point": "[1, 0, 2]", "span": "[[1, 1, 0]]"}}),),
    ),
    HelpTopic(
        "Factorisations",
        "Each factor by its name.",
        (_example("L = [1, 0; 2, 1]; U = [1, 2; 0, 3]", {"factorisation": "lu", "of": "[[1, 2], [2, 7]]"}),),
    ),
    HelpTopic(
        "Bases and eigenvectors",
        "Vectors one after the other; any basis and any multiple that fits is right.",
        (
            _of("span", "[1, 0, 1], [0, 1, 0]", "[[1, 0, 1], [0, 1, 0]]"),
            _example("[1, 1]", {"eigenvector": "[[2, 1], [1, 2]]", "value": "3"}),
        ),
    ),
    HelpTopic(
        "Sets and lists",
        "A set in braces, in any order; a list in square brackets, in its order. Bare commas do for both.",
        (
            _of("set", "{1, 2}"),
            _of("set", "1, 2", "{1, 2}"),
            _of("set", "1 ± √2", "{1 + sqrt(2), 1 - sqrt(2)}"),
            _of("set", "{}", "{}", "the empty set"),
            _of("list", "[1, 2]"),
        ),
    ),
    HelpTopic(
        "Intervals",
        "A round bracket leaves its end out, a square one takes it in; U joins them.",
        (
            _of("interval", "[0, 1)"),
            _of("interval", "(-inf, 0) U (1, inf)"),
            _of("interval", "x < 0 or x > 1", "(-inf, 0) U (1, inf)"),
        ),
    ),
    HelpTopic(
        "Equations and inequalities",
        "Both sides, with =, <, <=, >, >= or != between them, joined by and, or.",
        (
            _of("equation", "y = 2x + 1", names=("x", "y")),
            _of("inequality", "x >= 3", names=_X),
            _of("inequality", "2 < x <= 5", names=_X),
            _of("inequality", "-1 < x and x < 3", "-1 < x < 3", names=_X),
        ),
    ),
    HelpTopic(
        "Formulas",
        "A formula of a paper from memory, with both of its sides: typed plainly, in LaTeX or as shown.",
        (
            _example("y = w x + b", {"formula": "y = w x + b", "vars": ["w", "x", "b", "y"]}),
            _example(
                r"\sigma(x) = \frac{1}{1 + e^{-x}}",
                {"formula": "sigma = 1/(1 + e^(-x))", "latex": r"\sigma(x) = \frac{1}{1 + e^{-x}}"},
            ),
            _example(
                "L = -E_x~p[log(D(x)/c)] + eta ||what_i||^2",
                {"formula": r"L = -\mathbb{E}_{x \sim p}[\log \frac{D(x)}{c}] + \eta \|\hat{w}_i\|^2"},
                "what is ŵ, eta is η",
            ),
        ),
    ),
    HelpTopic(
        "Distributions",
        "The family with its parameters in our order, or each parameter named.",
        (
            _of("distribution", "Beta(3, 7)"),
            _of("distribution", "N(0, 4)", "normal(0, 4)", "mean, then variance"),
            _of("distribution", "N(mean=0, sd=2)", "normal(0, 4)"),
            _of("distribution", "Gamma(2, 3)", "gamma(2, 3)", "shape, then rate"),
            _of("distribution", "Exp(3)", "exponential(3)", "the rate"),
        ),
    ),
    HelpTopic(
        "Code",
        "A NumPy expression, or assignments and then one; the arrays of the exercise are known.",
        (
            _example("A @ x + b", {"code": "A @ x + b", "arrays": _ARRAYS}),
            _example("np.exp(x).sum(axis=0)", {"code": "np.sum(np.exp(x))", "arrays": {"x": ["n"]}}),
            _example(
                "z = A @ x; np.maximum(z, 0)",
                {"code": "np.maximum(A @ x, 0)", "arrays": {"A": ["m", "n"], "x": ["n"]}},
            ),
        ),
    ),
    HelpTopic(
        "Shapes",
        "The lengths of the axes in order.",
        tuple(
            _of("shape", typed, "(b, t, d)", names=("b", "t", "d")) for typed in ("(b, t, d)", "b × t × d")
        ),
    ),
    HelpTopic(
        "Choices and orders",
        "The letters shown, or the text; for an order the letters in their order.",
        (
            _example("a", _CHOICE, "the first option"),
            _example("yes", _CHOICE, "its text"),
            _example("a c", _CHOICES, "every right option"),
        ),
    ),
    HelpTopic(
        "Parts",
        "A field each in the app; on one line by their names.",
        (_example("mean = 2; variance = 3", _PARTS),),
    ),
    HelpTopic(
        "LaTeX",
        "An answer with a backslash, or between dollar signs, is read as LaTeX. What LaTeX would show "
        "otherwise than it is meant needs its braces.",
        (
            _expression(r"\frac{1}{2}x^{2}", "x^2/2"),
            _expression(r"\sqrt{x^2 + 1}", "sqrt(x^2 + 1)"),
            _expression(r"e^{-x}\cos\left(2\pi x\right)", "e^(-x) cos(2 pi x)"),
            _expression("$x^{2}$", "x^2"),
            _expression(r"\lambda_{1}", "lambda_1", names=("lambda_1",)),
            _of("matrix", r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}", "[[1, 2], [3, 4]]"),
            _of("interval", r"[0, 1) \cup (2, \infty)", "[0, 1) U (2, inf)"),
            _of("distribution", r"\mathcal{N}(0, 4)", "normal(0, 4)"),
            _refused(r"2^10\pi", "is asked back: write 2^{10}", {"expression": "2^10*pi"}),
        ),
    ),
    HelpTopic(
        "What is asked back",
        "Whatever reads two ways is not guessed: it costs nothing, and the message says what to type.",
        (
            _refused("1 1/4", "write 1+1/4 or 5/4", {"number": "5/4"}),
            _refused("3x4", "write 3*4 or 3x*4", {"number": "12"}),
            _refused("4/15%", "write (4/15)% or 4/(15%)", {"number": "4/1500"}),
            _refused("2,5", "write 2.5", {"number": "2.5"}),
            _refused("e^-2x", "write e^(-2x) or e^(-2) x", {"expression": "e^(-2x)", "vars": _X}),
            _refused("x2", "write 2x, x^2 or x_2", {"expression": "2x", "vars": _X}),
        ),
    ),
)
