"""Proofs that cannot fail: witnesses that pass the key through, answers that nothing tests, printed keys."""

from __future__ import annotations

from typing import Any

from drill.papers import AnswerPart, prove_answer_part
from tests.asked import verify
from tests.rows import each_row

NUMBERS = {"a": "2..9", "b": "2..9"}
KEY = "2 a + b + 1"
FAR = {"z": [-100, 100]}


def codes(exercise: dict[str, Any], variants: int = 4) -> set[str]:
    report = verify(
        {"id": "t", "prompt": "Compute $2 @a + @b$.", "params": NUMBERS, **exercise}, variants=variants
    )
    return {problem.code for problem in report.problems} & {
        "wrapped",
        "vacuous",
        "leak",
        "same-ground",
        "witness",
    }


@each_row(
    "witness",
    [
        {"limit": f"{KEY} + t", "wrt": "t", "to": 0},
        {"limit": f"({KEY}) sin(t)/t", "wrt": "t", "to": 0},
        {"integral": KEY, "over": {"t": [0, 1]}},
        {"integral": f"2 t ({KEY})", "over": {"t": [0, 1]}},
        {"integral": "2 (a + 1) + b - 1", "over": {"t": [3, 4]}},
        {"sum": KEY, "over": {"k": [1, 1]}},
        {"sum": f"({KEY}) (k + 1) - ({KEY}) k", "over": {"k": [5, 5]}},
        {"product": KEY, "over": {"k": [2, 2]}},
        {"recursion": {"s": KEY}, "start": {"s": 0}, "times": 1},
        {"recursion": {"s": "a + a + b + 1"}, "start": {"s": 0}, "times": 3},
        {"recursion": {"s": "s"}, "start": {"s": KEY}, "times": 4},
        {"maximum": f"-(z - ({KEY}))^2", "over": FAR},
        {"minimum": "abs(z - 1 - b - 2 a)", "over": FAR},
        {"maximum": f"{KEY} - z^2", "over": FAR, "give": f"{KEY} - z^2"},
        {"root": "1 + b - z + 2 a", "wrt": "z", "in": [-100, 100]},
        {"root": f"z/({KEY}) - 1", "wrt": "z", "in": [1, 100]},
        {"truth": f"z = {KEY}", "wrt": "z"},
        {"inverse-map": "z", "wrt": "z", "equals": KEY},
        {"enumerate": {"x": "1..6"}, "mean": KEY},
        {"enumerate": {"x": "1..6"}, "mean": f"{KEY} + x - 7/2"},
        {"law": "normal(0, 1)", "mean": f"{KEY} + x"},
        {"posterior": {"prior": "uniform(0, 1)", "likelihood": "1"}, "over": {"x": [0, 1]}, "mean": KEY},
        {"derivative": f"t ({KEY})", "wrt": "t", "at": {"t": 3}},
        {"derivative": f"integrate({KEY}, t, 0, s)", "wrt": "s", "at": {"s": 1}},
        {"eigen": f"[[{KEY}]]"},
        {"value": f"max({KEY}, {KEY})"},
        {"value": f"{KEY} + 0*ln(a)"},
        {"value": f"({KEY})/2 + ({KEY})/2"},
        {"value": f"({KEY} + 5) - 5"},
        {"value": f"exp(ln({KEY}))"},
        {"value": f"-(-(({KEY})^1))"},
        {"value": f"ind(a > 0) ({KEY})"},
        {"value": f"det([[{KEY}]])"},
        {"value": f"prod({KEY}, k, 1, 1)"},
        {"value": "1 + b*1 + 2 a^1"},
        {"value": "a + (a + b + 1)"},
        {"value": "(4 a + 2 b + 2)/2"},
        {"limit": "(1 + b + a + a) sin(t)/t", "wrt": "t", "to": 0},
        {"limit": "2 a + b + 1 + a - a cos(t)", "wrt": "t", "to": 0},
        {"root": "2 z - 4 a - 2 b - 2", "wrt": "z", "in": [-100, 100]},
        {"minimum": "abs(z/2 - a - b/2 - 0.5)", "over": FAR},
        {"sum": "1", "over": {"i": [1, KEY]}},
        {"inverse-map": "u - 2 a - b", "wrt": "u", "equals": 1},
        {"inverse-map": "u/3", "wrt": "u", "equals": "(2 a + b + 1)/3"},
        {"root": "z/2 - a - (b + 1)/2", "wrt": "z", "in": [-100, 100]},
        {"root": "a + b + a + 1 - z", "wrt": "z", "in": [-100, 100]},
        {"enumerate": {"x": "1..100"}, "count": f"x <= {KEY}"},
        {"enumerate": {"x": "1..100"}, "count": "x < 2 a + b + 2"},
        {"enumerate": {"x": "0..2 a + b"}, "count": "x >= 0"},
    ],
)
def test_the_key_in_a_wrapper_is_no_witness(witness: dict[str, Any]) -> None:
    assert codes({"answer": {"number": KEY}, "witness": witness}) == {"wrapped"}


