r"""What is round an answer changes no verdict, in every kind: right stays right, and wrong stays wrong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill.checking import check, read_plain_words, remove_formula_frames, remove_frames, spec_from

AB = {"A": ["n", "n"], "B": ["n", "n"]}
# Of each kind a key, the same and another value as it is typed, and in LaTeX where the kind has any.
KINDS: dict[str, tuple[dict[str, object], tuple[str, str], tuple[str, str] | None]] = {
    "number": ({"number": "3/4"}, ("3/4", "5/4"), (r"\frac{3}{4}", r"\frac{5}{4}")),
    "expression": ({"expression": "2x+1", "vars": ["x"]}, ("2x+1", "2x+2"), ("2x + 1", "2x + 2")),
    "inequality": ({"inequality": "x>2", "vars": ["x"]}, ("x > 2", "x > 3"), (r"x > \frac{4}{2}", "x > 3")),
    "interval": ({"interval": "[2,5)"}, ("[2,5)", "[2,6)"), (r"\left[2, 5\right)", "[2, 6)")),
    "set": ({"set": "{1,4}"}, ("{1,4}", "{1,5}"), (r"\{1, 4\}", r"\{1, 5\}")),
    "vector": (
        {"vector": "[1,2]"},
        ("(1,2)", "(1,3)"),
        (r"\begin{pmatrix} 1 \\ 2 \end{pmatrix}", r"\begin{pmatrix} 1 \\ 3 \end{pmatrix}"),
    ),
    "matrix": (
        {"matrix": "[[1,0],[2,1]]"},
        ("[[1,0],[2,1]]", "[[1,0],[2,2]]"),
        (r"\begin{bmatrix} 1 & 0 \\ 2 & 1 \end{bmatrix}", r"\begin{bmatrix} 1 & 0 \\ 2 & 2 \end{bmatrix}"),
    ),
    "matrix-expression": ({"matrix-expression": "A B", "shapes": AB}, ("A B", "B A"), ("A B", "B A")),
    "distribution": (
        {"distribution": "beta(3,7)"},
        ("Beta(3,7)", "Beta(3,8)"),
        (r"\mathrm{Beta}(3, 7)", r"\text{Beta}(3, 8)"),
    ),
    "code": ({"code": "x.mean()", "arrays": {"x": ["n"]}}, ("x.mean()", "x.sum()"), None),
    "shape": ({"shape": "(b, t, d)"}, ("(b, t, d)", "(b, d, t)"), ("(b, t, d)", "(b, d, t)")),
    "text": (
        {"text": ["null space"]},
        ("null space", "column space"),
        (r"\text{null space}", r"\text{rank}"),
    ),
    "formula": ({"formula": "y = W x + b"}, ("y = W x + b", "y = x"), ("y = W x + b", "y = x")),
}
FRAMES = (
    "{}",
    "\u00a0{}\u00a0",
    "\t{}",
    "{}\r\n",
    "```\n{}\n```",
    "```python\n{}\n```",
    "```latex\n{}\n```",
    "```{}```",
    "~~~\n{}\n~~~",
    "`{}`",
    "**{}**",
    "**`{}`**",
    "{}.",
    "`{}`.",
    "Answer: {}",
    "**Answer:** {}",
    "Final answer: `{}`.",
    "The answer is {}.",
    "So the result is: {}",
    "Thus, the final answer is\n\n```\n{}\n```",
)
LATEX_FRAMES = (
    "${}$",
    "${}$.",
    "$${}$$",
    "$$\n{}\n$$",
    "$$\r\n{}\r\n$$.",
    r"\({}\)",
    r"\({}\).",
    r"\[{}\]",
    "\\[\n{}.\n\\]",
    r"\boxed{{{}}}",
    r"$\boxed{{{}}}$.",
    r"**$\boxed{{{}}}$**",
    r"$\displaystyle {}$",
    "`${}$`",
    "```math\n{}\n```",
    "```latex\n$${}$$\n```",
    "The answer is ${}$.",
    r"So the answer is $\boxed{{{}}}$.",
    r"**Answer:** \({}\)",
)


@pytest.mark.parametrize("kind", KINDS)
def test_no_frame_changes_a_verdict(kind: str) -> None:
    expect, plain, latex = KINDS[kind]
    spec = spec_from(expect)
    framed = [(frame, plain) for frame in FRAMES]
    framed += [(frame, latex) for frame in LATEX_FRAMES if latex is not None]
    wrong = "undecided" if kind == "formula" else "wrong"
    got = {
        frame: tuple(check(spec, frame.format(value)).verdict for value in values) for frame, values in framed
    }
    assert {frame: verdicts for frame, verdicts in got.items() if verdicts != ("correct", wrong)} == {}


@pytest.mark.parametrize(
    ("expect", "right", "not_right"),
    [
        ({"set": "{1/3, 5}"}, r"x = 5 or x = \frac{1}{3}", r"x = 5 or x = \frac{1}{2}"),
        ({"interval": "(-inf, -1/4) U (3, inf)"}, r"x < -\frac{1}{4} or x > 3", r"x < \frac{1}{4} or x > 3"),
        ({"interval": "(0, sqrt(5))"}, r"x > 0 and x < \sqrt{5}", r"x > 0 or x < \sqrt{5}"),
        ({"set": "{1, 2, 9}"}, r"1, 2, \text{ and } 9", r"1, 2, \text{ and } 8"),
        ({"set": "{-5, 1}"}, "x₁ = 1, x₂ = -5", "x₁ = 1, y₂ = -5"),
        ({"set": "{-5, 1}"}, "x_{1} = 1, x_{2} = -5", "x₁ = 1, x₂ = 5"),
        ({"text": ["convex"]}, "The answer is convex.", "The answer is not convex."),
        ({"text": ["convex"]}, "It is convex", "convex or concave"),
        ({"text": ["convex"]}, "The function is convex.", "The function is concave."),
        ({"text": ["null space", "kernel"]}, "null space (kernel)", "null space (image)"),
        ({"text": ["the mean is zero"]}, "The mean is zero.", "The mean is one."),
        ({"text": ["entropy"]}, r"$\boxed{\mathrm{entropy}}$", r"$\boxed{\mathrm{energy}}$"),
        ({"expression": "x/(1+x)", "vars": ["x"]}, r"\\frac{x}{1+x}", r"\\frac{x}{2+x}"),
        (
            {"matrix": "[[5,6],[7,8]]"},
            r"\\begin{pmatrix} 5 & 6 \\\\ 7 & 8 \\end{pmatrix}",
            r"\\begin{pmatrix} 5 & 6 \\\\ 7 & 9 \\end{pmatrix}",
        ),
        (
            {"matrix": "[[5,6],[7,8]]"},
            "\\begin{bmatrix} 5 & 6 \\ 7 & 8 \\end{bmatrix}",
            "\\begin{bmatrix} 5 & 6 & 7 & 8 \\end{bmatrix}",
        ),
        ({"expression": "x_1 + x_2", "vars": ["x_1", "x_2"]}, r"x\_1 + x\_2", r"x\_1 - x\_2"),
    ],
)
def test_what_people_write_round_and_between_values(
    expect: dict[str, object], right: str, not_right: str
) -> None:
    assert check(spec_from(expect), right).verdict == "correct"
    assert check(spec_from(expect), not_right).verdict != "correct"


@pytest.mark.parametrize(
    ("key", "asked", "wrong"),
    [
        ("3e-4", "3 × 10−4", "3 × 10−5"),
        ("2.5e-4", "2.5×10-4", "2.6×10-4"),
        ("6e5", "6×105", "6×106"),
        ("-3e4", "−3 × 104", "3 × 104"),
        ("25000", "25.000", "26.000"),
        ("25000", "25.000", "0.025"),
        ("199000", "199.000", "0.199"),
        ("5/4", "1·25", "1·26"),
        ("17/5", "3 (2/5)", "3 (3/5)"),
    ],
)
def test_a_number_that_lost_something_in_copying_is_asked_back(key: str, asked: str, wrong: str) -> None:
    spec = spec_from({"number": key})
    verdict = check(spec, asked)
    assert (verdict.verdict, verdict.code) == ("wrong", "ambiguous")
    assert verdict.message.startswith("Did you mean")
    assert check(spec, wrong).code not in ("ambiguous", "")


def test_a_program_keeps_the_names_that_it_gives() -> None:
    spec = spec_from({"code": "2 * x.mean()", "arrays": {"x": ["n"]}})
    for program in (
        "result = x.mean()\nresult * 2",
        "answer = x.mean(); 2 * answer",
        "result = 2 * x.mean()",
    ):
        assert check(spec, program).verdict == "correct", program
    assert check(spec, "answer = x.mean()\nanswer * 3").verdict == "wrong"


def test_short_types_are_handed_back() -> None:
    spec = spec_from({"vector": "[1/3, 2/3]"})
    for typed in ("tensor([0.3340, 0.6680], dtype=torch.bfloat16)", "Array([0.5, 1], dtype=bfloat16)"):
        verdict = check(spec, typed)
        assert verdict.verdict == "unreadable"
        assert "bfloat16" in verdict.message


@given(st.text(alphabet="`*$\\[]()x1. \n{}_~:answeri", max_size=60))
def test_frames_end_and_keep_columns(text: str) -> None:
    for remove in (remove_frames, remove_formula_frames, read_plain_words):
        left = remove(text)
        assert len(left) == len(text)
        assert remove(left) == left


def test_long_frames_are_read_at_once() -> None:
    for piece in ("`", "$", "**", "\\[", "answer is ", "\\boxed{", "```\n", "\\\\a", "\\begin{matrix}"):
        text = piece * (2_000 // len(piece))
        assert len(remove_formula_frames(text)) == len(text)
