"""The papers that come with the program: each sheet belongs to its source and its bank, and asks nothing."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from drill.banks.load import load_file
from drill.banks.models import Exercise
from drill.exchange import read_file
from drill.files import find, shipped_banks
from drill.papers import PAPER_SUFFIX, Paper, find_sheet_row_key
from drill.session.papers import paper_import
from drill.session.standing.paper_names import beside_bank, read_record
from tests.homes import WORKERS, shipped_catalogue
from tests.rows import each_row, sample

SOURCES = sorted((Path(__file__).parent / "shipped").glob("*.tex"))
SHELF = shipped_banks() / "papers"
LONGEST_RUN = 3
"""Exercises of a single stage, at most, that follow one another."""
papers = pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
sheets = pytest.mark.parametrize(
    "source",
    [path.with_name(path.name.removesuffix(PAPER_SUFFIX)) for path in sorted(SHELF.glob(f"*{PAPER_SUFFIX}"))],
    ids=lambda path: path.name,
)


@cache
def record_of(slug: str) -> Paper:
    record = read_record(beside_bank(SHELF / f"{slug}.yaml"))
    assert record is not None
    return record


def sheet_of(source: Path) -> Paper:
    return record_of(source.stem)


@sheets
def test_its_sheet_says_what_every_symbol_is_and_means(source: Path) -> None:
    sheet = sheet_of(source)
    assert sheet.symbols
    for row in sheet.symbols:
        assert row.confirmed, row.symbol
        assert row.declared_from is None or row.declared_from.kind != "guessed", row.symbol
    symbols = {row.typed: row.symbol for row in sheet.symbols if row.typed}
    assert all(symbols[row.typed] == row.symbol for row in sheet.symbols if row.typed)
    assert not sheet.refused
    assert not sheet.notes


@each_row("source", lambda: sample(SOURCES, len(SOURCES)))
def test_importing_it_again_changes_no_exercise_of_its_bank(source: Path, tmp_path: Path) -> None:
    folder = tmp_path / source.stem
    folder.mkdir()
    for file in SHELF.glob(f"{source.stem}.*"):
        shutil.copy(file, folder)
    places = find({"DRILL_HOME": str(tmp_path / "home")})
    bank = folder / f"{source.stem}.yaml"
    before = exercises_in(bank)
    paper_import.save_merged_paper(paper_import.import_paper_source(WORKERS, places, str(source), out=bank))
    assert exercises_in(bank).items() >= before.items()


def exercises_in(bank: Path) -> dict[str, str]:
    """Return the texts of a bank's exercises by their ids."""
    texts = bank.read_text("utf-8").split("\n- id: ")[1:]
    return {text.split()[0]: re.sub(r"\n+#[^\n]*\s*$", "", text).strip() for text in texts}


@papers
def test_every_formula_has_an_exercise_or_builds_towards_one(source: Path) -> None:
    record = record_of(source.stem)
    asked = {exercise.about for exercise in record.exercises}
    formulas = {formula.id: formula for formula in record.formulas}
    blocks = {formulas[id_].block for id_ in asked if id_ in formulas}
    assert [formula.name for formula in record.formulas if formula.block not in blocks] == []


@papers
def test_its_record_knows_every_exercise_of_the_bank(source: Path) -> None:
    record = record_of(source.stem)
    in_bank = re.findall(r"^- id: (\S+)$", (SHELF / f"{source.stem}.yaml").read_text("utf-8"), re.MULTILINE)
    assert [exercise.id for exercise in record.exercises] == in_bank
    assert all(exercise.about for exercise in record.exercises)


@dataclass(frozen=True)
class Lesson:
    """An exercise of a shipped bank as the laws below see it."""

    id: str
    form: Exercise


def canonical(latex: str) -> str:
    """LaTeX without what only changes its looks."""
    plain = re.sub(r"\\(?:left|right)(?!arrow)|\\[,;! ]|\\cdot|[\s{}$]", "", latex)
    return plain.replace("\\leftarrow", "=")


@cache
def lessons_of(slug: str) -> tuple[Lesson, ...]:
    """The exercises of a bank that are served, in its order."""
    return tuple(
        Lesson(one.entry.id, one.exercise)
        for one in load_file(SHELF / f"{slug}.yaml", read_file).exercises
        if not one.entry.retired
    )


@papers
def test_single_stages_come_in_short_runs_between_chains(source: Path) -> None:
    runs = "".join("c" if one.form.has_stages else "s" for one in lessons_of(source.stem)).split("c")
    assert max(map(len, runs)) <= LONGEST_RUN


@papers
def test_at_most_one_formula_is_asked_for_from_memory(source: Path) -> None:
    assert sum("from memory" in one.form.title.lower() for one in lessons_of(source.stem)) <= 1


@papers
def test_a_chain_names_the_retired_exercises_whose_questions_it_asks(source: Path) -> None:
    exercises = load_file(SHELF / f"{source.stem}.yaml", read_file).exercises
    asked = [tag for one in exercises if one.exercise.has_stages for tag in one.exercise.tags]
    assert asked
    assert len(set(asked)) == len(asked)
    assert set(asked) <= {one.entry.id for one in exercises if one.entry.retired}


@papers
def test_the_right_option_cannot_be_told_by_its_length(source: Path) -> None:
    longest = shortest = fair = count = 0.0
    for one in lessons_of(source.stem):
        for question in (question for form in one.form.forms for question in form.questions):
            options = question.answer.options if question.answer.kind == "choice" else ()
            if options:
                others = [len(option.text) for option in options if not option.right]
                right = [len(option.text) for option in options if option.right]
                longest += sum(length > max(others) for length in right) / len(right)
                shortest += sum(length < min(others) for length in right) / len(right)
                fair += 1 / (question.answer.show or len(options))
                count += 1
    assert count >= 8
    assert longest <= fair
    assert shortest <= 0.4 * count


@papers
def test_one_name_is_typed_for_each_symbol(source: Path) -> None:
    typed: dict[str, str] = {}
    for one in lessons_of(source.stem):
        for declared_names in (form.declared.names for form in one.form.forms):
            for name, latex in declared_names.items():
                assert typed.setdefault(canonical(latex), name) == name, one.id


@sheets
def test_its_formulas_have_symbols_model_entries_and_relatives_that_exist(source: Path) -> None:
    formulas = sheet_of(source).formulas
    symbols = {find_sheet_row_key(row) for row in sheet_of(source).symbols}
    assert len(formulas) >= 4
    for row in formulas:
        assert all((row.called, row.input, row.process, row.output, row.words)), row.name
        assert set() < set(row.symbols) <= symbols, row.called
        for named in re.findall("`papers/(.*?)`", " ".join(row.relatives)):
            assert (SHELF / f"{named}.yaml").exists(), row.called


def test_formulas_and_their_lines_of_code_name_each_other() -> None:
    (code,) = [bank for bank in shipped_catalogue().banks if bank.id == "reading-code"]
    pairs = {
        (sheet.name.removesuffix(PAPER_SUFFIX), named)
        for sheet in SHELF.glob(f"*{PAPER_SUFFIX}")
        for named in re.findall("`reading-code/(.*?)`", sheet.read_text("utf-8"))
    }
    links = {
        (link.title[len("papers/") :].partition(",")[0], entry.id)
        for entry in code.entries
        for link in shipped_catalogue().exercise(entry.item).forms[0].links
        if link.title.startswith("papers/")
    }
    assert len(pairs) >= 20
    assert pairs == links
