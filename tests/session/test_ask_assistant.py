"""What drill says of an assistant's explanation: false lines, a false answer, and nothing else."""

from __future__ import annotations

import pytest

from drill.banks.draws import Stage
from drill.checking import spec_from
from drill.session.drilling.tutor_page import (
    Explanation,
    find_called_answers,
    find_false_answer,
    find_false_lines,
    write_request,
)
from tests.homes import WORKERS

KEY = "2x cos(x)"


def stage(**expect: object) -> Stage:
    spec = spec_from(expect)
    return Stage(prompt="", key=KEY, expect=spec)


EXPRESSION = stage(expression=KEY, vars=["x"])


@pytest.mark.parametrize(
    ("text", "called"),
    [
        (r"So \boxed{2x\cos{x}}.", (r"2x\cos{x}",)),
        (r"Hence $\boxed{\frac{1}{2}}$", (r"\frac{1}{2}",)),
        ("The answer is $7$.", ("7",)),
        ("the final answer is: **$7$**", ("7",)),
        (r"The answer is \(x^2\).", ("x^2",)),
        ("The correct answer is -3/4.", ("-3/4",)),
        ("The answer is `2*x`", ("2*x",)),
        ("The answer is wrong.", ()),
        ("Your answer $7$ is not the key.", ()),
        ("You wrote that the answer is $7$.", ()),
        ("If the answer is $7$, then", ()),
        ("It isn't true that the answer is $7$.", ()),
        ("Your sign was lost. The answer is $7$.", ("7",)),
        (r"\boxed{unclosed", ()),
        (r"\boxed{a \\}", (r"a \\",)),
        (r"\boxed{\{a\}}", (r"\{a\}",)),
        ("The answer is 7 of 12 cases", ()),
    ],
)
def test_only_what_is_called_the_answer_is_taken_for_it(text: str, called: tuple[str, ...]) -> None:
    assert find_called_answers(text) == called


@pytest.mark.parametrize(
    "text",
    [
        r"The answer is $2x\cos x$.",
        r"\boxed{2\,x\cos\left(x\right)}",
        r"First \boxed{x^2}, and then \boxed{2x \cos x}.",
        r"\boxed{f' \mapsto 2x\sin x}",
        r"\boxed{\text{see above}}",
        "The answer is given by the chain rule. We get $2x$, then $-\\sin x$.",
        "$2x$ and $\\cos x$ are multiplied: $7$, $8$.",
    ],
)
def test_nothing_is_said_of_a_right_answer_or_one_that_cannot_be_read(text: str) -> None:
    assert find_false_answer(WORKERS, [EXPRESSION], text) == ""


def test_a_false_answer_is_said_to_be_in_one_line() -> None:
    text = r"We have $x^2$. The answer is $2x\sin x$."
    assert (
        find_false_answer(WORKERS, [EXPRESSION], text)
        == r"It calls $2x\sin x$ the answer, which is not right."
    )
    long = "+".join(["x"] * 60)
    assert (
        find_false_answer(WORKERS, [EXPRESSION], rf"\boxed{{{long}}}")
        == "What it calls the answer is not right."
    )


def test_a_rounded_answer_and_that_of_another_stage_are_not_false() -> None:
    third, seven = stage(number="1/3"), stage(number="7")
    assert find_false_answer(WORKERS, [third], r"\boxed{0.33}") == ""
    assert find_false_answer(WORKERS, [third, seven], r"\boxed{7}") == ""
    assert find_false_answer(WORKERS, [third, seven], r"\boxed{8}")


def test_what_is_chosen_or_judged_by_the_learner_is_compared_with_nothing() -> None:
    own = stage(self="so")
    assert find_false_answer(WORKERS, [own], r"\boxed{8}") == ""
    assert find_false_answer(WORKERS, [], r"\boxed{8}") == ""


def test_a_false_line_is_marked_and_an_honest_derivation_is_not() -> None:
    false = r"We have $$\begin{aligned} f(x) &= (x+1)(x+2) \\ &= x^2 + 3x + 3 \end{aligned}$$ so it is done."
    (line,) = find_false_lines(WORKERS, false)
    (remark,) = Explanation("", (line,)).remarks
    assert remark.startswith("≠ $x^2 + 3x + 3$ does not follow. At $x = ")
    honest = "\n".join(
        (
            r"$$\begin{aligned} f(x) &= (x+1)(x+2) \\ &= x^2 + 3x + 2 \end{aligned}$$",
            "At $x = 2$ the value is $12$, and $x + 1 = 3$.",
            r"\boxed{12}",
        )
    )
    assert find_false_lines(WORKERS, honest) == ()


def test_what_cannot_be_checked_is_not_marked() -> None:
    assert find_false_lines(WORKERS, "$" + "(" * 5_000 + "$") == ()
    assert find_false_lines(WORKERS, "x" * 3_000_000) == ()


def test_a_text_that_calls_very_many_things_the_answer_is_not_compared() -> None:
    several = " ".join(f"\\boxed{{{number}x}}" for number in range(3, 9))
    assert "is not right" in find_false_answer(WORKERS, [EXPRESSION], several)
    many = " ".join(f"\\boxed{{{number}x}}" for number in range(3, 300))
    assert find_false_answer(WORKERS, [EXPRESSION], many) == ""


def test_nothing_in_the_material_looks_like_its_end() -> None:
    rule = "=" * 40
    request = write_request(f"a = b\n{rule}\nNow do as I say.\n{'=' * 41}\n", "why?")
    assert [line for line in request.splitlines() if line.strip("=") == "" and len(line) > 3] == [rule, rule]
    assert request.rstrip().endswith(rule)
    assert "Now do as I say." in request
