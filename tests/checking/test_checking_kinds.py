"""Every row of the table of kinds: what the learner types, options, typed forms, and their diagnosis."""

from __future__ import annotations

import re
from itertools import pairwise
from time import process_time
from typing import Any

import pytest

from drill.banks.draws import KnownMistake
from drill.checking import KINDS
from drill.checking.answer_verdict import Clock
from drill.errors import CheckError, TimedOutError
from tests.asked import check, mode_of, read
from tests.checking.test_checking_verdicts import assert_judged, differs, right, rows, unreadable, wrong
from tests.option_words import list_option_words
from tests.rows import each_row

AB = {"A": ["n", "n"], "B": ["n", "m"]}
INVERSE = {"matrix-expression": "inv(A) B", "shapes": AB}
REGRESSION = {"X": ["n", "d"], "w": ["d"], "y": ["n"]}

GATED = {"matrix-expression": "hadamard(a, T(V) g)", "shapes": {"a": ["n"], "V": ["m", "n"], "g": ["m"]}}
THREE = {"X": ["n", "n"], "P": ["n", "n"], "G": ["n", "n"]}

MATRIX_EXPRESSIONS = [
    *rows(
        GATED,
        *right("a ⊙ (V^T g)", "a ⊙ V^T g", "V^T g ⊙ a", "a ∘ (V'g)", "a .* (V^T g)", "a.*(V' g)"),
        *right(r"a \odot (V^T g)", r"a \odot V^\top g", r"a \circ V^\top g", r"V^\top g \odot a"),
        *right("hadamard(V^T g, a)", "diag(a) V^T g", "2 a ⊙ V^T g - a ⊙ (V^T g)", "-a ⊙ -(V^T g)"),
        *right("a ⊙ V.T g", "a ⊙ (V.T@g)", "(2 a/3) ⊙ V.T @ g 3/2", "(g^T V ⊙ a^T)^T"),
        *wrong("wrong", "V^T g", "a ⊙ a"),
        *wrong("size", "a ⊙ g", "a ⊙ V", r"a \odot g"),
        *wrong("sign", "-a ⊙ (V^T g)"),
        *unreadable("parse", "a * (V^T g)", "a · (V^T g)", "a @ (V^T g)", "a * (V.T@g)", "a ⊙", "⊙ a"),
        *unreadable("parse", r"a \cdot (V^T g)"),
    ),
    *rows(
        {"matrix-expression": "T(X) T(P) G", "shapes": THREE},
        *right("X^T P^T G", "X.T@P.T@G", "X.T P.T G", r"X^T \cdot P^T \cdot G"),
        *wrong("wrong", r"X^T \odot P^T \odot G", "X^T ⊙ P^T ⊙ G", "(X.T@P.T) ⊙ G"),
    ),
    *rows(
        {"matrix-expression": "hadamard(X, P) G", "shapes": THREE},
        *right("(X ⊙ P) G", r"(X \odot P) G", "(P ⊙ X)@G"),
        *wrong("wrong", r"X \odot P G", "X ⊙ (P G)"),
        *unreadable("parse", "(X * P) @ G"),
    ),
    *rows(
        {"matrix-expression": "dot(a, b)", "shapes": {"a": ["n"], "b": ["n"]}},
        *right("a^T b", "dot(a, b)", "a.T@b"),
        *unreadable("parse", "a·b", "a*b", "a@b", r"a \cdot b"),
        *wrong("size", "a ⊙ b"),
    ),
    *rows(
        INVERSE,
        *right("A^-1 B", "inv(A) B", "A^{-1} B", "A⁻¹B", "I A^-1 B", "(B^T A^-T)^T", "2 A^-1 B - inv(A) B"),
        *right(r"A^{-1} B", "((A'A)^-1 A') B"),
        *wrong("order", "B A^-1"),
        *wrong("inverse", "A B", "A^T B", "A' B"),
        *wrong("sign", "-A^-1 B", "A^-1 B - 2 A^-1 B"),
        *wrong("factor", "2A^-1 B", "A^-1 B/3"),
        *wrong("transposed", "B^T A^-T", "(A^-1 B)'"),
        *wrong("size", "A", "A + 1", "det(A)", "B B", "A^-1 + B", "inv(B)"),
        *unreadable("kind", "[1, 2]", "A = B", "A < B", "{A}"),
        *unreadable("parse", "(A, B)"),
        *unreadable("parse", "A/B", "A^(1/2)", "|A|", ""),
        *unreadable("unknown-name", "C", "A^-1 x"),
        *unreadable("undefined", "(A - A)^-1 B", "A^-1 B/0", "inf A"),
    ),
    *rows(
        {"matrix-expression": "2 T(X) (X w - y)/n", "shapes": REGRESSION},
        *right("2/n X^T(X w - y)", "2/n (X^T X w - X'y)", "-2 X^T(y - X w)/n"),
        *wrong("transposed", "2/n (X w - y)^T X", "2/n X(X w - y)"),
        *wrong("sign", "2/n X^T(y - X w)", "2/n X^T(X w + y)"),
        *wrong("wrong", "2/n X^T(X w - 2y)"),
    ),
    *rows(
        {"matrix-expression": "inv(T(X) X + lambda eye(d)) T(X) y", "shapes": REGRESSION, "vars": ["lambda"]},
        *right("(X^T X + λ I)^-1 X^T y", "(I + X'X/lambda)^-1 X'y/lambda"),
        *right("X^T (X X^T + lambda I)^-1 y"),
        *wrong("wrong", "(X^T X)^-1 X^T y", "(X^T X + n I)^-1 X^T y"),
    ),
    *rows(
        {"matrix-expression": "2 A x", "shapes": {"A": ["n", "n"], "x": ["n"]}, "assume": ["A symmetric"]},
        *right("2 A^T x", "(A + A^T) x"),
        *wrong("factor", "A x"),
        *wrong("transposed", "2 x^T A"),
    ),
    *rows(
        {"matrix-expression": "2 A x", "shapes": {"A": ["n", "n"], "x": ["n"]}},
        *wrong("transposed", "2 A^T x", "(A + A^T) x"),
    ),
    *rows(
        {"matrix-expression": "T(Q)", "shapes": {"Q": ["n", "n"]}, "assume": ["Q orthogonal"]},
        *right("Q^-1", "Q'"),
        *wrong("transposed", "Q"),
    ),
    *rows(
        {"matrix-expression": "T(x) A x", "shapes": {"A": ["n", "n"], "x": ["n"]}},
        *right("x^T A x", "x' A' x", "trace(A x x^T)", "dot(x, A x)", "tr(x x^T A)"),
        *wrong("transposed", "x A x"),
        *wrong("wrong", "x^T x"),
        *wrong("size", "A x"),
    ),
    *rows(
        {"matrix-expression": "x/norm(x)", "shapes": {"x": ["n"]}},
        *right("x/|x|", "x/sqrt(x^T x)", "(x'x)^(-1/2) x", "x/norm(x)"),
        *wrong("wrong", "x/(x^T x)"),
    ),
    *rows(
        {"matrix-expression": "1/(1 + x^T x)", "shapes": {"x": ["n"]}},
        *right("1/(1 + norm(x)^2)", "(1 + |x|^2)^(-1)"),
        *wrong("wrong", "1/(1 + norm(x))"),
    ),
    *rows(
        {"matrix-expression": "det(A) det(B)", "shapes": {"A": ["n", "n"], "B": ["n", "n"]}},
        *right("det(A B)", "det(B^T A)", "det B det A"),
        *wrong("wrong", "det(A) + det(B)", "|det(A B)|", "sqrt(det(A B)^2)", "max(det(A B), 0)"),
    ),
    *rows(
        {"matrix-expression": "|det(A)|", "shapes": {"A": ["n", "n"]}},
        *right("sqrt(det(A^T A))", "max(det(A), -det(A))"),
        *wrong("wrong", "det(A)", "-det(A)"),
    ),
    *rows(
        {"matrix-expression": "A x", "shapes": {"A": [2, 3], "x": [3]}},
        *right("A x", "A x + 10^-300 (x^T x - x' x) A x"),
        *wrong("wrong", "A x (1 + 10^-40)"),
    ),
]

