"""Vectors and matrices as people write them: inner products, norms, columns in running text, bars."""

from __future__ import annotations

from typing import Any

import pytest

from drill.errors import KeyFaultError
from tests.asked import check
from tests.checking.test_checking_verdicts import right, rows, unreadable, wrong
from tests.rows import each_row

SHAPES = {"shapes": {**{name: ["n"] for name in "uxyz"}, "A": ["n", "n"], "X": ["m", "n"], "b": ["m"]}}
XY = {"vars": ["x", "y"]}


def of(key: str) -> dict[str, Any]:
    return {"matrix-expression": key, **SHAPES}


INNER_PRODUCTS = [
    *rows(
        of("x^T y"),
        *right("⟨x, y⟩", "<x,y>", "< x , y >", "〈y, x〉", "(x, y)", "⟨x^T, y⟩", "⟨x, I y⟩", "-⟨-x, y⟩"),
        *right(
            r"\langle x, y\rangle", r"\left<x,y\right>", r"\bigl\langle x,y\bigr\rangle", r"\left(x,y\right)"
        ),
        *wrong("wrong", "⟨x, A y⟩", "|⟨x, y⟩|", "⟨x, x⟩"),
        *wrong("size", "⟨x, b⟩", "A<x, y>", "⟨x, y⟩x"),
        *unreadable("parse", "⟨A, A⟩", "(A, A)", "⟨x, 1⟩", "⟨x, y⟩_2", "2[x, y]", "2⟨x, y, z⟩", "u(x, y)"),
        *wrong("order", "outer(x, y)"),
        *unreadable("unknown-name", "outer(A, A)", "hstack(x, y)"),
        *unreadable("kind", "[x, y]", "x, y", "{x, y}", "⟨2, 3⟩"),
    ),
    *rows(
        of("2 x^T y"),
        *right(
            r"2\langle x,y\rangle", "2⟨x,y⟩", "2 <x,y>", "⟨x,y⟩+⟨y,x⟩", "<x,y>+<y,x>", "(x,2y)", "2*(x,y)"
        ),
        *wrong("factor", "⟨x,y⟩", "⟨2x,2y⟩"),
    ),
    *rows(
        of("x^T y z"), *right("⟨x,y⟩z", "z⟨x,y⟩", "z <x, y>", "(x,y) z", "z·(x,y)"), *wrong("size", "⟨x,y⟩")
    ),
    *rows(
        of("x^T A y"),
        *right("⟨x, Ay⟩", "<A^T x, y>", r"\langle x, A y\rangle"),
        *wrong("transposed", "⟨A x, y⟩"),
        *unreadable("parse", "A(x, y)", "A (x, y)", r"A(x,y)", r"\frac12 A(x,y)", "A[x, y]"),
    ),
    *rows(
        of("(x^T y)^2 + x^T z"),
        *right("⟨x,y⟩²+⟨x,z⟩", "<x,y><x,y>+<x,z>", "⟨⟨x,y⟩x,y⟩+⟨x,z⟩", "<x, <x,y>y + z>"),
        *right(r"\langle x,y\rangle^2+\langle x,z\rangle", "(x,y)^2+(x,z)"),
    ),
    *rows(
        of("u u^T x/(u^T u)"),
        *right(
            "⟨x,u⟩u/||u||^2", "<x,u>/<u,u> u", r"\frac{\langle x,u\rangle}{\|u\|_2^2}u", "⟨x, u/‖u‖⟩ u/‖u‖"
        ),
        *right("(x,u)u/||u||^2", "x^T u/‖u‖² u"),
    ),
    *rows(
        {"matrix-expression": "A [1, 2]", "shapes": {"A": [2, 2]}},
        *right("A (1,2)^T", "A [1;2]", r"A(1,2)^\top", "A [1, 2]"),
        *wrong("wrong", "A (2,1)^T"),
    ),
    *rows(
        {"matrix-expression": "[1, 1]^T x", "shapes": {"x": [2]}},
        *right("(1,1)^T x", "[[1,1]] x", "x^T (1,1)^T", "⟨(1,1), x⟩", "<[1,1], x>"),
    ),
]
NORMS = [
    *rows(
        of("norm(x)^2"),
        *right(
            "||x||_2^2", "||x||^2_2", "||x||²", "‖x‖²", "‖x‖_2²", "‖x‖₂²", "∥x∥^2", "∣∣x∣∣_2**2", "|x|_2^2"
        ),
        *right(r"\|x\|_2^2", r"\|x\|^2_{2}", r"\lVert x\rVert_2^2", r"\left\|x\right\|_2^2", r"\norm{x}^2"),
        *right(
            "⟨x,x⟩", "norm(x, 2)^2", "‖x^T‖_2^2", "‖x‖_F^2", "np.linalg.norm(x)**2", r"\frac{||x||_2^2}{1}"
        ),
        *wrong("wrong", "||x||_1^2", "‖x‖_∞²", r"\|x\|_\infty^2", "||x||_2", "||x||_3^2"),
        *unreadable(
            "parse",
            "||x||_0^2",
            "||x||_p",
            "‖x‖_A^2",
            "‖x‖_{1/2}",
            "‖x‖_*",
            "||x||_{1,2}",
            "‖x",
            "||x||_2_2",
            "‖x‖_2.0",
        ),
    ),
    *rows(
        of("norm(x, 1)"), *right("||x||_1", "‖x‖₁", r"\|x\|_{1}", "‖2x‖_1/2"), *wrong("wrong", "‖x‖", "‖x‖_∞")
    ),
    *rows(
        of("norm(x, inf)"), *right("||x||_inf", "‖x‖_∞", r"\|x\|_\infty", "‖x‖_{∞}"), *wrong("wrong", "‖x‖_1")
    ),
    *rows(of("norm(x, 3)^3"), *right("||x||_3^3", r"\|x\|^3_3"), *wrong("wrong", "||x||_2^3")),
    *rows(
        of("norm(A)^2"),
        *right("||A||_F^2", "‖A‖_F²", r"\|A\|_{F}^2", r"\|A\|_{\mathrm{F}}^2", "||A||_fro^2", "trace(A^T A)"),
        *wrong("wrong", "‖A‖_F", "‖A x‖_F^2"),
        *unreadable(
            "parse", "||A||_2^2", r"\|A\|_2^2", "‖A‖_1", "‖A‖_∞", "‖A‖_{op}", "‖A‖_*", "‖A‖_{2,1}", "|A|^2"
        ),
    ),
    *rows(
        of("norm(X x - b)^2 + norm(x)^2/2"),
        *right("‖Xx−b‖² + ½‖x‖²", r"\lVert Xx-b\rVert_2^2+\frac{1}{2}\|x\|_2^2", "||X x-b||_2^2+||x||_2^2/2"),
    ),
    *rows(
        of("x/norm(x)"),
        *right("x/||x||_2", "x/‖x‖", r"\frac{x}{\|x\|_2}", r"\frac{x}{||x||}"),
        *wrong("wrong", "x/||x||_1", "x/‖x‖_inf", "x/‖x‖²"),
    ),
    *rows(
        of("x^T y/(norm(x) norm(y))"),
        *right(
            "⟨x,y⟩/(‖x‖‖y‖)", "⟨x,y⟩/(‖x‖_2‖y‖_2)", r"\frac{x^Ty}{||x||\,||y||}", r"\frac{x^Ty}{||x||||y||}"
        ),
        *right("⟨x/‖x‖, y/‖y‖⟩", "x^T y/||x||/||y||", "(x,y)/(||x|| ||y||)"),
    ),
    *rows(
        {"number": "5"}, *right("‖(3,4)‖", "||(3,4)||_2", r"\|(3,4)\|", "‖(3,4)^T‖", "‖-5‖", "(1,2)^T (1,2)")
    ),
    *rows({"number": "5"}, *unreadable("parse", "‖(3,4)‖_1", "‖(3,4)‖_∞", "‖5‖_p")),
    *rows({"number": "7"}, *wrong("wrong", "‖(3,4)‖"), *unreadable("parse", "‖(3,4)‖_1")),
    *rows({"vector": "[3/5, 4/5]"}, *right("(3,4)/‖(3,4)‖", "[3,4]/norm([3,4])", r"\frac{(3,4)}{\|(3,4)\|}")),
]
COLUMNS = [
    *rows(
        {"matrix": "[[1], [2], [3]]"},
        *right("(1,2,3)^T", "[1 2 3]^T", "[1,2,3]'", r"(1,2,3)^\top", "[1,2,3].T", "(1,2,3)ᵀ", "(1,2,3)^{T}"),
        *right("[[1,2,3]]^T", r"\begin{pmatrix}1&2&3\end{pmatrix}^T", "[1,2,3]", "-(-1,-2,-3)^T", "[1;2;3]"),
        *wrong("entry", "(1,2,4)^T"),
        *wrong("size", "[1,2]^T", "[[1,2,3]]", "[1;2;3]^T"),
    ),
    *rows(
        {"matrix": "[[1, 2, 3]]"},
        *right("[[1,2,3]]", "[[1],[2],[3]]^T", "[1;2;3]^T", r"\begin{pmatrix}1&2&3\end{pmatrix}"),
        *right(r"\begin{pmatrix}1\\2\\3\end{pmatrix}^T", "[[1,2,3]].tolist()"),
        *wrong("size", "[1;2;3]", "[[1],[2],[3]]", r"\begin{pmatrix}1\\2\\3\end{pmatrix}"),
        *unreadable(
            "kind", "(1,2,3)^T", "[1,2,3]^T", "[1,2,3]", "(1,2,3)", "[1 2 3]", r"(1,2,3)^\top", "1,2,3"
        ),
        *unreadable("kind", "2(1/2,1,3/2)", "[1,2,3].T", "np.array([1,2,3])"),
    ),
    *rows({"matrix": "[[5]]"}, *right("[5]", "[[5]]")),
    *rows(
        {"matrix": "[[3, 4], [6, 8]]"},
        *right("[1,2][3,4]^T", "(1,2)(3,4)^T", "[1;2] [[3,4]]"),
        *unreadable("kind", "(1,2)^T (3,4)"),
    ),
    *rows(
        {"vector": "[1, x]", "vars": ["x"]},
        *right(
            "(1,x)^T", "[1 x]^T", "[1,x].T", "⟨1,x⟩ᵀ", "[[1,x]].T", "[[1,0],[0,x]] (1,1)^T", "[1,x].tolist()"
        ),
        *wrong("order", "(x,1)^T"),
        *unreadable("parse", "x.T"),
    ),
    *rows(
        {"matrix": "[[x], [2y]]", **XY},
        *right("[[x],[2 y]]", "[x; 2 y]", "x; 2 y", "(x,2y)^T"),
        *wrong("entry", "[[x],[3 y]]"),
    ),
    *rows({"matrix": "[[x, 1], [2y, 3]]", **XY}, *right("[[x, 1],[2 y, 3]]", "[[x 1],[2y 3]]")),
    *rows({"matrix": "[[1], [2], [6]]"}, *unreadable("kind", "[[1],[2],[2 3]]")),
    *rows(
        {"matrix": "[[1/2, 0], [0, 2]]"},
        *right(
            "diag(1/2,2)",
            r"\operatorname{diag}(\frac12,2)",
            "np.diag([0.5,2])",
            "inv(diag(2,1/2))",
            "diag(1/2,2)^T",
        ),
        *wrong("size", "diag(1/2,2,0)", "eye(3)"),
        *unreadable("undefined", "eye(99)", "diag(1/2, [2])"),
    ),
]
IDENTITIES = [
    *rows(
        of("hadamard(I, A) x"),
        *right("(I ⊙ A) x", "(A ⊙ I) x"),
        *wrong("wrong", "A x", "(I ⊙ I) A x"),
        *wrong("size", "(I ⊙ x) A", "(2 ⊙ A) x"),
        *unreadable("parse", "diag(A) x"),
    ),
    *rows(
        of("4 A x"),
        *right("(2I)^2 A x", "(I ⊙ I) 4 A x", "hadamard(2, 2) A x", "‖4‖ A x", "‖-4‖ A x"),
        *wrong("factor", "(2I)^3 A x"),
        *unreadable("parse", "‖I‖ 4 A x", "trace(I) A x", "det(I) 4 A x", "rank(4) A x", "A x 4^I"),
        *unreadable("parse", "4 [1, [2, 3]] A x", "4 [[1, 2], [3]] x"),
    ),
    *rows(of("abs(x^T y)"), *right("‖x^T y‖", "|⟨x, y⟩|"), *wrong("wrong", "‖x‖ ‖y‖")),
]
ANY = [
    *rows(
        {"any": {"matrix": [2, 2]}, "such-that": ["X[1, 1] = 3", "det(X) > 2"]},
        *right("[[3, 0], [0, 4]]"),
        *wrong("condition", "[[1, 0], [0, 4]]", "[[3, 0], [0, 0]]"),
    ),
    *rows(
        {"any": {"vector": [2]}, "such-that": ["diag(v) v = [1, 4]"]},
        *right("(1, 2)", "(-1, 2)"),
        *wrong("condition", "(1, 4)"),
    ),
    *rows(
        {"any": {"vector": [3]}, "such-that": ["cross(v, [1, 0, 0]) = [0, 0, 1]"]},
        *right("(0, -1, 0)", "(5, -1, 0)"),
        *wrong("condition", "(0, 1, 0)"),
    ),
    *rows(
        {"any": {"matrix": [2, 1]}, "such-that": ["[[1, 2], [2, 4]] X = 0", "X != 0"]},
        *right("(2,-1)", "(2,-1)^T", "[2,-1].T", "[[2],[-1]]", r"(2,-1)^\top"),
        *wrong("size", "[[2,-1]]"),
        *wrong("condition", "(1,2)^T"),
    ),
    *rows(
        {"any": {"matrix": [1, 2]}, "such-that": ["X [[2], [-1]] = 0", "X != 0"]},
        *right("[[1,2]]", "[1;2]^T"),
        *unreadable("kind", "(1,2)", "(1,2)^T", "[1,2].T"),
    ),
    *rows(
        {"any": {"vector": [2]}, "such-that": ["norm(v) = 1"]},
        *right("(3,4)^T/‖(3,4)‖", "[3/5,4/5].tolist()"),
    ),
    *rows(
        {"any": {"matrix": [2, 2]}, "such-that": ["det(X) = 2"]},
        *right("diag(1,2)", "np.array([[1,0],[0,2]])"),
    ),
]
BARS = [
    *rows(
        {"expression": "abs(x + abs(y))", **XY},
        *right(r"\lvert x+\lvert y\rvert\rvert", r"\vert x+\vert y\vert\vert", r"\bigl|x+|y|\bigr|"),
        *right(r"|x+\left|y\right||", r"\lvert\lvert y\rvert + x\rvert", "$|x+|y||$", "$||y|+x|$", "|x+|y||"),
        *right(r"\left|x+\left|y\right|\right|", r"\big|x+|y|\big|", r"\left| |y|+x\right|"),
        *wrong("wrong", r"\lvert x\rvert+\lvert y\rvert", r"\lvert x+y\rvert"),
    ),
    *rows(
        {"expression": "abs(abs(x) - abs(y))", **XY},
        *right(
            r"\lvert\lvert x\rvert-\lvert y\rvert\rvert",
            r"\bigl||x|-|y|\bigr|",
            "$||x|-|y||$",
            r"\left||x|-|y|\right|",
        ),
    ),
    *rows(
        {"expression": "abs(x) abs(y)", **XY},
        *right(
            r"\lvert x\rvert\lvert y\rvert", "$|x||y|$", r"\left|x\right||y|", r"|x|\left|y\right|", "‖x‖ |y|"
        ),
        *right(r"\|x\|\|y\|", "‖x‖_2‖y‖_2", r"\lvert\lvert x\rvert\rvert\,\lvert y\rvert"),
    ),
]