@each_row(
    ("answer", "witness"),
    [
        ({"number": "7/3"}, {"limit": "7/3 + t", "wrt": "t", "to": 0}),
        ({"number": "12"}, {"root": "3 (z - 12)", "wrt": "z", "in": [-100, 100]}),
        ({"number": "a"}, {"integral": "a", "over": {"t": [0, 1]}}),
        ({"vector": "[a + b, a - b]"}, {"value": "[a + b, a - b] + [0, 0]"}),
        ({"vector": "[2 a + 1, 2 b]"}, {"solve": "[[2, 0], [0, 2]]", "equals": "[4 a + 2, 4 b]"}),
        ({"vector": "[a + b, a - b]"}, {"solve": "[[1, 0], [0, 3]]", "equals": "[a + b, 3 a - 3 b]"}),
        ({"vector": "[a + b, a - b]"}, {"gradient": "(a + b) u + (a - b) v", "at": {"u": 0, "v": 0}}),
        ({"matrix": "[[a + b, 1], [0, a b]]"}, {"value": "inv(inv([[a + b, 1], [0, a b]]))"}),
        ({"set": "{a b, a + b}"}, {"root": "(z - a b) (z - a - b)", "wrt": "z", "in": [0, 90]}),
        ({"interval": "(a, a + b^2)"}, {"truth": "y > a and y < b^2 + a", "wrt": "y"}),
        ({"distribution": "normal(a + b, b)"}, {"law": "normal(b + a, b)", "over": {"u": [-30, 50]}}),
        ({"parts": {"p": {"number": KEY}}}, {"p": {"limit": f"{KEY} + t", "wrt": "t", "to": 0}}),
    ],
)
def test_every_kind_of_key_is_found_in_a_wrapper(answer: dict[str, Any], witness: dict[str, Any]) -> None:
    assert codes({"answer": answer, "witness": witness}) == {"wrapped"}


def test_a_sum_over_one_index_and_like_terms_of_arrays_are_no_witness() -> None:
    code = {"code": "x * 2 + 1", "arrays": {"x": ["n"]}}
    loops = {"loops": "sum(ind(j = i) (2 x[j] + 1), j, 1, n)", "over": {"i": "n"}}
    matrix = {"matrix-expression": "2 A^T A x + x", "shapes": {"A": ["m", "n"], "x": ["n"]}}
    assert codes({"answer": code, "witness": loops}, 1) == {"wrapped"}
    assert codes({"answer": code, "witness": {**loops, "loops": "x[i] + x[i] + 1"}}, 1) == set()
    assert codes({"answer": matrix, "witness": {"identity": "T(A) A x + x + T(A) A x"}}, 1) == {"wrapped"}


@each_row(
    ("answer", "witness", "is_contradicted"),
    [
        ("1 - exp(-9 - a)", {"root": "-ln(1 - z) - 9 - a", "wrt": "z", "in": [0, 1]}, False),
        ("exp(-9 - a)", {"root": "ln(z) + 9 + a", "wrt": "z", "in": [0, 1]}, False),
        ("9 - 1/(900 a)", {"root": "(z - 9)^2 - 1/(900 a)^2", "wrt": "z", "in": [0, 9]}, False),
        ("9 + 1/(900 a)", {"root": "(z - 9)^2 - 1/(900 a)^2", "wrt": "z", "in": [0, 9]}, True),
        ("1 - 1/(20 a)^2", {"root": "(1 - 19/20)/sqrt(1 - z) - a", "wrt": "z", "in": [0, 0.9999999]}, False),
        ("9 - 1/(900 a)", {"root": "1/(z - 9 + 1/(900 a))", "wrt": "z", "in": [0, 9]}, True),
    ],
)
def test_a_root_is_found_as_close_to_an_end_as_it_lies(
    answer: str, witness: dict[str, Any], *, is_contradicted: bool
) -> None:
    prompt = "Solve the equation for $z$."
    found = codes({"prompt": prompt, "answer": {"number": answer}, "witness": witness})
    assert ("witness" in found) == is_contradicted