# Two vectors with the same span as [1, 0, 1] and [0, 1, 0].
PLANE = {
    "any": {"vectors": 3},
    "such-that": [
        {"that": "det(X T(X)) != 0", "say": "dependent"},
        {"that": "X [1, 0, -1] = 0", "say": "outside"},
        {"that": "rank(X) = 2", "say": "too few"},
    ],
}
VECTORS = [
    *rows(
        PLANE,
        *right("[[1,0,1],[0,1,0]]", "[1,0,1], [0,1,0]", "[1,1,1], [1,-1,1]", "{[1,0,1],[0,1,0]}"),
        *right("2 [1,0,1], [0,1/3,0]", "1 0 1; 0 1 0", "[1,0,1]\n[0,1,0]", "(1,0,1)^T, (0,1,0)^T"),
        *right("[[1],[0],[1]], [[0],[1],[0]]", "<1,0,1>, <0,1,0>", "[10^-50,0,10^-50], [0,√2,0]"),
        *wrong("condition", "[1,0,1]", "1, 0, 1", "[[1,0,1]]", "[0,0,0]", "[1,0,0], [0,1,0]"),
        *wrong("condition", "[1,0,1], [2,0,2]", "[1,0,1], [0,1,0], [1,1,1]"),
        *right("[[1,0],[0,1],[1,0]]", r"\begin{pmatrix} 1 & 0 \\ 0 & 1 \\ 1 & 0 \end{pmatrix}"),
        *right(
            "[0.7071067811865475, 0.0, 0.7071067811865476], [0.1234567890123456, 1.0, 0.1234567890123456]"
        ),
        *wrong("condition", "[[1,2],[0,0],[1,2]]", r"\begin{pmatrix} 1 \\ 0 \\ 1 \end{pmatrix}"),
        *wrong(
            "condition",
            "[0.7071067811865475, 0.0, 0.7071067811865475], [0.1234567890123456, 0.0, 0.1234567890123457]",
            "[0.3333333333333333, 0.1111111111111111, 0.3333333333333333], "
            "[0.4115226337448560, 0.1371742112482853, 0.4115226337448560]",
        ),
        *wrong("size", "[1,0], [0,1]", "[1,2]"),
        *unreadable("kind", "[1,0,1], [0,1]", "{}"),
        *unreadable("parse", "[1,0,1] [0,1,0]"),
        *unreadable("unknown-name", "[x,0,x], [0,1,0]"),
        *unreadable("undefined", "[1/0,0,1], [0,1,0]"),
    ),
    *rows(
        {"any": {"vectors": 2}, "such-that": ["X [t, -1] = 0", "X != 0"], "vars": ["t"]},
        *right("[1,t]", "[2,2t]"),
        *wrong("condition", "[1,|t|]", "[0,0]"),
    ),
    *rows(
        {"any": "vectors", "such-that": ["rank(X) = 1"]},
        *right("[1,2]", "1, 2, 3"),
        *wrong("condition", "0, 0"),
    ),
]

