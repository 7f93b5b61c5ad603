"""A second author's answer: taken into the review of a paper, of a topic, of notes; ended halfway."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from drill.banks.variant_expansion import expand_values
from drill.checking import check
from drill.errors import UsageError
from drill.papers import PassageRow, find_page_code, load_alone
from drill.session.papers.author_page import write_author_page
from drill.session.papers.author_taking import Answer, take_author_answer, take_back_author_drafts
from drill.session.papers.draft_review import list_author_drafts, look_at_draft, save_draft_decision
from drill.session.papers.paper_import import find_imported_paper, import_paper_source, save_imported_paper
from drill.session.papers.workbook import open_paper, open_papers
from drill.session.standing.goals import find_goal, find_loaded_goal
from drill.session.standing.paper_names import record_path, save_record
from drill.session.today.formula_map import make_map
from drill.session.workspace import Workspace
from tests.homes import bank, plant, sums, workspace_in
from tests.papers.averaging import SHORT
from tests.papers.test_second_author import ONE, TWO

BANK = "papers/ddpm-2020"
BY_RULE = PassageRow("why", "However, a step may be large.")


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    plant(tmp_path, "tiny", bank(sums(3)))
    with workspace_in(tmp_path) as opened:
        yield opened


def test_an_answer_goes_into_the_review_of_its_paper(workspace: Workspace, tmp_path: Path) -> None:
    source = tmp_path / "averaged.tex"
    source.write_text(SHORT)
    slug = save_imported_paper(import_paper_source(workspace.workers, workspace.places, str(source))).slug
    assert "Averaged Descent" in write_author_page(workspace, f"papers/{slug}")
    wrong = TWO.replace('"a/2"', '"a/3"')
    linked = ONE.replace("level: 2", "level: 2\n  skill: no.such.skill\n  source: 'equation (2)'", 1)
    answer = take_author_answer(workspace, f"papers/{slug}", linked + wrong, variants=2)
    assert (answer.bank, answer.parts, [taken.own for taken in answer.taken]) == (
        f"papers/{slug}",
        2,
        ["half-of-it", ""],
    )
    assert "left out" in answer.taken[0].remarks[0]
    back = answer.to_paste_back
    assert "another-half: " in back
    assert "contradicts" in back
    (line,) = [line for line in list_author_drafts(workspace, slug) if line.draft.kind == "second-author"]
    assert line.decision == "waiting"
    assert line.is_safe == line.draft.proved
    formula = find_imported_paper(workspace.places, slug).record.formulas[1]
    assert line.draft.about == formula.id
    assert not save_imported_paper(find_imported_paper(workspace.places, slug)).record.decisions.get(
        "half-of-it"
    )
    kept = save_imported_paper(find_imported_paper(workspace.places, slug), safe=True).record.decisions
    assert not line.draft.proved, "nobody has solved it blind"
    assert kept.get("half-of-it") != "kept"


def test_an_answer_on_a_topic_makes_a_bank_of_ones_own(workspace: Workspace) -> None:
    page = write_author_page(workspace, "tiny")
    assert "Already there" in page
    answer = take_author_answer(workspace, "tiny", ONE + TWO, variants=2)
    assert answer.bank == "my/tiny-2nd"
    slug = "my/tiny-2nd"
    assert look_at_draft(workspace, slug, "half-of-it").variant is not None
    assert [row.drafts_waiting for row in open_papers(workspace) if row.slug == slug] == [2]
    save_draft_decision(workspace, slug, "half-of-it", "kept")
    save_imported_paper(find_imported_paper(workspace.places, slug))
    workspace.catch_up()
    assert "my/tiny-2nd/half-of-it" in workspace.catalogue.entries
    assert "my/tiny-2nd/another-half" not in workspace.catalogue.entries
    again = take_author_answer(workspace, "tiny", ONE + TWO + TWO, variants=2)
    assert again.told == "0 exercises to review; 3 are there already."
    assert [taken.remarks for taken in again.taken] == [
        ("it is there already: half-of-it, kept",),
        ("it is there already: another-half, in the review",),
        ("it is there already: another-half, in the review",),
    ]
    assert [line.decision for line in list_author_drafts(workspace, slug)] == ["kept", "waiting"]
    other = take_author_answer(workspace, "tiny", ONE.replace("What is", "Compute", 1) + TWO, variants=2)
    assert other.taken[0].own == "half-of-it-2"
    ids = [line.draft.id for line in list_author_drafts(workspace, slug)]
    assert ids == ["half-of-it", "another-half", "half-of-it-2"]
    assert take_back_author_drafts(workspace, "tiny") == 2
    assert [line.draft.id for line in list_author_drafts(workspace, slug)] == ["half-of-it"], (
        "what was kept stays"
    )
    save_draft_decision(workspace, slug, "half-of-it", "left")
    save_imported_paper(find_imported_paper(workspace.places, slug))
    workspace.catch_up()
    assert "my/tiny-2nd/half-of-it" not in workspace.catalogue.entries


def test_notes_and_unknown_names(workspace: Workspace, tmp_path: Path) -> None:
    notes = tmp_path / "My notes.md"
    notes.write_text("A step is $x - a g$.\n\nThen it repeats.")
    assert "A step is $x - a g$." in write_author_page(workspace, str(notes))
    assert take_author_answer(workspace, str(notes), ONE, variants=2).bank == "my/my-notes-2nd"
    with pytest.raises(UsageError, match="is called"):
        write_author_page(workspace, "tinny")


def test_a_page_on_a_skill_has_each_text_once_and_no_topic_of_another_bank(tmp_path: Path) -> None:
    card = "cards:\n  my.sum: {when: Two rows., why: Add., watch: Carry.}\n"
    for name, start in (("first", 1), ("second", 3)):
        text = sums(2, start=start).replace("  level", "  skill: my.sum\n  level")
        plant(tmp_path, name, bank(text + card, topic=f"{name}.sums").replace("Add the units", f"The {name}"))
    with workspace_in(tmp_path) as opened:
        page = write_author_page(opened, "my.sum")
        assert [page.count(text) for text in ("Two rows.", "The first", "The second", "sum-4")] == [
            1,
            1,
            0,
            1,
        ]


def test_a_topic_comes_before_a_folder_of_its_name(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "work" / "tiny.sums").mkdir(parents=True)
    (tmp_path / "work" / "model").mkdir()
    (tmp_path / "work" / "model" / "net.py").write_text("class Net:\n    pass\n")
    with contextlib.chdir(tmp_path / "work"):
        assert "sum-1" in write_author_page(workspace, "tiny.sums")
        with pytest.raises(UsageError, match="model is a folder") as refused:
            write_author_page(workspace, "model")
        assert "net.py" in refused.value.hint
        with pytest.raises(UsageError, match="is called"):
            write_author_page(workspace, "models")


def test_what_is_proved_before_somebody_ends_it_is_kept(workspace: Workspace) -> None:
    heard: list[str] = []
    answer = take_author_answer(
        workspace,
        "tiny",
        ONE + TWO,
        variants=2,
        tell=lambda taken: heard.append(taken.own),
        is_cancelled=lambda: bool(heard),
    )
    assert answer.is_cut_short
    assert heard == ["half-of-it"]
    assert [line.draft.id for line in list_author_drafts(workspace, "my/tiny-2nd")] == ["half-of-it"]


# Three calls

ANSWERS = Path(__file__).parents[2] / "papers" / "answers"
FALSE = ("slip", "choice", "axis")
SECOND = """
- id: half-of-it
  title: Half of a number
  wrong:
  - {answer: "2*a", say: 'That is twice as much.'}
  - {answer: "np.sqrt(a**2)/2", say: 'That is the key.'}
  hints: ['Into how many parts?', 'Two equal ones.']
  steps: ['Half of @a is @{a/2}.']