LAYER = {"shapes": {"W": ["m", "n"], "x": ["n"], "b": ["m"]}}
LAYERS = [
    *rows(
        {"matrix-expression": "relu(W x + b)", **LAYER},
        *right("ReLU(b + W x)", "max(0, W x + b)", "max(W x + b, 0)", r"\operatorname{ReLU}(Wx + b)"),
        *wrong("wrong", "W relu(x) + b", "relu(W x) + b", "max(1, W x + b)"),
        *wrong("sign", "relu(W x - b)"),
        *unreadable("parse", "max(W x, b)", "max(b)"),
    ),
    *rows(
        {"matrix-expression": "silu(W x)", **LAYER},
        *right("(W x) ⊙ sigmoid(W x)", "swish(W x)"), *wrong("wrong", "sigmoid(W x)", "x^T x silu(W x)"),
        *wrong("size", "W silu(x) + x"),
    ),
    *rows(
        {"matrix-expression": "gelu(W x)", **LAYER},
        *right("Phi(W x) ⊙ (W x)", r"\mathrm{GELU}(Wx)"), *wrong("wrong", "silu(W x)"),
    ),
    *rows(
        {"matrix-expression": "softmax(W x)", **LAYER},
        *right(r"\operatorname{softmax}(W x)"), *wrong("wrong", "softmax(2 W x)", "softmax(W x + b)"),
    ),
    *rows(
        {"matrix-expression": "softmax(A B)", "shapes": {"A": ["m", "n"], "B": ["n", "m"]}},
        *right("softmax(A B)"), *wrong("wrong", "softmax((A B)^T)^T"),
        *wrong("transposed", "softmax(A B)^T"),
    ),
    *rows(
        {"matrix-expression": "pinv(W) b", **LAYER},
        *right("pinv(W) b", "pinv(W^T)^T b"), *wrong("factor", "pinv(2 W) b"),
    ),
    *rows(
        {"vector": "[1/(1+e), e/(1+e)]"},
        *right("softmax([0, 1])", "softmax([3, 4])", "softmax(1/2 [2, 4])"),
        *wrong("wrong", "softmax([0, 2])"), *wrong("order", "softmax([1, 0])"),
        *unreadable("parse", "softmax(0, 1)"),
    ),
    *rows({"vector": "[0, 3]"}, *right("relu([-1, 3])", "max(0, [-1, 3])"), *wrong("entry", "relu([1, 3])")),
    *rows({"vector": "[sigmoid(1), 0]"}, *right("silu([1, 0])", "[silu(1), silu(0)]", "[silu(1), 0]")),
    *rows(
        {"matrix": "[[2, 2], [3, 5]]"},
        *right("I + [[1, 2], [3, 4]]", "2I + [[0, 2], [3, 3]]", "[[2, 2], [3, 5]] I"),
        *wrong("entry", "I + [[1, 2], [3, 5]]"), *unreadable("unknown-name", "J + [[1, 2], [3, 4]]"),
    ),
    *rows({"matrix": "[[1, 0], [0, 1]]"}, *right("I", "I^2"), *wrong("factor", "2 I")),
    *rows({"matrix": "[[1, 0, 0], [0, 1, 0]]"}, *unreadable("unknown-name", "I")),
    *rows(
        {"matrix": "[[I, 1], [0, I]]", "vars": ["I"]},
        *right("[[I, 1], [0, I]]"), *wrong("entry", "[[I, 1], [0, 1]]"),
    ),
    *rows({"matrix": "[[1, 0], [0, 1/2]]"}, *right("pinv([[1, 0], [0, 2]])")),
    *rows({"matrix": "[[1/2, 1/2]]"}, *right("pinv([[1], [1]])"), *wrong("factor", "[[1], [1]]^T")),
]  # fmt: skip