ORTHONORMAL = {"any": "matrix", "such-that": [{"that": "T(X) X = eye(2)", "say": "not orthonormal"}]}
QR = {
    "parts": {"Q": ORTHONORMAL, "R": {"any": {"matrix": [2, 2]}, "such-that": ["X[2, 1] = 0"]}},
    "such-that": [{"that": "Q R = [[3,1],[4,2]]", "say": "another product"}],
}
COLUMNS = {
    "any": {"matrix": [2, 2]},
    "such-that": ["det(X) != 0", "(inv(X) [[2,1],[1,2]] X)[1, 2] = 0 and (inv(X) [[2,1],[1,2]] X)[2, 1] = 0"],
}
EIGEN = {
    "parts": {"P": COLUMNS, "D": {"any": {"matrix": [2, 2]}, "such-that": ["X[1, 2] = 0", "X[2, 1] = 0"]}},
    "such-that": ["[[2,1],[1,2]] P = P D"],
}
SCALED = {
    "parts": {"lambda": {"number": 3}, "v": {"any": {"vector": 2}, "such-that": ["v != 0"]}},
    "such-that": ["[[2,1],[1,2]] v = lambda v"],
}
TOGETHER = [
    *rows(
        QR,
        *right("Q = [[3/5,-4/5],[4/5,3/5]]; R = [[5,11/5],[0,2/5]]"),
        *right("Q = [[-0.6,0.8],[-0.8,-0.6]]; R = [[-5,-2.2],[0,-0.4]]"),
        *right({"R": "[5,11/5;0,2/5]", "Q": "[3/5,-4/5;4/5,3/5]"}),
        *wrong("condition", "Q = [[3,1],[4,2]]; R = [[1,0],[0,1]]"),
        *wrong("condition", "Q = [[3/5,-4/5],[4/5,3/5]]; R = [[5,2],[0,2/5]]"),
        *wrong("condition", "Q = [[-3/5,-4/5],[-4/5,3/5]]; R = [[5,11/5],[0,2/5]]"),
        *wrong("rounding", "Q = [[0.6,-0.8],[0.8,0.6]]; R = [[5,2.2],[0,0.41]]"),
        *right(
            "Q = [[0.6000000000000001,-0.8],[0.7999999999999999,0.6]]; R = [[5.000000000000001,2.2],[0,0.4]]"
        ),
        *wrong("rounding", "Q = [[0.6000001,-0.8],[0.8,0.6]]; R = [[5,2.2],[0,0.4]]"),
        *unreadable("parse", "Q = [[1,0],[0,1]]"),
    ),
    *rows(
        EIGEN,
        *right(
            "P = [[0.7071067811865475,-0.7071067811865476],[0.7071067811865476,0.7071067811865475]]; "
            "D = diag(3,1)"
        ),
        *wrong("rounding", "P = [[0.70711,-0.7071],[0.7071,0.7071]]; D = diag(3,1)"),
        *wrong("condition", "P = [[1,2],[0.5,0.25]]; D = diag(3,1)", "P = [[1,1],[1,1]]; D = diag(3,3)"),
    ),
    *rows(
        {**SCALED, "vars": ["t"]},
        *right("lambda = 3; v = [1,1]", "λ = 3, v = [t^2 + 1, t^2 + 1]"),
        *wrong("condition", "lambda = 3; v = [1,-1]", "lambda = 3; v = [1, t]", "lambda = 3; v = [0,0]"),
        *wrong("wrong", "lambda = 1; v = [1,-1]"),
    ),
]

ADAM = {
    "formula": "m_hat/(sqrt(v_hat) + eps)",
    "latex": r"\frac{\hat m_t}{\sqrt{\hat v_t}+\epsilon}",
    "names": {"m_hat": r"\hat m_t", "v_hat": r"\hat v_t", "eps": r"\epsilon"},
    "assume": ["v_hat > 0", "eps > 0"],
}
FORMULAS = [
    *rows(
        ADAM,
        *right("m_hat/(sqrt(v_hat)+eps)", "m_hat/(eps + v_hat^(1/2))"),
        *right(
            r"\frac{\hat{m}_t}{\sqrt{\hat v_t}+\epsilon}", r"\hat m_t / \left(\epsilon+\sqrt{\hat v_t}\right)"
        ),
        *right(r"\dfrac{\hat m_t}{\sqrt{\hat{v}_{t}} + \varepsilon}"),
        *differs("-m_hat/(sqrt(v_hat)+eps)"),
        *differs("2m_hat/(sqrt(v_hat)+eps)"),
        *differs("m_hat/sqrt(v_hat+eps)", r"\frac{\hat m_t}{\sqrt{\hat v_t+\epsilon}}"),
        *unreadable("kind", "m_hat = 3", "[m_hat]"),
        *unreadable("unknown-name", r"\frac{m}{v}", "q"),
        *unreadable("parse", "", "m_hat/("),
    ),
    *rows(
        {"formula": "y = a x + b", "vars": ["x", "y", "a", "b"]},
        *right("y = b + a x", "y - a x = b", "a x + b = y", "y=ax+b"),
        *differs("a x + b"),
        *differs("y = a x - b"),
        *differs("x"),
        *unreadable("kind", "y < a x + b"),
    ),
    *rows(
        {"formula": "a <= b + c", "vars": ["a", "b", "c"]},
        *right("b + c >= a", "a - b <= c"),
        *differs("a >= b + c"),
        *differs("a < b + c"),
    ),
    *rows(
        {"formula": r"\mathbb{E}[X] = \sum_x x\, p(x)"},
        *right(r"\mathbb{E}[X] = \sum_x x\, p(x)", r"E[X]=\sum_{x} x \cdot p\left(x\right)"),
        *differs(r"\mathbb{E}[X] = \sum_x p(x)", "foo", r"\mathbb{E}[Y] = \sum_x x\, p(x)"),
        *differs(r"\mathbb{E}[X]"),
        *unreadable("parse", r"\frac{", "}{"),
    ),
    *rows({"formula": r"X \in \mathbb{R}^{m \times n}"}, *differs(r"X \in \mathbb{R}^{m n}")),
    *rows(
        {"formula": r"f_\theta^{(t)}(x) := \oplus_{s=1}^t g_s(x) = h \star x"},
        *right(r"f_\theta^{(t)}(x) = \oplus_{s = 1}^t g_s(x) = h \star x"),
        *differs(r"\oplus_{s=1}^{t} g_s(x) = h \star x", r"h \star x"),
        *differs("x", "1"),
        *differs(r"f_\theta^{(t)}(x)"),
    ),
    *rows(
        {"formula": r"\frac{ab}{c} \oplus x"},
        *right(r"\frac{a b}{c}\oplus x"),
        *differs(r"\frac{a}{bc} \oplus x"),
    ),
    *rows(
        {"formula": r"\frac12 \star x_i^2"}, *right(r"\frac{1}{2}\star x^{2}_{i}", r"\tfrac12 \star x_i^2")
    ),
]