- id: of-another-page
  hints: [a, b]
"""
FIRST = """
- id: half-of-it
  prompt: 'What is half of @a, as a fraction or a whole number?'
  params: {a: 2..40}
  answer: {number: "a/2", form: exact}
  witness: {root: "2*z - a", wrt: z, in: [0, 50]}
"""


def halve_all(page: str) -> str:
    """Return the right answers to a blind page that asks for halves."""
    numbers = re.findall(r"half of (\d+)", page)
    lines = [f"{place}. {number}/2" for place, number in enumerate(numbers, 1)]
    steps = [f"  {place}: half is one of two equal parts" for place in range(1, len(numbers) + 1)]
    return "\n".join((f"# drill {find_page_code(page)}", *lines, "step:", *steps))


def states(answer: Answer) -> dict[str, str]:
    return {taken.part.id: taken.state for taken in answer.taken}


def test_three_calls_make_an_exercise(workspace: Workspace) -> None:
    first = take_author_answer(workspace, "tiny", FIRST, variants=4)
    assert (states(first), first.next_call) == ({"half-of-it": "proved"}, "2")
    page = write_author_page(workspace, "tiny")
    assert page.startswith("# Mistakes, hints and steps: tiny\n")
    assert "- id: half-of-it" in page
    second = take_author_answer(workspace, "tiny", SECOND, variants=4)
    assert (second.call, second.next_call) == ("2", "blind")
    assert states(second) == {"half-of-it": "proved", "of-another-page": "faulty"}
    assert "left out: wrong 2: equals the key in 100 %" in second.taken[0].remarks[0], "it costs nothing else"
    (line,) = list_author_drafts(workspace, "my/tiny-2nd")
    assert line.draft.exercise["hints"] == ["Into how many parts?", "Two equal ones."]
    assert len(line.draft.exercise["wrong"]) == 1
    assert not line.is_safe
    page = write_author_page(workspace, "tiny")
    assert "Two equal ones" not in page
    assert "a/2" not in page.partition("## The tasks")[2]
    blind = take_author_answer(workspace, "tiny", halve_all(page), variants=4)
    assert (blind.call, states(blind), blind.next_call) == ("blind", {"half-of-it": "proved"}, "1")
    (line,) = list_author_drafts(workspace, "my/tiny-2nd")
    assert line.is_safe
    page = write_author_page(workspace, "tiny", call="blind")
    assert "Two equal ones" in page, "what is solved is shown with its key and texts"
    read = take_author_answer(workspace, "tiny", "1: true", call="blind", variants=4)
    assert states(read) == {"half-of-it": "proved"}
    with pytest.raises(UsageError, match="waits for"):
        write_author_page(workspace, "tiny", call="blind")


def test_a_better_exercise_takes_the_place_of_one_with_a_warning(workspace: Workspace) -> None:
    weak = FIRST.replace("2..40", "2..5").replace(
        '{root: "2*z - a", wrt: z, in: [0, 50]}', '{value: "a - a/2"}'
    )
    first = take_author_answer(workspace, "tiny", weak, variants=2)
    assert states(first) == {"half-of-it": "warned"}
    same = take_author_answer(workspace, "tiny", weak, call="1", variants=2)
    assert same.taken[0].is_there, "it is no better"
    better = take_author_answer(workspace, "tiny", FIRST, call="1", variants=2)
    assert (states(better), better.drafts) == ({"half-of-it": "proved"}, ("half-of-it",))
    assert better.taken[0].remarks == ("it takes the place of the one with a warning",)
    (line,) = list_author_drafts(workspace, "my/tiny-2nd")
    assert line.draft.exercise["params"] == {"a": "2..40"}
    assert "root" in line.draft.exercise["witness"]
    assert take_author_answer(workspace, "tiny", weak, call="1", variants=2).taken[0].is_there
    take_author_answer(workspace, "tiny", SECOND, variants=2)
    assert take_author_answer(workspace, "tiny", FIRST, call="1", variants=2).taken[0].is_there


WEIGHED = """
- id: mean-of-two-groups
  prompt: |-
    Of two groups of @m and @n numbers the means are 0 and @z.
    What is the mean of all numbers, as a fraction or a whole number?
  params: {m: 2..6, n: 2..6, z: 20..30}
  answer: {number: "n*z/(m + n)", form: exact}
  witness: {root: "m*y - n*(z - y)", wrt: y, in: [0, 40]}