@each_row(
    ("right", "wrong", "is_wrapped"), [("a = a", "a = a + 1", True), ("a + a = 2 a", "a + a = 3 a", False)]
)
def test_a_claim_says_something_of_its_option(right: str, wrong: str, *, is_wrapped: bool) -> None:
    options = [
        {"id": "aa", "right": "$@{2 a}$", "claim": right},
        {"id": "bb", "wrong": "$@{3 a}$", "claim": wrong, "say": "No."},
    ]
    assert ("wrapped" in codes({"prompt": "What is twice @a?", "answer": {"choice": options}})) == is_wrapped


def test_a_matrix_in_a_wrapper_is_no_witness() -> None:
    answer = {"matrix-expression": "inv(A) B", "shapes": {"A": ["n", "n"], "B": ["n", "m"]}}
    for witness in ("T(T(inv(A) B))", "eye(n) (inv(A) B)", "2 inv(A) B - inv(A) B"):
        assert codes({"answer": answer, "witness": {"identity": witness}}, 1) <= {"wrapped", "same-ground"}


@each_row(
    ("prompt", "answer", "witness"),
    [
        ("Compute", {"number": KEY}, {"root": "(z - b - 1)/a - 2", "wrt": "z", "in": [-100, 100]}),
        ("Half of @{4 a + 2 b + 2}?", {"number": KEY}, {"value": "(4 a + 2 b + 2)/2"}),
        ("Twice a number is @{4 a + 2 b + 2}.", {"number": KEY},
         {"root": "2 z - 4 a - 2 b - 2", "wrt": "z", "in": [-100, 100]}),
        ("Compute", {"number": "a + b/2 + 1"}, {"value": "(2 a + b + 2)/2"}),
        ("Twice $z$ is @{4 a} + @{2 b} + 2.", {"number": KEY},
         {"root": "2 z - 4 a - 2 b - 2", "wrt": "z", "in": [-100, 100]}),
        ("Compute", {"number": "6 a"}, {"value": "a + 2 a + 3 a"}),
        ("Compute", {"number": "a b"}, {"sum": "a", "over": {"k": [1, "b"]}}),
        ("Compute", {"number": "b"}, {"limit": "sin(b t)/t", "wrt": "t", "to": 0}),
        ("Half of a number is $@a - @b$. Find it.", {"number": "2 a - 2 b"},
         {"root": "z/2 - a + b", "wrt": "z", "in": [-100, 100]}),
        ("Twice a number is $@a + @b$. Find it.", {"number": "(a + b)/2"},
         {"root": "2 z - a - b", "wrt": "z", "in": [-100, 100]}),
        ("Solve $2 x = @{4 a}$, $3 y = @b$ for $(x, y)$.", {"vector": "[2 a, b/3]"},
         {"solve": "[[2, 0], [0, 3]]", "equals": "[4 a, b]"}),
        ("Solve $x + y = @{a + b}$, $x - y = @a$ for $(x, y)$.", {"vector": "[a + b/2, b/2]"},
         {"solve": "[[1, 1], [1, -1]]", "equals": "[a + b, a]"}),
        ("Differentiate $@a x + @b$.", {"number": "a"}, {"derivative": "a x + b", "wrt": "x", "at": 1}),
        ("Let $n \\to \\infty$ in $@a + @b + 1/n$.", {"number": "a + b"},
         {"limit": "a + b + 1/n", "wrt": "n", "to": "inf"}),
        ("The median of @a, @{a + b} and @{a + 3 b}?", {"number": "a + b"},
         {"minimum": "abs(z - a) + abs(z - a - b) + abs(z - a - 3 b)", "over": {"z": [0, 50]}}),
        ("$X$ is Poisson with rate $@a/@b$. Find its variance.", {"number": "a/b"},
         {"law": "poisson(a/b)", "over": {"x": "0..200"}, "variance": "x"}),
        (r"$X$ is Poisson with rate $\frac{@a}{@b}$. Find its variance.", {"number": "a/b"},
         {"law": "poisson(a/b)", "over": {"x": "0..200"}, "variance": "x"}),
        ("$X$ is Poisson with rate $@{a/b}$. Find its mean.", {"number": "a/b"},
         {"law": "poisson(a/b)", "over": {"x": "0..200"}, "mean": "x"}),
        (r"How many numbers from 1 are at most $@a \cdot @b$?", {"number": "a b"},
         {"enumerate": {"x": "1..100"}, "count": "x <= a b"}),
        ("Compute", {"distribution": "normal(a + b, 2)"},
         {"law": "exp(-(u - a - b)^2/4)", "over": {"u": [-30, 50]}}),
    ],
)  # fmt: skip
def test_another_route_is_a_witness(prompt: str, answer: dict[str, Any], witness: dict[str, Any]) -> None:
    assert codes({"prompt": prompt, "answer": answer, "witness": witness}) == set()