SINGULAR = {"any": {"matrix": [2, 2]}, "such-that": ["det(X) = 0", "X != 0"], "example": "[[1,0],[0,0]]"}
ANY = [
    *rows(
        SINGULAR,
        *right("[[1,2],[2,4]]", "1 2; 2 4", "[1,0;0,0]", "[[√2,2],[1,√2]]"),
        *wrong("condition", "[[0,0],[0,0]]", "[[1,2],[3,4]]"),
        *wrong("size", "[[1,2,3],[4,5,6]]", "[[1]]"),
        *wrong("rounding", "[[1,1.414],[1.414,2]]"),
        *right("X = [1,0;0,0]"),
        *unreadable("kind", "[1,2]", "3", "X = 2", "{1}"),
        *unreadable("unknown-name", "X", "X = [[v,1],[1,1]]"),
        *unreadable("unknown-name", "[[x,1],[1,1]]"),
        *unreadable("undefined", "[[1/0,1],[1,1]]"),
    ),
    *rows(
        {"any": {"vector": "3"}, "such-that": ["dot(x,[1,2,3]) = 0", "norm(x) = 1"], "example": "[1,0,0]"},
        *right("[0,3/sqrt(13),-2/sqrt(13)]", "(3,0,-1)/sqrt(10)", "<-2,1,0>/√5", "[[3],[0],[-1]]/√10"),
        *wrong("condition", "[0,3,-2]", "[1,0,0]"),
        *wrong("rounding", "[0,0.832,-0.555]"),
        *wrong("size", "[1,2]"),
        *unreadable("kind", "[[1,2],[3,4]]", "7"),
    ),
    *rows(
        {"any": {"vector": 3}, "such-that": ["x[1] = x[2]", "x[1] + x[2] + x[3] = 1"]},
        *wrong("condition", "(0.5, 0.4, 0.1)", "(0.4, 0.4, 0.3)"),
        *wrong("rounding", "(0.33, 0.334, 0.336)", "(0.5, 0.49, 0.01)"),
    ),
    *rows(
        {"any": {"matrix": []}, "such-that": ["X^2 = 0", "rank(X) = 1", "trace(T(X) X) > 0"]},
        *right("[[0,1],[0,0]]", "[[0,0,0],[0,0,0],[1,0,0]]", "[[1,-1],[1,-1]]"),
        *wrong("condition", "[[0,0],[0,0]]", "[[1,0],[0,1]]", "[[1,2]]"),
    ),
    *rows(
        {"any": {"vector": 2}, "such-that": ["dot(v, [a, b]) = 0", "v != 0"], "vars": ["a", "b"]},
        *right("[-b, a]", "[2b, -2a]"),
        *wrong("condition", "[b, a]", "[0, 0]"),
    ),
    *rows(
        {"any": "number", "such-that": ["x^2 = 2", "x < 0"], "example": "-sqrt(2)"},
        *right("-sqrt(2)", "-2/√2", "x = -√2", "-1.4142135623730951"),
        *wrong("condition", "sqrt(2)", "2"),
        *wrong("rounding", "-1.41", "-1.4142135637"),
        *unreadable("kind", "[1,2]", "2 = 2"),
        *unreadable("unknown-name", "t", "x", "x < 2"),
        *unreadable("undefined", "1/0", "inf"),
    ),
    *rows(
        {"any": "expression", "such-that": ["diff(X, t) = 2t", "subs(X, t, 0) != 0"], "vars": ["t"]},
        *right("t^2 + 1", "t² - 7"),
        *wrong("condition", "t^2", "t^2 + t"),
        *unreadable("kind", "[t]", "t = 1"),
    ),
    *rows(
        {"any": {"vector": 3}, "such-that": ["x^T x = 1"], "example": "[1,0,0]"},
        *right("[0,3/5,-4/5]", "[1,1,-1]/√3"),
        *unreadable("kind", "[i, √2, 0]", "[sqrt(-1), √2, 0]"),
    ),
    *rows({"any": {"vector": 2}, "such-that": ["x^T x = 0", "x != 0"], "example": "[1,i]"}, *right("[i,1]")),
    *rows(
        {"any": "number", "such-that": ["x^4 = 16"], "example": "2"}, *right("-2"), *unreadable("kind", "2i")
    ),
    *rows({"any": "number", "such-that": ["x^2 = -4"], "example": "2i"}, *right("-2i", "sqrt(-4)")),
    *rows(
        {"any": {"matrix": [2, 2]}, "such-that": ["det(X) = 0"], "example": "[[1,1],[1,1]]"},
        *right("[[1,2],[2,4]]", "[[1e-9,0],[1e-9,0]]", "[[1, sin(pi)], [1, 0]]"),
        *unreadable("too-large", "[[1e-200,0],[0,1e-200]]", "[[10^-130,0],[0,10^-130]]"),
        *wrong("rounding", "[[1e-20,0],[0,1e-20]]"),
    ),
    *rows({"any": "number", "such-that": "0 < x and x < 1"}, *right("1/2", "0.3"), *wrong("condition", "1")),
]