"""
UNWEIGHED = """
- id: mean-of-two-groups
  title: The mean of two groups
  wrong:
  - {answer: "z/2", say: 'The groups differ in size.'}
  - {answer: "m*z/(m + n)", say: 'That is the weight of the other group.'}
  hints: ['How many numbers are there?', 'Each group counts by its size.']
  steps: ['The sum is @{n*z}, so the mean is @answer.']
"""


def test_a_rewrite_under_the_same_id_takes_the_place_of_one_with_a_warning(workspace: Workspace) -> None:
    weak = FIRST.replace("2..40", "2..5").replace(
        '{root: "2*z - a", wrt: z, in: [0, 50]}', '{value: "a - a/2"}'
    )
    first = take_author_answer(workspace, "tiny", weak, variants=2)
    assert states(first) == {"half-of-it": "warned"}
    assert "- half-of-it: params: only 4 distinct" in first.to_paste_back
    assert "or only with a warning" in first.to_paste_back
    reworded = FIRST.replace("What is half of", "Compute half of")
    again = take_author_answer(
        workspace, "tiny", f"{reworded}{reworded.replace('Compute', 'Write')}", call="1", variants=2
    )
    assert [taken.own for taken in again.taken] == ["half-of-it", "half-of-it-2"], "two of one answer are two"
    assert again.taken[0].remarks == ("it takes the place of the one with a warning",)
    drafts = list_author_drafts(workspace, "my/tiny-2nd")
    assert [str(line.draft.exercise["prompt"]).split()[0] for line in drafts] == ["Compute", "Write"]
    page = write_author_page(workspace, "tiny")
    assert "What is half of" not in page
    other = FIRST.replace("What is half of", "How much is half of")
    third = take_author_answer(workspace, "tiny", other, call="1", variants=2)
    assert third.taken[0].own == "half-of-it-3", "what has no warning stays"


def test_an_assistant_may_mend_what_has_a_warning(workspace: Workspace) -> None:
    asked: list[str] = []

    def repair(request: str) -> str:
        asked.append(request)
        return FIRST.replace("What is half of", "Compute half of")

    answer = take_author_answer(workspace, "tiny", FIRST.replace("2..40", "2..5"), variants=2, repair=repair)
    assert states(answer) == {"half-of-it": "proved"}
    assert [line.draft.id for line in list_author_drafts(workspace, "my/tiny-2nd")] == ["half-of-it"]
    (request,) = asked
    assert "only 4 distinct variants" in request
    assert "a: 2..5" in request


def test_a_mistake_that_is_the_key_in_some_draws_is_told_with_what_leaves_them_out(
    workspace: Workspace,
) -> None:
    take_author_answer(workspace, "tiny", WEIGHED, variants=8)
    second = take_author_answer(workspace, "tiny", UNWEIGHED, variants=8)
    (taken,) = second.taken
    assert taken.state == "proved"
    first = "wrong 1 equals the key in 20 % of the variants, such as m = 2, n = 2, z = 20"
    assert [remark.partition(";")[0] for remark in taken.proof.remarks] == [first, first.replace("1", "2", 1)]
    assert all("where: ['m != n'] beside wrong" in remark for remark in taken.proof.remarks)
    assert f"- mean-of-two-groups: {first}" in second.to_paste_back
    exercise = list_author_drafts(workspace, "my/tiny-2nd")[0].draft.exercise
    (loaded,) = load_alone("mean-of-two-groups", exercise).exercises
    for numbers, known in (({"m": "2", "n": "2", "z": "21"}, 0), ({"m": "2", "n": "3", "z": "21"}, 2)):
        (stage,) = expand_values(loaded.exercise, numbers, item="x").stages
        assert len(stage.wrong) == known
        verdict = check(stage.expect, str(stage.key), mistakes=stage.wrong)
        assert verdict.verdict == "correct", "the key is right, whatever else equals it"
    mended = UNWEIGHED.replace("  hints", "  where: 'm != n'\n  hints")
    assert take_author_answer(workspace, "tiny", mended, variants=8).taken[0].proof.remarks == ()
    assert list_author_drafts(workspace, "my/tiny-2nd")[0].draft.exercise["where"] == ["m != n"]


def test_a_condition_that_is_not_read_costs_nothing_else(workspace: Workspace) -> None:
    take_author_answer(workspace, "tiny", WEIGHED, variants=4)
    faulty = UNWEIGHED.replace("  hints", "  where: ['m != k']\n  hints")
    (taken,) = take_author_answer(workspace, "tiny", faulty, variants=4).taken
    assert taken.state == "proved"
    assert any(remark.startswith("left out: where") for remark in taken.remarks), taken.told
    (line,) = list_author_drafts(workspace, "my/tiny-2nd")
    assert len(line.draft.exercise["steps"]) == 1
    assert "where" not in line.draft.exercise


def test_the_second_page_shows_tasks_as_they_were_written(workspace: Workspace) -> None:
    prompt = "|-\n    What is the logarithm of @a,\n    to 3 decimals?"
    logs = FIRST.replace("'What is half of @a, as a fraction or a whole number?'", prompt)
    logs = logs.replace('"a/2", form: exact', '"np.log(a**2)/2", decimals: 3')
    logs = logs.replace('{root: "2*z - a", wrt: z, in: [0, 50]}', '{integral: "1/t", over: {t: [1, a]}}')
    assert states(take_author_answer(workspace, "tiny", logs, variants=2)) == {"half-of-it": "proved"}
    page = write_author_page(workspace, "tiny")
    assert "number: np.log(a**2)/2" in page
    assert "of @a,\n    to 3 decimals?" in page
    choice = """