SOUND = {"root": "(z - b)/a - 2", "wrt": "z", "in": [-500, 500]}


@each_row(
    ("exercise", "is_vacuous"),
    [
        ({"answer": {"number": "2 a + b", "tolerance": 1000}, "witness": SOUND}, True),
        ({"answer": {"number": "2 a + b", "tolerance": 3}, "witness": SOUND}, True),
        ({"answer": {"number": "2 a + b", "tolerance": 0.5}, "witness": SOUND}, False),
        (
            {"answer": {"number": "2 a + b", "tolerance": 3}, "witness": SOUND, "prompt": "About how much?"},
            False,
        ),
        ({"answer": {"number": "2 a + b + 20", "digits": 1}}, True),
        ({"answer": {"number": "2 a + b + 20", "digits": 2}}, False),
        ({"answer": {"number": "2 a + b + 20", "digits": 1}, "prompt": "Give one digit of @a, @b."}, False),
        ({"answer": {"number": "a/(100 b)", "decimals": 1}}, True),
        (
            {"answer": {"number": "a/(a + b)", "tolerance": 0.3}, "prompt": "How likely is red of @a, @b?"},
            True,
        ),
        (
            {"answer": {"number": "a/(a + b)", "tolerance": 0.01}, "prompt": "How likely is red of @a, @b?"},
            False,
        ),
        (
            {"answer": {"number": "ln(a)", "tolerance": {"rel": 0.5}}, "prompt": "$\\ln @a$, two decimals?"},
            True,
        ),
        ({"answer": {"number": "ln(a)", "tolerance": 0.006}, "prompt": "$\\ln @a$, two decimals?"}, False),
        ({"answer": {"number": "ln(a)", "tolerance": 0.3}, "prompt": "Read $\\ln @a$, two decimals."}, False),
        ({"answer": {"set": "{a, a + b}", "tolerance": 30}}, True),
        ({"answer": {"matrix": "[[a, a + b]]", "tolerance": 30}}, True),
        ({"answer": {"vector": "[a, a + b]", "tolerance": 0.01}}, False),
        ({"answer": {"number": "a/b", "decimals": 2}}, False),
        ({"answer": {"any": "number", "such-that": ["x = x"], "example": "a"}}, True),
        ({"answer": {"any": "number", "such-that": ["x != a"], "example": "b + 10"}}, True),
        ({"answer": {"any": "number", "such-that": ["a > 0", "x = a"], "example": "a"}}, True),
        ({"answer": {"any": "number", "such-that": ["x^2 = a^2"], "example": "a"}}, False),
        ({"answer": {"any": {"vector": 2}, "such-that": ["x[1]^2 >= 0"], "example": "[a, b]"}}, True),
        (
            {
                "answer": {
                    "any": {"matrix": [2, 2]},
                    "such-that": ["det(X) = 0"],
                    "example": "[[a, a], [b, b]]",
                }
            },
            False,
        ),
        ({"answer": {"parts": {"p": {"number": "a", "tolerance": 100}}}}, True),
        ({"answer": {"choices": [{"id": "aa", "right": "$@a$"}, {"id": "bb", "right": "no"}]}}, True),
        ({"answer": {"text": ["up", "down"]}, "prompt": "Does it go up or down from @a?"}, True),
        ({"answer": {"text": ["rank", "dimension of the image"]}, "prompt": "Rank or nullity of @a?"}, False),
    ],
)
def test_what_nearly_every_answer_satisfies_is_vacuous(exercise: dict[str, Any], *, is_vacuous: bool) -> None:
    assert ("vacuous" in codes(exercise)) == is_vacuous