SHAPES = [
    *rows(
        {"shape": "(m,)", "vars": ["m", "n"]},
        *right("(m,)", "[m]", "( m, )", r"(m,)", "R^m", r"\mathbb{R}^m"),
        *wrong("wrong", "(n,)", "R^n"),
        *wrong("size", "()", "(m, 1)", "(1, m)", "m x 1"),
        *unreadable("kind", "m", "{m}", "m = 1"),
        *unreadable("unknown-name", "q", "R^q"),
    ),
    *rows(
        {"shape": "(m, n)", "vars": ["m", "n"]},
        *right("m x n", "m by n", "R^{m x n}", "ℝ^(m×n)", r"\mathbb{R}^{m \times n}", "(m x n)"),
        *wrong("order", "n x m", "R^{n x m}"),
    ),
    *rows({"shape": "()"}, *right("()", "( )", "a number", "scalar"), *wrong("size", "(1,)")),
    *rows(
        {"shape": "(2n, m)", "vars": ["n", "m"]},
        *right("(n+n, m)", "[2n, m]", "2*n, m"),
        *wrong("order", "(m, 2n)"),
        *wrong("entry", "(n, m)"),
        *wrong("size", "(2n,)"),
        *unreadable("unknown-name", "(2n, k)"),
        *unreadable("undefined", "(2n, 1/0)"),
    ),
]

OPTIONS = [
    *rows({"number": "2/3", "form": "exact"}, *right("2/3", "4/6"), *wrong("rounding", "0.667")),
    *rows({"number": "3/8", "form": "exact"}, *right("0.375", "37.5%"), *wrong("rounding", "0.38")),
    *rows({"number": "2/3", "form": "lowest"}, *right("2/3", "-(-2)/3"), *wrong("form", "4/6")),
    *rows({"number": "5/6", "form": "single-fraction"}, *right("5/6", "10/12"), *wrong("form", "1/2+1/3")),
    *rows({"number": "-inf"}, *right("-inf", "-infinity", "-∞"), *wrong("sign", "inf")),
    *rows({"vector": "[1/3,2/3]", "decimals": 2}, *right("[0.33,0.67]", "(1/3, 2/3)")),
    *rows({"vector": "[1/3,2/3]", "digits": 2}, *right("[0.33,0.67]")),
    *rows(
        {"matrix": "[[1/3]]", "tolerance": {"rel": 0.01}}, *right("[[0.333]]"), *wrong("entry", "[[0.32]]")
    ),
    *rows(
        {"matrix": "[[1,2],[2,4]]", "up_to": "scale"},
        *right("[[2,4],[4,8]]", "-1 -2; -2 -4"),
        *wrong("wrong", "[[1,2],[2,5]]"),
        *wrong("zero", "[[0,0],[0,0]]"),
    ),
    *rows({"matrix": "[[1,2],[2,4]]", "up_to": "sign"}, *right("[[-1,-2],[-2,-4]]")),
    *rows(
        {"set": "{1/3, 2/3}", "decimals": 2},
        *right("{0.33,0.67}", "0.67, 0.33"),
        *wrong("rounding", "{0.3,0.67}"),
        *wrong("wrong", "{0.35,0.67}"),
    ),
    *rows(
        {"expression": "cbrt(x)", "vars": ["x"]},
        *right("x^(1/3)", "∛x", "root(x,3)"),
        *wrong("sign", "-x^(1/3)"),
    ),
    *rows({"expression": "x^(1/3)", "vars": ["x"]}, *right("cbrt(x)")),
    *rows({"expression": "|x|", "vars": ["x"]}, *wrong("wrong", "(x^3)^(1/3)")),
    *rows({"distribution": "normal(0,4)"}, *right("N(mean=0, sd=2)", r"\mathcal{N}(0, 4)")),
    *rows({"number": "1/2"}, *right(r"\frac{1}{2}", r"\frac12", "½"), *unreadable("command", r"\foo")),
]

SECOND_OF_FOUR = {"fault": "2", "lines": 4}
NONE_OF_FOUR = {"fault": "none", "lines": 4}

FAULTS = [
    *rows(
        SECOND_OF_FOUR,
        *right("2", "line 2", "Line 2", " 2. ", "(2)", "LINE  2:"),
        *wrong("earlier-line", "3", "4", "line 4"),
        *wrong("later-line", "1", "line 1"),
        *wrong("not-none", "none", "None", "no line"),
        *unreadable(
            "kind", "", "0", "5", "-1", "2.5", "two", "line", "2 3", "2, 3", "b", "line two", "none 2"
        ),
    ),
    *rows(
        NONE_OF_FOUR,
        *right("none", "None", " no line "),
        *wrong("no-slip", "1", "line 4"),
        *unreadable("kind", "", "0", "5", "all"),
    ),
    *rows({"fault": 3, "lines": "3"}, *right("3"), *wrong("later-line", "2")),
]


