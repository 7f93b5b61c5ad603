"""A second line for a formula: which ones confirm the first, and what is shown of one that does not."""

from __future__ import annotations

from drill.formulas import Meaning, compare_meanings
from tests.rows import each_row


def meaning(code: str, assume: tuple[str, ...] = (), **arrays: str) -> Meaning:
    return Meaning("(1)", code, {name: tuple(axes.split()) for name, axes in arrays.items()}, assume)


SOFTMAX = "e = np.exp(S - S.max(axis=1, keepdims=True))\ne / e.sum(axis=1, keepdims=True)"
VARIANCE = "np.mean((x - x.mean())**2)"


@each_row(
    ("first", "second", "assume", "arrays", "outcome"),
    [
        (SOFTMAX, "softmax(S)", (), {"S": "n m"}, "equal"),
        (SOFTMAX, "torch.softmax(S, dim=1)", (), {"S": "n m"}, "equal"),
        # Large entries take the naive line out of what doubles hold, and it means the same.
        (SOFTMAX, "np.exp(S) / np.exp(S).sum(axis=1, keepdims=True)", (), {"S": "n m"}, "equal"),
        (SOFTMAX, "softmax(S, axis=0)", (), {"S": "n m"}, "different"),
        (SOFTMAX, "softmax(S.T).T", (), {"S": "n m"}, "different"),
        (VARIANCE, "np.mean(x**2) - x.mean()**2", (), {"x": "n"}, "equal"),
        (VARIANCE, "x.var(ddof=1)", (), {"x": "n"}, "different"),
        (VARIANCE, "np.mean(x**2) - x.mean()**2 + 1e-7", (), {"x": "n"}, "different"),
        ("x.var(ddof=1)", "((x - x.mean())**2).sum() / (n - 1)", (), {"x": "n"}, "equal"),
        ("x @ y", "(x * y).sum(keepdims=True)", (), {"x": "n", "y": "n"}, "equal"),  # an axis of length 1
        ("x[:, None] * y", "np.outer(x, y).T", (), {"x": "n", "y": "m"}, "different"),
        ("np.maximum(x, 0)", "np.clip(x, 0, 50)", (), {"x": "n"}, "different"),  # only large entries tell
        ("np.abs(a)", "a", (), {"a": ""}, "different"),
        ("np.abs(a)", "a", ("a > 0",), {"a": ""}, "equal"),
        ("np.where(x > 9, 0, x)", "np.log(np.exp(x))", (), {"x": "n"}, "different"),
        ("np.abs(x)", "np.sqrt(x) * np.sqrt(x)", (), {"x": "n"}, "different"),  # a value in one line alone
        ("x + y", "x + z", (), {"x": "n", "y": "n"}, "refused"),
    ],
)
def test_a_second_line_is_compared_by_its_values(
    first: str, second: str, assume: tuple[str, ...], arrays: dict[str, str], outcome: str
) -> None:
    compared = compare_meanings(meaning(first, assume, **arrays), meaning(second, assume, **arrays))
    assert compared.outcome == outcome, compared.why


def test_the_first_draw_in_which_they_differ_is_shown() -> None:
    lines = [meaning(code, x="n", a="") for code in ("a * x.mean()", "a * x.sum()")]
    compared = compare_meanings(*lines)
    shown = compared.difference
    assert shown is not None
    numbers = [float(entry) for entry in shown.arrays["x"].strip("[]").split(",")]
    mean = float(shown.arrays["a"]) * sum(numbers) / len(numbers)
    assert abs(float(shown.first) - mean) < 0.05 * abs(mean) + 0.05
    assert abs(float(shown.second) / float(shown.first) - shown.sizes["n"]) < 0.1
    drawn = f"with x = {shown.arrays['x']}, a = {shown.arrays['a']}"
    assert compared.why == f"{drawn} one gives {shown.first}, the other {shown.second}"


def test_a_bound_on_a_length_is_found_for_both() -> None:
    baseline = "r - (r.sum() - r) / (k - 1)"
    compared = compare_meanings(meaning(baseline, r="k"), meaning("k / (k - 1) * (r - r.mean())", r="k"))
    assert (compared.outcome, compared.assume) == ("equal", ("k > 1",))


def test_another_declaration_is_asked_and_not_dropped() -> None:
    compared = compare_meanings(meaning("x + eps", x="d", eps=""), meaning("x + eps", x="d", eps="d"))
    assert (compared.outcome, compared.why) == ("declared", "eps is [] in one and [d] in the other")
    renamed = compare_meanings(meaning("Q @ K.T", Q="n d", K="m d"), meaning("Q @ K.T", Q="t h", K="s h"))
    assert renamed.outcome == "equal"
    joined = compare_meanings(meaning("Q @ K.T", Q="n d", K="m d"), meaning("Q @ K.T", Q="n d", K="n d"))
    assert joined.outcome == "declared"


def test_what_only_one_line_assumes_binds_both() -> None:
    first = meaning("-(p * np.log(p)).sum()", ("p entries sum to 1",), p="n")
    second = meaning("-(p * np.log(p)).sum() / p.sum()", ("p > 0",), p="n")
    assert compare_meanings(first, second).outcome == "equal"