- id: which-half
  prompt: 'Which is half of $x$?'
  answer:
    choice: [{right: '$x/2$'}, {wrong: '$2x$', say: double}, {wrong: '$x$', say: all},
      {wrong: '$x/4$', say: less}]
"""
    taken = take_author_answer(workspace, "tiny", choice, call="1", variants=2).taken
    assert taken[0].word == "not yet solved blind", taken[0].told
    assert "id: " not in write_author_page(workspace, "tiny").partition("id: which-half")[2].replace(
        "- id: half", ""
    )


def test_a_doubt_and_what_was_left_out_are_told(workspace: Workspace) -> None:
    take_author_answer(workspace, "tiny", FIRST, variants=2)
    doubted = SECOND.partition("- id: of-another")[0].replace(
        "  title", "  doubt: 'Half by what measure?'\n  title"
    )
    second = take_author_answer(workspace, "tiny", doubted, variants=4)
    assert second.taken[0].word == "warned"
    assert "its author doubts it: Half by what measure?" in second.taken[0].told[1]
    assert "- half-of-it: left out: wrong 2" in second.to_paste_back
    (line,) = list_author_drafts(workspace, "my/tiny-2nd")
    assert "Half by what measure?" in line.draft.remark
    blind = take_author_answer(workspace, "tiny", halve_all(write_author_page(workspace, "tiny")), variants=4)
    assert blind.taken[0].word == "warned", "a doubt outlives a solver"
    late = "- id: half-of-it\n  hints: [Halve it., Divide it by 2.]"
    assert take_author_answer(workspace, "tiny", late, variants=2).taken[0].word == "confirmed"
    (line,) = list_author_drafts(workspace, "my/tiny-2nd")
    assert line.draft.exercise["hints"] == ["Halve it.", "Divide it by 2."]
    save_draft_decision(workspace, "my/tiny-2nd", "half-of-it", "kept")
    closed = take_author_answer(workspace, "tiny", late, variants=2)
    assert "you decided on it already" in closed.taken[0].told[1]
    assert closed.to_paste_back == ""


def test_mistakes_and_steps_may_follow_the_blind_round(workspace: Workspace) -> None:
    take_author_answer(workspace, "tiny", FIRST, variants=2)
    take_author_answer(workspace, "tiny", "- id: other\n  hints: [a]", variants=2)
    take_author_answer(workspace, "tiny", halve_all(write_author_page(workspace, "tiny")), variants=2)
    assert "- id: half-of-it" in write_author_page(workspace, "tiny", call="2")
    second = take_author_answer(workspace, "tiny", SECOND.partition("- id: of-another")[0], variants=4)
    assert [taken.is_solved for taken in second.taken] == [True]
    (line,) = list_author_drafts(workspace, "my/tiny-2nd")
    assert line.draft.exercise["steps"]


def test_a_text_that_does_not_follow_is_left_out_and_the_exercise_stays(workspace: Workspace) -> None:
    texts = """  steps: ['Half of @a is @{a/2}.', 'So $1/2 + 1/3 = 2/5$.']
  hints: ['Two equal parts?', 'As $3 \\cdot 4 + 2 = 18$, halve it.']
