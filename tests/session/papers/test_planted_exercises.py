"""Exercises that are false or empty, as a careless or cheating author writes them: none is confirmed."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from drill.checking import Spec, Verdict
from drill.errors import CheckError, UsageError
from drill.papers import find_page_code
from drill.session.papers.author_page import write_author_page
from drill.session.papers.author_taking import Answer, take_author_answer
from drill.session.workspace import Workspace
from tests.homes import bank, plant, sums, workspace_in

Numbers = dict[str, Fraction]


class Planted(NamedTuple):
    """A bad exercise; ``honest`` is what somebody answers who reads its prompt alone."""

    id: str
    prompt: str
    answer: str
    witness: str
    honest: Callable[[Numbers], object]
    params: str = "{s: 2..9, r: 2..9}"
    more: str = ""

    @property
    def yaml(self) -> str:
        """The exercise as its author writes it."""
        lines = [f"- id: {self.id}", "  prompt: |-", f"    ({self.id}) {self.prompt}"]
        lines += [f"  params: {self.params}"] * bool(self.params) + [f"  answer: {self.answer}"]
        lines += [f"  witness: {self.witness}"] * bool(self.witness) + [self.more] * bool(self.more)
        return "\n".join(lines)


GIVEN = "A prior has the variance $s = @s$, an observation the variance $r = @r$."
EXACT = "Answer with a fraction or a whole number."
MEAN = f"A mean has $n = @n$ terms of variance $v = @v$, all independent. Its variance? {EXACT}"


def choice(right: str, *wrong: str) -> str:
    """Return an answer in YAML with one option that is called right."""
    options = [f"{{right: '{right}'}}", *(f"{{wrong: '{text}', say: 'No.'}}" for text in wrong)]
    return f"{{choice: [{', '.join(options)}]}}"


def unclear(numbers: Numbers) -> str:
    del numbers
    return "unclear, something is not said"


FALSE = [
    Planted("gain-for-variance", f"{GIVEN} What is the posterior variance? {EXACT}",
            '{number: "s/(s + r)"}', '{integral: "s*exp(-(s + r)*t)", over: {t: [0, inf]}}',
            lambda n: n["s"] * n["r"] / (n["s"] + n["r"])),
    Planted("weights-exchanged",
            f"For which $G$ is $(1 - G)^2 s + G^2 r$ least, with $s = @s$, $r = @r$? {EXACT}",
            '{number: "r/(s + r)"}', '{minimum: "(1 - G)**2*r + G**2*s", over: {G: [0, 1]}}',
            lambda n: n["s"] / (n["s"] + n["r"])),
    Planted("integral-of-a-constant", f"{GIVEN} What is the weight of the observation? {EXACT}",
            '{number: "s/(2*s + r)"}', '{integral: "s", over: {x: [0, "1/(2*s + r)"]}}',
            lambda n: n["s"] / (n["s"] + n["r"])),
    Planted("square-that-vanishes", f"{GIVEN} What is the weight of the observation? {EXACT}",
            '{number: "r/(s + r)"}', '{minimum: "(z*(s + r) - r)**2", over: {z: [0, 1]}}',
            lambda n: n["s"] / (n["s"] + n["r"])),
    Planted("root-of-the-key", f"{GIVEN} What is the weight of the observation? {EXACT}",
            '{number: "r/(s + r)"}', '{root: "z*s + z*r - r", wrt: z, in: [0, 1]}',
            lambda n: n["s"] / (n["s"] + n["r"])),
    Planted("logarithm-of-the-key", f"{GIVEN} What is the weight of the prior? {EXACT}",
            '{number: "s/(s + r)"}', '{root: "np.log(z) - np.log(s) + np.log(s + r)", wrt: z, in: [0.01, 1]}',
            lambda n: n["r"] / (n["s"] + n["r"])),
    Planted("sum-of-equal-terms", f"{GIVEN} What is the posterior variance? {EXACT}",
            '{number: "r*s**2/(s + r)"}', '{value: "sum(s*s/(s + r) for k in range(1, r + 1))"}',
            lambda n: n["s"] * n["r"] / (n["s"] + n["r"])),
    Planted("limit-of-a-factor", f"{GIVEN} What is the weight of the observation? {EXACT}",
            '{number: "r/(s + r)"}', '{limit: "r*np.sin(t)/(t*(s + r))", wrt: t, to: 0}',
            lambda n: n["s"] / (n["s"] + n["r"])),
    Planted("same-slip-twice", MEAN,
            '{number: "v/n**2"}', '{value: "sum(v/n**3 for k in range(1, n + 1))"}',
            lambda n: n["v"] / n["n"], "{n: 2..9, v: 2..9}"),
    Planted("root-of-a-count", MEAN,
            '{number: "v/(n - 1)"}', '{integral: "v*x**(n - 2)", over: {x: [0, 1]}}',
            lambda n: n["v"] / n["n"], "{n: 2..9, v: 2..9}"),
    Planted("sign-slip", f"What is the slope of $x^2 - b x$ with $b = @b$ at $a = @a$? {EXACT}",
            '{number: "2*a + b"}', '{derivative: "x**2 + b*x", wrt: x, at: {x: a}}',
            lambda n: 2 * n["a"] - n["b"], "{a: 2..9, b: 2..9}"),
    Planted("one-step-too-few", "A value 0 moves half of its way to $g = @g$ in each of $n = @n$ steps. "
            f"Where is it then? {EXACT}", '{number: "g*(1 - 2**(1 - n))"}',
            '{recursion: {m: "m/2 + g/2"}, start: {m: 0}, times: n - 1}',
            lambda n: n["g"] * (1 - Fraction(1, 2 ** int(n["n"]))), "{g: 2..9, n: 2..6}"),
    Planted("degrees-for-radians", "What is the sine of an angle of $a = @a$ degrees, to 3 decimals?",
            '{number: "np.sin(a)", decimals: 3}', '{integral: "np.cos(t)", over: {t: [0, a]}}',
            lambda n: f"{math.sin(math.radians(n['a'])):.3f}", "{a: 2..40}"),
    Planted("nats-for-bits", "A law is uniform on $n = @n$ values. Its entropy in bits, to 3 decimals?",
            '{number: "np.log(n)", decimals: 3}', '{integral: "1/t", over: {t: [1, n]}}',
            lambda n: f"{math.log2(n['n']):.3f}", "{n: 3..40}"),
    Planted("ends-counted", f"How many whole numbers lie strictly between $a = @a$ and $b = @b$? {EXACT}",
            '{number: "b - a + 1"}', '{value: "sum(1 for k in range(a, b + 1))"}',
            lambda n: n["b"] - n["a"] - 1, "{a: 2..9, b: 12..30}"),
    Planted("constant-by-rounding", "What is $1 - 10^{-3} a$ for $a = @a$, to 1 decimal, doubled?",
            '{number: "1 - a/1000", decimals: 1}', '{integral: "1 - a*x/500", over: {x: [0, 1]}}',
            lambda n: "2.0", "{a: 2..40}"),
    Planted("constant-by-cancelling", f"What is the share of $s = @s$ in $s + r$, with $r = @r$? {EXACT}",
            '{number: "(s + r)/(s + r)"}', '{integral: "2*x", over: {x: [0, 1]}}',
            lambda n: n["s"] / (n["s"] + n["r"])),
    Planted("constant-without-numbers", "What is the slope of $\\sin(x)$ at $x = 0$?",
            '{number: "0"}', '{derivative: "np.cos(x)", wrt: x, at: {x: 0}}', lambda n: 1, ""),
    Planted("key-in-the-prompt", f"{GIVEN} The answer is @{{s + r}}. What is the product of both?",
            '{number: "s + r"}', '{root: "(z - r)/s - 1", wrt: z, in: [0, 90]}', lambda n: n["s"] * n["r"]),
    Planted("wide-tolerance", f"{GIVEN} What is the weight of the observation?",
            '{number: "r/(s + r)", tolerance: 1}', '{integral: "r*exp(-(s + r)*t)", over: {t: [0, inf]}}',
            lambda n: n["s"] / (n["s"] + n["r"])),
    Planted("one-digit", f"{GIVEN} What is the weight of the observation?",
            '{number: "r/(s + r)", digits: 1}', '{integral: "r*exp(-(s + r)*t)", over: {t: [0, inf]}}',
            lambda n: n["s"] / (n["s"] + n["r"])),
    Planted("wrong-option", "What does a softmax approach as its temperature goes to 0?",
            choice("Equal weights for all.", "All weight on the largest.", "The scores themselves."), "",
            lambda n: "All weight on the largest.", ""),
    Planted("two-right-options", "Which of these is half of $x$?",
            choice("$x/2$", "$2x/4$", "$2x$"), "", unclear, ""),
    Planted("wrong-axis", "Write the mean of each row of `X`, which has the shape `(n, n)`.",
            '{code: "X.mean(axis=0)", arrays: {X: [n, n]}}', "{array: \"np.einsum('ij->j', X)/X.shape[0]\"}",
            lambda n: "X.mean(axis=1)", ""),
    Planted("undefined-term", f"{GIVEN} What is the adjusted gain? {EXACT}",
            '{number: "s/(s + 2*r)"}', '{integral: "s*exp(-(s + 2*r)*t)", over: {t: [0, inf]}}', unclear),
    Planted("key-in-the-title", f"{GIVEN} What is the weight of the prior? {EXACT}",
            '{number: "s/(s + r)"}', '{integral: "s*exp(-(s + r)*t)", over: {t: [0, inf]}}',
            lambda n: n["r"] / (n["s"] + n["r"]), more="  title: The weight is s/(s + r)"),
    Planted("ties", "How many entries of `x`, shape `(n,)`, are as large as its largest entry?",
            '{code: "np.sum(np.sort(x)[-1:] == np.max(x))", arrays: {x: [n]}}',
            '{array: "np.ones(1).sum() + 0*x.sum()"}', lambda n: "np.sum(x == np.max(x))", ""),
    Planted("row-of-zeros", "Write the rows of `X`, shape `(n, d)`, scaled to length 1; a zero row stays.",
            '{code: "X/np.sqrt(np.sum(X**2, axis=1, keepdims=True))", arrays: {X: [n, d]}}',
            '{array: "(X.T/np.linalg.norm(X, axis=1)).T"}',
            lambda n: "X/np.where(np.any(X != 0, axis=1), np.linalg.norm(X, axis=1), 1)[:, None]", ""),
    Planted("wrong-for-large-numbers", "Each of $a = @a$ discs is cut by all chords of $n = @n$ points on "
            f"its rim, no three through one inner point. How many parts are there in all? {EXACT}",
            '{number: "a*2**(n - 1)"}', '{value: "sum(a*binom(n - 1, k), k, 0, n - 1)"}',
            lambda n: n["a"] * sum(math.comb(int(n["n"]), k) for k in (0, 2, 4)), "{a: 2..9, n: 2..6}"),
]  # fmt: skip
RESTRICTED = [
    Planted("condition-unsaid", "Simplify $\\sqrt{x^2}$ for a real number $x$.",
            '{expression: "x"}', '{value: "np.sqrt(x**2)"}', lambda n: "abs(x)", "",
            "  assume: [x > 0]\n  step: a case"),
    Planted("single-value-left-out", "Simplify $\\sqrt{x^2}$ for a nonzero number $x$.",
            '{expression: "x"}', '{value: "np.sqrt(x**2)"}', lambda n: "abs(x)", "",
            "  assume: [x > 0]\n  step: a case"),
    Planted("one-of-two-letters", "Write the $x$ at which $(x - a)^2 + b |x|$ is least, in $a$ and $b > 0$.",
            '{expression: "a - b/2"}', '{root: "2*(z - a) + b", wrt: z, in: [-100, 100]}',
            lambda n: "sign(a)*max(abs(a) - b/2, 0)", "", "  assume: [a > b, b > 0]\n  step: a case"),
    Planted("another-bound", "Write $|\\log a|$ without bars for a number $a > 0$.",
            '{expression: "np.log(a)"}', '{value: "np.log(a**2)/2"}', lambda n: "abs(log(a))", "",
            "  assume: [a > 1]\n  step: a case"),
    Planted("slope-on-one-side", "What is the slope of $\\max(0, x)^2$ at any real $x$?",
            '{expression: "2*x"}', '{derivative: "np.maximum(x, 0)**2", wrt: x}', lambda n: "2*max(x, 0)", "",
            "  assume: [x > 0]\n  step: a case"),
    Planted("logarithm-of-a-square", "Write $\\log(x^2 y)$ as a sum, for real $x \\ne 0$ and $y > 0$.",
            '{expression: "2*np.log(x) + np.log(y)"}', '{value: "np.log(x*x*y)"}',
            lambda n: "2*log(abs(x)) + log(y)", "", "  assume: [x > 0, y > 0]\n  step: a case"),
    Planted("half-of-an-interval", "Write $b + \\max(1 + b, 3b)$ without a maximum for $0 \\le b \\le 1$.",
            '{expression: "1 + 2*b"}', '{integral: "1 + 4*b*x", over: {x: [0, 1]}}',
            lambda n: "max(1 + 2*b, 4*b)", "", "  assume: [b > 0, b < 1/2]\n  step: a case"),
    Planted("one-sign-of-two", "Write $\\sqrt{b^2}$ without a root for $|b| \\le N$, where $N$ is a count.",
            '{expression: "b"}', '{value: "np.sqrt(b**2)"}', lambda n: "abs(b)", "",
            "  assume: [b > 0]\n  step: a case"),
    Planted("sign-of-arrays", "Write the length of `X @ w`, shapes `(n, d)` and `(d,)`, entry by entry.",
            '{code: "X @ w", arrays: {X: [n, d], w: [d]}}',
            '{loops: "abs(sum(X[i,j]*w[j], j, 1, d))", over: {i: n}}',
            lambda n: "np.abs(X @ w)", "", "  assume: [X > 0, w > 0]\n  step: a case"),
]  # fmt: skip
"""False but for what their answers assume, which is printed below them."""

EMPTY = [
    Planted("put-in", f"A step is $s = a/(b + 1)$. How large is it for $a = @a$ and $b = @b$? {EXACT}",
            '{number: "a/(b + 1)"}', '{integral: "2*t*a/(b + 1)", over: {t: [0, 1]}}', lambda n: "",
            "{a: 2..9, b: 2..9}"),
    Planted("put-into-square", f"A loss is $(x - b)^2/2$. What is it for $x = @x$ and $b = @b$? {EXACT}",
            '{number: "(x - b)**2/2"}', '{integral: "t - b", over: {t: [b, x]}}', lambda n: "",
            "{x: 10..19, b: 2..8}"),
    Planted("put-into-a-loss", "The loss is $\\log(1 + e^{-m})$. What is it for $m = @m/10$, to 3 decimals?",
            '{number: "np.log(1 + np.exp(-m/10))", decimals: 3}',
            '{integral: "1/(1 + np.exp(t))", over: {t: [m/10, inf]}}', lambda n: "", "{m: 2..40}"),
    Planted("like-terms", "Simplify $x + x$.", '{expression: "2*x"}', '{value: "x + x"}', lambda n: "", ""),
    Planted("copied", "The momentum is $m = b m_0 + (1 - b) g$. Write $m$ as a function of $b$, $m_0$, $g$.",
            '{expression: "b*m_0 + (1 - b)*g"}',
            '{recursion: {m: "b*m + (1 - b)*g"}, start: {m: m_0}, times: 1}', lambda n: "", ""),
    Planted("input", "Return `X`, which has the shape `(n, d)`, as it is.",
            '{code: "X", arrays: {X: [n, d]}}', '{array: "X.T.T"}', lambda n: "", ""),
]  # fmt: skip
SOUND = [
    Planted("sound-gain", f"{GIVEN} What is the weight of the observation? {EXACT}",
            '{number: "s/(s + r)"}', '{minimum: "(1 - G)**2*s + G**2*r", over: {G: [0, 1]}}',
            lambda n: n["s"] / (n["s"] + n["r"])),
    Planted("sound-mean", MEAN,
            '{number: "v/n"}', '{value: "sum(v/n**2 for k in range(1, n + 1))"}',
            lambda n: n["v"] / n["n"], "{n: 2..9, v: 2..9}", more="  step: a rule"),
    Planted("sound-steps", "A value 0 moves half of its way to $g = @g$ in each of $n = @n$ steps. "
            f"Where is it then? {EXACT}", '{number: "g*(1 - 2**(-n))"}',
            '{recursion: {m: "m/2 + g/2"}, start: {m: 0}, times: n}',
            lambda n: n["g"] * (1 - Fraction(1, 2 ** int(n["n"]))), "{g: 2..9, n: 2..6}"),
    Planted("sound-condition", "Simplify $\\sqrt{x^2}$ for $x > 0$.",
            '{expression: "x"}', '{value: "np.sqrt(x**2)"}', lambda n: "abs(x)", "", "  assume: [x > 0]"),
    Planted("sound-bound", "Write $|\\log a|$ without bars for a number $a > 1$.",
            '{expression: "np.log(a)"}', '{value: "np.log(a**2)/2"}', lambda n: "abs(log(a))", "",
            "  assume: [a > 1]"),
    Planted("sound-interval", "Write $b + \\max(1 + b, 3b)$ without a maximum for $0 < b \\le \\frac14$.",
            '{expression: "1 + 2*b"}', '{integral: "1 + 4*b*x", over: {x: [0, 1]}}',
            lambda n: "max(1 + 2*b, 4*b)", "", "  assume: [b > 0, b < 1/2]"),
    Planted("sound-arrays", "Write the length of `X @ w`, shapes `(n, d)` and `(d,)`, entry by entry. All "
            "entries of both are positive.",
            '{code: "X @ w", arrays: {X: [n, d], w: [d]}}',
            '{loops: "abs(sum(X[i,j]*w[j], j, 1, d))", over: {i: n}}',
            lambda n: "np.abs(X @ w)", "", "  assume: [X > 0, w > 0]\n  step: a rule"),
    Planted("sound-order", "Write the $x$ at which $(x - a)^2 + b |x|$ is least, in $a$ and $b$ with "
            "$a > b > 0$.", '{expression: "a - b/2"}', '{root: "2*(z - a) + b", wrt: z, in: [-100, 100]}',
            lambda n: "sign(a)*max(abs(a) - b/2, 0)", "", "  assume: [a > b, b > 0]"),
    Planted("sound-long-name", "Write the square root of $\\lambda^2 a^2$ in $\\lambda$ and $a$, with "
            "$\\lambda > a > 0$.", '{expression: "lam*a", names: {lam: "\\\\lambda"}}',
            '{value: "np.sqrt(lam**2*a**2)"}', lambda n: "abs(lam*a)", "",
            "  assume: [lam > 0, a > 0, lam > a]"),
    Planted("sound-sum-of-squares", "Of $n = @n$ numbers $r = @r$ are $1$ and the others $0$. What share "
            "of the sum of squares is left when their mean is subtracted from each? Answer with a fraction.",
            '{number: "(n - r)/n"}', '{value: "(sum((1 - r/n)**2 for k in range(1, r + 1)) + '
            'sum((r/n)**2 for k in range(1, n - r + 1)))/r"}',
            lambda n: 1 - n["r"] / n["n"], "{n: 8..20, r: 2..4}"),
    Planted("sound-sum-of-variances", "Of $n = @n$ independent numbers each has the variance $v = @v$. "
            f"What is the variance of the first less the mean of all? {EXACT}", '{number: "v*(n - 1)/n"}',
            '{value: "(1 - 1/n)**2*v + sum(v/n**2 for k in range(2, n + 1))"}',
            lambda n: n["v"] * (n["n"] - 1) / n["n"], "{n: 4..20, v: 2..9}"),
    Planted("sound-ties", "How many entries of `x`, shape `(n,)`, are as large as its largest entry?",
            '{code: "np.sum(x == np.max(x))", arrays: {x: [n]}}',
            '{array: "x.shape[0] - np.sum(x < np.max(x))"}', lambda n: "np.sum(x >= x.max())", ""),
    Planted("sound-nonzero", "Simplify $y \\operatorname{sign}(x)^2$ for a nonzero number $x$.",
            '{expression: "y"}', '{value: "y*np.sign(x)**2"}', lambda n: "y*sign(x)^2", "",
            "  assume: [x != 0]\n  vars: [x]"),
    Planted("sound-same-number", "A loss has the variance $v = @v$. All is raised by $c = @c$. What is "
            f"the variance? {EXACT}", '{number: "v"}',
            '{integral: "6*v*t*(1 - t)", over: {t: [0, 1]}}', lambda n: n["v"], "{v: 2..9, c: 10..19}"),
    Planted("sound-same-formula", "What is the slope of $f(x) = e^x$ at $x$?",
            '{expression: "exp(x)"}', '{derivative: "exp(x)", wrt: x}', lambda n: "exp(x)", "",
            more="  step: a rule"),
    Planted("sound-same-array", "Write the gradient of $\\frac12 \\sum_{ij} X_{ij}^2$ in `X`, which has the "
            "shape `(n, d)`.", '{code: "X", arrays: {X: [n, d]}}',
            '{array: "X.T.T"}', lambda n: "X", "", more="  step: a rule"),
]  # fmt: skip


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    plant(tmp_path, "tiny", bank(sums(3)))
    with workspace_in(tmp_path) as opened:
        yield opened


def words(answer: Answer) -> dict[str, str]:
    return {taken.part.id: taken.word for taken in answer.taken}


def answer_honestly(page: str, rows: dict[str, Planted]) -> str:
    """Return the answers of somebody who works out what each task of a blind page asks."""
    told: list[str] = []
    for number, task in re.findall(r"^\*\*(\d+)\.\*\* (.*?)(?=^\*\*\d+\.\*\*|\Z)", page, re.M | re.S):
        row = rows[task[1:].partition(")")[0]]
        values = {name: Fraction(text) for name, text in re.findall(r"\b([a-z]) = (\d+)", task)}
        answer = str(row.honest(values))
        letter = re.search(rf"^  ([a-z])\) {re.escape(answer)}$", task, re.M)
        told.append(f"{number}: {letter[1] if letter else answer}")
    return "\n".join(told)


@pytest.mark.parametrize("row", [*FALSE, *SOUND], ids=lambda row: row.id)
def test_no_false_exercise_is_confirmed(workspace: Workspace, row: Planted) -> None:
    first = take_author_answer(workspace, "tiny", row.yaml, variants=6)
    outcome = words(first)[row.id]
    if first.drafts:
        page = write_author_page(workspace, "tiny", call="blind")
        answers = answer_honestly(page, {row.id: row})
        outcome = words(take_author_answer(workspace, "tiny", answers, call="blind", variants=6))[row.id]
    assert (outcome == "confirmed") == (row in SOUND), first.taken[0].told


@pytest.mark.parametrize("row", RESTRICTED, ids=lambda row: row.id)
def test_what_an_answer_assumes_stands_below_the_task(workspace: Workspace, row: Planted) -> None:
    assert take_author_answer(workspace, "tiny", row.yaml, variants=4).drafts
    page = write_author_page(workspace, "tiny", call="blind")
    assert "\n\nHere " in page
    answers = answer_honestly(page, {row.id: row})
    taken = take_author_answer(workspace, "tiny", answers, call="blind", variants=4)
    assert words(taken) == {row.id: "confirmed"}


@pytest.mark.parametrize("row", EMPTY, ids=lambda row: row.id)
def test_what_leaves_nothing_to_work_out_is_refused_at_once(workspace: Workspace, row: Planted) -> None:
    (taken,) = take_author_answer(workspace, "tiny", row.yaml, variants=4).taken
    assert "empty" in [finding.code for finding in taken.proof.findings], taken.told


SPECIAL = [
    Planted("full-rank", "Write the rank of any `X`, which has the shape `(n, d)`.",
            '{code: "np.minimum(X.shape[0], X.shape[1])", arrays: {X: [n, d]}}',
            '{array: "np.linalg.matrix_rank(X)"}', lambda n: "", ""),
    Planted("no-zero", "How many entries of `x`, which has the shape `(n,)`, count for the penalty $|x|_0$?",
            '{code: "x.shape[0]", arrays: {x: [n]}}', '{array: "np.sum(x != 0)"}', lambda n: "", ""),
    Planted("no-zero-by-loops", "How many entries of each row of `X`, shape `(n, d)`, are not 0?",
            '{code: "(0*X + 1).sum(axis=1)", arrays: {X: [n, d]}}',
            '{loops: "sum(abs(sign(X[i,j])), j, 1, d)", over: {i: n}}', lambda n: "", ""),
    Planted("no-equal-rows", "How many distances between rows of `X`, shape `(n, d)`, are above 0?",
            '{code: "X.shape[0]*(X.shape[0] - 1)", arrays: {X: [n, d]}}',
            '{array: "np.sum(np.sum((X[:, None] - X[None])**2, axis=2) > 0)"}', lambda n: "", ""),
    Planted("said-in-words-alone", "Write the rank of `X`, which has the shape `(n, d)` and full rank.",
            '{code: "np.minimum(X.shape[0], X.shape[1])", arrays: {X: [n, d]}}',
            '{array: "np.linalg.matrix_rank(X)"}', lambda n: "", ""),
]  # fmt: skip
GENERIC = [
    Planted("assumed-full-rank", "Write the rank of `X`, which has the shape `(n, n)`.",
            '{code: "np.minimum(X.shape[0], X.shape[1])", arrays: {X: [n, n]}}',
            '{array: "np.linalg.matrix_rank(X)"}', lambda n: "", "", more="  assume: [X invertible]"),
    Planted("assumed-nonzero", "How many entries of each row of `X`, shape `(n, d)`, are there?",
            '{code: "(0*X + 1).sum(axis=1)", arrays: {X: [n, d]}}',
            '{loops: "sum(abs(sign(X[i,j])), j, 1, d)", over: {i: n}}', lambda n: "", "",
            more="  assume: [X nonzero]"),
    Planted("system-by-loops", "Divide each column of `X`, shape `(n, d)`, by the one of `x`, shape `(d,)`.",
            '{code: "X/x", arrays: {X: [n, d], x: [d]}}',
            '{loops: "X[i,j]/x[j]", over: {i: n, j: d}}', lambda n: "", "", more="  step: a rule"),
    Planted("system", "Write the solution `z` of `A @ z = y`, shapes `(n, n)` and `(n,)`.",
            '{code: "np.linalg.solve(A, y)", arrays: {A: [n, n], y: [n]}}',
            '{array: "np.linalg.inv(A) @ y"}', lambda n: "", ""),
    Planted("unit-rows", "Write the rows of `X`, shape `(n, d)`, scaled to length 1.",
            '{code: "X/np.sqrt(np.sum(X**2, axis=1, keepdims=True))", arrays: {X: [n, d]}}',
            '{array: "(X.T/np.linalg.norm(X, axis=1)).T"}', lambda n: "", ""),
]  # fmt: skip


@pytest.mark.parametrize("row", [*SPECIAL, *GENERIC], ids=lambda row: row.id)
def test_a_key_that_some_arrays_refute_is_refused(workspace: Workspace, row: Planted) -> None:
    (taken,) = take_author_answer(workspace, "tiny", row.yaml, variants=4).taken
    codes = [finding.code for finding in taken.proof.findings if finding.severity == "error"]
    assert codes == (["special"] if row in SPECIAL else []), taken.told


WRAPPED = (
    "integral-of-a-constant", "square-that-vanishes", "root-of-the-key", "logarithm-of-the-key",
    "sum-of-equal-terms", "limit-of-a-factor",
)  # fmt: skip


@pytest.mark.parametrize("row", [row for row in FALSE if row.id in WRAPPED], ids=lambda row: row.id)
def test_a_key_in_other_letters_is_refused_at_once(workspace: Workspace, row: Planted) -> None:
    (taken,) = take_author_answer(workspace, "tiny", row.yaml, variants=4).taken
    assert [finding.code for finding in taken.proof.findings] == ["wrapped"]


def test_the_right_option_of_a_choice_moves_by_each_step(workspace: Workspace) -> None:
    exercises = [
        Planted(
            f"c{number}", "Which is half of $x$?", choice("$x/2$", "$2x$", "$3x$", "$4x$"), "", unclear, ""
        )
        for number in range(16)
    ]
    take_author_answer(workspace, "tiny", "\n".join(row.yaml for row in exercises), variants=1)
    page = write_author_page(workspace, "tiny", call="blind")
    places: dict[str, list[int]] = {}
    for id_, task in re.findall(r"\((c\d+)\) (.*?)(?=^\*\*\d|\Z)", page, re.M | re.S):
        places.setdefault(id_, []).append("abcd".index(re.findall(r"^  ([a-d])\) \$x/2\$$", task, re.M)[0]))
    assert len(places) == 16
    assert {(second - first) % 4 for first, second in places.values()} == {1, 2, 3}


def test_the_blind_round_asks_where_letters_differ(workspace: Workspace) -> None:
    take_author_answer(workspace, "tiny", FALSE[0].yaml, variants=4)
    page = write_author_page(workspace, "tiny", call="blind")
    draws = re.findall(r"s = (\d+)\$.*?r = (\d+)", page)
    assert len(draws) == len({*draws}) == 2
    assert all(s != r for s, r in draws)


def test_an_exercise_that_cannot_be_checked_stops_no_other(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = {row.id: row for row in SOUND if row.id in ("sound-same-formula", "sound-interval")}
    take_author_answer(workspace, "tiny", "\n".join(row.yaml for row in rows.values()), variants=4)
    answers = answer_honestly(write_author_page(workspace, "tiny", call="blind"), rows)
    checked = workspace.workers.check

    def check(spec: Spec, answer: str, **options: Any) -> Verdict:
        if "max" in answer:
            raise CheckError("the name lam is not known here")
        return checked(spec, answer, **options)

    monkeypatch.setattr(workspace.workers, "check", check)
    answer = take_author_answer(workspace, "tiny", answers, call="blind", variants=4)
    assert words(answer)["sound-same-formula"] == "confirmed"
    (faulty,) = (taken for taken in answer.taken if taken.part.id == "sound-interval")
    assert faulty.word != "confirmed"
    assert any("the name lam is not known here" in told for told in faulty.told)


LIES = """
- id: sound-mean
  title: The variance of a mean
  wrong:
  - {answer: "v", say: 'The mean varies less, since $1/2 + 1/3 = 2/5$.'}
  - {answer: "v/n**2", say: 'Only one power of $n$ is left.'}
  hints: ['What is the variance of a sum?', 'A factor leaves as its square.']
  steps:
  - 'The variance of the sum is $@{n*v}$.'
  - 'Then $1 - M = (1 - G)(1 - m) = 1 - G - m$, and the mean has @{v/n}.'
