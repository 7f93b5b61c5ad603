"""Names that are shown as a function's value may be typed as they are shown, in plain mathematics too."""

from __future__ import annotations

from tests.asked import check
from tests.rows import each_row


@each_row(
    ("names", "answer", "is_right"),
    [
        ({"g": "g(u)", "u": "u"}, "(1-g(u))", True),
        ({"g": "g(u)", "u": "u"}, "(1 - g( u ))", True),
        ({"g": "g(u)", "u": "u"}, "(1 - g u)", False),
        ({"g": "g(u)", "u": "u"}, "(1 - u)", False),
        ({"g": "g_{a}(u,v)", "u": "u", "v": "v"}, "(1 - g_a(u, v))", True),
        ({"g": "g_{a}(u,v)", "u": "u", "v": "v"}, "(1 - g_a(v, u))", False),
        ({"g": "V(\\theta)", "theta": "\\theta"}, "(1 - V(theta))", True),
        ({"g": "V(\\theta)", "theta": "\\theta"}, "(1 - V(θ))", True),
        ({"g": "g", "u": "u"}, "(1 - g(u))", False),
    ],
)
def test_a_value_is_no_product(names: dict[str, str], answer: str, is_right: bool) -> None:
    verdict = check({"formula": "1 - g", "names": names}, answer)
    assert (verdict.verdict == "correct") is is_right, verdict