"""
    answer = take_author_answer(workspace, "tiny", FIRST.rstrip() + "\n" + texts, variants=2)
    assert states(answer) == {"half-of-it": "proved"}
    (line,) = list_author_drafts(workspace, "my/tiny-2nd")
    assert line.draft.exercise["steps"] == ["Half of @a is @{a/2}."]
    assert line.draft.exercise["hints"] == ["Two equal parts?"]
    assert "- half-of-it: left out: hints 2: " in answer.to_paste_back
    assert "left out: steps 2: " in answer.to_paste_back
    false = FIRST.replace("as a fraction", "$1/2 + 1/3 = 2/5$, as a fraction")
    refused = take_author_answer(workspace, "tiny", false.replace("half-of-it", "other"), variants=2)
    assert states(refused) == {"other": "faulty"}, "a false prompt is the exercise's"


def test_a_reply_that_does_not_follow_is_left_out_of_a_choice(workspace: Workspace) -> None:
    choice = """
- id: which-half
  prompt: 'Which is half of $x$, where $x = @a$?'
  params: {a: 2..40}
  answer:
    choice: [{right: '$x/2$'}, {wrong: '$2x$', say: 'As $1/2 + 1/3 = 2/5$.'},
      {wrong: '$x$', say: all}, {wrong: '$x/4$', say: less}]
