"""Forty exercises that nobody should drill: twenty false ones and twenty empty ones, with a solver's replies.

They were written from the pages alone. No rule of the program is fitted to them: whoever mends a rule writes
other exercises for its tests.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple

Numbers = dict[str, Fraction]


class BlindExercise(NamedTuple):
    """An exercise, and what an honest solver replies who sees its prompt alone."""

    id: str
    prompt: str
    answer: str
    witness: str
    solves: Callable[[Numbers], object]
    params: str = ""
    # Further fields of the first call, and all fields of the second one.
    more: str = ""
    second: str = ""
    # A sentence that the solver finds false: of the prompt, and of the texts that are shown with the key.
    false: str = ""
    false_text: str = ""
    # Why the solver would not ask it; nothing where it is an exercise for a beginner.
    empty: str = ""

    @property
    def first_yaml(self) -> str:
        """What the answer to the first call has of it."""
        lines = [f"- id: {self.id}", "  prompt: |-", f"    {self.prompt}"]
        lines += [f"  params: {self.params}"] * bool(self.params) + [f"  answer: {self.answer}"]
        lines += [f"  witness: {self.witness}"] * bool(self.witness) + [self.more] * bool(self.more)
        return "\n".join(lines)

    @property
    def second_yaml(self) -> str:
        """What the answer to the second call has of it."""
        return f"- id: {self.id}\n{self.second}" if self.second else ""


EXACT = "Answer with a fraction or a whole number."


def _choose(right: str, *wrong: str) -> str:
    options = [f"{{right: '{right}'}}", *(f"{{wrong: '{text}', say: 'No.'}}" for text in wrong)]
    return f"{{choice: [{', '.join(options)}]}}"


def _find_kl(numbers: Numbers) -> str:
    ratio = float(numbers["s"] / numbers["r"])
    return f"{(ratio - 1 - math.log(ratio)) / 2:.3f}"


FALSE = [
    BlindExercise(
        "share-seen-by-an-average",
        "A moving average $m \\leftarrow b\\,m + (1 - b)\\,g$ with $b = @b/10$ starts at 0, and $g$ is 1 in "
        f"each step. What is $m$ after $n = @n$ steps? {EXACT}",
        '{number: "1 - (b/10)**(n - 1)", form: exact}',
        '{recursion: {m: "b/10*m + 1 - b/10"}, start: {m: 0}, times: n - 1}',
        lambda n: 1 - (n["b"] / 10) ** int(n["n"]), "{b: 2..9, n: 2..5}",
    ),
    BlindExercise(
        "noise-of-dropout",
        "Dropout keeps a unit with probability $p = @p/10$ and divides what is kept by $p$. What is the "
        f"variance of its output for the input $x = @x$? {EXACT}",
        '{number: "x**2*p*(10 - p)/100", form: exact}',
        '{value: "p/10*x**2 - (p*x/10)**2"}',
        lambda n: n["x"] ** 2 * (10 - n["p"]) / n["p"], "{p: 2..9, x: 2..9}",
    ),
    BlindExercise(
        "divergence-of-two-gaussians",
        "Two Gaussians have the mean 0 and the variances $s = @s$ for $q$ and $r = @r$ for $p$. What is "
        "$\\mathrm{KL}(q \\| p)$ in nats, to 3 decimals?",
        '{number: "(r/s - 1 - np.log(r/s))/2", decimals: 3}',
        '{integral: "(1/s - 1/t)/2", over: {t: [s, r]}}',
        _find_kl, "{s: 2..9, r: 12..20}",
    ),
    BlindExercise(
        "products-in-attention",
        "For $n = @n$ tokens of width $d = @d$, how many products of two numbers do $Q K^\\top$ and then "
        "the weights times $V$ take together? Answer with a whole number.",
        '{number: "2*n*d**2"}', '{value: "sum(2*d*d for k in range(1, n + 1))"}',
        lambda n: 2 * n["n"] ** 2 * n["d"], "{n: 20..40, d: 4..9}",
    ),
    BlindExercise(
        "places-of-a-kernel",
        "A signal of length $n = @n$ gets $p = @p$ zeros at each end. In how many places does a kernel of "
        "length $k = @k$ fit, moved by one each time? Answer with a whole number.",
        '{number: "n + 2*p - k"}', '{value: "sum(1 for j in range(k, n + 2*p))"}',
        lambda n: n["n"] + 2 * n["p"] - n["k"] + 1, "{n: 20..40, p: 2..5, k: 3..9}",
    ),
    BlindExercise(
        "slope-of-a-share",
        "What is the derivative of $e^a/(e^a + e^b)$ with respect to $b$, as a function of $a$ and $b$?",
        '{expression: "exp(a + b)/(exp(a) + exp(b))**2"}',
        '{derivative: "exp(b)/(exp(a) + exp(b))", wrt: b}',
        lambda n: "-exp(a + b)/(exp(a) + exp(b))**2",
    ),
    BlindExercise(
        "standard-tokens",
        "Write the rows of `X`, shape `(n, d)`, each minus its own mean and divided by its own standard "
        "deviation, as a layer norm does without its epsilon.",
        '{code: "(X - X.mean(axis=0))/X.std(axis=0)", arrays: {X: [n, d]}}',
        '{array: "((X.T - X.T.mean(axis=1, keepdims=True))/X.T.std(axis=1, keepdims=True)).T"}',
        lambda n: "(X - X.mean(axis=1, keepdims=True))/X.std(axis=1, keepdims=True)",
    ),
    BlindExercise(
        "hidden-future",
        "The scores `S`, shape `(n, n)`, have a row for each query. Write them with 0 wherever a query "
        "would see a later key.",
        '{code: "np.triu(S)", arrays: {S: [n, n]}}',
        '{array: "S*(np.arange(S.shape[0])[:, None] <= np.arange(S.shape[1])[None, :])"}',
        lambda n: "np.tril(S)",
    ),
    BlindExercise(
        "clipped-residual",
        "The Huber loss is $r^2/2$ for $|r| \\le c$ and $c|r| - c^2/2$ beyond, with $c > 0$. What is its "
        "derivative at any real $r$, as a function of $r$ and $c$?",
        '{expression: "r"}', '{derivative: "r**2/2 + 0*c", wrt: r}',
        lambda n: "max(-c, min(c, r))", more="  assume: [r > -c, r < c, c > 0]\n  vars: [c]",
    ),
    BlindExercise(
        "active-units",
        "Write the gradient of `np.sum(np.maximum(x, 0))` with respect to `x`, shape `(n,)`.",
        '{code: "np.ones_like(x)", arrays: {x: [n]}}', '{array: "np.sign(np.maximum(x, 0))"}',
        lambda n: "np.where(x > 0, 1.0, 0.0)", more="  assume: [x > 0]",
    ),
    BlindExercise(
        "difference-of-sizes",
        "Two scores satisfy $a \\ge b$. Write $||a| - |b||$ without bars, as a function of $a$ and $b$.",
        '{expression: "a - b"}', '{value: "np.sqrt((np.sqrt(a**2) - np.sqrt(b**2))**2)"}',
        lambda n: "abs(abs(a) - abs(b))", more="  assume: [a > b, b > 0]",
    ),
    BlindExercise(
        "variances-add",
        "The variance of a sum is always the sum of the variances, whatever the two have to do with each "
        "other. Two independent estimates have the variances $v = @v$ and $w = @w$. What is the variance "
        f"of half their sum? {EXACT}",
        '{number: "(v + w)/4", form: exact}', '{value: "sum((v + (w - v)*k)/4 for k in range(0, 2))"}',
        lambda n: (n["v"] + n["w"]) / 4, "{v: 2..9, w: 12..19}",
        false="The variance of a sum is always the sum of the variances, whatever the two have to do with "
        "each other.",
    ),
    BlindExercise(
        "rates-in-a-row",
        "Rates do not simply add up, as $1/2 + 1/3 = 2/5$ shows. Two workers need $a = @a$ and $b = @b$ "
        f"hours for a job each. How many hours do they need together? {EXACT}",
        '{number: "a*b/(a + b)", form: exact}', '{root: "z/a + z/b - 1", wrt: z, in: [0, 40]}',
        lambda n: n["a"] * n["b"] / (n["a"] + n["b"]), "{a: 2..9, b: 12..19}",
        false="$1/2 + 1/3 = 2/5$",
    ),
    BlindExercise(
        "weights-of-a-nesterov-step",
        "A step uses $(1 - b)\\,g + b\\,m$ with $m = b\\,m_0 + (1 - b)\\,g$. What weight does $g$ have "
        "in it, as a function of $b$?",
        '{expression: "1 - b**2"}', '{derivative: "(1 - b)*g + b*(b*m + (1 - b)*g)", wrt: g}',
        lambda n: "(1 - b)*(1 + b)", more="  vars: [g, m]",
        second="  wrong:\n  - {answer: \"1 - b\", say: 'That is its weight in the first term alone.'}\n"
        "  hints: ['Where does $g$ appear twice?', 'Substitute $m$.']\n"
        "  steps:\n  - 'The first term has $1 - b$, the second one $b (1 - b)$.'\n"
        "  - 'Together with $m_0$ the weights are $(1 - b) + b (1 - b) + b = 1$.'",
        false_text="the last step: $(1 - b) + b (1 - b) + b = 1$ is false, its last term is $b^2$",
    ),
    BlindExercise(
        "slope-of-a-softplus",
        "What is the derivative of $\\log(1 + e^x)$ at $x = \\log k$ with $k = @k$? " + EXACT,
        '{number: "k/(k + 1)", form: exact}',
        '{derivative: "np.log(1 + np.exp(x))", wrt: x, at: {x: "np.log(k)"}}',
        lambda n: n["k"] / (n["k"] + 1), "{k: 2..30}",
        second="  hints: ['What is the derivative of a logarithm?', 'The derivative of a sigmoid is the "
        "sigmoid itself, so look there.']\n  steps:\n  - 'The derivative is $e^x/(1 + e^x)$.'\n"
        "  - 'At $x = \\log @k$ it is $@{k/(k + 1)}$, the share of a sigmoid.'",
        false_text="the second hint: the derivative of a sigmoid is s(1 - s), not the sigmoid itself",
    ),
    BlindExercise(
        "samples-of-a-baseline",
        "A mean of $n = @n$ independent rewards has the variance $v = @v$. What is the variance of one "
        f"reward? {EXACT}",
        '{number: "n*v"}', '{root: "sum(z/n**2 for k in range(1, n + 1)) - v", wrt: z, in: [0, 1000]}',
        lambda n: n["n"] * n["v"], "{n: 3..9, v: 2..9}",
        second="  wrong:\n  - {answer: \"n**2*v\", say: 'One power too many. A mean of independent rewards "
        "has a larger variance than each of them.'}\n  hints: ['What does a mean do to noise?', 'Each "
        "reward enters with the weight $1/n$.']\n  steps:\n  - 'A mean divides the variance by the number.'\n"
        "  - 'So one reward has $@{n*v}$.'",
        false_text="the reply to the first mistake: a mean of independent rewards has a smaller variance",
    ),
    BlindExercise(
        "normalised-when-used",
        "By which statistics does batch norm normalise an image after training, in its usual form?",
        _choose("Those of the batch in which the image is.", "Running averages from the training.",
                "Those of the one image by itself.", "Those of the layer before it alone."), "",
        lambda n: "Running averages from the training.",
    ),
    BlindExercise(
        "even-entropy",
        "Which change leaves the entropy of a discrete law as it is?",
        _choose("Its outcomes are named otherwise.", "Two equal outcomes change places.",
                "One outcome is split in halves.", "Its largest weight is doubled."), "",
        lambda n: "unclear, the first two leave it both",
    ),
    BlindExercise(
        "rank-left-over",
        f"A layer of rank @r is adapted with $a = @a$. What is its effective capacity? {EXACT}",
        '{number: "a/(a + r)", form: exact}',
        '{integral: "a**2/(a + r*t)**2", over: {t: [0, 1]}}',
        lambda n: "unclear, effective capacity is not defined", "{a: 2..9, r: 12..19}",
    ),
    BlindExercise(
        "half-life-of-an-average",
        "In a moving average with decay $b = @b/100$ the weight of a gradient falls by the factor $b$ each "
        "step. After how many steps, as a real number, is it halved? To 2 decimals.",
        '{number: "np.log(2)/(1 - b/100)", decimals: 2}',
        '{integral: "1/(t*(1 - b/100))", over: {t: [1, 2]}}',
        lambda n: f"{-math.log(2) / math.log(n['b'] / 100):.2f}", "{b: 40..90}",
    ),
]  # fmt: skip
EMPTY = [
    BlindExercise(
        "share-of-two", "What is the share of $a$ in the sum of two positive numbers $a$ and $b$?",
        '{expression: "a/(a + b)"}', '{value: "1/(1 + b/a)"}', lambda n: "a/(a + b)",
        more="  assume: [a > 0, b > 0]", empty="only says what a share is",
    ),
    BlindExercise(
        "slope-of-a-line", "What is the derivative of $\\beta q$ with respect to $q$?",
        '{expression: "beta"}', '{derivative: "beta*q", wrt: q}', lambda n: "beta", more="  vars: [q]",
        empty="the slope of a line is read off",
    ),
    BlindExercise(
        "mean-of-three", "What is the mean of three losses $a$, $b$ and $c$?",
        '{expression: "(a + b + c)/3"}', '{value: "a/3 + b/3 + c/3"}', lambda n: "(a + b + c)/3",
        empty="only the definition of a mean",
    ),
    BlindExercise(
        "exponential-of-logarithms", "What is $\\exp(\\log x + \\log y)$ for positive $x$ and $y$?",
        '{expression: "x*y"}', '{value: "np.exp(np.log(x) + np.log(y))"}', lambda n: "x*y",
        more="  assume: [x > 0, y > 0]", empty="one rule of logarithms, nothing about the paper",
    ),
    BlindExercise(
        "scores-again", "Write the dot products of all queries `Q`, shape `(n, d)`, with all keys `K`, shape "
        "`(m, d)`.",
        '{code: "Q @ K.T", arrays: {Q: [n, d], K: [m, d]}}', "{array: \"np.einsum('id,jd->ij', Q, K)\"}",
        lambda n: "Q @ K.T",
    ),
    BlindExercise(
        "why-an-optimiser", "What is an optimiser for?",
        _choose("It lowers a loss.", "It makes coffee.", "It paints the room.", "It sings at night."), "",
        lambda n: "It lowers a loss.", empty="the wrong options are absurd",
    ),
    BlindExercise(
        "minimum-that-is-told", "The minimum of a loss lies where its slope is 0, and its slope is 0 at $x = "
        "@m$ alone. Where does its minimum lie? " + EXACT,
        '{number: "m"}', '{minimum: "(x - m)**2/2 + 3", over: {x: [0, 50]}}', lambda n: n["x"], "{m: 2..40}",
        empty="the prompt says it",
    ),
    BlindExercise(
        "count-of-names", "How many hyperparameters are $\\beta_1$, $\\beta_2$ and $\\epsilon$? Answer "
        "with a whole number.",
        '{number: "3"}', '{value: "1 + 1 + 1"}', lambda n: 3, empty="counts three names that are printed",
    ),
    BlindExercise(
        "loss-at-a-point", "A loss is $a x^2 + c$. How large is it for $a = @a$, $c = @c$, $x = @x$? "
        + EXACT,
        '{number: "a*x**2 + c"}', '{integral: "2*a*t + c/x", over: {t: [0, x]}}',
        lambda n: n["a"] * n["x"] ** 2 + n["c"], "{a: 2..9, c: 2..9, x: 2..9}",
        empty="numbers put into a printed formula",
    ),
    BlindExercise(
        "share-at-a-temperature", "A share is $p = e^{s/t}/(e^{s/t} + 1)$. What is it at $s = @s$ and "
        "$t = @t$, to 3 decimals?",
        '{number: "np.exp(s/t)/(np.exp(s/t) + 1)", decimals: 3}',
        '{integral: "s/t*np.exp(-s*u/t)/(1 + np.exp(-s*u/t))**2 + 1/2", over: {u: [0, 1]}}',
        lambda n: f"{1 / (1 + math.exp(-n['s'] / n['t'])):.3f}", "{s: 2..9, t: 2..9}",
        empty="numbers put into a printed formula",
    ),
    BlindExercise(
        "weights-of-a-layer", "A linear layer without bias maps $w = @w$ numbers to $h = @h$. How many "
        "weights does it have? Answer with a whole number.",
        '{number: "w*h"}', '{integral: "w", over: {t: [0, h]}}', lambda n: n["w"] * n["h"],
        "{w: 12..40, h: 2..9}", empty="one product of the two printed numbers",
    ),
    BlindExercise(
        "examples-seen", "A run makes $n = @n$ steps with batches of $b = @b$ examples. How many examples "
        "does it see? Answer with a whole number.",
        '{number: "n*b"}', '{value: "sum(b for k in range(1, n + 1))"}', lambda n: n["n"] * n["b"],
        "{n: 12..40, b: 2..9}", empty="one product of the two printed numbers",
    ),
    BlindExercise(
        "steps-of-an-epoch", "A set has $a \\cdot b$ examples with $a = @a$ and $b = @b$, a batch has $b$ of "
        "them. How many batches are in it? Answer with a whole number.",
        '{number: "a"}', '{value: "sum(b for k in range(1, a + 1))/b"}', lambda n: n["a"],
        "{a: 12..40, b: 2..9}", empty="the factor a is printed, nothing is to be found",
    ),
    BlindExercise(
        "twice-cut", "What is $\\max(0, \\max(0, x))$, written with one maximum, for real $x$?",
        '{expression: "max(0, x)"}', '{value: "max(0, max(0, x))"}', lambda n: "max(0, x)",
    ),
    BlindExercise(
        "length-of-a-pair", "What is the Euclidean length of the vector $(x, y)$?",
        '{expression: "sqrt(x**2 + y**2)"}', '{value: "((x**2 + y**2)**2)**(1/4)"}',
        lambda n: "sqrt(x**2 + y**2)", empty="only the definition of a length",
    ),
    BlindExercise(
        "rows-for-columns", "Write `X`, shape `(n, d)`, with rows and columns exchanged.",
        '{code: "X.T", arrays: {X: [n, d]}}', '{array: "np.swapaxes(X, 0, 1)"}', lambda n: "X.T",
        empty="asks for the name of one function",
    ),
    BlindExercise(
        "three-letters", "What is the E in ELBO?",
        _choose("Evidence", "Entropy", "Energy", "Expected"), "", lambda n: "Evidence",
        empty="a name, nothing to work out",
    ),
    BlindExercise(
        "sum-of-shares", "What do the @n weights of a softmax add up to? Answer with a whole number.",
        '{number: "1"}', '{value: "sum(1/n for k in range(1, n + 1))"}', lambda n: 1, "{n: 2..40}",
        empty="only the definition of a softmax",
    ),
    BlindExercise(
        "doubled", "A learning rate is doubled. By which factor does it grow? Answer with a whole number.",
        '{number: "2"}', '{value: "1 + 1"}', lambda n: 2, empty="the prompt says it",
    ),
    BlindExercise(
        "dropped-share", f"Dropout drops $p = @p$ percent of the units. Which fraction is dropped? {EXACT}",
        '{number: "p/100", form: exact}', '{value: "1 - (100 - p)/100"}',
        lambda n: n["p"] / 100, "{p: 2..90}",
        empty="only rewrites a percentage",
    ),
]  # fmt: skip
