"""What drawn numbers leave behind in texts, and keys that do not fit their prompts and steps."""

from __future__ import annotations

from typing import Any

import pytest

from drill.checking import Tolerance
from tests.asked import style_codes, verify
from tests.exercises.residue import find_ending_faults, value_residue

COUNTED: dict[str, Any] = {
    "id": "counted",
    "params": {"k": ["1", "2"]},
    "prompt": "After @{plural(k, 'step')} and @{plural(k + 1, 'axis', 'axes')}, how much is it?",
    "answer": {"number": "k + 4"},
    "steps": ["It is $@k + 4 = @{k + 4}$."],
    "witness": {"sum": "1", "over": {"i": "1..k + 4"}},
}


def codes(**changes: Any) -> set[str]:
    return {problem.code for problem in verify({**COUNTED, **changes}, variants=8).problems}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("$t = (\\ln 90)/3 = (\\ln 90)/3$", "two-sides"),
        ("$a = {4} = 4$", "two-sides"),
        (r"$7/635 = \frac{7}{635}$", "two-sides"),
        (r"$x = {\frac{1}{2}} \approx 1/2$", "two-sides"),
        (r"${\left\lceil 50 \exp(-3) + 1\right\rceil} + 1$ days", "unevaluated"),
        (r"$\max\left(\sqrt{2}, 1\right)$", "unevaluated"),
        ("$(33) y'$", "bracketed"),
        ("$|q - \\left({8}\\right)|$", "bracketed"),
        ("After 1 successes it ends.", "plural"),
        ("After $1$ steps it ends.", "plural"),
        ("It is 1 times as large as before.", "unsimplified"),
        ("It is $1$ times as large as before.", "unsimplified"),
        ("It is the same, whatever 5 and 1 are.", "unsimplified"),
        ("It is the same, whatever $5$ is.", "unsimplified"),
    ],
)
def test_residue_is_found(text: str, code: str) -> None:
    assert [found for found, _ in value_residue("@a", text)] == [code]
    assert not list(value_residue("nothing drawn", text))


@pytest.mark.parametrize(
    "text",
    ["$f(3) = 4$", "$x^{(3)}$", "$a = b,\\ b = a$", "$2 (3)$", "$\\exp(3)$", "equation $(3)$",
     "The loss is 1 plus x.", "1 loss, 1 bias, 11 steps, 0.1 steps", "$3! (2)$", "$D^*(1)$",
     "$a \\le 3 = 3 + 0$", "11 times as large, 0.1 times, 1 times the first row", r"$\int_0^{1} x\, dx$",
     r"$\int_{{-4}}^{{1}} x\, dx$", "whatever $a$ and $b$ are", "By $1$ downwards, then 1 towards it.",
     "In step 1 vectors grow, rank 1 matrices too.", "The one of 1 vanishes.", "1 series, 1 lens, 1 axis",
     r"${4}/12 = \frac{1}{3}$", r"$\frac{4}{12} + \frac{1}{3} = \frac{2}{3}$", r"$(1 + 4/12) \approx 1.33$"],
)  # fmt: skip
def test_what_is_meant_is_no_residue(text: str) -> None:
    assert not list(value_residue("@a", text))


@pytest.mark.parametrize(
    ("template", "text", "advice"),
    [
        ("Of @h matrices.", "Of 1 matrices.", "@{plural(h, 'matrix', 'matrices')}"),
        ("Of $@h$ batches.", "Of $1$ batches.", "@{plural(h, 'batch', 'batches')}"),
        ("Of @{k - 1} vertices.", "Of 1 vertices.", "@{plural(k - 1, 'vertex', 'vertices')}"),
        ("Of @k axes.", "Of 1 axes.", "@{plural(k, 'axis', 'axes')}"),
        ("Of @k bases.", "Of 1 bases.", "@{plural(k, 'basis', 'bases')}"),
        ("Of @k halves.", "Of 1 halves.", "@{plural(k, 'half', 'halves')}"),
        ("Of @k curves.", "Of 1 curves.", "@{plural(k, 'curve')}"),
        ("Of @k queries.", "Of 1 queries.", "@{plural(k, 'query', 'queries')}"),
        ("Of @k losses.", "Of 1 losses.", "@{plural(k, 'loss', 'losses')}"),
        ("Of @k cases.", "Of 1 cases.", "@{plural(k, 'case')}"),
        ("Of {$@k$} cases.", "Of 1 cases.", "@{plural(…, 'case')}"),
    ],
)
def test_a_counted_noun_is_advised_in_its_own_letters(template: str, text: str, advice: str) -> None:
    assert [said for _, said in value_residue(template, text)] == [
        f"{text[3:-1].replace('$', '')!r}: write {advice}"
    ]