"""
    answer = take_author_answer(workspace, "tiny", choice, variants=2)
    assert not answer.taken[0].proof.is_faulty, answer.taken[0].told
    (line,) = list_author_drafts(workspace, "my/tiny-2nd")
    options = line.draft.exercise["answer"]["choice"]
    assert [option.get("say") for option in options] == [None, None, "all", "less"]


def test_what_was_refused_blind_comes_again(workspace: Workspace) -> None:
    take_author_answer(workspace, "tiny", FIRST, variants=2)
    blind = take_author_answer(workspace, "tiny", "1: 1000", call="blind", variants=2)
    assert "as in your first answer:\n- half-of-it: solved blind it is `1000`" in blind.to_paste_back
    again = take_author_answer(workspace, "tiny", FIRST, variants=2)
    assert [taken.word for taken in again.taken] == ["proved, not yet solved blind"]


@pytest.mark.parametrize(
    ("answer", "state", "code"),
    [
        ("1: {double}", "faulty", "blind"),
        ("1: unclear, half by what measure?", "faulty", "blind"),
        ("1: about five, I think", "warned", "not-blind"),
        ("3: 7", "warned", "not-blind"),
        ("1: {half}", "warned", "not-blind"),
        ("1: {half}\n2: {half}", "faulty", "blind"),
        ("- number: 1\n  answer: '{half}'\n- number: 2\n  answer: '{other}'", "proved", ""),
        ('{{"answers": {{"1": "x = {half}", "2": "{other}"}}}}', "proved", ""),
        ("1) `{decimal}`\n2) {other}", "proved", ""),
    ],
)
def test_answers_to_the_blind_round(workspace: Workspace, answer: str, state: str, code: str) -> None:
    take_author_answer(workspace, "tiny", FIRST, variants=2)
    page = write_author_page(workspace, "tiny", call="blind")
    number, other = map(int, re.findall(r"half of (\d+)", page))
    text = answer.format(double=2 * number, half=f"{number}/2", decimal=number / 2, other=f"{other}/2")
    blind = take_author_answer(workspace, "tiny", text, call="blind", variants=2)
    assert states(blind) == {"half-of-it": state}
    assert [finding.code for finding in blind.taken[0].proof.findings] == [code] * bool(code)
    if "double" in answer:
        told = blind.taken[0].told[1]
        assert f"`{2 * number}`" in told
        assert f"`{Fraction(number, 2)}`" in told
        assert list_author_drafts(workspace, "my/tiny-2nd") == ()


def test_a_blind_page_shows_values_as_they_are_read(workspace: Workspace) -> None:
    prompt = (
        r"'What is half of $@a$, to which $\frac{0}{7} + 0^{@a}$ is added, as a fraction or a whole number?'"
    )
    take_author_answer(workspace, "tiny", re.sub(r"'What is.*'", lambda _: prompt, FIRST), variants=2)
    page = write_author_page(workspace, "tiny", call="blind")
    shown = re.search(r"half of \$(\d+)\$, to which \$\\frac\{0\}\{7\} \+ 0\^\{\{?(\d+)\}", page)
    assert shown is not None, page
    assert len({*shown.groups()}) == 1


def test_a_careful_solver_refuses_all_that_is_false(workspace: Workspace) -> None:
    planted = take_author_answer(workspace, "tiny", (ANSWERS / "planted.yaml").read_text(), variants=3)
    assert not any(taken.proof.is_faulty for taken in planted.taken), "each false one is proved before"
    blind = take_author_answer(
        workspace, "tiny", (ANSWERS / "careful.md").read_text(), call="blind", variants=3
    )
    refused = [id_ for id_, state in states(blind).items() if state == "faulty"]
    assert refused == [taken.part.id for taken in planted.taken if taken.part.id.startswith(FALSE)]
    assert len(refused) == 9
    assert sum(state == "proved" for state in states(blind).values()) == 3


def test_a_careless_solver_guesses_no_choice_and_refuses_what_is_right(workspace: Workspace) -> None:
    take_author_answer(workspace, "tiny", (ANSWERS / "planted.yaml").read_text(), variants=3)
    blind = take_author_answer(
        workspace, "tiny", (ANSWERS / "careless.md").read_text(), call="blind", variants=3
    )
    refused = {id_ for id_, state in states(blind).items() if state == "faulty"}
    assert {id_ for id_ in states(blind) if id_.startswith(("choice", "right"))} <= refused
    # whoever makes the author's own slip sees nothing
    assert not any(id_.startswith(("slip", "axis")) for id_ in refused)


def test_an_answer_to_an_earlier_blind_page_is_told(workspace: Workspace) -> None:
    take_author_answer(workspace, "tiny", FIRST, variants=2)
    code = find_page_code(write_author_page(workspace, "tiny", call="blind"))
    other = FIRST.replace("half-of-it", "third-of-it").replace("half of", "one half of")
    take_author_answer(workspace, "tiny", other, call="1", variants=2)
    with pytest.raises(UsageError, match="earlier page"):
        take_author_answer(workspace, "tiny", f"# drill {code}\n1: 3", variants=2)
    with pytest.raises(UsageError, match="solves no task"):
        take_author_answer(workspace, "tiny", "I cannot do that.", call="blind", variants=2)


def test_nobody_is_asked_blind_where_one_says_so(workspace: Workspace) -> None:
    take_author_answer(workspace, "tiny", FIRST, blind=False, variants=2)
    second = take_author_answer(workspace, "tiny", SECOND, blind=False, variants=2)
    assert [finding.code for finding in second.taken[0].proof.findings] == ["not-blind"]
    assert (second.next_call, second.open_call) == ("1", "blind")
    assert write_author_page(workspace, "tiny", call="2").startswith("# Mistakes, hints and steps: tiny")
    assert write_author_page(workspace, "tiny").startswith("# Exercises: tiny"), "all calls are over"
    again = take_author_answer(workspace, "tiny", SECOND, blind=False, variants=2)
    assert states(again)["half-of-it"] == "warned"
    page = write_author_page(workspace, "tiny", call="blind")
    blind = take_author_answer(workspace, "tiny", halve_all(page), variants=2)
    assert states(blind) == {"half-of-it": "proved"}
    assert blind.open_call == "blind"
    assert take_author_answer(workspace, "tiny", "1: all true", call="blind").open_call == "1"
    assert list_author_drafts(workspace, "my/tiny-2nd")[0].draft.proved
    for call in ("2", "blind"):
        with pytest.raises(UsageError, match="waits for"):
            write_author_page(workspace, "tiny", call=call)


def test_what_was_decided_is_asked_no_more(workspace: Workspace) -> None:
    take_author_answer(workspace, "tiny", FIRST, blind=False, variants=2)
    take_author_answer(workspace, "tiny", SECOND, blind=False, variants=2)
    save_draft_decision(workspace, "my/tiny-2nd", "half-of-it", "left")
    with pytest.raises(UsageError, match="waits for"):
        write_author_page(workspace, "tiny", call="blind")


@pytest.mark.parametrize("answer", ["- id: half-of-it\n  hints: [a, b\n", "- id: other\n  hints: [a, b]\n"])
def test_without_a_blind_round_nothing_waits_for_it(workspace: Workspace, answer: str) -> None:
    take_author_answer(workspace, "tiny", FIRST, blind=False, variants=2)
    second = take_author_answer(workspace, "tiny", answer, call="2", blind=False, variants=2)
    assert states(second) == {answer.split()[2]: "faulty"}
    assert second.next_call == "1"
    mended = take_author_answer(workspace, "tiny", SECOND, call="2", blind=False, variants=2)
    assert mended.drafts == ("half-of-it",), "what is pasted back may come again"
    assert mended.next_call == "1"


PARTS = """# Parts of a sum