"""
OF_LETTERS = """
- id: sound-mean
  wrong:
  - {answer: "v", say: 'In general $1/a + 1/b = 1/(a + b)$.'}
  - {answer: "v/n**2", say: 'With $c + d = 1$ one has $2 c d = c (1 - c)$.'}
  hints: ['Use that $\\log(a + b) = \\log a + \\log b$.', 'Where $p - q = 2 q - r$, recall $v$.']
  steps:
  - 'The rule is $(a + b)^2 = a^2 + b^2$.'
  - 'It balances where $2 x = 1 - x$, and the mean has @{v/n}.'
"""


def test_what_a_sentence_says_of_letters_that_nobody_declares_is_not_judged(workspace: Workspace) -> None:
    take_author_answer(workspace, "tiny", SOUND[1].yaml, variants=4)
    (taken,) = take_author_answer(workspace, "tiny", OF_LETTERS, variants=4).taken
    fields = [finding.message.partition(":")[0] for finding in taken.proof.findings]
    assert fields == []


def test_lines_that_do_not_follow_are_left_out_and_told(workspace: Workspace) -> None:
    take_author_answer(workspace, "tiny", SOUND[1].yaml, variants=4)
    answer = take_author_answer(workspace, "tiny", LIES, variants=4)
    (taken,) = answer.taken
    assert [remark.partition(": `")[0] for remark in taken.remarks] == ["left out: wrong 1"]
    assert "1/2 + 1/3 = 2/5" in answer.to_paste_back
    assert len(taken.proof.exercise["steps"]) == 2  # nothing says what the letters of the second one are


def test_a_prompt_whose_numbers_do_not_fit_is_refused_unless_it_quotes_a_mistake(
    workspace: Workspace,
) -> None:
    false = SOUND[1]._replace(prompt=f"Recall that $1/2 + 1/3 = 2/5$. {MEAN}")
    (taken,) = take_author_answer(workspace, "tiny", false.yaml, variants=4).taken
    assert [finding.code for finding in taken.proof.findings] == ["line"]
    assert taken.proof.is_faulty
    quotes = SOUND[1]._replace(prompt=f"A student claims that $1/2 + 1/3 = 2/5$. {MEAN}")
    (taken,) = take_author_answer(workspace, "tiny", quotes.yaml, variants=4).taken
    assert taken.proof.is_proved


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ("", "proved, not yet solved blind"),
        ("step:\n  1: a sum is turned round", "confirmed"),
        ("step:\n  1: none", "proved, not yet solved blind"),
    ],
)
def test_a_solver_names_the_step_that_is_not_in_the_task(workspace: Workspace, said: str, word: str) -> None:
    row = SOUND[1]
    take_author_answer(workspace, "tiny", row.yaml, variants=4)
    code = find_page_code(write_author_page(workspace, "tiny", call="blind"))
    taken = solve_and_say(workspace, row, said, f"# drill {code}\n")
    assert words(taken) == {row.id: word}


def solve_and_say(workspace: Workspace, row: Planted, said: str, first: str = "") -> Answer:
    """Take the answers of an honest solver, who says something of the first task besides."""
    page = write_author_page(workspace, "tiny", call="blind")
    reply = f"{first}{answer_honestly(page, {row.id: row})}\n{said}"
    return take_author_answer(workspace, "tiny", reply, call="blind", variants=4)


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ("false:\n  1: '$7 - 4 = 2$'", "faulty"),
        ("false:\n  1: 'A mean varies more than its terms.'", "warned"),
        ("false:\n  1: '$n = 5$ is too small'", "warned"),
        ("false:\n", "confirmed"),
    ],
)
def test_a_sentence_that_a_solver_calls_false_confirms_nothing(
    workspace: Workspace, said: str, word: str
) -> None:
    row = SOUND[1]._replace(prompt=f"A mean varies more than its terms. You may not use $7 - 4 = 2$. {MEAN}")
    take_author_answer(workspace, "tiny", row.yaml, variants=4)
    assert words(solve_and_say(workspace, row, said)) == {row.id: word}


def test_two_solvers_decide_what_is_empty(workspace: Workspace) -> None:
    row = SOUND[1]
    take_author_answer(workspace, "tiny", row.yaml, variants=4)
    first = solve_and_say(workspace, row, "empty:\n  1: only a rule")
    assert words(first)[row.id] not in ("confirmed", "faulty")
    assert "only a rule; somebody else decides" in first.taken[0].told[1]
    second = solve_and_say(workspace, row, "empty:\n  2: nothing to find")
    assert words(second) == {row.id: "warned"}
    assert "two who solved it would not ask it: nothing to find" in second.taken[0].told[1]


def test_one_solver_alone_calls_nothing_empty(workspace: Workspace) -> None:
    row = SOUND[1]
    take_author_answer(workspace, "tiny", row.yaml, variants=4)
    solve_and_say(workspace, row, "empty:\n  1: only a rule")
    assert words(solve_and_say(workspace, row, "")) == {row.id: "confirmed"}


TEXTS = """
- id: sound-mean
  hints: ['What is the variance of a sum?', 'A mean varies as much as one term.']
  steps: ['It looks as if $\\sin^2 t = 1 + \\cos^2 t$.', 'The mean has @{v/n}.']