@each_row(
    ("exercise", "leaks"),
    [
        ({"prompt": "Compute 2·@a + @b. The answer is @{2 a + b}."}, True),
        ({"prompt": "Compute 2·@a + @b = @{b + 2 a}."}, True),
        ({"prompt": "Compute 2·@a + @b.", "hints": ["It is $@{2 a + b}$."]}, True),
        (
            {
                "prompt": "Compute 2·@a + @b (answer: $@k$).",
                "let": {"k": "2 a + b"},
                "answer": {"number": "k"},
            },
            True,
        ),
        *(
            ({"prompt": f"Compute 2·@a + @b. {text}"}, leaks)
            for leaks, texts in {
                True: (
                    "`@{2 a + b}`",
                    "The answer is @{2 a + b}.0.",
                    "The answer is $0@{2 a + b}$.",
                    "The answer is **@{2 a + b}**.",
                    "The answer is $\\boxed{@{2 a + b}}$.",
                    "Run `f(@a, @b)  # @{2 a + b}`.",
                    "(@{2 a + b},0)",
                ),
                False: (
                    "The answer is @{2 a + b}.5 less 0.5.",
                    "The answer is below 1@{2 a + b}.",
                    "Is @{2 a + b} a sum?",
                    "Take @{2 a + b} others.",
                ),
            }.items()
            for text in texts
        ),
        ({"prompt": "Compute 2·@a + @b.", "hints": ["`@{2 a + b}.0`"]}, True),
        ({"prompt": "Compute 2·@a + @b.", "hints": ["Add."]}, False),
        ({"prompt": "Which is larger, @a or @b?", "answer": {"number": "max(a, b)"}}, False),
        ({"prompt": "The answer is a number. Compute 2·@a + @b, not @{2 a + b + 1}."}, False),
        (
            {
                "vars": ["x"],
                "prompt": "Differentiate $@a x^2$: $@{2 a x}$.",
                "answer": {"expression": "2 a x"},
            },
            True,
        ),
        ({"vars": ["x"], "prompt": "Differentiate $@a x^2$.", "answer": {"expression": "2 a x"}}, False),
    ],
)
def test_a_text_that_prints_the_key_is_told(exercise: dict[str, Any], *, leaks: bool) -> None:
    assert ("leak" in codes({"answer": {"number": "2 a + b"}, "witness": SOUND, **exercise})) == leaks


SLOPE = {"vars": ["x"], "answer": {"expression": "2 a x"}}
DOUBLED = {"answer": {"vector": "[2 a, 2 b]"}}
KERNEL = {"answer": {"text": ["null space", "kernel"]}}


@each_row(
    ("exercise", "leaks"),
    [
        ({**SLOPE, "prompt": "Differentiate $@a x^2$; compare with $@{2 a x}$."}, True),
        ({**SLOPE, "prompt": "Differentiate $@a x^2$. Is $@{2 a x}$ the slope of something else?"}, False),
        ({**DOUBLED, "prompt": "Double $(@a, @b)$. The answer is $(@{2 a}, @{2 b})$."}, True),
        ({**DOUBLED, "prompt": "Double $(@a, @b)$, i.e. $@{[2 a, 2 b]}$."}, True),
        ({**DOUBLED, "prompt": "Double $(@a, @b)$ and get $@{[2 a, 2 b]}$."}, True),
        ({**DOUBLED, "prompt": "Add $(@a, @b)$ to itself. Is it on the way to $(@{4 a}, @{4 b})$?"}, False),
        ({"answer": {"vector": "[a, b]"}, "prompt": "Project $(@a, @b)$ onto the plane."}, False),
        ({"vars": ["x"], "answer": {"set": "{-a, a}"},
          "prompt": "Solve $x^2 = @{a^2}$. The answer is $\\{@{-a}, @a\\}$."}, True),
        ({"vars": ["x"], "answer": {"interval": "[a, a + b]"},
          "prompt": "Where is $(x - @a) (x - @{a + b}) <= 0$? The answer is $[@a, @{a + b}]$."}, True),
        ({"answer": {"code": "np.exp(x) / np.exp(x).sum()", "arrays": {"x": ["n"]}},
          "prompt": "Write the softmax of `x`, as in `np.exp(x) / np.exp(x).sum()`."}, True),
        ({"answer": {"number": "a/8"}, "prompt": "Compute $@a/8$. Check that you get @{dec(a/8, 3)}."}, True),
        ({"answer": {"number": "k"}, "let": {"k": "2 a + b"},
          "prompt": "Compute 2·@a + @b; it should be @k."}, True),
        ({"answer": {"number": "k + 1"}, "let": {"k": "2 a + b"},
          "prompt": "Compute 2·@a + @b + 1; without 1 it should be @k."}, False),
        ({**KERNEL, "prompt": "How is the null space of a matrix called?"}, True),
        ({**KERNEL, "prompt": "How are the solutions of $A x = 0$ called?"}, False),
        ({**KERNEL, "prompt": "Is that the kernel or the range of a matrix?"}, False),
        ({"answer": {"text": ["rank"]}, "prompt": "What counts pivots, as in low-rank?"}, False),
        ({"prompt": "The rank counts pivots. It is called the [[gap]] of $A$.",
          "answer": {"cloze": {"gap": {"text": "rank"}}}}, True),
        ({"prompt": "What is twice @a? The answer is @{2 a}.", "answer": {"choice": [
          {"id": "aa", "right": "$@{2 a}$"}, {"id": "bb", "wrong": "$@{3 a}$", "say": "No."}]}}, True),
        ({"prompt": "What is twice @a?", "answer": {"choice": [
          {"id": "aa", "right": "$@{2 a}$"}, {"id": "bb", "wrong": "$@{3 a}$", "say": "No."}]}}, False),
    ],
)  # fmt: skip
def test_keys_of_every_kind_are_found_where_they_are_printed(
    exercise: dict[str, Any], *, leaks: bool
) -> None:
    assert ("leak" in codes(exercise)) == leaks


