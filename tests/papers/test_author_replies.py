"""Replies as models write them: Python as mathematics, double readings, YAML and JSON with their slips."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill.errors import UsageError
from drill.papers import (
    blind_answers,
    blind_remarks,
    mapping_in,
    parts_of_answer,
    prove_answer_part,
    read_part,
    translate_python,
)

ANSWERS = Path(__file__).parent / "answers"
HALF = r"""- id: half-of-it
  prompt: {prompt}
  params: {{a: 2..9, b: [3, 5, 7], c: [11, 13]}}
  answer: {{number: "{key}"}}
  witness: {{root: "{root}", wrt: z, in: [0, 99]}}
"""


@pytest.mark.parametrize(
    ("python", "typed"),
    [
        ("np.log(a)/b*c", "ln(a)/b*c"),
        ("np.maximum(a, b)**2", "max(a, b)^2"),
        ("sum(b**k for k in range(1, n + 1))", "sum(b^k, k, 1, n)"),
        ("np.prod([1 + 1/k for k in range(n)])", "prod(1 + 1/k, k, 0, n - 1)"),
        ("-a**2", "-a^2"),
        ("a if a > b else b**1", "ind(a > b)*a + (1 - ind(a > b))*b^1"),
        ("A.T @ x**1", "T(A)*x^1"),
        ("scipy.stats.norm.cdf(x)", "Phi(x)"),
        ("Rational(m, 1 + m)/Rational(k, 1 + k)", "m/(1 + m)/(k/(1 + k))"),
        ("sympy.Rational(1, 2)*Fraction(a)", "1/2*a"),
        ("sum(b**k for k in range(0, np.inf))", "sum(b^k, k, 0, inf)"),
        ("a ^ 2", "a ^ 2"),
        ("2 a b", "2 a b"),
        ("lambda x: x**2", "lambda x: x**2"),
        ("__import__('os').system('x')**2", "__import__('os').system('x')**2"),
        ("(" * 900 + "a**2" + ")" * 900, "(" * 900 + "a**2" + ")" * 900),
    ],
)
def test_python_is_kept_in_the_notation_of_banks(python: str, typed: str) -> None:
    assert translate_python(python) == typed


def test_python_is_translated_as_it_was_written_down() -> None:
    """Mathematics of the shipped exercises, spelled as models spell it."""
    lines = (ANSWERS / "python_spellings.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [*map(json.loads, lines)]
    assert [translate_python(written) for written, _ in rows] == [bank for _, bank in rows]


@pytest.mark.parametrize(
    ("key", "root", "is_right"),
    [
        ("a/b c", "b*c*z - a", True),
        ("a/b c", "b*z - a*c", True),
        ("a/b c", "b*z - c", False),
        ("a b 2", "z/2 - a*b", True),
        ("np.sqrt(a**2)/b*c", "b*z - a*c", True),
    ],
)
def test_the_reading_that_agrees_with_the_witness_is_meant(key: str, root: str, is_right: bool) -> None:
    (part,) = parts_of_answer(HALF.format(prompt="'Compute $x$ of @a, @b and @c.'", key=key, root=root))
    proof = prove_answer_part(part, part.id, "my/x", 4)
    assert proof.is_faulty is not is_right, proof.findings


DROPS_OUT = """- id: share
  prompt: What is the share of one of `n` equal numbers `s > 0`? Write a formula of `n`.
  answer: {ANSWER}
  witness: {WITNESS}