@each_row(
    ("expect", "answer", "verdict", "code"),
    [*INNER_PRODUCTS, *NORMS, *COLUMNS, *IDENTITIES, *ANY, *BARS, *LAYERS],
)
def test_vectors_as_they_are_written(expect: dict[str, Any], answer: str, verdict: str, code: str) -> None:
    given = check(expect, answer)
    assert (given.verdict, given.code) == (verdict, code), given


@pytest.mark.parametrize(
    ("value", "condition", "said"),
    [
        ({"matrix": [2, 2]}, "X < [[1, 2], [3, 4]]", "only real numbers are less or greater"),
        ({"matrix": [2, 2]}, "diag(X) = 0", "the diagonal of a matrix is not read here"),
        ({"vector": [2]}, "cross(v, [1, 0]) = 0", "cross needs two vectors of three entries"),
        ({"vector": [2]}, "v[3] = 0", "an index is out of range"),
        ({"vector": [2]}, "v[1][1] = 0", "a number has no entries"),
    ],
)
def test_a_condition_that_has_no_truth_is_a_fault_of_the_exercise(
    value: Any, condition: str, said: str
) -> None:
    with pytest.raises(KeyFaultError, match=said):
        check({"any": value, "such-that": [condition]}, "[[0, 1], [1, 0]]" if "matrix" in value else "(0, 1)")


@pytest.mark.parametrize(
    ("expect", "answer", "said"),
    [
        (of("norm(A)"), "‖A‖_2", "singular value"),
        (of("norm(x)"), "‖x‖_p", "the index p of a norm"),
        (of("x^T A y"), "A(x, y)", "x^T A y for a bilinear form"),
        (of("x^T y"), "2[x, y]", "⟨x, y⟩ for an inner product"),
        ({"matrix": "[[1, 2, 3]]"}, "(1, 2, 3)^T", "[[1, 2, 3]] for a row"),
    ],
)
def test_what_is_handed_back_says_what_to_type(expect: dict[str, Any], answer: str, said: str) -> None:
    assert said in check(expect, answer).message
