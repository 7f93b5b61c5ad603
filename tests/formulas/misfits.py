r"""Lines that do not mean their formula, each with a part of the sentence that refuses it.

A misfit is a formula, a line, its arrays, what is assumed, letters of names, and words of the refusal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from drill.formulas import Meaning


class Misfit(NamedTuple):
    latex: str
    code: str
    arrays: Mapping[str, Sequence[str]]
    why: str
    assume: tuple[str, ...] = ()
    letters: Mapping[str, str] = {}

    @property
    def meaning(self) -> Meaning:
        arrays = {name: tuple(axes) for name, axes in self.arrays.items()}
        return Meaning("(1)", self.code, arrays, self.assume, self.letters)


ATTENTION = r"\mathrm{softmax}(Q K^\top / \sqrt{d}) V"
NORM = r"\gamma \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}} + \beta"
DPO = r"-\log\sigma(\beta (\log p_w - \log p_l))"

AXES = (
    Misfit(ATTENTION, "softmax(Q @ K / np.sqrt(d)) @ V", {"Q": "nd", "K": "md", "V": "me"}, "does not fit: "),
    Misfit(ATTENTION, "softmax(Q @ K.T) @ V", {"Q": "nd", "K": "md", "V": "ne"}, "columns meet"),
    Misfit(r"x^\top W y", "x @ W @ y", {"x": "n", "W": "nm", "y": "n"}, "does not run with n = "),
    Misfit(r"W x + b", "W @ x + b", {"W": "mn", "x": "n", "b": "n"}, "do not fit entry by entry"),
    Misfit(r"\frac{p_{ij}}{\sum_j p_{ij}}", "p / p.sum(axis=1)", {"p": "nm"}, "entry by entry", ("p > 0",)),
    Misfit(r"\sum_j x_j", "x.sum(axis=1)", {"x": "n"}, "no such axis"),
    Misfit(r"\mathrm{tr}(A B)", "np.trace(A @ B)", {"A": "nm", "B": "nm"}, "columns meet"),
    Misfit(r"A^{-1} b", "np.linalg.solve(A, b)", {"A": "nm", "b": "n"}, "square matri"),
    Misfit(r"x_i y_j", "np.einsum('i,j->k', x, y)", {"x": "n", "y": "m"}, "k of the result is in no array"),
    Misfit(r"x_t - x_{t-1}", "x[1:] - x[:-1] + b", {"x": "n", "b": "n"}, "do not fit entry by entry"),
    Misfit(r"\lambda x", "lam * x", {"x": ["n", "m*m"], "lam": []}, "neither a letter nor a length"),
)

NAMES = (
    Misfit(NORM, "g * (x - mu) / s", {"x": "d", "g": "d", "s": []}, "no array is called mu"),
    Misfit(NORM, "g * x", {"x": "d", "g": "d"}, "is not a letter of the formula", letters={"g": r"\lambda"}),
    Misfit(NORM, "g * x", {"x": "d", "g": "d"}, "letters: no array is called h", letters={"h": r"\gamma"}),
    Misfit(
        r"\beta_1 m", "b * m", {"b": [], "m": "n"}, r"\\beta_2 is not a letter", letters={"b": r"\beta_2"}
    ),
    Misfit(r"\hat x + y", "x + y", {"x": "n", "y": "n"}, "is not a letter", letters={"x": r"\tilde x"}),
    Misfit(
        r"\frac{1}{k} \sum_i r_i", "r.sum() / k", {"r": "k", "k": []}, "k is declared as an array, and it is"
    ),
    Misfit(r"\lambda x", "lambda * x", {"x": "n", "lambda": []}, "not a name for an array in Python"),
    Misfit(r"x'", "x'", {"x'": "n"}, "not a name for an array in Python"),
    Misfit(r"f(x)", "f(x)", {"x": "n"}, "no array is called f"),
    Misfit(r"f(x)", "f(x)", {"x": "n", "f": "n"}, "f is an array, not a function"),
    Misfit(r"\mathrm{mish}(x)", "torch.mish(x)", {"x": "n"}, "is not on the list of functions"),
    Misfit(r"\sum_i x_i", "sum(x[i] for i in range(n))", {"x": "n"}, "no array is called sum|comprehension"),
    Misfit(r"\max(x, 0)", "x if x > 0 else 0", {"x": []}, "np.where"),
    Misfit(r"x + 1", "y = x + 1", {"z": "n"}, "no array is called x"),
    Misfit(r"x + 1", "import os\nos.system('x')", {"x": "n"}, "is not read"),
)

INFINITE = (
    Misfit(r"\log x", "np.log(x)", {"x": "n"}, r"np.log\(x\) is not a number"),
    Misfit(r"\sqrt{x}", "np.sqrt(x)", {"x": []}, "x > 0"),
    Misfit(DPO, "-np.log(sigmoid(b * (np.log(p) - np.log(q))))", {"b": [], "p": [], "q": []}, r"np.log\("),
    Misfit(r"\log(1 - p)", "np.log(1 - p)", {"p": "n"}, r"log\(1 - p\)", ("p > 0",)),
    Misfit(r"m / \sqrt v", "m / np.sqrt(v)", {"m": "n", "v": "n"}, "where v = 0", ("v >= 0",)),
    Misfit(r"p \log p", "p * np.log(p)", {"p": "n"}, "where p = 0", ("0 <= p <= 1",)),
    Misfit(r"\log\frac{p}{1-p}", "np.log(p / (1 - p))", {"p": []}, "where p = 1", ("0 < p <= 1",)),
    Misfit(r"x^a", "x**a", {"x": "n", "a": []}, "is not a number"),
    Misfit(r"\frac{x}{n - n}", "x / (np.sum(x) * 0)", {"x": "n"}, "infinite"),
    Misfit(r"e^{e^x}", "np.exp(np.exp(x * 10))", {"x": "n"}, "is infinite", ("x > 0",)),
    Misfit(r"\arcsin x", "np.arcsin(x)", {"x": "n"}, "is not a number", ("x > 0",)),
    Misfit(r"\min(\log x, y, 0)", "min(np.log(x), y, 0)", {"x": [], "y": []}, r"np.log\(x\) is not"),
    Misfit(r"a + b", "a + b", {"a": [], "b": []}, "no drawn values are as assumed", ("a > b", "b > a")),
)

UNUSED = (
    Misfit(NORM, "(x - x.mean()) / x.std()", {"x": "d", "g": "d"}, "g is declared, and the value"),
    Misfit(NORM, "y = g * x\nx", {"x": "d", "g": "d"}, "g is declared, and the value"),
    Misfit(ATTENTION, "softmax(Q @ K.T)", {"Q": "nd", "K": "md", "V": "me"}, "V is declared"),
    Misfit(r"\theta - \eta m", "theta = m\ntheta", {"theta": "n", "m": "n"}, "theta is declared"),
    Misfit(r"\sum_i x_i + c", "c = x.sum()\nc", {"x": "n", "c": []}, "c is declared"),
    Misfit(r"x_i + w_i", "y = x.copy()\nz = y + w\ny", {"x": "n", "w": "n"}, "w is declared"),
)

MISFITS = (*AXES, *NAMES, *INFINITE, *UNUSED)