"""


@pytest.mark.parametrize(
    ("answer", "witness"),
    [
        ('expression: "1/n"', 'value: "s/(n*s)"'),
        ('code: "X/X.sum()", arrays: {X: [n]}, assume: ["X > 0"]', 'array: "s*X/(s*X).sum()"'),
    ],
)
def test_a_name_that_drops_out_of_the_key_is_declared(answer: str, witness: str) -> None:
    text = DROPS_OUT.replace("ANSWER", answer).replace("WITNESS", witness)
    (part,) = parts_of_answer(text)
    (finding,) = prove_answer_part(part, part.id, "my/x", 4).findings
    assert "free: [its name]" in finding.message
    (part,) = parts_of_answer(f"{text}  free: [s]\n")
    assert prove_answer_part(part, part.id, "my/x", 4).is_proved


@pytest.mark.parametrize(("items", "is_told"), [("2*k + 1", True), ("k", False)])
def test_an_author_hears_that_no_draw_is_at_the_edge_of_a_rounded_key(items: str, is_told: bool) -> None:
    text = (
        "- id: boxes\n  prompt: 'How many boxes of two do @{ITEMS} balls need? A whole number.'\n"
        '  params: {k: 2..60}\n  answer: {number: "np.ceil((ITEMS)/2)"}\n'
        '  witness: {value: "ITEMS - floor((ITEMS)/2)"}\n'
    ).replace("ITEMS", items)
    (part,) = parts_of_answer(text)
    proof = prove_answer_part(part, part.id, "my/x", 4)
    assert not proof.is_faulty
    assert any("no draw makes" in remark for remark in proof.remarks) is is_told


@pytest.mark.parametrize(
    "prompt",
    [
        r'"With $\\gamma$ and $\\frac{1}{2}$, compute @a, @b, @c."',
        r'"With $\gamma$ and $\frac{1}{2}$, compute @a, @b, @c."',
        "|-\n    With $\\gamma$ and $\\frac{1}{2}$,\n    compute @a, @b, @c.",
        r"With this: $\gamma$ and $\frac{1}{2}$, compute @a, @b, @c.",
    ],
)
@pytest.mark.parametrize("fence", ["", "yml", "text", "YAML exercises"])
def test_yaml_as_models_write_it(prompt: str, fence: str) -> None:
    text = HALF.format(prompt=prompt, key="a*b*c", root="z - 1 - (a*b*c - 1)")
    (part,) = parts_of_answer(f"Sure!\n```{fence}\n{text}```\nDone." if fence else text)
    proof = prove_answer_part(part, part.id, "my/x", 1)
    shown = str(proof.exercise["prompt"])
    assert "\\gamma" in shown
    assert "\\frac{1}{2}" in shown


def test_json_is_read_whole_and_torn() -> None:
    one = (
        r'{"id": "one", "prompt": "With $\\|x\\|$ and $\theta$: @a?", '
        r'"params": {"a": "range(2, 9)"}, "answer": "a/2"}'
    )
    whole = (
        f'```json\n{{"letters": [{{"letter": "\\\\beta"}}], "exercises": [{one}, {{"prompt": "q"}}]}}\n```'
    )
    first, second = parts_of_answer(whole)
    assert (first.id, second.id) == ("one", "exercise-2")
    proof = prove_answer_part(first, "one", "my/x", 1)
    assert proof.exercise["params"] == {"a": "2..8"}
    assert proof.exercise["answer"] == {"number": "a/2"}
    assert proof.exercise["prompt"] == "With $\\|x\\|$ and $\\theta$: @a?"
    (torn,) = parts_of_answer(f"[{one}, {one[:40]}")
    assert torn.id == "one"


def test_an_escaped_slash_is_a_slash() -> None:
    prompt = r'"At $a\/2$, say $\nu\,x$?"'
    for reply in (f"- id: one\n  prompt: {prompt}", f'[{{"id": "one", "prompt": {prompt}}}]'):
        (part,) = parts_of_answer(reply)
        assert mapping_in(read_part(part.text))["prompt"] == r"At $a/2$, say $\nu\,x$?"


@given(st.text(max_size=200) | st.text(alphabet='[{"\\:,-\n aid1', max_size=200))
def test_any_reply_is_read_or_refused(text: str) -> None:
    blind_answers(text)
    try:
        assert parts_of_answer(text)
    except UsageError:
        return


LOGS = r"""- id: log-key
  prompt: 'What is $\int_1^{@a} \log t\,dt$, to 3 decimals?'
  params: {a: 12..60}
  answer: {number: "a*np.log(a) - a + 1", decimals: 3}
  witness: {integral: "np.log(t)", over: {t: [1, a]}}
  hints: ['Which number is left of $\log @a$?', 'Take the logarithm first.']
  wrong:
  - {answer: "a*np.log(a)", say: 'Take @a off. That is @{a*np.log(a)} without it.'}
  steps:
  - 'The logarithm is $@{np.log(a)}$.'