"""


@pytest.mark.parametrize(
    ("reply", "word"),
    [
        ("1: true", "confirmed"),
        ("1: none", "confirmed"),
        ("1: 'A mean varies as much as one term.'", "warned"),
        ("1: '$\\sin^2 t = 1 + \\cos^2 t$'", "faulty"),
    ],
)
def test_texts_of_what_is_solved_are_read_with_the_key(workspace: Workspace, reply: str, word: str) -> None:
    row = SOUND[1]
    take_author_answer(workspace, "tiny", row.yaml, variants=4)
    take_author_answer(workspace, "tiny", TEXTS, variants=4)
    assert "varies as much" not in write_author_page(workspace, "tiny", call="blind")
    solve_and_say(workspace, row, "")
    page = write_author_page(workspace, "tiny", call="blind")
    assert "Key: `" in page
    assert "Hint: A mean varies as much as one term." in page
    assert words(take_author_answer(workspace, "tiny", reply, call="blind", variants=4)) == {row.id: word}
    with pytest.raises(UsageError, match="waits for"):
        write_author_page(workspace, "tiny", call="blind")


def test_a_blind_round_that_comes_first_closes_nothing(workspace: Workspace) -> None:
    row = SOUND[1]
    take_author_answer(workspace, "tiny", row.yaml, variants=4)
    page = write_author_page(workspace, "tiny", call="blind")
    blind = take_author_answer(
        workspace, "tiny", answer_honestly(page, {row.id: row}), call="blind", variants=4
    )
    assert words(blind) == {"sound-mean": "confirmed"}
    assert blind.next_call == "2"
    mended = re.sub(r"1/2 \+ 1/3 = 2/5", "1/2 + 1/3 = 5/6", LIES).replace("= 1 - G - m", "")
    second = take_author_answer(workspace, "tiny", mended, variants=4)
    assert words(second) == {"sound-mean": "confirmed"}
    assert second.next_call == "1"


def test_a_title_that_prints_the_key_is_left_out(workspace: Workspace) -> None:
    take_author_answer(workspace, "tiny", SOUND[0].yaml, variants=4)
    told = (
        "- id: sound-gain\n  title: The weight is S/(S + R)\n"
        "  hints: ['Which varies less?', 'Weigh each by the other.']\n"
    )
    (taken,) = take_author_answer(workspace, "tiny", told, variants=4).taken
    assert taken.state == "proved"
    assert any(remark.startswith("left out: title: it prints the key") for remark in taken.remarks)
    assert taken.proof.exercise["title"] == "Sound gain"
    assert len(taken.proof.exercise["hints"]) == 2