def test_a_result_may_not_show_the_key_of_a_later_stage() -> None:
    first = {"prompt": "Compute @a + @b.", "answer": {"number": "a + b"}}
    second = {"prompt": "Double it.", "answer": {"number": "2 (a + b)"}}
    assert "leak" not in codes({"stages": [{**first, "result": "The sum is @{a + b}."}, second]})
    again = {"prompt": "Add both to 0.", "answer": {"number": "a + b"}}
    assert "leak" not in codes({"stages": [{**first, "result": "The sum is @{a + b}."}, again]})
    result = "The sum is @{a + b}, twice it is @{2 (a + b)}."
    assert "leak" in codes({"stages": [{**first, "result": result}, second]})


def test_a_stage_may_show_the_key_of_an_earlier_one() -> None:
    first = {"prompt": "Compute 2·@a.", "answer": {"number": "2 a"}}
    second = {"prompt": "Add @b to @{2 a}.", "answer": {"number": "2 a + b"}}
    assert "leak" not in codes({"stages": [first, second]})
    assert "leak" in codes({"stages": [{**first, "prompt": "Compute 2·@a; the sum is @{2 a + b}."}, second]})


TAKEN = """- id: twice
  title: Twice a number and another
  level: 2
  params: {a: 2..9, b: 2..9}
  prompt: 'Twice @a, and @b more: what is the sum?'
  answer: {number: "2 a + b"}
  shape: a sum
  motion: add
  hints: ['What comes first?', 'Double @a.']
  steps: ['It is @{2 a + b}.']
  wrong: [{answer: "2 a", say: 'Add @b.'}, {answer: "a + b", say: 'Double @a.'}]
  witness: {root: "(z - b)/a - 2", wrt: z, in: [-500, 500]}
"""


@each_row(
    ("change", "to", "code"),
    [
        ("(z - b)/a - 2", "(z - b)/a - 2", ""),
        ("(z - b)/a - 2", "z - b - 2 a", "wrapped"),
        ('b"}', 'b", tolerance: 50}', "vacuous"),
        ("the sum?", "the sum? The answer is @{2 a + b}.", "leak"),
        ("Twice @a, and @b more: what is the sum?", r"Compute $2 \cdot @a + @b$.", "empty"),
        ("id: twice", "id: -rf", "schema"),
        ("id: twice", f"id: {'twice-' * 50}", "schema"),
        ("level: 2", "retired: true", "written"),
        ("level: 2", "retired: false", ""),
    ],
)
def test_what_proves_nothing_is_a_fault_of_an_answer(change: str, to: str, code: str) -> None:
    id_ = to.removeprefix("id: ") if change == "id: twice" else "twice"
    proof = prove_answer_part(AnswerPart(id_, TAKEN.replace(change, to, 1), 1), id_, "my/x", 3)
    assert proof.is_faulty == bool(code)
    assert code in {finding.code for finding in proof.findings if finding.severity == "error"} or not code