"""


@pytest.mark.parametrize(
    "last",
    [
        r"So $@a \log @a - @a + 1 = @{a*np.log(a) - a + 1}$.",
        r"So $@a \log @a - @a + 1 = @{a*log(a) - a + 1}$.",
        r"It is @{round(a*np.log(a) - a + 1, 3)} in all.",
        r"It is @{np.round(a*np.log(a) - a + 1, 3)} in all.",
        r"It is @{a*np.log(a) - a + 1:.3f} in all.",
        r"It is @{1.0*(a*np.log(a) - a + 1)} in all.",
        r"It is @answer in all.",
        r"It is @{answer} in all.",
        r"It is @{a*np.log(a) - a + 2 - 1} in all.",
    ],
)
def test_steps_show_a_key_with_its_decimals(last: str) -> None:
    (part,) = parts_of_answer(f"{LOGS}  - '{last} This is how entropies are counted.'\n")
    proof = prove_answer_part(part, part.id, "my/x", 20)
    assert not proof.findings, proof.findings


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("round(a*np.log(a), 3)", "; for a rounded key write decimals: 3 beside it"),
        ("foo(a)", "the function foo is not known here (at column 1 of 'foo(a)')"),
        ("foo(a, 2)/bar(a, 3)", "the function foo is not known here"),
        ("a/bar(a, 3)", "the function bar is not known here"),
        ("[a, a][0:1]", "no slices"),
    ],
)
def test_advice_fits_python(key: str, said: str) -> None:
    (part,) = parts_of_answer(LOGS.replace("a*np.log(a) - a + 1", key) + "  - 'It is @answer.'\n")
    (first, *_) = [finding.message for finding in prove_answer_part(part, part.id, "my/x", 2).findings]
    assert said in first
    assert "vars" not in first
    assert "ratio" not in first


def test_a_value_that_is_not_real_names_the_way_out() -> None:
    text = r"""- id: root-of-a-scale
  prompt: 'Write the square root of `a` times `x`, of shape `(n,)`.'
  answer: {code: "np.sqrt(a)*x", arrays: {x: [n], a: []}}
  witness: {loops: "x[i]*sqrt(a)", over: {i: n}}
"""
    for more, faults in (("", 1), ("  assume: [a > 0]\n", 0)):
        (part,) = parts_of_answer(text + more)
        findings = prove_answer_part(part, part.id, "my/x", 3).findings
        assert len(findings) == faults
        assert all("assume: [a > 0] beside answer" in finding.message for finding in findings)


def test_loops_without_a_range_say_how_to_write_one() -> None:
    text = r"""- id: half-a-sum
  prompt: 'Write half of the sum of `x`.'
  answer: {code: "x.sum()/2", arrays: {x: [n]}}
  witness: {loops: "sum(x[i]/2, i, 1, n)"%s}