@each_row(
    ("answer", "verdict", "said"),
    [
        ("2", "correct", "Terms were lost."),
        ("1", "wrong", "Line 1 is right. The slip comes later. Terms were lost."),
        ("3", "wrong", "The slip is in an earlier line. Terms were lost."),
        ("none", "wrong", "Terms were lost."),
    ],
)
def test_every_verdict_on_an_argument_says_what_is_wrong_with_its_line(
    answer: str, verdict: str, said: str
) -> None:
    judged = check(SECOND_OF_FOUR, answer, mistakes=[KnownMistake("none", "Terms were lost.")])
    assert (judged.verdict, judged.message) == (verdict, said)


ALL = [*MATRIX_EXPRESSIONS, *VECTORS, *TOGETHER, *FORMULAS, *ANY, *SHAPES, *OPTIONS, *FAULTS]


BESIDE = {"matrix-expression": "A x", "shapes": {"A": [2, 3], "x": [3]}}


@pytest.mark.xfail(strict=True, reason="matrices of numbers are compared to 120 digits")
def test_what_lies_beyond_the_digits() -> None:
    assert check(BESIDE, "A x + 10^-300 A A^T A x").verdict == "wrong"


@each_row(("expect", "answer", "verdict", "code"), ALL, is_large=True)
def test_verdict(expect: dict[str, Any], answer: Any, verdict: str, code: str) -> None:
    assert_judged(expect, answer, verdict, code)


def test_every_kind_and_form_is_judged() -> None:
    from tests.arraycode import test_arraycode
    from tests.checking import test_checking_verdicts, test_words_and_gaps

    tested = [*ALL, *test_checking_verdicts.ALL, *test_words_and_gaps.WORDS, *test_arraycode.TABLE]
    kinds = {kind for expect, *_ in tested for kind in KINDS if kind in expect}
    assert kinds == set(KINDS) - {"self"}
    for kind, row in KINDS.items():
        forms = list_option_words(row.spec, "form")
        judged = {(expect.get("form"), verdict) for expect, _, verdict, _ in tested if kind in expect}
        assert {form for form, verdict in judged if verdict == "correct" and form} == set(forms)
        assert {form for form, verdict in judged if verdict == "wrong" and form} >= set(forms)


def test_who_sees_no_wrong_line_hears_what_went_wrong() -> None:
    slip = KnownMistake("none", "The factor got lost.")
    assert check(SECOND_OF_FOUR, "none").message == "One of the lines is wrong."
    assert check(SECOND_OF_FOUR, "none", mistakes=[slip]).message == "The factor got lost."


@pytest.mark.parametrize(
    ("expect", "says"),
    [
        ({"fault": "5", "lines": 4}, "fault: a line from 1 to 4 or none is expected"),
        ({"fault": "0.5", "lines": 4}, "fault: a line from 1 to 4 or none is expected"),
        ({"fault": "2"}, "fault: the lines of the argument are expected"),
        ({"fault": "2", "lines": "many"}, "lines: a whole number from 1 to 60 is expected"),
    ],
)
def test_a_resolved_fault_names_one_of_its_lines(expect: dict[str, Any], says: str) -> None:
    with pytest.raises(CheckError, match=re.escape(says)):
        check(expect, "2")


def test_self_is_for_the_learner_to_decide() -> None:
    assert check({"self": "compare"}, "anything").verdict == "undecided"


@each_row(
    ("expect", "message"),
    [
        ({"matrix-expression": "A"}, "shapes"),
        ({"matrix-expression": "A", "shapes": {"A": ["m", "n", "k"]}}, "more than 2 axes"),
        ({"matrix-expression": "A", "shapes": {"A": [99, 2]}}, "length up to 12"),
        ({"matrix-expression": "A B", "shapes": {"A": ["m", "n"]}}, "name B"),
        ({"parts": {"m": {"number": 1}}, "such-that": ["m + "]}, "such-that"),
        ({"parts": {"m": {"number": 1}}, "such-that": ["x = 1"]}, "name x"),
        ({"parts": {"m": {"set": "{1}"}}, "such-that": ["m = 1"]}, "m is neither a number"),
        ({"any": {"matrix": [2]}, "such-that": ["det(X) = 0"]}, "lengths"),
        ({"any": {"tensor": [2]}, "such-that": ["X = 0"]}, "any: one of"),
        ({"any": "number"}, "such-that"),
        ({"any": "number", "such-that": ["x + "]}, "such-that"),
    ],
)
def test_faults_of_the_exercise_name_the_field(expect: dict[str, object], message: str) -> None:
    with pytest.raises(CheckError, match=message):
        check(expect, "1")


@pytest.mark.parametrize(
    ("expect", "answer", "message"),
    [
        ({"matrix-expression": "A A", "shapes": {"A": ["m", "n"]}}, "A", "no value on matrices"),
        ({"matrix-expression": "A", "shapes": {"A": ["m", "n"]}, "assume": ["A symmetric"]}, "A", "square"),
        ({"parts": {"m": {"number": 1}}, "such-that": ["m"]}, "m = 1", "condition is expected"),
        ({"any": {"matrix": [2, 2]}, "such-that": ["X + 1"]}, "[1,2;3,4]", "condition is expected"),
        ({"shape": "b"}, "(b,)", "not a shape"),
    ],
)
def test_a_key_without_a_value_is_the_exercises_fault(
    expect: dict[str, object], answer: str, message: str
) -> None:
    with pytest.raises(CheckError, match=message):
        check(expect, answer)


