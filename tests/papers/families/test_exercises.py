"""Families' own exercises: what their files may say, and in which papers they are made."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill.banks.models import Declared, Exercise
from drill.banks.variant_expansion import expand_variant
from drill.checking import check
from drill.maths.names import Names
from drill.maths.numeric import evaluate
from drill.maths.plain import parse
from drill.papers import (
    Draft,
    DraftRecord,
    Expressions,
    Family,
    Paper,
    Reading,
    find_words_beside,
    paper_of,
    parse_sheet,
    read_family,
    shipped_families,
    write_bank,
)
from drill.papers.bank.yaml_text import list_exercise_fields
from drill.papers.kinds import family as family_kind
from tests.papers import a_paper

AVERAGE = """family: average
title: Moving average
match:
- m_t = w m_{t-1} + (1 - w) x
guards:
  words: [average]
roles:
  w: {name: the weight, domain: 0 < w < 1, words: [weight, decay rate]}
  m: {name: the average}
  x: {name: the new value}
drills: [calc.ser.ema]
exercises:
- id: half-life
  title: Half-life
  let: {move: w m + (1 - w) x}
  assume: [0 < w < 1]
  prompt: 'After how many steps does $@x$ count half as much? Write it in $@w$.'
  answer: {expression: -ln(2)/ln(w)}
  shape: a share
  motion: a power
  hints: ['Which power of $@w$ is $1/2$?']
  steps: ['It is $@{-ln(2)/ln(w)}$.']
  wrong:
  - {answer: 1/(1 - w), say: 'Then $@w$ has fallen to about $1/e$.'}
  witness: {value: "-ln(2)/ln(subs(move, m, 1, x, 0))"}