@pytest.mark.parametrize(
    ("template", "text", "letter"),
    [
        ("With $N = @n$ steps, @k steps rise.", "With $N = 19$ steps, 1 steps rise.", "k"),
        ("With $N = @n$ steps, $@k$ steps rise.", "With $N = 19$ steps, $1$ steps rise.", "k"),
        ("Of @n steps and @k steps.", "Of 5 steps and 1 steps.", "k"),
        ("Of @n steps and @k steps.", "Of 1 steps and 5 steps.", "n"),
    ],
)
def test_of_nouns_that_are_counted_twice_the_right_letter_is_advised(
    template: str, text: str, letter: str
) -> None:
    ((_, message),) = value_residue(template, text)
    assert message == f"'1 steps': write @{{plural({letter}, 'step')}}"


@pytest.mark.parametrize("text", [r"${4}/12$, so", r"$\frac{4}{12} x = 1$", r"$x + {4}/12$"])
def test_a_fraction_that_is_left_is_told_how_to_print_it(text: str) -> None:
    ((code, message),) = value_residue("@a", text)
    assert code == "unreduced"
    assert "= @{a/b}" in message


@pytest.mark.parametrize(
    ("prompt", "steps", "key", "code"),
    [
        ("Answer as a fraction.", ["$x = 3$"], "3", "fraction"),
        ("How much?", ["$x = 17$"], "14", "steps-end"),
        ("How much?", ["$x = 4$"], "ceil(x)", "unevaluated"),
    ],
)
def test_a_key_fits_its_prompt_and_its_steps(prompt: str, steps: list[str], key: str, code: str) -> None:
    assert [found for _, found, _ in find_ending_faults(prompt, steps, key)] == [code]


@pytest.mark.parametrize(
    ("steps", "key"),
    [(["$\\frac{3}{4}$"], "3/4"), (["75 %"], "0.75"), (["$10\\,000$"], "10000"), (["no number"], "1"),
     (["about 21.4"], "21"), ([], "7"),
     (["$\\frac12$"], "1/2"), (["$\\frac1{20}$"], "1/20"), (["$10^{-3}$"], "0.001"),
     (["$2 \\cdot 10^4$"], "20000")],
)  # fmt: skip
def test_steps_show_the_key_in_many_spellings(steps: list[str], key: str) -> None:
    assert not list(find_ending_faults("How much, as a fraction?", steps, key)) or key in (
        "10000",
        "1",
        "21",
        "7",
        "20000",
    )
    assert "steps-end" not in {code for _, code, _ in find_ending_faults("How much?", steps, key)}


def test_steps_end_as_near_as_an_answer_may() -> None:
    assert [code for _, code, _ in find_ending_faults("How much?", ["about 300"], "400")] == ["steps-end"]
    assert not list(find_ending_faults("How much?", ["about 300"], "400", Tolerance("rel", "0.5")))
    assert not list(find_ending_faults("How much?", ["about 300"], "400", Tolerance("abs", "100")))


def test_numbers_are_counted_with_their_nouns() -> None:
    assert style_codes(COUNTED) == set()
    assert style_codes({**COUNTED, "prompt": "After @k steps, how much is it?"}) == {"plural"}


def test_a_claim_holds_in_every_variant() -> None:
    assert "claim" not in codes(claim=["k < 3", "k + 4 > 4"])
    assert "claim" in codes(claim="k < 2")


def test_whole_numbers_are_shown_worked_out() -> None:
    report = verify(
        {
            **COUNTED,
            "answer": {"number": "ceil(k ln(5)/ln(9/5))"},
            "steps": ["3 or 6"],
            "wrong": [
                {
                    "answer": "ceil(k ln(5)/ln(9/5)) - 1",
                    "say": "With one step fewer the bound is not reached.",
                }
            ],
            "witness": {"value": "ind(k = 1)*3 + ind(k = 2)*6"},
        },
        variants=4,
    )
    assert {problem.code for problem in report.problems} <= {"few-variants"}
