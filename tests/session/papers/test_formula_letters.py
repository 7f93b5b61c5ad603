"""A formula's letters are said once a paper: the table, what does not fit, what is kept and made."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from drill.errors import TimedOutError, UsageError
from drill.papers import Origin, Paper
from drill.session.papers.formula_letters import (
    LettersReply,
    SaidLetters,
    check_letters,
    open_letters,
    say_letters,
)
from drill.session.papers.formula_lookup import TYPE_EXAMPLES, choose_type, list_choices, name_type
from drill.session.standing.paper_names import read_record, record_path
from drill.session.workspace import Workspace
from tests.homes import workspace_in
from tests.session.a_worked_paper import BANK, RECORD, keep_record, plant_worked_paper, symbol

EPS = r"$\epsilon$ is a number, $\sqrt{v_{t}}$ a vector of d: to each entry?"
MEAN = {r"\beta": "(0, 1)", "m_{t}": "d", "g_{t}": "d"}
STEP = {r"\theta_{t}": "d", r"\eta": "> 0", "m_{t}": "d", "v_{t}": "d > 0", r"\epsilon": "> 0"}


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    plant_worked_paper(tmp_path)
    with workspace_in(tmp_path) as opened:
        keep_record(opened)
        yield opened


def say(workspace: Workspace, formula: str, types: dict[str, str], **more: object) -> LettersReply:
    return say_letters(workspace, "gates", formula, SaidLetters(types, **more))  # type: ignore[arg-type]


def record_of(workspace: Workspace) -> Paper:
    record = read_record(record_path(workspace.places, "gates"))
    assert record is not None
    return record


def test_a_table_has_what_the_right_side_needs_and_what_is_proposed(workspace: Workspace) -> None:
    view = open_letters(workspace, "gates", "f-mean")
    rows = {letter.latex: (letter.said, letter.proposed, letter.origin) for letter in view.letters}
    assert rows == {
        r"\beta": ("", "(0, 1)", "guessed custom"),  # what was guessed once is a proposal
        "m_{t}": ("", "", ""),
        "g_{t}": ("", "d", "said line 11"),
    }
    assert view.meanings == {"g_{t}": "the gradient"}
    offers = open_letters(workspace, "gates", "f-step").offers
    assert [(offer.name, offer.latex) for offer in offers] == [("(1)", r"m_{t}=\beta m_{t-1}+(1-\beta)g_{t}")]


def test_at_most_five_rows_are_shown_unless_more_have_no_proposal(workspace: Workspace) -> None:
    view = open_letters(workspace, "gates", "f-step")
    for proposed, shown in (("d", 5), ("", 8)):
        letters = [replace(view.letters[0], latex=f"x_{at}", said="", proposed=proposed) for at in range(8)]
        assert len(replace(view, letters=tuple(letters)).shown) == shown


@pytest.mark.parametrize(
    ("formula", "types", "rows", "place", "told"),
    [
        ("f-mean", {}, (), "m_{t}", "say what it is"),
        ("f-mean", MEAN | {"m_{t}": "m, d"}, (), "g_{t}", "m x d"),
        ("f-mean", MEAN | {r"\beta": "(0, 1"}, (), r"\beta", r"a \) is missing"),
        ("f-mean", MEAN | {r"\beta": "set " * 90}, (), r"\beta", "at most 300"),
        ("f-mean", MEAN | {r"\beta": "(" * 99}, (), r"\beta", ""),
        ("f-mean", MEAN, ("q = 2",), "", "no letter|says nothing|no row"),
        ("f-mean", MEAN, (r"\beta > 2", r"\beta < 1"), "", "satisfies|nothing"),
        ("f-mean", MEAN, ("a := x + y: d",), "a := x + y: d", "not a part of the formula"),
        ("f-mean", MEAN, ("a := \\frac{m",), "a := \\frac{m", "never closed"),
        ("f-mean", MEAN, (f"m_t = {'(' * 140}1{')' * 140}",), "m_t =", ""),
        ("f-mean", MEAN, ("a := g_t: d", "a := m_{t-1}: d"), "a := m", "already"),
        ("f-mean", MEAN, ("q: d",), "q: d", "does not appear in the formula"),
    ],
)
def test_what_does_not_fit_is_said_at_its_row(
    workspace: Workspace, formula: str, types: dict[str, str], rows: tuple[str, ...], place: str, told: str
) -> None:
    parts = tuple(row for row in rows if ":=" in row)
    holds = tuple(row for row in rows if ":=" not in row)
    reply = say(workspace, formula, types, parts=parts, holds=holds)
    assert not reply.is_kept
    if place:
        (said,) = [fault for name, fault in reply.faults.items() if name.startswith(place)]
        assert re.search(told, said)
    else:
        assert re.search(told, reply.unfollowed)
    assert not record_of(workspace).formulas[0].has_letters


def test_a_word_of_the_choices_is_the_type_that_it_stands_for(workspace: Workspace) -> None:
    reply = say(workspace, "f-mean", {r"\beta": "(0, 1)", "m_{t}": "vector", "g_{t}": "vector"})
    assert reply.is_kept
    assert {row.symbol: row.declared for row in record_of(workspace).symbols}["m_t"] == "d"


def with_formula(workspace: Workspace, latex: str) -> None:
    """Keep the paper with another first formula."""
    keep_record(workspace, replace(RECORD, formulas=(replace(RECORD.formulas[0], latex=latex),)))


def test_what_says_where_a_letter_comes_from_stops_no_other_statement(workspace: Workspace) -> None:
    with_formula(workspace, r"m_t = \beta g_t + \epsilon, \quad \epsilon \sim \mathcal{N}(0, \alpha)")
    types = {r"\beta": "(0, 1)", "g_{t}": "d", r"\epsilon": "d", r"\alpha": "> 0"}
    reply = say(workspace, "f-mean", types)
    assert reply.is_kept
    assert reply.item.startswith(f"{BANK}/work-")


def test_a_yes_to_a_domain_changes_the_row_however_its_letter_is_spelled(workspace: Workspace) -> None:
    with_formula(workspace, r"m_t = \alpha \frac{g_t}{\sqrt{\hat v_t}}")
    types = {r"\alpha": "> 0", "g_{t}": "d", r"\hat{v}_{t}": "d"}
    (question,) = say(workspace, "f-mean", types).asks
    assert say(workspace, "f-mean", types, meant=(question,)).asks != (question,)


def test_a_letter_with_a_sign_as_its_index_is_asked_for(workspace: Workspace) -> None:
    latex = r"m_t = -\log \frac{\exp(q^\top k_+)}{\sum_{i=0}^K \exp(q^\top k_i)}"
    with_formula(workspace, latex)
    assert {"k_{+}", "k_{i}"} <= {
        letter.latex for letter in open_letters(workspace, "gates", "f-mean").letters
    }


def test_ten_thousand_characters_are_refused(workspace: Workspace) -> None:
    with pytest.raises(UsageError, match="at most 10,000"):
        say(workspace, "f-mean", MEAN, holds=("1 + " * 2_600,))


def test_letters_that_fit_are_kept_and_become_exercises(workspace: Workspace) -> None:
    reply = say(workspace, "f-mean", {"m_{t}": "d"})  # the others as they are proposed
    assert reply.item.startswith(f"{BANK}/work-")
    record = record_of(workspace)
    rows = {row.symbol: (row.declared, row.declared_from) for row in record.symbols}
    assert rows["m_t"] == ("d", Origin("you"))
    assert rows[r"\beta"] == ("(0, 1)", Origin("you"))
    assert record.formulas[0].has_letters
    workspace.catch_up()
    assert reply.item in workspace.catalogue.entries
    assert "explain-00000000aa" in {entry.id for entry in workspace.catalogue.bank(BANK).entries}  # type: ignore[union-attr]
    assert open_letters(workspace, "gates", "f-mean").shown == ()
    assert "m_{t}" not in [letter.latex for letter in open_letters(workspace, "gates", "f-step").shown]


def test_a_mended_letter_keeps_the_exercise_and_its_marks(workspace: Workspace) -> None:
    first = say(workspace, "f-mean", MEAN)
    workspace.catch_up()
    before = workspace.catalogue.entries[first.item]  # type: ignore[index]
    second = say(workspace, "f-mean", MEAN | {r"\beta": "> 0"})
    workspace.catch_up()
    after = workspace.catalogue.entries[second.item]  # type: ignore[index]
    assert first.item == second.item
    assert after.maths == before.maths or before.maths in after.corrects


def test_a_question_is_asked_once_a_paper(workspace: Workspace) -> None:
    assert say(workspace, "f-step", STEP).asks == (EPS,)
    assert say(workspace, "f-step", STEP, meant=(EPS,)).is_kept
    assert record_of(workspace).meant == (EPS,)
    assert say(workspace, "f-step", STEP).is_kept


def test_a_yes_to_a_domain_is_what_the_row_says(workspace: Workspace) -> None:
    (asked,) = say(workspace, "f-step", STEP | {"v_{t}": "d"}, meant=(EPS,)).asks
    assert asked.startswith("$v_{t}$: d >= 0?")
    reply = say(workspace, "f-step", STEP | {"v_{t}": "d"}, meant=(EPS, asked))
    assert reply.is_kept
    assert {row.symbol: row.declared for row in record_of(workspace).symbols}["v_t"] == "d >= 0"
    assert record_of(workspace).meant == (EPS,)
    assert reply.item


def test_another_formula_that_a_changed_letter_does_not_fit_is_asked_again_and_named(
    workspace: Workspace,
) -> None:
    say(workspace, "f-mean", MEAN)
    say(workspace, "f-step", STEP, meant=(EPS,))
    assert [row.has_letters for row in record_of(workspace).formulas[:2]] == [True, True]
    told = say(workspace, "f-mean", MEAN | {"m_{t}": "n", "g_{t}": "n"}).told
    assert [row.has_letters for row in record_of(workspace).formulas[:2]] == [True, False]
    assert told.endswith("(2) has m_t too: its letters are asked again.")


def test_another_formula_that_a_changed_letter_fits_goes_on_with_it(workspace: Workspace) -> None:
    say(workspace, "f-mean", MEAN)
    say(workspace, "f-step", STEP, meant=(EPS,))
    told = say(workspace, "f-mean", MEAN | {"m_{t}": "d > 0", "g_{t}": "d > 0"}).told
    assert told.endswith("(2) has m_t too: it goes on with that.")
    record = record_of(workspace)
    assert [row.has_letters for row in record.formulas[:2]] == [True, True]
    rows = [f"{row.symbol}: {row.declared}" for row in record.symbols if row.symbol == "m_t"]
    assert rows == ["m_t: d > 0"]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (
            "discount",
            "'discount' does not say what it is: say number, vector, matrix, count, index, function",
        ),
        ("numbr", "'numbr' does not say what it is: perhaps number"),
        ("0", "'0' does not say what it is"),
        ("5", "'5' does not say what it is"),
        ("policy", "'policy' does not say what it is"),
        ("(0, 1", "a ) is missing"),
        ("d pd", "an array that is pd has two axes"),
    ],
)
def test_a_type_that_is_none_is_refused_at_its_row_before_the_others_are_said(
    workspace: Workspace, typed: str, told: str
) -> None:
    reply = check_letters(workspace, "gates", "f-step", SaidLetters({r"\eta": typed}))
    assert [*reply.faults] == [r"\eta"]
    assert reply.faults[r"\eta"].startswith(told)
    assert "law d" not in reply.faults[r"\eta"]


@pytest.mark.parametrize("row", ["5", "hello", "(("])
def test_what_holds_is_refused_at_its_row_and_the_letters_stay(workspace: Workspace, row: str) -> None:
    reply = check_letters(workspace, "gates", "f-mean", SaidLetters({"m_{t}": "rubbish"}, holds=(row,)))
    assert {*reply.faults} == {"m_{t}", row}
    assert len(reply.view.letters) == 3


def test_the_length_of_a_vector_may_be_a_word_that_stands_elsewhere(workspace: Workspace) -> None:
    said = SaidLetters({"m_{t}": "batch", "g_{t}": "batch, batch"})
    assert not check_letters(workspace, "gates", "f-mean", said).faults


def test_one_of_several_is_read_at_its_row(workspace: Workspace) -> None:
    with_formula(workspace, r"m_t = -\log \frac{\exp(q^\top k_+)}{\sum_{i=0}^K \exp(q^\top k_i)}")
    said = SaidLetters({"q": "d", "k_{i}": "d", "k_{+}": "one of k_i"})
    assert not check_letters(workspace, "gates", "f-mean", said).faults


def test_types_have_names_in_words() -> None:
    named = {
        "d": "vector of d", "m, d": "matrix m x d", "any -> number": "function",
        "law thing": "distribution of objects", "thing": "object",
        "law d": "distribution of vectors of d", "(0, 1)": "number in (0, 1)", "> 0": "number > 0",
        "d simplex": "vector of d, simplex", "softmax": "softmax", "count": "count", "0 or 1": "0 or 1",
    }  # fmt: skip
    assert {type_: name_type(type_) for type_ in named} == named


def test_words_of_learners_are_types(workspace: Workspace) -> None:
    letter = next(
        each for each in open_letters(workspace, "gates", "f-mean").letters if each.latex == "m_{t}"
    )
    said = {"a vector": "d", "scalar": "number", "probability": "[0, 1]", "matrix m by d": "m, d",
            "7": "> 0", "8": "(0, 1)", "9": "?", "I do not know": "?", "object": "thing"}  # fmt: skip
    assert {words: choose_type(words, letter) for words in said} == said


def test_every_example_of_a_type_is_one(workspace: Workspace) -> None:
    for typed, _ in TYPE_EXAMPLES:
        for type_ in [typed] if "," not in typed or typed == "m, d" else typed.split(", >= "):
            said = SaidLetters({"m_{t}": type_.strip()})
            assert typed[0] in "(>n" or not check_letters(workspace, "gates", "f-mean", said).faults


def with_policy(workspace: Workspace) -> None:
    with_formula(workspace, r"y = \alpha \log \pi(a \mid s)")


def test_a_proposal_of_drills_gives_way_to_what_was_said(workspace: Workspace) -> None:
    with_policy(workspace)
    policy = symbol(r"\pi", "law thing", Origin("you"))
    record = record_of(workspace)
    keep_record(workspace, replace(record, symbols=(*record.symbols, policy)))
    reply = say(workspace, "f-mean", {r"\alpha": "> 0", "a": "d", "s": "d"})
    assert reply.is_kept, reply.faults
    assert [row.declared for row in record_of(workspace).symbols if row.symbol == r"\pi"] == ["law d"]


def test_a_law_that_drill_proposed_becomes_one_over_what_a_function_takes(workspace: Workspace) -> None:
    with_formula(workspace, r"y = \mathbb{E}_{a \sim \pi}[f(a)] + b")
    reply = say(workspace, "f-mean", {"f": "d -> number", "b": "number"})
    assert reply.is_kept, (reply.faults, reply.unfollowed)


def test_what_fits_no_guess_of_drills_blames_no_row_and_changes_none(workspace: Workspace) -> None:
    with_formula(workspace, r"y = \mathbb{E}_{a \sim \pi}[f(a) + g(a)] + W x")
    said = {"f": "d -> number", "g": "k -> number", "W": "m, n", "x": "n"}
    reply = say(workspace, "f-mean", said)
    assert said.keys().isdisjoint(reply.faults)
    letters = {letter.latex: letter for letter in reply.view.letters}
    assert (letters[r"\pi"].said, letters[r"\pi"].proposed) == ("", "law thing")
    assert {latex: letters[latex].said for latex in said} == said
    reply = say(workspace, "f-mean", {**said, "x": "m", "g": "d -> number"})
    assert reply.faults, "rows that are at odds with one another are"


def test_where_a_worker_is_late_no_other_guess_is_tried(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_policy(workspace)
    tried = list[Sequence[str]]()

    def be_late(text: str, rows: Sequence[str], *, says_yes: bool) -> None:
        tried.append(rows)
        raise TimedOutError("no result within 5 s")

    monkeypatch.setattr(workspace.workers, "work_formula", be_late)
    reply = say(workspace, "f-mean", {r"\alpha": "> 0", "a": "thing", "s": "thing"})
    assert "no result" in reply.unfollowed
    assert len(tried) == 1
    assert [letter.said for letter in reply.view.letters if letter.latex == r"\pi"] == [""]


def test_a_break_names_where_its_letter_was_said_and_what_would_fit(workspace: Workspace) -> None:
    say(workspace, "f-mean", MEAN | {"m_{t}": "any -> number", "g_{t}": "d"})
    record = record_of(workspace)
    rows = tuple(replace(row, has_letters=row.id == "f-mean") for row in record.formulas)
    function = replace(symbol("m_t", "any -> number", Origin("you")))
    others = tuple(row for row in record.symbols if row.symbol != "m_t")
    keep_record(workspace, replace(record, formulas=rows, symbols=(*others, function)))
    types = {key: type_ for key, type_ in STEP.items() if key != "m_{t}"}
    told = " ".join(say(workspace, "f-step", types, meant=(EPS,)).faults.values())
    assert "$m_{t}$ was said in (1)" in told
    assert "vector" in told.partition("was said in")[2]


def test_of_letters_that_leave_nothing_to_ask_the_table_says_so_when_it_opens(workspace: Workspace) -> None:
    assert not open_letters(workspace, "gates", "f-mean").unfollowed
    record = record_of(workspace)
    rows = tuple(replace(row, has_letters=True) for row in record.formulas)
    keep_record(workspace, replace(record, formulas=rows))
    assert "nothing to ask" in open_letters(workspace, "gates", "f-mean").unfollowed


def test_letters_after_one_that_does_not_fit_stay_in_the_table(workspace: Workspace) -> None:
    record = record_of(workspace)
    attention = replace(record.formulas[0], latex=r"A = \operatorname{softmax}\left(Q K^\top\right) V")
    keep_record(workspace, replace(record, formulas=(attention, *record.formulas[1:])))
    for said in ("queries", "x", "vector of x"):
        view = open_letters(workspace, "gates", "f-mean", {"Q": "m, n", "K": said})
        assert [letter.latex for letter in view.letters] == ["Q", "K", "V"]


def test_a_proposal_from_which_something_is_drawn_becomes_a_distribution(workspace: Workspace) -> None:
    record = record_of(workspace)
    bound = r"L = \mathbb{E}_{q(z \mid x)}[\log p(x \mid z)] - D_{\mathrm{KL}}(q(z \mid x) \,\|\, p(z))"
    formula = replace(record.formulas[0], latex=bound)
    keep_record(workspace, replace(record, formulas=(formula, *record.formulas[1:])))
    reply = say(workspace, "f-mean", {"x": "thing", "z": "thing"})
    assert "declared as a function" not in " ".join((reply.unfollowed, reply.told, *reply.faults.values()))


def test_for_a_matrix_that_does_not_fit_one_that_fits_is_named(workspace: Workspace) -> None:
    record = record_of(workspace)
    attention = replace(record.formulas[0], latex=r"A = \operatorname{softmax}\left(Q K^\top\right) V")
    keep_record(workspace, replace(record, formulas=(attention, *record.formulas[1:])))
    reply = say(workspace, "f-mean", {"Q": "m, n", "K": "m, n", "V": "n, m"})
    (fault,) = reply.faults.values()
    assert fault.endswith("matrix m x n would fit $V$ here")


def test_what_holds_and_parts_are_kept_with_the_formula(workspace: Workspace) -> None:
    parts, holds = (r"a := \frac{m_t}{\sqrt{v_t} + \epsilon}: d",), (r"\eta < 2",)
    reply = say(workspace, "f-step", {r"\theta_{t}": "d", r"\eta": "> 0"}, parts=parts, holds=holds)
    assert reply.is_kept
    row = record_of(workspace).formulas[1]
    assert (row.parts, row.holds) == (parts, holds)
    view = open_letters(workspace, "gates", "f-step")
    assert (view.parts, view.holds) == (parts, holds)


def test_a_statement_of_order_asks_for_no_letter_and_offers_none(workspace: Workspace) -> None:
    record = record_of(workspace)
    order = replace(record.formulas[0], latex=r"T := O(n \log n)")
    keep_record(workspace, replace(record, formulas=(order, *record.formulas[1:])))
    view = open_letters(workspace, "gates", "f-mean")
    assert (view.letters, view.part) == ((), "")
    assert "order" in view.unfollowed


def test_a_formula_that_is_gone_is_said_to_be(workspace: Workspace) -> None:
    with pytest.raises(UsageError, match="no formula f-gone"):
        open_letters(workspace, "gates", "f-gone")


def test_each_statement_of_a_display_is_offered_and_can_be_taken(workspace: Workspace) -> None:
    record = record_of(workspace)
    two = r"m_t = \beta m_{t-1} + (1-\beta) g_t, \qquad v_t = g_t \odot g_t,"
    keep_record(
        workspace, replace(record, formulas=(replace(record.formulas[0], latex=two), *record.formulas[1:]))
    )
    offers = open_letters(workspace, "gates", "f-step").offers
    assert [offer.name for offer in offers] == ["(1)", "(1)"]
    holds = tuple(offer.latex for offer in offers)
    types = STEP | {r"\beta": "(0, 1)", "g_{t}": "d"}
    reply = say(workspace, "f-step", types, holds=holds, meant=(EPS,))
    assert not reply.faults


INFO = r"m_t = -\log \frac{\exp(q^\top k_+)}{\sum_{i=0}^K \exp(q^\top k_i)}"


@pytest.mark.parametrize("said", [{"k_{+}": "one of the k_i"}, {"k_{+}": "in k"}, {"k_{+}": "= k_0"}])
def test_a_letter_that_is_one_of_several_is_said_to_be(workspace: Workspace, said: dict[str, str]) -> None:
    with_formula(workspace, INFO)
    letters = {letter.latex: letter for letter in open_letters(workspace, "gates", "f-mean").letters}
    assert list_choices(letters["k_{+}"]).endswith(", or type: one of k_i")
    assert say(workspace, "f-mean", {"q": "d", "k_{i}": "d", **said}).is_kept
    (row, *_) = record_of(workspace).formulas
    assert row.holds == ("k_{+} = k_0",)


def test_that_it_is_one_of_several_may_stand_among_what_holds(workspace: Workspace) -> None:
    with_formula(workspace, INFO)
    types = {"q": "d", "k_{i}": "d", "k_{+}": "d"}
    assert say(workspace, "f-mean", types, holds=("k_+ in k",)).is_kept
    assert record_of(workspace).formulas[0].holds == ("k_{+} = k_0",)


def test_a_vector_takes_a_length_that_is_no_letter_of_the_formula(workspace: Workspace) -> None:
    with_formula(workspace, r"y = r + \gamma (1 - d) Q(s, a)")
    letters = {letter.latex: letter for letter in open_letters(workspace, "gates", "f-mean").letters}
    assert choose_type("2", letters["s"]) == choose_type("vector", letters["s"]) == "n"
    assert choose_type("6", letters["Q"]) == "any -> number"
    types = {"r": "number", r"\gamma": "(0, 1)", "d": "0 or 1", "Q": "any -> number", "s": "n", "a": "n"}
    assert say(workspace, "f-mean", types).is_kept


def test_a_vector_takes_the_length_that_fits(workspace: Workspace) -> None:
    with_formula(workspace, r"h = W_0 x + \frac{\alpha}{r} B A x")
    said = {"W_{0}": "d, k"}
    letters = {letter.latex: letter for letter in open_letters(workspace, "gates", "f-mean", said).letters}
    assert choose_type("2", letters["x"]) == "k"


def test_what_a_letter_means_suggests_its_type(workspace: Workspace) -> None:
    (letter, *_) = open_letters(workspace, "gates", "f-mean").letters
    assert list_choices(letter, "$d$ is $1$ if $s'$ is terminal and $0$ otherwise").endswith(
        ", or type: 0 or 1"
    )
    assert list_choices(letter, "the Gaussian").endswith(", or type: normal distribution")


def test_what_was_answered_with_not_known_is_the_reason(workspace: Workspace) -> None:
    reply = say(workspace, "f-mean", MEAN | {"g_{t}": "?"})
    assert "you answered not known for $g_{t}$" in reply.told


def test_a_refusal_has_its_part_as_a_formula(workspace: Workspace) -> None:
    with_formula(workspace, r"y = Q_{\phi_i}(s', a')")
    reply = say(workspace, "f-mean", {r"Q_{\phi_{i}}": "number; number -> number", "s'": "d", "a'": "d"})
    (told,) = reply.faults.values()
    assert told.startswith(r"$Q_{\phi_{i}}(s',a')$: ")
    assert "simplex stands behind lengths: d simplex" in str(
        say(workspace, "f-mean", {r"Q_{\phi_{i}}": "any -> number", "s'": "simplex", "a'": "d"}).faults
    )


def test_a_minimum_over_listed_numbers_is_followed(workspace: Workspace) -> None:
    with_formula(workspace, r"y = r + \gamma (1 - d) \min_{i=1,2} Q_{\phi_i}(s', a')")
    types = {"r": "number", r"\gamma": "(0, 1)", "d": "0 or 1", r"Q_{\phi_{i}}": "any -> number"}
    reply = say(workspace, "f-mean", types | {"s'": "n", "a'": "n"})
    assert (reply.unfollowed, reply.is_kept) == ("", True)


@pytest.mark.parametrize("type_", ["d", "d > 0"])
def test_a_letter_that_is_called_like_its_own_axis_is_kept(workspace: Workspace, type_: str) -> None:
    with_formula(workspace, r"m_t = d^\top g_t")
    types = {"d": type_, "g_{t}": "d"}
    assert say_letters(workspace, "gates", "f-mean", SaidLetters(types)).is_kept
    assert {each.latex: each.said for each in open_letters(workspace, "gates", "f-mean").letters} == types