"""
FORMULA = r"m_t = \beta m_{t-1} + (1-\beta) g_t"
SYMBOLS = r"- {symbol: \beta, means: the decay rate}"


def read(text: str = AVERAGE) -> Family:
    family, faults = read_family(text.encode(), "average.yaml")
    assert family is not None, [str(fault) for fault in faults]
    return family


def reading_of(formula: str = FORMULA, symbols: str = SYMBOLS, before: str = "An average.") -> Reading:
    rows = f"symbols:\n{symbols}\n" if symbols else ""
    quoted = before.replace("'", "''")
    return paper_of(
        parse_sheet(
            f"title: T\nformulas:\n- latex: '{formula}'\n  number: '2'\n  before: '{quoted}'\n{rows}", "t"
        )
    )


def made(
    monkeypatch: pytest.MonkeyPatch, reading: Reading, *families: Family
) -> tuple[list[Draft], list[str]]:
    monkeypatch.setattr(family_kind, "shipped_families", lambda: families or (read(),))
    outcomes = [*family_kind.drafts(reading, reading.lines)]
    drafts = [outcome for outcome in outcomes if isinstance(outcome, Draft)]
    return drafts, [outcome.why for outcome in outcomes if not isinstance(outcome, Draft)]


def test_an_exercise_speaks_in_the_letters_of_the_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    [draft], _ = made(monkeypatch, reading_of())
    fields = list_exercise_fields(draft.exercise)
    assert fields["answer"] == {"expression": "-ln(2)/ln(beta)"}
    assert fields["wrong"] == [{"answer": "1/(1 - beta)", "say": r"Then $\beta$ has fallen to about $1/e$."}]
    assert fields["assume"] == ["0 < beta < 1"]
    assert (fields["names"], fields["vars"]) == ({"beta": r"\beta"}, ["m_t", "g_t"])
    assert fields["hints"] == [r"Which power of $\beta$ is $1/2$?"]
    assert fields["steps"] == ["It is $@{-ln(2)/ln(beta)}$."]
    assert fields["skill"] == "calc.ser.ema"
    assert fields["title"] == "Half-life (2)"
    prompt = str(fields["prompt"])
    assert prompt.endswith(r"After how many steps does $g_{t}$ count half as much? Write it in $\beta$.")
    assert "equation (2): $$" in prompt


@pytest.mark.parametrize(
    ("formula", "symbols", "before", "why"),
    [
        (FORMULA, "", "An average.", "nothing says that \\beta is the weight"),
        (FORMULA, r"- {symbol: \beta, means: the temperature}", "An average.", "nothing says"),
        (FORMULA, r"- {symbol: \beta, means: the decay rate, is: \beta > 2}", "An average.", "other numbers"),
        (r"m_t = \beta m_{t-1} + (1-\beta) g_t + h", SYMBOLS, "An average.", ""),
        (r"m_t = 2 \beta m_{t-1} + (1-\beta) g_t", SYMBOLS, "An average.", ""),
        (r"m_t = \beta m_{t-1} - (1-\beta) g_t", SYMBOLS, "An average.", ""),
        (r"m_t = f(y) m_{t-1} + (1-f(y)) g_t", SYMBOLS, "An average.", "is no single symbol"),
        (FORMULA, SYMBOLS, "It is updated.", ""),
        (
            FORMULA.replace(r"\beta", r"\beta_t"),
            r"- {symbol: \beta_t, means: the decay rate}",
            "An average.",
            "changes from step to step",
        ),
        (r"v = \beta m + (1-\beta) g", SYMBOLS, "An average.", ""),
        (r"m_t = m m_{t-1} + (1-m) g_t", r"- {symbol: m, means: the decay rate}", "An average.", ""),
    ],
)  # fmt: skip
def test_nothing_is_made_without_each_witness(
    monkeypatch: pytest.MonkeyPatch, formula: str, symbols: str, before: str, why: str
) -> None:
    drafts, reasons = made(monkeypatch, reading_of(formula, symbols, before))
    if formula == r"m_t = m m_{t-1} + (1-m) g_t":
        assert not drafts or drafts[0].question.answer != drafts
        return
    assert not drafts
    assert why in "".join(reasons)


@pytest.mark.parametrize(
    ("symbols", "before"),
    [
        (SYMBOLS, "An average."),
        ("", r"We take an average with the weight $\beta$:"),
        ("", r"The average with weights $\alpha$ and $\beta$ is this."),
        ("", r"An average, where $\beta$ is the decay rate of the past."),
        (r"- {symbol: \beta, is: 0 < \beta < 1}", "An average."),
    ],
)
def test_a_paper_says_what_a_symbol_is(monkeypatch: pytest.MonkeyPatch, symbols: str, before: str) -> None:
    drafts, reasons = made(monkeypatch, reading_of(symbols=symbols, before=before))
    assert len(drafts) == 1, reasons


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (r"the momentum $\mu$ and the step size $\eta$", ["the step size"]),
        (r"where $\mu$ is the momentum and $\eta$ the step size", ["", "the step size"]),
        (r"where $\eta$ and $\mu$ are decay rates, both below 1", ["where", "are decay rates"]),
        (r"with step sizes $\mu, \eta > 0$ and so on", ["with step sizes"]),
        (r"the rate $\eta$, $\eta_1$ and others", ["the rate"]),
        (r"the rate $\mu$", []),
    ],
)
def test_only_words_beside_a_symbol_say_what_it_is(text: str, said: list[str]) -> None:
    assert [*find_words_beside(text, "||\\eta")] == said


def test_a_formula_alike_is_not_asked_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [r"m_t = \beta m_{t-1} + (1-\beta) g_t", r"v_t = \gamma v_{t-1} + (1-\gamma) h_t"]
    formulas = "".join(f"- latex: '{row}'\n  before: An average.\n" for row in rows)
    symbols = "symbols:\n- {symbol: \\beta, means: the weight}\n- {symbol: \\gamma, means: the weight}\n"
    reading = paper_of(parse_sheet(f"title: T\nformulas:\n{formulas}{symbols}", "t"))
    drafts, reasons = made(monkeypatch, reading)
    assert [draft.question.prompt.count(r"\beta") > 0 for draft in drafts] == [True]
    assert any("it is asked of another formula" in why for why in reasons)


def test_one_sum_is_asked_once_a_paper_whatever_family_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    decay = read_family(
        AVERAGE.replace("family: average", "family: decay")
        .replace("m_t = w m_{t-1} + (1 - w) x", "s_t = w s_{t-1}")
        .replace("  m: {name: the average}\n  x: {name: the new value}", "  s: {name: the state}")
        .replace("title: Half-life", "title: Until half is left")
        .replace("{move: w m + (1 - w) x}", "{move: w s}")
        .replace("$@x$", "$@s$")
        .replace("subs(move, m, 1, x, 0)", "subs(move, s, 1)")
        .encode(),
        "decay.yaml",
    )[0]
    assert decay is not None
    formulas = "".join(
        f"- latex: '{row}'\n  before: An average.\n" for row in (FORMULA, r"s_t = \beta s_{t-1}")
    )
    reading = paper_of(parse_sheet(f"title: T\nformulas:\n{formulas}symbols:\n{SYMBOLS}\n", "t"))
    assert len(made(monkeypatch, reading, decay)[0]) == 1
    drafts, reasons = made(monkeypatch, reading, read(), decay)
    assert [draft.slot.split("|")[0] for draft in drafts] == ["average"]
    assert "Moving average, half-life: it is asked of another formula." in reasons
    other = replace(decay.exercises[0], forms=(replace(decay.exercises[0].forms[0], shape="a power"),))
    assert len(made(monkeypatch, reading, read(), replace(decay, exercises=(other,)))[0]) == 2


def test_a_number_of_observations_is_no_weight_of_one(monkeypatch: pytest.MonkeyPatch) -> None:
    [family] = [family for family in shipped_families() if family.family == "precision-weighted-mean"]
    formula, before = r"\mu_n = \frac{n \bar x + k \mu_0}{n + k}", "The posterior mean."
    symbols = "- {{symbol: k, means: the weight of the prior}}\n- {{symbol: n, means: {}}}"
    for means, id_ in (
        ("the count of observations", "observations-until"),
        ("the weight, that is the number of observations", "observations-until"),
        ("the precision of the data", "observed-again"),
    ):
        reading = reading_of(formula, symbols.format(f"'{means}'"), before)
        drafts, reasons = made(monkeypatch, reading, family)
        assert [draft.slot.split("|")[1] for draft in drafts] == [id_], reasons


def test_no_advice_names_what_only_the_witness_computes_with(monkeypatch: pytest.MonkeyPatch) -> None:
    formula = r"m_t = \beta m_{t-1} + (1-\beta) g(\theta, t)"
    [draft], _ = made(monkeypatch, reading_of(formula))
    assert "x_hidden" in str(list_exercise_fields(draft.exercise)["vars"])
    expected = expand_variant(draft.exercise, 1, item="t/t").only.expect
    assert check(expected, "-ln(2)/ln(beta)").verdict == "correct"
    message = check(expected, "-ln(2)/ln(foo)").message
    assert "beta" in message
    assert "hidden" not in message
    assert "not known" in check(expected, "x_hidden").message


def test_a_letter_of_the_exercise_is_no_other_thing_of_the_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    text = AVERAGE.replace("count half as much?", "count half as much, after $n$ steps?")
    family = read(text.replace("  title: Half-life\n", "  title: Half-life\n  vars: [n]\n"))
    assert len(made(monkeypatch, reading_of(), family)[0]) == 1
    drafts, reasons = made(monkeypatch, reading_of(FORMULA.replace("g_t", "n_t")), family)
    assert not drafts
    assert "n is another thing in the exercise" in "".join(reasons)


def test_ids_depend_on_family_exercise_and_binding_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    [first], _ = made(monkeypatch, reading_of())
    [worded], _ = made(monkeypatch, reading_of(before="We keep an average of gradients."))
    [reworded], _ = made(monkeypatch, reading_of(), read(AVERAGE.replace("a share", "another share")))
    [other], _ = made(monkeypatch, reading_of(FORMULA.replace("g_t", "h_t")))
    assert first.id == worded.id == reworded.id
    assert first.id != other.id
    assert first.id == "family-c4a392ba12"


def test_a_replaced_text_keeps_its_marks(monkeypatch: pytest.MonkeyPatch) -> None:
    def record(text: str, before: Paper | None = None) -> Paper:
        [draft], _ = made(monkeypatch, reading_of(), read(text))
        row = DraftRecord(draft.id, "family", draft.about, list_exercise_fields(draft.exercise), proved=True)
        paper = before or Paper("x", "X")
        return replace(paper, drafts=(row,), decisions={draft.id: "kept"})

    first = write_bank(record(AVERAGE))
    assert "corrects" not in first.text
    changed = AVERAGE.replace("assume: [0 < w < 1]", "assume: [0 < w < 1, w > 0]")
    second = write_bank(record(changed, first.record), first.text)
    assert second.text.count("corrects: [") == 1
    third = write_bank(record(changed, second.record), second.text)
    assert third.text == second.text
    worded = write_bank(record(AVERAGE.replace("a share", "a part"), first.record), first.text)
    assert "corrects" not in worded.text


@pytest.mark.parametrize(
    ("old", "new", "place", "message"),
    [
        ("$@x$ count half", "$x$ count half", (17, 11), "x is a role: a paper writes something else"),
        ("$1/2$?'", r"$\frac{w}{2}$?'", (21, 11), "w is a role"),
        ("Write it in $@w$.'", "Write it in $@y$.'", (17, 11), "the name y is not known"),
        ("  let: {move: w m + (1 - w) x}\n", "", (24, 36), "the name move is not known"),
        ("{move: w m + (1 - w) x}", "{k: '2', move: k w}", (15, 23), "k is not one of the roles"),
        ("subs(move, m, 1, x, 0)", "w + 0 m", (25, 12), "the key is not computed from move"),
        ("subs(move, m, 1, x, 0)", "subs(move, m 1", (25, 44), "witness"),
        ("{expression: -ln(2)/ln(w)}", "{inequality: w < 1}", (18, 11), "asks one question"),
        (", words: [weight, decay rate]}", "}", None, ""),
        (", domain: 0 < w < 1, words: [weight, decay rate]}", "}", (18, 11), "nothing tells which"),
        ("domain: 0 < w < 1", "domain: 0 < w <", (8, 33), "domain"),
        ("assume: [0 < w < 1]", "assume: [w positive]", (16, 12), "of a role a relation is expected"),
        (AVERAGE[AVERAGE.index("exercises") :], "exercises: none", (12, 12), "a list is expected"),
        ("  prompt:", "  promt:", (17, 3), "promt"),
    ],
)  # fmt: skip
def test_a_fault_of_an_exercise_says_where_it_stands(
    old: str, new: str, place: tuple[int, int] | None, message: str
) -> None:
    assert old in AVERAGE
    family, faults = read_family(AVERAGE.replace(old, new).encode(), "average.yaml")
    assert (family is None) is (place is not None)
    told = [(fault.line, fault.column, f"{fault.field} {fault.message} {fault.hint}") for fault in faults]
    assert place is None or any((line, column) == place and message in text for line, column, text in told), (
        told
    )


EXPRESSIONS = st.recursive(
    st.sampled_from(["w", "x_1", "m", "beta", "2", "t"]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*"), inner).map(
            lambda parts: f"({parts[0]}) {parts[1]} ({parts[2]})"
        ),
        inner.map(lambda text: f"sin({text})"),
        inner.map(lambda text: f"subs({text}, w, 3)"),
        inner.map(lambda text: f"sum(m ({text}), m, 1, 3)"),
    ),
    max_leaves=6,
)
NAMES = {"w": "beta_1", "x_1": "w", "m": "gbar_t", "beta": "x_1"}
VALUES = {"w": 0.4, "x_1": -1.3, "m": 2.0, "beta": 0.7, "t": 1.5}


@given(EXPRESSIONS)
def test_renaming_keeps_the_value(text: str) -> None:
    template: Exercise = read().exercises[0]
    form = template.forms[0]
    question = replace(form.questions[0], answer=replace(form.questions[0].answer, text=text))
    declared = replace(form.declared, vars=(*VALUES,))
    exercise = replace(template, forms=(replace(form, declared=declared, questions=(question,)),))
    renamed = Expressions(exercise).rename(NAMES, {}, Declared()).forms[0].questions[0].answer
    there = {NAMES.get(name, name): value for name, value in VALUES.items()}

    def value(of: str, values: dict[str, float]) -> float:
        return float(evaluate(parse(of, Names(frozenset(values), functions="bank")), values))

    assert math.isclose(value(text, VALUES), value(renamed.text, there), rel_tol=1e-9, abs_tol=1e-9)


# Letters that a paper cannot have for a role: Euler's number, an index.
FREE = {"e": r"\varepsilon", "i": r"\iota"}


def in_free_letters(latex: str) -> str:
    return re.sub(r"(?<![\\A-Za-z_{])[ei](?![A-Za-z])", lambda match: f"{FREE[match[0]]} ", latex)


@pytest.mark.parametrize(
    "family", [family for family in shipped_families() if family.exercises], ids=lambda family: family.family
)
def test_each_exercise_that_ships_is_made_of_a_spelling(
    monkeypatch: pytest.MonkeyPatch, family: Family
) -> None:
    rows = ((FREE.get(letter, letter), role) for letter, role in family.roles.items() if role.words)
    symbols = "\n".join(
        f"- {{symbol: '{latex}{index}', means: '{role.words[0]}'}}"
        for latex, role in rows
        for index in ("", "_t")
    )
    spelled = [in_free_letters(spelling.latex) for spelling in family.match]
    readings = [reading_of(latex, symbols, family.guards.words[0]) for latex in spelled]
    for template in family.exercises:
        alone = replace(family, exercises=(template,))
        assert any(made(monkeypatch, reading, alone)[0] for reading in readings), template.id


@pytest.mark.parametrize(
    ("formula", "is_asked"),
    [
        (r"R_i = \sum_{j=i}^T \gamma^j r_j", True),
        (r"R_i = \sum_{j=i}^T \gamma^j r(s_j, a_j)", True),
        (r"R_i = \sum_{j=i}^T \gamma^j r_j \chi_E(x_j)", False),
        (r"R_i = \sum_{j=i}^T \gamma^j r_j \mathbb{1}[x_j \in E]", False),
    ],
)
def test_a_reward_that_the_state_masks_has_no_half_life(formula: str, *, is_asked: bool) -> None:
    before = r"The discounted return with the discount factor $\gamma$:"
    paper = a_paper.paper_of([formula], {r"\gamma": "discount factor"}, before={1: before})
    assert bool(a_paper.made([*a_paper.drafted(family_kind, paper)])) is is_asked
