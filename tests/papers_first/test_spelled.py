"""Letters that stand side by side are one name where the paper's words or other rows show it."""

from __future__ import annotations

import pytest

from tests.papers_first.test_labels import read


@pytest.mark.parametrize(
    ("latex", "rows", "inline", "texts", "reading"),
    [
        ("y = Gate(x W)", (), ("x", "W"), ("The gate picks experts.",), "(= y (call Gate (* x W)))"),
        ("y = Gate(x W)", (), (), (), "refuse"),
        ("y = PickBest(x, k)", (), (), ("we pick the best ones",), "(= y (call PickBest x k))"),
        ("KL(p, q) = a - b", (), (), (), "(= (call KL p q) (+ a (- b)))"),
        ("a = KL(p \\| q) + b", ("D_{KL} = 2",), (), (), "(= a (+ (call KL p || q) b))"),
        ("a = KL(p) + b", ("D_{KL} = 2",), (), (), "refuse"),
        ("RS(G) = a", (), (), ("measured by the rank score, and more",), "(= (call RS G) a)"),
        ("y = QK^\\top", ("Q = a", "K = b"), (), ("the QK product",), "(= y (* Q (T K)))"),
        ("y = NK x", ("N = a",), ("K", "x"), ("the number of kernels",), "(= y (* N K x))"),
        ("y = u va_e + ve", ("u = 2",), ("e", "a"), ("the gate of an event",), "refuse"),
        ("y = u va_e + v", ("u = 2",), ("a",), ("the gate of an event",), "(= y (+ (* u v a_e) v))"),
        ("y = u va_e + ve", ("u = 2",), ("e", "a"), (), "(= y (+ (* u v a_e) (* v e)))"),
        ("y = u v a_e + v w", ("u = 2",), ("a",), ("the gate of an event",), "(= y (+ (* u v a_e) (* v w)))"),
        ("y = gap \\cdot b", ("g = a p", "p = 2"), ("a", "b"), ("the gap that is left",), "refuse"),
        ("y = \\int g dv", ("v = 2",), ("g",), ("the mean of it",), "(= y (int (* g (diff d v))))"),
        ("y = pos / 2", (), ("pos", "a"), (), "(= y (/ pos 2))"),
        ("y = warm\\_up^{-1.5}", (), (), (), "(= y (^ warm\\_up (- 1.5)))"),
        ("y = {warm\\_up}^{-1.5}", (), (), (), "(= y (^ warm\\_up (- 1.5)))"),
        ("PE_i = \\sin a + PE_j", (), (), ("places are told by it",), "(= PE_i (+ (sin a) PE_j))"),
        ("y = lin_h(u) + lin_c(v)", (), ("u", "v"), ("it maps",), "(= y (+ (call lin_h u) (call lin_c v)))"),
        ("y = abf(u)", (), ("u", "a", "b"), ("we map it",), "refuse"),
        ("GRU(u, b) = c", (), ("u", "b"), (), "(= (call GRU u b) c)"),
        ("UBR = \\frac{s + v}{n}", ("q = UBR - v",), (), (), "(= UBR (/ (+ s v) n))"),
        ("UBR = \\frac{s + v}{n}", ("q = U + v",), (), (), "(= UBR (/ (+ s v) n))"),
        ("U B R = \\frac{s + v}{n}", ("q = U + v",), (), (), "refuse"),
        ("PAP = A", ("P = 1", "A = 1"), (), (), "refuse"),
        ("TE = NDE + NIE", ("NDE = a - b", "T = 1", "E = 2", "I = N"), (), (), "refuse"),
        ("q = \\frac{UBR_k}{n}", (), (), (), "refuse"),
        ("R = TP / (TP + FN)", ("S = TN / (TN + FP)",), (), ("we count it",), "(= R (/ TP (+ TP FN)))"),
        ("gain = \\frac{a n}{n}", ("y = a i n",), ("a", "n"), (), "(= gain (/ (* a n) n))"),
        ("gain = \\frac{a n}{n}", (), ("g", "a", "i", "n"), (), "refuse"),
        ("y = beta \\cdot x", ("b = e t", "e = a"), (), (), "(= y (* beta x))"),
        ("y = mu \\cdot x", ("m = u",), (), (), "(= y (* m u x))"),
        ("y = mu \\cdot x", ("m = u", "sigma = 2"), (), (), "(= y (* mu x))"),
        ("y = DCF / n", ("\\text{DCF} = a",), ("D", "C"), (), "(= y (/ DCF n))"),
        ("HBR = \\frac{s}{n}", ("q = H + v",), (), ("the half-bright ratio of it",), "(= HBR (/ s n))"),
        ("LM = a + b", ("L = 1", "M = 2"), (), ("the LM statistic",), "(= LM (+ a b))"),
        ("a = LM + b", ("L = 1", "M = 2"), (), ("the LM statistic",), "(= a (+ (* L M) b))"),
        ("SS_A = SS_T - SS_E", ("S = 1",), (), ("squares are summed",), "(= SS_A (+ SS_T (- SS_E)))"),
        ("S S_A = S S_T - S S_E", ("S = 1",), (), ("squares are summed",), "refuse"),
        ("lr_t = lr_0 / t", (), (), (), "(= lr_t (/ lr_0 t))"),
        ("v = lr_0 / t", ("l = 2 r",), (), (), "refuse"),
        ("y = RMSE(b)^2 / n", ("R = M S", "S = E"), (), (), "(= y (/ (^ (call RMSE b) 2) n))"),
        (
            "y = TP / (TP + 0.5 FN)",
            ("T = P + N",),
            (),
            ("TP and FN are counted",),
            "(= y (/ TP (+ TP (* 0.5 FN))))",
        ),
        ("y = \\frac{focal}{2}", (), ("f", "o", "c", "a", "l"), (), "(= y (/ focal 2))"),
        ("y = \\frac{f o c a l}{2}", (), ("f", "o", "c", "a", "l"), (), "refuse"),
        ("Lift = a / n", (), ("L", "i", "f", "t"), (), "(= Lift (/ a n))"),
        ("y = a b c", (), ("a", "b", "c"), (), "(= y (* a b c))"),
        (
            "y = \\operatorname{tr}(XX^\\top)",
            ("XX^\\top = A",),
            ("X",),
            ("see appendix XX",),
            "(= y (call tr (* X (T X))))",
        ),
    ],
)
def test_letters_are_a_name_or_a_product(
    latex: str, rows: tuple[str, ...], inline: tuple[str, ...], texts: tuple[str, ...], reading: str
) -> None:
    assert read(latex, rows, inline, texts) == reading