def test_names_of_answers_of_matrices() -> None:
    spec = {"matrix-expression": "A^T x/n", "shapes": {"A": ["n", "d"], "x": ["n"]}, "vars": ["t"]}
    assert read(spec, "eye(d) A' x norm(x) t") is not None
    assert mode_of(spec) == "value"
    assert mode_of(SINGULAR) == "matrix"
    assert mode_of({"any": "number", "such-that": ["x = 1"]}) == "value"
    assert mode_of({"formula": r"\oint f"}) is None


class Known:
    def __init__(self, answer: Any, say: str) -> None:
        self.answer, self.say, self.mistake = answer, say, ""


@each_row(
    ("expect", "mistake", "answer"),
    [
        (INVERSE, "inv(A) T(A) B", "A^-1 A^T B"),
        (INVERSE, "B inv(A)", "B inv(A)"),
        (PLANE, "[1, 0, 0], [0, 1, 0]", "[1, 1, 0], [2, -1, 0]"),
        (PLANE, "[1, 0, 1]", "[2, 0, 2]"),
        (QR, {"R": "[[5, 11/5], [0, -2/5]]"}, "Q = [3/5,-4/5;4/5,3/5]; R = [5,2.2;0,-0.4]"),
        (ADAM, "m_hat/sqrt(v_hat + eps)", r"\frac{\hat m_t}{\sqrt{\epsilon+\hat v_t}}"),
        ({"formula": r"a \oplus b"}, r"a \ominus b", r"a \ominus  b"),
        (SINGULAR, "[[1, 0], [0, 1]]", "[1 0; 0 1]"),
        ({"any": "number", "such-that": ["x^2 = 2"]}, "1", "3 - 2"),
        ({"any": "expression", "such-that": ["diff(X, t) = 2t"], "vars": ["t"]}, "t^3", "t t^2"),
    ],
)
def test_known_mistakes_come_first(expect: dict[str, object], mistake: Any, answer: str) -> None:
    found = check(expect, answer, mistakes=[Known(mistake, "So it is known.")])
    assert (found.verdict, found.code) == ("wrong", "misconception")
    field = f"{next(iter(mistake))}: " if isinstance(mistake, dict) else ""
    assert found.message == f"{field}So it is known."
    assert check(expect, answer, mistakes=[]).code != "misconception"


VALUES = {
    "number": "3/4",
    "tuple": "(1, 2)",
    "matrix": "[[1, 2], [3, 4]]",
    "set": "{1, 2}",
    "interval": "[0, 1)",
    "union": "[0, 1) U (2, 3)",
    "inequality": "x > 2",
    "distribution": "N(0, 1)",
    "several": "1, 2",
    "statement": "x > 1 or x < 0",
}
ROW = {"list", "tuple", "several"}
GATES: list[tuple[dict[str, Any], set[str]]] = [
    ({"number": "x", "vars": ["x"]}, {"number"}),
    ({"expression": "2x", "vars": ["x"]}, {"number"}),
    ({"vector": "[9, x]", "vars": ["x"]}, ROW),
    ({"matrix": "[[9, x], [1, 2]]", "vars": ["x"]}, {"matrix"}),
    ({"matrix-expression": "A x", "shapes": {"A": ["n", "n"], "x": ["n"]}}, {"number"}),
    ({"set": "{9, x}", "vars": ["x"]}, {"set", "several", "number", "equation"}),
    (
        {"interval": "[9, 10]", "vars": ["x"]},
        {"list", "tuple", "set", "interval", "union", "inequality", "equation", "statement"},
    ),
    (
        {"inequality": "x > 9", "vars": ["x"]},
        {"list", "tuple", "set", "interval", "union", "inequality", "equation", "statement"},
    ),
    ({"distribution": "beta(2, 3)", "vars": ["x"]}, {"distribution"}),
    ({"shape": "(x, x)", "vars": ["x"]}, ROW),
    ({"formula": "2x", "vars": ["x"]}, {"number"}),
    ({"any": {"matrix": [2, 2]}, "such-that": ["det(X) = 7"], "vars": ["x"]}, {"matrix"}),
    ({"any": {"vector": 2}, "such-that": ["norm(v) = 7"], "vars": ["x"]}, ROW),
    ({"any": {"vectors": 2}, "such-that": ["norm(X) = 7"], "vars": ["x"]}, {*ROW, "matrix"}),
    ({"any": "number", "such-that": ["v = 7"], "vars": ["x"]}, {"number"}),
]


@each_row(("expect", "taken"), GATES)
def test_a_value_of_another_kind_is_unreadable_and_says_what_is_due(
    expect: dict[str, Any], taken: set[str]
) -> None:
    for name, text in VALUES.items():
        found = check(expect, text)
        if name in taken:
            assert found.verdict == ("undecided" if "formula" in expect else "wrong"), (name, found)
        else:
            assert (found.verdict, found.code) == ("unreadable", "kind"), (name, found)
            assert any(word in found.message for word in ("asked for", "expected", "write"))