"""
    messages: list[str] = []
    for more in ("", ", over: {}"):
        (part,) = parts_of_answer(text % more)
        messages += [finding.message for finding in prove_answer_part(part, part.id, "my/x", 2).findings]
    (message,) = messages
    assert message.endswith("loops needs over, an index to its axis: over: {i: n}, and over: {} for a number")


@pytest.mark.parametrize(
    ("key", "witness", "is_right"),
    [
        ("np.exp(-1000*a) + a/3", '{root: "3*z - a", wrt: z, in: [0, 50]}', True),
        ("1/(1 - np.exp(-a))", '{value: "sum(np.exp(-a*k) for k in range(0, 400))"}', True),
        ("1/(1 - np.exp(-a))", '{value: "sum(np.exp(-a*k) for k in range(1, 400))"}', False),
        ("np.exp(-1000*a)", '{value: "1/np.exp(2000*a)"}', False),
    ],
)
def test_what_is_too_small_for_doubles_refuses_nothing_that_is_right(
    key: str, witness: str, is_right: bool
) -> None:
    logs = LOGS.partition("  hints")[0].replace("a*np.log(a) - a + 1", key)
    (part,) = parts_of_answer(logs.replace('{integral: "np.log(t)", over: {t: [1, a]}}', witness))
    proof = prove_answer_part(part, part.id, "my/x", 6)
    faults = [finding for finding in proof.findings if finding.code != "constant"]
    assert (not faults) == is_right, proof.findings


FALSE_ALONE = [
    "The weights sum to one: $(1 - 2b) + b + b + 2b = 1$.",
    "So $1/2 + 1/3 = 2/5$.",
    "It is $3 \\cdot 4 + 2 = 18$.",
    "Then $2 b + 3 b = 6 b$.",
    "Then $a + a + b = 2 a + 2 b$.",
    "Its complement is $1 - (1 - a) = -a$.",
    "The sum is $\\sum_{k=1}^{3} k = 5$.",
    "It telescopes: $\\frac{1}{2} - \\frac{1}{3} = \\frac{1}{5}$.",
    "The area is $\\int_0^1 x^2\\,dx = \\frac{1}{2}$.",
    "No power is left, as $e^0 = 0$.",
    "A chain: $(a + b)^2 - b^2 = a^2 + b^2 - b^2 = a^2$.",
    "Twice five is $2 \\cdot 5 = 11$.",
    "Together with $b$ the weights are $(1 - a) + a (1 - a) + a = 1$.",
]
TRUE = [
    "So $1/2 + 1/3 = 0.83$.",
    "It balances where $a + a = 1$.",
    "The weights are $a + b = 1$.",
    "It is what is left for $a + a + b = 1$.",
    "The mean is taken with weights $a + a + b = 1$ and $a + b + b = 2$.",
    "Then $a + a + k = 1$.",
    "So $\\det a = 3 \\cdot 6 - 3 \\cdot 2 = 12$.",
    "So $\\frac{1}{a^2} - \\frac{1}{b^2} = \\frac{1}{4} - \\frac{1}{9} = \\frac{5}{36}$.",
    "So $a + a = 2 a = 6$.",
    "Its slope is $2(a - b) = 0$.",
    "So $(a + b)^2 + a = a^2 + 2ab + b^2 + a$.",
    "So $m = a + a + b$.",
]


@pytest.mark.parametrize(("texts", "are_false"), [(FALSE_ALONE, True), (TRUE, False)])
def test_a_false_sentence_of_a_right_exercise_is_found(texts: list[str], *, are_false: bool) -> None:
    steps = "".join(f"  - '{text}'\n" for text in texts)
    written = rf"""- id: slope-of-a-square
  title: A slope
  level: 2
  vars: [a, b]
  prompt: 'Write the slope of $a^2 b$ in $a$.'
  answer: {{expression: "2*a*b"}}
  witness: {{derivative: "a**2*b", wrt: a}}
  steps:
{steps}"""
    (part,) = parts_of_answer(written)
    faults = [each.message for each in prove_answer_part(part, part.id, "my/x", 2).findings]
    told = [fault for fault in faults if re.match(r"steps \d+: `", fault)]
    numbers = sorted(int(fault.split()[1].rstrip(":")) for fault in told)
    assert numbers == ([*range(1, len(texts) + 1)] if are_false else []), faults


def test_remarks_of_a_blind_reply_are_no_answers() -> None:
    reply = """# drill 7k2f
```yaml
1: 3
2: true
false:
  1: 'It holds that $1 + 1 = 3$.'
empty: {"2": "the prompt says it"}
```"""
    assert blind_answers(reply) == {1: "3", 2: "true"}
    assert blind_remarks(reply, "false") == {1: "It holds that $1 + 1 = 3$."}
    assert blind_remarks(reply, "empty") == {2: "the prompt says it"}
    assert blind_remarks("1: 3", "false") == {}
    in_json = '{"1": "3", "false": {"1": "no"}, "empty": {}}'
    assert (blind_answers(in_json), blind_remarks(in_json, "false")) == ({1: "3"}, {1: "no"})
