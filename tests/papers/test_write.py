"""A bank's text: read back as it was meant, edited by hand without loss, renewed when the paper changes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill.banks.load import load_bytes
from drill.banks.loaded_files import LoadedFile
from drill.banks.templates import render_template
from drill.errors import UsageError
from drill.papers import (
    DraftRecord,
    Paper,
    SourceRow,
    carried_over,
    join_bank_texts,
    made_of,
    paper_of,
    parts_of,
    read_sheet,
    record_draft_decision,
    waiting_drafts,
    write_bank,
)
from drill.papers.bank.bank_segments import split_bank, whole_bank
from drill.papers.bank.write import Written
from drill.papers.wording import quote_paper_markdown, quote_paper_words
from tests.papers.averaging import PAPER

LINE = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cf", "Zl", "Zp", "Zs", "Co", "Cn"))
)
TEXTS = st.lists(LINE, min_size=1, max_size=6).map(" ".join).map(lambda text: " ".join(text.split()))


def loaded(text: str) -> LoadedFile:
    return load_bytes(text.encode(), "paper.yaml")


def record_with(prompt: str) -> Paper:
    draft = DraftRecord("explain-1", "explain", "f", {"prompt": prompt, "answer": {"self": "look"}})
    source = SourceRow("x.tex", "f" * 32)
    return Paper("x", "X", source=source, decisions={"explain-1": "kept"}, drafts=(draft,))


def accept_rest(record: Paper) -> Paper:
    """Keep every draft that waits."""
    for draft in waiting_drafts(record):
        record = record_draft_decision(record, draft.id, "kept")
    return record


def with_made(record: Paper, **changes: object) -> Paper:
    """A record with something else made of its sheet."""
    return replace(record, **changes)  # type: ignore[arg-type]


def unescaped(markdown: str) -> str:
    out, place = "", 0
    while place < len(markdown):
        if markdown[place] == "\\":
            place += 1
        out += markdown[place]
        place += 1
    return out


def no_value(source: str) -> object:
    raise AssertionError(f"{source!r} became an expression")


@given(TEXTS)
def test_text_of_a_paper_comes_out_of_the_bank_as_it_went_in(text: str) -> None:
    if not text:
        return
    (exercise,) = loaded(write_bank(record_with(quote_paper_words(text))).text).exercises
    assert unescaped(render_template(str(exercise.written["prompt"]), no_value)) == text


@given(
    st.lists(
        st.sampled_from(["a", "@", "@x", "@{y}", "\\frac{a}{b}", "_", "^", "{2}", "#", "'", ": ", "- "]),
        min_size=1,
    )
)
def test_a_formula_of_a_paper_comes_out_as_it_went_in(pieces: list[str]) -> None:
    latex = " ".join("".join(pieces).split()) or "a"
    (exercise,) = loaded(write_bank(record_with(f"See ${quote_paper_markdown(latex)}$ now.")).text).exercises
    assert render_template(str(exercise.written["prompt"]), no_value) == f"See ${latex}$ now."


@pytest.mark.parametrize(
    "text",
    [
        "a: b # c",
        "- no, a list",
        "'quoted' and \"double\"",
        "{braces}, [brackets], & and * and ! and | and > and %",
        "no",
        "one\n\ntwo\nthree",
        "word " * 60,
        "$" + "x + " * 60 + "y$",
        "? what",
        "a\\b",
    ],
)
def test_awkward_texts(text: str) -> None:
    (exercise,) = loaded(write_bank(record_with(text.strip())).text).exercises
    assert exercise.written["prompt"] == text.strip()


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Paper:
    return read(tmp_path_factory.mktemp("paper"), PAPER)


def read(folder: Path, text: str) -> Paper:
    (folder / "main.tex").write_text(text)
    paper = paper_of(read_sheet(folder))
    return made_of(paper, lambda stage, done, whole: None)


@pytest.fixture(scope="module")
def written(fresh: Paper) -> Written:
    return write_bank(accept_rest(fresh))


def test_every_draft_is_read_back_as_it_was_drafted(fresh: Paper, written: Written) -> None:
    file = loaded(written.text)
    assert not file.problems
    bodies = {exercise.entry.id: exercise.written for exercise in file.exercises}
    assert [draft.id for draft in fresh.drafts] == list(bodies)
    for draft in fresh.drafts:
        for field in ("prompt", "shape", "motion"):
            assert bodies[draft.id].get(field) == draft.exercise.get(field)
        for field in ("hints", "steps", "links"):
            assert list(bodies[draft.id].get(field, [])) == list(draft.exercise.get(field, []))  # type: ignore[call-overload]
    assert written.record.exercises[0].about


def test_places_stand_in_comments_and_the_source_in_the_head(written: Written) -> None:
    assert "# explain, equation (1), main.tex:" in written.text
    assert f"fingerprint: {written.record.fingerprint}" in written.text


def test_writing_again_changes_nothing(written: Written) -> None:
    again = write_bank(written.record, written.text)
    assert again.text == written.text


def test_a_bank_without_exercises_is_a_bank_still(fresh: Paper, written: Written) -> None:
    assert not loaded(write_bank(fresh).text).problems
    left = dict.fromkeys(written.record.decisions, "left")
    none = replace(written.record, decisions=left)  # type: ignore[arg-type]
    empty = write_bank(none, written.text)
    assert not loaded(empty.text).exercises
    assert not loaded(empty.text).problems


@pytest.mark.parametrize("title", ["Short: a title", "A paper's" + " very long title" * 12])
def test_the_files_of_a_large_bank_are_read_and_joined(fresh: Paper, title: str) -> None:
    whole = write_bank(replace(accept_rest(fresh), title=title))
    files = parts_of(whole.text, len(whole.text) // 2)
    read = [loaded(text) for text in files]
    assert len(files) > 1
    assert not any(file.problems for file in read)
    assert [file.title for file in read] == [
        f"{title}, part {number} of {len(files)}" for number in range(1, len(files) + 1)
    ]
    assert parts_of(join_bank_texts(files), len(whole.text) // 2) == files


def test_what_was_edited_by_hand_stays(written: Written) -> None:
    text = written.text.replace("  level: 2", "  level: 5  # harder", 1).replace(
        "\nexercises:", "\nlicence: CC BY 4.0\nexercises:"
    )
    again = write_bank(written.record, text)
    assert "# harder" in again.text
    assert "licence: CC BY 4.0" in again.text


def test_what_was_added_or_taken_out_by_hand_stays_so(written: Written) -> None:
    gone = written.record.exercises[1].id
    _, segments = split_bank(written.text)
    text = written.text.replace(segments[gone] + "\n\n", "")
    text += "\n- id: my-own\n  prompt: Mine.\n  answer: {self: look}\n"
    again = write_bank(written.record, text)
    assert "- id: my-own\n" in again.text
    assert gone not in {exercise.entry.id for exercise in loaded(again.text).exercises}
    assert again.record.decisions[gone] == "left"


def test_exercises_stay_where_somebody_put_them(written: Written) -> None:
    head, segments = split_bank(written.text)
    first, second, *rest = segments.values()
    own = "- id: mine\n  prompt: p\n  answer: {self: look}"
    turned = [*reversed(rest), own, second, first]
    again = write_bank(written.record, whole_bank(head, turned))
    assert list(split_bank(again.text)[1].values()) == turned
    without = whole_bank(head, [second, *rest])
    added = write_bank(with_made(written.record, written={}), without)
    assert list(split_bank(added.text)[1]) == list(segments)


def test_a_copy_of_an_exercise_with_the_same_id_is_not_lost(written: Written) -> None:
    _, segments = split_bank(written.text)
    copy = next(iter(segments.values())).replace("  level: 2", "  level: 5")
    again = write_bank(written.record, f"{written.text}\n{copy}\n")
    assert copy in again.text
    assert len(split_bank(again.text)[1]) == len(segments) + 1


def test_fields_below_the_exercises_stay_fields_of_the_bank(written: Written) -> None:
    text = write_bank(written.record, f"{written.text}\nlicence: CC BY 4.0\n# by hand\n").text
    assert "\nlicence: CC BY 4.0\n# by hand\nexercises:" in text
    assert not loaded(text).problems
    assert len(loaded(text).exercises) == len(loaded(written.text).exercises)


def test_a_bank_that_cannot_be_taken_apart_is_left_alone(written: Written) -> None:
    with pytest.raises(UsageError, match="exercises:"):
        write_bank(written.record, "topic: papers.x\nexercises: [{id: a, prompt: p, answer: {self: s}}]\n")


def test_an_exercise_that_was_kept_outlives_its_formula(tmp_path: Path, written: Written) -> None:
    changed = read(tmp_path, PAPER.replace("(1 - \\beta) g_t^2", "(1 - \\beta) g_t^4"))
    sheet = replace(changed, decisions={**changed.decisions, **written.record.decisions})
    record = accept_rest(carried_over(sheet, written.record))
    again = {exercise.entry.id for exercise in loaded(write_bank(record, written.text).text).exercises}
    assert {exercise.entry.id for exercise in loaded(written.text).exercises} < again


def test_an_exercise_of_a_formula_that_is_gone_stays_if_it_was_edited(
    tmp_path: Path, written: Written
) -> None:
    id_ = next(id_ for id_, text in split_bank(written.text)[1].items() if "  level: 2" in text)
    text = written.text.replace("  level: 2", "  level: 5", 1)
    changed = read(tmp_path, PAPER.replace("(1 - \\beta) g_t^2", "(1 - \\beta) g_t^4"))
    again = write_bank(accept_rest(carried_over(changed, written.record)), text)
    assert id_ in split_bank(again.text)[1]


def test_a_draft_that_the_learner_rewrote(fresh: Paper) -> None:
    draft = fresh.drafts[0]
    record = record_draft_decision(
        fresh, draft.id, "kept", exercise={**draft.exercise, "prompt": "In my words."}
    )
    (exercise,) = loaded(write_bank(record).text).exercises
    assert exercise.written["prompt"] == "In my words."


def test_what_replaces_an_exercise_made_by_rule_names_the_key_before() -> None:
    def record(id_: str, key: str, hint: str, before: Paper | None = None) -> Paper:
        fields = {"prompt": "What is it?", "answer": {"number": key}, "hints": [hint]}
        draft = DraftRecord(id_, "work", "f", fields, proved=True)
        return replace(before or Paper("x", "X"), drafts=(draft,), decisions={id_: "kept"})

    made = "work-0123456789"
    first = write_bank(record(made, "3", "Look."))
    assert "corrects" not in first.text
    second = write_bank(record(made, "4", "Look.", first.record), first.text)
    assert second.text.count("corrects: [") == 1
    assert write_bank(record(made, "4", "Look.", second.record), second.text).text == second.text
    assert "corrects" not in write_bank(record(made, "3", "Look twice.", first.record), first.text).text
    own = write_bank(record("by-another", "3", "Look."))
    assert "corrects" not in write_bank(record("by-another", "4", "Look.", own.record), own.text).text