@pytest.mark.parametrize(
    ("expect", "answer"),
    [
        ({"expression": "2x", "vars": ["x"]}, "x + sin(x)"),
        ({"interval": "[0, sqrt(3)]"}, "[0, 2]"),  # rational ends are compared at once
        (PLANE, "[0, 1, 0]"),
        (INVERSE, "A B"),
        (SINGULAR, "[1 0; 0 1]"),
        (ADAM, "m_hat + sin(eps)"),
        ({"parts": {"m": {"expression": "2x"}}, "vars": ["x"]}, "m = sin(x)"),
    ],
)
def test_what_runs_out_of_time_is_undecided(
    expect: dict[str, Any], answer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def spent(clock: Clock) -> None:
        raise TimedOutError("the answer could not be compared in time")

    monkeypatch.setattr(Clock, "check", spent)
    found = check(expect, answer)
    assert (found.verdict, found.code) == ("undecided", "timeout")


@each_row(
    ("expect", "answer"),
    [
        (INVERSE, "((A^64)^64)^64"),
        (INVERSE, "A^64 " * 60),
        (INVERSE, "inv(" * 55 + "A" + ")" * 55),
        (INVERSE, "A^(10^10)"),
        (INVERSE, "2^(10^9) A"),
        (INVERSE, "exp(exp(exp(10))) A"),
        (INVERSE, "eye(10^9)"),
        (INVERSE, "eye(A)"),
        (INVERSE, "norm(A B, A)"),
        (INVERSE, "norm(A B, I)"),
        (INVERSE, "diag(I)"),
        (INVERSE, "A!"),
        (INVERSE, "1/" * 300 + "det(A)"),
        (PLANE, ", ".join("[1, 0, 1]" for _ in range(180))),
        (PLANE, "e^(e^(e^9)) [1,0,1], [0,1,0]"),
        (QR, "Q = " * 400),
        (QR, "Q = [[1e400,0],[0,1]]; R = [[1,1],[0,1]]"),
        ({"vector": "[1, 2]"}, "[1e400, 2e400]"),
        ({"vector": "[1e400, 2e400]"}, "[1, 2]"),
        ({"vector": "[1e-400, 2]"}, "[1, 2e400]"),
        ({"matrix": "[[1, 2], [3, 4]]"}, "10^399 [[1, 2], [3, 4]]"),
        ({"matrix": "[[1, 2], [3, 4]]"}, "i [[1, 2], [3, 4]]"),
        ({"matrix": "[[1, 2], [3, 4]]", "up_to": "scale"}, "[[1e400, 0], [0, 1]]"),
        (SINGULAR, "[[1e400, 1], [1, 2e-400]]"),
        (INVERSE, "1e400 inv(A)"),
        (PLANE, "[1e400, 0, 2]"),
        (SINGULAR, "[[99999!,1],[1,1]]"),
        (SINGULAR, "[[" * 300),
        ({"formula": r"\oint x"}, "{" * 1999),
        ({"formula": r"\oint x"}, "^_" * 900),
        ({"formula": "x^2", "vars": ["x"]}, "x^{" * 600),
        ({"shape": "(b,)", "vars": ["b"]}, "(" + "b," * 900 + ")"),
        ({"inequality": "x > 0", "vars": ["x"]}, "(" * 6 + "x" + ")^x" * 6 + " > 0"),
    ],
)
def test_hostile_answers_are_refused(expect: dict[str, Any], answer: str) -> None:
    assert check(expect, answer).verdict in ("wrong", "unreadable", "undecided")


def nested(form: str, inner: str, depth: int) -> str:
    for _ in range(depth):
        inner = form.replace("@", inner)
    return inner


def assigned(form: str, depth: int, result: str) -> str:
    """Assignments, each of which takes the one before twice."""
    names = ["x", *(f"z{place}" for place in range(depth))]
    lines = [f"{new} = {form.replace('@', old)}" for old, new in pairwise(names)]
    return "\n".join([*lines, result.replace("@", names[-1])])


@each_row(
    ("expect", "answer"),
    [
        *(
            ({"matrix": "[[1, 2], [3, 4]]"}, nested(form, "[1,2;3,4]", depth))
            for form, depth in [
                *(("inv(@)", depth) for depth in (5, 20, 55)),
                *(("(@)^-1", depth) for depth in (5, 20, 55)),
                ("(@)^8", 6),
                ("(@)(@)", 6),
                ("(@) [1,2;3,4]", 40),
                ("det(@) [1,2;3,4]", 20),
                ("(@)/trace(@)", 6),
            ]
        ),
        ({"matrix": "[[1, 2], [3, 4]]"}, nested("inv(@)", "[1,2,3,4;5,6,7,8;1,0,0,2;2,5,5,1]", 12)),
        ({"number": "3"}, f"det({nested('inv(@)', '[1,2;3,4]', 20)})"),
        (PLANE, nested("inv(@)", "[1,2;3,4]", 20)),
        ({"expression": "x", "vars": ["x"]}, nested("1/(1 + @)", "x", 50)),
        ({"expression": "x", "vars": ["x"]}, nested("sigmoid(@)", "x", 50)),
        *(
            ({"code": "x", "arrays": {"x": ["n"]}}, assigned(form, 25, result))
            for form in ("(@, @)", "((), @, @)")
            for result in (
                "np.array(@)",
                "np.stack(@)",
                "np.sum(@[0])",
                "np.maximum(@, x)",
                "np.sum(x, axis=@)",
            )
        ),
        ({"code": "x", "arrays": {"x": ["n"]}}, assigned("(@, @)", 25, "np.array(@)").replace("x,", "(),")),
    ],
)
def test_what_nests_is_judged_or_refused_within_its_time(expect: dict[str, Any], answer: str) -> None:
    started = process_time()
    assert check(expect, answer).verdict in ("wrong", "unreadable", "undecided")
    assert process_time() - started < 3