The first part is

$$ p = \\frac{s}{2} \\tag{3} $$

and what is left of it is

$$ q = s - p $$

$s$: the sum, a number
"""


def test_exercises_of_a_chat_belong_to_the_formulas_that_their_sources_name(
    workspace: Workspace, tmp_path: Path
) -> None:
    file = tmp_path / "parts.md"
    file.write_text(PARTS)
    slug = save_imported_paper(import_paper_source(workspace.workers, workspace.places, str(file))).slug
    first, second = find_imported_paper(workspace.places, slug).record.formulas
    assert f"**{second.name}**" in write_author_page(workspace, f"papers/{slug}")
    sources = ["equation (3)", "Eq. 3", "formula 3", second.name, f"the rest ({second.name})", "elsewhere"]
    written = [
        FIRST.replace("half-of-it", f"half-{number}")
        .replace("half of @a", f"half of @a and {number}")
        .replace("a/2", f"(a + {number})/2")
        .replace("2*z - a", f"2*z - a - {number}")
        .replace("  prompt", f"  source: '{source}'\n  prompt")
        for number, source in enumerate(sources, 1)
    ]
    answer = take_author_answer(workspace, f"papers/{slug}", "".join(written), variants=2)
    assert [taken.own for taken in answer.taken] == [f"half-{number}" for number in range(1, 7)]
    for taken in answer.taken:
        save_draft_decision(workspace, slug, taken.own, "kept")
    found = find_imported_paper(workspace.places, slug)
    solved = tuple(replace(draft, solved=True) for draft in found.record.drafts)
    save_imported_paper(replace(found, record=replace(found.record, drafts=solved)))
    workspace.catch_up()
    items = [f"papers/{slug}/half-{number}" for number in range(1, 7)]
    rows = {row.key: row for row in make_map(workspace, open_paper(workspace, slug)).rows}
    for formula, own in ((first, items[:3]), (second, items[3:5])):
        shown = [exercise.item for exercise in rows[formula.id].exercises]
        assert [item for item in items if item in shown] == own
    goal = find_loaded_goal(workspace, f"papers/{slug}")
    assert goal is not None
    assert {*items} <= {entry.item for entry in goal.entries}


# A paper that comes with the program


@pytest.mark.shipped
def test_what_is_kept_on_a_shipped_paper_stands_on_its_map_and_in_its_goal(tmp_path: Path) -> None:
    slug = "my/papers-ddpm-2020-2nd"
    with workspace_in(tmp_path) as workspace:
        page = write_author_page(workspace, "papers/ddpm-2020")
        assert "**(no number) the jump**" in page
        assert "- id: " in page
        title = next(entry.title for entry in workspace.catalogue.entries.values() if entry.bank == BANK)
        assert f"- {title}\n" in page
        on_jump = FIRST.replace("  prompt", "  source: 'the jump'\n  prompt")
        assert take_author_answer(workspace, BANK, on_jump, variants=2).bank == slug
        save_draft_decision(workspace, slug, "half-of-it", "kept")
        save_imported_paper(find_imported_paper(workspace.places, slug))
        workspace.catch_up()
        item = f"{slug}/half-of-it"
        page = write_author_page(workspace, BANK, call="blind")
        take_author_answer(workspace, BANK, halve_all(page), variants=2)
        workspace.catch_up()
        view = open_paper(workspace, "ddpm-2020")
        (jump,) = [formula for formula in view.formulas if formula.called == "the jump"]
        assert item in [exercise.item for exercise in jump.exercises]
        row = next(row for row in make_map(workspace, view).rows if row.key == jump.row.id)
        assert item in [exercise.item for exercise in row.exercises]
        goal = find_goal(workspace, BANK)
        assert goal is not None
        assert item in [entry.item for entry in goal.entries]
        assert "- Half of it" in write_author_page(workspace, BANK, call="1")


def test_quotes_of_a_paper_stand_in_its_notes_in_the_place_of_those_by_rule(
    workspace: Workspace, tmp_path: Path
) -> None:
    source = tmp_path / "averaged.tex"
    source.write_text(SHORT)
    slug = save_imported_paper(import_paper_source(workspace.workers, workspace.places, str(source))).slug
    record = find_imported_paper(workspace.places, slug).record
    save_record(
        record_path(workspace.places, slug),
        replace(record, abstract="We average slopes. A step then varies less.", passages=(BY_RULE,)),
    )
    assert quotes(workspace, slug, "why") == [BY_RULE.text]
    facts = (
        "facts:\n  why: ['A step then varies less.', 'It wins every prize.']\n  new: ['We average slopes.']\n"
    )
    answer = take_author_answer(workspace, f"papers/{slug}", f"{facts}exercises:\n{FIRST}", variants=2)
    assert [(fact.about, fact.quotes) for fact in answer.facts] == [
        ("why", ("A step then varies less.",)),
        ("new", ("We average slopes.",)),
    ]
    assert quotes(workspace, slug, "why") == ["A step then varies less."]
    assert quotes(workspace, slug, "new") == ["We average slopes."]
    save_imported_paper(import_paper_source(workspace.workers, workspace.places, str(source)))
    assert quotes(workspace, slug, "why") == ["A step then varies less."], "an import loses none"


def quotes(workspace: Workspace, slug: str, about: str) -> list[str]:
    headings = (heading for part in open_paper(workspace, slug).notes for heading in part.headings)
    (found,) = (heading for heading in headings if (heading.kind, heading.key) == ("overview", about))
    return [text for text, _ in found.quotes]
