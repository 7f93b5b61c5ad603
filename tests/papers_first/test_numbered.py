"""Superscripts that number names are told from powers by lists, and by a first beside a second."""

from __future__ import annotations

import pytest

from tests.papers_first.test_labels import read

_RATERS = "z_u^1,...,z_u^M"


@pytest.mark.parametrize(
    ("latex", "rows", "inline", "reading"),
    [
        # in the row itself
        (
            "\\textup{Pr}[z_u^1,...,z_u^M | z_u=1, b] = a",
            (),
            (),
            "(= (call Pr z_u^1 , ldots , z_u^M | (= z_u 1) , b) a)",
        ),
        (
            "q(v^1, v^2, \\ldots, v^N) = \\prod_{i=1}^N q(v^i)",
            (),
            (),
            "(= (call q v^1 v^2 ldots v^N) (prod{i=1}{N} (call q v^i)))",
        ),
        # in another row, or in a sentence
        ("c = z_u^1 + z_u^M", ("a = [z_u^1, \\dots, z_u^M]",), (), "(= c (+ z_u^1 z_u^M))"),
        ("c = z_u^j d", (), (_RATERS,), "(= c (* z_u^j d))"),
        ("c = z_w^m z_u^{j-1}", (), (_RATERS,), "(= c (* z_w^m z_u^j-1))"),
        ("c = p^{z_u^j}", (), (_RATERS,), "refuse"),
        ("c = \\eta^j d", (), ("\\eta^1,\\dots,\\eta^M",), "(= c (* eta^j d))"),
        ("c = \\eta^1 - \\eta^2", (), ("\\eta^1,\\dots,\\eta^M",), "(= c (+ eta^1 (- eta^2)))"),
        ("c = v^2 + v^N", (), ("v^1, v^2, \\ldots, v^N", "v"), "(= c (+ v^2 v^N))"),
        ("c = (z_u^j)^2", (), (_RATERS,), "(= c (^ z_u^j 2))"),
        # the second, or a square
        ("c = \\eta^2 d", (), ("\\eta^1,\\dots,\\eta^M",), "(= c (* eta^2 d))"),
        ("c = \\eta^2 d", (), ("\\eta^1,\\dots,\\eta^M", "\\eta"), "refuse"),
        ("c = z_u^2 d", (), (_RATERS, "z_u"), "refuse"),
        # another name, or the same letter without its index
        ("c = y_u^2 d", (), (_RATERS,), "(= c (* (^ y_u 2) d))"),
        ("c = z^2 d", (), (_RATERS,), "(= c (* (^ z 2) d))"),
        # powers
        ("c = v^1 + d", (), ("1, v^1, \\ldots, v^N",), "refuse"),
        ("c = v^1 + d", (), ("(1, v^1, \\ldots, v^N)",), "refuse"),
        ("c = v^1 + d", (), ("(u = 1, v^1, \\ldots, v^N)",), "(= c (+ v^1 d))"),
        ("c = v^1 + d", (), ("v^0, v^1, \\ldots, v^N",), "refuse"),
        ("c = v^1 + d", ("a = v^{-1}",), ("v^1, \\ldots, v^N",), "refuse"),
        ("c = v^1 + d", ("h(v) = (v^1, \\ldots, v^N)",), (), "refuse"),
        ("c = v^1 + d", ("v^1, v^2, \\ldots, v^N", "a = v + b"), (), "refuse"),
        ("c = v^2 + d", (), ("v, v^2, \\ldots, v^N",), "(= c (+ (^ v 2) d))"),
        ("c = \\gamma^1 d", (), ("\\gamma^1, \\ldots, \\gamma^N",), "refuse"),
        ("c = \\mathbf{v}^T d", (), ("\\mathbf{v}^1, \\ldots, \\mathbf{v}^T",), "(= c (* (T bf:v) d))"),
        (
            "c = \\mathbf{v}^T - \\mathbf{v}^t",
            (),
            ("\\mathbf{v}^1, ..., \\mathbf{v}^T",),
            "(= c (+ bf:v^T (- bf:v^t)))",
        ),
        # the first and the second
        ("c = \\lambda_k^1 a - \\lambda_k^2", (), (), "(= c (+ (* lambda_k^1 a) (- lambda_k^2)))"),
        ("c = \\lambda_k^2 a", ("b = \\lambda_k^1",), (), "(= c (* lambda_k^2 a))"),
        ("c = \\lambda_k^2 a", (), (), "(= c (* (^ lambda_k 2) a))"),
        ("c = \\lambda_k^1 - \\lambda_k^2", ("b = a \\lambda_k",), (), "refuse"),
        ("c = a_0 v_k^0 + a_1 v_k^1 + a_2 v_k^2", (), (), "refuse"),
        ("c = \\lambda^1 - \\lambda^2", (), (), "refuse"),
    ],
)
def test_what_numbers_is_told_from_powers(
    latex: str, rows: tuple[str, ...], inline: tuple[str, ...], reading: str
) -> None:
    assert read(latex, rows, inline) == reading


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("with the points $v^1, \\ldots, v^N$ that were drawn", "(= c (* v^N d))"),
        ("with the monomials $v^1, \\ldots, v^N$ for features", "refuse"),
    ],
)
def test_a_sentence_that_speaks_of_powers_lists_powers(text: str, reading: str) -> None:
    assert read("c = v^N d", (), ("v^1, \\ldots, v^N",), (text,)) == reading
