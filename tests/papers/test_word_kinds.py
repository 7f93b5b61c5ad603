"""Kinds of exercises that ask for signs, names and connections."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pytest

from drill.banks.load import load_bytes
from drill.checking import check
from drill.latex import canonical
from drill.papers import AbsentRow, FormulaRow, Origin, Sheet
from drill.papers import paper_of as read_paper
from drill.papers.bank.lesson import GAP, lesson
from drill.papers.bank.yaml_text import fields_of, written
from drill.papers.connections import central_formulas, connections
from drill.papers.draft import Draft, Kind, Skipped
from drill.papers.generate import generate, texts_of
from drill.papers.kinds import blank, explain, order, recall, referenced, spot_the_error, symbol, which
from drill.papers.wording import Glossary, numbered
from tests.papers.a_paper import MEANINGS, made, paper_of

WORDS: Sequence[Kind] = (
    "recall",
    "blank",
    "spot-the-error",
    "symbol",
    "order",
    "which",
    "referenced",
    "explain",
)


def _right(draft: Draft) -> str:
    return next(option.text for option in draft.question.answer.options if option.right)


def test_every_draft_is_an_exercise_that_loads() -> None:
    paper = paper_of(
        before={2: "The buffer averages the gradients of all minibatches seen so far in the run:"}
    )
    drafts = generate(paper, kinds=WORDS).drafts
    lines = ["topic: papers.moments", "title: Moments", "exercises:"]
    for draft in drafts:
        first, *rest = fields_of({"id": draft.id, **written(draft.exercise)}, 2)
        lines += [f"- {first.lstrip()}", *rest]
    loaded = load_bytes("\n".join(lines).encode(), "moments.yaml")
    assert [str(problem) for problem in loaded.problems] == []
    assert [replace(one.exercise, id="") for one in loaded.exercises] == [draft.exercise for draft in drafts]
    assert len(drafts) > 25


def test_titles_are_there_once_and_short() -> None:
    titles = [draft.exercise.title for draft in generate(paper_of(), kinds=WORDS).drafts]
    assert len(set(titles)) == len(titles)
    assert all(0 < len(title) <= 60 and "$" not in title for title in titles)


def test_two_runs_make_the_same() -> None:
    assert generate(paper_of(), kinds=WORDS) == generate(paper_of(), kinds=WORDS)


# Recall


def test_recall_asks_for_each_formula_by_its_name_at_its_step() -> None:
    drafts = made([*recall.drafts(paper_of())])
    assert [draft.about for draft in drafts] == ["f1", "f2", "f3", "f4", "f5"]
    assert "the parameters after step $t+1$" in drafts[2].question.prompt
    assert r"\theta_{t}-" not in drafts[2].question.prompt


@pytest.mark.parametrize(
    "answer", [r"m_{t+1} = \beta m_t + (1-\beta) g_t", "m_(t+1) = beta m_t + (1 - beta) g_t"]
)
def test_recall_takes_the_formula_as_it_is_typed(answer: str) -> None:
    draft = made([*recall.drafts(paper_of())])[1]
    assert check(draft.question.answer, answer).verdict == "correct"
    assert check(draft.question.answer, answer.replace("+ (1", "- (1")).verdict == "wrong"


@pytest.mark.parametrize(
    ("latex", "why"),
    [
        (r"\alpha_1 = \beta_1", "Nothing is built in it."),
        (r"x \in \mathbb{R}^n", "It only says in which set a letter lies."),
        (r"\sum_i x_i y_i", "It is not a statement: nothing is said to equal it."),
        ("y = " + " + ".join(f"x_{{{number}}}" for number in range(30)), "It has more than 70 symbols."),
    ],
)
def test_recall_says_why_it_skips_a_formula(latex: str, why: str) -> None:
    (skipped,) = recall.drafts(paper_of([latex]))
    assert isinstance(skipped, Skipped)
    assert skipped.why == why


# Blank


def test_a_blank_hides_one_part_and_takes_it() -> None:
    drafts = [draft for draft in made([*blank.drafts(paper_of())]) if draft.about == "f2"]
    first = drafts[0]
    assert first.slot == r"(1-\beta)"
    assert r"\boxed{?}g_{t}" in first.question.prompt
    assert check(first.question.answer, "1 - beta").verdict == "correct"
    assert check(first.question.answer, "beta").verdict == "wrong"


def test_a_blank_is_never_on_the_left_and_stands_once() -> None:
    for draft in made([*blank.drafts(paper_of())]):
        shown = draft.question.prompt.split("$$")[1]
        assert shown.count(r"\boxed{?}") == 1
        assert r"\boxed{?}" not in shown.split("=")[0]


# Spot the error


def test_alternatives_have_one_slip_each_and_say_which() -> None:
    drafts = {draft.about: draft for draft in made([*spot_the_error.drafts(paper_of())])}
    options = drafts["f2"].question.answer.options
    says = [option.say for option in options if not option.right]
    assert _right(drafts["f2"]) == r"$$m_{t+1}=\beta m_{t}+(1-\beta)g_{t}$$"
    assert r"The weights $\beta$ and $(1-\beta)$ are swapped." in says
    assert len({option.text for option in options}) == len(options) == 4


def test_no_alternative_says_the_same_in_other_signs() -> None:
    drafts = made([*spot_the_error.drafts(paper_of([r"d = |a - b|", r"c = (a - b)^2 + (b - a)^2"]))])
    for draft in drafts:
        assert all(option.right or "b-a|" not in option.text for option in draft.question.answer.options)


def test_no_alternative_is_another_formula_of_the_paper() -> None:
    paper = paper_of([r"y = a + b c", r"y = a - b c", r"y = a c + b c"])
    for draft in made([*spot_the_error.drafts(paper)]):
        stated = {f"$${latex.replace(' ', '')}$$" for latex in ("y=a+bc", "y=a-bc", "y=ac+bc")}
        assert not stated & {option.text for option in draft.question.answer.options if not option.right}


# Symbols


def test_a_symbol_is_asked_for_in_own_words_beside_the_papers_sentence() -> None:
    drafts = [draft for draft in made([*symbol.drafts(paper_of())]) if draft.slot == "own words"]
    assert r"\alpha" in {draft.about for draft in drafts}
    first = next(draft for draft in drafts if draft.about == r"\alpha")
    assert r"$\alpha$" in first.question.prompt
    assert first.question.steps[0] == r"The paper says: “Let **$\alpha$** be the learning rate.”"
    assert first.exercise.kind == "self"


def test_a_confirmed_meaning_has_a_symbol() -> None:
    drafts = [draft for draft in made([*symbol.drafts(paper_of())]) if draft.slot == "symbol"]
    assert _right(next(draft for draft in drafts if draft.about == r"\alpha")) == r"$\alpha$"
    assert all(draft.is_safe for draft in drafts)


def test_no_phrase_that_nobody_confirmed_is_in_any_text() -> None:
    paper = paper_of(before={2: "The buffer averages the gradients of all minibatches seen so far:"})
    rows = tuple(
        replace(row, means_from=Origin("said", "line 3"), mentions=()) for row in paper.sheet.symbols
    )
    drafts = generate(replace(paper, sheet=replace(paper.sheet, symbols=rows))).drafts
    texts = [text for draft in drafts for text in (draft.exercise.title, *texts_of(draft))]
    assert drafts
    assert not [text for text in texts for means in MEANINGS.values() if means.split(" $")[0] in text]


# Connections


def test_a_formula_is_fed_by_the_one_that_defines_its_symbol() -> None:
    drafts = [one for one in made([*which.drafts(paper_of())]) if one.slot.startswith("feeds")]
    fed = {draft.about: _right(draft) for draft in drafts}
    assert fed["f3"] == r"$$m_{t+1}=\beta m_{t}+(1-\beta)g_{t}$$"
    assert "f1" not in fed


def test_steps_of_a_box_that_may_trade_places_are_one() -> None:
    box = ["for $t = 1, 2, ...$ do", "  $g_t = h(\\theta_t)$", "  $m_t = g_t + 1$", "  $v_t = g_t^2$",
           "  $u_t = m_t / v_t$", "end for", "return $u_t$"]  # fmt: skip
    (draft,) = made([*order.drafts(paper_of(["y = x + 1"], {}, boxes=[box]))])
    assert [option.text for option in draft.question.answer.options] == [
        "$g_t = h(\\theta_t)$",
        "$m_t = g_t + 1$; $v_t = g_t^2$",
        "$u_t = m_t / v_t$",
    ]


# Own words, other works


def test_own_words_are_asked_for_every_formula() -> None:
    drafts = made([*explain.drafts(paper_of())])
    assert [draft.about for draft in drafts] == ["f1", "f2", "f3", "f4", "f5"]
    assert not any("What comes out:" in text for draft in drafts for text in texts_of(draft))


@pytest.mark.parametrize(
    ("before", "is_made"),
    [
        ("Thus, we have the following equation", False),
        ("This is equal to", False),
        ("With $a < 1$ we get", True),
    ],
)
def test_own_words_need_a_sentence_that_says_something(before: str, is_made: bool) -> None:
    found = [*explain.drafts(paper_of([r"y = x + 1"], {}, before={1: before}))]
    assert bool(made(found)) == is_made


def test_what_the_paper_leans_on_is_asked_for() -> None:
    paper = paper_of()
    sheet = type(paper.sheet)("moments", "Moments", absent=(AbsentRow("the update of Adagrad", "a.tex", 9),))
    (draft,) = made([*referenced.drafts(type(paper)(sheet, ()))])
    assert draft.source == "the update of Adagrad"
    assert "line 9 of a.tex" in str(draft.question.hints)


# All of it


def test_the_right_option_does_not_stand_out_by_its_length() -> None:
    made_drafts = generate(paper_of(), kinds=WORDS).drafts
    drafts = [draft for draft in made_drafts if draft.exercise.kind == "choice"]
    longest = sum(
        len(_right(draft))
        > max(len(option.text) for option in draft.question.answer.options if not option.right)
        for draft in drafts
    )
    assert longest <= 0.4 * len(drafts), f"{longest} of {len(drafts)}"


def test_text_of_the_paper_never_becomes_a_template() -> None:
    paper = paper_of(
        meanings={**MEANINGS, r"\alpha": "rate @{1/0} of `x` *y*"}, before={2: "mail me@{here} " * 6}
    )
    for draft in generate(paper, kinds=WORDS).drafts:
        for text in texts_of(draft):
            assert "@" not in text.replace("@@", "")


def test_a_failure_costs_one_formula(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(line: object, *_: object) -> str:
        if getattr(line, "formula").id == "f2":  # noqa: B009
            raise ValueError("no")
        return ""

    monkeypatch.setattr(recall.wording, "led_by", fails)
    found = [*recall.drafts(paper_of())]
    assert [one.about for one in made(found)] == ["f1", "f3", "f4", "f5"]
    assert [one.about for one in found if isinstance(one, Skipped)] == ["f2"]


def test_a_lesson_mixes_kinds_and_a_recall_stands_well_behind_its_formula() -> None:
    paper = paper_of()
    drafts = lesson(generate(paper).drafts, paper, 12)
    near = [
        draft.about
        for at, draft in enumerate(drafts)
        if draft.kind == "recall" and any(one.about == draft.about for one in drafts[max(0, at - GAP) : at])
    ]
    assert near == []
    assert len({draft.kind for draft in drafts[:10]}) >= 4
    of_formula = Counter(draft.about for draft in drafts if draft.kind in ("recall", "blank"))
    assert set(of_formula.values()) == {1}


def test_a_lesson_has_sixty_exercises_at_most_of_the_central_formulas() -> None:
    formulas = [rf"y_{{{at}}} = a_{{{at}}} x^{{{at}}} + b_{{{at}}} (1 - c)" for at in range(2, 18)]
    paper = paper_of(formulas)
    drafts = generate(paper).drafts
    chosen = lesson(drafts, paper, 12)
    assert len(chosen) <= 60
    assert len({draft.about for draft in chosen if draft.kind == "recall"}) <= 12
    assert len(lesson(drafts, paper, 0)) > len(chosen)
    twice = [r"x \gets x - \boldsymbol{g} x^2", *formulas[:3], r"x \leftarrow x - g x^2"]
    assert central_formulas(paper_of(twice))[-1] == "f5"
    assert central_formulas(paper_of([r"x = G(z)", *formulas[:3]]))[-1] == "f1"
    central = [draft.about for draft in lesson(drafts, paper, 3) if draft.kind == "explain"]
    assert len(central) == 3


def test_a_part_with_the_name_of_the_whole_is_no_earlier_value() -> None:
    paper = paper_of((r"L = L_0 + \lambda R",), {})
    (draft,) = made([*recall.drafts(paper)])
    assert "a sum of two terms" in str(draft.question.hints)


def test_a_meaning_is_not_carried_to_a_letter_that_does_not_run() -> None:
    formulas = [r"y_i = x - \eta_l g_i", r"x = \eta_g \sum_j y_j"]
    paper = paper_of(formulas, {r"\eta_{l}": "local step size", "y_{i}": "copy of the client"})
    first, second = (Glossary(paper).told(line) for line in paper.lines)
    assert "local step size" in first
    assert second == "Here $y_{j}$ stands for the copy of the client."


@pytest.mark.parametrize(
    ("gives", "takes"),
    [
        (r"e_k(d) = \exp(-\gamma (d - \mu_k)^2)", r"f(s) = e_s R + b"),
        (r"h_K = \sigma(h_{K-1} + b)", r"y = h_k + c"),
        (r"\log q(a) = u - w", r"v = \log q(b) + c"),
        (r"P(w) = \prod_j \pi_j g(w_j)", r"L(w) = \log P(D | w) + c"),
    ],
)
def test_a_function_gives_no_number_and_a_law_no_other(gives: str, takes: str) -> None:
    assert connections(paper_of([gives, takes])).feeds["f2"] == ()


def test_an_update_feeds_nothing() -> None:
    paper = paper_of(
        [r"c_i = a - \frac{1}{K} (x - y_i)", r"x \leftarrow x + \eta g", r"a = \frac{1}{N} \sum_i y_i"]
    )
    assert [feed.source.formula.id for feed in connections(paper).feeds["f1"]] == ["f3"]


def test_each_of_several_left_sides_is_defined() -> None:
    paper = paper_of([r"i_t = \tau(a x_t)", r"f_t, i_t = \sigma(b x_t)", r"c_t = f_t c_{t-1} + i_t z"])
    assert [(feed.symbol.name.base, feed.source.formula.id) for feed in connections(paper).feeds["f3"]] == [
        ("f", "f2")
    ]


def test_what_a_formula_needs_is_asked_of_the_line_that_is_shown() -> None:
    others = (r"k = w^3 / 2", r"l = \sqrt{w} - 7", r"n = w - 4", r"o = w + 9")
    paper = paper_of([r"m = x + y", r"u = v + 1, \quad h = m v", *others])
    asked = [
        one for one in made([*which.drafts(paper)]) if one.slot.startswith("feeds") and one.about == "f2"
    ]
    assert asked == []


# What is said of a formula is true


def _texts(kind, *formulas: str) -> str:
    return "\n".join(text for draft in made([*kind.drafts(paper_of(formulas))]) for text in texts_of(draft))


@pytest.mark.parametrize(
    ("formula", "said", "unsaid"),
    [
        (r"D = 3 K(q \| r) + s", "The two sides are swapped", "The condition"),
        (r"p = 3 K(q \mid r) + s", "The condition is on the wrong side", "swapped"),
    ],
)
def test_only_a_condition_is_called_one(formula: str, said: str, unsaid: str) -> None:
    texts = _texts(spot_the_error, formula)
    assert said in texts
    assert unsaid not in texts


@pytest.mark.parametrize(
    ("formula", "asked"),
    [
        (r"R = \int x f(x) \, dx", {"R", "f"}),
        (r"R = \mathbb{E}_{x \sim q}[x f]", {"R", "f", "q"}),
        (r"R = D(q(x \mid f) \| p(x))", {"R", "D", "q", "f", "p"}),
    ],
)
def test_what_is_bound_in_a_formula_is_no_symbol_of_it(formula: str, asked: set[str]) -> None:
    paper = paper_of([formula], {letter: f"size of the {letter}" for letter in "RxfqDp"})
    drafts = made([*symbol.drafts(paper)])
    assert {draft.about for draft in drafts if draft.slot == "own words"} == asked


def test_what_is_not_read_to_its_end_is_not_asked_from_memory() -> None:
    paper = paper_of([r"y = a b + c^2 \quad (\text{as $b > 0$}) = (u + v", r"z = a b + c^2"])
    for kind in (recall, blank, spot_the_error):
        assert {draft.about for draft in made([*kind.drafts(paper)])} <= {"f2"}
    assert [draft.about for draft in made([*recall.drafts(paper)])] == ["f2"]


def test_a_search_has_no_slip_that_finds_the_same() -> None:
    assert made([*spot_the_error.drafts(paper_of([r"\argmin_w L(w) = \|a - w\|^2 + b c + d"]))]) == []


def test_recall_does_not_tell_all_but_a_number() -> None:
    (skipped,) = recall.drafts(paper_of([r"\sum_{i=1}^n q_i w_i^2 = 1"]))
    assert isinstance(skipped, Skipped)
    assert skipped.why == "What it equals is one number."


def test_a_starting_value_and_what_is_only_near_feed_nothing() -> None:
    known = connections(
        paper_of([
            r"h(t_1) = b + c", r"L = \sum_i \|h(t_i)\|^2 + 1",
            r"m(X) = \frac{a}{b + c}", r"q = 3 a + b \approx m(X)",
        ])
    )  # fmt: skip
    assert known.feeds["f2"] == ()
    assert known.feeds["f4"] == ()


def test_options_have_one_font_where_the_paper_has_two() -> None:
    rows = (r"p(\mathbf{x}) = \frac{1}{Z} f(\mathbf{x})", r"M = \log p(x) - \beta \log f(x)")
    sheet = Sheet(
        "two", formulas=tuple(FormulaRow(f"f{at}", latex, number=str(at)) for at, latex in enumerate(rows))
    )
    (draft,) = made([*spot_the_error.drafts(read_paper(sheet))])
    assert all(option.text.count(r"\mathbf{x}") == 2 for option in draft.question.answer.options)
    assert draft.source == " ".join(canonical(rows[1]))


def test_a_formula_without_a_number_is_told_with_its_file() -> None:
    row = FormulaRow("f", "a = b + c", file="parts/1_intro.tex", line=7)
    assert numbered(row) == r"the formula at line 7 of parts/1\_intro.tex"


def test_a_meaning_is_carried_to_the_step_of_its_symbol() -> None:
    paper = paper_of([r"w_t = w_{t-1} - \alpha h_t"], {r"w_{t-1}": "weights after step $t$"})
    left = next(line.statement.sides[0] for line in paper.lines if line.statement is not None)
    assert Glossary(paper).called(left) == "the weights after step $t$"
